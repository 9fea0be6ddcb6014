#include "server/http/exchange.h"
#include "server/limits.h"

#include "server/base/log.h"
#include "server/http/dispatch.h"
#include "server/http/entity.h"
#include "server/http/http_messages.h"
#include "server/http/http_method.h"
#include "server/http/tls.h"

/* First room for a body whose length is not known. */
#define BODY_FIRST_BYTES 16384u

enum exchange_state {
  EXCHANGE_NEW,
  EXCHANGE_RECEIVING,
  EXCHANGE_RUNNING, /* on a thread of the executor; the connection is suspended */
  EXCHANGE_READY,   /* the answer is complete */
  EXCHANGE_SENT,
};

struct exchange {
  struct exchange_host *host;
  struct MHD_Connection *connection;
  struct dispatch dispatch;
  struct view target;
  int64_t started_us;
  _Atomic int state;  /* enum exchange_state */
  enum error failure; /* found before or in the body; answered when the body has gone by */
  char *body;
  size_t body_length;
  size_t body_capacity;
  size_t received; /* bytes of the body, dropped ones included */
  bool close;      /* the connection cannot be used after the answer */
  bool revoked;    /* the client certificate, since the handshake */
};

/* How the headers announce a body (RFC 9112 section 6). */
struct framing {
  bool clear; /* one way only */
  bool chunked;
  bool expects_continue;
  uint64_t length; /* of Content-Length */
};

static const struct view none = {NULL, 0};

void *exchange_begin(void *host, const char *target, struct MHD_Connection *connection) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct exchange *exchange = arena == NULL ? NULL : arena_alloc(arena, sizeof *exchange);
  if (exchange == NULL) {
    arena_free(arena);
    return NULL;
  }
  exchange->host = host;
  exchange->connection = connection;
  exchange->dispatch.request.arena = arena;
  exchange->target = arena_copy(arena, view_of(target));
  exchange->started_us = clock_monotonic_us(exchange->host->clock);
  connection_watch_phase(exchange->host->watch, connection, CONNECTION_BODY);
  metrics_request_begin(exchange->host->metrics);
  atomic_fetch_add(&exchange->host->in_flight, 1);
  return exchange;
}

struct header_sink {
  struct arena *arena;
  struct name_value *items;
  size_t count;
  bool malformed; /* a field that RFC 9110 section 5 does not allow */
};

/* A token (RFC 9110 section 5.6.2). "Content-Length :" is none: what reads it otherwise would see
 * another end of the body (RFC 9112 section 5.1). */
static bool is_token(struct view name) {
  for (size_t i = 0; i < name.length; i++) {
    char byte = name.data[i];
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!letter && !byte_is_digit(byte) &&
        (byte == '\0' || strchr("!#$%&'*+-.^_`|~", byte) == NULL)) {
      return false;
    }
  }
  return name.length > 0;
}

/* No NUL, no end of a line (RFC 9110 section 5.5). */
static bool is_field_value(struct view value) {
  return view_find_byte(value, '\0', 0) == SIZE_MAX && view_find_byte(value, '\r', 0) == SIZE_MAX &&
         view_find_byte(value, '\n', 0) == SIZE_MAX;
}

static struct view lower_case(struct arena *arena, struct view text) {
  char *bytes = arena_bytes(arena, text.length);
  if (bytes == NULL) {
    return none;
  }
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
  }
  return view_make(bytes, text.length);
}

/* As libmicrohttpd wants it. */
static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_size, const char *value, size_t value_size) {
  (void)kind;
  struct header_sink *sink = context;
  if (sink->count == LIMIT_HEADERS) {
    return MHD_NO;
  }
  struct view field_name = view_make(name, name_size);
  struct view field_value = value == NULL ? view_of("") : view_make(value, value_size);
  sink->malformed |= !is_token(field_name) || !is_field_value(field_value);
  sink->items[sink->count++] =
      (struct name_value){lower_case(sink->arena, field_name), view_trim(field_value)};
  return MHD_YES;
}

/* ERROR_TOO_LARGE: more fields than there is room for. ERROR_BAD_REQUEST: one that is malformed, or
 * two hosts (RFC 9112 section 3.2). */
static enum error read_headers(struct exchange *exchange) {
  struct request *request = &exchange->dispatch.request;
  struct header_sink sink = {.arena = request->arena};
  sink.items = arena_array(request->arena, LIMIT_HEADERS, sizeof *sink.items);
  if (sink.items == NULL) {
    return ERROR_MEMORY;
  }
  int count = MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, add_header, &sink);
  request->headers = sink.items;
  request->header_count = sink.count;
  if (count > (int)LIMIT_HEADERS) {
    return ERROR_TOO_LARGE;
  }
  unsigned hosts = 0;
  for (size_t i = 0; i < sink.count; i++) {
    hosts += view_is(sink.items[i].name, "host");
  }
  return sink.malformed || hosts > 1 ? ERROR_BAD_REQUEST : ERROR_OK;
}

static struct framing read_framing(const struct request *request) {
  struct framing framing = {.clear = true};
  unsigned announced = 0;
  for (size_t i = 0; i < request->header_count; i++) {
    const struct name_value *header = &request->headers[i];
    if (view_is(header->name, "content-length")) {
      announced++;
      framing.clear &= view_to_unsigned(header->value, UINT64_MAX / 2, &framing.length);
    } else if (view_is(header->name, "transfer-encoding")) {
      announced++;
      framing.chunked = view_equal_ignore_case(header->value, view_of("chunked"));
      framing.clear &= framing.chunked;
    } else if (view_is(header->name, "expect")) {
      framing.expects_continue = true;
    }
  }
  framing.clear &= announced <= 1;
  return framing;
}

static enum error fail(struct exchange *exchange, enum error error, enum http_message message,
                       struct view argument) {
  return request_fail(&exchange->dispatch.request, error, http_message_get(message), argument,
                      none);
}

static size_t body_maximum(const struct exchange *exchange) {
  const struct route *route = exchange->dispatch.request.route;
  return route == NULL ? 0 : route->body_maximum;
}

static enum error fail_too_large(struct exchange *exchange) {
  return fail(exchange, ERROR_TOO_LARGE, HTTP_MESSAGE_BODY_TOO_LARGE,
              arena_format(exchange->dispatch.request.arena, "%zu", body_maximum(exchange)));
}

static enum error check_body(struct exchange *exchange, const struct framing *framing) {
  if (!framing->chunked && framing->length == 0) {
    return ERROR_OK;
  }
  size_t maximum = body_maximum(exchange);
  if (maximum == 0) {
    return fail(exchange, ERROR_BAD_REQUEST, HTTP_MESSAGE_BODY_NOT_ALLOWED, none);
  }
  if (framing->length > maximum) {
    return fail_too_large(exchange);
  }
  exchange->body_capacity = framing->chunked ? BODY_FIRST_BYTES : (size_t)framing->length;
  exchange->body = arena_bytes(exchange->dispatch.request.arena, exchange->body_capacity);
  return exchange->body == NULL ? ERROR_MEMORY : ERROR_OK;
}

static void add_headers(struct MHD_Response *mhd_response, const struct exchange *exchange) {
  const struct response *response = &exchange->dispatch.response;
  struct arena *arena = exchange->dispatch.request.arena;
  bool has_cache_control = false;
  for (size_t i = 0; i < response->header_count; i++) {
    const char *value = arena_string(arena, response->headers[i].value);
    if (value != NULL) {
      (void)MHD_add_response_header(mhd_response, response->headers[i].name.data, value);
    }
    has_cache_control |= view_is(response->headers[i].name, "Cache-Control");
  }
  const char *id = arena_string(arena, exchange->dispatch.request.id);
  if (id != NULL) {
    (void)MHD_add_response_header(mhd_response, "X-Request-Id", id);
  }
  if (response->body.length > 0) {
    (void)MHD_add_response_header(mhd_response, "Content-Type", response->media_type);
  }
  if (!has_cache_control) {
    (void)MHD_add_response_header(mhd_response, "Cache-Control", "no-store");
  }
  (void)MHD_add_response_header(mhd_response, "X-Content-Type-Options", "nosniff");
  if (exchange->close || atomic_load(&exchange->host->stopping)) {
    (void)MHD_add_response_header(mhd_response, "Connection", "close");
  }
}

/* The body stays in the arena, which exchange_end frees: libmicrohttpd sends it without a copy. */
static enum MHD_Result send_answer(struct exchange *exchange) {
  struct view body = exchange->dispatch.response.body;
  struct MHD_Response *response = MHD_create_response_from_buffer(
      body.length, (void *)(uintptr_t)body.data, MHD_RESPMEM_PERSISTENT);
  if (response == NULL) {
    return MHD_NO;
  }
  add_headers(response, exchange);
  connection_watch_phase(exchange->host->watch, exchange->connection, CONNECTION_ANSWER);
  enum MHD_Result result =
      MHD_queue_response(exchange->connection, (unsigned)exchange->dispatch.status, response);
  MHD_destroy_response(response);
  atomic_store(&exchange->state, EXCHANGE_SENT);
  return result;
}

/* What nobody could be told of is not given out. */
static void account(struct exchange *exchange, bool may_wait) {
  struct dispatch *dispatch = &exchange->dispatch;
  enum error error =
      exchange->host->audit == NULL ? ERROR_OK : exchange->host->audit(dispatch, may_wait);
  if (error != ERROR_OK) {
    dispatch->response = (struct response){.media_type = dispatch->media_type};
    dispatch_fail(dispatch, error);
  }
}

static enum MHD_Result send_failure(struct exchange *exchange, enum error error) {
  dispatch_fail(&exchange->dispatch, error);
  account(exchange, false);
  return send_answer(exchange);
}

/* A server that is being stopped finishes what it has and takes nothing new; health stays readable.
 */
static enum error check_stopping(const struct exchange *exchange) {
  const struct request *request = &exchange->dispatch.request;
  bool is_health = request->route != NULL && (request->route->flags & ROUTE_NO_FHIR) != 0;
  return request->stopping && !is_health ? ERROR_BUSY : ERROR_OK;
}

/* "192.0.2.7", "2001:db8::7": the client's, as far as trusted proxies tell; empty when the system
 * does not. */
static struct view address_of(const struct exchange *exchange, bool has_headers) {
  const struct request *request = &exchange->dispatch.request;
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  struct ip_address address;
  if (info == NULL || info->client_addr == NULL || !ip_address_of(info->client_addr, &address)) {
    return none;
  }
  if (has_headers) {
    address = trusted_proxies_client(&exchange->host->proxies, &address, request);
  }
  return ip_address_text(request->arena, &address);
}

/* The holder of the client certificate, which the handshake has verified. */
static struct view take_certificate(struct exchange *exchange) {
  struct MHD_Connection *connection = exchange->connection;
  const struct tls *tls = connection_watch_tls(connection);
  const union MHD_ConnectionInfo *info =
      tls == NULL ? NULL : MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (info == NULL) {
    return none;
  }
  exchange->revoked =
      !tls_still_allows(tls, info->tls_session, connection_watch_judged(connection));
  return tls_client_name(tls, info->tls_session, exchange->dispatch.request.arena);
}

/* The table's judgement; who asks goes before what he asks for, but for rows that are open. */
static enum error prepare(struct exchange *exchange) {
  struct request *request = &exchange->dispatch.request;
  struct exchange_host *host = exchange->host;
  uint32_t wait_s = 0;
  request->client = take_certificate(exchange);
  enum access_reason reason =
      host->access == NULL ? ACCESS_ADMITTED : access_admit(host->access, request, &wait_s);
  enum error error = dispatch_prepare(&exchange->dispatch, host->routes, exchange->target);
  bool is_open = request->route != NULL && (request->route->flags & ROUTE_OPEN) != 0;
  if (reason == ACCESS_ADMITTED || is_open) {
    return error;
  }
  request->issues = issue_list_make(request->arena, LIMIT_ISSUES);
  exchange->dispatch.response.header_count = 0;
  return access_refuse(request, &exchange->dispatch.response, reason, wait_s);
}

/* Headers are complete. A refusal is answered at once when the client waits for "100 Continue" or
 * the body is too long to let it go by; else behind the body, because a client that is still
 * sending would only see a reset connection. */
static enum MHD_Result start(struct exchange *exchange, const char *method) {
  struct request *request = &exchange->dispatch.request;
  struct exchange_host *host = exchange->host;
  request->services = host->services;
  request->base_url = host->base_url;
  request->method = http_method_parse(method);
  request->stopping = atomic_load(&host->stopping);
  request->deadline_us = exchange->started_us + host->deadline_ms * 1000;
  atomic_store(&exchange->state, EXCHANGE_RECEIVING);
  enum error unusable = read_headers(exchange);
  request->address = address_of(exchange, unusable == ERROR_OK);
  enum error error = prepare(exchange);
  struct framing framing = read_framing(request);
  if (unusable == ERROR_TOO_LARGE) {
    unusable = fail(exchange, ERROR_BAD_REQUEST, HTTP_MESSAGE_HEADERS,
                    arena_format(request->arena, "%u", LIMIT_HEADERS));
  } else if (unusable == ERROR_BAD_REQUEST) {
    unusable = fail(exchange, unusable, HTTP_MESSAGE_HEADER_FORM, none);
  } else if (unusable == ERROR_OK && exchange->revoked) {
    unusable = fail(exchange, ERROR_FORBIDDEN, HTTP_MESSAGE_CERTIFICATE_REVOKED, none);
  } else if (unusable == ERROR_OK && !framing.clear) {
    unusable = fail(exchange, ERROR_BAD_REQUEST, HTTP_MESSAGE_FRAMING, none);
  }
  if (unusable != ERROR_OK) {
    exchange->close = true;
    return send_failure(exchange, unusable);
  }
  if (error == ERROR_OK) {
    error = check_stopping(exchange);
  }
  if (error == ERROR_OK) {
    error = check_body(exchange, &framing);
  }
  exchange->failure = error;
  bool has_body = framing.chunked || framing.length > 0;
  if (error == ERROR_OK || !has_body) {
    return MHD_YES;
  }
  if (!framing.expects_continue && framing.length <= LIMIT_SWALLOWED_BYTES) {
    return MHD_YES;
  }
  exchange->close = true;
  return send_failure(exchange, error);
}

static enum error make_room(struct exchange *exchange, size_t size) {
  size_t needed = exchange->body_length + size;
  if (needed > body_maximum(exchange)) {
    return fail_too_large(exchange);
  }
  if (needed <= exchange->body_capacity) {
    return ERROR_OK;
  }
  size_t capacity = exchange->body_capacity * 2 > needed ? exchange->body_capacity * 2 : needed;
  char *body = arena_grow(exchange->dispatch.request.arena, exchange->body, exchange->body_capacity,
                          capacity);
  if (body == NULL) {
    return ERROR_MEMORY;
  }
  exchange->body = body;
  exchange->body_capacity = capacity;
  return ERROR_OK;
}

static enum MHD_Result receive(struct exchange *exchange, const char *data, size_t size) {
  exchange->received += size;
  if (exchange->failure == ERROR_OK) {
    exchange->failure = make_room(exchange, size);
  }
  if (exchange->failure != ERROR_OK) {
    return exchange->received > LIMIT_SWALLOWED_BYTES ? MHD_NO : MHD_YES;
  }
  memcpy(exchange->body + exchange->body_length, data, size);
  exchange->body_length += size;
  return MHD_YES;
}

static void run(struct exchange *exchange, bool may_wait) {
  dispatch_run(&exchange->dispatch);
  account(exchange, may_wait);
  entity_finish(&exchange->dispatch, clock_now_ms(exchange->host->clock));
}

static void run_waiting(void *job) {
  struct exchange *exchange = job;
  struct MHD_Connection *connection = exchange->connection;
  run(exchange, true);
  atomic_store(&exchange->state, EXCHANGE_READY);
  MHD_resume_connection(connection);
}

static enum MHD_Result run_elsewhere(struct exchange *exchange) {
  atomic_store(&exchange->state, EXCHANGE_RUNNING);
  MHD_suspend_connection(exchange->connection);
  enum error error = executor_submit(exchange->host->executor, run_waiting, exchange);
  if (error != ERROR_OK) {
    dispatch_fail(&exchange->dispatch, error);
    account(exchange, false);
    atomic_store(&exchange->state, EXCHANGE_READY);
    MHD_resume_connection(exchange->connection);
  }
  return MHD_YES;
}

static enum MHD_Result finish(struct exchange *exchange) {
  struct request *request = &exchange->dispatch.request;
  request->body = view_make(exchange->body, exchange->body_length);
  connection_watch_phase(exchange->host->watch, exchange->connection, CONNECTION_ANSWER);
  if (exchange->failure != ERROR_OK) {
    return send_failure(exchange, exchange->failure);
  }
  if (request->route != NULL && (request->route->flags & ROUTE_WAITS) != 0) {
    return run_elsewhere(exchange);
  }
  run(exchange, false);
  return send_answer(exchange);
}

enum MHD_Result exchange_continue(void *host, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **context) {
  (void)host;
  (void)connection;
  (void)url;
  (void)version;
  struct exchange *exchange = *context;
  if (exchange == NULL) {
    return MHD_NO;
  }
  enum exchange_state state = (enum exchange_state)atomic_load(&exchange->state);
  if (state == EXCHANGE_NEW) {
    return start(exchange, method);
  }
  if (state == EXCHANGE_READY) {
    return send_answer(exchange);
  }
  if (state != EXCHANGE_RECEIVING) {
    return MHD_YES;
  }
  if (*upload_data_size == 0) {
    return finish(exchange);
  }
  size_t size = *upload_data_size;
  *upload_data_size = 0;
  return receive(exchange, upload_data, size);
}

static void log_request(const struct exchange *exchange, const struct metrics_request *measured) {
  const struct request *request = &exchange->dispatch.request;
  const char *label = measured->route == NULL ? "unmatched" : measured->route->label;
  struct log_field fields[] = {
      LOG_TEXT("request_id", request->id),
      LOG_TEXT("method", view_of(http_method_name(request->method))),
      LOG_TEXT("route", view_of(label)),
      LOG_TEXT("client", request->client),
      LOG_INTEGER("status", measured->status),
      LOG_INTEGER("microseconds", measured->microseconds),
      LOG_INTEGER("bytes_in", measured->bytes_in),
      LOG_INTEGER("bytes_out", measured->bytes_out),
  };
  log_write(LOG_LEVEL_INFO, "request", fields, sizeof fields / sizeof fields[0]);
}

void exchange_end(void *context, struct MHD_Connection *connection, void **exchange_context,
                  enum MHD_RequestTerminationCode code) {
  struct exchange_host *host = context;
  struct exchange *exchange = *exchange_context;
  if (exchange == NULL) {
    return;
  }
  *exchange_context = NULL;
  const struct dispatch *dispatch = &exchange->dispatch;
  bool answered = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
  int64_t elapsed = clock_monotonic_us(host->clock) - exchange->started_us;
  struct metrics_request measured = {
      .route = dispatch->request.route,
      .status = answered ? dispatch->status : 0,
      .microseconds = elapsed > 0 ? (uint64_t)elapsed : 0,
      .bytes_in = exchange->received,
      .bytes_out = answered && dispatch->request.method != HTTP_METHOD_HEAD
                       ? dispatch->response.body.length
                       : 0,
  };
  metrics_request_end(host->metrics, &measured);
  log_request(exchange, &measured);
  connection_watch_phase(host->watch, connection, CONNECTION_IDLE);
  arena_free(exchange->dispatch.request.arena);
  atomic_fetch_sub(&host->in_flight, 1);
}
