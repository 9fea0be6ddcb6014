#include "handlers/health_live.h"

enum error handle_health_live(struct request *request, struct response *response) {
  (void)request;
  response->media_type = MEDIA_TYPE_JSON;
  response->body = view_of("{\"status\":\"ok\"}\n");
  return ERROR_OK;
}
