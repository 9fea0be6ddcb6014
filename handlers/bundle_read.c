#include "handlers/bundle_read.h"

#include "handlers/relay_message.h"
#include "handlers/services.h"

enum error handle_bundle_read(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct view content;
  struct view id = request->path_parameters[0];
  enum error error = store->bundle_read(store, id, request->arena, &content);
  if (error == ERROR_NOT_FOUND) {
    return request_fail(request, error, relay_message_get(RELAY_MESSAGE_BUNDLE_UNKNOWN), id,
                        (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    response_fhir(response, content);
  }
  return error;
}
