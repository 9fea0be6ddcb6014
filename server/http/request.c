#include "server/http/request.h"

static struct view find(const struct name_value *items, size_t count, struct view name) {
  for (size_t i = 0; i < count; i++) {
    if (view_equal(items[i].name, name)) {
      return items[i].value;
    }
  }
  return view_make(NULL, 0);
}

struct view request_header(const struct request *request, const char *name) {
  return find(request->headers, request->header_count, view_of(name));
}

struct view request_query(const struct request *request, const char *name) {
  return find(request->query, request->query_count, view_of(name));
}

void request_note_patient(struct request *request, struct view id) {
  struct view longer = request->patients.length == 0
                           ? id
                           : arena_format(request->arena, "%.*s %.*s",
                                          VIEW_ARGUMENTS(request->patients), VIEW_ARGUMENTS(id));
  if (id.length > 0 && longer.data != NULL) {
    request->patients = longer;
  }
}
