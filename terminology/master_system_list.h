/* What is known of the masters' code systems beside their codes: names, publisher, OID, the kind of
 * kana and what each property means. $lookup and CodeSystem read describe with it the systems that
 * have no CodeSystem resource. Static. */
#ifndef TERMINOLOGY_MASTER_SYSTEM_LIST_H
#define TERMINOLOGY_MASTER_SYSTEM_LIST_H

#include "server/base/view.h"

enum master_kana {
  MASTER_KANA_NONE,
  MASTER_KANA_KATAKANA,   /* full width, digits and letters too */
  MASTER_KANA_HALF_WIDTH, /* katakana of one column */
  MASTER_KANA_HIRAGANA,
};

enum master_property_type {
  MASTER_PROPERTY_STRING,
  MASTER_PROPERTY_CODE,
  MASTER_PROPERTY_BOOLEAN,
  MASTER_PROPERTY_DATE, /* stored as yyyymmdd; a FHIR dateTime */
  MASTER_PROPERTY_DECIMAL,
};

struct master_system {
  const char *url;
  const char *oid;  /* without "urn:oid:"; NULL = none is published */
  const char *name; /* CodeSystem.name: letters and digits */
  const char *english;
  const char *japanese;
  const char *publisher;
  enum master_kana kana; /* of masters_concept.kana */
};

/* A property that concepts of masters have. */
struct master_property {
  const char *code;
  enum master_property_type type;
  const char *english;
  const char *japanese;
};

size_t master_system_count(void);
const struct master_system *master_system_at(size_t index);
/* By URL or a urn:oid: name of it; NULL when it is no system of the masters. */
const struct master_system *master_system_find(struct view system);
/* The properties that the masters' columns give to a system, each once, in the order of the
 * layouts. Writes at most capacity and returns how many there are. */
size_t master_system_properties(const struct master_system *system,
                                const struct master_property **ret_properties, size_t capacity);
/* NULL when no column has the name. */
const struct master_property *master_property_find(struct view code);

#endif
