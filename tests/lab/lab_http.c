#include "tests/lab/lab_http.h"

#include "server/base/buffer.h"
#include "server/base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BODY_MAXIMUM 67108864u /* beyond the 10 MB limit, so that the limit itself can answer */
#define ARENA_MAXIMUM 536870912u
#define CONNECTIONS_MAXIMUM 4096u
#define IDLE_SECONDS 60u /* as ORCA's own front */
#define WAIT_SLICE_MS 50

struct lab_http {
  struct lab_http_settings settings;
  struct MHD_Daemon *daemon;
  pthread_mutex_t mutex;
  pthread_cond_t ended;
  bool stopping;
};

struct exchange {
  struct arena *arena;
  struct buffer body;
  struct lab_response response;
  int64_t started_us;
};

static struct exchange *exchange_new(void) {
  struct arena *arena = arena_new(ARENA_MAXIMUM);
  struct exchange *exchange = arena != NULL ? arena_alloc(arena, sizeof *exchange) : NULL;
  if (exchange == NULL) {
    arena_free(arena);
    return NULL;
  }
  exchange->arena = arena;
  exchange->body = buffer_make(arena, BODY_MAXIMUM);
  exchange->started_us = clock_monotonic_us(clock_system());
  return exchange;
}

static ssize_t half_reader(void *context, uint64_t position, char *target, size_t maximum) {
  const struct exchange *exchange = context;
  struct view half = view_part(exchange->response.body, 0, exchange->response.body.length / 2);
  struct view part = view_part(half, (size_t)position, maximum);
  if (part.length == 0) {
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
  memcpy(target, part.data, part.length);
  return (ssize_t)part.length;
}

static struct MHD_Response *build_response(struct exchange *exchange) {
  const struct view body = exchange->response.body;
  struct MHD_Response *response = NULL;
  if (exchange->response.delivery == LAB_DELIVERY_HALF && body.length > 1) {
    response = MHD_create_response_from_callback(body.length, 4096, half_reader, exchange, NULL);
  } else {
    /* libmicrohttpd takes a non-const pointer but does not write to persistent memory. */
    union {
      const char *readable;
      void *any;
    } memory = {body.data};
    response = MHD_create_response_from_buffer(body.length, memory.any, MHD_RESPMEM_PERSISTENT);
  }
  return response;
}

static void add_header(struct MHD_Response *response, const char *name, const char *value) {
  if (value != NULL) {
    (void)MHD_add_response_header(response, name, value);
  }
}

/* A socket that lingers for no time is closed by a reset. */
static void prepare_reset(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  const struct linger none = {.l_onoff = 1, .l_linger = 0};
  if (info != NULL) {
    (void)setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  }
}

static enum MHD_Result send_response(struct MHD_Connection *connection, struct exchange *exchange) {
  if (exchange->response.delivery == LAB_DELIVERY_RESET) {
    prepare_reset(connection);
  }
  if (exchange->response.delivery == LAB_DELIVERY_NONE ||
      exchange->response.delivery == LAB_DELIVERY_RESET) {
    return MHD_NO;
  }
  struct MHD_Response *response = build_response(exchange);
  if (response == NULL) {
    return MHD_NO;
  }
  add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, exchange->response.content_type);
  add_header(response, MHD_HTTP_HEADER_ALLOW, exchange->response.allow);
  add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, exchange->response.authenticate);
  enum MHD_Result result = MHD_queue_response(connection, exchange->response.status, response);
  MHD_destroy_response(response);
  return result;
}

static void write_line(const struct lab_http *server, const struct lab_request *request,
                       const struct exchange *exchange) {
  if (!server->settings.verbose) {
    return;
  }
  int64_t spent_us = clock_monotonic_us(clock_system()) - exchange->started_us;
  bool answered = exchange->response.delivery != LAB_DELIVERY_NONE;
  fprintf(stderr, "%s %s %s %u %lld ms\n", server->settings.name, request->method, request->path,
          answered ? exchange->response.status : 0, (long long)(spent_us / 1000));
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *data_size, void **state) {
  struct lab_http *server = context;
  struct exchange *exchange = *state;
  (void)version;
  if (exchange == NULL) {
    exchange = exchange_new();
    *state = exchange;
    return exchange != NULL ? MHD_YES : MHD_NO;
  }
  if (*data_size > 0) {
    buffer_append(&exchange->body, view_make(data, *data_size));
    *data_size = 0;
    return MHD_YES;
  }
  struct lab_request request = {exchange->arena, method, path, buffer_view(&exchange->body),
                                connection,      server};
  exchange->response.status = MHD_HTTP_OK;
  if (exchange->body.error != ERROR_OK) {
    exchange->response.status = MHD_HTTP_CONTENT_TOO_LARGE;
  } else {
    server->settings.handle(server->settings.context, &request, &exchange->response);
  }
  write_line(server, &request, exchange);
  return send_response(connection, exchange);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code) {
  struct exchange *exchange = *state;
  (void)context;
  (void)connection;
  (void)code;
  *state = NULL;
  if (exchange != NULL) {
    arena_free(exchange->arena);
  }
}

static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

static size_t resolve_escapes(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return MHD_http_unescape(text);
}

#define TLS_OPTIONS 4u

/* HTTPS_MEM_* rows; the array ends with MHD_OPTION_END. */
static void tls_options(const struct lab_http_settings *settings,
                        struct MHD_OptionItem options[TLS_OPTIONS]) {
  const struct {
    enum MHD_OPTION option;
    const char *text;
  } rows[] = {{MHD_OPTION_HTTPS_MEM_CERT, settings->tls_certificate},
              {MHD_OPTION_HTTPS_MEM_KEY, settings->tls_key},
              {MHD_OPTION_HTTPS_MEM_TRUST, settings->tls_client_ca}};
  size_t count = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].text != NULL) {
      /* libmicrohttpd reads these texts only. */
      union {
        const char *readable;
        void *any;
      } text = {rows[i].text};
      options[count++] = (struct MHD_OptionItem){rows[i].option, 0, text.any};
    }
  }
  options[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

static struct MHD_Daemon *start_daemon(struct lab_http *server, struct sockaddr_in *address) {
  struct MHD_OptionItem tls[TLS_OPTIONS];
  tls_options(&server->settings, tls);
  unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD;
  flags |= server->settings.tls_key != NULL ? (unsigned)MHD_USE_TLS : 0;
  return MHD_start_daemon(
      flags, ntohs(address->sin_port), NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
      (struct sockaddr *)address, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
      MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAXIMUM, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
      MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_UNESCAPE_CALLBACK,
      server->settings.raw_urls ? keep_escapes : resolve_escapes, NULL, MHD_OPTION_ARRAY, tls,
      MHD_OPTION_END);
}

bool lab_http_has_certificate(const struct lab_request *request) {
  if (request->server->settings.tls_client_ca == NULL) {
    return true;
  }
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  unsigned status = 0;
  return info != NULL && gnutls_certificate_verify_peers2(info->tls_session, &status) == 0 &&
         status == 0;
}

enum error lab_http_start(const struct lab_http_settings *settings, struct lab_http **ret_server) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(settings->port)};
  struct lab_http *server = calloc(1, sizeof *server);
  if (server == NULL) {
    return ERROR_MEMORY;
  }
  server->settings = *settings;
  pthread_mutex_init(&server->mutex, NULL);
  pthread_cond_init(&server->ended, NULL);
  if (inet_pton(AF_INET, settings->address, &address.sin_addr) == 1) {
    server->daemon = start_daemon(server, &address);
  }
  if (server->daemon == NULL) {
    lab_http_stop(server);
    return ERROR_CONFIGURATION;
  }
  *ret_server = server;
  return ERROR_OK;
}

uint16_t lab_http_port(const struct lab_http *server) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info != NULL ? info->port : 0;
}

void lab_http_stop(struct lab_http *server) {
  if (server == NULL) {
    return;
  }
  pthread_mutex_lock(&server->mutex);
  server->stopping = true;
  pthread_cond_broadcast(&server->ended);
  pthread_mutex_unlock(&server->mutex);
  if (server->daemon != NULL) {
    MHD_stop_daemon(server->daemon);
  }
  pthread_cond_destroy(&server->ended);
  pthread_mutex_destroy(&server->mutex);
  free(server);
}

const char *lab_http_query(const struct lab_request *request, const char *name) {
  return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *lab_http_header(const struct lab_request *request, const char *name) {
  return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

bool lab_http_authorized(const struct lab_request *request, const char *user,
                         const char *password) {
  char *given_password = NULL;
  char *given_user = MHD_basic_auth_get_username_password(request->connection, &given_password);
  bool authorized = given_user != NULL && given_password != NULL && strcmp(given_user, user) == 0 &&
                    strcmp(given_password, password) == 0;
  MHD_free(given_user);
  MHD_free(given_password);
  return authorized;
}

/* One slice of a wait; the lab's time may be moved meanwhile. */
static void wait_slice(struct lab_http *server, int64_t milliseconds) {
  struct timespec until;
  int64_t slice_ms = milliseconds < WAIT_SLICE_MS ? milliseconds : WAIT_SLICE_MS;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += (long)slice_ms * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  (void)pthread_cond_timedwait(&server->ended, &server->mutex, &until);
}

void lab_http_wait(struct lab_http *server, int64_t milliseconds) {
  if (milliseconds <= 0) {
    return;
  }
  int64_t due_ms = lab_clock_now_ms(server->settings.clock) + milliseconds;
  pthread_mutex_lock(&server->mutex);
  for (;;) {
    int64_t left_ms = due_ms - lab_clock_now_ms(server->settings.clock);
    if (server->stopping || left_ms <= 0) {
      break;
    }
    wait_slice(server, left_ms);
  }
  pthread_mutex_unlock(&server->mutex);
}
