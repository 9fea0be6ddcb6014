/* Bodies that cannot be read: 400 with line and column, and a server that goes on. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define DEEP 100000u
#define HUGE_BYTES 12000000u

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none", .settings = {"FHIR_FACADE_LISTEN_TIMEOUT_MS=1000"}};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static int position_of(const json_t *outcome, const char *suffix) {
  const json_t *extensions = json_at(outcome, "issue.0.extension");
  for (size_t i = 0; i < json_array_size(extensions); i++) {
    const json_t *extension = json_array_get(extensions, i);
    if (strstr(text_at(extension, "url"), suffix) != NULL) {
      return (int)json_integer_value(json_at(extension, "valueInteger"));
    }
  }
  return 0;
}

static const struct {
  const char *body;
  int line; /* 0 = not compared */
  int column;
} unreadable[] = {
    {"", 0, 0},
    {" ", 0, 0},
    {"nothing", 1, 1},
    {"[]", 1, 1},
    {"\"Patient\"", 1, 0},
    {"{\"resourceType\":\"Patient\"", 1, 0},
    {"{\"resourceType\":\"Patient\",\n \"id\":\"a\",\n \"id\":\"b\"}", 3, 2},
    {"{\"resourceType\":\"Patient\"}x", 1, 27},
    {"{\"resourceType\":\"Patient\"}{}", 1, 27},
    {"{\n\"resourceType\":\"Patient\",\n\"active\":tru}", 3, 0},
    {"{\"resourceType\":\"Patient\",}", 1, 0},
    {"{'resourceType':'Patient'}", 1, 2},
    {"{\"a\":01}", 1, 0},
    {"{\"a\":1.}", 1, 0},
    {"{\"a\":+1}", 1, 6},
    {"{\"a\":NaN}", 1, 6},
    {"{\"a\":\"\t\"}", 1, 0},
    {"{\"a\":\"\\x\"}", 1, 0},
    {"{\"a\":\"\\uD800\"}", 1, 0},
    {"{\"a\":\"\xFF\"}", 1, 0},
    {"{\"a\":\"\xC0\xAF\"}", 1, 0},
    {"{\"a\":\"\xED\xA0\x80\"}", 1, 0},
};

START_TEST(says_where_it_cannot_be_read) {
  static const char *const paths[] = {"/fhir/Patient/$validate", "/fhir/$validate", "/fhir/Bundle",
                                      "/validateResource"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct reply reply = http_post(&world, paths[i], unreadable[_i].body);
    ck_assert_msg(reply.status == 400, "%s <- %s: %ld %s", paths[i], unreadable[_i].body,
                  reply.status, reply.body);
    ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
    int line = position_of(reply.json, "issue-line");
    int column = position_of(reply.json, "issue-col");
    if (unreadable[_i].line != 0) {
      ck_assert_msg(line == unreadable[_i].line, "%s: line %d", unreadable[_i].body, line);
      ck_assert_msg(unreadable[_i].column == 0 ? column > 0 : column == unreadable[_i].column,
                    "%s: column %d", unreadable[_i].body, column);
    }
    reply_free(&reply);
  }
}
END_TEST

START_TEST(deep_nesting_is_refused) {
  char *body = malloc(2 * DEEP + 1);
  ck_assert_ptr_nonnull(body);
  memset(body, '[', DEEP);
  memset(body + DEEP, ']', DEEP);
  body[2 * DEEP] = '\0';
  struct reply reply = http_post(&world, "/fhir/$validate", body);
  ck_assert_int_eq(reply.status, 400);
  ck_assert_int_eq(position_of(reply.json, "issue-line"), 1);
  reply_free(&reply);
  free(body);
}
END_TEST

START_TEST(a_huge_number_is_a_finding) {
  char *body = malloc(200000);
  ck_assert_ptr_nonnull(body);
  int start = snprintf(body, 200000, "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":");
  memset(body + start, '9', 100000);
  snprintf(body + start + 100000, 10, "}");
  struct reply reply = http_post(&world, "/fhir/Patient/$validate", body);
  ck_assert_msg(reply.status == 200 || reply.status == 400, "%ld", reply.status);
  ck_assert_uint_ge(outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal"), 1);
  reply_free(&reply);
  free(body);
}
END_TEST

START_TEST(too_large_is_413) {
  char *body = malloc(HUGE_BYTES + 100);
  ck_assert_ptr_nonnull(body);
  int start = snprintf(body, 100, "{\"resourceType\":\"Bundle\",\"id\":\"");
  memset(body + start, 'a', HUGE_BYTES - (size_t)start);
  snprintf(body + HUGE_BYTES, 10, "\"}");
  struct reply reply = http_post(&world, "/fhir/Bundle", body);
  ck_assert_msg(reply.status == 413, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  reply_free(&reply);
  reply = http_get(&world, "/health/live");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  free(body);
}
END_TEST

static int connect_to(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  struct timeval patience = {.tv_sec = 15};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ck_assert_int_eq(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
  return descriptor;
}

/* Half a body and then nothing: the connection ends, with 408 or without a word, and soon. */
START_TEST(a_slow_body_does_not_hold_a_thread_for_ever) {
  int descriptor = connect_to(world.port);
  static const char head[] = "POST /fhir/Patient/$validate HTTP/1.1\r\nHost: localhost\r\n"
                             "Content-Type: application/fhir+json\r\nContent-Length: 1000\r\n\r\n"
                             "{\"resourceType\":";
  ck_assert_int_eq(send(descriptor, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
  char answer[2000] = "";
  ssize_t received = recv(descriptor, answer, sizeof answer - 1, 0);
  ck_assert_msg(received >= 0, "the connection stayed open");
  if (received > 0) {
    ck_assert_msg(strstr(answer, " 408 ") != NULL, "%s", answer);
  }
  close(descriptor);
  struct reply reply = http_get(&world, "/health/live");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

/* Lines that are no HTTP, and headers without end. */
START_TEST(nonsense_is_survived) {
  static const char *const lines[] = {
      "\r\n\r\n",
      "GET\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00",
      "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "GET /%00%zz HTTP/1.1\r\nHost: a\r\n\r\n"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    int descriptor = connect_to(world.port);
    send(descriptor, lines[i], strlen(lines[i]), MSG_NOSIGNAL);
    close(descriptor);
  }
  struct reply reply = http_get(&world, "/health/live");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

/* Judged with a warning, but never sent on. */
START_TEST(a_byte_order_mark_is_not_relayed) {
  static const char body[] = "\xEF\xBB\xBF{\"resourceType\":\"Bundle\",\"type\":\"collection\"}";
  struct reply reply = http_post(&world, "/fhir/Bundle/$validate", body);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_ptr_nonnull(strstr(reply.body, "document-byte-order-mark"));
  reply_free(&reply);
  reply = http_post(&world, "/fhir/Bundle", body);
  ck_assert_int_eq(reply.status, 400);
  ck_assert_ptr_nonnull(strstr(reply.body, "bundle-byte-order-mark"));
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("bad_input");
  TCase *cases = tcase_create("bad_input");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, says_where_it_cannot_be_read, 0,
                      sizeof unreadable / sizeof *unreadable);
  tcase_add_test(cases, deep_nesting_is_refused);
  tcase_add_test(cases, a_huge_number_is_a_finding);
  tcase_add_test(cases, too_large_is_413);
  tcase_add_test(cases, a_slow_body_does_not_hold_a_thread_for_ever);
  tcase_add_test(cases, nonsense_is_survived);
  tcase_add_test(cases, a_byte_order_mark_is_not_relayed);
  suite_add_tcase(suite, cases);
  return suite;
}
