#include "handlers/document_reference.h"

#include "handlers/from_orca.h"
#include "handlers/inbox_list.h"
#include "handlers/inbox_message.h"
#include "handlers/national_source.h"
#include "handlers/national_view.h"
#include "handlers/not_held.h"
#include "handlers/searchset.h"
#include "server/limits.h"

static const struct search_parameter_row parameters[] = {
    DOCUMENT_REFERENCE_INBOX_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static const char *const states[] = {"viewable", "withheld", "acquired"};

static enum error check_state(struct request *request, struct view state) {
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
    if (state.length == 0 || view_is(state, states[i])) {
      return ERROR_OK;
    }
  }
  return request_fail(request, ERROR_BAD_REQUEST, inbox_message_get(INBOX_MESSAGE_VALUE),
                      view_of("state"), state);
}

static enum error read_patient(struct request *request, struct response *response,
                               struct inbox_filter *filter) {
  struct view patient;
  if (request_query(request, "patient").length == 0) {
    return ERROR_OK;
  }
  struct insured_numbers *numbers = arena_alloc(request->arena, sizeof *numbers);
  enum error error = numbers == NULL ? ERROR_MEMORY : searchset_patient(request, NULL, &patient);
  error = error == ERROR_OK ? insured_number_find(request, response, patient, numbers) : error;
  filter->patients = numbers;
  return error;
}

static enum error read_filter(struct request *request, struct response *response,
                              struct inbox_filter *filter) {
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &filter->id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &filter->identifier);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "state", &filter->state);
  }
  if (error == ERROR_OK) {
    error = check_state(request, filter->state);
  }
  return error == ERROR_OK ? read_patient(request, response, filter) : error;
}

/* Empty when the document was not fetched yet. */
static enum error find_bundle(struct request *request, struct view key, struct view *ret_id) {
  struct store *store = request->services->store;
  struct store_received received = {0};
  enum error error = store->received_find(store, key, request->arena, &received);
  if (error == ERROR_NOT_FOUND) {
    *ret_id = view_of("");
    return ERROR_OK;
  }
  *ret_id = error == ERROR_OK ? received.bundle_id : view_of("");
  return error;
}

static enum error write_document(struct request *request, struct json_writer *writer,
                                 const struct inbox_document *document, struct view id) {
  struct inbox_document_place place = {.id = id};
  enum error error = find_bundle(request, document->key, &place.bundle_id);
  if (error == ERROR_OK) {
    inbox_document_write(writer, document, &place);
  }
  return error;
}

static enum error add_document(struct searchset *set, const struct inbox_document *document,
                               const struct inbox_filter *filter) {
  struct view id = inbox_document_id(set->request->arena, document->key);
  if (id.data == NULL) {
    return ERROR_MEMORY;
  }
  if (!inbox_document_matches(document, id, filter)) {
    return ERROR_OK;
  }
  searchset_entry_begin(set, id);
  enum error error = write_document(set->request, &set->writer, document, id);
  if (error == ERROR_OK) {
    searchset_entry_end(set);
  }
  return error;
}

static enum error search_inbox(struct request *request, struct response *response) {
  struct inbox_filter filter = {.patients = NULL};
  struct inbox_list list = {.count = 0};
  struct searchset set;
  enum error error = read_filter(request, response, &filter);
  if (error == ERROR_OK) {
    error = inbox_list_ask(request, &request->issues, &list);
  }
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "DocumentReference", list.count);
  }
  for (size_t i = 0; error == ERROR_OK && i < list.count; i++) {
    error = add_document(&set, &list.documents[i], &filter);
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}

enum error handle_document_reference_search(struct request *request, struct response *response) {
  bool is_national = false;
  struct view category = request_query(request, "category");
  enum error error = national_source_read(request, &is_national);
  if (error != ERROR_OK) {
    return error;
  }
  if (national_view_is(category) || (is_national && category.length != 0)) {
    return handle_national_view(request, response);
  }
  return is_national ? search_inbox(request, response) : handle_not_held(request, response);
}

static bool can_be_id(struct view id) {
  for (size_t i = 0; i < id.length; i++) {
    char byte = id.data[i];
    if (!byte_is_digit(byte) && (byte < 'a' || byte > 'f')) {
      return false;
    }
  }
  return id.length == FROM_ORCA_ID_BYTES;
}

static enum error find_document(struct request *request, struct view id,
                                struct inbox_document *ret_document) {
  const struct inbox_filter filter = {.id = id};
  struct inbox_list list;
  enum error error = inbox_list_ask(request, &request->issues, &list);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < list.count; i++) {
    struct view own = inbox_document_id(request->arena, list.documents[i].key);
    if (own.data == NULL) {
      return ERROR_MEMORY;
    }
    if (inbox_document_matches(&list.documents[i], own, &filter)) {
      *ret_document = list.documents[i];
      return ERROR_OK;
    }
  }
  return request_fail(request, ERROR_NOT_FOUND, inbox_message_get(INBOX_MESSAGE_DOCUMENT_UNKNOWN),
                      id, view_make(NULL, 0));
}

enum error handle_document_reference_read(struct request *request, struct response *response) {
  struct view id = request->path_parameters[0];
  struct inbox_document document = {0};
  if (!can_be_id(id)) {
    return handle_not_held(request, response);
  }
  enum error error = find_document(request, id, &document);
  if (error != ERROR_OK) {
    return error;
  }
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  error = write_document(request, &writer, &document, id);
  if (error == ERROR_OK) {
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}
