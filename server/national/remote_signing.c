#include "server/national/remote_signing.h"

#include "server/base/buffer.h"
#include "server/base/document.h"
#include "server/base/file.h"
#include "server/limits.h"
#include "server/base/base64.h"
#include "server/base/jws_key.h"
#include "server/national/secret.h"
#include "server/national/signature_messages.h"

#include <curl/curl.h>
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define CONNECT_MS 5000
#define ANSWER_MS 30000
#define MEDIA_TYPE "application/json"

struct remote_signing {
  struct signing_key key;
  struct arena *arena; /* of what the file says */
  struct remote_signing_settings settings;
  struct web_settings web;
  const char *url;
  const char *media_type;
  struct view request;
  struct view key_id;
  enum remote_answer answer;
  struct view answer_member; /* empty = the whole body */
};

static const char *const placeholder_names[] = {
#define PLACEHOLDER_NAME(name, text) text,
    REMOTE_PLACEHOLDERS(PLACEHOLDER_NAME)
#undef PLACEHOLDER_NAME
};
static const char *const answer_names[] = {
#define ANSWER_NAME(name, text) text,
    REMOTE_ANSWERS(ANSWER_NAME)
#undef ANSWER_NAME
};

/* SIZE_MAX when the name is not among them. */
static size_t name_find(const char *const *names, size_t count, struct view name) {
  for (size_t i = 0; i < count; i++) {
    if (view_is(name, names[i])) {
      return i;
    }
  }
  return SIZE_MAX;
}

/* ---- template -----------------------------------------------------------------------------------
 */

/* Walks a template: the literal before the next placeholder, then the placeholder (COUNT at the
 * end). False when a brace is not closed or holds an unknown name. */
static bool piece_next(struct view *rest, struct view *ret_literal,
                       enum remote_placeholder *ret_placeholder) {
  size_t brace = view_find_byte(*rest, '{', 0);
  *ret_placeholder = REMOTE_PLACEHOLDER_COUNT;
  if (brace == SIZE_MAX) {
    *ret_literal = *rest;
    *rest = view_of("");
    return true;
  }
  bool doubled = brace + 1 < rest->length && rest->data[brace + 1] == '{';
  if (doubled) {
    *ret_literal = view_part(*rest, 0, brace + 1);
    *rest = view_part(*rest, brace + 2, rest->length);
    return true;
  }
  size_t end = view_find_byte(*rest, '}', brace);
  if (end == SIZE_MAX) {
    return false;
  }
  size_t index = name_find(placeholder_names, COUNT_OF(placeholder_names),
                           view_part(*rest, brace + 1, end - brace - 1));
  if (index == SIZE_MAX) {
    return false;
  }
  *ret_literal = view_part(*rest, 0, brace);
  *rest = view_part(*rest, end + 1, rest->length);
  *ret_placeholder = (enum remote_placeholder)index;
  return true;
}

static bool template_is_good(struct view template) {
  struct view literal;
  enum remote_placeholder placeholder;
  while (template.length > 0) {
    if (!piece_next(&template, &literal, &placeholder)) {
      return false;
    }
  }
  return true;
}

static enum error append_sink(void *context, struct view piece) {
  struct buffer *buffer = context;
  buffer_append(buffer, piece);
  return buffer->error;
}

static void append_encoded(struct buffer *buffer, struct view bytes,
                           enum base64_alphabet alphabet) {
  struct view text = base64_encode(bytes, alphabet, buffer->arena);
  buffer_append(buffer, text);
  buffer->error = text.data == NULL && buffer->error == ERROR_OK ? ERROR_MEMORY : buffer->error;
}

static void append_input(struct buffer *buffer, const struct jws_input *input) {
  struct buffer bytes = buffer_make(buffer->arena, LIMIT_JWS_BYTES);
  enum error error = jws_input_each(input, append_sink, &bytes);
  append_encoded(buffer, buffer_view(&bytes), BASE64_STANDARD);
  buffer->error = error != ERROR_OK && buffer->error == ERROR_OK ? error : buffer->error;
}

static void append_value(struct buffer *buffer, const struct remote_signing *remote,
                         const struct signing_task *task, enum remote_placeholder placeholder) {
  struct view digest = view_make((const char *)task->digest.bytes, SHA256_BYTES);
  char hex[SHA256_HEX_BYTES];
  switch (placeholder) {
  case REMOTE_PLACEHOLDER_KEY_ID:
    buffer_append(buffer, remote->key_id);
    break;
  case REMOTE_PLACEHOLDER_ALGORITHM:
    buffer_append_string(buffer, jws_algorithm_name(task->algorithm));
    break;
  case REMOTE_PLACEHOLDER_DIGEST_HEX:
    hash_sha256_hex(&task->digest, hex);
    buffer_append_string(buffer, hex);
    break;
  case REMOTE_PLACEHOLDER_DIGEST_BASE64:
    append_encoded(buffer, digest, BASE64_STANDARD);
    break;
  case REMOTE_PLACEHOLDER_DIGEST_BASE64URL:
    append_encoded(buffer, digest, BASE64_URL);
    break;
  case REMOTE_PLACEHOLDER_INPUT_BASE64:
    append_input(buffer, &task->input);
    break;
  case REMOTE_PLACEHOLDER_CONTENT_BASE64:
    append_encoded(buffer, task->input.content, BASE64_STANDARD);
    break;
  case REMOTE_PLACEHOLDER_COUNT:
    break;
  }
}

static enum error request_write(const struct remote_signing *remote,
                                const struct signing_task *task, struct arena *arena,
                                struct view *ret_request) {
  struct buffer buffer = buffer_make(arena, (size_t)2 * LIMIT_JWS_BYTES);
  struct view rest = remote->request;
  while (rest.length > 0) {
    struct view literal;
    enum remote_placeholder placeholder;
    if (!piece_next(&rest, &literal, &placeholder)) {
      return ERROR_INTERNAL; /* was checked when the file was read */
    }
    buffer_append(&buffer, literal);
    append_value(&buffer, remote, task, placeholder);
  }
  *ret_request = buffer_view(&buffer);
  return buffer.error;
}

/* ---- exchange -----------------------------------------------------------------------------------
 */

static enum error complain(struct issue_list *issues, enum signature_message message,
                           const char *what, enum error error) {
  issue_add_with(issues, signature_messages_get(message), view_of(what), view_of(""));
  return error;
}

/* 429 and 5xx may pass by themselves. */
static enum error check_answer(enum web_outcome outcome, const struct web_answer *answer,
                               struct issue_list *issues) {
  if (outcome == WEB_MEMORY) {
    return ERROR_MEMORY;
  }
  if (outcome == WEB_TIMEOUT) {
    return complain(issues, SIGNATURE_MESSAGE_REMOTE_TIMEOUT, "", ERROR_SIGNER_UNAVAILABLE);
  }
  if (outcome == WEB_TOO_LARGE) {
    return complain(issues, SIGNATURE_MESSAGE_REMOTE_ANSWER, answer->reason, ERROR_SIGNER_FAILED);
  }
  if (outcome == WEB_UNREACHABLE) {
    return complain(issues, SIGNATURE_MESSAGE_REMOTE_UNREACHABLE, answer->reason,
                    ERROR_SIGNER_UNAVAILABLE);
  }
  if (answer->status < 200 || answer->status > 299) {
    struct view status = arena_format(issues->arena, "%ld", answer->status);
    bool may_pass = answer->status == 429 || answer->status >= 500;
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_REMOTE_STATUS), status,
                   view_of(""));
    return may_pass ? ERROR_SIGNER_UNAVAILABLE : ERROR_SIGNER_FAILED;
  }
  return ERROR_OK;
}

/* The text of the answer's member, or the whole body without blanks around it. */
static bool answer_text(const struct remote_signing *remote, struct view body, struct arena *arena,
                        struct view *ret_text) {
  if (remote->answer_member.length == 0) {
    *ret_text = remote->answer == REMOTE_ANSWER_BYTES ? body : view_trim(body);
    return ret_text->length > 0;
  }
  struct document document;
  struct document_failure failure;
  if (document_read(arena, body, NULL, &document, &failure) != ERROR_OK) {
    return false;
  }
  uint32_t node = 0;
  struct view rest = remote->answer_member;
  while (rest.length > 0 && node != NODE_NONE) {
    node = document_member(&document, node, view_split(&rest, '.'));
  }
  if (node == NODE_NONE) {
    return false;
  }
  *ret_text = document_string(&document, node, arena);
  return ret_text->length > 0;
}

static enum error call_service(const struct remote_signing *remote, const struct signing_task *task,
                               struct arena *arena, struct issue_list *issues,
                               struct view *ret_text) {
  struct secret token = {0};
  bool has_token = remote->settings.token_file != NULL && remote->settings.token_file[0] != '\0';
  struct view request;
  enum error error = request_write(remote, task, arena, &request);
  if (error == ERROR_OK && has_token &&
      secret_read(remote->settings.token_file, issues, &token) != ERROR_OK) {
    error = ERROR_SIGNER_FAILED;
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct web_call call = {.url = remote->url,
                                .media_type = remote->media_type,
                                .body = request,
                                .bearer = has_token ? token.text : NULL,
                                .maximum = LIMIT_REMOTE_SIGNATURE_BYTES};
  struct web_answer answer = {0};
  enum web_outcome outcome = web_call_run(&remote->web, &call, arena, &answer);
  secret_wipe(&token);
  error = check_answer(outcome, &answer, issues);
  if (error == ERROR_OK && !answer_text(remote, answer.content, arena, ret_text)) {
    struct view member = remote->answer_member;
    return complain(issues, SIGNATURE_MESSAGE_REMOTE_ANSWER,
                    member.length > 0 ? member.data : "HTTP body", ERROR_SIGNER_FAILED);
  }
  return error;
}

static enum error decode_answer(const struct remote_signing *remote, struct view text,
                                struct arena *arena, struct view *ret_signature) {
  struct view der;
  enum error error;
  switch (remote->answer) {
  case REMOTE_ANSWER_BYTES:
    *ret_signature = text;
    return ERROR_OK;
  case REMOTE_ANSWER_BASE64:
    return base64_decode(text, BASE64_STANDARD, arena, ret_signature);
  case REMOTE_ANSWER_BASE64URL:
    return base64_decode(text, BASE64_URL, arena, ret_signature);
  case REMOTE_ANSWER_DER_BASE64:
    error = base64_decode(text, BASE64_STANDARD, arena, &der);
    return error == ERROR_OK ? jws_ecdsa_from_der(der, arena, ret_signature) : error;
  case REMOTE_ANSWER_JWS:
  case REMOTE_ANSWER_COUNT:
    break;
  }
  return ERROR_SYNTAX;
}

static enum error remote_sign(struct signing_key *key, const struct signing_task *task,
                              struct arena *arena, struct issue_list *issues,
                              struct view *ret_signature) {
  struct remote_signing *remote = key->implementation;
  struct view text = {NULL, 0};
  assert(remote->answer < REMOTE_ANSWER_COUNT);
  enum error error = call_service(remote, task, arena, issues, &text);
  if (error == ERROR_OK) {
    error = decode_answer(remote, text, arena, ret_signature);
  }
  return error == ERROR_SYNTAX ? complain(issues, SIGNATURE_MESSAGE_REMOTE_ANSWER,
                                          answer_names[remote->answer], ERROR_SIGNER_FAILED)
                               : error;
}

enum error remote_signing_jws(struct remote_signing *remote, struct view content,
                              struct arena *arena, struct issue_list *issues,
                              struct view *ret_jws) {
  /* There is no header yet, so the digest is that of the document. */
  const struct signing_task task = {.input = {view_of(""), true, content},
                                    .digest = hash_sha256(content)};
  return call_service(remote, &task, arena, issues, ret_jws);
}

static void key_close(struct signing_key *key) {
  remote_signing_close(key->implementation);
}

/* ---- settings file ------------------------------------------------------------------------------
 */

/* The file being read. */
struct reading {
  struct remote_signing *remote;
  struct issue_list *issues;
  struct document document;
};

static void setting_wrong(struct reading *reading, struct view name, const char *why) {
  issue_add_with(reading->issues, signature_messages_get(SIGNATURE_MESSAGE_SETTING), name,
                 view_of(why));
}

/* A member's text; the default when it is absent, NULL data when there is none. */
static struct view read_text(struct reading *reading, const char *name, const char *absent) {
  uint32_t node = document_member(&reading->document, 0, view_of(name));
  if (node == NODE_NONE && absent != NULL) {
    return view_of(absent);
  }
  struct view text = node == NODE_NONE
                         ? (struct view){NULL, 0}
                         : document_string(&reading->document, node, reading->remote->arena);
  /* Borrowed texts are not NUL-terminated. */
  text = text.data != NULL ? arena_copy(reading->remote->arena, text) : text;
  if (text.data == NULL) {
    setting_wrong(reading, view_of(name), "a text is needed");
  }
  return text;
}

static int64_t read_milliseconds(struct reading *reading, const char *name, int64_t absent) {
  uint32_t node = document_member(&reading->document, 0, view_of(name));
  uint64_t number = 0;
  if (node == NODE_NONE) {
    return absent;
  }
  if (document_type(&reading->document, node) != NODE_NUMBER ||
      !view_to_unsigned(document_raw(&reading->document, node), 600000, &number) || number == 0) {
    setting_wrong(reading, view_of(name), "1..600000");
  }
  return (int64_t)number;
}

static bool read_flag(struct reading *reading, const char *name) {
  uint32_t node = document_member(&reading->document, 0, view_of(name));
  enum node_type type = node == NODE_NONE ? NODE_FALSE : document_type(&reading->document, node);
  if (type != NODE_TRUE && type != NODE_FALSE) {
    setting_wrong(reading, view_of(name), "true, false");
  }
  return type == NODE_TRUE;
}

/* A misspelt name must not pass silently. */
static void check_names(struct reading *reading) {
  static const char *const known[] = {"url",        "media_type", "request",
                                      "answer",     "key_id",     "answer_member",
                                      "connect_ms", "answer_ms",  "tls_1_2"};
  const struct document *document = &reading->document;
  for (uint32_t key = document_first(document, 0); key != NODE_NONE;
       key = document_next(document, 0, key)) {
    struct view name = document_string(document, key, reading->remote->arena);
    if (name_find(known, COUNT_OF(known), name) == SIZE_MAX) {
      setting_wrong(reading, name, "not known");
    }
  }
}

static bool is_http_url(struct view url) {
  return view_starts_with(url, view_of("http://")) || view_starts_with(url, view_of("https://"));
}

static void read_members(struct reading *reading) {
  struct remote_signing *remote = reading->remote;
  check_names(reading);
  struct view url = read_text(reading, "url", NULL);
  struct view answer = read_text(reading, "answer", NULL);
  size_t answer_index = name_find(answer_names, COUNT_OF(answer_names), answer);
  if (url.data != NULL && !is_http_url(url)) {
    setting_wrong(reading, view_of("url"), "http://, https://");
  }
  if (answer.data != NULL && answer_index == SIZE_MAX) {
    setting_wrong(reading, view_of("answer"), "signature-base64, jws, ...");
  }
  remote->url = url.data;
  remote->answer =
      answer_index == SIZE_MAX ? REMOTE_ANSWER_BYTES : (enum remote_answer)answer_index;
  remote->request = read_text(reading, "request", NULL);
  if (!template_is_good(remote->request)) {
    setting_wrong(reading, view_of("request"), "{digest_base64}, {{");
  }
  remote->media_type = read_text(reading, "media_type", MEDIA_TYPE).data;
  remote->key_id = read_text(reading, "key_id", "");
  remote->answer_member = read_text(reading, "answer_member", "");
  remote->web.connect_ms = read_milliseconds(reading, "connect_ms", CONNECT_MS);
  remote->web.answer_ms = read_milliseconds(reading, "answer_ms", ANSWER_MS);
  remote->web.tls_1_2 = read_flag(reading, "tls_1_2");
}

static enum error read_file(struct remote_signing *remote, struct issue_list *issues) {
  const char *path = remote->settings.file;
  struct reading reading = {.remote = remote, .issues = issues};
  struct view content;
  struct document_failure failure;
  enum error error = file_read(remote->arena, path, LIMIT_CONFIG_BYTES, &content);
  if (error == ERROR_FILE || error == ERROR_TOO_LARGE) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_UNREADABLE), view_of(path),
                   view_of(strerror(error == ERROR_FILE ? errno : EFBIG)));
    return ERROR_CONFIGURATION;
  }
  if (error == ERROR_OK) {
    error = document_read(remote->arena, content, NULL, &reading.document, &failure);
  }
  if (error == ERROR_SYNTAX ||
      (error == ERROR_OK && document_type(&reading.document, 0) != NODE_OBJECT)) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_CONTENT), view_of(path),
                   view_of("JSON"));
    return ERROR_CONFIGURATION;
  }
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t before = issues->severities[SEVERITY_ERROR];
  read_members(&reading);
  return issues->severities[SEVERITY_ERROR] > before ? ERROR_CONFIGURATION : ERROR_OK;
}

enum error remote_signing_open(const struct remote_signing_settings *settings,
                               struct issue_list *issues, struct remote_signing **ret_remote) {
  struct remote_signing *remote = calloc(1, sizeof(*remote));
  struct arena *arena = arena_new_small(LIMIT_CONFIG_BYTES * (size_t)16);
  if (remote == NULL || arena == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    arena_free(arena);
    free(remote);
    return ERROR_MEMORY;
  }
  remote->arena = arena;
  remote->settings = *settings;
  remote->web = (struct web_settings){.ca_file = settings->ca_file,
                                      .client_certificate = settings->client_certificate,
                                      .client_key = settings->client_key,
                                      .stopping = settings->stopping};
  remote->key =
      (struct signing_key){.implementation = remote, .sign = remote_sign, .close = key_close};
  enum error error = read_file(remote, issues);
  if (error != ERROR_OK) {
    remote_signing_close(remote);
    return error;
  }
  *ret_remote = remote;
  return ERROR_OK;
}

void remote_signing_close(struct remote_signing *remote) {
  if (remote == NULL) {
    return;
  }
  arena_free(remote->arena);
  free(remote);
  curl_global_cleanup();
}

bool remote_signing_gives_jws(const struct remote_signing *remote) {
  return remote->answer == REMOTE_ANSWER_JWS;
}

struct signing_key *remote_signing_key(struct remote_signing *remote) {
  return &remote->key;
}
