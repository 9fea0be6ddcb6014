#include "server/http/result_parameter.h"

/* _offset and _after are ours: they stand in the links to other pages. */
static const char *const of_any[] = {"_format", "_pretty", NULL};
static const char *const of_searches[] = {"_elements",   "_summary",    "_count", "_offset",
                                          "_after",      "_total",      "_sort",  "_include",
                                          "_revinclude", "_provenance", NULL};

static bool lists(const char *const *names, struct view name) {
  while (*names != NULL && !view_is(name, *names)) {
    names++;
  }
  return *names != NULL;
}

bool result_parameter_is(const struct route *route, struct view name) {
  bool is_search = route == NULL ||
                   (route->interaction != NULL && strcmp(route->interaction, "search-type") == 0);
  return lists(of_any, name) || (is_search && lists(of_searches, name));
}
