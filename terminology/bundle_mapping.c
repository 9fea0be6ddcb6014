#include "terminology/bundle_mapping.h"

#include "server/base/json_writer.h"
#include "server/limits.h"
#include "terminology/csv_reader.h"
#include "terminology/system_alias.h"
#include "terminology/terminology_message.h"

/* One Coding of the array at hand. */
struct coding {
  uint32_t node;
  struct view system; /* OID aliases resolved */
  struct view code;
  struct view display;
  bool local; /* the table knows its system */
};

/* A row that could be added, and the local Coding that asks for it. */
struct candidate {
  const struct mapping_row *row;
  const struct coding *source;
};

struct run {
  const struct mapping_table *table;
  const struct document *document;
  struct arena *arena;
  struct patch *patch;
  struct issue_list *issues;
  uint32_t added;
  bool is_signed;
  /* of the array at hand */
  uint32_t array;
  struct coding codings[LIMIT_MAPPING_CODINGS];
  size_t coding_count;
  struct candidate *candidates;
  size_t candidate_count;
};

/* ---- where a node stands -------------------------------------------------------------------- */

static bool contains(const struct document *document, uint32_t value, uint32_t node) {
  return value <= node && node < document_node(document, value)->next;
}

/* The value inside container that holds node; appends the step towards it. */
static uint32_t step_towards(const struct document *document, uint32_t container, uint32_t node,
                             struct buffer *path) {
  bool is_array = document_type(document, container) == NODE_ARRAY;
  uint32_t position = 0;
  for (uint32_t at = document_first(document, container); at != NODE_NONE;
       at = document_next(document, container, at), position++) {
    uint32_t value = is_array ? at : at + 1;
    if (!contains(document, value, node)) {
      continue;
    }
    if (is_array) {
      buffer_append_format(path, "[%u]", position);
    } else {
      buffer_append_byte(path, '.');
      buffer_append(path, document_raw(document, at));
    }
    return value;
  }
  return NODE_NONE;
}

/* FHIRPath location, e.g. "Bundle.entry[1].resource.code.coding[0]". Walks from the root: for
 * messages. */
static struct view path_of(const struct run *run, uint32_t node) {
  struct buffer path = buffer_make(run->arena, SIZE_MAX);
  struct view type = document_member_string(run->document, 0, "resourceType", run->arena);
  buffer_append(&path, type.length > 0 ? type : view_of("$this"));
  for (uint32_t at = 0; at != node && at != NODE_NONE;) {
    at = step_towards(run->document, at, node, &path);
  }
  return path.error == ERROR_OK ? buffer_view(&path) : (struct view){0};
}

/* Where an issue stands is found by walking, so only for those that are kept. */
static struct issue *report(struct run *run, enum terminology_message message, uint32_t node,
                            struct view a, struct view b) {
  bool kept = run->issues->count < run->issues->maximum;
  struct issue *issue = issue_add_with(run->issues, terminology_message(message), a, b);
  if (kept) {
    issue->expression = path_of(run, node);
    issue->offset = document_node(run->document, node)->offset;
  }
  return issue;
}

/* ---- the layout of the array ----------------------------------------------------------------- */

/* First byte of a value or key in the text, and the byte behind it: strings have their quotes
 * outside. */
static size_t start_of(const struct document *document, uint32_t index) {
  enum node_type type = document_type(document, index);
  size_t quote = type == NODE_STRING || type == NODE_KEY;
  return document_node(document, index)->offset - quote;
}

static size_t end_of(const struct document *document, uint32_t index) {
  enum node_type type = document_type(document, index);
  size_t quote = type == NODE_STRING || type == NODE_KEY;
  return (size_t)document_node(document, index)->offset + document_node(document, index)->length +
         quote;
}

static struct view text_between(const struct document *document, size_t start, size_t end) {
  return view_part(document->text, start, end - start);
}

/* The blanks and punctuation to write a Coding with, as the array's last one has them. */
struct layout {
  struct view between;   /* from one Coding to the next, with the comma */
  struct view open;      /* "{" to the first key */
  struct view colon;     /* key to value */
  struct view separator; /* value to the next key, with the comma */
  struct view close;     /* last value to "}" */
};

/* The blanks before the only Coding serve between two as well, behind a comma. */
static struct view comma_before(struct arena *arena, struct view blanks) {
  return blanks.length == 0 ? view_of(",") : arena_format(arena, ",%.*s", VIEW_ARGUMENTS(blanks));
}

static void layout_of_object(const struct document *document, uint32_t object, struct arena *arena,
                             struct layout *layout) {
  uint32_t key = document_first(document, object);
  if (key == NODE_NONE) {
    return;
  }
  size_t start = start_of(document, object);
  layout->open = text_between(document, start + 1, start_of(document, key));
  layout->colon = text_between(document, end_of(document, key), start_of(document, key + 1));
  uint32_t next = document_next(document, object, key);
  layout->separator = next == NODE_NONE ? comma_before(arena, layout->open)
                                        : text_between(document, end_of(document, key + 1),
                                                       start_of(document, next));
  uint32_t last = key;
  for (; next != NODE_NONE; next = document_next(document, object, next)) {
    last = next;
  }
  layout->close = text_between(document, end_of(document, last + 1), end_of(document, object) - 1);
}

static struct layout layout_of(const struct document *document, uint32_t array,
                               uint32_t before_last, uint32_t last, struct arena *arena) {
  struct layout layout = {.colon = view_of(":"), .separator = view_of(",")};
  size_t last_start = start_of(document, last);
  layout.between =
      before_last != NODE_NONE
          ? text_between(document, end_of(document, before_last), last_start)
          : comma_before(arena, text_between(document, start_of(document, array) + 1, last_start));
  layout_of_object(document, last, arena, &layout);
  return layout;
}

static void append_member(struct buffer *buffer, const struct layout *layout, const char *key,
                          struct view value) {
  struct json_writer writer = json_writer_make(buffer, false);
  buffer_append_format(buffer, "\"%s\"", key);
  buffer_append(buffer, layout->colon);
  writer_string(&writer, value);
}

static enum error add_coding(struct run *run, const struct layout *layout, uint32_t last,
                             const struct mapping_row *row) {
  struct buffer text = buffer_make(run->arena, SIZE_MAX);
  buffer_append(&text, layout->between);
  buffer_append_byte(&text, '{');
  buffer_append(&text, layout->open);
  append_member(&text, layout, "system", row->target_system);
  buffer_append(&text, layout->separator);
  append_member(&text, layout, "code", row->target_code);
  if (row->target_display.length > 0) {
    buffer_append(&text, layout->separator);
    append_member(&text, layout, "display", row->target_display);
  }
  buffer_append(&text, layout->close);
  buffer_append_byte(&text, '}');
  if (text.error != ERROR_OK) {
    return text.error;
  }
  run->added++;
  return patch_add(run->patch, end_of(run->document, last), 0, buffer_view(&text));
}

/* ---- what to add ------------------------------------------------------------------------------
 */

static bool has_target_system(const struct run *run, struct view system) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (view_equal(run->codings[i].system, system)) {
      return true;
    }
  }
  return false;
}

/* Rows of one target system with this code or another: same_code tells which ones count. */
static bool seen_before(const struct run *run, size_t index, bool same_code) {
  const struct mapping_row *row = run->candidates[index].row;
  for (size_t i = 0; i < index; i++) {
    const struct mapping_row *other = run->candidates[i].row;
    if (view_equal(other->target_system, row->target_system) &&
        (!same_code || view_equal(other->target_code, row->target_code))) {
      return true;
    }
  }
  return false;
}

/* "code display, code display": the different candidates of the system of candidate first. */
static struct view candidate_names(const struct run *run, size_t first, size_t *ret_count) {
  struct buffer names = buffer_make(run->arena, SIZE_MAX);
  *ret_count = 0;
  for (size_t i = first; i < run->candidate_count; i++) {
    const struct mapping_row *row = run->candidates[i].row;
    if (!view_equal(row->target_system, run->candidates[first].row->target_system) ||
        seen_before(run, i, true)) {
      continue;
    }
    buffer_append_string(&names, *ret_count > 0 ? ", " : "");
    buffer_append(&names, row->target_code);
    if (row->target_display.length > 0) {
      buffer_append_byte(&names, ' ');
      buffer_append(&names, row->target_display);
    }
    ++*ret_count;
  }
  return buffer_view(&names);
}

/* Adds the one code of each target system, or says why not. */
static enum error settle_candidates(struct run *run, const struct layout *layout, uint32_t last) {
  for (size_t i = 0; i < run->candidate_count; i++) {
    const struct candidate *candidate = &run->candidates[i];
    if (has_target_system(run, candidate->row->target_system) || seen_before(run, i, false)) {
      continue;
    }
    size_t different = 0;
    struct view names = candidate_names(run, i, &different);
    const struct coding *source = candidate->source;
    if (different > 1) {
      report(run, TERMINOLOGY_MESSAGE_CODE_AMBIGUOUS, source->node, source->code,
             candidate->row->target_system)
          ->arguments[2] = names;
    } else if (run->is_signed) {
      report(run, TERMINOLOGY_MESSAGE_DOCUMENT_SIGNED, source->node, source->code, names);
    } else {
      enum error error = add_coding(run, layout, last, candidate->row);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  return ERROR_OK;
}

/* A row for the mapping file with all that is known; the target code is for a person to fill in. */
static struct view proposed_row(const struct run *run, const struct coding *coding) {
  const struct mapping_row *example = mapping_table_example(run->table, coding->system);
  const struct view fields[] = {example->domain, coding->system,         coding->code,
                                coding->display, example->target_system, {NULL, 0},
                                {NULL, 0}};
  struct buffer row = buffer_make(run->arena, SIZE_MAX);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (i > 0) {
      buffer_append_byte(&row, ',');
    }
    csv_field_append(&row, fields[i]);
  }
  return buffer_view(&row);
}

static void report_unmapped(struct run *run) {
  for (size_t i = 0; i < run->coding_count; i++) {
    const struct coding *coding = &run->codings[i];
    if (coding->local) {
      report(run, TERMINOLOGY_MESSAGE_CODE_UNMAPPED, coding->node, coding->code, coding->system)
          ->arguments[2] = proposed_row(run, coding);
    }
  }
}

/* ---- reading the array --------------------------------------------------------------------------
 */

static struct coding read_coding(const struct run *run, uint32_t node) {
  struct coding coding = {.node = node};
  struct view system = document_member_string(run->document, node, "system", run->arena);
  coding.system = system_alias_resolve(system);
  coding.code = document_member_string(run->document, node, "code", run->arena);
  coding.display = document_member_string(run->document, node, "display", run->arena);
  coding.local = coding.system.length > 0 && coding.code.length > 0 &&
                 mapping_table_has_system(run->table, coding.system);
  return coding;
}

static size_t count_rows(const struct run *run) {
  size_t total = 0;
  for (size_t i = 0; i < run->coding_count; i++) {
    size_t count = 0;
    if (run->codings[i].local) {
      mapping_table_find(run->table, run->codings[i].system, run->codings[i].code, &count);
    }
    total += count;
  }
  return total;
}

static enum error collect_candidates(struct run *run) {
  run->candidate_count = 0;
  run->candidates = arena_array(run->arena, count_rows(run) + 1, sizeof *run->candidates);
  if (run->candidates == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < run->coding_count; i++) {
    const struct coding *coding = &run->codings[i];
    if (!coding->local) {
      continue;
    }
    size_t count = 0;
    const struct mapping_row *const *rows =
        mapping_table_find(run->table, coding->system, coding->code, &count);
    for (size_t j = 0; j < count; j++) {
      run->candidates[run->candidate_count++] = (struct candidate){rows[j], coding};
    }
  }
  return ERROR_OK;
}

/* A Coding of a system that is not a local one: somebody has coded this already. */
static bool has_standard_coding(const struct run *run) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (!run->codings[i].local && run->codings[i].system.length > 0) {
      return true;
    }
  }
  return false;
}

static bool has_local_coding(const struct run *run) {
  for (size_t i = 0; i < run->coding_count; i++) {
    if (run->codings[i].local) {
      return true;
    }
  }
  return false;
}

static enum error map_array(struct run *run, uint32_t array) {
  uint32_t before_last = NODE_NONE;
  uint32_t last = NODE_NONE;
  run->coding_count = 0;
  for (uint32_t item = document_first(run->document, array); item != NODE_NONE;
       item = document_next(run->document, array, item)) {
    if (run->coding_count == LIMIT_MAPPING_CODINGS) {
      report(run, TERMINOLOGY_MESSAGE_TOO_MANY_CODINGS, array,
             arena_format(run->arena, "%u", LIMIT_MAPPING_CODINGS), (struct view){0});
      return ERROR_OK;
    }
    run->codings[run->coding_count++] = read_coding(run, item);
    before_last = last;
    last = item;
  }
  if (!has_local_coding(run)) {
    return ERROR_OK;
  }
  enum error error = collect_candidates(run);
  if (error != ERROR_OK) {
    return error;
  }
  if (run->candidate_count == 0) {
    if (!has_standard_coding(run)) {
      report_unmapped(run);
    }
    return ERROR_OK;
  }
  struct layout layout = layout_of(run->document, array, before_last, last, run->arena);
  return settle_candidates(run, &layout, last);
}

enum error bundle_mapping_run(const struct mapping_table *table, const struct document *document,
                              struct patch *patch, struct issue_list *issues, uint32_t *ret_added) {
  struct arena *arena = patch->arena;
  struct run *run = arena_alloc(arena, sizeof *run);
  if (run == NULL) {
    return ERROR_MEMORY;
  }
  *run = (struct run){.table = table,
                      .document = document,
                      .arena = arena,
                      .patch = patch,
                      .issues = issues,
                      .is_signed = document_member(document, 0, view_of("signature")) != NODE_NONE};
  for (uint32_t i = 0; i + 1 < document->count && mapping_table_count(table) > 0; i++) {
    if (document_type(document, i) == NODE_KEY && document_type(document, i + 1) == NODE_ARRAY &&
        view_is(document_raw(document, i), "coding")) {
      enum error error = map_array(run, i + 1);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  *ret_added = run->added;
  return ERROR_OK;
}
