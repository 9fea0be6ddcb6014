#include "terminology/master_apply.h"

#include <assert.h>

/* Written into columns of codes that do not exist. */
#define PLACEHOLDERS "666666666|000000000|999999999|0"

/* One row on its way into one system. */
struct apply_row {
  struct master_apply *apply;
  const struct csv_record *record;
  const struct master_emission *emission;
  struct draft_concept *concept;
  bool update; /* blank fields mean: unchanged */
  bool names;  /* this row may say display, kana and validity */
  bool again;  /* the file has stated the code before */
  bool changed;
  bool renamed;
  bool ended;
  struct view before;
};

static struct view field_of(const struct apply_row *row, int column) {
  return master_file_field(row->apply->file, row->record, column);
}

/* ---- items ------------------------------------------------------------------------------------
 */
void master_apply_mark_stale(const struct master_apply *apply, struct draft_concept *concept) {
  for (struct draft_item *item = concept->items; item != NULL; item = item->next) {
    item->stale = item->source == apply->source;
  }
}

bool master_apply_drop_stale(const struct master_apply *apply, struct draft_concept *concept) {
  bool dropped = false;
  for (struct draft_item **item = &concept->items; *item != NULL;) {
    if ((*item)->stale && (*item)->source == apply->source) {
      *item = (*item)->next;
      dropped = true;
    } else {
      item = &(*item)->next;
    }
  }
  return dropped;
}

/* An update replaces what the field said before. */
static void forget_field(const struct apply_row *row, const struct draft_item *said) {
  for (struct draft_item *item = row->concept->items; item != NULL; item = item->next) {
    bool same_target = item->target != NULL && said->target != NULL &&
                       item->target->system == said->target->system;
    bool same_name = item->kind == MASTERS_LINK_PROPERTY && view_equal(item->name, said->name);
    item->stale = item->stale || (item->source == said->source && item->kind == said->kind &&
                                  (same_target || same_name));
  }
}

static enum error say(struct apply_row *row, const struct draft_item *item) {
  bool is_new = false;
  if (row->update) {
    forget_field(row, item);
  }
  enum error error = masters_draft_say(&row->apply->import->draft, row->concept, item, &is_new);
  row->changed = row->changed || is_new;
  return error;
}

static enum error say_link(struct apply_row *row, const struct master_field *field,
                           enum masters_link kind) {
  struct view code = field_of(row, field->column);
  struct masters_draft *draft = &row->apply->import->draft;
  struct draft_item item = {.kind = kind, .source = row->apply->source};
  uint32_t system;
  bool is_self = kind != MASTERS_LINK_MAP && view_equal(code, row->concept->code);
  if (code.length == 0 || is_self || master_layout_is_one_of(PLACEHOLDERS, code)) {
    return ERROR_OK;
  }
  enum error error = masters_draft_system(draft, view_of(field->name), &system);
  error = error == ERROR_OK ? masters_draft_concept(draft, system, code, &item.target) : error;
  return error == ERROR_OK ? say(row, &item) : error;
}

static bool is_blank_code(struct view value) {
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] != '0') {
      return false;
    }
  }
  return true; /* nothing, 0, 00: no value in the columns of receipt masters */
}

static enum error say_property(struct apply_row *row, const struct master_field *field) {
  struct view value = field_of(row, field->column);
  struct draft_item item = {.name = view_of(field->name),
                            .value = value,
                            .kind = MASTERS_LINK_PROPERTY,
                            .source = row->apply->source};
  return is_blank_code(value) ? ERROR_OK : say(row, &item);
}

/* ---- name and validity ------------------------------------------------------------------------
 */
static enum error say_display(struct apply_row *row, struct view display) {
  struct draft_concept *concept = row->concept;
  if (display.length == 0 || view_equal(display, concept->display)) {
    return ERROR_OK;
  }
  if (row->names) {
    row->renamed = concept->display.length > 0 || row->renamed;
    row->before = row->renamed ? concept->display : row->before;
    row->changed = true;
    concept->display = display;
    return ERROR_OK;
  }
  struct draft_item item = {.name = view_of("designation"),
                            .value = display,
                            .kind = MASTERS_LINK_PROPERTY,
                            .source = row->apply->source};
  return say(row, &item);
}

static void say_kana(struct apply_row *row, struct view kana) {
  if (row->names && (kana.length > 0 || !row->update) && !view_equal(kana, row->concept->kana)) {
    row->concept->kana = kana;
    row->changed = true;
  }
}

static void say_date(struct apply_row *row, struct view text, uint32_t *date, bool is_end) {
  uint32_t said = 0;
  if (!row->names || (row->update && text.length == 0) || !master_file_date(text, &said)) {
    return;
  }
  if (said != *date) {
    row->ended = row->ended || (is_end && *date == 0);
    row->changed = true;
    *date = said;
  }
}

static enum error say_field(struct apply_row *row, const struct master_field *field) {
  switch (field->kind) {
  case MASTER_FIELD_DISPLAY:
    return say_display(row, field_of(row, field->column));
  case MASTER_FIELD_KANA:
    say_kana(row, field_of(row, field->column));
    return ERROR_OK;
  case MASTER_FIELD_FROM:
    say_date(row, field_of(row, field->column), &row->concept->valid_from, false);
    return ERROR_OK;
  case MASTER_FIELD_TO:
    say_date(row, field_of(row, field->column), &row->concept->valid_to, true);
    return ERROR_OK;
  case MASTER_FIELD_PROPERTY:
    return say_property(row, field);
  case MASTER_FIELD_MAP:
    return say_link(row, field, MASTERS_LINK_MAP);
  case MASTER_FIELD_SUCCESSOR:
    return say_link(row, field, MASTERS_LINK_SUCCESSOR);
  case MASTER_FIELD_TWIN:
    return say_link(row, field, MASTERS_LINK_TWIN);
  case MASTER_FIELD_RANK:
    break;
  }
  return ERROR_OK;
}

/* Of rows that share a code: who names it. */
static uint32_t rank_of(const struct apply_row *row) {
  for (size_t i = 0; i < row->emission->field_count; i++) {
    if (row->emission->fields[i].kind == MASTER_FIELD_RANK) {
      struct view rank = field_of(row, row->emission->fields[i].column);
      return rank.length == 1 ? (uint32_t)(unsigned char)rank.data[0] : UINT32_MAX;
    }
  }
  return 0;
}

static bool may_name(struct apply_row *row) {
  const struct master_file *file = row->apply->file;
  struct draft_concept *concept = row->concept;
  bool beside = row->emission->kind == MASTER_EMISSION_BESIDE;
  uint32_t released = 0;
  if (!master_file_date(field_of(row, file->layout->released), &released)) {
    released = 0;
  }
  if (row->emission->kind == MASTER_EMISSION_ANNOTATE ||
      (beside && (concept->flags & MASTERS_CONCEPT_PRIMARY) != 0)) {
    return false;
  }
  bool better = !row->again || rank_of(row) < concept->rank ||
                (file->layout->duplicates == MASTER_DUPLICATES_NEWEST && !beside &&
                 released >= concept->released);
  if (better) {
    concept->rank = rank_of(row);
    concept->released = released;
  }
  return better;
}

/* ---- rows -------------------------------------------------------------------------------------
 */
static enum error count_change(struct apply_row *row, bool was_known) {
  struct master_change change = {.kind = !was_known     ? MASTER_CHANGE_ADDED
                                         : row->renamed ? MASTER_CHANGE_RENAMED
                                         : row->ended   ? MASTER_CHANGE_ABOLISHED
                                                        : MASTER_CHANGE_CHANGED,
                                 .before = !was_known || row->renamed ? row->before
                                                                      : row->concept->display,
                                 .beside = row->emission->kind == MASTER_EMISSION_BESIDE};
  bool silent = row->emission->kind == MASTER_EMISSION_ANNOTATE || (row->again && was_known) ||
                (was_known && !row->renamed && !row->ended && !row->changed);
  return silent ? ERROR_OK : master_apply_note(row->apply, change, row->concept);
}

static enum error refuse_duplicate(const struct apply_row *row, uint32_t line) {
  const struct master_file *file = row->apply->file;
  struct issue_list *issues = row->apply->import->issues;
  const uint32_t place[2] = {row->record->line, master_file_place(file, file->layout->key)};
  struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_DUPLICATE, place);
  issue->arguments[2] = row->concept->code;
  issue->arguments[3] = arena_format(issues->arena, "%u", line);
  return ERROR_NOT_PROCESSABLE;
}

static void state(struct apply_row *row) {
  struct draft_concept *concept = row->concept;
  if (row->emission->kind != MASTER_EMISSION_ANNOTATE) {
    row->changed = row->changed || (concept->flags & MASTERS_CONCEPT_RETIRED) != 0;
    concept->flags &= ~(MASTERS_CONCEPT_NAMED | MASTERS_CONCEPT_RETIRED);
  }
  if (row->emission->kind == MASTER_EMISSION_PRIMARY) {
    concept->flags |= MASTERS_CONCEPT_PRIMARY;
  }
  if (row->names) {
    concept->source = row->apply->source;
  }
}

static enum error apply_concept(struct apply_row *row) {
  struct master_apply *apply = row->apply;
  struct draft_concept *concept = row->concept;
  uint32_t former_line = concept->line;
  bool was_known = (concept->flags & MASTERS_CONCEPT_NAMED) == 0;
  row->again = concept->seen == apply->serial;
  row->names = may_name(row);
  bool refuses = row->again && row->emission->kind == MASTER_EMISSION_PRIMARY &&
                 apply->file->layout->duplicates == MASTER_DUPLICATES_REFUSE;
  row->names = row->names || refuses;
  if (!row->update && !row->again) {
    master_apply_mark_stale(apply, concept);
  }
  concept->seen = apply->serial;
  concept->line = row->record->line;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < row->emission->field_count && error == ERROR_OK; i++) {
    error = say_field(row, &row->emission->fields[i]);
  }
  if (error != ERROR_OK) {
    return error;
  }
  row->changed =
      (!row->again || row->update) && master_apply_drop_stale(apply, concept) ? true : row->changed;
  if (refuses && row->changed) {
    return refuse_duplicate(row, former_line);
  }
  state(row);
  return count_change(row, was_known);
}

static bool emits(const struct apply_row *row, struct view code) {
  const struct master_emission *emission = row->emission;
  if (code.length == 0 || master_layout_is_one_of(PLACEHOLDERS, code) ||
      (emission->shape != NULL && !master_layout_fits(emission->shape, code))) {
    return false;
  }
  return emission->when == MASTER_NO_COLUMN ||
         master_layout_fits(emission->values, field_of(row, emission->when)) != emission->unless;
}

static bool is_stated(const struct masters_draft *draft, const char *url, struct view code) {
  uint32_t system;
  if (!masters_draft_system_find(draft, view_of(url), &system)) {
    return false;
  }
  const struct draft_concept *concept = masters_draft_find(draft, system, code);
  return concept != NULL && (concept->flags & MASTERS_CONCEPT_NAMED) == 0;
}

/* Where a code goes that is annotated: the system that states it; when none does, the one that the
 * row names. */
static bool annotates(const struct apply_row *row, struct view code) {
  const struct masters_draft *draft = &row->apply->import->draft;
  const struct master_layout *layout = row->apply->file->layout;
  if (is_stated(draft, row->emission->system, code)) {
    return true;
  }
  for (size_t i = 0; i < layout->emission_count; i++) {
    if (is_stated(draft, layout->emissions[i].system, code)) {
      return false;
    }
  }
  return emits(row, code);
}

static enum error refuse_base(const struct apply_row *row, struct view code) {
  const struct master_file *file = row->apply->file;
  const uint32_t place[2] = {row->record->line, master_file_place(file, file->layout->key)};
  struct issue *issue =
      master_file_issue(file, row->apply->import->issues, MASTER_MESSAGE_BASE, place);
  issue->arguments[2] = code;
  return ERROR_NOT_PROCESSABLE;
}

static enum error apply_record(struct master_apply *apply, const struct csv_record *record) {
  const struct master_layout *layout = apply->file->layout;
  struct masters_draft *draft = &apply->import->draft;
  struct apply_row row = {.apply = apply, .record = record};
  struct view change = field_of(&row, layout->change_column);
  bool update = apply->file->update && layout->change_column >= 0 && !view_is(change, "3");
  enum error error = ERROR_OK;
  for (size_t i = 0; i < layout->emission_count && error == ERROR_OK; i++) {
    row = (struct apply_row){.apply = apply, .record = record, .update = update};
    row.emission = &layout->emissions[i];
    struct view code = field_of(&row, row.emission->key);
    uint32_t system;
    bool goes =
        row.emission->kind == MASTER_EMISSION_ANNOTATE ? annotates(&row, code) : emits(&row, code);
    if (!goes) {
      continue;
    }
    error = masters_draft_system(draft, view_of(row.emission->system), &system);
    if (error != ERROR_OK) {
      break;
    }
    const struct draft_concept *known = masters_draft_find(draft, system, code);
    bool needs_base = update && row.emission->kind == MASTER_EMISSION_PRIMARY;
    if (needs_base && (known == NULL || (known->flags & MASTERS_CONCEPT_NAMED) != 0)) {
      return refuse_base(&row, code);
    }
    error = masters_draft_concept(draft, system, code, &row.concept);
    error = error == ERROR_OK ? apply_concept(&row) : error;
  }
  return error;
}

enum error master_apply_note(struct master_apply *apply, struct master_change change,
                             const struct draft_concept *concept) {
  struct master_report *report = apply->report;
  report->counts[change.kind] += !change.beside;
  if (report->first) {
    return ERROR_OK;
  }
  if (report->change_count == report->change_capacity) {
    uint32_t wanted = report->change_capacity == 0 ? 64 : report->change_capacity * 2;
    struct master_change *grown =
        arena_grow(apply->import->arena, report->changes, report->change_capacity * sizeof *grown,
                   wanted * sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    report->changes = grown;
    report->change_capacity = wanted;
  }
  change.system = apply->import->draft.systems[concept->system].url;
  change.code = concept->code;
  change.after = concept->display;
  report->changes[report->change_count++] = change;
  return ERROR_OK;
}

/* ---- what is gone -----------------------------------------------------------------------------
 */
static enum error refuse_shrunk(const struct master_apply *apply, uint32_t gone, uint32_t known) {
  struct issue_list *issues = apply->import->issues;
  struct issue *issue = issue_add_with(issues, master_message(MASTER_MESSAGE_SHRUNK),
                                       apply->file->name, arena_format(issues->arena, "%u", gone));
  issue->arguments[2] = arena_format(issues->arena, "%u", known);
  return ERROR_NOT_PROCESSABLE;
}

enum error master_apply_retire(struct master_apply *apply, uint32_t system, bool beside) {
  const struct hash_map *concepts = &apply->import->draft.systems[system].concepts;
  uint32_t known = 0;
  uint32_t gone = 0;
  const uint32_t out = MASTERS_CONCEPT_NAMED | MASTERS_CONCEPT_RETIRED;
  for (uint32_t i = 0; i < concepts->count; i++) {
    const struct draft_concept *concept = concepts->entries[i].value;
    bool own = concept->source == apply->source && (concept->flags & out) == 0;
    known += own;
    gone += own && concept->seen != apply->serial;
  }
  bool may_be_cut = apply->file->document.count == 0; /* JSON that is cut off cannot be read */
  if (gone > known / 2 && may_be_cut && !apply->import->replace) {
    return refuse_shrunk(apply, gone, known);
  }
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < concepts->count && gone > 0 && error == ERROR_OK; i++) {
    struct draft_concept *concept = concepts->entries[i].value;
    if (concept->source == apply->source && (concept->flags & out) == 0 &&
        concept->seen != apply->serial) {
      concept->flags |= MASTERS_CONCEPT_RETIRED;
      struct master_change change = {
          .kind = MASTER_CHANGE_ABOLISHED, .before = concept->display, .beside = beside};
      error = master_apply_note(apply, change, concept);
    }
  }
  return error;
}

/* Synonyms that a newer index no longer has. */
static void forget_annotations(const struct master_apply *apply, uint32_t system) {
  const struct hash_map *concepts = &apply->import->draft.systems[system].concepts;
  for (uint32_t i = 0; i < concepts->count; i++) {
    struct draft_concept *concept = concepts->entries[i].value;
    if (concept->seen != apply->serial) {
      master_apply_mark_stale(apply, concept);
      master_apply_drop_stale(apply, concept);
    }
  }
}

static enum error finish_full_file(struct master_apply *apply) {
  const struct master_layout *layout = apply->file->layout;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < layout->emission_count && error == ERROR_OK; i++) {
    uint32_t system;
    const struct master_emission *emission = &layout->emissions[i];
    error = masters_draft_system(&apply->import->draft, view_of(emission->system), &system);
    if (error == ERROR_OK && emission->kind == MASTER_EMISSION_ANNOTATE) {
      forget_annotations(apply, system);
    } else if (error == ERROR_OK) {
      error = master_apply_retire(apply, system, emission->kind == MASTER_EMISSION_BESIDE);
    }
  }
  return error;
}

static enum error apply_rows(struct master_apply *apply) {
  struct csv_reader reader;
  struct csv_record record;
  enum error error = master_file_reader(apply->file, apply->import->arena, &reader);
  while (error == ERROR_OK) {
    error = csv_reader_next(&reader, &record);
    if (error != ERROR_OK || record.count == 0) {
      break;
    }
    error = apply_record(apply, &record);
  }
  return error;
}

enum error master_apply_file(struct master_apply *apply) {
  const struct master_file *file = apply->file;
  assert(file != NULL);
  enum error error = ERROR_OK;
  for (const struct master_file *part = file; part != NULL && error == ERROR_OK;
       part = part->more) {
    apply->file = part;
    apply->rows += part->rows;
    error = apply_rows(apply);
  }
  apply->file = file;
  return error == ERROR_OK && !file->update ? finish_full_file(apply) : error;
}
