#include "server/http/query.h"

#include "server/http/percent.h"
#include "server/limits.h"

static enum error decode_pair(struct arena *arena, struct view pair, struct name_value *ret_item) {
  struct view value = pair;
  struct view name = view_split(&value, '=');
  struct name_value item = {{NULL, 0}, {NULL, 0}};
  enum error error = percent_decode(arena, name, PERCENT_FORM, &item.name);
  if (error == ERROR_OK) {
    error = percent_decode(arena, value, PERCENT_FORM, &item.value);
  }
  if (error == ERROR_OK) {
    *ret_item = item;
  }
  return error;
}

enum error query_append(struct arena *arena, struct view text, struct name_value **items,
                        size_t *count) {
  if (*items == NULL) {
    *items = arena_array(arena, LIMIT_QUERY_PARAMETERS, sizeof **items);
  }
  if (*items == NULL) {
    return ERROR_MEMORY;
  }
  for (struct view rest = text; rest.length > 0;) {
    struct view pair = view_split(&rest, '&');
    if (pair.length == 0 || pair.data[0] == '=') {
      continue;
    }
    if (*count == LIMIT_QUERY_PARAMETERS) {
      return ERROR_TOO_LARGE;
    }
    enum error error = decode_pair(arena, pair, &(*items)[*count]);
    if (error != ERROR_OK) {
      return error;
    }
    (*count)++;
  }
  return ERROR_OK;
}
