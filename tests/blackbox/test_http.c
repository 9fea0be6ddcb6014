/* HTTP/1.1 as RFC 9110 and RFC 9112 ask for it, on raw sockets: what could make two readers of the
 * same bytes see different requests is refused and ends the connection; what may be said in several
 * ways is understood. Each row names its section. Where libmicrohttpd decides before the server
 * sees anything, the row says so ("library"). */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_BYTES 262144u
#define IDLE_CONNECTIONS 2000
#define PATIENCE_MS 15000

#define HOST "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n"
#define LIVE "GET /health/live HTTP/1.1\r\n" HOST
#define PATIENT "{\"resourceType\":\"Patient\"}"
#define VALIDATE                                                                                   \
  "POST /fhir/Patient/$validate HTTP/1.1\r\n" HOST "Content-Type: application/fhir+json\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"
#define CHUNKS "1a\r\n" PATIENT "\r\n0\r\n\r\n"
/* What an attacker would like to be read as a request of its own. */
#define SMUGGLED "GET /fhir/metadata HTTP/1.1\r\n" HOST "\r\n"

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none",
                         .settings = {"FHIR_FACADE_LISTEN_TIMEOUT_MS=1000",
                                      "FHIR_FACADE_LISTEN_MAX_CONNECTIONS_PER_ADDRESS=4000"}};
  world_start(&world);
}

static void teardown(void) {
  ck_assert_int_eq(server_stop(&world), 0);
  world_stop(&world);
}

/* ---- raw connections ---------------------------------------------------------------------------
 */
static int connect_to_server(void) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)world.port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_ge(descriptor, 0);
  ck_assert_int_eq(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
  return descriptor;
}

struct answer {
  char text[ANSWER_BYTES + 1];
  size_t length;
};

/* Everything until the server ends the connection; the test fails when it never does. */
static void receive_all(int descriptor, struct answer *answer) {
  answer->length = 0;
  for (;;) {
    struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
    ck_assert_msg(poll(&waiting, 1, PATIENCE_MS) == 1, "the connection stayed open");
    ssize_t count =
        recv(descriptor, answer->text + answer->length, ANSWER_BYTES - answer->length, 0);
    if (count <= 0) {
      break; /* a reset ends it as well */
    }
    answer->length += (size_t)count;
  }
  answer->text[answer->length] = '\0';
}

static void exchange(const char *request, size_t length, struct answer *answer) {
  int descriptor = connect_to_server();
  (void)send(descriptor, request, length, MSG_NOSIGNAL);
  receive_all(descriptor, answer);
  close(descriptor);
}

/* "200 400 " of the answers one behind the other. Those of the library itself (no X-Request-Id) end
 * the connection; libmicrohttpd 0.9.75 repeats their headers in front of their content, so nothing
 * behind them is looked at. */
static void statuses_of(const struct answer *answer, char *ret_text, size_t size) {
  size_t used = 0;
  const char *at = answer->text;
  ret_text[0] = '\0';
  while (strncmp(at, "HTTP/1.1 ", 9) == 0) {
    const char *end = strstr(at, "\r\n\r\n");
    ck_assert_msg(end != NULL, "headers without an end: %s", at);
    used += (size_t)snprintf(ret_text + used, size - used, "%.3s ", at + 9);
    const char *length = strcasestr(at, "\r\nContent-Length: ");
    const char *id = strcasestr(at, "\r\nX-Request-Id: ");
    if (id == NULL || id > end) {
      return;
    }
    at = end + 4 + (length != NULL && length < end ? strtoul(length + 18, NULL, 10) : 0);
    ck_assert_msg(at <= answer->text + answer->length, "an answer that is cut off");
  }
  ck_assert_msg(*at == '\0', "bytes behind the answers: %s", at);
}

struct raw_case {
  const char *name;
  const char *request;
  size_t length;        /* of the request, NUL bytes included */
  const char *statuses; /* of all answers; "" = the connection is closed without one */
};
#define RAW(name, request, statuses)                                                               \
  { name, request, sizeof(request) - 1, statuses }

static const struct raw_case raw_cases[] = {
    /* RFC 9112 section 6.3: lengths that contradict each other; nothing behind them is read */
    RAW("length and chunks", VALIDATE "Content-Length: 4\r\n" CHUNKED "\r\n" CHUNKS SMUGGLED,
        "400 "),
    RAW("chunks and length", VALIDATE CHUNKED "Content-Length: 4\r\n\r\n" CHUNKS SMUGGLED, "400 "),
    RAW("two lengths", VALIDATE "Content-Length: 26\r\nContent-Length: 27\r\n\r\n" PATIENT SMUGGLED,
        "400 "),
    RAW("the same length twice",
        VALIDATE "Content-Length: 26\r\nContent-Length: 26\r\n\r\n" PATIENT, "400 "),
    RAW("a list of lengths", VALIDATE "Content-Length: 26, 26\r\n\r\n" PATIENT, "400 "),
    RAW("negative length", VALIDATE "Content-Length: -1\r\n\r\n" PATIENT, "400 "),
    RAW("length with a sign", VALIDATE "Content-Length: +26\r\n\r\n" PATIENT, "400 "),
    RAW("hexadecimal length", VALIDATE "Content-Length: 0x1a\r\n\r\n" PATIENT, "400 "),
    RAW("length with a blank", VALIDATE "Content-Length: 2 6\r\n\r\n" PATIENT, "400 "),
    RAW("empty length", VALIDATE "Content-Length: \r\n\r\n" PATIENT, "400 "),
    RAW("length of 23 digits", VALIDATE "Content-Length: 99999999999999999999999\r\n\r\n" PATIENT,
        "413 "),
    /* section 6.1: codings that hide chunks from one of two readers */
    RAW("unknown coding", VALIDATE "Transfer-Encoding: xchunked\r\n\r\n" CHUNKS SMUGGLED, "400 "),
    RAW("coding with a vertical tab", VALIDATE "Transfer-Encoding: \vchunked\r\n\r\n" CHUNKS,
        "400 "),
    RAW("two codings", VALIDATE CHUNKED "Transfer-Encoding: identity\r\n\r\n" CHUNKS, "400 "),
    RAW("chunked is not last", VALIDATE "Transfer-Encoding: chunked, identity\r\n\r\n" CHUNKS,
        "400 "),
    RAW("gzip before chunked", VALIDATE "Transfer-Encoding: gzip, chunked\r\n\r\n" CHUNKS, "400 "),
    RAW("folded coding", VALIDATE "Transfer-Encoding:\r\n chunked\r\n\r\n" CHUNKS SMUGGLED, "400 "),
    RAW("capital letter", VALIDATE CLOSE "Transfer-Encoding: Chunked\r\n\r\n" CHUNKS, "200 "),
    /* section 5.1: no blank between name and colon */
    RAW("blank before the colon of the coding",
        VALIDATE "Transfer-Encoding : chunked\r\nContent-Length: 26\r\n\r\n" PATIENT SMUGGLED,
        "400 "),
    RAW("blank before the colon of the length",
        VALIDATE "Content-Length : 26\r\n\r\n" PATIENT SMUGGLED, "400 "),
    RAW("blank in a name", LIVE "X A: b\r\n\r\n", "400 "),
    RAW("no colon", LIVE "nonsense\r\n\r\n", "400 "),
    RAW("blank before the first field", "GET /health/live HTTP/1.1\r\n Host: localhost\r\n\r\n",
        "400 "),
    /* section 5.2: a folded line may be read as one with blanks */
    RAW("folded line", LIVE CLOSE "X-A: a\r\n b\r\n\r\n", "200 "),
    /* section 2.2: a lone LF may end a line, a lone CR may not stand in one */
    RAW("bare LF", "GET /health/live HTTP/1.1\nHost: localhost\nConnection: close\n\n", "200 "),
    RAW("bare CR", LIVE "X-A: a\rX-B: b\r\n\r\n", "400 "),
    RAW("empty lines before", "\r\n\r\n" LIVE CLOSE "\r\n", "200 "),
    /* section 3.2: exactly one Host in HTTP/1.1 */
    RAW("no host", "GET /health/live HTTP/1.1\r\n\r\n", "400 "),
    RAW("two hosts", LIVE "Host: other\r\n\r\n", "400 "),
    RAW("absolute form", "GET http://localhost/health/live HTTP/1.1\r\n" HOST CLOSE "\r\n", "200 "),
    RAW("authority form", "CONNECT localhost:80 HTTP/1.1\r\n" HOST CLOSE "\r\n", "404 "),
    RAW("asterisk form", "OPTIONS * HTTP/1.1\r\n" HOST CLOSE "\r\n", "404 "),
    /* section 3: the request line. library: a blank in the target ends the connection without a
     * word (it SHOULD be a 400); NUL in a target ends it there */
    RAW("blank in the target", "GET /fhir/Patient/a b HTTP/1.1\r\n" HOST "\r\n", ""),
    RAW("tabs", "GET\t/health/live\tHTTP/1.1\r\n" HOST "\r\n", ""),
    RAW("unknown method", "G@T /health/live HTTP/1.1\r\n" HOST CLOSE "\r\n", "405 "),
    RAW("small letters", "get /health/live HTTP/1.1\r\n" HOST CLOSE "\r\n", "405 "),
    RAW("TRACE", "TRACE /health/live HTTP/1.1\r\n" HOST CLOSE "\r\n", "405 "),
    RAW("TLS on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", ""),
    /* section 2.3, 2.5: versions */
    RAW("HTTP/0.9", "GET /health/live\r\n\r\n", "400 "),
    RAW("HTTP/2.0", "GET /health/live HTTP/2.0\r\n" HOST "\r\n", "505 "),
    RAW("HTTP/1.2 is read as 1.1", "GET /health/live HTTP/1.2\r\n" HOST CLOSE "\r\n", "200 "),
    RAW("no version", "GET /health/live HTTP/1.1x\r\n" HOST "\r\n", "400 "),
    RAW("version in small letters", "GET /health/live http/1.1\r\n" HOST "\r\n", "400 "),
    /* section 9.3: an HTTP/1.0 connection ends by itself, unless it was asked to stay */
    RAW("HTTP/1.0", "GET /health/live HTTP/1.0\r\n\r\n" LIVE CLOSE "\r\n", "200 "),
    RAW("HTTP/1.0 keep-alive",
        "GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        "GET /health/live HTTP/1.0\r\n\r\n",
        "200 200 "),
    /* section 9.3.2: pipelined requests are answered in their order */
    RAW("pipeline", LIVE "\r\n" SMUGGLED "GET /nothing HTTP/1.1\r\n" HOST "\r\n" LIVE CLOSE "\r\n",
        "200 200 404 200 "),
    RAW("pipeline behind a body", VALIDATE "Content-Length: 26\r\n\r\n" PATIENT LIVE CLOSE "\r\n",
        "200 200 "),
    RAW("a refused body is passed over", LIVE "Content-Length: 5\r\n\r\nhello" LIVE CLOSE "\r\n",
        "400 200 "),
    /* section 7.1: chunks */
    RAW("chunks", VALIDATE CLOSE CHUNKED "\r\n" CHUNKS, "200 "),
    RAW("chunk extension", VALIDATE CLOSE CHUNKED "\r\n1a;a=b\r\n" PATIENT "\r\n0\r\n\r\n", "200 "),
    RAW("trailer field", VALIDATE CLOSE CHUNKED "\r\n1a\r\n" PATIENT "\r\n0\r\nX-A: b\r\n\r\n",
        "200 "),
    RAW("size that is none", VALIDATE CHUNKED "\r\nzz\r\n" PATIENT SMUGGLED, "400 "),
    RAW("negative size", VALIDATE CHUNKED "\r\n-1\r\n" PATIENT, "400 "),
    RAW("size with 0x", VALIDATE CHUNKED "\r\n0x1a\r\n" PATIENT "\r\n0\r\n\r\n", "400 "),
    RAW("size over 64 bits", VALIDATE CHUNKED "\r\nfffffffffffffffff\r\n" PATIENT, "413 "),
    RAW("data behind the chunk", VALIDATE CHUNKED "\r\n5\r\n" PATIENT "\r\n0\r\n\r\n" SMUGGLED,
        "400 "),
    /* RFC 9110 section 10.1.1 */
    RAW("expectation and a body that is too large",
        VALIDATE "Content-Length: 260000000\r\nExpect: 100-continue\r\n\r\n", "413 "),
    RAW("expectation of something else",
        VALIDATE CLOSE "Content-Length: 26\r\nExpect: magic\r\n\r\n" PATIENT, "200 "),
    /* RFC 3986 section 2.1, RFC 9110 section 4.1: a target is UTF-8 without NUL */
    RAW("NUL in the path", "GET /fhir/Patient/a%00b HTTP/1.1\r\n" HOST CLOSE "\r\n", "400 "),
    RAW("no UTF-8 in the path", "GET /fhir/Patient/a%ff HTTP/1.1\r\n" HOST CLOSE "\r\n", "400 "),
    RAW("a raw byte in the path", "GET /fhir/Patient/a\xff HTTP/1.1\r\n" HOST CLOSE "\r\n", "400 "),
    RAW("half an escape", "GET /fhir/Patient/a%2 HTTP/1.1\r\n" HOST CLOSE "\r\n", "400 "),
    RAW("no UTF-8 in the query", "GET /fhir/Patient?name=%C0%80 HTTP/1.1\r\n" HOST CLOSE "\r\n",
        "400 "),
    RAW("NUL in the query", "GET /fhir/Patient?name=a%00 HTTP/1.1\r\n" HOST CLOSE "\r\n", "400 "),
    RAW("dots", "GET /fhir/../../etc/passwd HTTP/1.1\r\n" HOST CLOSE "\r\n", "404 "),
};

START_TEST(reads_requests_in_one_way) {
  const struct raw_case *row = &raw_cases[_i];
  static struct answer answer;
  char statuses[100];
  exchange(row->request, row->length, &answer);
  statuses_of(&answer, statuses, sizeof statuses);
  ck_assert_msg(strcmp(statuses, row->statuses) == 0, "%s: %s, wanted %s", row->name, statuses,
                row->statuses);
}
END_TEST

/* RFC 9110 section 9.3.2: the fields of a GET, no content. */
START_TEST(head_has_the_fields_and_no_body) {
  static const char head[] = "HEAD /fhir/metadata HTTP/1.1\r\n" HOST "\r\n" LIVE CLOSE "\r\n";
  static struct answer answer;
  exchange(head, sizeof head - 1, &answer);
  const char *end = strstr(answer.text, "\r\n\r\n");
  ck_assert_ptr_nonnull(end);
  const char *length = strcasestr(answer.text, "Content-Length: ");
  ck_assert(length != NULL && length < end);
  ck_assert_uint_gt(strtoul(length + 16, NULL, 10), 1000);
  ck_assert_msg(strncmp(end + 4, "HTTP/1.1 200", 12) == 0, "the next answer must follow at once");
}
END_TEST

/* RFC 9110 section 10.1.1: the body is asked for, and only then it comes. */
START_TEST(asks_for_the_body_that_waits) {
  static const char head[] = VALIDATE CLOSE "Content-Length: 26\r\nExpect: 100-continue\r\n\r\n";
  static const char asked[] = "HTTP/1.1 100 Continue\r\n\r\n";
  static struct answer answer;
  char interim[sizeof asked] = "";
  int descriptor = connect_to_server();
  ck_assert_int_eq(send(descriptor, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
  struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ck_assert_int_eq(recv(descriptor, interim, sizeof asked - 1, MSG_WAITALL), sizeof asked - 1);
  ck_assert_str_eq(interim, asked);
  ck_assert_int_eq(send(descriptor, PATIENT, sizeof PATIENT - 1, MSG_NOSIGNAL), sizeof PATIENT - 1);
  receive_all(descriptor, &answer);
  ck_assert_msg(strncmp(answer.text, "HTTP/1.1 200", 12) == 0, "%s", answer.text);
  close(descriptor);
}
END_TEST

/* ---- sizes -------------------------------------------------------------------------------------
 */
static const struct {
  const char *before;
  size_t fill; /* letters between the two */
  const char *behind;
  const char *status;
} sizes[] = {
    /* RFC 9110 section 15.5.15 and RFC 6585 section 5 */
    {"GET /fhir/Patient?name=", 100000, " HTTP/1.1\r\n" HOST "\r\n", "414 "},
    {LIVE "X-A: ", 100000, "\r\n\r\n", "431 "},
    {LIVE CLOSE "X-A: ", 20000, "\r\n\r\n", "200 "},
};

START_TEST(bounds_what_comes_before_the_body) {
  static struct answer answer;
  char statuses[100];
  size_t before = strlen(sizes[_i].before);
  size_t behind = strlen(sizes[_i].behind);
  size_t length = before + sizes[_i].fill + behind;
  char *request = malloc(length);
  ck_assert_ptr_nonnull(request);
  memcpy(request, sizes[_i].before, before);
  memset(request + before, 'a', sizes[_i].fill);
  memcpy(request + before + sizes[_i].fill, sizes[_i].behind, behind);
  exchange(request, length, &answer);
  statuses_of(&answer, statuses, sizeof statuses);
  ck_assert_str_eq(statuses, sizes[_i].status);
  free(request);
}
END_TEST

START_TEST(bounds_the_number_of_fields) {
  static struct answer answer;
  char statuses[100];
  char request[8000];
  int used = snprintf(request, sizeof request, LIVE);
  for (int i = 0; i < 200; i++) {
    used += snprintf(request + used, sizeof request - (size_t)used, "X-%d: a\r\n", i);
  }
  used += snprintf(request + used, sizeof request - (size_t)used, "\r\n");
  exchange(request, (size_t)used, &answer);
  statuses_of(&answer, statuses, sizeof statuses);
  ck_assert_str_eq(statuses, "400 ");
}
END_TEST

/* ---- clients that are slow, many or gone -------------------------------------------------------
 */
static size_t open_descriptors(void) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)world.server);
  DIR *directory = opendir(path);
  ck_assert_ptr_nonnull(directory);
  size_t count = 0;
  while (readdir(directory) != NULL) {
    count++;
  }
  closedir(directory);
  return count;
}

static void is_alive(void) {
  struct reply reply = http_get(&world, "/health/live");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}

static bool descriptors_are_back(void *context) {
  return open_descriptors() <= *(const size_t *)context + 4;
}

/* One byte after the other: the time for a request counts from its begin, not from its last byte.
 */
START_TEST(ends_headers_that_trickle) {
  int descriptor = connect_to_server();
  static const char head[] = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ";
  ck_assert_int_eq(send(descriptor, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
  int turns = 0;
  while (poll(&waiting, 1, 100) == 0) {
    ck_assert_msg(turns++ < PATIENCE_MS / 100, "the connection stayed open");
    (void)send(descriptor, "a", 1, MSG_NOSIGNAL);
  }
  close(descriptor);
  is_alive();
}
END_TEST

START_TEST(answers_beside_many_idle_connections) {
  struct rlimit limit;
  ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
  size_t room = limit.rlim_max > 200 ? (size_t)limit.rlim_max - 100 : 100;
  size_t wanted = room < IDLE_CONNECTIONS ? room : IDLE_CONNECTIONS;
  size_t before = open_descriptors();
  int *descriptors = calloc(wanted, sizeof *descriptors);
  ck_assert_ptr_nonnull(descriptors);
  for (size_t i = 0; i < wanted; i++) {
    descriptors[i] = connect_to_server();
  }
  is_alive();
  for (size_t i = 0; i < wanted; i++) {
    close(descriptors[i]);
  }
  free(descriptors);
  is_alive();
  ck_assert(wait_until(descriptors_are_back, &before));
}
END_TEST

/* Gone in the middle of headers, of a body, before the answer. */
START_TEST(forgets_clients_that_leave) {
  static const char *const parts[] = {
      "GET /health/li", VALIDATE "Content-Length: 26\r\n\r\n{", VALIDATE CHUNKED "\r\n1a\r\n{",
      "GET /fhir/Patient/00001/$everything HTTP/1.1\r\n" HOST "\r\n"};
  size_t before = open_descriptors();
  for (int i = 0; i < 200; i++) {
    int descriptor = connect_to_server();
    const char *part = parts[(size_t)i % (sizeof parts / sizeof *parts)];
    (void)send(descriptor, part, strlen(part), MSG_NOSIGNAL);
    if (i % 2 == 0) { /* with a reset */
      struct linger linger = {.l_onoff = 1};
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    close(descriptor);
  }
  is_alive();
  ck_assert(wait_until(descriptors_are_back, &before));
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof((list)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("http");
  TCase *cases = tcase_create("http");
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, reads_requests_in_one_way, 0, COUNT(raw_cases));
  tcase_add_test(cases, head_has_the_fields_and_no_body);
  tcase_add_test(cases, asks_for_the_body_that_waits);
  tcase_add_loop_test(cases, bounds_what_comes_before_the_body, 0, COUNT(sizes));
  tcase_add_test(cases, bounds_the_number_of_fields);
  tcase_add_test(cases, ends_headers_that_trickle);
  tcase_add_test(cases, answers_beside_many_idle_connections);
  tcase_add_test(cases, forgets_clients_that_leave);
  suite_add_tcase(suite, cases);
  return suite;
}
