#include "server/http/listen.h"
#include "server/http/metrics.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAXIMUM 100000u
#define ANSWER_BYTES 262144u
#define ANSWER_WAIT_MS 5000
#define WAITING_REQUESTS 8

/* What handlers see as their services: counts and a gate. */
struct services {
  atomic_int started;
  atomic_bool open;
  atomic_int from_loopback; /* requests that were audited with the address of the test */
};

static enum error echo(struct request *request, struct response *response) {
  response_fhir(response, request->body.length > 0 ? request->body : view_of("{\"empty\":true}"));
  return ERROR_OK;
}

/* services are const for handlers; the test's own are reached through its address. */
static struct services *services_of(const struct request *request) {
  return (struct services *)(uintptr_t)request->services;
}

static enum error wait_for_gate(struct request *request, struct response *response) {
  struct services *services = services_of(request);
  atomic_fetch_add(&services->started, 1);
  while (!atomic_load(&services->open)) {
    (void)poll(NULL, 0, 1);
  }
  return echo(request, response);
}

static enum error tell_address(struct request *request, struct response *response) {
  response->media_type = "text/plain";
  response->body = arena_format(request->arena, "<%.*s>", VIEW_ARGUMENTS(request->address));
  return ERROR_OK;
}

static enum error audit(const struct dispatch *dispatch, bool may_wait) {
  (void)may_wait;
  if (view_is(dispatch->request.address, "127.0.0.1")) {
    atomic_fetch_add(&services_of(&dispatch->request)->from_loopback, 1);
  }
  return ERROR_OK;
}

static const struct route rows[] = {
    {.method = HTTP_METHOD_GET, .pattern = "/fhir/metadata", .handler = echo, .label = "get"},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/echo",
     .handler = echo,
     .label = "echo",
     .body_maximum = BODY_MAXIMUM,
     .flags = ROUTE_FHIR_BODY},
    {.method = HTTP_METHOD_GET,
     .pattern = "/address",
     .handler = tell_address,
     .label = "address",
     .flags = ROUTE_NO_FHIR},
    {.method = HTTP_METHOD_GET,
     .pattern = "/wait",
     .handler = wait_for_gate,
     .label = "wait",
     .flags = ROUTE_WAITS},
};
static const struct route_table table = {rows, sizeof rows / sizeof rows[0]};

struct fixture {
  struct listen *listen;
  struct metrics *metrics;
  struct services services;
};

/* proxies are listen.trusted_proxies; per_address 0 = no limit. */
static void set_up_behind(struct fixture *fixture, uint32_t timeout_ms, const char *proxies,
                          unsigned per_address) {
  struct trusted_proxies_mistake mistake;
  struct listen_settings settings = {.address = "127.0.0.1",
                                     .threads = 2,
                                     .waiting_threads = WAITING_REQUESTS,
                                     .timeout_ms = timeout_ms,
                                     .max_connections = 64,
                                     .max_connections_per_address = per_address};
  ck_assert_int_eq(trusted_proxies_read(view_of(proxies), &settings.proxies, &mistake), ERROR_OK);
  fixture->metrics = metrics_new(&table);
  ck_assert_int_eq(listen_open(&settings, &fixture->listen), ERROR_OK);
  struct listen_context context = {.routes = &table,
                                   .services = &fixture->services,
                                   .metrics = fixture->metrics,
                                   .clock = clock_system(),
                                   .audit = audit,
                                   .base_url = view_of("http://test/fhir"),
                                   .deadline_ms = 1000};
  ck_assert_int_eq(listen_start(fixture->listen, &context), ERROR_OK);
}

static void set_up(struct fixture *fixture, uint32_t timeout_ms) {
  set_up_behind(fixture, timeout_ms, "", 0);
}

static void tear_down(struct fixture *fixture) {
  ck_assert(listen_stop(fixture->listen, 1000));
  listen_close(fixture->listen);
  metrics_free(fixture->metrics);
}

static int connect_to(const struct fixture *fixture) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(listen_port(fixture->listen)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(connect(client, (const struct sockaddr *)&address, sizeof address), 0);
  return client;
}

/* Sends what it can; a server that has closed is no failure of the test. */
static void send_bytes(int client, struct view bytes) {
  for (size_t sent = 0; sent < bytes.length;) {
    ssize_t count = send(client, bytes.data + sent, bytes.length - sent, MSG_NOSIGNAL);
    if (count <= 0) {
      return;
    }
    sent += (size_t)count;
  }
}

static void send_text(int client, const char *text) {
  send_bytes(client, view_of(text));
}

/* Everything until the server closes or the bytes contain `until`; NUL-terminated, free it. */
static char *receive_until(int client, const char *until) {
  char *answer = calloc(1, ANSWER_BYTES);
  size_t length = 0;
  while (length + 1 < ANSWER_BYTES) {
    struct pollfd wait = {.fd = client, .events = POLLIN};
    if (poll(&wait, 1, ANSWER_WAIT_MS) <= 0) {
      break;
    }
    ssize_t count = recv(client, answer + length, ANSWER_BYTES - length - 1, 0);
    if (count <= 0) {
      break;
    }
    length += (size_t)count;
    if (until != NULL && strstr(answer, until) != NULL) {
      break;
    }
  }
  return answer;
}

struct raw_case {
  const char *name;
  const char *request;
  const char *starts;   /* the answer; "" = closed without any */
  const char *contains; /* NULL = nothing special */
};

#define HOST "Host: x\r\n"
#define CLOSE "Connection: close\r\n"
#define JSON "Content-Type: application/fhir+json\r\n"
static const struct raw_case raw_cases[] = {
    {"get", "GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 200",
     "{\"empty\":true}"},
    {"http 1.0", "GET /fhir/metadata HTTP/1.0\r\n\r\n", "HTTP/1.", "{\"empty\":true}"},
    {"head", "HEAD /fhir/metadata HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 200",
     "Content-Length: 14\r\n"},
    {"request id comes back",
     "GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE "X-Request-Id: my-id.1\r\n\r\n", "HTTP/1.1 200",
     "X-Request-Id: my-id.1\r\n"},
    {"not found", "GET /etc HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 404", "http-path-unknown"},
    {"options", "OPTIONS /fhir/echo HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 204",
     "Allow: POST, OPTIONS\r\n"},
    {"method", "BREW /fhir/echo HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 405", "Allow: POST"},
    {"body", "POST /fhir/echo HTTP/1.1\r\n" HOST CLOSE JSON "Content-Length: 2\r\n\r\n[]",
     "HTTP/1.1 200", "\r\n\r\n[]"},
    {"chunks",
     "POST /fhir/echo HTTP/1.1\r\n" HOST CLOSE JSON
     "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n2;x=y\r\n1]\r\n0\r\n\r\n",
     "HTTP/1.1 200", "\r\n\r\n[1]"},
    {"length and chunks",
     "POST /fhir/echo HTTP/1.1\r\n" HOST JSON
     "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "HTTP/1.1 400", NULL},
    {"two lengths",
     "POST /fhir/echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
     "HTTP/1.1 400", NULL},
    {"length no number", "POST /fhir/echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2,2\r\n\r\n[]",
     "HTTP/1.1 400", NULL},
    {"unknown coding",
     "POST /fhir/echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     "HTTP/1.1 400", NULL},
    {"bad chunk",
     "POST /fhir/echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\n\r\nzz\r\n[\r\n",
     "HTTP/1.1 400", NULL},
    {"no host", "GET /fhir/metadata HTTP/1.1\r\n\r\n", "HTTP/1.1 400", NULL},
    {"no request", "nonsense\r\n\r\n", "", NULL},
    {"expect and refuse",
     "POST /fhir/nothing HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
     "HTTP/1.1 404", NULL},
    {"too large, at once",
     "POST /fhir/echo HTTP/1.1\r\n" HOST JSON
     "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n",
     "HTTP/1.1 413", "100000"},
    {"body where none belongs",
     "GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE "Content-Length: 2\r\n\r\n[]", "HTTP/1.1 400",
     "http-body-not-allowed"},
    {"escapes", "GET /fhir/%00 HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 400",
     "http-path-encoding"},
};

START_TEST(answers_raw) {
  const struct raw_case *expected = &raw_cases[_i];
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  int client = connect_to(&fixture);
  send_text(client, expected->request);
  (void)shutdown(client, SHUT_WR);
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strncmp(answer, expected->starts, strlen(expected->starts)) == 0, "%s: %s",
                expected->name, answer);
  if (expected->contains != NULL) {
    ck_assert_msg(strstr(answer, expected->contains) != NULL, "%s: %s", expected->name, answer);
  }
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

struct long_case {
  const char *start;
  const char *repeated;
  size_t count;
  const char *end;
  const char *starts;
};

static const struct long_case long_cases[] = {
    {"GET /fhir/metadata?a=", "x", 70000, " HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 4"},
    {"GET /fhir/metadata HTTP/1.1\r\n" HOST "X-Long: ", "x", 70000, "\r\n\r\n", "HTTP/1.1 431"},
    {"GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE, "A: b\r\n", 120, "\r\n", "HTTP/1.1 400"},
    {"GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE, "A: b\r\n", 90, "\r\n", "HTTP/1.1 200"},
    {"GET /fhir/metadata?", "a=b&", 65, " HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 400"},
    {"GET /fhir/metadata?", "a=b&", 64, " HTTP/1.1\r\n" HOST CLOSE "\r\n", "HTTP/1.1 200"},
};

START_TEST(bounds_heads) {
  const struct long_case *expected = &long_cases[_i];
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  int client = connect_to(&fixture);
  send_text(client, expected->start);
  for (size_t i = 0; i < expected->count; i++) {
    send_text(client, expected->repeated);
  }
  send_text(client, expected->end);
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strncmp(answer, expected->starts, strlen(expected->starts)) == 0, "%.200s", answer);
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

/* Bodies at the limit, above it, and in chunks without a length. */
START_TEST(bounds_bodies) {
  static const struct {
    size_t length;
    bool chunked;
    const char *starts;
  } bodies[] = {{BODY_MAXIMUM, false, "HTTP/1.1 200"},
                {BODY_MAXIMUM + 1, false, "HTTP/1.1 413"},
                {BODY_MAXIMUM, true, "HTTP/1.1 200"},
                {BODY_MAXIMUM + 1, true, "HTTP/1.1 413"},
                {BODY_MAXIMUM * 40, true, "HTTP/1.1 413"}};
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  char *body = malloc(bodies[_i].length);
  memset(body, 'x', bodies[_i].length);
  char head[256];
  int client = connect_to(&fixture);
  if (bodies[_i].chunked) {
    (void)snprintf(head, sizeof head,
                   "POST /fhir/echo HTTP/1.1\r\n" HOST CLOSE JSON
                   "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                   bodies[_i].length);
  } else {
    (void)snprintf(head, sizeof head,
                   "POST /fhir/echo HTTP/1.1\r\n" HOST CLOSE JSON "Content-Length: %zu\r\n\r\n",
                   bodies[_i].length);
  }
  send_text(client, head);
  send_bytes(client, view_make(body, bodies[_i].length));
  if (bodies[_i].chunked) {
    send_text(client, "\r\n0\r\n\r\n");
  }
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strncmp(answer, bodies[_i].starts, strlen(bodies[_i].starts)) == 0, "%.200s",
                answer);
  free(answer);
  free(body);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

START_TEST(keeps_connections_and_pipelines) {
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  int client = connect_to(&fixture);
  for (int i = 0; i < 3; i++) {
    send_text(client, "GET /fhir/metadata HTTP/1.1\r\n" HOST "\r\n");
    char *answer = receive_until(client, "{\"empty\":true}");
    ck_assert_int_eq(strncmp(answer, "HTTP/1.1 200", 12), 0);
    free(answer);
  }
  send_text(client, "GET /fhir/metadata HTTP/1.1\r\n" HOST
                    "\r\nGET /fhir/none HTTP/1.1\r\n" HOST CLOSE "\r\n");
  char *answer = receive_until(client, NULL);
  ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 200"));
  ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 404"));
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

/* Bytes that drip in forever do not hold a connection: headers are cut, a body is answered 408. */
START_TEST(ends_slow_requests) {
  static const struct {
    const char *start;
    const char *answer;
  } slow[] = {
      {"GET /fhir/metadata HTTP/1.1\r\n" HOST "X-Slow: ", ""},
      {"POST /fhir/echo HTTP/1.1\r\n" HOST JSON "Content-Length: 1000\r\n\r\n", "HTTP/1.1 408"}};
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 300);
  int client = connect_to(&fixture);
  send_text(client, slow[_i].start);
  struct pollfd wait = {.fd = client, .events = POLLIN};
  for (int i = 0; i < 100 && poll(&wait, 1, 50) == 0; i++) {
    send_text(client, "x");
  }
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strncmp(answer, slow[_i].answer, strlen(slow[_i].answer)) == 0, "%s", answer);
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

static void wait_for_started(struct fixture *fixture, int count) {
  for (int i = 0; i < 5000 && atomic_load(&fixture->services.started) < count; i++) {
    (void)poll(NULL, 0, 1);
  }
  ck_assert_int_eq(atomic_load(&fixture->services.started), count);
}

START_TEST(answers_while_others_wait) {
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  int waiting[WAITING_REQUESTS];
  for (int i = 0; i < WAITING_REQUESTS; i++) {
    waiting[i] = connect_to(&fixture);
    send_text(waiting[i], "GET /wait HTTP/1.1\r\n" HOST CLOSE "\r\n");
  }
  wait_for_started(&fixture, WAITING_REQUESTS);
  int client = connect_to(&fixture);
  send_text(client, "GET /fhir/metadata HTTP/1.1\r\n" HOST CLOSE "\r\n");
  char *answer = receive_until(client, NULL);
  ck_assert_int_eq(strncmp(answer, "HTTP/1.1 200", 12), 0);
  free(answer);
  (void)close(client);
  atomic_store(&fixture.services.open, true);
  for (int i = 0; i < WAITING_REQUESTS; i++) {
    answer = receive_until(waiting[i], NULL);
    ck_assert_int_eq(strncmp(answer, "HTTP/1.1 200", 12), 0);
    free(answer);
    (void)close(waiting[i]);
  }
  tear_down(&fixture);
}
END_TEST

START_TEST(stops_gracefully) {
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  int client = connect_to(&fixture);
  send_text(client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
  wait_for_started(&fixture, 1);
  ck_assert(!listen_stop(fixture.listen, 50));
  atomic_store(&fixture.services.open, true);
  ck_assert(listen_stop(fixture.listen, 1000));
  char *answer = receive_until(client, "{\"empty\":true}");
  ck_assert_int_eq(strncmp(answer, "HTTP/1.1 200", 12), 0);
  ck_assert_ptr_nonnull(strstr(answer, "Connection: close"));
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

START_TEST(takes_nothing_new_while_it_stops) {
  struct fixture fixture = {.listen = NULL};
  set_up(&fixture, 5000);
  ck_assert(listen_stop(fixture.listen, 1000));
  int client = connect_to(&fixture);
  send_text(client, "GET /fhir/metadata HTTP/1.1\r\n" HOST "\r\n");
  char *answer = receive_until(client, NULL);
  ck_assert_int_eq(strncmp(answer, "HTTP/1.1 503", 12), 0);
  ck_assert_ptr_nonnull(strstr(answer, "Retry-After: "));
  ck_assert_ptr_nonnull(strstr(answer, "Connection: close"));
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

/* ---- proxies -----------------------------------------------------------------------------------
 */
static const struct {
  const char *proxies;
  const char *headers;
  const char *address;
} forwarded[] = {
    {"", "X-Forwarded-For: 192.0.2.7\r\n", "<127.0.0.1>"},
    {"10.0.0.0/8", "X-Forwarded-For: 192.0.2.7\r\n", "<127.0.0.1>"},
    {"127.0.0.1", "", "<127.0.0.1>"},
    {"127.0.0.1", "X-Forwarded-For: 198.51.100.1, 192.0.2.7\r\n", "<192.0.2.7>"},
    {"127.0.0.0/8", "x-forwarded-for: 198.51.100.1\r\nX-FORWARDED-FOR: 192.0.2.7\r\n",
     "<192.0.2.7>"},
    {"127.0.0.1", "X-Forwarded-For: 2001:DB8::7\r\nX-Forwarded-For: 127.0.0.1\r\n",
     "<2001:db8::7>"},
    {"127.0.0.1", "X-Forwarded-For: 198.51.100.1, unknown\r\n", "<127.0.0.1>"},
    {"127.0.0.1", "Forwarded: for=192.0.2.7\r\nX-Real-IP: 192.0.2.7\r\n", "<127.0.0.1>"},
};

START_TEST(knows_clients_behind_proxies) {
  struct fixture fixture = {.listen = NULL};
  set_up_behind(&fixture, 5000, forwarded[_i].proxies, 0);
  int client = connect_to(&fixture);
  send_text(client, "GET /address HTTP/1.1\r\n" HOST CLOSE);
  send_text(client, forwarded[_i].headers);
  send_text(client, "\r\n");
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strstr(answer, forwarded[_i].address) != NULL, "%s", answer);
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

/* Of a head that cannot be used nothing is believed: the line that the proxy added may be missing.
 */
START_TEST(believes_nothing_of_a_bad_head) {
  struct fixture fixture = {.listen = NULL};
  set_up_behind(&fixture, 5000, "127.0.0.1", 0);
  int client = connect_to(&fixture);
  send_text(client, "GET /address HTTP/1.1\r\n" HOST CLOSE "X-Forwarded-For: 198.51.100.1\r\n");
  for (unsigned i = 0; i < LIMIT_HEADERS; i++) {
    send_text(client, "X-Filler: 1\r\n");
  }
  send_text(client, "X-Forwarded-For: 192.0.2.7\r\n\r\n");
  char *answer = receive_until(client, NULL);
  ck_assert_msg(strncmp(answer, "HTTP/1.1 400", 12) == 0, "%s", answer);
  ck_assert_int_eq(atomic_load(&fixture.services.from_loopback), 1);
  free(answer);
  (void)close(client);
  tear_down(&fixture);
}
END_TEST

/* True when a request on it is answered; the connection stays open. */
static bool is_served(int client) {
  send_text(client, "GET /address HTTP/1.1\r\n" HOST "\r\n");
  char *answer = receive_until(client, "<127.0.0.1>");
  bool served = strncmp(answer, "HTTP/1.1 200", 12) == 0;
  free(answer);
  return served;
}

START_TEST(limits_connections_of_an_address) {
  struct fixture fixture = {.listen = NULL};
  set_up_behind(&fixture, 20000, "", 2);
  int first = connect_to(&fixture);
  ck_assert(is_served(first));
  int second = connect_to(&fixture);
  ck_assert(is_served(second));
  int third = connect_to(&fixture);
  ck_assert(!is_served(third));
  (void)close(third);
  (void)close(first);
  bool served = false; /* as soon as the server knows of the end */
  for (int i = 0; i < 1000 && !served; i++) {
    third = connect_to(&fixture);
    served = is_served(third);
    (void)close(third);
    (void)poll(NULL, 0, served ? 0 : 5);
  }
  ck_assert(served);
  (void)close(second);
  tear_down(&fixture);
}
END_TEST

START_TEST(does_not_limit_connections_of_a_proxy) {
  struct fixture fixture = {.listen = NULL};
  int clients[8];
  set_up_behind(&fixture, 20000, "127.0.0.1", 2);
  for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++) {
    clients[i] = connect_to(&fixture);
    ck_assert(is_served(clients[i]));
  }
  for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++) {
    (void)close(clients[i]);
  }
  tear_down(&fixture);
}
END_TEST

START_TEST(refuses_addresses) {
  struct listen *listen = NULL;
  struct listen_settings settings = {.address = "256.1.1.1", .threads = 1, .waiting_threads = 1};
  ck_assert_int_eq(listen_open(&settings, &listen), ERROR_CONFIGURATION);
  settings.address = "127.0.0.1";
  ck_assert_int_eq(listen_open(&settings, &listen), ERROR_OK);
  ck_assert_uint_ne(listen_port(listen), 0);
  struct listen *second = NULL;
  settings.port = listen_port(listen);
  ck_assert_int_eq(listen_open(&settings, &second), ERROR_CONFIGURATION);
  ck_assert_int_eq(errno, EADDRINUSE);
  listen_close(listen);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("listen");
  TCase *cases = tcase_create("listen");
  tcase_set_timeout(cases, 20);
  tcase_add_loop_test(cases, answers_raw, 0, sizeof raw_cases / sizeof raw_cases[0]);
  tcase_add_loop_test(cases, bounds_heads, 0, sizeof long_cases / sizeof long_cases[0]);
  tcase_add_loop_test(cases, bounds_bodies, 0, 5);
  tcase_add_test(cases, keeps_connections_and_pipelines);
  tcase_add_loop_test(cases, ends_slow_requests, 0, 2);
  tcase_add_test(cases, answers_while_others_wait);
  tcase_add_test(cases, stops_gracefully);
  tcase_add_test(cases, takes_nothing_new_while_it_stops);
  tcase_add_loop_test(cases, knows_clients_behind_proxies, 0,
                      sizeof forwarded / sizeof forwarded[0]);
  tcase_add_test(cases, believes_nothing_of_a_bad_head);
  tcase_add_test(cases, limits_connections_of_an_address);
  tcase_add_test(cases, does_not_limit_connections_of_a_proxy);
  tcase_add_test(cases, refuses_addresses);
  suite_add_tcase(suite, cases);
  return suite;
}
