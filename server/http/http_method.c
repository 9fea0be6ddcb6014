#include "server/http/http_method.h"

#include "server/base/buffer.h"

#define ALLOW_MAXIMUM 128u

static const char *const names[] = {
    [HTTP_METHOD_GET] = "GET",         [HTTP_METHOD_HEAD] = "HEAD",
    [HTTP_METHOD_POST] = "POST",       [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_PATCH] = "PATCH",     [HTTP_METHOD_DELETE] = "DELETE",
    [HTTP_METHOD_OPTIONS] = "OPTIONS", [HTTP_METHOD_OTHER] = "OTHER",
};

enum http_method http_method_parse(const char *name) {
  for (unsigned i = 0; i < HTTP_METHOD_OTHER; i++) {
    if (strcmp(names[i], name) == 0) {
      return (enum http_method)i;
    }
  }
  return HTTP_METHOD_OTHER;
}

const char *http_method_name(enum http_method method) {
  return names[method];
}

struct view http_method_allow(struct arena *arena, unsigned methods) {
  struct buffer buffer = buffer_make(arena, ALLOW_MAXIMUM);
  for (unsigned i = 0; i < HTTP_METHOD_OTHER; i++) {
    if ((methods & HTTP_METHOD_BIT(i)) == 0) {
      continue;
    }
    if (buffer.length > 0) {
      buffer_append_string(&buffer, ", ");
    }
    buffer_append_string(&buffer, names[i]);
  }
  return buffer_view(&buffer);
}
