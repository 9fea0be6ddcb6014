#include "tests/lab/push_server.h"

#include <jansson.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define NAME_BYTES 64u
#define REPLY_BYTES 512u
#define FRAME_BYTES 131072u

struct push_server {
  struct push_store *store;
  struct lws_context *context;
  struct lws_vhost *host;
  pthread_t thread;
  _Atomic bool stopping;
  _Atomic bool dropping;
  _Atomic unsigned subscribers;
};

/* One client, in memory that libwebsockets sets to zero. */
struct client {
  bool subscribed;
  char event[NAME_BYTES];
  size_t next;             /* index of the next event to send */
  char reply[REPLY_BYTES]; /* to be sent first; "" = none */
};

static void reply_error(struct client *client, const char *code) {
  snprintf(client->reply, sizeof client->reply,
           "{\"command\":\"error\",\"for\":\"subscribe\",\"code\":\"%s\","
           "\"reason\":\"made to fail\"}",
           code);
}

static void take_command(struct push_server *server, struct client *client, const json_t *json) {
  const char *command = json_string_value(json_object_get(json, "command"));
  const char *event = json_string_value(json_object_get(json, "event"));
  const char *id = json_string_value(json_object_get(json, "req.id"));
  bool subscribes = command != NULL && strcmp(command, "subscribe") == 0;
  if (command == NULL || id == NULL || (subscribes && event == NULL)) {
    reply_error(client, "INVALID_PARAMS");
    return;
  }
  if (subscribes && !client->subscribed) {
    client->subscribed = true;
    client->next = push_store_count(server->store);
    snprintf(client->event, sizeof client->event, "%s", event);
    atomic_fetch_add(&server->subscribers, 1);
  } else if (subscribes) {
    snprintf(client->event, sizeof client->event, "*");
  }
  snprintf(client->reply, sizeof client->reply,
           "{\"command\":\"%sd\",\"req.id\":\"%s\",\"sub.id\":\"1\"}", command, id);
}

static void receive(struct push_server *server, struct client *client, const void *bytes,
                    size_t length) {
  json_t *json = json_loadb(bytes, length, 0, NULL);
  if (json_is_object(json)) {
    take_command(server, client, json);
  } else {
    reply_error(client, "PARSE_ERROR");
  }
  json_decref(json);
}

static int send_text(struct lws *connection, struct view text) {
  unsigned char *bytes = malloc(LWS_PRE + text.length);
  if (bytes == NULL) {
    return -1;
  }
  memcpy(bytes + LWS_PRE, text.data, text.length);
  int sent = lws_write(connection, bytes + LWS_PRE, text.length, LWS_WRITE_TEXT);
  free(bytes);
  return sent < 0 ? -1 : 0;
}

/* The next frame that is for this client; nothing when there is none. */
static int send_next(struct push_server *server, struct lws *connection, struct client *client) {
  struct arena *arena = arena_new(FRAME_BYTES * 4u);
  struct view frame = {NULL, 0};
  size_t count = push_store_count(server->store);
  while (arena != NULL && client->subscribed && frame.length == 0 && client->next < count) {
    frame = push_store_frame(server->store, client->next++, client->event, arena);
  }
  int result = frame.length != 0 ? send_text(connection, frame) : 0;
  arena_free(arena);
  if (client->next < count) {
    lws_callback_on_writable(connection);
  }
  return result;
}

static int write_something(struct push_server *server, struct lws *connection,
                           struct client *client) {
  if (atomic_load(&server->dropping) && client->subscribed) {
    return -1; /* closes */
  }
  if (client->reply[0] == '\0') {
    return send_next(server, connection, client);
  }
  int result = send_text(connection, view_of(client->reply));
  client->reply[0] = '\0';
  lws_callback_on_writable(connection);
  return result;
}

static int on_event(struct lws *connection, enum lws_callback_reasons reason, void *user,
                    void *data, size_t length) {
  struct push_server *server = lws_context_user(lws_get_context(connection));
  struct client *client = user;
  if (reason == LWS_CALLBACK_RECEIVE) {
    receive(server, client, data, length);
    lws_callback_on_writable(connection);
  } else if (reason == LWS_CALLBACK_SERVER_WRITEABLE) {
    return write_something(server, connection, client);
  } else if (reason == LWS_CALLBACK_CLOSED && client->subscribed) {
    if (atomic_fetch_sub(&server->subscribers, 1) == 1) {
      atomic_store(&server->dropping, false);
    }
  } else if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
    lws_callback_on_writable_all_protocol(lws_get_context(connection),
                                          lws_get_protocol(connection));
  }
  return 0;
}

static const struct lws_protocols protocols[] = {
    {.name = "push",
     .callback = on_event,
     .per_session_data_size = sizeof(struct client),
     .rx_buffer_size = 16384},
    {.name = NULL},
};

static void *run(void *context) {
  struct push_server *server = context;
  while (!atomic_load(&server->stopping) && lws_service(server->context, 0) >= 0) {
  }
  return NULL;
}

static uint64_t options_of(const struct push_server_settings *settings) {
  uint64_t options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
  if (settings->tls_certificate != NULL) {
    options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  }
  if (settings->tls_client_ca != NULL) {
    options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
  }
  return options;
}

static enum error open_server(struct push_server *server,
                              const struct push_server_settings *settings) {
  const struct lws_context_creation_info info = {.port = settings->port,
                                                 .iface = "127.0.0.1",
                                                 .protocols = protocols,
                                                 .user = server,
                                                 .gid = -1,
                                                 .uid = -1,
                                                 .fd_limit_per_thread = 64,
                                                 .vhost_name = "push",
                                                 .ssl_cert_filepath = settings->tls_certificate,
                                                 .ssl_private_key_filepath = settings->tls_key,
                                                 .ssl_ca_filepath = settings->tls_client_ca,
                                                 .options = options_of(settings)};
  lws_set_log_level(0, NULL);
  server->context = lws_create_context(&info);
  server->host = server->context != NULL ? lws_get_vhost_by_name(server->context, "push") : NULL;
  if (server->host == NULL || pthread_create(&server->thread, NULL, run, server) != 0) {
    return ERROR_CONFIGURATION;
  }
  return ERROR_OK;
}

enum error push_server_start(const struct push_server_settings *settings,
                             struct push_server **ret_server) {
  struct push_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    return ERROR_MEMORY;
  }
  server->store = settings->store;
  enum error error = open_server(server, settings);
  if (error != ERROR_OK) {
    if (server->context != NULL) {
      lws_context_destroy(server->context);
    }
    free(server);
    return error;
  }
  *ret_server = server;
  return ERROR_OK;
}

void push_server_stop(struct push_server *server) {
  if (server == NULL) {
    return;
  }
  atomic_store(&server->stopping, true);
  lws_cancel_service(server->context);
  pthread_join(server->thread, NULL);
  lws_context_destroy(server->context);
  free(server);
}

uint16_t push_server_port(const struct push_server *server) {
  return (uint16_t)lws_get_vhost_listen_port(server->host);
}

void push_server_wake(struct push_server *server) {
  lws_cancel_service(server->context);
}

void push_server_drop(struct push_server *server) {
  if (push_server_subscribers(server) != 0) {
    atomic_store(&server->dropping, true);
    lws_cancel_service(server->context);
  }
}

unsigned push_server_subscribers(struct push_server *server) {
  return atomic_load(&server->subscribers);
}
