#include "server/national/jws.h"

#include "server/base/clock.h"
#include "server/base/document.h"
#include "server/base/json_writer.h"
#include "server/limits.h"
#include "server/base/base64.h"
#include "server/national/signature_messages.h"

#include <openssl/evp.h>
#include <time.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
/* Bytes of content that are encoded at a time: a multiple of 3. */
#define PIECE_BYTES 3072u

static const char *const time_claim_names[] = {
#define TIME_NAME(name, text) text,
    JWS_TIME_CLAIMS(TIME_NAME)
#undef TIME_NAME
};

bool jws_time_claim_find(struct view name, enum jws_time_claim *ret_claim) {
  for (size_t i = 0; i < COUNT_OF(time_claim_names); i++) {
    if (view_is(name, time_claim_names[i])) {
      *ret_claim = (enum jws_time_claim)i;
      return true;
    }
  }
  return false;
}

/* ---- writing ------------------------------------------------------------------------------------
 */

static void write_time(struct json_writer *writer, const struct jws_header *header) {
  time_t seconds = (time_t)(header->signing_time_ms / 1000);
  if (header->time_claim == JWS_TIME_IAT) {
    writer_member_integer(writer, "iat", (int64_t)seconds);
  } else if (header->time_claim == JWS_TIME_SIGT) {
    char text[CLOCK_INSTANT_BYTES] = "";
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
      text[0] = '\0';
    }
    writer_member_text(writer, "sigT", text);
  }
}

static void write_critical(struct json_writer *writer, const struct jws_header *header) {
  bool has_time = header->time_claim == JWS_TIME_SIGT;
  if (!header->unencoded && !has_time) {
    return;
  }
  writer_key(writer, "crit");
  writer_array_begin(writer);
  if (header->unencoded) {
    writer_string(writer, view_of("b64"));
  }
  if (has_time) {
    writer_string(writer, view_of("sigT"));
  }
  writer_array_end(writer);
}

static enum error write_certificates(struct json_writer *writer, const struct jws_header *header,
                                     struct arena *arena) {
  if (header->certificate_count == 0) {
    return ERROR_OK;
  }
  writer_key(writer, "x5c");
  writer_array_begin(writer);
  for (size_t i = 0; i < header->certificate_count; i++) {
    struct view text = base64_encode(header->certificates[i], BASE64_STANDARD, arena);
    if (text.data == NULL) {
      return ERROR_MEMORY;
    }
    writer_string(writer, text);
  }
  writer_array_end(writer);
  return ERROR_OK;
}

enum error jws_header_write(const struct jws_header *header, struct arena *arena,
                            struct view *ret_protected_text) {
  struct buffer buffer = buffer_make(arena, LIMIT_JWS_HEADER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "alg", jws_algorithm_name(header->algorithm));
  writer_member_optional(&writer, "typ", header->type);
  if (header->unencoded) {
    writer_member_boolean(&writer, "b64", false);
  }
  write_time(&writer, header);
  enum error error = write_certificates(&writer, header, arena);
  if (error != ERROR_OK) {
    return error;
  }
  write_critical(&writer, header);
  writer_object_end(&writer);
  error = json_writer_end(&writer);
  if (error != ERROR_OK) {
    return error;
  }
  struct view text = base64_encode(buffer_view(&buffer), BASE64_URL, arena);
  if (text.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_protected_text = text;
  return ERROR_OK;
}

enum error jws_input_each(const struct jws_input *input,
                          enum error (*sink)(void *context, struct view piece), void *context) {
  enum error error = sink(context, input->protected_text);
  if (error == ERROR_OK) {
    error = sink(context, view_of("."));
  }
  if (input->unencoded) {
    return error == ERROR_OK ? sink(context, input->content) : error;
  }
  for (size_t at = 0; error == ERROR_OK && at < input->content.length; at += PIECE_BYTES) {
    char text[PIECE_BYTES / 3 * 4];
    struct view piece = view_part(input->content, at, PIECE_BYTES);
    base64_write(piece, BASE64_URL, text);
    error = sink(context, view_make(text, base64_length(piece.length, BASE64_URL)));
  }
  return error;
}

static enum error digest_sink(void *context, struct view piece) {
  return EVP_DigestUpdate(context, piece.data, piece.length) == 1 ? ERROR_OK : ERROR_INTERNAL;
}

enum error jws_input_digest(const struct jws_input *input, struct sha256 *ret_digest) {
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  if (digest == NULL) {
    return ERROR_MEMORY;
  }
  struct sha256 result;
  enum error error = EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 ? ERROR_OK : ERROR_INTERNAL;
  if (error == ERROR_OK) {
    error = jws_input_each(input, digest_sink, digest);
  }
  if (error == ERROR_OK && EVP_DigestFinal_ex(digest, result.bytes, NULL) != 1) {
    error = ERROR_INTERNAL;
  }
  EVP_MD_CTX_free(digest);
  if (error == ERROR_OK) {
    *ret_digest = result;
  }
  return error;
}

struct view jws_join(struct view protected_text, struct view signature, struct arena *arena) {
  struct view text = base64_encode(signature, BASE64_URL, arena);
  if (text.data == NULL) {
    return text;
  }
  return arena_format(arena, "%.*s..%.*s", VIEW_ARGUMENTS(protected_text), VIEW_ARGUMENTS(text));
}

/* ---- reading ------------------------------------------------------------------------------------
 */

/* The header being read. */
struct reading {
  struct arena *arena;
  struct issue_list *issues;
  struct document document;
  struct jws_header header;
};

static enum error complain(struct issue_list *issues, enum signature_message message,
                           struct view what) {
  issue_add_with(issues, signature_messages_get(message), what, view_of(""));
  bool unsupported =
      message == SIGNATURE_MESSAGE_ALGORITHM || message == SIGNATURE_MESSAGE_CRITICAL;
  return unsupported ? ERROR_NOT_PROCESSABLE : ERROR_SYNTAX;
}

static uint32_t member(const struct reading *reading, const char *name) {
  return document_member(&reading->document, 0, view_of(name));
}

static bool is_type(const struct reading *reading, uint32_t node, enum node_type type) {
  return node != NODE_NONE && document_type(&reading->document, node) == type;
}

static enum error read_algorithm(struct reading *reading) {
  uint32_t node = member(reading, "alg");
  if (!is_type(reading, node, NODE_STRING)) {
    return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("alg"));
  }
  struct view name = document_string(&reading->document, node, reading->arena);
  if (!jws_algorithm_find(name, &reading->header.algorithm)) {
    return complain(reading->issues, SIGNATURE_MESSAGE_ALGORITHM, view_part(name, 0, 40));
  }
  return ERROR_OK;
}

/* RFC 7515 section 4.1.11: a list that is not empty, of names that stand in the header once. */
static enum error read_critical(struct reading *reading, bool *ret_b64) {
  uint32_t list = member(reading, "crit");
  if (list == NODE_NONE) {
    return ERROR_OK;
  }
  const struct document *document = &reading->document;
  if (document_type(document, list) != NODE_ARRAY || document_count(document, list) == 0) {
    return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("crit"));
  }
  bool b64 = false;
  bool time = false;
  for (uint32_t item = document_first(document, list); item != NODE_NONE;
       item = document_next(document, list, item)) {
    struct view name = document_string(document, item, reading->arena);
    bool is_b64 = view_is(name, "b64");
    bool is_time = view_is(name, "sigT");
    bool absent = document_member(document, 0, name) == NODE_NONE;
    if (name.length == 0 || absent || (is_b64 && b64) || (is_time && time)) {
      return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("crit"));
    }
    if (!is_b64 && !is_time) {
      return complain(reading->issues, SIGNATURE_MESSAGE_CRITICAL, view_part(name, 0, 40));
    }
    b64 = b64 || is_b64;
    time = time || is_time;
  }
  *ret_b64 = b64;
  return ERROR_OK;
}

/* RFC 7797 sections 3 and 6: who does not know "b64" must be stopped by "crit". */
static enum error read_encoding(struct reading *reading) {
  bool critical = false;
  enum error error = read_critical(reading, &critical);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t node = member(reading, "b64");
  bool is_false = is_type(reading, node, NODE_FALSE);
  bool is_boolean = is_false || is_type(reading, node, NODE_TRUE);
  if (node != NODE_NONE && (!is_boolean || (is_false && !critical))) {
    return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("b64"));
  }
  reading->header.unencoded = is_false;
  return ERROR_OK;
}

static enum error read_type(struct reading *reading) {
  uint32_t node = member(reading, "typ");
  if (node != NODE_NONE && !is_type(reading, node, NODE_STRING)) {
    return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("typ"));
  }
  if (node != NODE_NONE) {
    reading->header.type = document_string(&reading->document, node, reading->arena);
  }
  return ERROR_OK;
}

static enum error read_time(struct reading *reading) {
  struct jws_header *header = &reading->header;
  uint32_t date = member(reading, "sigT");
  uint32_t seconds = member(reading, "iat");
  if (date != NODE_NONE) {
    struct view text = document_string(&reading->document, date, reading->arena);
    if (view_find_byte(text, 'T', 0) == SIZE_MAX || !clock_parse(text, &header->signing_time_ms)) {
      return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("sigT"));
    }
    header->time_claim = JWS_TIME_SIGT;
  } else if (seconds != NODE_NONE) {
    uint64_t number = 0;
    if (!is_type(reading, seconds, NODE_NUMBER) ||
        !view_to_unsigned(document_raw(&reading->document, seconds), 253402300799u, &number)) {
      return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("iat"));
    }
    header->signing_time_ms = (int64_t)number * 1000;
    header->time_claim = JWS_TIME_IAT;
  }
  return ERROR_OK;
}

static enum error read_certificates(struct reading *reading) {
  const struct document *document = &reading->document;
  uint32_t list = member(reading, "x5c");
  if (list == NODE_NONE) {
    return ERROR_OK;
  }
  uint32_t count = document_type(document, list) == NODE_ARRAY ? document_count(document, list) : 0;
  if (count == 0 || count > LIMIT_JWS_CERTIFICATES) {
    return complain(reading->issues, SIGNATURE_MESSAGE_MEMBER, view_of("x5c"));
  }
  struct view *certificates = arena_array(reading->arena, count, sizeof(*certificates));
  if (certificates == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < count; i++) {
    struct view text = document_string(document, document_item(document, list, i), reading->arena);
    if (text.length == 0 ||
        base64_decode(text, BASE64_STANDARD, reading->arena, &certificates[i]) != ERROR_OK) {
      return complain(reading->issues, SIGNATURE_MESSAGE_BASE64, view_of("x5c"));
    }
  }
  reading->header.certificates = certificates;
  reading->header.certificate_count = count;
  return ERROR_OK;
}

/* The header's members one after the other, until the first fault. */
static enum error (*const readers[])(struct reading *reading) = {
    read_algorithm, read_encoding, read_type, read_time, read_certificates,
};

static enum error read_header(struct reading *reading, struct view text) {
  struct view json;
  struct document_failure failure;
  enum error error = base64_decode(text, BASE64_URL, reading->arena, &json);
  if (error == ERROR_SYNTAX) {
    return complain(reading->issues, SIGNATURE_MESSAGE_BASE64, view_of("header"));
  }
  if (error == ERROR_OK) {
    error = document_read(reading->arena, json, NULL, &reading->document, &failure);
  }
  if (error == ERROR_SYNTAX ||
      (error == ERROR_OK && document_type(&reading->document, 0) != NODE_OBJECT)) {
    return complain(reading->issues, SIGNATURE_MESSAGE_HEADER, view_of(""));
  }
  for (size_t i = 0; error == ERROR_OK && i < COUNT_OF(readers); i++) {
    error = readers[i](reading);
  }
  return error;
}

/* Exactly three parts; the payload may be empty. */
static bool split(struct view text, struct jws *jws, struct view *ret_signature) {
  size_t first = view_find_byte(text, '.', 0);
  size_t second = first == SIZE_MAX ? SIZE_MAX : view_find_byte(text, '.', first + 1);
  if (second == SIZE_MAX || view_find_byte(text, '.', second + 1) != SIZE_MAX) {
    return false;
  }
  jws->protected_text = view_part(text, 0, first);
  jws->payload_text = view_part(text, first + 1, second - first - 1);
  *ret_signature = view_part(text, second + 1, text.length);
  return jws->protected_text.length > 0 && ret_signature->length > 0;
}

enum error jws_read(struct view text, struct arena *arena, struct issue_list *issues,
                    struct jws *ret_jws) {
  struct jws jws = {0};
  struct view signature_text;
  if (text.length > LIMIT_JWS_BYTES) {
    return ERROR_TOO_LARGE;
  }
  if (!split(text, &jws, &signature_text)) {
    return complain(issues, SIGNATURE_MESSAGE_PARTS, view_of(""));
  }
  if (jws.protected_text.length > base64_length(LIMIT_JWS_HEADER_BYTES, BASE64_URL)) {
    return ERROR_TOO_LARGE;
  }
  struct reading reading = {.arena = arena, .issues = issues};
  enum error error = read_header(&reading, jws.protected_text);
  if (error != ERROR_OK) {
    return error;
  }
  error = base64_decode(signature_text, BASE64_URL, arena, &jws.signature);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? complain(issues, SIGNATURE_MESSAGE_BASE64, view_of("signature"))
                                 : error;
  }
  jws.header = reading.header;
  *ret_jws = jws;
  return ERROR_OK;
}

/* What is left of the expected text. */
static enum error compare_sink(void *context, struct view piece) {
  struct view *rest = context;
  if (!view_starts_with(*rest, piece)) {
    return ERROR_CONFLICT;
  }
  *rest = view_part(*rest, piece.length, rest->length);
  return ERROR_OK;
}

bool jws_has_content(const struct jws *jws, struct view content) {
  if (jws->payload_text.length == 0) {
    return true;
  }
  /* The signing input behind its header: in the text, too, the dot stands before the payload. */
  struct view rest = view_make(jws->payload_text.data - 1, jws->payload_text.length + 1);
  struct jws_input input = {view_of(""), jws->header.unencoded, content};
  return jws_input_each(&input, compare_sink, &rest) == ERROR_OK && rest.length == 0;
}
