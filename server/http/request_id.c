#include "server/http/request_id.h"

#include "server/base/clock.h"

static bool is_harmless(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

bool request_id_is_valid(struct view id) {
  if (id.length == 0 || id.length > REQUEST_ID_MAXIMUM) {
    return false;
  }
  for (size_t i = 0; i < id.length; i++) {
    if (!is_harmless(id.data[i])) {
      return false;
    }
  }
  return true;
}

struct view request_id_choose(struct arena *arena, struct view header) {
  if (request_id_is_valid(header)) {
    return arena_copy(arena, header);
  }
  char text[UUID_BYTES];
  uuid_random(text);
  return arena_copy(arena, view_of(text));
}
