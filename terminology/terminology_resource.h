/* A CodeSystem, ValueSet, ConceptMap or NamingSystem as the terminology keeps it. */
#ifndef TERMINOLOGY_TERMINOLOGY_RESOURCE_H
#define TERMINOLOGY_TERMINOLOGY_RESOURCE_H

#include "server/base/view.h"

enum terminology_kind {
  TERMINOLOGY_CODE_SYSTEM,
  TERMINOLOGY_VALUE_SET,
  TERMINOLOGY_CONCEPT_MAP,
  TERMINOLOGY_NAMING_SYSTEM,
  TERMINOLOGY_KIND_COUNT
};

/* "CodeSystem" ... static */
const char *terminology_kind_name(enum terminology_kind kind);
/* TERMINOLOGY_KIND_COUNT for other types. */
enum terminology_kind terminology_kind_of(struct view resource_type);

/* Where a resource comes from: of two with one url and version the later origin is used. */
enum terminology_origin {
  TERMINOLOGY_FROM_PACKAGE, /* imported as a FHIR resource */
  TERMINOLOGY_FROM_MASTER,  /* a code system of a publisher's own file: no resource behind it */
  TERMINOLOGY_FROM_STORE,   /* PUT by a client */
  TERMINOLOGY_FROM_REQUEST, /* tx-resource */
};

/* One resource; owned by the snapshots that hold it (counted). */
struct terminology_resource {
  enum terminology_kind kind;
  enum terminology_origin origin;
  struct view id;
  struct view url; /* of a NamingSystem: empty */
  struct view version;
  struct view supplements; /* canonical of the code system that it adds to; empty = none */
  struct view content;     /* the resource as received; empty for FROM_MASTER */
  uint32_t masters_system; /* index, of FROM_MASTER */
  int64_t updated_ms;      /* FROM_STORE; 0 else */
};

/* Order of versions: numbers in dotted parts compare as numbers, the rest as text; an empty version
 * is the oldest. <0, 0, >0. */
int terminology_version_compare(struct view a, struct view b);

#endif
