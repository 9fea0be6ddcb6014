/* Writes JSON text into a buffer: commas, quotes and escapes are its business, content is the
 * caller's. Decimals go through writer_raw as text, so precision survives (FHIR R4
 * datatypes.html#decimal). Misuse (a key outside an object) is our bug and asserts. */
#ifndef SERVER_BASE_JSON_WRITER_H
#define SERVER_BASE_JSON_WRITER_H

#include "server/base/buffer.h"

#define JSON_WRITER_DEPTH 128u /* above LIMIT_DOCUMENT_DEPTH */

struct json_writer {
  struct buffer *buffer;
  uint32_t depth;
  bool pretty;                      /* two-space indentation */
  bool has_item[JSON_WRITER_DEPTH]; /* a value was written at this depth */
  bool after_key;
};

struct json_writer json_writer_make(struct buffer *buffer, bool pretty);
void writer_object_begin(struct json_writer *writer);
void writer_object_end(struct json_writer *writer);
void writer_array_begin(struct json_writer *writer);
void writer_array_end(struct json_writer *writer);
void writer_key(struct json_writer *writer, const char *key);
void writer_key_view(struct json_writer *writer, struct view key);
/* Text is UTF-8; bytes that are not are replaced by U+FFFD. */
void writer_string(struct json_writer *writer, struct view text);
void writer_boolean(struct json_writer *writer, bool value);
void writer_integer(struct json_writer *writer, int64_t value);
/* A complete JSON value, copied as it is. */
void writer_raw(struct json_writer *writer, struct view json);
/* Key and value in one: the most common lines of every resource. The _optional forms write nothing
 * for an empty view. */
void writer_member_string(struct json_writer *writer, const char *key, struct view text);
void writer_member_text(struct json_writer *writer, const char *key, const char *text);
void writer_member_optional(struct json_writer *writer, const char *key, struct view text);
void writer_member_boolean(struct json_writer *writer, const char *key, bool value);
void writer_member_integer(struct json_writer *writer, const char *key, int64_t value);
void writer_member_raw(struct json_writer *writer, const char *key, struct view json);
/* ERROR_OK when all was written and every object and array was ended. */
enum error json_writer_end(struct json_writer *writer) MUST_USE;

#endif
