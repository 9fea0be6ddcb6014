#include "profiles/xml_bytes.h"

#include "server/base/utf8.h"
#include "server/limits.h"

#define DECLARATION_BYTES 256u

/* The encoding that the XML declaration names, empty when there is none. */
static struct view declared_encoding(struct view text) {
  struct view head = view_part(text, 0, DECLARATION_BYTES);
  size_t end = view_find(head, view_of("?>"), 0);
  if (!view_starts_with(head, view_of("<?xml")) || end == SIZE_MAX) {
    return view_make(NULL, 0);
  }
  head.length = end;
  size_t at = view_find(head, view_of("encoding"), 0);
  if (at == SIZE_MAX) {
    return view_make(NULL, 0);
  }
  struct view rest = view_part(head, at, head.length);
  (void)view_split(&rest, '=');
  rest = view_trim(rest);
  if (rest.length == 0) {
    return rest;
  }
  char quote = rest.data[0];
  rest = view_part(rest, 1, rest.length);
  return view_split(&rest, quote);
}

static bool is_utf8_name(struct view encoding) {
  return encoding.length == 0 || view_equal_ignore_case(encoding, view_of("utf-8")) ||
         view_equal_ignore_case(encoding, view_of("utf8")) ||
         view_equal_ignore_case(encoding, view_of("us-ascii"));
}

static bool is_wide(struct view text) {
  const char *bytes = text.data;
  return text.length >= 2 &&
         (bytes[0] == '\0' || bytes[1] == '\0' || memcmp(bytes, "\xfe\xff", 2) == 0 ||
          memcmp(bytes, "\xff\xfe", 2) == 0);
}

/* Where tags do not count: comments, CDATA and instructions, from their beginning to their end. */
static const struct {
  const char *begin;
  const char *end;
} skipped[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

/* Behind what begins at the '<', 0 when it is a tag. */
static size_t skip_markup(struct view text, size_t at) {
  struct view rest = view_part(text, at, text.length);
  for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++) {
    if (view_starts_with(rest, view_of(skipped[i].begin))) {
      size_t end = view_find(text, view_of(skipped[i].end), at + strlen(skipped[i].begin));
      return end == SIZE_MAX ? text.length : end + strlen(skipped[i].end);
    }
  }
  return 0;
}

/* Behind the tag that begins at the '<'; *ret_attributes counts what follows a name and '='. */
static size_t skip_tag(struct view text, size_t at, size_t *ret_attributes) {
  size_t attributes = 0;
  for (at++; at < text.length && text.data[at] != '>' && text.data[at] != '<'; at++) {
    char byte = text.data[at];
    if (byte == '"' || byte == '\'') {
      size_t end = view_find_byte(text, byte, at + 1);
      at = end == SIZE_MAX ? text.length : end;
    }
    attributes += byte == '=' ? 1 : 0;
  }
  *ret_attributes = attributes;
  return at < text.length ? at : text.length;
}

/* Offset of the first tag with too many attributes, SIZE_MAX when there is none. */
static size_t find_crowded_tag(struct view text) {
  size_t at = view_find_byte(text, '<', 0);
  while (at != SIZE_MAX) {
    size_t next = skip_markup(text, at);
    size_t attributes = 0;
    if (next == 0) {
      next = skip_tag(text, at, &attributes);
    }
    if (attributes > LIMIT_XML_ATTRIBUTES) {
      return at;
    }
    at = view_find_byte(text, '<', next);
  }
  return SIZE_MAX;
}

int xml_bytes_check(struct view text, size_t *ret_offset) {
  if (view_trim(text).length == 0) {
    *ret_offset = 0;
    return XML_FAULT_EMPTY;
  }
  if (is_wide(text) || !is_utf8_name(declared_encoding(text))) {
    *ret_offset = 0;
    return XML_FAULT_ENCODING;
  }
  size_t valid = utf8_check(text);
  if (valid < text.length) {
    *ret_offset = valid;
    return XML_FAULT_UTF8;
  }
  size_t crowded = find_crowded_tag(text);
  if (crowded != SIZE_MAX) {
    *ret_offset = crowded;
    return XML_FAULT_ATTRIBUTES;
  }
  return 0;
}
