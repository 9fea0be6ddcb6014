#include "handlers/subscription_check.h"

#include "handlers/request_document.h"
#include "handlers/services.h"
#include "handlers/subscription_criteria.h"
#include "handlers/subscription_endpoint.h"
#include "handlers/subscription_message.h"
#include "handlers/validation_knowledge.h"
#include "server/limits.h"

#define TYPE "Subscription"
#define PAYLOAD "application/fhir+json"
#define ID_MAXIMUM 64u

static const struct view none = {NULL, 0};

static enum error fail(struct request *request, enum subscription_message message,
                       struct view argument) {
  return request_fail(request, ERROR_NOT_PROCESSABLE, subscription_message_get(message), argument,
                      none);
}

/* What was found from the first issue on is about that element, unless it says itself. */
static void locate(struct request *request, uint32_t first, const char *expression) {
  for (uint32_t i = first; i < request->issues.count; i++) {
    struct issue *issue = &request->issues.issues[i];
    issue->expression = issue->expression.length > 0 ? issue->expression : view_of(expression);
  }
}

/* ---- R4 -----------------------------------------------------------------------------------------
 */
static enum error validate(struct request *request, const struct document *document) {
  struct validation_settings settings;
  const struct validation_request validation = {.document = document,
                                                .resource_type = view_of(TYPE)};
  enum error error = validation_knowledge_settings(request, &settings);
  if (error == ERROR_OK) {
    error = validator_run(request->services->definitions, &settings, &validation, request->arena,
                          &request->issues);
  }
  if (error != ERROR_OK) {
    return error;
  }
  return issue_list_failed(&request->issues) ? ERROR_NOT_PROCESSABLE : ERROR_OK;
}

enum error subscription_check_document(struct request *request, struct document *ret_document) {
  enum error error = request_document_read(request, ret_document);
  if (error != ERROR_OK) {
    return error;
  }
  struct view type = document_member_string(ret_document, 0, "resourceType", request->arena);
  return view_is(type, TYPE) ? validate(request, ret_document)
                             : fail(request, SUBSCRIPTION_MESSAGE_TYPE, type);
}

/* ---- this server --------------------------------------------------------------------------------
 */
static bool is_id(struct view id) {
  for (size_t i = 0; i < id.length; i++) {
    char byte = id.data[i];
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!is_letter && !byte_is_digit(byte) && byte != '-' && byte != '.') {
      return false;
    }
  }
  return id.length > 0 && id.length <= ID_MAXIMUM;
}

/* The client asks; what comes of it is the server's to say (FHIR R4 subscription.html, status). */
static enum error check_status(struct request *request, const struct document *document,
                               struct store_subscription *subscription) {
  struct view status = document_member_string(document, 0, "status", request->arena);
  if (view_is(status, "off")) {
    subscription->status = view_of("off");
    return ERROR_OK;
  }
  subscription->status = view_of("active");
  if (!view_is(status, "requested") && !view_is(status, "active")) {
    return fail(request, SUBSCRIPTION_MESSAGE_STATUS, status);
  }
  return request->services->orca_push == NULL ? fail(request, SUBSCRIPTION_MESSAGE_NO_PUSH, none)
                                              : ERROR_OK;
}

static enum error check_end(struct request *request, const struct document *document,
                            struct store_subscription *subscription) {
  struct view end = document_member_string(document, 0, "end", request->arena);
  if (end.length == 0) {
    return ERROR_OK;
  }
  if (!clock_parse(end, &subscription->end_ms)) {
    return fail(request, SUBSCRIPTION_MESSAGE_END_FORM, end);
  }
  return subscription->end_ms <= clock_now_ms(request->services->clock)
             ? fail(request, SUBSCRIPTION_MESSAGE_END_PAST, end)
             : ERROR_OK;
}

static enum error check_endpoint(struct request *request, struct view endpoint, bool has_payload) {
  static const enum subscription_message messages[] = {
      [SUBSCRIPTION_ENDPOINT_FORM] = SUBSCRIPTION_MESSAGE_ENDPOINT_FORM,
      [SUBSCRIPTION_ENDPOINT_PLAIN] = SUBSCRIPTION_MESSAGE_ENDPOINT_PLAIN,
      [SUBSCRIPTION_ENDPOINT_HOST] = SUBSCRIPTION_MESSAGE_ENDPOINT_HOST,
  };
  const struct subscription_endpoint_policy policy = {request->services->subscription_endpoints,
                                                      request->services->subscription_http};
  if (endpoint.length == 0) {
    return fail(request, SUBSCRIPTION_MESSAGE_ENDPOINT_MISSING, none);
  }
  enum subscription_endpoint_verdict verdict = subscription_endpoint_check(endpoint, &policy);
  if (verdict != SUBSCRIPTION_ENDPOINT_ALLOWED) {
    return fail(request, messages[verdict], endpoint);
  }
  return has_payload && subscription_endpoint_has_query(endpoint)
             ? fail(request, SUBSCRIPTION_MESSAGE_ENDPOINT_QUERY, endpoint)
             : ERROR_OK;
}

/* Headers that the request has by itself, or that change how it is framed. */
static bool is_own_header(struct view name) {
  static const char *const names[] = {"host",
                                      "content-type",
                                      "content-length",
                                      "connection",
                                      "transfer-encoding",
                                      "content-encoding",
                                      "expect",
                                      "te",
                                      "trailer",
                                      "upgrade",
                                      "keep-alive",
                                      "proxy-connection"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (view_equal_ignore_case(name, view_of(names[i]))) {
      return true;
    }
  }
  return false;
}

/* RFC 9110 section 5.6.2 */
static bool is_token(struct view name) {
  static const char marks[] = "!#$%&'*+-.^_`|~";
  for (size_t i = 0; i < name.length; i++) {
    char byte = name.data[i];
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!is_letter && !byte_is_digit(byte) && memchr(marks, byte, sizeof marks - 1) == NULL) {
      return false;
    }
  }
  return name.length > 0;
}

bool subscription_check_header(struct view line) {
  size_t colon = view_find_byte(line, ':', 0);
  if (colon == SIZE_MAX || line.length > LIMIT_SUBSCRIPTION_HEADER_BYTES) {
    return false;
  }
  struct view name = view_part(line, 0, colon);
  struct view value = view_part(line, colon + 1, line.length);
  for (size_t i = 0; i < value.length; i++) {
    if ((unsigned char)value.data[i] < ' ' || value.data[i] == '\x7f') {
      return false;
    }
  }
  return is_token(name) && !is_own_header(name) && view_trim(value).length > 0;
}

static enum error check_headers(struct request *request, const struct document *document,
                                uint32_t channel) {
  uint32_t list = document_member(document, channel, view_of("header"));
  uint32_t count = list == NODE_NONE ? 0 : document_count(document, list);
  enum error error = ERROR_OK;
  if (count > LIMIT_SUBSCRIPTION_HEADERS) {
    return fail(request, SUBSCRIPTION_MESSAGE_HEADERS,
                arena_format(request->arena, "%u", LIMIT_SUBSCRIPTION_HEADERS));
  }
  for (uint32_t i = 0; i < count; i++) {
    struct view line = document_string(document, document_item(document, list, i), request->arena);
    if (!subscription_check_header(line)) {
      error = fail(request, SUBSCRIPTION_MESSAGE_HEADER, arena_format(request->arena, "%u", i));
    }
  }
  return error;
}

static enum error check_channel(struct request *request, const struct document *document,
                                struct store_subscription *subscription) {
  uint32_t channel = document_member(document, 0, view_of("channel"));
  struct view type = document_member_string(document, channel, "type", request->arena);
  struct view payload = document_member_string(document, channel, "payload", request->arena);
  bool has_payload = document_member(document, channel, view_of("payload")) != NODE_NONE;
  enum error error = ERROR_OK;
  if (!view_is(type, "rest-hook")) {
    return fail(request, SUBSCRIPTION_MESSAGE_CHANNEL, type);
  }
  uint32_t first = request->issues.count;
  if (has_payload && !view_is(payload, PAYLOAD)) {
    error = fail(request, SUBSCRIPTION_MESSAGE_PAYLOAD, payload);
  }
  locate(request, first, TYPE ".channel.payload");
  first = request->issues.count;
  enum error endpoint = check_endpoint(request, subscription->endpoint, has_payload);
  locate(request, first, TYPE ".channel.endpoint");
  first = request->issues.count;
  enum error headers = check_headers(request, document, channel);
  locate(request, first, TYPE ".channel.header");
  error = error == ERROR_OK ? endpoint : error;
  return error == ERROR_OK ? headers : error;
}

static enum error check_criteria(struct request *request, const struct document *document,
                                 struct store_subscription *subscription) {
  (void)document;
  const char *type = "";
  enum error error = subscription_criteria_check(request, subscription->criteria, &type);
  subscription->type = view_of(type);
  return error;
}

/* What is kept of one that is off is looked at when it is to be active. */
static enum error check_active(struct request *request, const struct document *document,
                               struct store_subscription *subscription) {
  static const struct {
    enum error (*check)(struct request *request, const struct document *document,
                        struct store_subscription *subscription);
    const char *expression;
  } rows[] = {{check_end, TYPE ".end"},
              {check_channel, TYPE ".channel"},
              {check_criteria, TYPE ".criteria"}};
  enum error error = ERROR_OK;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint32_t first = request->issues.count;
    enum error found = rows[i].check(request, document, subscription);
    locate(request, first, rows[i].expression);
    error = error == ERROR_OK ? found : error;
  }
  return error;
}

enum error subscription_check(struct request *request, const struct document *document,
                              struct store_subscription *subscription) {
  struct arena *arena = request->arena;
  uint32_t channel = document_member(document, 0, view_of("channel"));
  subscription->endpoint = document_member_string(document, channel, "endpoint", arena);
  subscription->criteria = document_member_string(document, 0, "criteria", arena);
  uint32_t first = request->issues.count;
  enum error error = is_id(subscription->id)
                         ? ERROR_OK
                         : fail(request, SUBSCRIPTION_MESSAGE_ID_FORM, subscription->id);
  locate(request, first, TYPE ".id");
  first = request->issues.count;
  enum error status = check_status(request, document, subscription);
  locate(request, first, TYPE ".status");
  error = error == ERROR_OK ? status : error;
  if (view_is(subscription->status, "off")) {
    return error;
  }
  enum error rest = check_active(request, document, subscription);
  return error == ERROR_OK ? rest : error;
}
