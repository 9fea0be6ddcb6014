#include "terminology/master_text.h"

#include "server/base/utf8.h"

#include <errno.h>
#include <iconv.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
/* What DOS programs put behind the last line; HOT masters still have it. */
#define END_OF_FILE '\x1a'
/* One CP932 byte (half-width kana) becomes three bytes of UTF-8, never more. */
#define GROWTH 3u
#define HALF_WIDTH_SHIFT 0x8E /* of EUC-JP */

static const struct {
  const char *english;
  const char *japanese;
} fault_texts[] = {
    [MASTER_TEXT_FAULT_NONE] = {"no fault", "誤りはありません"},
    [MASTER_TEXT_FAULT_BYTES] = {"the bytes are neither UTF-8 nor CP932 (Shift_JIS)",
                                 "UTF-8 でも CP932（シフトJIS）でもないバイトがあります"},
    [MASTER_TEXT_FAULT_UTF16] = {"the text is UTF-16 or binary; UTF-8 or CP932 is expected",
                                 "UTF-16 またはバイナリです。UTF-8 か CP932 が必要です"},
    [MASTER_TEXT_FAULT_EUC_JP] = {"the text is EUC-JP; UTF-8 or CP932 is expected",
                                  "EUC-JP です。UTF-8 か CP932 が必要です"},
};

const char *master_text_fault_english(enum master_text_fault fault) {
  return fault_texts[fault].english;
}

const char *master_text_fault_japanese(enum master_text_fault fault) {
  return fault_texts[fault].japanese;
}

static enum error fail(struct view bytes, size_t offset, enum master_text_fault fault,
                       struct master_text_failure *ret_failure) {
  uint32_t line = 1;
  size_t start = 0;
  for (size_t i = 0; i < offset; i++) {
    if (bytes.data[i] == '\n') {
      line++;
      start = i + 1;
    }
  }
  *ret_failure = (struct master_text_failure){fault, line, (uint32_t)(offset - start + 1)};
  return ERROR_SYNTAX;
}

/* Japanese text in EUC-JP consists of pairs of bytes from A1 to FE, and of 8E before half-width
 * kana; CP932 text has bytes of 81-9F and 40-7E among them within its first few characters. */
static bool is_euc_jp(struct view bytes) {
  size_t pairs = 0;
  for (size_t i = 0; i + 1 < bytes.length; i++) {
    unsigned char first = (unsigned char)bytes.data[i];
    unsigned char second = (unsigned char)bytes.data[i + 1];
    if (first < 0x80) {
      continue;
    }
    bool is_kana = first == HALF_WIDTH_SHIFT && second >= 0xA1 && second <= 0xDF;
    if (!is_kana && (first < 0xA1 || first == 0xFF || second < 0xA1 || second == 0xFF)) {
      return false;
    }
    pairs += first >= 0xA4;
    i++;
  }
  return pairs > 0;
}

static enum error decode_cp932(struct arena *arena, struct view bytes, struct view *ret_text,
                               size_t *ret_fault) {
  iconv_t converter = iconv_open("UTF-8", "CP932");
  char *text = arena_bytes(arena, bytes.length * GROWTH + 1);
  if (converter == (iconv_t)-1 || text == NULL) {
    if (converter != (iconv_t)-1) {
      iconv_close(converter);
    }
    return ERROR_MEMORY;
  }
  char *input; /* iconv only reads through it */
  memcpy(&input, &bytes.data, sizeof input);
  char *output = text;
  size_t left = bytes.length;
  size_t room = bytes.length * GROWTH;
  size_t status = iconv(converter, &input, &left, &output, &room);
  iconv_close(converter);
  if (status == (size_t)-1) {
    *ret_fault = bytes.length - left;
    return ERROR_SYNTAX;
  }
  *ret_text = view_make(text, (size_t)(output - text));
  return ERROR_OK;
}

enum error master_text_decode(struct arena *arena, struct view bytes, struct view *ret_text,
                              struct master_text_failure *ret_failure) {
  bool has_mark = view_starts_with(bytes, view_of(BYTE_ORDER_MARK));
  struct view text = has_mark ? view_part(bytes, sizeof BYTE_ORDER_MARK - 1, SIZE_MAX) : bytes;
  while (text.length > 0 && text.data[text.length - 1] == END_OF_FILE) {
    text.length--;
  }
  size_t zero = view_find_byte(bytes, '\0', 0);
  if (zero != SIZE_MAX) {
    return fail(bytes, zero, MASTER_TEXT_FAULT_UTF16, ret_failure);
  }
  size_t valid = utf8_check(text);
  if (valid == text.length) {
    *ret_text = text;
    return ERROR_OK;
  }
  if (has_mark) {
    return fail(text, valid, MASTER_TEXT_FAULT_BYTES, ret_failure);
  }
  if (is_euc_jp(text)) {
    return fail(text, valid, MASTER_TEXT_FAULT_EUC_JP, ret_failure);
  }
  size_t fault = 0;
  enum error error = decode_cp932(arena, text, ret_text, &fault);
  if (error == ERROR_SYNTAX) {
    /* the encoding that went further is the one that was meant */
    return fail(text, fault > valid ? fault : valid, MASTER_TEXT_FAULT_BYTES, ret_failure);
  }
  return error;
}

struct view master_text_label(struct arena *arena, struct view name) {
  struct view text = name;
  size_t fault;
  bool is_text =
      utf8_check(name) == name.length || decode_cp932(arena, name, &text, &fault) == ERROR_OK;
  struct view label = is_text ? text : name;
  char *bytes = arena_bytes(arena, label.length + 1);
  if (bytes == NULL) {
    return (struct view){NULL, 0};
  }
  for (size_t i = 0; i < label.length; i++) {
    unsigned char byte = (unsigned char)label.data[i];
    bool is_shown = byte >= ' ' && byte != 0x7F && (is_text || byte < 0x80);
    bytes[i] = (char)(is_shown ? byte : '?');
  }
  bytes[label.length] = '\0';
  return view_make(bytes, label.length);
}
