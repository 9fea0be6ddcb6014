#include "handlers/composition_kept.h"

#include "handlers/bundle_facts.h"
#include "handlers/relay_message.h"
#include "handlers/services.h"

enum error composition_kept_bundle(struct request *request, struct view id,
                                   struct view *ret_bundle) {
  struct store *store = request->services->store;
  struct store_composition_filter filter = {.id = id, .limit = 1};
  struct store_composition *rows = NULL;
  size_t count = 0;
  enum error error = id.length == 0
                         ? ERROR_OK
                         : store->composition_list(store, &filter, request->arena, &rows, &count);
  if (error != ERROR_OK) {
    return error;
  }
  if (count == 0) {
    return request_fail(request, ERROR_NOT_FOUND,
                        relay_message_get(RELAY_MESSAGE_COMPOSITION_UNKNOWN), id,
                        (struct view){NULL, 0});
  }
  request_note_patient(request, rows[0].patient);
  return store->bundle_read(store, rows[0].bundle_id, request->arena, ret_bundle);
}

enum error composition_kept_cut(struct request *request, struct view bundle,
                                struct view *ret_composition) {
  struct document document;
  struct document_failure failure;
  enum error error = document_read(request->arena, bundle, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
  }
  uint32_t composition = bundle_facts_find(&document, "Composition");
  if (composition == NODE_NONE) {
    return ERROR_INTERNAL;
  }
  *ret_composition = document_raw(&document, composition);
  return ERROR_OK;
}
