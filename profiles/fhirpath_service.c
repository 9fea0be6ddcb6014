#include "profiles/fhirpath_service.h"

#include "profiles/binding_check.h"
#include "profiles/location.h"
#include "profiles/profile_choice.h"
#include "profiles/reference_resolve.h"
#include "profiles/slicing.h"

static uint32_t resolve(void *self, struct view reference) {
  struct evaluation *evaluation = self;
  return reference_resolve(evaluation, reference).node;
}

static enum fhirpath_answer answer_of(bool holds) {
  return holds ? FHIRPATH_ANSWER_TRUE : FHIRPATH_ANSWER_FALSE;
}

/* The value set that a canonical means for the package in whose scope we are: the first one there,
 * else the most preferred. */
static uint32_t find_value_set(const struct evaluation *evaluation, struct view canonical) {
  const struct pack *pack = evaluation->pack;
  struct view version = canonical;
  uint32_t first = pack_find_value_set(pack, view_split(&version, '|'));
  if (first == PACK_NONE || evaluation->package == PACK_NONE) {
    return first;
  }
  const struct pack_range *scope = &pack->packages[evaluation->package].scope;
  for (uint32_t i = 0; i < scope->count; i++) {
    uint32_t steps = 0;
    for (uint32_t set = first; set != PACK_NONE && steps < pack->value_sets_count;
         set = pack->value_sets[set].next_version, steps++) {
      if (pack->value_sets[set].package == pack->indexes[scope->first + i]) {
        return set;
      }
    }
  }
  return first;
}

enum fhirpath_answer fhirpath_service_member_of(void *self, uint32_t node, struct view text,
                                                struct view canonical) {
  struct evaluation *evaluation = self;
  uint32_t value_set = find_value_set(evaluation, canonical);
  enum membership membership =
      value_set == PACK_NONE ? binding_check_held(evaluation, canonical, node, text)
      : node == NODE_NONE    ? binding_check_code(evaluation, value_set, view_make(NULL, 0), text)
                             : binding_check_node(evaluation, value_set, node);
  return membership == MEMBERSHIP_UNKNOWN ? FHIRPATH_ANSWER_UNKNOWN
                                          : answer_of(membership == MEMBERSHIP_YES);
}

static enum fhirpath_answer conforms_to(void *self, uint32_t node, struct view canonical) {
  struct evaluation *evaluation = self;
  struct profile_choice choice = profile_choice_find(evaluation, canonical);
  return choice.profile == PACK_NONE
             ? FHIRPATH_ANSWER_UNKNOWN
             : answer_of(evaluation->steps->profile_holds(evaluation, choice.profile, node));
}

/* The model's types are the roots of R4 definitions, counted from 1. */
static uint32_t definition_of_type(const struct pack *pack, uint32_t type) {
  return type == 0 || type > pack->elements_count ? PACK_NONE
                                                  : pack->elements_cold[type - 1].profile;
}

static enum fhirpath_answer in_slice(void *self, const struct fhirpath_value *element,
                                     struct view profile, struct view slice) {
  struct evaluation *evaluation = self;
  struct profile_choice choice = profile_choice_find(evaluation, profile);
  struct sparse_item item = {element->element.node, element->element.twin, PACK_NONE,
                             definition_of_type(evaluation->pack, element->type)};
  bool known = false;
  if (choice.profile == PACK_NONE) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  bool holds = slicing_holds(evaluation, choice.profile, slice, &item, &known);
  return known ? answer_of(holds) : FHIRPATH_ANSWER_UNKNOWN;
}

static uint32_t definition(void *self, uint32_t node) {
  struct evaluation *evaluation = self;
  return location_element(evaluation->pack, evaluation->document, evaluation->root, node,
                          evaluation->scratch);
}

struct fhirpath_services fhirpath_services_make(struct evaluation *evaluation) {
  return (struct fhirpath_services){.self = evaluation,
                                    .resolve = resolve,
                                    .member_of = fhirpath_service_member_of,
                                    .conforms_to = conforms_to,
                                    .in_slice = in_slice,
                                    .definition = definition};
}
