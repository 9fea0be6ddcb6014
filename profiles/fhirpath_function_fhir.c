#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_html.h"
#include "profiles/fhirpath_tree.h"

/* The tree, time, types (FHIRPath N1 5.8-5.10, 8) and FHIR's own functions (FHIR R4
 * fhirpath.html#functions). */

static enum error push_children_of(struct fhirpath_run *run, struct fhirpath_span span) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; error == ERROR_OK && i < span.count; i++) {
    error = fhirpath_run_spend(run, 1);
    if (error == ERROR_OK) {
      error = fhirpath_tree_children(run, run->values[span.start + i], NULL);
    }
  }
  return error;
}

enum error fhirpath_function_children(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  enum error error = fhirpath_run_open(run);
  if (error == ERROR_OK) {
    error = push_children_of(run, span);
  }
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
  }
  return error;
}

/* Level by level: the output is walked while it grows. */
enum error fhirpath_function_descendants(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  enum error error = fhirpath_run_open(run);
  while (error == ERROR_OK && span.count > 0) {
    uint32_t before = run->count;
    error = push_children_of(run, span);
    span = (struct fhirpath_span){before, run->count - before};
  }
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
  }
  return error;
}

enum error fhirpath_function_trace(struct fhirpath_run *run, uint32_t arguments) {
  const struct fhirpath_services *services = run->context->services;
  struct fhirpath_value name = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, arguments - 1, FHIRPATH_STRING, &name, &present);
  if (error != ERROR_OK) {
    return error;
  }
  struct fhirpath_span shown = fhirpath_run_span(run, arguments == 2 ? 0 : arguments);
  if (services != NULL && services->trace != NULL && present) {
    services->trace(services->self, name.text,
                    (struct fhirpath_collection){run->values + shown.start, shown.count});
  }
  fhirpath_run_drop(run, arguments);
  return ERROR_OK;
}

/* ---- time --------------------------------------------------------------------------------------
 */

enum error fhirpath_function_now(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value value = {.kind = FHIRPATH_DATE_TIME,
                                 .date = fhirpath_date_from_unix(run->context->now_ms)};
  return fhirpath_run_return(run, arguments + 1, value);
}

enum error fhirpath_function_today(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_date now = fhirpath_date_from_unix(run->context->now_ms);
  struct fhirpath_date today = {
      .year = now.year, .month = now.month, .day = now.day, .precision = FHIRPATH_DAY};
  return fhirpath_run_return(run, arguments + 1,
                             (struct fhirpath_value){.kind = FHIRPATH_DATE, .date = today});
}

enum error fhirpath_function_timeOfDay(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_date time = fhirpath_date_from_unix(run->context->now_ms);
  time.year = 0;
  time.month = 0;
  time.day = 0;
  time.has_zone = 0;
  time.zone = 0;
  return fhirpath_run_return(run, arguments + 1,
                             (struct fhirpath_value){.kind = FHIRPATH_TIME, .date = time});
}

/* ---- types and values --------------------------------------------------------------------------
 */

enum error fhirpath_function_type(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    run->values[span.start + i] = fhirpath_tree_type(run, &value);
  }
  return ERROR_OK;
}

static bool has_value(const struct fhirpath_run *run, const struct fhirpath_value *value) {
  if (value->kind != FHIRPATH_ELEMENT) {
    return true;
  }
  if (value->element.node == NODE_NONE) {
    return false;
  }
  enum node_type type = document_type(run->context->document, value->element.node);
  return type == NODE_STRING || type == NODE_NUMBER || type == NODE_TRUE || type == NODE_FALSE;
}

enum error fhirpath_function_hasValue(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  return fhirpath_run_return_boolean(run, arguments + 1,
                                     span.count == 1 && has_value(run, &run->values[span.start]));
}

enum error fhirpath_function_getValue(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  struct fhirpath_value value;
  if (span.count != 1 || !has_value(run, &run->values[span.start]) ||
      !fhirpath_run_system(run, &run->values[span.start], &value)) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  return fhirpath_run_return(run, arguments + 1, value);
}

/* ---- extensions --------------------------------------------------------------------------------
 */

static struct fhirpath_name name_of(const char *text) {
  return (struct fhirpath_name){NAME_NONE, view_of(text)};
}

/* Pushes the extensions with the url of every item. */
static enum error push_extensions(struct fhirpath_run *run, struct fhirpath_span input,
                                  struct view url) {
  const struct document *document = run->context->document;
  struct fhirpath_name name = name_of("extension");
  uint32_t start = run->count;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; error == ERROR_OK && i < input.count; i++) {
    error = fhirpath_tree_children_by_text(run, run->values[input.start + i], &name);
  }
  uint32_t kept = start;
  for (uint32_t i = start; error == ERROR_OK && i < run->count; i++) {
    uint32_t node = run->values[i].element.node;
    uint32_t member =
        node != NODE_NONE ? document_member(document, node, view_of("url")) : NODE_NONE;
    if (member != NODE_NONE && document_string_is(document, member, url)) {
      run->values[kept++] = run->values[i];
    }
  }
  run->count = kept;
  return error;
}

enum error fhirpath_function_extension(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value url = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &url, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  error = fhirpath_run_open(run);
  if (error == ERROR_OK) {
    error = push_extensions(run, fhirpath_run_span(run, arguments + 1), url.text);
  }
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 3, fhirpath_run_span(run, 0));
  }
  return error;
}

enum error fhirpath_function_hasExtension(struct fhirpath_run *run, uint32_t arguments) {
  enum error error = fhirpath_function_extension(run, arguments);
  return error != ERROR_OK
             ? error
             : fhirpath_run_return_boolean(run, 1, fhirpath_run_span(run, 0).count > 0);
}

/* ---- references --------------------------------------------------------------------------------
 */

/* Contained resource of a resource by id. */
static uint32_t find_contained(const struct document *document, uint32_t resource, struct view id) {
  uint32_t contained = document_member(document, resource, view_of("contained"));
  if (contained == NODE_NONE || document_type(document, contained) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t at = document_first(document, contained); at != NODE_NONE;
       at = document_next(document, contained, at)) {
    uint32_t member = document_member(document, at, view_of("id"));
    if (member != NODE_NONE && document_string_is(document, member, id)) {
      return at;
    }
  }
  return NODE_NONE;
}

static bool raw_is(const struct document *document, uint32_t object, const char *name,
                   struct view text) {
  uint32_t member = document_member(document, object, view_of(name));
  return member != NODE_NONE && document_string_is(document, member, text);
}

/* "Type/id" against the resource's own type and id. */
static bool is_relative(const struct document *document, uint32_t resource, struct view reference) {
  struct view id = reference;
  struct view type = view_split(&id, '/');
  return id.length > 0 && view_find_byte(id, '/', 0) == SIZE_MAX &&
         raw_is(document, resource, "resourceType", type) && raw_is(document, resource, "id", id);
}

/* Entry of the root Bundle by fullUrl, or by type and id. */
static uint32_t find_entry(const struct document *document, uint32_t root, struct view reference) {
  uint32_t entries = document_member(document, root, view_of("entry"));
  if (entries == NODE_NONE || document_type(document, entries) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t at = document_first(document, entries); at != NODE_NONE;
       at = document_next(document, entries, at)) {
    uint32_t resource = document_member(document, at, view_of("resource"));
    if (resource != NODE_NONE && (raw_is(document, at, "fullUrl", reference) ||
                                  is_relative(document, resource, reference))) {
      return resource;
    }
  }
  return NODE_NONE;
}

static uint32_t resolve(const struct fhirpath_run *run, struct view reference) {
  const struct fhirpath_context *context = run->context;
  if (context->services != NULL && context->services->resolve != NULL) {
    return context->services->resolve(context->services->self, reference);
  }
  if (reference.length == 0) {
    return NODE_NONE;
  }
  if (reference.data[0] != '#') {
    return find_entry(context->document, context->root, reference);
  }
  struct view id = view_part(reference, 1, reference.length);
  if (id.length == 0) {
    return context->root;
  }
  uint32_t found = find_contained(context->document, context->resource, id);
  return found != NODE_NONE ? found : find_contained(context->document, context->root, id);
}

/* The text of a reference: of Reference.reference, or of a uri, canonical or string. */
static struct view reference_text(struct fhirpath_run *run, const struct fhirpath_value *value) {
  const struct document *document = run->context->document;
  struct fhirpath_value system;
  bool is_element = value->kind == FHIRPATH_ELEMENT && value->element.node != NODE_NONE;
  if (is_element && document_type(document, value->element.node) == NODE_OBJECT) {
    return document_member_string(document, value->element.node, "reference", run->arena);
  }
  if (fhirpath_run_system(run, value, &system) && system.kind == FHIRPATH_STRING) {
    return system.text;
  }
  return view_make(NULL, 0);
}

enum error fhirpath_function_resolve(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    uint32_t node = resolve(run, reference_text(run, &value));
    if (node != NODE_NONE && node < run->context->document->count) {
      run->values[span.start + kept++] = fhirpath_tree_element(run, node, NODE_NONE, 0);
    }
  }
  run->count = span.start + kept;
  return ERROR_OK;
}

/* ---- what the caller knows ---------------------------------------------------------------------
 */

static enum error return_answer(struct fhirpath_run *run, enum fhirpath_answer answer) {
  if (answer == FHIRPATH_ANSWER_UNKNOWN) {
    return fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return_boolean(run, 2, answer == FHIRPATH_ANSWER_TRUE);
}

/* Input (one item) and a canonical; *ret_present is false when one is missing. */
static enum error item_and_url(struct fhirpath_run *run, struct fhirpath_value *ret_item,
                               struct view *ret_url, bool *ret_present) {
  struct fhirpath_span span = fhirpath_run_span(run, 1);
  struct fhirpath_value url = {0};
  bool present = false;
  if (span.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &url, &present);
  if (error == ERROR_OK) {
    *ret_present = present && span.count == 1;
    *ret_url = url.text;
  }
  if (error == ERROR_OK && *ret_present) {
    *ret_item = run->values[span.start];
  }
  return error;
}

enum error fhirpath_function_memberOf(struct fhirpath_run *run, uint32_t arguments) {
  const struct fhirpath_services *services = run->context->services;
  struct fhirpath_value item = {0};
  struct fhirpath_value system = {0};
  struct view url;
  bool present = false;
  (void)arguments;
  enum error error = item_and_url(run, &item, &url, &present);
  if (error != ERROR_OK || !present || services == NULL || services->member_of == NULL) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  uint32_t node = item.kind == FHIRPATH_ELEMENT ? item.element.node : NODE_NONE;
  struct view text = {NULL, 0};
  if (fhirpath_run_system(run, &item, &system) && system.kind == FHIRPATH_STRING) {
    text = system.text;
  }
  return return_answer(run, services->member_of(services->self, node, text, url));
}

enum error fhirpath_function_conformsTo(struct fhirpath_run *run, uint32_t arguments) {
  const struct fhirpath_services *services = run->context->services;
  struct fhirpath_value item = {0};
  struct view url;
  bool present = false;
  (void)arguments;
  enum error error = item_and_url(run, &item, &url, &present);
  if (error != ERROR_OK || !present || item.kind != FHIRPATH_ELEMENT) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  enum fhirpath_answer answer = FHIRPATH_ANSWER_UNKNOWN;
  if (services != NULL && services->conforms_to != NULL) {
    answer = services->conforms_to(services->self, item.element.node, url);
  }
  if (answer == FHIRPATH_ANSWER_UNKNOWN) {
    return fhirpath_run_fail_with(run, FHIRPATH_MESSAGE_PROFILE, url);
  }
  return return_answer(run, answer);
}

enum error fhirpath_function_htmlChecks(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, arguments, FHIRPATH_STRING, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  return fhirpath_run_return_boolean(run, arguments + 1, fhirpath_html_is_allowed(value.text));
}
