#include "handlers/medicine.h"

#include "handlers/orca_message.h"
#include "handlers/receipt_line.h"

#define USAGE_BYTES 65536u

struct use_row {
  char digit; /* the second one of the class */
  enum medicine_use use;
};

static const struct use_row use_rows[] = {
    {'1', MEDICINE_INTERNAL}, {'2', MEDICINE_AS_NEEDED}, {'3', MEDICINE_EXTERNAL}};

static enum medicine_use use_of(struct view class) {
  for (size_t i = 0; i < sizeof(use_rows) / sizeof(use_rows[0]); i++) {
    if (class.length >= 2 && class.data[1] == use_rows[i].digit) {
      return use_rows[i].use;
    }
  }
  return MEDICINE_OTHER;
}

/* A group of lines that share count and usage, whatever it came from. */
struct group {
  const struct orca_rp_line *lines;
  const enum receipt_line *kinds;
  size_t count;
  struct medicine common; /* what its drugs have in common; rp is set */
  const char *place;      /* "p3", "a7": of ids */
};

static struct medicine *append(struct medicine_list *list) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
    struct medicine *medicines =
        arena_grow(list->arena, list->medicines, list->capacity * sizeof(*medicines),
                   capacity * sizeof(*medicines));
    if (medicines == NULL) {
      return NULL;
    }
    list->medicines = medicines;
    list->capacity = capacity;
  }
  return &list->medicines[list->count];
}

static size_t last_drug(const struct group *group) {
  size_t last = group->count;
  for (size_t i = 0; i < group->count; i++) {
    last = group->kinds[i] == RECEIPT_LINE_DRUG ? i : last;
  }
  return last;
}

/* Behind the last drug: comments of acts are known as such, everything else is usage. */
static bool is_usage(const struct group *group, size_t line, size_t last) {
  return line > last &&
         (group->kinds[line] == RECEIPT_LINE_USAGE || group->kinds[line] == RECEIPT_LINE_TEXT);
}

static bool is_comment(const struct group *group, size_t line, size_t last) {
  enum receipt_line kind = group->kinds[line];
  return kind != RECEIPT_LINE_DRUG && kind != RECEIPT_LINE_MATERIAL &&
         kind != RECEIPT_LINE_PROCEDURE && kind != RECEIPT_LINE_LOCAL &&
         group->lines[line].name.length != 0 && !is_usage(group, line, last);
}

static enum error take_usage(struct arena *arena, struct group *group, size_t last) {
  struct buffer buffer = buffer_make(arena, USAGE_BYTES);
  for (size_t i = last + 1; i < group->count; i++) {
    if (is_usage(group, i, last)) {
      buffer_append_string(&buffer, buffer.length != 0 ? "　" : "");
      buffer_append(&buffer, group->lines[i].name);
    }
  }
  if (buffer.error != ERROR_OK) {
    return ERROR_MEMORY;
  }
  group->common.usage = buffer.length != 0 ? buffer_view(&buffer) : (struct view){NULL, 0};
  return ERROR_OK;
}

/* Of the drug before it; of all drugs when it stands before the first, behind the last, or when no
 * drug is meant (drug == count). */
static bool is_own_comment(const struct group *group, size_t drug, size_t line) {
  size_t last = last_drug(group);
  if (!is_comment(group, line, last)) {
    return false;
  }
  size_t owner = group->count;
  for (size_t i = 0; i < line; i++) {
    owner = group->kinds[i] == RECEIPT_LINE_DRUG ? i : owner;
  }
  return drug == group->count || owner == group->count || line > last || owner == drug;
}

static enum error take_comments(struct arena *arena, const struct group *group, size_t drug,
                                struct medicine *medicine) {
  medicine->comments = arena_array(arena, group->count + 1, sizeof(const struct orca_rp_line *));
  if (medicine->comments == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < group->count; i++) {
    if (is_own_comment(group, drug, i)) {
      medicine->comments[medicine->comment_count++] = &group->lines[i];
    }
  }
  return ERROR_OK;
}

static enum error add_drug(struct medicine_list *list, const struct group *group,
                           struct view patient_id, size_t line) {
  size_t order = 0;
  for (size_t i = 0; i <= line; i++) {
    order += group->kinds[i] == RECEIPT_LINE_DRUG;
  }
  struct medicine *medicine = append(list);
  if (medicine == NULL) {
    return ERROR_MEMORY;
  }
  *medicine = group->common;
  medicine->drug = group->lines[line];
  medicine->order = arena_format(list->arena, "%zu", order);
  medicine->id = arena_format(list->arena, "%.*s.%.*s.%s.%zu", VIEW_ARGUMENTS(patient_id),
                              VIEW_ARGUMENTS(medicine->visit->key), group->place, order);
  if (medicine->order.data == NULL || medicine->id.data == NULL ||
      take_comments(list->arena, group, line, medicine) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  list->count++;
  return ERROR_OK;
}

static enum error add_group(struct medicine_list *list, struct group *group,
                            struct view patient_id) {
  size_t last = last_drug(group);
  if (last == group->count) {
    return ERROR_OK;
  }
  enum error error = take_usage(list->arena, group, last);
  for (size_t i = 0; i < group->count && error == ERROR_OK; i++) {
    if (group->kinds[i] == RECEIPT_LINE_DRUG) {
      error = add_drug(list, group, patient_id, i);
    }
  }
  return error;
}

/* ---- prescriptions
 * ------------------------------------------------------------------------------------ */

static enum receipt_line *kinds_of(struct arena *arena, const struct orca_rp_line *lines,
                                   size_t count) {
  enum receipt_line *kinds = arena_array(arena, count + 1, sizeof(*kinds));
  for (size_t i = 0; i < count && kinds != NULL; i++) {
    kinds[i] = receipt_line_kind(lines[i].code);
  }
  return kinds;
}

static void tell_materials(struct request *request, const struct group *group) {
  for (size_t i = 0; i < group->count; i++) {
    if (group->kinds[i] == RECEIPT_LINE_MATERIAL) {
      issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_PRESCRIPTION_MATERIAL),
                     group->lines[i].name, (struct view){NULL, 0});
    }
  }
}

static enum error add_rp(struct request *request, struct medicine_list *list,
                         const struct medicine *common, struct view patient_id) {
  struct group group = {.lines = common->group->lines,
                        .kinds =
                            kinds_of(list->arena, common->group->lines, common->group->line_count),
                        .count = common->group->line_count,
                        .common = *common};
  struct view place = arena_format(list->arena, "p%.*s", VIEW_ARGUMENTS(common->rp));
  if (group.kinds == NULL || place.data == NULL) {
    return ERROR_MEMORY;
  }
  group.place = place.data;
  tell_materials(request, &group);
  return add_group(list, &group, patient_id);
}

/* Pages of one form go on counting their groups. */
static enum error add_prescriptions(struct request *request, struct medicine_list *list,
                                    const struct patient_visit *visit, struct view patient_id) {
  size_t number = 0;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < visit->prescription.count; i++) {
    const struct orca_prescription *prescription = &visit->prescription.prescriptions[i];
    for (size_t j = 0; j < prescription->rp_count && error == ERROR_OK; j++) {
      const struct orca_rp *rp = &prescription->rps[j];
      number++;
      const struct medicine common = {.visit = visit,
                                      .use = use_of(rp->class),
                                      .outside = true,
                                      .rp = arena_format(list->arena, "%zu", number),
                                      .count = rp->count,
                                      .count_unit = rp->unit,
                                      .prescription = prescription,
                                      .group = rp};
      error = common.rp.data == NULL ? ERROR_MEMORY : add_rp(request, list, &common, patient_id);
    }
  }
  return error;
}

/* ---- acts
 * --------------------------------------------------------------------------------------------- */

static struct orca_rp_line *lines_of(struct arena *arena, const struct orca_act *act) {
  struct orca_rp_line *lines = arena_array(arena, act->line_count + 1, sizeof(*lines));
  for (size_t i = 0; i < act->line_count && lines != NULL; i++) {
    const struct orca_act_line *line = &act->lines[i];
    lines[i] = (struct orca_rp_line){.row = line->row,
                                     .name = line->name,
                                     .amount = line->number,
                                     .unit = line->unit,
                                     .code = line->code};
  }
  return lines;
}

static enum error make_group(struct arena *arena, const struct patient_visit *visit,
                             const struct orca_act *act, struct group *ret_group) {
  struct orca_rp_line *lines = lines_of(arena, act);
  struct view place = arena_format(arena, "a%zu", act->position);
  struct group group = {.lines = lines,
                        .kinds = lines != NULL ? kinds_of(arena, lines, act->line_count) : NULL,
                        .count = act->line_count,
                        .common = {.visit = visit,
                                   .use = use_of(act->class),
                                   .outside = patient_acts_is_outside(act),
                                   .rp = view_part(place, 1, place.length),
                                   .count = act->number,
                                   .act = act}};
  if (group.kinds == NULL || place.data == NULL) {
    return ERROR_MEMORY;
  }
  group.place = place.data;
  *ret_group = group;
  return ERROR_OK;
}

static enum error add_act(struct medicine_list *list, const struct patient_visit *visit,
                          const struct orca_act *act, struct view patient_id) {
  struct group group;
  enum error error = make_group(list->arena, visit, act, &group);
  return error != ERROR_OK ? error : add_group(list, &group, patient_id);
}

static bool is_injection(const struct orca_act *act) {
  return act->class.length == 3 && act->class.data[0] == '3';
}

/* What flows into a patient together is one order. */
static enum error add_injection(struct medicine_list *list, const struct patient_visit *visit,
                                const struct orca_act *act, struct view patient_id) {
  struct group group;
  enum error error = make_group(list->arena, visit, act, &group);
  if (error != ERROR_OK || last_drug(&group) == group.count) {
    return error;
  }
  error = take_usage(list->arena, &group, last_drug(&group));
  struct medicine *medicine = append(list);
  if (error != ERROR_OK || medicine == NULL) {
    return ERROR_MEMORY;
  }
  *medicine = group.common;
  medicine->use = MEDICINE_INJECTION;
  medicine->id = arena_format(list->arena, "%.*s.%.*s.%s", VIEW_ARGUMENTS(patient_id),
                              VIEW_ARGUMENTS(visit->key), group.place);
  if (medicine->id.data == NULL ||
      take_comments(list->arena, &group, group.count, medicine) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  list->count++;
  return ERROR_OK;
}

enum error medicine_list_prescribed(struct request *request, const struct patient_acts *acts,
                                    struct medicine_list *ret_list) {
  struct medicine_list list = {.arena = request->arena};
  enum error error = ERROR_OK;
  for (size_t i = 0; i < acts->count && error == ERROR_OK; i++) {
    const struct patient_visit *visit = &acts->visits[i];
    error = add_prescriptions(request, &list, visit, acts->patient_id);
    for (size_t j = 0; j < visit->acts.count && error == ERROR_OK; j++) {
      const struct orca_act *act = &visit->acts.acts[j];
      bool is_told = patient_acts_is_outside(act) && visit->prescription.count != 0;
      if (is_injection(act)) {
        error = add_injection(&list, visit, act, acts->patient_id);
      } else if (patient_acts_is_drug(act) && !is_told) {
        error = add_act(&list, visit, act, acts->patient_id);
      }
    }
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

enum error medicine_list_dispensed(struct request *request, const struct patient_acts *acts,
                                   struct medicine_list *ret_list) {
  struct medicine_list list = {.arena = request->arena};
  enum error error = ERROR_OK;
  for (size_t i = 0; i < acts->count && error == ERROR_OK; i++) {
    const struct patient_visit *visit = &acts->visits[i];
    for (size_t j = 0; j < visit->acts.count && error == ERROR_OK; j++) {
      const struct orca_act *act = &visit->acts.acts[j];
      if (patient_acts_is_drug(act) && !patient_acts_is_outside(act)) {
        error = add_act(&list, visit, act, acts->patient_id);
      }
    }
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
