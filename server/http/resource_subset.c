#include "server/http/resource_subset.h"

#include "server/base/document.h"
#include "server/base/json_writer.h"
#include "server/http/http_messages.h"
#include "server/http/resource_subset_list.h"
#include "server/http/response.h"
#include "server/http/route.h"
#include "server/limits.h"

#define TAG_SYSTEM "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
#define TAG_CODE "SUBSETTED"

struct element_row {
  const char *type;
  const char *mandatory;
  const char *summary;
};

#define ELEMENT_ROW(type, mandatory, summary) {type, mandatory, summary},
static const struct element_row element_rows[] = {RESOURCE_SUBSET_LIST(ELEMENT_ROW)};

static const char *const summary_names[] = {
    [RESOURCE_SUMMARY_FALSE] = "false", [RESOURCE_SUMMARY_TRUE] = "true",
    [RESOURCE_SUMMARY_TEXT] = "text",   [RESOURCE_SUMMARY_DATA] = "data",
    [RESOURCE_SUMMARY_COUNT] = "count",
};
#define SUMMARY_NAMES (sizeof summary_names / sizeof summary_names[0])

/* ---- what is asked for -------------------------------------------------------------------------
 */
static bool is_search(const struct request *request) {
  const struct route *route = request->route;
  return route != NULL && route->interaction != NULL &&
         strcmp(route->interaction, "search-type") == 0;
}

enum error resource_subset_of(struct request *request, struct resource_subset *ret_subset) {
  struct view summary = request_query(request, "_summary");
  size_t found = 0;
  while (summary.length != 0 && found < SUMMARY_NAMES && !view_is(summary, summary_names[found])) {
    found++;
  }
  if (found == SUMMARY_NAMES || (found == RESOURCE_SUMMARY_COUNT && !is_search(request))) {
    return request_fail(request, ERROR_BAD_REQUEST, http_message_get(HTTP_MESSAGE_SUMMARY), summary,
                        (struct view){NULL, 0});
  }
  *ret_subset = (struct resource_subset){(enum resource_summary)found,
                                         request_query(request, "_elements"), request->pretty};
  return ERROR_OK;
}

/* ---- which elements stay -----------------------------------------------------------------------
 */
struct cut {
  const struct document *document;
  const struct resource_subset *subset;
  struct json_writer *writer;
  struct arena *arena;
};

/* "onset", "onset*" and "onset[x]" mean onsetDateTime too. */
static bool means(struct view word, struct view name) {
  size_t stem = word.length;
  bool is_choice = false;
  if (view_ends_with(word, view_of("[x]"))) {
    stem -= 3;
    is_choice = true;
  } else if (view_ends_with(word, view_of("*"))) {
    stem -= 1;
    is_choice = true;
  }
  if (view_equal(view_part(word, 0, stem), name)) {
    return true;
  }
  return is_choice && name.length > stem && view_starts_with(name, view_part(word, 0, stem)) &&
         name.data[stem] >= 'A' && name.data[stem] <= 'Z';
}

static bool lists(struct view words, char separator, struct view name) {
  while (words.length > 0) {
    if (means(view_trim(view_split(&words, separator)), name)) {
      return true;
    }
  }
  return false;
}

static const struct element_row *find_row(struct view type) {
  for (size_t i = 0; i < sizeof element_rows / sizeof element_rows[0]; i++) {
    if (view_is(type, element_rows[i].type)) {
      return &element_rows[i];
    }
  }
  return NULL;
}

/* A client that asks for "onset" means any of its types. */
static bool is_asked_for(struct view elements, struct view name) {
  while (elements.length > 0) {
    struct view word = view_trim(view_split(&elements, ','));
    bool is_type_of = word.length > 0 && name.length > word.length &&
                      view_starts_with(name, word) && name.data[word.length] >= 'A' &&
                      name.data[word.length] <= 'Z';
    if (means(word, name) || is_type_of) {
      return true;
    }
  }
  return false;
}

static bool stays(const struct resource_subset *subset, const struct element_row *row,
                  struct view name) {
  static const struct view always = VIEW_LITERAL("resourceType id meta implicitRules");
  if (name.length > 0 && name.data[0] == '_') {
    name = view_part(name, 1, name.length); /* extensions and ids of a primitive go with it */
  }
  if (lists(always, ' ', name) || (row != NULL && lists(view_of(row->mandatory), ' ', name)) ||
      view_is(name, "modifierExtension")) {
    return true;
  }
  if (subset->elements.length > 0) {
    return is_asked_for(subset->elements, name);
  }
  switch (subset->summary) {
  case RESOURCE_SUMMARY_TRUE:
    return row == NULL ? !view_is(name, "text") : lists(view_of(row->summary), ' ', name);
  case RESOURCE_SUMMARY_TEXT:
    return view_is(name, "text");
  case RESOURCE_SUMMARY_DATA:
    return !view_is(name, "text");
  case RESOURCE_SUMMARY_FALSE:
  case RESOURCE_SUMMARY_COUNT:
    break;
  }
  return true;
}

/* ---- writing
 * ----------------------------------------------------------------------------------- */
static struct view scalar_text(const struct document *document, uint32_t node) {
  struct view raw = document_raw(document, node);
  return document_type(document, node) == NODE_STRING ? view_make(raw.data - 1, raw.length + 2)
                                                      : raw;
}

static void copy_value(const struct cut *cut, uint32_t node);

static void copy_member(const struct cut *cut, uint32_t key) {
  writer_key_view(cut->writer, document_string(cut->document, key, cut->arena));
  copy_value(cut, key + 1);
}

/* The document's own depth bounds the recursion (LIMIT_DOCUMENT_DEPTH). */
static void copy_value(const struct cut *cut, uint32_t node) {
  const struct document *document = cut->document;
  switch (document_type(document, node)) {
  case NODE_OBJECT:
    writer_object_begin(cut->writer);
    for (uint32_t key = document_first(document, node); key != NODE_NONE;
         key = document_next(document, node, key)) {
      copy_member(cut, key);
    }
    writer_object_end(cut->writer);
    break;
  case NODE_ARRAY:
    writer_array_begin(cut->writer);
    for (uint32_t item = document_first(document, node); item != NODE_NONE;
         item = document_next(document, node, item)) {
      copy_value(cut, item);
    }
    writer_array_end(cut->writer);
    break;
  case NODE_NULL:
  case NODE_FALSE:
  case NODE_TRUE:
  case NODE_NUMBER:
  case NODE_STRING:
  case NODE_KEY:
    writer_raw(cut->writer, scalar_text(document, node));
    break;
  }
}

static void write_tag(struct json_writer *writer) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", TAG_SYSTEM);
  writer_member_text(writer, "code", TAG_CODE);
  writer_object_end(writer);
}

/* The tags that are there, and SUBSETTED once. tags NODE_NONE: there are none. */
static void write_tags(const struct cut *cut, uint32_t tags) {
  const struct document *document = cut->document;
  bool is_there = false;
  writer_key(cut->writer, "tag");
  writer_array_begin(cut->writer);
  for (uint32_t tag = tags == NODE_NONE ? NODE_NONE : document_first(document, tags);
       tag != NODE_NONE; tag = document_next(document, tags, tag)) {
    uint32_t code = document_member(document, tag, view_of("code"));
    is_there |= code != NODE_NONE && document_string_is(document, code, view_of(TAG_CODE));
    copy_value(cut, tag);
  }
  if (!is_there) {
    write_tag(cut->writer);
  }
  writer_array_end(cut->writer);
}

/* meta with its tag; meta NODE_NONE: there was none. */
static void write_meta(const struct cut *cut, uint32_t meta) {
  const struct document *document = cut->document;
  writer_key(cut->writer, "meta");
  writer_object_begin(cut->writer);
  for (uint32_t key = meta == NODE_NONE ? NODE_NONE : document_first(document, meta);
       key != NODE_NONE; key = document_next(document, meta, key)) {
    if (!document_string_is(document, key, view_of("tag"))) {
      copy_member(cut, key);
    }
  }
  write_tags(cut, meta == NODE_NONE ? NODE_NONE : document_member(document, meta, view_of("tag")));
  writer_object_end(cut->writer);
}

static bool is_whole(const struct resource_subset *subset) {
  return subset->elements.length == 0 &&
         (subset->summary == RESOURCE_SUMMARY_FALSE || subset->summary == RESOURCE_SUMMARY_COUNT);
}

/* A contained resource stays while something that stays refers to it. */
static bool refers_inside(struct view value) {
  return view_find(value, view_of("\"reference\":\"#"), 0) != SIZE_MAX ||
         view_find(value, view_of("\"reference\": \"#"), 0) != SIZE_MAX;
}

static bool contained_stays(const struct cut *cut, uint32_t node, const struct element_row *row) {
  const struct document *document = cut->document;
  for (uint32_t key = document_first(document, node); key != NODE_NONE;
       key = document_next(document, node, key)) {
    struct view name = document_raw(document, key);
    if (stays(cut->subset, row, name) && !view_is(name, "contained") &&
        refers_inside(document_raw(document, key + 1))) {
      return true;
    }
  }
  return false;
}

static void cut_resource(const struct cut *cut, uint32_t node) {
  const struct document *document = cut->document;
  struct view type = document_member_string(document, node, "resourceType", cut->arena);
  const struct element_row *row = find_row(type);
  if (is_whole(cut->subset) || view_is(type, "OperationOutcome") ||
      document_type(document, node) != NODE_OBJECT) {
    copy_value(cut, node);
    return;
  }
  bool has_meta = false;
  bool has_contained = contained_stays(cut, node, row);
  writer_object_begin(cut->writer);
  for (uint32_t key = document_first(document, node); key != NODE_NONE;
       key = document_next(document, node, key)) {
    struct view name = document_raw(document, key);
    if (view_is(name, "meta")) {
      write_meta(cut, key + 1);
      has_meta = true;
    } else if (view_is(name, "contained") ? has_contained : stays(cut->subset, row, name)) {
      copy_member(cut, key);
    }
  }
  if (!has_meta) {
    write_meta(cut, NODE_NONE);
  }
  writer_object_end(cut->writer);
}

/* The names of _elements are those of what was searched for, not of what came with it. */
static bool is_cut(const struct cut *cut, uint32_t entry) {
  const struct document *document = cut->document;
  uint32_t mode = document_path(document, entry, (const char *const[]){"search", "mode", NULL});
  return cut->subset->elements.length == 0 || mode == NODE_NONE ||
         document_string_is(document, mode, view_of("match"));
}

static void cut_entry(const struct cut *cut, uint32_t entry) {
  const struct document *document = cut->document;
  bool leaves_whole = !is_cut(cut, entry);
  writer_object_begin(cut->writer);
  for (uint32_t key = document_first(document, entry); key != NODE_NONE;
       key = document_next(document, entry, key)) {
    if (!leaves_whole && view_is(document_raw(document, key), "resource")) {
      writer_key(cut->writer, "resource");
      cut_resource(cut, key + 1);
    } else {
      copy_member(cut, key);
    }
  }
  writer_object_end(cut->writer);
}

static void cut_entries(const struct cut *cut, uint32_t entries) {
  const struct document *document = cut->document;
  writer_key(cut->writer, "entry");
  writer_array_begin(cut->writer);
  for (uint32_t entry = document_first(document, entries); entry != NODE_NONE;
       entry = document_next(document, entries, entry)) {
    cut_entry(cut, entry);
  }
  writer_array_end(cut->writer);
}

static void cut_bundle(const struct cut *cut) {
  const struct document *document = cut->document;
  writer_object_begin(cut->writer);
  for (uint32_t key = document_first(document, 0); key != NODE_NONE;
       key = document_next(document, 0, key)) {
    if (view_is(document_raw(document, key), "entry")) {
      cut_entries(cut, key + 1);
    } else {
      copy_member(cut, key);
    }
  }
  writer_object_end(cut->writer);
}

enum error resource_subset_apply(struct arena *arena, const struct resource_subset *subset,
                                 struct view body, struct view *ret_body) {
  if (is_whole(subset) && !subset->pretty) {
    *ret_body = body;
    return ERROR_OK;
  }
  struct document document;
  struct document_failure failure;
  enum error error = document_read(arena, body, NULL, &document, &failure);
  if (error != ERROR_OK) {
    *ret_body = body;
    return error == ERROR_SYNTAX ? ERROR_OK : error;
  }
  struct buffer buffer = buffer_make(arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, subset->pretty);
  const struct cut cut = {&document, subset, &writer, arena};
  bool is_searchset =
      view_is(document_member_string(&document, 0, "resourceType", arena), "Bundle") &&
      view_is(document_member_string(&document, 0, "type", arena), "searchset");
  if (is_searchset) {
    cut_bundle(&cut);
  } else {
    cut_resource(&cut, 0);
  }
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    *ret_body = buffer_view(&buffer);
  }
  return error;
}
