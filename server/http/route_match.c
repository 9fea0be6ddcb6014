#include "server/http/route_match.h"

#include "server/http/http_method.h"
#include "server/http/percent.h"

/* Behind "http://authority" of the absolute form; other targets as they are. */
static struct view without_authority(struct view target) {
  size_t start = 0;
  if (view_starts_with(target, view_of("http://"))) {
    start = sizeof "http://" - 1;
  } else if (view_starts_with(target, view_of("https://"))) {
    start = sizeof "https://" - 1;
  }
  if (start == 0) {
    return target;
  }
  size_t slash = view_find_byte(target, '/', start);
  return slash == SIZE_MAX ? view_of("/") : view_part(target, slash, target.length - slash);
}

enum error route_path_parse(struct arena *arena, struct view target, struct route_path *ret_path,
                            struct view *ret_query) {
  struct view query = without_authority(target);
  struct view rest = view_split(&query, '?');
  if (rest.length == 0 || rest.data[0] != '/') {
    return ERROR_NOT_FOUND;
  }
  rest = view_part(rest, 1, rest.length - 1);
  if (rest.length > 0 && rest.data[rest.length - 1] == '/') {
    rest.length--;
  }
  if (rest.length == 0) {
    rest = view_make(NULL, 0);
  }
  struct route_path path = {.count = 0};
  while (rest.data != NULL) { /* an empty segment, as in "a//b", is one that matches nothing */
    if (path.count == LIMIT_PATH_SEGMENTS) {
      return ERROR_NOT_FOUND;
    }
    struct view segment = view_split(&rest, '/');
    enum error error = percent_decode(arena, segment, PERCENT_PATH, &path.segments[path.count++]);
    if (error != ERROR_OK) {
      return error;
    }
  }
  *ret_path = path;
  *ret_query = query;
  return ERROR_OK;
}

static bool can_be_parameter(struct view segment) {
  return segment.length > 0 && segment.data[0] != '$' && segment.data[0] != '_';
}

/* Number of literal segments + 1 when the pattern fits, else 0. */
static unsigned pattern_fits(const char *pattern, const struct route_path *path,
                             struct view parameters[REQUEST_PATH_PARAMETERS]) {
  struct view rest = view_of(pattern + 1);
  size_t parameter_count = 0;
  unsigned literals = 0;
  size_t i = 0;
  for (; rest.length > 0 && i < path->count; i++) {
    struct view expected = view_split(&rest, '/');
    if (expected.data[0] == '{') {
      if (!can_be_parameter(path->segments[i])) {
        return 0;
      }
      parameters[parameter_count++] = path->segments[i];
    } else if (view_equal(expected, path->segments[i])) {
      literals++;
    } else {
      return 0;
    }
  }
  return rest.length == 0 && i == path->count ? literals + 1 : 0;
}

struct route_match route_match_find(const struct route_table *table, enum http_method method,
                                    const struct route_path *path) {
  enum http_method wanted = method == HTTP_METHOD_HEAD ? HTTP_METHOD_GET : method;
  struct route_match match = {.route = NULL};
  unsigned best = 0;
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    struct view parameters[REQUEST_PATH_PARAMETERS] = {{NULL, 0}};
    unsigned fit = pattern_fits(route->pattern, path, parameters);
    if (fit == 0) {
      continue;
    }
    match.methods |= HTTP_METHOD_BIT(route->method) | HTTP_METHOD_BIT(HTTP_METHOD_OPTIONS);
    if (route->method == wanted && fit > best) {
      best = fit;
      match.route = route;
      memcpy(match.parameters, parameters, sizeof parameters);
    }
  }
  if ((match.methods & HTTP_METHOD_BIT(HTTP_METHOD_GET)) != 0) {
    match.methods |= HTTP_METHOD_BIT(HTTP_METHOD_HEAD);
  }
  return match;
}
