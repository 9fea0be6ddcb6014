#include "server/base/regex.h"
#include "profiles/fhirpath_run.h"
#include "server/base/utf8.h"

/* String functions (FHIRPath N1 5.6). Positions and lengths count code points. */

/* Input (at `arguments`) and up to two string arguments. *ret_present is false when one of them is
 * empty. */
static enum error strings(struct fhirpath_run *run, uint32_t arguments, struct view ret_texts[3],
                          bool *ret_present) {
  *ret_present = true;
  for (uint32_t i = 0; i <= arguments; i++) {
    struct fhirpath_value value = {0};
    bool present = false;
    enum error error =
        fhirpath_run_single_kind(run, arguments - i, FHIRPATH_STRING, &value, &present);
    if (error != ERROR_OK) {
      return error;
    }
    *ret_present = *ret_present && present;
    ret_texts[i] = present ? value.text : view_of("");
  }
  return ERROR_OK;
}

static enum error return_text(struct fhirpath_run *run, uint32_t arguments, struct view text) {
  if (text.data == NULL) {
    return ERROR_MEMORY;
  }
  return fhirpath_run_return(run, arguments + 1, fhirpath_value_string(text));
}

static enum error return_buffer(struct fhirpath_run *run, uint32_t arguments,
                                const struct buffer *buffer) {
  if (buffer->error != ERROR_OK) {
    return buffer->error;
  }
  return fhirpath_run_return(
      run, arguments + 1,
      fhirpath_value_string(view_make(buffer->length > 0 ? buffer->data : "", buffer->length)));
}

static struct buffer text_buffer(struct fhirpath_run *run) {
  return buffer_make(run->arena, LIMIT_DOCUMENT_BYTES);
}

/* Byte offset of a code point position, SIZE_MAX when it is behind the text. */
static size_t offset_of(struct view text, int64_t position) {
  size_t at = 0;
  for (int64_t i = 0; i < position; i++) {
    if (at >= text.length) {
      return SIZE_MAX;
    }
    (void)utf8_next(text, &at);
  }
  return at;
}

static int64_t position_of(struct view text, size_t offset) {
  return offset == SIZE_MAX ? -1 : (int64_t)utf8_count(view_part(text, 0, offset));
}

enum error fhirpath_function_indexOf(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  int64_t position = position_of(texts[0], view_find(texts[0], texts[1], 0));
  return fhirpath_run_return(run, 2, fhirpath_value_integer(position));
}

enum error fhirpath_function_lastIndexOf(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  size_t found = SIZE_MAX;
  for (size_t at = texts[0].length + 1; at > 0 && found == SIZE_MAX; at--) {
    if (view_starts_with(view_part(texts[0], at - 1, texts[0].length), texts[1])) {
      found = at - 1;
    }
  }
  return fhirpath_run_return(run, 2, fhirpath_value_integer(position_of(texts[0], found)));
}

enum error fhirpath_function_substring(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value text = {0};
  struct fhirpath_value start = {0};
  struct fhirpath_value length = {.integer = INT32_MAX};
  bool present[3] = {false, false, true};
  enum error error = fhirpath_run_single_kind(run, arguments, FHIRPATH_STRING, &text, &present[0]);
  if (error == ERROR_OK) {
    error = fhirpath_run_single_kind(run, arguments - 1, FHIRPATH_INTEGER, &start, &present[1]);
  }
  if (error == ERROR_OK && arguments == 2) {
    error = fhirpath_run_single_kind(run, 0, FHIRPATH_INTEGER, &length, &present[2]);
    length.integer = present[2] ? length.integer : INT32_MAX;
  }
  if (error != ERROR_OK) {
    return error;
  }
  size_t from = SIZE_MAX;
  if (present[0] && present[1] && start.integer >= 0) {
    from = offset_of(text.text, start.integer);
  }
  if (from == SIZE_MAX || from >= text.text.length) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  struct view rest = view_part(text.text, from, text.text.length);
  size_t size = offset_of(rest, length.integer > 0 ? length.integer : 0);
  return return_text(run, arguments, size == SIZE_MAX ? rest : view_part(rest, 0, size));
}

static enum error test_texts(struct fhirpath_run *run, uint32_t arguments,
                             bool (*test)(struct view text, struct view part)) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return_boolean(run, 2, test(texts[0], texts[1]));
}

static bool text_contains(struct view text, struct view part) {
  return part.length == 0 || view_find(text, part, 0) != SIZE_MAX;
}

enum error fhirpath_function_startsWith(struct fhirpath_run *run, uint32_t arguments) {
  return test_texts(run, arguments, view_starts_with);
}

enum error fhirpath_function_endsWith(struct fhirpath_run *run, uint32_t arguments) {
  return test_texts(run, arguments, view_ends_with);
}

enum error fhirpath_function_contains(struct fhirpath_run *run, uint32_t arguments) {
  return test_texts(run, arguments, text_contains);
}

/* Letters of ASCII, Latin-1, Greek, Cyrillic and the full-width forms. */
static uint32_t change_case(uint32_t code, bool upper) {
  static const struct {
    uint32_t first; /* capital letters */
    uint32_t last;
    uint32_t distance;
  } rows[] = {{'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},    {0x391, 0x3A9, 32},
              {0x410, 0x42F, 32}, {0x400, 0x40F, 80}, {0xFF21, 0xFF3A, 32}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint32_t shift = upper ? rows[i].distance : 0;
    if (code >= rows[i].first + shift && code <= rows[i].last + shift) {
      return upper ? code - rows[i].distance : code + rows[i].distance;
    }
  }
  return code;
}

static enum error return_case(struct fhirpath_run *run, uint32_t arguments, bool upper) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  char *out = arena_bytes(run->arena, texts[0].length * 2 + UTF8_MAXIMUM_BYTES);
  size_t length = 0;
  for (size_t at = 0; out != NULL && at < texts[0].length;) {
    length += utf8_write(change_case(utf8_next(texts[0], &at), upper), out + length);
  }
  return return_text(run, arguments, view_make(out, length));
}

enum error fhirpath_function_upper(struct fhirpath_run *run, uint32_t arguments) {
  return return_case(run, arguments, true);
}

enum error fhirpath_function_lower(struct fhirpath_run *run, uint32_t arguments) {
  return return_case(run, arguments, false);
}

/* An empty pattern stands before, between and behind all characters. */
static void replace_nothing(struct buffer *buffer, struct view text, struct view with) {
  buffer_append(buffer, with);
  for (size_t at = 0; at < text.length;) {
    size_t start = at;
    (void)utf8_next(text, &at);
    buffer_append(buffer, view_part(text, start, at - start));
    buffer_append(buffer, with);
  }
}

enum error fhirpath_function_replace(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 3);
  }
  struct buffer buffer = text_buffer(run);
  if (texts[1].length == 0) {
    replace_nothing(&buffer, texts[0], texts[2]);
    return return_buffer(run, arguments, &buffer);
  }
  size_t at = 0;
  for (size_t found = view_find(texts[0], texts[1], 0); found != SIZE_MAX;
       found = view_find(texts[0], texts[1], at)) {
    buffer_append(&buffer, view_part(texts[0], at, found - at));
    buffer_append(&buffer, texts[2]);
    at = found + texts[1].length;
  }
  buffer_append(&buffer, view_part(texts[0], at, texts[0].length));
  return return_buffer(run, arguments, &buffer);
}

/* ---- regular expressions -----------------------------------------------------------------------
 */

static enum error compile_regex(struct fhirpath_run *run, struct view pattern, bool whole,
                                struct view *ret_regex) {
  enum error error = regex_compile(run->arena, pattern, whole, ret_regex);
  if (error == ERROR_SYNTAX || error == ERROR_TOO_LARGE) {
    return fhirpath_run_fail_with(run, FHIRPATH_MESSAGE_REGEX, pattern);
  }
  return error;
}

static enum error test_regex(struct fhirpath_run *run, uint32_t arguments, bool whole) {
  struct view texts[3] = {{NULL, 0}};
  struct view regex;
  bool present = false;
  bool matched = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  error = compile_regex(run, texts[1], whole, &regex);
  if (error == ERROR_OK) {
    error = regex_find(run->arena, regex, (struct regex_subject){texts[0], 0}, NULL, &matched);
  }
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 2, matched);
}

enum error fhirpath_function_matches(struct fhirpath_run *run, uint32_t arguments) {
  return test_regex(run, arguments, false);
}

enum error fhirpath_function_matchesFull(struct fhirpath_run *run, uint32_t arguments) {
  return test_regex(run, arguments, true);
}

/* Appends the replacement: $1-$9 are groups, \$ a dollar. */
static void substitute(struct buffer *buffer, struct view with, struct view text,
                       const struct regex_match *match) {
  for (size_t i = 0; i < with.length; i++) {
    char next = i + 1 < with.length ? with.data[i + 1] : '\0';
    if (with.data[i] == '\\' && next != '\0') {
      buffer_append_byte(buffer, next);
      i++;
    } else if (with.data[i] == '$' && next >= '0' && next <= '9') {
      size_t group = (size_t)(next - '0');
      if (match->starts[group] != SIZE_MAX && match->ends[group] != SIZE_MAX) {
        buffer_append(buffer, view_part(text, match->starts[group],
                                        match->ends[group] - match->starts[group]));
      }
      i++;
    } else {
      buffer_append_byte(buffer, with.data[i]);
    }
  }
}

static enum error replace_all(struct fhirpath_run *run, struct view regex,
                              const struct view texts[3], struct buffer *buffer) {
  struct view text = texts[0];
  size_t at = 0;
  size_t copied = 0;
  while (at <= text.length) {
    struct regex_match match;
    bool matched = false;
    enum error error =
        regex_find(run->arena, regex, (struct regex_subject){text, at}, &match, &matched);
    if (error == ERROR_OK) {
      error = fhirpath_run_spend(run, 1);
    }
    if (error != ERROR_OK || !matched) {
      buffer_append(buffer, view_part(text, copied, text.length));
      return error;
    }
    buffer_append(buffer, view_part(text, copied, match.starts[0] - copied));
    substitute(buffer, texts[2], text, &match);
    copied = match.ends[0];
    at = match.ends[0];
    if (match.ends[0] == match.starts[0]) { /* nothing matched: go on behind the next character */
      if (at >= text.length) {
        break;
      }
      (void)utf8_next(text, &at);
    }
  }
  buffer_append(buffer, view_part(text, copied, text.length));
  return ERROR_OK;
}

enum error fhirpath_function_replaceMatches(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  struct view regex;
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 3);
  }
  if (texts[1].length == 0) {
    return return_text(run, arguments, texts[0]);
  }
  error = compile_regex(run, texts[1], false, &regex);
  if (error != ERROR_OK) {
    return error;
  }
  struct buffer buffer = text_buffer(run);
  error = replace_all(run, regex, texts, &buffer);
  return error != ERROR_OK ? error : return_buffer(run, arguments, &buffer);
}

/* ---- length and parts --------------------------------------------------------------------------
 */

enum error fhirpath_function_length(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  int64_t length = (int64_t)utf8_count(texts[0]);
  return fhirpath_run_return(run, 1, fhirpath_value_integer(length));
}

enum error fhirpath_function_toChars(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error == ERROR_OK) {
    error = fhirpath_run_return_empty(run, 1);
  }
  for (size_t at = 0; error == ERROR_OK && at < texts[0].length;) {
    size_t start = at;
    (void)utf8_next(texts[0], &at);
    error = fhirpath_run_push(run, fhirpath_value_string(view_part(texts[0], start, at - start)));
  }
  return error;
}

enum error fhirpath_function_trim(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  struct view trimmed = view_trim(texts[0]);
  return return_text(run, arguments, trimmed.length > 0 ? trimmed : view_of(""));
}

enum error fhirpath_function_split(struct fhirpath_run *run, uint32_t arguments) {
  struct view texts[3] = {{NULL, 0}};
  bool present = false;
  enum error error = strings(run, arguments, texts, &present);
  if (error == ERROR_OK) {
    error = fhirpath_run_return_empty(run, 2);
  }
  size_t at = 0;
  while (error == ERROR_OK && present && at <= texts[0].length) {
    size_t found = texts[1].length > 0 ? view_find(texts[0], texts[1], at) : SIZE_MAX;
    size_t end = found == SIZE_MAX ? texts[0].length : found;
    error = fhirpath_run_push(run, fhirpath_value_string(view_part(texts[0], at, end - at)));
    at = found == SIZE_MAX ? SIZE_MAX : end + texts[1].length;
  }
  return error;
}

enum error fhirpath_function_join(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  struct fhirpath_value separator = {.text = {"", 0}};
  bool present = false;
  enum error error = ERROR_OK;
  if (arguments == 1) {
    error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &separator, &present);
  }
  if (error != ERROR_OK || span.count == 0) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  struct view *parts = arena_array(run->arena, span.count, sizeof *parts);
  for (uint32_t i = 0; parts != NULL && i < span.count; i++) {
    struct fhirpath_value value = {0};
    if (!fhirpath_run_system(run, &run->values[span.start + i], &value) ||
        value.kind != FHIRPATH_STRING) {
      return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
    }
    parts[i] = value.text;
  }
  struct buffer buffer = text_buffer(run);
  for (uint32_t i = 0; parts != NULL && i < span.count; i++) {
    buffer_append(&buffer, i > 0 ? separator.text : view_of(""));
    buffer_append(&buffer, parts[i]);
  }
  return parts == NULL ? ERROR_MEMORY : return_buffer(run, arguments, &buffer);
}
