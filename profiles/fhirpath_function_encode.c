#include "profiles/fhirpath_run.h"
#include "server/base/utf8.h"

/* encode, decode, escape, unescape (FHIRPath 2.0, trial use). */

/* Input and the name of the form; *ret_present is false when one is empty. */
static enum error text_and_form(struct fhirpath_run *run, struct view *ret_text,
                                struct view *ret_form, bool *ret_present) {
  struct fhirpath_value text = {0};
  struct fhirpath_value form = {0};
  bool has_text = false;
  bool has_form = false;
  enum error error = fhirpath_run_single_kind(run, 1, FHIRPATH_STRING, &text, &has_text);
  if (error == ERROR_OK) {
    error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &form, &has_form);
  }
  *ret_text = text.text;
  *ret_form = form.text;
  *ret_present = has_text && has_form;
  return error;
}

static const char *base64_alphabet(bool url) {
  return url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
             : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

static void encode_hex(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    buffer_append_format(buffer, "%02x", (unsigned)(unsigned char)text.data[i]);
  }
}

static void encode_base64(struct buffer *buffer, struct view text, bool url) {
  const char *alphabet = base64_alphabet(url);
  for (size_t i = 0; i < text.length; i += 3) {
    size_t left = text.length - i;
    uint32_t group = 0;
    for (size_t k = 0; k < 3; k++) {
      group = group << 8 | (k < left ? (unsigned char)text.data[i + k] : 0u);
    }
    for (size_t k = 0; k < 4; k++) {
      char byte = alphabet[group >> (18 - 6 * k) & 63];
      buffer_append_byte(buffer, k <= left ? byte : '=');
    }
  }
}

static bool hex_digit(char byte, unsigned *ret_digit) {
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";
  const char *found = memchr(digits, byte, sizeof digits - 1);
  if (found != NULL) {
    *ret_digit = (unsigned)(found - digits) % 16;
  }
  return found != NULL;
}

static bool decode_hex(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i + 1 < text.length; i += 2) {
    unsigned high = 0;
    unsigned low = 0;
    if (!hex_digit(text.data[i], &high) || !hex_digit(text.data[i + 1], &low)) {
      return false;
    }
    buffer_append_byte(buffer, (char)(high << 4 | low));
  }
  return text.length % 2 == 0;
}

static bool decode_base64(struct buffer *buffer, struct view text, bool url) {
  const char *alphabet = base64_alphabet(url);
  uint32_t group = 0;
  uint32_t bits = 0;
  while (text.length > 0 && text.data[text.length - 1] == '=') {
    text.length--;
  }
  for (size_t i = 0; i < text.length; i++) {
    const char *digit = memchr(alphabet, text.data[i], 64);
    if (digit == NULL) {
      return false;
    }
    group = group << 6 | (uint32_t)(digit - alphabet);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      buffer_append_byte(buffer, (char)(group >> bits & 0xff));
    }
  }
  return true;
}

static enum error return_buffer(struct fhirpath_run *run, const struct buffer *buffer, bool good) {
  if (buffer->error != ERROR_OK) {
    return buffer->error;
  }
  struct view text = view_make(buffer->length > 0 ? buffer->data : "", buffer->length);
  if (!good || utf8_check(text) != text.length) {
    return fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return(run, 2, fhirpath_value_string(text));
}

enum error fhirpath_function_encode(struct fhirpath_run *run, uint32_t arguments) {
  struct view text;
  struct view form;
  bool good = false;
  enum error error = text_and_form(run, &text, &form, &good);
  if (error != ERROR_OK || !good) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  struct buffer buffer = buffer_make(run->arena, LIMIT_DOCUMENT_BYTES);
  bool url = view_is(form, "urlbase64");
  if (view_is(form, "hex")) {
    encode_hex(&buffer, text);
  } else if (url || view_is(form, "base64")) {
    encode_base64(&buffer, text, url);
  } else {
    good = false;
  }
  return return_buffer(run, &buffer, good);
}

enum error fhirpath_function_decode(struct fhirpath_run *run, uint32_t arguments) {
  struct view text;
  struct view form;
  bool good = false;
  enum error error = text_and_form(run, &text, &form, &good);
  if (error != ERROR_OK || !good) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  struct buffer buffer = buffer_make(run->arena, LIMIT_DOCUMENT_BYTES);
  bool url = view_is(form, "urlbase64");
  if (view_is(form, "hex")) {
    good = decode_hex(&buffer, text);
  } else {
    good = (url || view_is(form, "base64")) && decode_base64(&buffer, text, url);
  }
  return return_buffer(run, &buffer, good);
}

/* ---- escapes -----------------------------------------------------------------------------------
 */

struct escape_row {
  char byte;
  const char *text;
};

static const struct escape_row html_rows[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
static const struct escape_row json_rows[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"},
                                              {'\r', "\\r"}, {'\t', "\\t"},  {'\f', "\\f"},
                                              {'\b', "\\b"}, {'/', "\\/"}};

static const struct escape_row *rows_of(struct view form, size_t *ret_count) {
  if (view_is(form, "html")) {
    *ret_count = sizeof html_rows / sizeof html_rows[0];
    return html_rows;
  }
  *ret_count = sizeof json_rows / sizeof json_rows[0];
  return view_is(form, "json") ? json_rows : NULL;
}

static const struct escape_row *find_row(const struct escape_row *rows, size_t count,
                                         struct view text, size_t at, bool escaped) {
  for (size_t i = 0; i < count; i++) {
    struct view written = view_of(rows[i].text);
    bool same = escaped ? view_starts_with(view_part(text, at, text.length), written)
                        : text.data[at] == rows[i].byte;
    if (same) {
      return &rows[i];
    }
  }
  return NULL;
}

static enum error change_escapes(struct fhirpath_run *run, bool escaped) {
  struct view text;
  struct view form;
  size_t count = 0;
  bool good = false;
  enum error error = text_and_form(run, &text, &form, &good);
  if (error != ERROR_OK || !good) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 2);
  }
  const struct escape_row *rows = rows_of(form, &count);
  if (rows == NULL) {
    return fhirpath_run_return_empty(run, 2);
  }
  struct buffer buffer = buffer_make(run->arena, LIMIT_DOCUMENT_BYTES);
  for (size_t at = 0; at < text.length;) {
    bool slash = !escaped && text.data[at] == '/'; /* may be escaped in JSON, need not be */
    const struct escape_row *row = slash ? NULL : find_row(rows, count, text, at, escaped);
    if (row == NULL) {
      buffer_append_byte(&buffer, text.data[at]);
      at++;
    } else if (escaped) {
      buffer_append_byte(&buffer, row->byte);
      at += strlen(row->text);
    } else {
      buffer_append_string(&buffer, row->text);
      at++;
    }
  }
  return return_buffer(run, &buffer, true);
}

enum error fhirpath_function_escape(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return change_escapes(run, false);
}

enum error fhirpath_function_unescape(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return change_escapes(run, true);
}
