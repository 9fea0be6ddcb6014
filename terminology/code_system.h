/* A code system ready for questions: its concepts, their hierarchy, designations and properties
 * (FHIR R4 codesystem.html). Made from a CodeSystem resource or from the rows of an imported
 * master; both answer alike. Immutable: any number of threads may read. Concepts are numbered in
 * the order of the definition (depth first). */
#ifndef TERMINOLOGY_CODE_SYSTEM_H
#define TERMINOLOGY_CODE_SYSTEM_H

#include "server/base/document.h"
#include "terminology/masters.h"

#define CODE_SYSTEM_NO_CONCEPT UINT32_MAX

enum code_system_content {
  CODE_SYSTEM_COMPLETE,
  CODE_SYSTEM_FRAGMENT,
  CODE_SYSTEM_EXAMPLE,
  CODE_SYSTEM_NOT_PRESENT,
  CODE_SYSTEM_SUPPLEMENT,
};

enum code_system_value {
  CODE_SYSTEM_VALUE_CODE,
  CODE_SYSTEM_VALUE_CODING,
  CODE_SYSTEM_VALUE_STRING,
  CODE_SYSTEM_VALUE_INTEGER,
  CODE_SYSTEM_VALUE_BOOLEAN,
  CODE_SYSTEM_VALUE_DATE_TIME,
  CODE_SYSTEM_VALUE_DECIMAL,
  CODE_SYSTEM_VALUE_COUNT,
};

struct code_system_designation {
  struct view language;
  struct view use; /* a Coding as JSON; empty = none */
  struct view value;
  struct view extension; /* JSON array; empty = none */
};

/* What the system says of a property (CodeSystem.property). */
struct code_system_property_definition {
  struct view code;
  struct view uri;
  struct view description;
  struct view type; /* "code", "string", ... */
};

/* 16 bytes: the largest systems have some 300 000 of them. */
struct code_system_property {
  const char *data; /* text; numbers and booleans as written; a Coding as JSON */
  uint32_t length;
  uint16_t definition; /* of code_system.definitions */
  uint16_t type;       /* enum code_system_value */
};

struct code_system_range {
  uint32_t first;
  uint32_t count;
};

#define CODE_SYSTEM_ABSTRACT 1u   /* notSelectable */
#define CODE_SYSTEM_INACTIVE 2u   /* inactive, or its status says so, whatever the date */
#define CODE_SYSTEM_DEPRECATED 4u /* may be used, should not be */

struct code_system_concept {
  struct view code;
  struct view display;
  struct view definition;
  struct view extension;                 /* JSON array; empty = none */
  struct code_system_range designations; /* of code_system.designations */
  struct code_system_range properties;   /* of code_system.properties */
  struct code_system_range parents;      /* of code_system.relatives: concept numbers */
  struct code_system_range children;     /* likewise, in order of the definition */
  uint32_t valid_from;                   /* yyyymmdd, 0 = not stated */
  uint32_t valid_to;                     /* yyyymmdd, last day; 0 = open */
  uint32_t flags;
};

/* Empty views: the resource does not say. */
struct code_system {
  struct view id;
  struct view url;
  struct view version;
  struct view name;
  struct view title;
  struct view status;
  struct view date;
  struct view language;
  struct view value_set;        /* canonical of the value set of all its codes */
  struct view supplements;      /* canonical of the system that it supplements */
  struct view extension;        /* of the resource: JSON array */
  struct view hierarchy;        /* hierarchyMeaning */
  struct view standards_status; /* extension: "deprecated", "withdrawn" ... */
  bool is_experimental;
  bool is_case_sensitive; /* default true: only an explicit false folds */
  bool is_open;           /* no copy of it holds every code (LOINC, SNOMED CT, UCUM ...) */
  enum code_system_content content;
  const struct code_system_property_definition *definitions; /* then those only used */
  uint32_t definition_count;                                 /* that the system declares */
  const struct code_system_concept *concepts;
  uint32_t concept_count;
  const struct code_system_designation *designations;
  const struct code_system_property *properties;
  const uint32_t *relatives;
  const uint32_t *slots; /* concept + 1 by hash of the code, 0 = free */
  uint32_t slot_count;   /* power of two */
};

/* Reads the CodeSystem at the node. Text without escapes stays in the document's text, which must
 * outlive the system; the rest, and everything else that lasts, goes into the arena. A concept
 * without code is left out; a code that is repeated gets the parents of all its places and the text
 * of the first one. ERROR_MEMORY; ERROR_TOO_LARGE when concepts nest too deep. */
enum error code_system_read(struct arena *arena, const struct document *document, uint32_t node,
                            const struct code_system **ret_system) MUST_USE;
/* The system of that index in the masters, whose file must outlive it. ERROR_MEMORY. */
enum error code_system_from_masters(struct arena *arena, const struct masters *masters,
                                    uint32_t index, const struct code_system **ret_system) MUST_USE;

/* Number of the concept; CODE_SYSTEM_NO_CONCEPT when absent. */
uint32_t code_system_find(const struct code_system *system, struct view code);
static inline const struct code_system_concept *code_system_at(const struct code_system *system,
                                                               uint32_t concept) {
  return &system->concepts[concept];
}
/* True when the first is the second or below it. */
bool code_system_is_a(const struct code_system *system, uint32_t concept, uint32_t ancestor);
static inline struct view code_system_property_value(const struct code_system_property *property) {
  return view_make(property->data, property->length);
}
static inline struct view code_system_property_code(const struct code_system *system,
                                                    const struct code_system_property *property) {
  return system->definitions[property->definition].code;
}
/* The first property of that code; NULL when the concept has none. */
const struct code_system_property *code_system_property(const struct code_system *system,
                                                        uint32_t concept, struct view code);
/* What the system declares of a property; NULL when it does not. */
const struct code_system_property_definition *
code_system_definition(const struct code_system *system, struct view code);
/* Inactive for that day (yyyymmdd): marked so, or outside of its validity. */
bool code_system_is_inactive(const struct code_system *system, uint32_t concept, uint32_t date);
/* "value" + the FHIR type of it: "valueCode", "valueCoding", "valueString" ... */
const char *code_system_value_name(enum code_system_value type);

#endif
