#include "server/http/listen.h"

#include "server/http/exchange.h"
#include "server/http/tls.h"
#include "server/limits.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* How often the stop looks whether all is done. */
#define STOP_POLL_MS 5
/* File descriptors kept for everything that is no client connection. */
#define RESERVED_DESCRIPTORS 128u

struct listen {
  struct listen_settings settings;
  int socket;
  uint16_t port;
  struct MHD_Daemon *daemon;
  struct connection_count *count;
  struct exchange_host host;
};

static int open_socket(const struct addrinfo *address) {
  int one = 1;
  int descriptor = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                          address->ai_protocol);
  if (descriptor < 0) {
    return -1;
  }
  if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
      bind(descriptor, address->ai_addr, address->ai_addrlen) == 0 &&
      listen(descriptor, LIMIT_LISTEN_BACKLOG) == 0) {
    return descriptor;
  }
  int reason = errno;
  (void)close(descriptor);
  errno = reason;
  return -1;
}

/* To be freed with freeaddrinfo; NULL when there is no such address. */
static struct addrinfo *find_address(const char *address, uint16_t port) {
  char service[8];
  (void)snprintf(service, sizeof service, "%u", (unsigned)port);
  struct addrinfo hints = {
      .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
  struct addrinfo *addresses = NULL;
  return getaddrinfo(address, service, &hints, &addresses) == 0 ? addresses : NULL;
}

static bool is_loopback(const struct sockaddr *address) {
  if (address->sa_family == AF_INET6) {
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(six);
  }
  uint32_t four = ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr);
  return address->sa_family == AF_INET && four >> 24 == IN_LOOPBACKNET;
}

bool listen_is_loopback(const char *address) {
  struct addrinfo *addresses = find_address(address, 0);
  bool all = true;
  for (const struct addrinfo *item = addresses; item != NULL; item = item->ai_next) {
    all = all && is_loopback(item->ai_addr);
  }
  if (addresses != NULL) {
    freeaddrinfo(addresses);
  }
  return all;
}

static int bind_address(const char *address, uint16_t port) {
  errno = 0;
  struct addrinfo *addresses = find_address(address, port);
  if (addresses == NULL) {
    return -1;
  }
  int descriptor = open_socket(addresses);
  freeaddrinfo(addresses);
  return descriptor;
}

static uint16_t bound_port(int descriptor) {
  union {
    struct sockaddr any;
    struct sockaddr_in version_4;
    struct sockaddr_in6 version_6;
  } address = {.version_6 = {0}};
  socklen_t length = sizeof address;
  if (getsockname(descriptor, &address.any, &length) != 0) {
    return 0;
  }
  return ntohs(address.any.sa_family == AF_INET6 ? address.version_6.sin6_port
                                                 : address.version_4.sin_port);
}

enum error listen_open(const struct listen_settings *settings, struct listen **ret_listen) {
  struct listen *listener = calloc(1, sizeof *listener);
  if (listener == NULL) {
    return ERROR_MEMORY;
  }
  listener->settings = *settings;
  listener->socket = bind_address(settings->address, settings->port);
  if (listener->socket < 0) {
    int reason = errno;
    free(listener);
    errno = reason;
    return ERROR_CONFIGURATION;
  }
  listener->port = bound_port(listener->socket);
  *ret_listen = listener;
  return ERROR_OK;
}

uint16_t listen_port(const struct listen *listener) {
  return listener->port;
}

/* Raises the limit of open files as far as allowed and keeps the connections below it. */
static unsigned connection_limit(unsigned wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return wanted;
  }
  rlim_t needed = (rlim_t)wanted + RESERVED_DESCRIPTORS;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= needed) {
    return wanted;
  }
  return limit.rlim_cur > (rlim_t)2 * RESERVED_DESCRIPTORS
             ? (unsigned)limit.rlim_cur - RESERVED_DESCRIPTORS
             : RESERVED_DESCRIPTORS;
}

/* Targets are decoded by route_path_parse and query_append, strictly. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

/* libmicrohttpd makes its connection the session's pointer. */
static struct tls *tls_of(gnutls_session_t session) {
  struct MHD_Connection *connection = gnutls_session_get_ptr(session);
  return connection == NULL ? NULL : connection_watch_tls(connection);
}

static int verify_client(gnutls_session_t session) {
  const struct tls *tls = tls_of(session);
  return tls == NULL ? GNUTLS_E_CERTIFICATE_ERROR
                     : tls_verify_client(tls, session,
                                         connection_watch_judged(gnutls_session_get_ptr(session)));
}

/* gnutls_certificate_retrieve_function2 */
static int choose_certificate(gnutls_session_t session, const gnutls_datum_t *authorities,
                              int authority_count, const gnutls_pk_algorithm_t *algorithms,
                              int algorithm_count, gnutls_pcert_st **ret_chain,
                              unsigned *ret_length, gnutls_privkey_t *ret_key) {
  (void)authorities;
  (void)authority_count;
  (void)algorithms;
  (void)algorithm_count;
  struct tls *tls = tls_of(session);
  struct tls_choice choice;
  if (tls == NULL || tls_choose(tls, session, verify_client, &choice) != 0) {
    return -1;
  }
  *ret_chain = choice.chain;
  *ret_length = choice.chain_length;
  *ret_key = choice.key;
  return 0;
}

/* MHD_AcceptPolicyCallback */
static enum MHD_Result accept_connection(void *context, const struct sockaddr *peer,
                                         socklen_t length) {
  (void)length;
  struct ip_address address;
  return !ip_address_of(peer, &address) || connection_count_has_room(context, &address) ? MHD_YES
                                                                                        : MHD_NO;
}

static struct MHD_Daemon *start_daemon(struct listen *listener) {
  const struct listen_settings *settings = &listener->settings;
  unsigned timeout_seconds = (settings->timeout_ms + 999u) / 1000u;
  bool has_tls = settings->tls != NULL;
  struct MHD_OptionItem tls_options[] = {
      {has_tls ? MHD_OPTION_HTTPS_PRIORITIES : MHD_OPTION_END, 0,
       (void *)(uintptr_t)(has_tls ? tls_priorities(settings->tls) : NULL)},
      {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)choose_certificate},
      {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME |
          (has_tls ? (unsigned)MHD_USE_TLS : 0u),
      0, accept_connection, listener->count, exchange_continue, &listener->host,
      MHD_OPTION_LISTEN_SOCKET, listener->socket, MHD_OPTION_THREAD_POOL_SIZE, settings->threads,
      MHD_OPTION_CONNECTION_LIMIT, connection_limit(settings->max_connections),
      MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)LIMIT_CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
      leave_escaped, NULL, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, &listener->host,
      MHD_OPTION_NOTIFY_COMPLETED, exchange_end, &listener->host, MHD_OPTION_NOTIFY_CONNECTION,
      connection_watch_notify, listener->host.watch, MHD_OPTION_ARRAY, tls_options, MHD_OPTION_END);
}

enum error listen_start(struct listen *listener, const struct listen_context *context) {
  struct exchange_host *host = &listener->host;
  const struct listen_settings *settings = &listener->settings;
  host->routes = context->routes;
  host->services = context->services;
  host->metrics = context->metrics;
  host->access = context->access;
  host->clock = context->clock;
  host->audit = context->audit;
  host->base_url = context->base_url;
  host->deadline_ms = context->deadline_ms;
  host->proxies = settings->proxies;
  listener->count = connection_count_new(settings->max_connections_per_address, &settings->proxies);
  const struct connection_watch_settings watch = {.clock = context->clock,
                                                  .timeout_ms = settings->timeout_ms,
                                                  .tls = settings->tls,
                                                  .count = listener->count};
  if (listener->count == NULL) {
    return ERROR_MEMORY;
  }
  enum error error =
      executor_start(settings->waiting_threads, LIMIT_WAITING_REQUESTS, &host->executor);
  if (error == ERROR_OK) {
    error = connection_watch_start(&watch, &host->watch);
  }
  if (error != ERROR_OK) {
    return error;
  }
  listener->daemon = start_daemon(listener);
  return listener->daemon == NULL ? ERROR_INTERNAL : ERROR_OK;
}

/* A thread of the executor may still be on its way out when its answer has been sent. */
static bool is_busy(struct exchange_host *host) {
  return atomic_load(&host->in_flight) > 0 || executor_load(host->executor) > 0;
}

bool listen_stop(struct listen *listener, uint32_t grace_ms) {
  struct exchange_host *host = &listener->host;
  atomic_store(&host->stopping, true);
  if (listener->daemon == NULL) {
    return true;
  }
  /* No MHD_quiesce_daemon: with an epoll thread pool (0.9.75) it races with its own workers for the
   * removal of the listening socket and aborts the process. New requests are refused instead. */
  int64_t end_us = clock_monotonic_us(host->clock) + (int64_t)grace_ms * 1000;
  while (is_busy(host) && clock_monotonic_us(host->clock) < end_us) {
    (void)poll(NULL, 0, STOP_POLL_MS);
  }
  return executor_load(host->executor) == 0;
}

void listen_close(struct listen *listener) {
  if (listener == NULL) {
    return;
  }
  executor_stop(listener->host.executor);
  if (listener->daemon != NULL) {
    MHD_stop_daemon(listener->daemon); /* closes the listening socket too */
  } else {
    (void)close(listener->socket);
  }
  connection_watch_stop(listener->host.watch);
  connection_count_free(listener->count);
  free(listener);
}
