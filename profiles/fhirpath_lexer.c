#include "profiles/fhirpath_lexer.h"

#include "server/base/utf8.h"

static char byte_at(const struct fhirpath_lexer *lexer, size_t at) {
  return at < lexer->text.length ? lexer->text.data[at] : '\0';
}

static bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_line(struct fhirpath_lexer *lexer) {
  while (lexer->at < lexer->text.length && lexer->text.data[lexer->at] != '\n' &&
         lexer->text.data[lexer->at] != '\r') {
    lexer->at++;
  }
}

/* False for a comment that does not end. */
static bool skip_space(struct fhirpath_lexer *lexer) {
  for (;;) {
    char byte = byte_at(lexer, lexer->at);
    char next = byte_at(lexer, lexer->at + 1);
    if (is_blank(byte)) {
      lexer->at++;
    } else if (byte == '/' && next == '/') {
      skip_line(lexer);
    } else if (byte == '/' && next == '*') {
      size_t end = view_find(lexer->text, view_of("*/"), lexer->at + 2);
      if (end == SIZE_MAX) {
        return false;
      }
      lexer->at = end + 2;
    } else {
      return true;
    }
  }
}

static struct fhirpath_token token(const struct fhirpath_lexer *lexer, size_t start,
                                   enum fhirpath_token_kind kind) {
  return (struct fhirpath_token){kind, view_make(lexer->text.data + start, lexer->at - start),
                                 start};
}

static struct fhirpath_token quoted(struct fhirpath_lexer *lexer, char quote,
                                    enum fhirpath_token_kind kind) {
  size_t start = lexer->at;
  lexer->at++;
  while (lexer->at < lexer->text.length && lexer->text.data[lexer->at] != quote) {
    lexer->at += lexer->text.data[lexer->at] == '\\' ? 2 : 1;
  }
  if (lexer->at >= lexer->text.length) {
    lexer->at = lexer->text.length;
    return token(lexer, start, FHIRPATH_TOKEN_BAD);
  }
  struct fhirpath_token result = token(lexer, start + 1, kind);
  result.offset = start;
  lexer->at++;
  return result;
}

static struct fhirpath_token number(struct fhirpath_lexer *lexer) {
  size_t start = lexer->at;
  while (byte_is_digit(byte_at(lexer, lexer->at))) {
    lexer->at++;
  }
  if (byte_at(lexer, lexer->at) == '.' && byte_is_digit(byte_at(lexer, lexer->at + 1))) {
    lexer->at++;
    while (byte_is_digit(byte_at(lexer, lexer->at))) {
      lexer->at++;
    }
  }
  return token(lexer, start, FHIRPATH_TOKEN_NUMBER);
}

/* Takes what looks like prefix and two digits: "-02", ":34". */
static bool take_pair(struct fhirpath_lexer *lexer, char prefix) {
  if (byte_at(lexer, lexer->at) != prefix || !byte_is_digit(byte_at(lexer, lexer->at + 1)) ||
      !byte_is_digit(byte_at(lexer, lexer->at + 2))) {
    return false;
  }
  lexer->at += 3;
  return true;
}

static bool take_time(struct fhirpath_lexer *lexer) {
  if (!byte_is_digit(byte_at(lexer, lexer->at)) || !byte_is_digit(byte_at(lexer, lexer->at + 1))) {
    return false;
  }
  lexer->at += 2;
  bool has_minutes = take_pair(lexer, ':');
  if (has_minutes && take_pair(lexer, ':') && byte_at(lexer, lexer->at) == '.' &&
      byte_is_digit(byte_at(lexer, lexer->at + 1))) {
    lexer->at++;
    while (byte_is_digit(byte_at(lexer, lexer->at))) {
      lexer->at++;
    }
  }
  return true;
}

static void take_zone(struct fhirpath_lexer *lexer) {
  size_t start = lexer->at;
  if (byte_at(lexer, lexer->at) == 'Z') {
    lexer->at++;
  } else if ((take_pair(lexer, '+') || take_pair(lexer, '-')) && !take_pair(lexer, ':')) {
    lexer->at = start;
  }
}

static struct fhirpath_token date(struct fhirpath_lexer *lexer) {
  size_t start = lexer->at;
  lexer->at++;
  enum fhirpath_token_kind kind = FHIRPATH_TOKEN_DATE;
  if (byte_at(lexer, lexer->at) == 'T') {
    start++;
    lexer->at++;
    kind = take_time(lexer) ? FHIRPATH_TOKEN_TIME : FHIRPATH_TOKEN_BAD;
  } else {
    while (byte_is_digit(byte_at(lexer, lexer->at))) {
      lexer->at++;
    }
    if (take_pair(lexer, '-')) {
      (void)take_pair(lexer, '-');
    }
    if (byte_at(lexer, lexer->at) == 'T') {
      kind = FHIRPATH_TOKEN_DATE_TIME;
      lexer->at++;
      if (take_time(lexer)) {
        take_zone(lexer);
      }
    }
  }
  return token(lexer, start + 1, kind);
}

static struct fhirpath_token symbol(struct fhirpath_lexer *lexer) {
  static const char *const long_symbols[] = {"<=", ">=", "!=", "!~"};
  static const char short_symbols[] = "()[]{}.,+-*/&|=~<>%";
  size_t start = lexer->at;
  struct view rest = view_part(lexer->text, start, 2);
  for (size_t i = 0; i < sizeof long_symbols / sizeof long_symbols[0]; i++) {
    if (view_is(rest, long_symbols[i])) {
      lexer->at += 2;
      return token(lexer, start, FHIRPATH_TOKEN_SYMBOL);
    }
  }
  lexer->at++;
  bool known = memchr(short_symbols, lexer->text.data[start], sizeof short_symbols - 1) != NULL;
  return token(lexer, start, known ? FHIRPATH_TOKEN_SYMBOL : FHIRPATH_TOKEN_BAD);
}

static struct fhirpath_token word(struct fhirpath_lexer *lexer, size_t skip,
                                  enum fhirpath_token_kind kind) {
  lexer->at += skip;
  size_t start = lexer->at;
  while (is_letter(byte_at(lexer, lexer->at)) || byte_is_digit(byte_at(lexer, lexer->at))) {
    lexer->at++;
  }
  return token(lexer, start, kind);
}

struct fhirpath_token fhirpath_lexer_next(struct fhirpath_lexer *lexer) {
  if (!skip_space(lexer)) {
    return token(lexer, lexer->at, FHIRPATH_TOKEN_BAD);
  }
  if (lexer->at >= lexer->text.length) {
    return token(lexer, lexer->at, FHIRPATH_TOKEN_END);
  }
  char byte = lexer->text.data[lexer->at];
  if (is_letter(byte)) {
    return word(lexer, 0, FHIRPATH_TOKEN_IDENTIFIER);
  }
  if (byte_is_digit(byte)) {
    return number(lexer);
  }
  switch (byte) {
  case '\'':
    return quoted(lexer, '\'', FHIRPATH_TOKEN_STRING);
  case '`':
    return quoted(lexer, '`', FHIRPATH_TOKEN_DELIMITED);
  case '"': /* delimited identifiers of FHIRPath before N1 */
    return quoted(lexer, '"', FHIRPATH_TOKEN_DELIMITED);
  case '@':
    return date(lexer);
  case '$':
    return word(lexer, 1, FHIRPATH_TOKEN_VARIABLE);
  default:
    return symbol(lexer);
  }
}

/* ---- escapes -----------------------------------------------------------------------------------
 */

static bool hexadecimal(struct view text, size_t at, uint32_t *ret_code) {
  uint32_t code = 0;
  if (at + 4 > text.length) {
    return false;
  }
  for (size_t i = at; i < at + 4; i++) {
    char byte = text.data[i];
    uint32_t digit = 0;
    if (byte_is_digit(byte)) {
      digit = (uint32_t)(byte - '0');
    } else if (byte >= 'a' && byte <= 'f') {
      digit = (uint32_t)(byte - 'a') + 10;
    } else if (byte >= 'A' && byte <= 'F') {
      digit = (uint32_t)(byte - 'A') + 10;
    } else {
      return false;
    }
    code = code * 16 + digit;
  }
  *ret_code = code;
  return true;
}

/* The code point of \uXXXX at text[at] (behind the u), pairs of surrogates joined; UTF8_INVALID on
 * a fault. */
static uint32_t unicode_escape(struct view text, size_t at, size_t *ret_length) {
  uint32_t code = 0;
  uint32_t low = 0;
  *ret_length = 4;
  if (!hexadecimal(text, at, &code)) {
    return UTF8_INVALID;
  }
  if (code >= 0xD800 && code < 0xDC00 && view_is(view_part(text, at + 4, 2), "\\u") &&
      hexadecimal(text, at + 6, &low) && low >= 0xDC00 && low < 0xE000) {
    *ret_length = 10;
    return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  return code;
}

static char simple_escape(char byte) {
  switch (byte) {
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  default: /* quotes, slash, backslash; others stand for themselves */
    return byte;
  }
}

struct view fhirpath_lexer_unescape(struct view text, struct arena *arena) {
  if (view_find_byte(text, '\\', 0) == SIZE_MAX) {
    return text.data != NULL ? text : view_of("");
  }
  char *out = arena_bytes(arena, text.length);
  size_t length = 0;
  for (size_t i = 0; out != NULL && i < text.length; i++) {
    if (text.data[i] != '\\' || i + 1 >= text.length) {
      out[length++] = text.data[i];
      continue;
    }
    i++;
    if (text.data[i] != 'u') {
      out[length++] = simple_escape(text.data[i]);
      continue;
    }
    size_t used = 0;
    size_t written = utf8_write(unicode_escape(text, i + 1, &used), out + length);
    if (written == 0) {
      return view_make(NULL, 0);
    }
    length += written;
    i += used;
  }
  return view_make(out, length);
}
