/* The transport over a real socket: a tiny server on the loopback answers each connection from a
 * script. */
#include "server/orca/orca.h"
#include "server/orca/orca_curl.h"
#include "tests/unit/unit_main.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define OK_ANSWER                                                                                  \
  "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 4\r\n\r\n<a/>"

struct server {
  int socket;
  int port;
  const char *const *script; /* an answer for each connection; "" = close at once; NULL = the end */
  pthread_t thread;
  _Atomic uint32_t connections;
  bool failed;        /* to write */
  char request[4096]; /* the latest */
};

static void read_request(struct server *server, int connection) {
  size_t length = 0;
  server->request[0] = '\0';
  while (length < sizeof(server->request) - 1) {
    ssize_t got = read(connection, server->request + length, sizeof(server->request) - 1 - length);
    if (got <= 0) {
      return;
    }
    length += (size_t)got;
    server->request[length] = '\0';
    const char *end = strstr(server->request, "\r\n\r\n");
    bool has_body = strncmp(server->request, "POST", 4) == 0;
    if (end != NULL && (!has_body || end[4] != '\0')) {
      return;
    }
  }
}

static void *serve(void *context) {
  struct server *server = context;
  for (size_t i = 0; server->script[i] != NULL; i++) {
    int connection = accept(server->socket, NULL, NULL);
    atomic_fetch_add(&server->connections, 1);
    read_request(server, connection);
    size_t length = strlen(server->script[i]);
    if (length != 0) {
      server->failed = server->failed || write(connection, server->script[i], length) < 0;
    }
    close(connection);
  }
  return NULL;
}

static void server_open(struct server *server, const char *const *script) {
  memset(server, 0, sizeof(*server));
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  server->script = script;
  server->socket = socket(AF_INET, SOCK_STREAM, 0);
  ck_assert_int_eq(bind(server->socket, (struct sockaddr *)&address, sizeof(address)), 0);
  ck_assert_int_eq(listen(server->socket, 8), 0);
  ck_assert_int_eq(getsockname(server->socket, (struct sockaddr *)&address, &length), 0);
  server->port = ntohs(address.sin_port);
  ck_assert_int_eq(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_close(struct server *server) {
  ck_assert_int_eq(pthread_join(server->thread, NULL), 0);
  close(server->socket);
  ck_assert(!server->failed);
}

struct result {
  enum error error;
  struct view body;
  struct orca_trouble trouble;
};

static struct arena *arena;

static void setup(void) {
  arena = arena_new(64u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct result call_once(int port, enum orca_api_id api, int64_t timeout_us) {
  char url[64];
  snprintf(url, sizeof(url), "http://127.0.0.1:%d/api", port);
  const struct orca_settings settings = {
      .base_url = url, .user = "ormaster", .password = "ormaster123"};
  struct orca_transport transport;
  struct result result = {.error = orca_curl_open(&settings, &transport)};
  ck_assert_int_eq(result.error, ERROR_OK);
  const struct orca_call call = {.api = orca_api_get(api),
                                 .target = view_of(orca_api_get(api)->target),
                                 .body = view_of("<data/>"),
                                 .timeout_us = timeout_us};
  result.error = transport.perform(transport.context, &call, arena, &result.body, &result.trouble);
  transport.close(transport.context);
  return result;
}

START_TEST(test_get) {
  static const char *const script[] = {OK_ANSWER, NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_OK);
  ck_assert_int_eq(result.trouble.http_status, 200);
  ck_assert(view_is(result.body, "<a/>"));
  ck_assert_int_eq(strncmp(server.request, "GET /api/api01rv2/patientgetv2 HTTP/1.1\r\n", 41), 0);
  ck_assert_ptr_nonnull(
      strstr(server.request, "Authorization: Basic b3JtYXN0ZXI6b3JtYXN0ZXIxMjM=\r\n"));
}
END_TEST

START_TEST(test_post) {
  static const char *const script[] = {OK_ANSWER, NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_DISEASE_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_OK);
  ck_assert_int_eq(strncmp(server.request, "POST /api/api01rv2/diseasegetv2?class=01 ", 41), 0);
  ck_assert_ptr_nonnull(strstr(server.request, "Content-Type: application/xml"));
  ck_assert_ptr_null(strstr(server.request, "Expect:"));
  ck_assert_ptr_nonnull(strstr(server.request, "\r\n\r\n<data/>"));
}
END_TEST

START_TEST(test_closed_before_answer_is_asked_again) {
  static const char *const script[] = {"", OK_ANSWER, NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_OK);
  ck_assert_uint_eq(server.connections, 2);
}
END_TEST

START_TEST(test_closed_twice) {
  static const char *const script[] = {"", "", NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_ORCA_UNREACHABLE);
  ck_assert_int_eq(result.trouble.fault, ORCA_FAULT_UNREACHABLE);
  ck_assert_uint_eq(server.connections, 2);
}
END_TEST

START_TEST(test_half_answer) {
  static const char *const script[] = {"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n<a>", NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_ORCA_ANSWER);
  ck_assert_int_eq(result.trouble.fault, ORCA_FAULT_CUT);
  ck_assert_uint_eq(server.connections, 1);
}
END_TEST

START_TEST(test_status) {
  static const char *const script[] = {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                                       NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_OK);
  ck_assert_int_eq(result.trouble.http_status, 401);
}
END_TEST

START_TEST(test_slow) {
  static const char *const script[] = {NULL};
  struct server server;
  server_open(&server, script);
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 50000);
  server_close(&server);
  ck_assert_int_eq(result.error, ERROR_ORCA_TIMEOUT);
  ck_assert_int_eq(result.trouble.fault, ORCA_FAULT_TIMEOUT);
}
END_TEST

START_TEST(test_nobody_listens) {
  static const char *const script[] = {NULL};
  struct server server;
  server_open(&server, script);
  server_close(&server); /* the port is free again */
  struct result result = call_once(server.port, ORCA_API_PATIENT_GET, 5000000);
  ck_assert_int_eq(result.error, ERROR_ORCA_UNREACHABLE);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_curl");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_get);
  tcase_add_test(tests, test_post);
  tcase_add_test(tests, test_closed_before_answer_is_asked_again);
  tcase_add_test(tests, test_closed_twice);
  tcase_add_test(tests, test_half_answer);
  tcase_add_test(tests, test_status);
  tcase_add_test(tests, test_slow);
  tcase_add_test(tests, test_nobody_listens);
  suite_add_tcase(suite, tests);
  return suite;
}
