#include "server/orca/orca_push.h"

#include "server/base/buffer.h"
#include "server/base/log.h"
#include "server/orca/orca_password.h"
#include "server/orca/orca_push_link.h"
#include "server/orca/orca_resync.h"

#include <libwebsockets.h>
#include <openssl/ssl.h>
#include <stdatomic.h>
#include <stdlib.h>

/* As ORCA's own client does: a ping after 10 s of silence, gone after 30 s. */
#define PING_SECONDS 10
#define HANGUP_SECONDS 30
#define FIRST_WAIT_US ((int64_t)2 * LWS_US_PER_SEC)
#define LONGEST_WAIT_US ((int64_t)600 * LWS_US_PER_SEC)
#define FRAME_BYTES 1048576u
#define SETTINGS_BYTES 65536u
#define RESYNC_BYTES 67108864u
/* Shorter than the hangup: while ORCA is asked, pings are not answered. */
#define RESYNC_US 10000000
#define DESCRIPTORS 16u

struct orca_push {
  struct orca_push_settings settings;
  struct orca *orca;
  struct orca_push_link link;
  struct arena *arena;       /* of the link's texts */
  struct arena *frame_arena; /* of the frame that is being received */
  struct buffer frame;
  SSL_CTX *tls;
  struct lws_context *context;
  struct lws *connection; /* NULL when there is none */
  lws_sorted_usec_list_t again;
  int64_t wait_us;
  struct view unsubscribed; /* events that are to be subscribed to */
  unsigned subscriptions;
  bool resync_due;
  int64_t since_ms; /* what happened from then on may be unknown */
  struct orca_event_memory memory;
  struct orca_password password;
  pthread_t thread;
  _Atomic bool stopping;
  _Atomic int state;
  _Atomic uint64_t connections;
  _Atomic uint64_t events;
  _Atomic uint64_t repeats;
  _Atomic uint64_t unreadable;
};

static const lws_retry_bo_t validity = {.secs_since_valid_ping = PING_SECONDS,
                                        .secs_since_valid_hangup = HANGUP_SECONDS};

const char *orca_push_state_name(enum orca_push_state state) {
  static const char *const names[] = {"connecting", "connected", "listening"};
  return names[state];
}

struct orca_push_statistics orca_push_statistics(struct orca_push *push) {
  return (struct orca_push_statistics){.state = (enum orca_push_state)atomic_load(&push->state),
                                       .connections = atomic_load(&push->connections),
                                       .events = atomic_load(&push->events),
                                       .repeats = atomic_load(&push->repeats),
                                       .unreadable = atomic_load(&push->unreadable)};
}

static int64_t now_ms(const struct orca_push *push) {
  return clock_now_ms(orca_settings(push->orca)->clock);
}

static void log_push(enum log_level level, const char *what, struct view why) {
  const struct log_field fields[] = {LOG_TEXT("push", view_of(what)), LOG_TEXT("why", why)};
  log_write(level, "orca-push", fields, sizeof(fields) / sizeof(fields[0]));
}

/* ---- frames --------------------------------------------------------------------------------- */

static void take_event(struct orca_push *push, const struct orca_event *event) {
  if (!orca_event_is_new(&push->memory, event)) {
    atomic_fetch_add(&push->repeats, 1);
    return;
  }
  (void)orca_event_apply(event, push->orca);
  orca_event_tell(&push->settings.listener, event);
  atomic_fetch_add(&push->events, 1);
}

static void take_subscribed(struct orca_push *push) {
  if (push->unsubscribed.length == 0 && atomic_load(&push->state) != ORCA_PUSH_LISTENING) {
    atomic_store(&push->state, ORCA_PUSH_LISTENING);
    push->wait_us = FIRST_WAIT_US;
    push->resync_due = true;
    log_push(LOG_LEVEL_INFO, "listening", (struct view){"", 0});
  }
}

static void take_frame(struct orca_push *push, struct view text) {
  struct orca_event_frame frame;
  if (orca_event_read(push->frame_arena, text, &frame) != ERROR_OK) {
    atomic_fetch_add(&push->unreadable, 1);
    return;
  }
  switch (frame.command) {
  case ORCA_EVENT_SUBSCRIBED:
    take_subscribed(push);
    break;
  case ORCA_EVENT_DATA:
    take_event(push, &frame.event);
    break;
  case ORCA_EVENT_ERROR:
    log_push(LOG_LEVEL_WARNING, "refused", frame.code);
    break;
  case ORCA_EVENT_OTHER:
    break;
  }
}

static void frame_begin(struct orca_push *push) {
  arena_free(push->frame_arena);
  push->frame_arena = arena_new(FRAME_BYTES * (size_t)8);
  push->frame = (struct buffer){.error = ERROR_MEMORY};
  if (push->frame_arena != NULL) {
    push->frame = buffer_make(push->frame_arena, FRAME_BYTES);
  }
}

/* Pieces are put together; a frame that is too long is as good as unreadable. */
static void receive(struct orca_push *push, const void *bytes, size_t length) {
  struct lws *connection = push->connection;
  if (lws_is_first_fragment(connection)) {
    frame_begin(push);
  }
  if (push->frame.error == ERROR_OK) {
    buffer_append(&push->frame, view_make(bytes, length));
  }
  if (!lws_is_final_fragment(connection) || lws_remaining_packet_payload(connection) != 0) {
    return;
  }
  if (push->frame.error == ERROR_OK && !lws_frame_is_binary(connection)) {
    take_frame(push, buffer_view(&push->frame));
  } else {
    atomic_fetch_add(&push->unreadable, 1);
  }
}

/* ---- the connection ---------------------------------------------------------------------------
 */

/* One subscription each time that the socket takes something. */
static int write_subscription(struct orca_push *push) {
  unsigned char bytes[LWS_PRE + 512];
  struct view name = view_trim(view_split(&push->unsubscribed, ','));
  struct arena *arena = arena_new(4096);
  struct view frame = {NULL, 0};
  if (arena != NULL) {
    frame = orca_event_subscribe(arena, name, push->subscriptions++);
  }
  int written = -1;
  if (frame.length != 0 && frame.length <= sizeof(bytes) - LWS_PRE) {
    memcpy(bytes + LWS_PRE, frame.data, frame.length);
    written = lws_write(push->connection, bytes + LWS_PRE, frame.length, LWS_WRITE_TEXT);
  }
  arena_free(arena);
  if (written > 0 && push->unsubscribed.length != 0) {
    lws_callback_on_writable(push->connection);
  }
  return written > 0 ? 0 : -1;
}

static bool add_header(struct lws *connection, const char *name, const char *value,
                       unsigned char **position, unsigned char *end) {
  return lws_add_http_header_by_name(connection, (const unsigned char *)name,
                                     (const unsigned char *)value, (int)strlen(value), position,
                                     end) == 0;
}

static bool add_basic(struct orca_push *push, struct lws *connection, unsigned char **position,
                      unsigned char *end) {
  char password[ORCA_PASSWORD_BYTES];
  struct arena *arena = arena_new(16384);
  uint64_t edition = orca_password_get(&push->password, password);
  /* After a refusal the file may hold another one; a connection is rare enough to look each time.
   */
  if (orca_password_renew(&push->password, edition)) {
    (void)orca_password_get(&push->password, password);
  }
  const char *value =
      arena != NULL ? orca_push_link_basic(arena, orca_settings(push->orca)->user, password) : NULL;
  bool added = value != NULL && add_header(connection, "Authorization:", value, position, end);
  explicit_bzero(password, sizeof(password));
  arena_free(arena);
  return added;
}

static int add_headers(struct orca_push *push, struct lws *connection, void *memory,
                       size_t length) {
  unsigned char **position = memory;
  unsigned char *end = *position + length;
  bool added = push->settings.tenant[0] == '\0' ||
               add_header(connection, "X-GINBEE-TENANT-ID:", push->settings.tenant, position, end);
  if (added && push->settings.basic) {
    added = add_basic(push, connection, position, end);
  }
  return added ? 0 : -1;
}

static void connect_later(struct orca_push *push);

static void lost(struct orca_push *push, struct view why) {
  push->connection = NULL;
  push->resync_due = false;
  if (atomic_exchange(&push->state, ORCA_PUSH_CONNECTING) == ORCA_PUSH_LISTENING) {
    push->since_ms = now_ms(push) - HANGUP_SECONDS * INT64_C(1000);
  }
  if (!atomic_load(&push->stopping)) {
    log_push(LOG_LEVEL_WARNING, "disconnected", why);
    connect_later(push);
  }
}

static int established(struct orca_push *push, struct lws *connection) {
  push->connection = connection;
  push->unsubscribed = view_of(push->settings.events);
  atomic_store(&push->state, ORCA_PUSH_CONNECTED);
  atomic_fetch_add(&push->connections, 1);
  return lws_callback_on_writable(connection) < 0 ? -1 : 0;
}

static int on_event(struct lws *connection, enum lws_callback_reasons reason, void *user,
                    void *data, size_t length) {
  struct orca_push *push = lws_context_user(lws_get_context(connection));
  (void)user;
  if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER) {
    return add_headers(push, connection, data, length);
  }
  if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED) {
    return established(push, connection);
  }
  if (reason == LWS_CALLBACK_CLIENT_WRITEABLE && push->unsubscribed.length != 0) {
    return write_subscription(push);
  }
  if (reason == LWS_CALLBACK_CLIENT_RECEIVE) {
    receive(push, data, length);
  } else if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
    lost(push, data != NULL ? view_of(data) : view_of("no connection"));
  } else if (reason == LWS_CALLBACK_CLIENT_CLOSED) {
    lost(push, view_of("closed"));
  }
  return 0;
}

static const struct lws_protocols protocols[] = {
    {.name = "orca-push", .callback = on_event, .rx_buffer_size = 16384},
    {.name = NULL},
};

static void connect_now(lws_sorted_usec_list_t *timer) {
  struct orca_push *push = lws_container_of(timer, struct orca_push, again);
  const struct lws_client_connect_info info = {.context = push->context,
                                               .address = push->link.host,
                                               .port = push->link.port,
                                               .ssl_connection =
                                                   push->link.tls ? LCCSCF_USE_SSL : 0,
                                               .path = push->link.path,
                                               .host = push->link.host,
                                               .ietf_version_or_minus_one = -1,
                                               .local_protocol_name = protocols[0].name,
                                               .retry_and_idle_policy = &validity};
  if (!atomic_load(&push->stopping) && lws_client_connect_via_info(&info) == NULL &&
      push->again.us == 0) {
    connect_later(push);
  }
}

/* Also called when an attempt failed at once: then the timer is set already. */
static void connect_later(struct orca_push *push) {
  lws_sul_schedule(push->context, 0, &push->again, connect_now, push->wait_us);
  push->wait_us = push->wait_us * 2 < LONGEST_WAIT_US ? push->wait_us * 2 : LONGEST_WAIT_US;
}

/* ---- the thread -------------------------------------------------------------------------------
 */

static void resync(struct orca_push *push) {
  struct arena *arena = arena_new(RESYNC_BYTES);
  int64_t begin_ms = now_ms(push);
  push->resync_due = false;
  if (arena == NULL) {
    return;
  }
  struct orca_resync work = {
      .since_ms = push->since_ms, .memory = &push->memory, .listener = push->settings.listener};
  struct orca_session session = {
      .orca = push->orca,
      .arena = arena,
      .deadline_us = clock_monotonic_us(orca_settings(push->orca)->clock) + RESYNC_US};
  enum error error = orca_resync(&session, &work);
  atomic_fetch_add(&push->events, work.events);
  if (error == ERROR_OK) {
    push->since_ms = begin_ms;
  }
  const struct log_field fields[] = {LOG_TEXT("result", view_of(error_name(error))),
                                     LOG_INTEGER("patients", work.patients),
                                     LOG_INTEGER("events", work.events)};
  log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "orca-resync", fields,
            sizeof(fields) / sizeof(fields[0]));
  arena_free(arena);
}

static void *run(void *context) {
  struct orca_push *push = context;
  while (!atomic_load(&push->stopping) && lws_service(push->context, 0) >= 0) {
    if (push->resync_due) {
      resync(push);
    }
  }
  return NULL;
}

static void free_push(struct orca_push *push) {
  atomic_store(&push->stopping, true);
  if (push->context != NULL) {
    lws_context_destroy(push->context);
  }
  SSL_CTX_free(push->tls);
  orca_password_done(&push->password);
  arena_free(push->frame_arena);
  arena_free(push->arena);
  free(push);
}

static enum error make_context(struct orca_push *push) {
  /* No proxy from the environment: ORCA stands in the house or at a fixed address. */
  const struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN,
      .protocols = protocols,
      .user = push,
      .gid = -1,
      .uid = -1,
      .http_proxy_address = "",
      .fd_limit_per_thread = DESCRIPTORS,
      .provided_client_ssl_ctx = push->tls,
      .options = push->link.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
  };
  lws_set_log_level(0, NULL);
  push->context = lws_create_context(&info);
  return push->context != NULL ? ERROR_OK : ERROR_INTERNAL;
}

static enum error open_push(struct orca_push *push) {
  const struct orca_settings *settings = orca_settings(push->orca);
  push->arena = arena_new(SETTINGS_BYTES);
  if (push->arena == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = orca_push_link_read(push->arena, push->settings.url, &push->link);
  if (error == ERROR_OK && push->link.tls) {
    push->tls = orca_push_link_tls(settings);
    error = push->tls != NULL ? ERROR_OK : ERROR_CONFIGURATION;
  }
  return error == ERROR_OK ? make_context(push) : error;
}

enum error orca_push_start(const struct orca_push_settings *settings, struct orca *orca,
                           struct orca_push **ret_push) {
  struct orca_push *push = calloc(1, sizeof(*push));
  if (push == NULL) {
    return ERROR_MEMORY;
  }
  push->settings = *settings;
  push->orca = orca;
  push->wait_us = FIRST_WAIT_US;
  push->since_ms = now_ms(push);
  orca_password_init(&push->password, orca_settings(orca)->password,
                     orca_settings(orca)->password_file);
  enum error error = open_push(push);
  if (error == ERROR_OK) {
    lws_sul_schedule(push->context, 0, &push->again, connect_now, 1);
    error = pthread_create(&push->thread, NULL, run, push) == 0 ? ERROR_OK : ERROR_INTERNAL;
  }
  if (error != ERROR_OK) {
    free_push(push);
    return error;
  }
  *ret_push = push;
  return ERROR_OK;
}

void orca_push_stop(struct orca_push *push) {
  if (push == NULL) {
    return;
  }
  atomic_store(&push->stopping, true);
  lws_cancel_service(push->context);
  pthread_join(push->thread, NULL);
  free_push(push);
}
