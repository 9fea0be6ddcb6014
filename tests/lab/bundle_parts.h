/* Looks into a Bundle that jansson has read. Everything is borrowed from it. */
#ifndef TESTS_LAB_BUNDLE_PARTS_H
#define TESTS_LAB_BUNDLE_PARTS_H

#include "server/base/view.h"

#include <jansson.h>

#define PARTS_INSTITUTION_SYSTEM                                                                   \
  "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
#define PARTS_INDICATION_SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication"

/* A string member; empty when it is absent or no string. */
struct view parts_text(const json_t *object, const char *name);
size_t parts_count(const json_t *bundle);
/* Of an entry; NULL when absent. */
const json_t *parts_resource(const json_t *bundle, size_t position);
bool parts_is_type(const json_t *resource, const char *type);
const json_t *parts_first(const json_t *bundle, const char *type);
const json_t *parts_by_url(const json_t *bundle, struct view full_url);
/* A coding with that code in a CodeableConcept; of that system when it is not NULL. */
bool parts_has_code(const json_t *concept, const char *system, const char *code);
/* Value of the identifier of a system; empty when there is none. */
struct view parts_identifier(const json_t *resource, const char *system);
/* The patient's insured number, of the insurance or of public assistance; empty when none. */
struct view parts_insured(const json_t *patient);
/* A section of the Composition by its code, at any depth of two; NULL when absent. */
const json_t *parts_section(const json_t *composition, const char *code);
/* The first Organization that a section of the Composition refers to; NULL when none. */
const json_t *parts_section_organization(const json_t *bundle, const char *section);
/* An indication tag (LTS, UNINFORMED, UNDELIVERED) of a resource. */
bool parts_has_tag(const json_t *resource, const char *code);
/* Code of the tag of a system; empty when there is none. */
struct view parts_tag(const json_t *resource, const char *system);

#endif
