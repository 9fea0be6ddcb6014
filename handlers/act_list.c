#include "handlers/act_list.h"

static size_t count_lines(const struct patient_acts *acts) {
  size_t count = 0;
  for (size_t i = 0; i < acts->count; i++) {
    for (size_t j = 0; j < acts->visits[i].acts.count; j++) {
      count += acts->visits[i].acts.acts[j].line_count;
    }
  }
  return count;
}

static enum error add_lines(struct request *request, const struct act_item *common,
                            struct view patient_id, act_item_wanted *wanted,
                            struct act_list *list) {
  for (size_t i = 0; i < common->act->line_count; i++) {
    struct act_item item = *common;
    item.line = &common->act->lines[i];
    item.kind = receipt_line_kind(item.line->code);
    if (!wanted(&item)) {
      continue;
    }
    item.id = arena_format(request->arena, "%.*s.%.*s.a%zu.%zu", VIEW_ARGUMENTS(patient_id),
                           VIEW_ARGUMENTS(item.visit->key), item.act->position, i + 1);
    if (item.id.data == NULL) {
      return ERROR_MEMORY;
    }
    list->items[list->count++] = item;
  }
  return ERROR_OK;
}

enum error act_list_make(struct request *request, const struct patient_acts *acts,
                         act_item_wanted *wanted, struct act_list *ret_list) {
  struct act_list list = {.count = 0};
  enum error error = ERROR_OK;
  list.items = arena_array(request->arena, count_lines(acts) + 1, sizeof(*list.items));
  if (list.items == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < acts->count && error == ERROR_OK; i++) {
    for (size_t j = 0; j < acts->visits[i].acts.count && error == ERROR_OK; j++) {
      const struct act_item common = {.visit = &acts->visits[i],
                                      .act = &acts->visits[i].acts.acts[j]};
      error = add_lines(request, &common, acts->patient_id, wanted, &list);
    }
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

struct orca_pointer act_list_point(const struct from_orca *from, const struct patient_visit *visit,
                                   const struct orca_act *act) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "medicalgetv2");
  orca_pointer_question(&pointer, "Invoice_Number", visit->account.invoice);
  orca_pointer_step(&pointer, "Medical_List_Information", act->group_row);
  orca_pointer_step(&pointer, "Medical_Information", act->row);
  return pointer;
}

struct orca_pointer act_list_point_line(const struct from_orca *from, const struct act_item *item) {
  struct orca_pointer pointer = act_list_point(from, item->visit, item->act);
  orca_pointer_step(&pointer, "Medication_info", item->line->row);
  return pointer;
}
