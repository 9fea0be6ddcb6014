#include "server/markup.h"

#include "server/base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static const char *replacement_of(uint32_t code_point) {
  switch (code_point) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '\t':
  case '\n':
    return NULL;
  case UTF8_INVALID:
  case 0xFFFEu:
  case 0xFFFFu:
    return REPLACEMENT;
  default:
    return code_point < 0x20u ? REPLACEMENT : NULL;
  }
}

void markup_append(struct buffer *buffer, struct view text) {
  size_t start = 0;
  size_t at = 0;
  while (at < text.length) {
    size_t before = at;
    const char *replacement = replacement_of(utf8_next(text, &at));
    if (replacement != NULL) {
      buffer_append(buffer, view_part(text, start, before - start));
      buffer_append_string(buffer, replacement);
      start = at;
    }
  }
  buffer_append(buffer, view_part(text, start, text.length - start));
}

void markup_append_string(struct buffer *buffer, const char *text) {
  markup_append(buffer, view_of(text));
}
