#include "terminology/crosswalk.h"

#include "terminology/mapping_domain.h"
#include "terminology/system_alias.h"

/* 未コード化傷病名 of the receipt master. */
#define UNCODED_DISEASE "0000999"
/* How modifiers are written in ORCA: ZZZ and four digits. */
#define MODIFIER_PREFIX "ZZZ"

static const struct crosswalk_route routes[] = {
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_DISEASE_KEY, MAPPING_DOMAIN_DISEASE, true},
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_DISEASE_EXCHANGE, MAPPING_DOMAIN_DISEASE,
     false},
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_ICD10, MAPPING_DOMAIN_DISEASE, false},
    {MASTERS_SYSTEM_DISEASE_KEY, MASTERS_SYSTEM_ICD10, MAPPING_DOMAIN_DISEASE, false},
    {MASTERS_SYSTEM_RECEIPT_MODIFIER, MASTERS_SYSTEM_MODIFIER_KEY, MAPPING_DOMAIN_MODIFIER, true},
    {MASTERS_SYSTEM_RECEIPT_MODIFIER, MASTERS_SYSTEM_MODIFIER_EXCHANGE, MAPPING_DOMAIN_MODIFIER,
     false},
    {MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_YJ, MAPPING_DOMAIN_DRUG, true},
    {MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_PRICE, MAPPING_DOMAIN_DRUG, false},
    {MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_HOT9, MAPPING_DOMAIN_DRUG, false},
    {MASTERS_SYSTEM_HOT9, MASTERS_SYSTEM_YJ, MAPPING_DOMAIN_DRUG, true},
    {MASTERS_SYSTEM_CORE_JLAC11, MASTERS_SYSTEM_CORE_JLAC10, MAPPING_DOMAIN_LABORATORY, false},
    {MASTERS_SYSTEM_INFECTION_JLAC11, MASTERS_SYSTEM_INFECTION_JLAC10, MAPPING_DOMAIN_LABORATORY,
     false},
};
#define ROUTES (sizeof routes / sizeof *routes)

size_t crosswalk_route_count(void) {
  return ROUTES;
}

const struct crosswalk_route *crosswalk_route_at(size_t index) {
  return &routes[index];
}

const struct crosswalk_route *crosswalk_of_bundle(struct view source_system) {
  for (size_t i = 0; i < ROUTES; i++) {
    if (routes[i].in_bundle && view_is(source_system, routes[i].source_system)) {
      return &routes[i];
    }
  }
  return NULL;
}

bool crosswalk_is_dummy(struct view system, struct view code) {
  return (view_is(system, MASTERS_SYSTEM_DISEASE_KEY) && view_is(code, CROSSWALK_NO_DISEASE)) ||
         view_is(system, CROSSWALK_NO_LABORATORY_SYSTEM);
}

bool crosswalk_has_ended(const struct masters_concept *concept, uint32_t date) {
  if (concept->valid_to != 0) {
    return concept->valid_to < date;
  }
  return (concept->flags & MASTERS_CONCEPT_RETIRED) != 0 && concept->released < date;
}

static bool has_dummy(const struct masters_query *query) {
  return view_is(query->system, MASTERS_SYSTEM_RECEIPT_DISEASE) &&
         view_is(query->code, UNCODED_DISEASE) &&
         view_is(query->target_system, MASTERS_SYSTEM_DISEASE_KEY);
}

/* The receipt master numbers its "not coded" entry, the national service wants the dummy. */
static void answer_dummy(const struct masters_query *query, struct crosswalk_answer *ret_answer) {
  ret_answer->known = true;
  ret_answer->count = 1;
  ret_answer->targets[0] = (struct masters_concept){.system = query->target_system,
                                                    .code = view_of(CROSSWALK_NO_DISEASE)};
}

static struct view code_in_master(const struct masters_query *query) {
  struct view prefix = view_of(MODIFIER_PREFIX);
  bool prefixed = view_is(query->system, MASTERS_SYSTEM_RECEIPT_MODIFIER) &&
                  view_starts_with(query->code, prefix);
  return prefixed ? view_part(query->code, prefix.length, SIZE_MAX) : query->code;
}

static void answer_targets(const struct masters *masters, const struct masters_query *query,
                           uint32_t date, struct crosswalk_answer *ret_answer) {
  struct masters_target targets[CROSSWALK_TARGETS];
  size_t count = masters_crosswalk(masters, query, targets, CROSSWALK_TARGETS);
  size_t written = count < CROSSWALK_TARGETS ? count : CROSSWALK_TARGETS;
  for (size_t i = 0; i < written; i++) {
    if (crosswalk_has_ended(&targets[i].concept, date)) {
      ret_answer->ended++;
      ret_answer->last_ended = targets[i].concept;
    } else {
      ret_answer->targets[ret_answer->count++] = targets[i].concept;
    }
  }
}

static bool is_imported(const struct masters *masters, struct view url) {
  struct masters_system system;
  return masters != NULL && masters_system_find(masters, url, &system) && system.stated > 0;
}

void crosswalk_find(const struct masters *masters, const struct masters_query *query, uint32_t date,
                    struct crosswalk_answer *ret_answer) {
  struct masters_query wanted = *query;
  struct masters_concept concept;
  ret_answer->known = false;
  ret_answer->absent = (struct view){NULL, 0};
  ret_answer->count = 0;
  ret_answer->ended = 0;
  wanted.system = system_alias_resolve(query->system);
  wanted.target_system = system_alias_resolve(query->target_system);
  wanted.code = code_in_master(&wanted);
  if (has_dummy(&wanted)) {
    answer_dummy(&wanted, ret_answer);
    return;
  }
  if (!is_imported(masters, wanted.system)) {
    ret_answer->absent = wanted.system;
    return;
  }
  ret_answer->known = masters_find(masters, wanted.system, wanted.code, &concept);
  answer_targets(masters, &wanted, date, ret_answer);
  if (ret_answer->count == 0 && ret_answer->ended == 0 &&
      !is_imported(masters, wanted.target_system)) {
    ret_answer->absent = wanted.target_system;
  }
}

size_t crosswalk_successors(const struct masters *masters, const struct masters_concept *concept,
                            struct masters_concept *ret_successors, size_t capacity) {
  size_t count =
      masters_linked(masters, concept->row, MASTERS_LINK_SUCCESSOR, ret_successors, capacity);
  return count < capacity ? count : capacity;
}
