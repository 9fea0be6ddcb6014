#include "handlers/composition_search.h"

#include "handlers/composition_kept.h"
#include "handlers/relay_message.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "handlers/services.h"

/* Each row's Bundle is read whole into the request's arena to cut out its Composition. */
#define COMPOSITIONS_MAXIMUM 50u

static const struct search_parameter_row parameters[] = {
    COMPOSITION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

/* Document numbers and types are kept without their system: of a token only the value is compared.
 */
static enum error read_filter(struct request *request, struct store_composition_filter *filter) {
  struct view identifier = {NULL, 0};
  struct view type = {NULL, 0};
  struct view system;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &filter->id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &identifier);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "type", &type);
  }
  if (error == ERROR_OK && (request_query(request, "patient").length > 0 ||
                            request_query(request, "subject").length > 0)) {
    error = searchset_patient(request, "subject", &filter->patient);
  }
  search_value_token(identifier, &system, &filter->identifier);
  search_value_token(type, &system, &filter->type);
  return error;
}

static enum error write_entry(struct searchset *set, struct request *request,
                              const struct store_composition *row) {
  struct store *store = request->services->store;
  struct view bundle;
  struct view composition;
  enum error error = store->bundle_read(store, row->bundle_id, request->arena, &bundle);
  if (error == ERROR_OK) {
    error = composition_kept_cut(request, bundle, &composition);
  }
  if (error != ERROR_OK) {
    return error;
  }
  request_note_patient(request, row->patient);
  searchset_entry_begin(set, row->id);
  writer_raw(&set->writer, composition);
  searchset_entry_end(set);
  return ERROR_OK;
}

enum error handle_composition_search(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct store_composition_filter filter = {.limit = COMPOSITIONS_MAXIMUM};
  struct store_composition *rows = NULL;
  size_t count = 0;
  struct searchset set;
  enum error error = read_filter(request, &filter);
  if (error == ERROR_OK) {
    error = store->composition_list(store, &filter, request->arena, &rows, &count);
  }
  if (error == ERROR_OK && count == COMPOSITIONS_MAXIMUM) {
    issue_add_with(&request->issues, relay_message_get(RELAY_MESSAGE_SEARCH_CUT),
                   arena_format(request->arena, "%u", COMPOSITIONS_MAXIMUM),
                   (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Composition", count);
  }
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    error = write_entry(&set, request, &rows[i]);
  }
  return error != ERROR_OK ? error : searchset_end(&set, response);
}
