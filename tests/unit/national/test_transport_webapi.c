/* The Web API over loopback: what was surely not sent, what may have been, and what came back. */
#include "server/national/adapter_read.h"
#include "server/national/transport_webapi.h"
#include "tests/unit/unit_main.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct arena *arena;
static struct adapter *adapter;
static struct transport *transport;
static int listener;
static char base_url[64];
static char received[8192];
static atomic_int requests;

static void set_up(void) {
  arena = arena_new(20000000);
  struct issue_list issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  adapter->answer_ms = 2000;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
  ck_assert_int_eq(listen(listener, 8), 0);
  ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &length), 0);
  snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/api", ntohs(address.sin_port));
  struct transport_webapi_settings settings = {.base_url = base_url};
  ck_assert_int_eq(transport_webapi_open(&settings, adapter, &issues, &transport), ERROR_OK);
}

static void tear_down(void) {
  transport->close(transport);
  close(listener);
  arena_free(arena);
}

static void read_request(int client) {
  size_t length = 0;
  ssize_t count;
  while ((count = read(client, received + length, sizeof(received) - 1 - length)) > 0) {
    length += (size_t)count;
    received[length] = '\0';
    if (strstr(received, "</done>") != NULL) {
      break;
    }
  }
  atomic_fetch_add(&requests, 1);
}

/* Serves one request with the given bytes; NULL cuts the connection after reading. */
static void *serve_once(void *context) {
  int client = accept(listener, NULL, NULL);
  read_request(client);
  const char *reply = context;
  if (reply != NULL && write(client, reply, strlen(reply)) < 0) {
    perror("write");
  }
  close(client);
  return NULL;
}

static enum transport_outcome exchange(struct transport_answer *ret_answer) {
  struct transport_message message = {.address =
                                          &adapter->messages[ADAPTER_OPERATION_REGISTER].address,
                                      .media_type = view_of("application/xml"),
                                      .answer_maximum = TRANSPORT_ANSWER_BYTES,
                                      .content = view_of("<message></message><done></done>")};
  return transport->exchange(transport, &message, arena, ret_answer);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"

static const struct {
  const char *reply;
  enum transport_outcome outcome;
  long status;
  const char *content;
} replies[] = {
    {OK_HEAD "Content-Length: 4\r\n\r\n<a/>", TRANSPORT_ANSWERED, 200, "<a/>"},
    {"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", TRANSPORT_ANSWERED, 503, ""},
    {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
     TRANSPORT_ANSWERED, 302, ""},
    {OK_HEAD "Content-Length: 40\r\n\r\n<a/>", TRANSPORT_LOST, 0, ""},
    {OK_HEAD "Content-Length: 2000001\r\n\r\n", TRANSPORT_LOST, 0, ""},
    {"nonsense\r\n\r\n", TRANSPORT_LOST, 0, ""},
    {NULL, TRANSPORT_LOST, 0, ""},
};

START_TEST(understands_replies) {
  char reply[512];
  pthread_t thread;
  snprintf(reply, sizeof(reply), "%s", replies[_i].reply != NULL ? replies[_i].reply : "");
  ck_assert_int_eq(
      pthread_create(&thread, NULL, serve_once, replies[_i].reply != NULL ? reply : NULL), 0);
  struct transport_answer answer = {0};
  ck_assert_int_eq(exchange(&answer), replies[_i].outcome);
  pthread_join(thread, NULL);
  ck_assert_int_eq(answer.status, replies[_i].status);
  ck_assert(view_is(answer.content, replies[_i].content));
  ck_assert_int_eq(atomic_load(&requests), 1); /* libcurl repeated nothing by itself */
  ck_assert(strncmp(received, "POST /api/SIMregister HTTP/1.1\r\n", 32) == 0);
  ck_assert_ptr_nonnull(strstr(received, "Content-Type: application/xml\r\n"));
  ck_assert_ptr_null(strstr(received, "Expect:"));
}
END_TEST

START_TEST(refused_connection_is_not_sent) {
  close(listener);
  struct transport_answer answer;
  ck_assert_int_eq(exchange(&answer), TRANSPORT_NOT_SENT);
}
END_TEST

START_TEST(silence_is_lost) {
  adapter->answer_ms = 200; /* the kernel takes the connection, nobody answers */
  struct transport_answer answer;
  ck_assert_int_eq(exchange(&answer), TRANSPORT_LOST);
}
END_TEST

START_TEST(no_tls_is_not_sent) {
  struct issue_list issues = issue_list_make(arena, 10);
  char url[80];
  snprintf(url, sizeof(url), "https%s", base_url + strlen("http"));
  struct transport_webapi_settings settings = {.base_url = url};
  struct transport *secure = NULL;
  ck_assert_int_eq(transport_webapi_open(&settings, adapter, &issues, &secure), ERROR_OK);
  adapter->answer_ms = 300;
  struct transport_message message = {.address =
                                          &adapter->messages[ADAPTER_OPERATION_REGISTER].address,
                                      .media_type = view_of("application/xml"),
                                      .answer_maximum = TRANSPORT_ANSWER_BYTES,
                                      .content = view_of("x")};
  struct transport_answer answer;
  ck_assert_int_eq(secure->exchange(secure, &message, arena, &answer), TRANSPORT_NOT_SENT);
  secure->close(secure);
}
END_TEST

static void *interrupt_soon(void *context) {
  (void)context;
  usleep(100000);
  transport->interrupt(transport);
  return NULL;
}

START_TEST(can_be_interrupted) {
  adapter->answer_ms = 600000;
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, NULL), 0);
  struct transport_answer answer;
  ck_assert_int_eq(exchange(&answer), TRANSPORT_LOST);
  pthread_join(thread, NULL);
}
END_TEST

START_TEST(needs_base_url) {
  struct issue_list issues = issue_list_make(arena, 10);
  struct transport_webapi_settings settings = {.base_url = ""};
  struct transport *second = NULL;
  ck_assert_int_eq(transport_webapi_open(&settings, adapter, &issues, &second),
                   ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 1);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("transport_webapi");
  TCase *tests = tcase_create("webapi");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 20);
  tcase_add_loop_test(tests, understands_replies, 0, (int)(sizeof(replies) / sizeof(replies[0])));
  tcase_add_test(tests, refused_connection_is_not_sent);
  tcase_add_test(tests, silence_is_lost);
  tcase_add_test(tests, no_tls_is_not_sent);
  tcase_add_test(tests, can_be_interrupted);
  tcase_add_test(tests, needs_base_url);
  suite_add_tcase(suite, tests);
  return suite;
}
