#include "handlers/bundle_fetch.h"

#include "handlers/fetch_document.h"
#include "handlers/inbox_message.h"
#include "handlers/parameters_writer.h"
#include "handlers/request_document.h"
#include "server/http/operation_outcome.h"

struct fetch_list {
  struct request *request;
  struct view keys[BUNDLE_FETCH_DOCUMENTS];
  size_t count;
  struct view identifiers[BUNDLE_FETCH_DOCUMENTS]; /* tokens */
  size_t identifier_count;
};

static const struct view none = {NULL, 0};

/* ---- which ones --------------------------------------------------------------------------------
 */
static enum error add_to(struct fetch_list *list, struct view *items, size_t *count,
                         struct view item) {
  for (size_t i = 0; i < *count; i++) {
    if (view_equal(items[i], item)) {
      return ERROR_OK;
    }
  }
  if (item.length == 0) {
    return ERROR_OK;
  }
  if (*count == BUNDLE_FETCH_DOCUMENTS) {
    return request_fail(list->request, ERROR_BAD_REQUEST,
                        inbox_message_get(INBOX_MESSAGE_DOCUMENTS_MANY),
                        arena_format(list->request->arena, "%u", BUNDLE_FETCH_DOCUMENTS), none);
  }
  items[(*count)++] = item;
  return ERROR_OK;
}

static enum error add_named(struct fetch_list *list, struct view name, struct view value) {
  if (view_is(name, "document")) {
    return add_to(list, list->keys, &list->count, value);
  }
  return view_is(name, "identifier")
             ? add_to(list, list->identifiers, &list->identifier_count, value)
             : ERROR_OK;
}

/* valueIdentifier as a token, else valueString. */
static enum error read_value(const struct document *document, uint32_t parameter,
                             struct arena *arena, struct view *ret_value) {
  uint32_t identifier = document_member(document, parameter, view_of("valueIdentifier"));
  if (identifier == NODE_NONE) {
    *ret_value = document_member_string(document, parameter, "valueString", arena);
    return ERROR_OK;
  }
  struct view system = document_member_string(document, identifier, "system", arena);
  struct view value = document_member_string(document, identifier, "value", arena);
  struct view token = system.length == 0 ? value
                                         : arena_format(arena, "%.*s|%.*s", VIEW_ARGUMENTS(system),
                                                        VIEW_ARGUMENTS(value));
  *ret_value = token;
  return system.length != 0 && token.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* The key of a document in valueIdentifier has the system of masterIdentifier, which says nothing
 * more. */
static struct view without_system(struct view token) {
  struct view prefix = view_of(INBOX_DOCUMENT_KEY_SYSTEM "|");
  return view_starts_with(token, prefix) ? view_part(token, prefix.length, token.length) : token;
}

static enum error read_body(struct fetch_list *list) {
  struct arena *arena = list->request->arena;
  struct document document;
  enum error error = request_document_read(list->request, &document);
  uint32_t parameters =
      error == ERROR_OK ? document_member(&document, 0, view_of("parameter")) : NODE_NONE;
  if (parameters == NODE_NONE || document_type(&document, parameters) != NODE_ARRAY) {
    return error;
  }
  for (uint32_t item = document_first(&document, parameters);
       item != NODE_NONE && error == ERROR_OK; item = document_next(&document, parameters, item)) {
    struct view value;
    error = read_value(&document, item, arena, &value);
    if (error == ERROR_OK) {
      error = add_named(list, document_member_string(&document, item, "name", arena),
                        without_system(value));
    }
  }
  return error;
}

static enum error read_request(struct fetch_list *list) {
  const struct request *request = list->request;
  enum error error = request->body.length > 0 ? read_body(list) : ERROR_OK;
  for (size_t i = 0; i < request->query_count && error == ERROR_OK; i++) {
    error = add_named(list, request->query[i].name, without_system(request->query[i].value));
  }
  if (error == ERROR_OK && list->count + list->identifier_count == 0) {
    return request_fail(list->request, ERROR_BAD_REQUEST,
                        inbox_message_get(INBOX_MESSAGE_DOCUMENT_NEEDED), none, none);
  }
  return error;
}

static enum error resolve(struct fetch_list *list, const struct inbox_list *inbox,
                          struct view identifier) {
  const struct inbox_filter filter = {.identifier = identifier};
  enum error error = ERROR_OK;
  bool is_found = false;
  for (size_t i = 0; i < inbox->count && error == ERROR_OK; i++) {
    if (inbox_document_matches(&inbox->documents[i], none, &filter)) {
      error = add_to(list, list->keys, &list->count, inbox->documents[i].key);
      is_found = true;
    }
  }
  return error != ERROR_OK || is_found
             ? error
             : request_fail(list->request, ERROR_NOT_FOUND,
                            inbox_message_get(INBOX_MESSAGE_DOCUMENT_UNKNOWN), identifier, none);
}

/* The service fetches by its own keys: the list knows which they are. */
static enum error resolve_all(struct fetch_list *list) {
  struct inbox_list inbox;
  if (list->identifier_count == 0) {
    return ERROR_OK;
  }
  enum error error = inbox_list_ask(list->request, &list->request->issues, &inbox);
  for (size_t i = 0; i < list->identifier_count && error == ERROR_OK; i++) {
    error = resolve(list, &inbox, list->identifiers[i]);
  }
  return error;
}

/* ---- the answer --------------------------------------------------------------------------------
 */
static enum error write_outcome(struct parameters_writer *writer, struct request *request,
                                struct fetch_document *document) {
  if (document->issues.count == 0) {
    return ERROR_OK;
  }
  const struct operation_outcome outcome = {none, &document->issues, request->language};
  struct view body;
  enum error error = operation_outcome_body(&outcome, false, &body);
  if (error == ERROR_OK) {
    parameters_writer_json(writer, "outcome", "resource", body);
  }
  return error;
}

static enum error write_document(struct parameters_writer *writer, struct request *request,
                                 struct fetch_document *document) {
  const struct store_received *received = &document->received;
  bool has_bundle = document->error == ERROR_OK;
  char instant[CLOCK_INSTANT_BYTES];
  parameters_writer_group_begin(writer, "document");
  parameters_writer_text(writer, "key", "valueString", document->key);
  if (has_bundle) {
    struct view bundle =
        arena_format(request->arena, "Bundle/%.*s", VIEW_ARGUMENTS(received->bundle_id));
    clock_instant(received->received_ms, instant);
    parameters_writer_text(writer, "bundle", "valueUri", bundle);
    parameters_writer_text(writer, "kind", "valueCode", received->kind);
    parameters_writer_text(writer, "signature", "valueCode", received->verdict);
    parameters_writer_text(writer, "received", "valueInstant", view_of(instant));
    parameters_writer_boolean(writer, "repeated", document->repeated);
  } else {
    parameters_writer_text(writer, "error", "valueCode",
                           view_of(error_issue_type(document->error)));
    parameters_writer_text(writer, "text", "valueString",
                           view_of(request->language == LANGUAGE_JAPANESE
                                       ? error_japanese(document->error)
                                       : error_english(document->error)));
  }
  enum error error = write_outcome(writer, request, document);
  parameters_writer_group_end(writer);
  return error;
}

static enum error write_answer(struct request *request, struct response *response,
                               struct fetch_document *documents, size_t count) {
  struct parameters_writer writer;
  enum error error = parameters_writer_begin(request, &writer);
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = write_document(&writer, request, &documents[i]);
  }
  return error == ERROR_OK ? parameters_writer_end(&writer, response) : error;
}

/* All failed: their findings are the answer's. */
static enum error fail(struct request *request, const struct fetch_document *documents,
                       size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct issue_list *from = &documents[i].issues;
    for (uint32_t j = 0; j < from->count; j++) {
      struct issue *issue = issue_add(&request->issues, from->issues[j].message);
      *issue = from->issues[j];
    }
  }
  return documents[0].error;
}

enum error handle_bundle_fetch(struct request *request, struct response *response) {
  struct fetch_list list = {.request = request};
  enum error error = read_request(&list);
  if (error == ERROR_OK) {
    error = resolve_all(&list);
  }
  struct fetch_document *documents =
      error == ERROR_OK ? arena_array(request->arena, list.count, sizeof *documents) : NULL;
  if (documents == NULL) {
    return error == ERROR_OK ? ERROR_MEMORY : error;
  }
  size_t failures = 0;
  for (size_t i = 0; i < list.count; i++) {
    documents[i].key = list.keys[i];
    fetch_document_run(request, &documents[i]);
    failures += documents[i].error != ERROR_OK;
  }
  return failures == list.count ? fail(request, documents, list.count)
                                : write_answer(request, response, documents, list.count);
}
