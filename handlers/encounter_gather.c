#include "handlers/encounter_gather.h"

#include "handlers/record_id.h"
#include "server/base/hash_map.h"
#include "server/orca/orca_text.h"

#include <stdlib.h>

struct gathering {
  struct arena *arena;
  struct hash_map by_id;
  struct encounter_list list;
};

struct view encounter_gather_visit_id(struct arena *arena, const struct orca_visit *visit) {
  struct view day = record_id_date(arena, visit->date);
  if (day.data == NULL) {
    return day;
  }
  struct record_id key = {
      {view_of(ENCOUNTER_VISIT), day, visit->department, visit->sequence, visit->patient_id},
      ENCOUNTER_VISIT_PARTS};
  return record_id_make(arena, &key);
}

/* The Encounter of that key, made when there is none yet; NULL in *ret_found for a key that no id
 * can be made of. */
static enum error find_or_add(struct gathering *gathering, const struct encounter *encounter,
                              struct encounter **ret_found) {
  *ret_found = NULL;
  if (encounter->id.data == NULL) {
    return ERROR_MEMORY;
  }
  if (encounter->id.length == 0 || !orca_text_is_patient_id(encounter->patient_id)) {
    return ERROR_OK;
  }
  *ret_found = hash_map_get(&gathering->by_id, encounter->id);
  if (*ret_found != NULL) {
    return ERROR_OK;
  }
  struct encounter *kept = &gathering->list.encounters[gathering->list.count++];
  *kept = *encounter;
  *ret_found = kept;
  return hash_map_put(&gathering->by_id, encounter->id, kept);
}

static enum error add_invoice(struct gathering *gathering, struct encounter *encounter,
                              const struct orca_visit *visit) {
  struct encounter_invoice **end = &encounter->invoices;
  while (*end != NULL) {
    end = &(*end)->next;
  }
  *end = arena_alloc(gathering->arena, sizeof(**end));
  if (*end == NULL) {
    return ERROR_MEMORY;
  }
  (*end)->row = visit->row;
  (*end)->number = visit->voucher;
  return ERROR_OK;
}

static enum error add_visits(struct gathering *gathering, const struct orca_visit_list *visits) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < visits->count && error == ERROR_OK; i++) {
    const struct orca_visit *visit = &visits->visits[i];
    struct encounter encounter = {.id = encounter_gather_visit_id(gathering->arena, visit),
                                  .patient_id = visit->patient_id,
                                  .date = visit->date,
                                  .visit = visit};
    struct encounter *found;
    error = find_or_add(gathering, &encounter, &found);
    if (error == ERROR_OK && found != NULL && visit->voucher.length != 0) {
      error = add_invoice(gathering, found, visit);
    }
  }
  return error;
}

static int compare_receptions(const void *a, const void *b) {
  const struct orca_reception *first = *(const struct orca_reception *const *)a;
  const struct orca_reception *second = *(const struct orca_reception *const *)b;
  int order = view_compare(first->patient_id, second->patient_id);
  if (order == 0) {
    order = view_compare(first->department, second->department);
  }
  return order != 0 ? order : view_compare(first->id, second->id);
}

static bool is_same_place(const struct orca_reception *a, const struct orca_reception *b) {
  return view_equal(a->patient_id, b->patient_id) && view_equal(a->department, b->department);
}

static enum error add_reception(struct gathering *gathering, const struct orca_reception *reception,
                                struct view date, size_t number) {
  struct view sequence = arena_format(gathering->arena, "%zu", number);
  if (sequence.data == NULL) {
    return ERROR_MEMORY;
  }
  const struct orca_visit expected = {.patient_id = reception->patient_id,
                                      .date = date,
                                      .department = reception->department,
                                      .sequence = sequence};
  struct encounter encounter = {.id = encounter_gather_visit_id(gathering->arena, &expected),
                                .patient_id = reception->patient_id,
                                .date = date,
                                .reception = reception};
  struct encounter *found;
  enum error error = find_or_add(gathering, &encounter, &found);
  if (found != NULL) {
    found->reception = reception;
  }
  return error;
}

static enum error add_receptions(struct gathering *gathering,
                                 const struct encounter_sources *sources) {
  size_t count = sources->receptions->count;
  const struct orca_reception **sorted =
      arena_array(gathering->arena, count + 1, sizeof(const struct orca_reception *));
  if (sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    sorted[i] = &sources->receptions->receptions[i];
  }
  qsort(sorted, count, sizeof(const struct orca_reception *), compare_receptions);
  size_t number = 0;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    number = i != 0 && is_same_place(sorted[i - 1], sorted[i]) ? number + 1 : 1;
    error = add_reception(gathering, sorted[i], sources->date, number);
  }
  return error;
}

enum error encounter_gather(struct arena *arena, const struct encounter_sources *sources,
                            struct encounter_list *ret_list) {
  struct gathering gathering = {.arena = arena, .by_id = hash_map_make(arena)};
  gathering.list.encounters = arena_array(
      arena, sources->visits->count + sources->receptions->count + 1, sizeof(struct encounter));
  if (gathering.list.encounters == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = add_visits(&gathering, sources->visits);
  if (error == ERROR_OK) {
    error = add_receptions(&gathering, sources);
  }
  if (error == ERROR_OK) {
    *ret_list = gathering.list;
  }
  return error;
}

enum error encounter_gather_stay(struct arena *arena, const struct orca_stay_list *stay,
                                 struct view admission, struct encounter *ret_encounter) {
  struct encounter encounter = {.patient_id = stay->patient_id, .date = admission, .stay = stay};
  struct view day = record_id_date(arena, admission);
  if (day.data == NULL) {
    return ERROR_MEMORY;
  }
  encounter.id =
      record_id_make(arena, &(struct record_id){{view_of(ENCOUNTER_STAY), day, stay->patient_id},
                                                ENCOUNTER_STAY_PARTS});
  if (encounter.id.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_encounter = encounter;
  return ERROR_OK;
}
