#include "server/national/signature_place.h"

#include "server/base/json_writer.h"
#include "server/limits.h"
#include "server/base/base64.h"
#include "server/national/signature_messages.h"

#define MEMBER "signature"
#define FORMAT "application/jose"
#define TARGET_FORMAT "application/fhir+json"

static const char *const place_names[] = {
#define PLACE_NAME(name, text) text,
    SIGNATURE_PLACES(PLACE_NAME)
#undef PLACE_NAME
};

bool signature_place_find(struct view name, enum signature_place *ret_place) {
  for (int i = 0; i < SIGNATURE_PLACE_COUNT; i++) {
    if (view_is(name, place_names[i])) {
      *ret_place = (enum signature_place)i;
      return true;
    }
  }
  return false;
}

static enum error complain(struct issue_list *issues, enum signature_message message,
                           const char *what, enum error error) {
  issue_add_with(issues, signature_messages_get(message), view_of(what), view_of(""));
  return error;
}

/* ---- offsets ------------------------------------------------------------------------------------
 */

/* Offset behind a value. */
static size_t value_end(const struct document *document, uint32_t value) {
  const struct node *node = document_node(document, value);
  size_t quote = node->type == NODE_STRING ? 1 : 0;
  return (size_t)node->offset + node->length + quote;
}

/* Offset of the comma at or after the offset, with nothing but blanks between. */
static size_t comma_after(const struct document *document, size_t offset) {
  return view_find_byte(document->text, ',', offset);
}

/* The member's bytes that are not covered: [start, end). */
struct member_range {
  uint32_t value;
  size_t start;
  size_t end;
};

/* False when the root has no such member. */
static bool member_find(const struct document *document, struct member_range *ret_range) {
  uint32_t before = NODE_NONE;
  for (uint32_t key = document_first(document, 0); key != NODE_NONE;
       key = document_next(document, 0, key)) {
    if (!document_string_is(document, key, view_of(MEMBER))) {
      before = key + 1;
      continue;
    }
    size_t start = (size_t)document_node(document, key)->offset - 1; /* the quote */
    size_t end = value_end(document, key + 1);
    if (before != NODE_NONE) {
      start = comma_after(document, value_end(document, before));
    } else if (document_next(document, 0, key) != NODE_NONE) {
      end = comma_after(document, end) + 1;
    }
    *ret_range = (struct member_range){key + 1, start, end};
    return true;
  }
  return false;
}

static bool is_bundle(const struct document *document) {
  if (document->count == 0 || document_type(document, 0) != NODE_OBJECT) {
    return false;
  }
  uint32_t type = document_member(document, 0, view_of("resourceType"));
  return type != NODE_NONE && document_string_is(document, type, view_of("Bundle"));
}

/* ---- writing ------------------------------------------------------------------------------------
 */

static void write_who(struct json_writer *writer, const struct signature_words *words) {
  writer_key(writer, "who");
  writer_object_begin(writer);
  writer_member_optional(writer, "reference", words->who_reference);
  if (words->who_identifier_value.length > 0) {
    writer_key(writer, "identifier");
    writer_object_begin(writer);
    writer_member_optional(writer, "system", words->who_identifier_system);
    writer_member_string(writer, "value", words->who_identifier_value);
    writer_object_end(writer);
  }
  writer_member_optional(writer, "display", words->who_display);
  writer_object_end(writer);
}

static void write_signature(struct json_writer *writer, const struct signature_words *words,
                            struct view data) {
  writer_object_begin(writer);
  writer_key(writer, "type");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "system", words->type_system);
  writer_member_string(writer, "code", words->type_code);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_member_string(writer, "when", words->when);
  write_who(writer, words);
  writer_member_text(writer, "targetFormat", TARGET_FORMAT);
  writer_member_text(writer, "sigFormat", FORMAT);
  writer_member_string(writer, "data", data);
  writer_object_end(writer);
}

static bool words_are_complete(const struct signature_words *words) {
  bool has_who = words->who_reference.length > 0 || words->who_identifier_value.length > 0 ||
                 words->who_display.length > 0;
  return words->type_code.length > 0 && words->when.length > 0 && has_who;
}

/* Behind the last value of the root; its bytes stay as they are. */
static size_t place_for(const struct document *bundle) {
  size_t end = 0;
  for (uint32_t key = document_first(bundle, 0); key != NODE_NONE;
       key = document_next(bundle, 0, key)) {
    end = value_end(bundle, key + 1);
  }
  return end;
}

enum error signature_embed(const struct document *bundle, struct view jws,
                           const struct signature_words *words, struct issue_list *issues,
                           struct view *ret_bundle) {
  struct arena *arena = issues->arena;
  struct member_range range;
  if (!is_bundle(bundle)) {
    return complain(issues, SIGNATURE_MESSAGE_EMBEDDED, "Bundle", ERROR_NOT_PROCESSABLE);
  }
  if (member_find(bundle, &range)) {
    return complain(issues, SIGNATURE_MESSAGE_EMBEDDED_TWICE, "", ERROR_NOT_PROCESSABLE);
  }
  if (!words_are_complete(words)) {
    return complain(issues, SIGNATURE_MESSAGE_EMBEDDED, "type, when, who", ERROR_NOT_PROCESSABLE);
  }
  struct view data = base64_encode(jws, BASE64_STANDARD, arena);
  if (data.data == NULL) {
    return ERROR_MEMORY;
  }
  size_t place = place_for(bundle);
  struct buffer buffer = buffer_make(arena, bundle->text.length + LIMIT_JWS_BYTES);
  buffer_append(&buffer, view_part(bundle->text, 0, place));
  buffer_append_string(&buffer, ",\"" MEMBER "\":");
  struct json_writer writer = json_writer_make(&buffer, false);
  write_signature(&writer, words, data);
  enum error error = json_writer_end(&writer);
  buffer_append(&buffer, view_part(bundle->text, place, bundle->text.length));
  if (error != ERROR_OK || buffer.error != ERROR_OK) {
    return error != ERROR_OK ? error : buffer.error;
  }
  *ret_bundle = buffer_view(&buffer);
  return ERROR_OK;
}

/* ---- reading ------------------------------------------------------------------------------------
 */

static enum error read_data(const struct document *bundle, uint32_t signature, struct arena *arena,
                            struct issue_list *issues, struct view *ret_jws) {
  if (document_type(bundle, signature) != NODE_OBJECT) {
    return complain(issues, SIGNATURE_MESSAGE_EMBEDDED, "signature", ERROR_SYNTAX);
  }
  uint32_t format = document_member(bundle, signature, view_of("sigFormat"));
  if (format != NODE_NONE && !document_string_is(bundle, format, view_of(FORMAT))) {
    return complain(issues, SIGNATURE_MESSAGE_EMBEDDED, "sigFormat", ERROR_NOT_PROCESSABLE);
  }
  struct view data = document_member_string(bundle, signature, "data", arena);
  enum error error =
      data.length > 0 ? base64_decode(data, BASE64_STANDARD, arena, ret_jws) : ERROR_SYNTAX;
  return error == ERROR_SYNTAX
             ? complain(issues, SIGNATURE_MESSAGE_EMBEDDED, "signature.data", ERROR_SYNTAX)
             : error;
}

enum error signature_extract(const struct document *bundle, struct arena *arena,
                             struct issue_list *issues, struct signature_found *ret_found) {
  struct member_range range;
  if (!is_bundle(bundle) || !member_find(bundle, &range)) {
    return ERROR_NOT_FOUND;
  }
  struct signature_found found;
  enum error error = read_data(bundle, range.value, arena, issues, &found.jws);
  if (error != ERROR_OK) {
    return error;
  }
  size_t length = bundle->text.length - (range.end - range.start);
  char *covered = arena_bytes(arena, length + 1);
  if (covered == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(covered, bundle->text.data, range.start);
  memcpy(covered + range.start, bundle->text.data + range.end, bundle->text.length - range.end);
  covered[length] = '\0';
  found.covered = view_make(covered, length);
  *ret_found = found;
  return ERROR_OK;
}
