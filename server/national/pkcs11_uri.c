#include "server/national/pkcs11_uri.h"

#include "server/national/signature_messages.h"

#define SCHEME "pkcs11:"

static const struct {
  const char *name;
  bool is_query;
} part_rows[] = {
#define PART_ROW(name, text, query) {text, query},
    PKCS11_URI_PARTS(PART_ROW)
#undef PART_ROW
};

static int hex_digit(char byte) {
  if (byte_is_digit(byte)) {
    return byte - '0';
  }
  char lower = (char)(byte | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* "a%20b" -> "a b"; data is NULL when an escape is broken or memory is short. */
static struct view decode(struct view text, struct arena *arena) {
  char *to = arena_bytes(arena, text.length + 1);
  size_t length = 0;
  for (size_t i = 0; to != NULL && i < text.length; i++) {
    char byte = text.data[i];
    if (byte == '%') {
      bool is_whole = i + 2 < text.length;
      int high = is_whole ? hex_digit(text.data[i + 1]) : -1;
      int low = is_whole ? hex_digit(text.data[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return (struct view){NULL, 0};
      }
      byte = (char)(high << 4 | low);
      i += 2;
    }
    to[length++] = byte;
  }
  if (to != NULL) {
    to[length] = '\0';
  }
  return view_make(to, length);
}

/* "name=value" -> its place; false when the name is not known there, or stands twice. */
static bool read_part(struct view text, bool is_query, struct arena *arena,
                      struct pkcs11_uri *uri) {
  struct view value = text;
  struct view name = view_split(&value, '=');
  for (size_t i = 0; i < PKCS11_URI_PART_COUNT; i++) {
    if (part_rows[i].is_query == is_query && view_is(name, part_rows[i].name)) {
      bool is_new = uri->parts[i].data == NULL && value.length > 0;
      uri->parts[i] = decode(value, arena);
      return is_new && uri->parts[i].data != NULL;
    }
  }
  return false;
}

static bool read_parts(struct view text, bool is_query, struct arena *arena,
                       struct pkcs11_uri *uri) {
  struct view rest = text;
  while (rest.length > 0) {
    if (!read_part(view_split(&rest, is_query ? '&' : ';'), is_query, arena, uri)) {
      return false;
    }
  }
  return true;
}

static bool read_all(struct view text, struct arena *arena, struct pkcs11_uri *uri) {
  if (!view_starts_with(text, view_of(SCHEME))) {
    return false;
  }
  struct view query = view_part(text, strlen(SCHEME), text.length);
  struct view path = view_split(&query, '?');
  if (!read_parts(path, false, arena, uri) || !read_parts(query, true, arena, uri)) {
    return false;
  }
  struct view type = uri->parts[PKCS11_URI_TYPE];
  struct view slot = uri->parts[PKCS11_URI_SLOT];
  return (type.data == NULL || view_is(type, "private")) &&
         (slot.data == NULL || view_to_unsigned(slot, UINT32_MAX, &uri->slot));
}

enum error pkcs11_uri_read(struct view text, struct arena *arena, struct issue_list *issues,
                           struct pkcs11_uri *ret_uri) {
  struct pkcs11_uri uri = {.text = arena_copy(arena, text)};
  if (uri.text.data == NULL) {
    return ERROR_MEMORY;
  }
  if (!read_all(uri.text, arena, &uri)) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_SETTING), text,
                   view_of("pkcs11:token=...;object=... (RFC 7512)"));
    return ERROR_CONFIGURATION;
  }
  *ret_uri = uri;
  return ERROR_OK;
}
