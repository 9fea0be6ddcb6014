#include "server/store/audit_line.h"

#include "server/base/clock.h"

#include <jansson.h>

struct text_row {
  const char *name;
  size_t offset;
};

static const struct text_row texts[] = {
    {"chain", offsetof(struct store_audit_row, chain)},
    {"action", offsetof(struct store_audit_row, what.action)},
    {"verb", offsetof(struct store_audit_row, what.verb)},
    {"request_id", offsetof(struct store_audit_row, what.request_id)},
    {"client", offsetof(struct store_audit_row, what.client)},
    {"address", offsetof(struct store_audit_row, what.address)},
    {"route", offsetof(struct store_audit_row, what.route)},
    {"type", offsetof(struct store_audit_row, what.type)},
    {"subject", offsetof(struct store_audit_row, what.subject)},
    {"patients", offsetof(struct store_audit_row, what.patients)},
    {"detail", offsetof(struct store_audit_row, what.detail)},
};
static const struct text_row numbers[] = {
    {"number", offsetof(struct store_audit_row, number)},
    {"at_ms", offsetof(struct store_audit_row, at_ms)},
    {"outcome", offsetof(struct store_audit_row, outcome)},
    {"status", offsetof(struct store_audit_row, what.status)},
};
#define TEXTS (sizeof texts / sizeof texts[0])
#define NUMBERS (sizeof numbers / sizeof numbers[0])

static const void *member(const struct store_audit_row *row, size_t offset) {
  return (const char *)row + offset;
}

void audit_line_write(struct json_writer *writer, const struct store_audit_row *row) {
  char recorded[CLOCK_INSTANT_BYTES];
  char hex[SHA256_HEX_BYTES] = "";
  struct sha256 hash;
  clock_instant(row->at_ms, recorded);
  if (row->hash.length == SHA256_BYTES) {
    memcpy(hash.bytes, row->hash.data, SHA256_BYTES);
    hash_sha256_hex(&hash, hex);
  }
  writer_object_begin(writer);
  writer_member_text(writer, "recorded", recorded);
  for (size_t i = 0; i < NUMBERS; i++) {
    writer_member_integer(writer, numbers[i].name,
                          *(const int64_t *)member(row, numbers[i].offset));
  }
  for (size_t i = 0; i < TEXTS; i++) {
    writer_member_string(writer, texts[i].name, *(const struct view *)member(row, texts[i].offset));
  }
  writer_member_text(writer, "hash", hex);
  writer_object_end(writer);
}

static int digit_of(char byte) {
  return byte >= '0' && byte <= '9'   ? byte - '0'
         : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                                      : -1;
}

static bool read_hash(const char *hex, char bytes[SHA256_BYTES]) {
  if (strlen(hex) != SHA256_HEX_BYTES - 1) {
    return false;
  }
  for (size_t i = 0; i < SHA256_BYTES; i++) {
    int high = digit_of(hex[2 * i]);
    int low = digit_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes[i] = (char)(high << 4 | low);
  }
  return true;
}

static enum error read_members(struct arena *arena, const json_t *json,
                               struct store_audit_row *row) {
  for (size_t i = 0; i < NUMBERS; i++) {
    const json_t *value = json_object_get(json, numbers[i].name);
    if (!json_is_integer(value)) {
      return ERROR_SYNTAX;
    }
    *(int64_t *)((char *)row + numbers[i].offset) = json_integer_value(value);
  }
  for (size_t i = 0; i < TEXTS; i++) {
    const char *value = json_string_value(json_object_get(json, texts[i].name));
    if (value == NULL) {
      return ERROR_SYNTAX;
    }
    struct view text = arena_copy(arena, view_of(value));
    *(struct view *)((char *)row + texts[i].offset) = text;
    if (text.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  const char *hex = json_string_value(json_object_get(json, "hash"));
  char *hash = arena_bytes(arena, SHA256_BYTES);
  if (hash == NULL) {
    return ERROR_MEMORY;
  }
  row->hash = view_make(hash, SHA256_BYTES);
  return hex != NULL && read_hash(hex, hash) ? ERROR_OK : ERROR_SYNTAX;
}

enum error audit_line_read(struct arena *arena, struct view line, struct store_audit_row *ret_row) {
  json_t *json = json_loadb(line.data, line.length, 0, NULL);
  struct store_audit_row row = {.number = 0};
  enum error error = json == NULL ? ERROR_SYNTAX : read_members(arena, json, &row);
  json_decref(json);
  if (error == ERROR_OK) {
    *ret_row = row;
  }
  return error;
}
