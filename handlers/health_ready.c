#include "handlers/health_ready.h"

#include "handlers/services.h"

enum error handle_health_ready(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  response->media_type = MEDIA_TYPE_JSON;
  response->outcome = RESPONSE_NOT_READY;
  if (request->stopping) {
    response->body = view_of("{\"status\":\"stopping\"}\n");
  } else if (store != NULL && store->ping(store) != ERROR_OK) {
    response->body = view_of("{\"status\":\"storage does not answer\"}\n");
  } else {
    response->outcome = RESPONSE_OK;
    response->body = view_of("{\"status\":\"ready\"}\n");
  }
  return ERROR_OK;
}
