#include "server/config_digest.h"

#include "server/base/buffer.h"
#include "server/limits.h"

#include <inttypes.h>

static void put_text(struct buffer *buffer, const char *key, const char *value) {
  buffer_append_format(buffer, "%s=%s\n", key, value);
}

static void put_paths(struct buffer *buffer, const char *key, const struct config_paths *paths) {
  for (size_t i = 0; i < paths->count; i++) {
    put_text(buffer, key, paths->items[i]);
  }
}

#define PUT_TEXT(key, field, ...) put_text(&buffer, key, config->field);
#define PUT_INTEGER(key, field, ...)                                                               \
  buffer_append_format(&buffer, "%s=%" PRId64 "\n", key, config->field);
#define PUT_PATHS(key, field, ...) put_paths(&buffer, key, &config->field);
#define PUT_NOTHING(...)

enum error config_digest(const struct config *config, struct arena *arena,
                         struct sha256 *ret_digest) {
  struct buffer buffer = buffer_make(arena, LIMIT_CONFIG_BYTES);
  CONFIG_LIST(PUT_TEXT, PUT_TEXT, PUT_NOTHING, PUT_TEXT, PUT_INTEGER, PUT_TEXT, PUT_PATHS)
  if (buffer.error != ERROR_OK) {
    return buffer.error;
  }
  *ret_digest = hash_sha256(buffer_view(&buffer));
  return ERROR_OK;
}
