/* What FHIRPath computes with (FHIRPath N1, section 4.1 literals and 5.5 conversions): elements of
 * the document, which stay where they are, and System values. A value is 32 bytes and plain data;
 * texts and units that it points at live in the document, the program or the run's arena. */
#ifndef PROFILES_FHIRPATH_VALUE_H
#define PROFILES_FHIRPATH_VALUE_H

#include "server/base/document.h"

__extension__ typedef __int128 fhirpath_wide;

enum fhirpath_kind {
  FHIRPATH_ELEMENT,
  FHIRPATH_BOOLEAN,
  FHIRPATH_INTEGER,
  FHIRPATH_DECIMAL,
  FHIRPATH_STRING,
  FHIRPATH_DATE,
  FHIRPATH_DATE_TIME,
  FHIRPATH_TIME,
  FHIRPATH_QUANTITY,
  FHIRPATH_TYPE,       /* what type() returns */
  FHIRPATH_DEFINITION, /* what elementDefinition() returns: integer is the model's element */
  FHIRPATH_NOTHING,    /* an empty sort key; never in a result */
};

/* An element: its JSON value, its twin (the object under "_name" with id and extensions), either
 * may be NODE_NONE. */
struct fhirpath_element {
  uint32_t node;
  uint32_t twin;
};

/* coefficient / 10^scale; up to 38 digits. */
struct fhirpath_decimal {
  fhirpath_wide coefficient;
  int32_t scale;
};

enum fhirpath_precision {
  FHIRPATH_PRECISION_NONE,
  FHIRPATH_YEAR,
  FHIRPATH_MONTH,
  FHIRPATH_DAY,
  FHIRPATH_HOUR,
  FHIRPATH_MINUTE,
  FHIRPATH_SECOND, /* with or without a fraction: seconds are one decimal component */
};

struct fhirpath_date {
  uint16_t year;
  uint8_t month;
  uint8_t day;
  uint8_t hour;
  uint8_t minute;
  uint8_t second;
  uint8_t precision; /* enum fhirpath_precision; the components behind it are 0 */
  uint32_t nanosecond;
  int16_t zone; /* minutes east of UTC */
  uint8_t has_zone;
  uint8_t fraction_digits; /* as written */
};

struct fhirpath_unit {
  struct view code; /* UCUM code, or the calendar word in singular: "day" */
  bool calendar;
};

struct fhirpath_value {
  uint8_t kind;                     /* enum fhirpath_kind */
  bool is_system;                   /* FHIRPATH_TYPE: namespace System, else FHIR */
  int16_t scale;                    /* FHIRPATH_DECIMAL, FHIRPATH_QUANTITY */
  uint32_t type;                    /* FHIRPATH_ELEMENT: the model's type, 0 = not known */
  const struct fhirpath_unit *unit; /* FHIRPATH_QUANTITY; never NULL there */
  union {
    struct fhirpath_element element;
    bool boolean;
    int64_t integer;
    fhirpath_wide coefficient; /* FHIRPATH_DECIMAL, FHIRPATH_QUANTITY */
    struct view text;          /* FHIRPATH_STRING; FHIRPATH_TYPE: the name */
    struct fhirpath_date date; /* FHIRPATH_DATE, _DATE_TIME, _TIME */
  };
};
_Static_assert(sizeof(struct fhirpath_value) == 32, "values are copied a lot");

struct fhirpath_collection {
  const struct fhirpath_value *values;
  uint32_t count;
};

static inline struct fhirpath_value fhirpath_value_boolean(bool boolean) {
  return (struct fhirpath_value){.kind = FHIRPATH_BOOLEAN, .boolean = boolean};
}
static inline struct fhirpath_value fhirpath_value_integer(int64_t integer) {
  return (struct fhirpath_value){.kind = FHIRPATH_INTEGER, .integer = integer};
}
static inline struct fhirpath_value fhirpath_value_string(struct view text) {
  return (struct fhirpath_value){.kind = FHIRPATH_STRING, .text = text};
}
static inline struct fhirpath_value fhirpath_value_element(uint32_t node, uint32_t twin,
                                                           uint32_t type) {
  return (struct fhirpath_value){
      .kind = FHIRPATH_ELEMENT, .type = type, .element = {.node = node, .twin = twin}};
}

#endif
