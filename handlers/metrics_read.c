#include "handlers/metrics_read.h"

#include "handlers/services.h"
#include "server/http/metrics.h"
#include "server/limits.h"

#define MEDIA_TYPE_PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"

enum error handle_metrics_read(struct request *request, struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  metrics_write(request->services->metrics, &buffer);
  if (buffer.error != ERROR_OK) {
    return buffer.error;
  }
  response->media_type = MEDIA_TYPE_PROMETHEUS;
  response->body = buffer_view(&buffer);
  return ERROR_OK;
}
