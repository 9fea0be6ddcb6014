/* Fetching revocation information over HTTP, and keeping lists. */
#include "server/national/revocation_web.h"

#include "tests/unit/national/pki_fixture.h"
#include "tests/unit/national/web_fixture.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct web_server server;
static struct revocation_web *web;
static struct revocation_source source;
static struct pki_node authority;
static struct view list;
static int64_t now_ms;

static int64_t now(void *context) {
  (void)context;
  return now_ms;
}

static const struct clock clock_of_test = {.now_ms = now};

static void set_up(void) {
  arena = arena_new(100000000);
  now_ms = PKI_NOW_MS;
  web_server_open(&server);
  struct revocation_web_settings settings = {
      .connect_ms = 1000, .answer_ms = 2000, .keep_ms = 60000, .clock = &clock_of_test};
  ck_assert_int_eq(revocation_web_open(&settings, &web), ERROR_OK);
  source = revocation_web_source(web);
  authority = pki_make(&(struct pki_wish){.name = "A", .is_authority = true});
  X509_CRL *made = pki_list(&authority, NULL, -1, 1);
  unsigned char *bytes = NULL;
  int length = i2d_X509_CRL(made, &bytes);
  list = arena_copy(arena, view_make((const char *)bytes, (size_t)length));
  OPENSSL_free(bytes);
  X509_CRL_free(made);
}

static void tear_down(void) {
  revocation_web_close(web);
  web_server_close(&server);
  pki_free(&authority);
  arena_free(arena);
}

struct canned {
  int status;
  struct view body;
};

static struct view serve(void *context, struct view request) {
  const struct canned *canned = context;
  (void)request;
  return web_reply_make(canned->status, canned->body);
}

static enum error fetch(const char *name, struct view request, struct view *ret_answer) {
  struct view url = arena_format(arena, "%s%s", server.url, name);
  return source.fetch(source.context, url, request, arena, ret_answer);
}

/* The same with the server answering once. */
static enum error fetch_served(const char *name, struct view request, struct canned canned,
                               struct view *ret_answer) {
  web_server_start(&server, serve, &canned);
  enum error error = fetch(name, request, ret_answer);
  web_server_join(&server);
  return error;
}

START_TEST(lists_are_kept_for_a_while) {
  struct view answer;
  struct canned right = {200, list};
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), right, &answer), ERROR_OK);
  ck_assert(view_equal(answer, list));
  ck_assert(strncmp(server.received, "GET /a.crl HTTP/1.1\r\n", 21) == 0);
  now_ms += 59999;
  ck_assert_int_eq(fetch("a.crl", view_of(""), &answer), ERROR_OK); /* nobody serves it now */
  ck_assert(view_equal(answer, list));
  now_ms += 1;
  server.received[0] = '\0';
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), right, &answer), ERROR_OK);
  ck_assert(strncmp(server.received, "GET /a.crl HTTP/1.1\r\n", 21) == 0);
}
END_TEST

START_TEST(many_lists_replace_the_oldest) {
  struct view answer;
  struct canned right = {200, list};
  for (int i = 0; i < 10; i++) {
    char name[16];
    snprintf(name, sizeof(name), "%d.crl", i);
    now_ms += 1;
    ck_assert_int_eq(fetch_served(name, view_of(""), right, &answer), ERROR_OK);
  }
  ck_assert_int_eq(fetch("9.crl", view_of(""), &answer), ERROR_OK);
  ck_assert_int_eq(fetch("2.crl", view_of(""), &answer), ERROR_OK);
  web_server_close(&server);
  ck_assert_int_eq(fetch("1.crl", view_of(""), &answer), ERROR_NOT_FOUND);
}
END_TEST

START_TEST(what_is_no_list_is_not_kept) {
  struct view answer;
  struct canned page = {200, view_of("<html>log in</html>")};
  struct canned right = {200, list};
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), page, &answer), ERROR_OK);
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), right, &answer), ERROR_OK);
  ck_assert(view_equal(answer, list));
}
END_TEST

START_TEST(ocsp_is_posted_each_time) {
  struct view answer;
  struct canned reply = {200, view_of("answer")};
  for (int i = 0; i < 2; i++) {
    server.received[0] = '\0';
    ck_assert_int_eq(fetch_served("ocsp", view_of("request"), reply, &answer), ERROR_OK);
    ck_assert(view_is(answer, "answer"));
    ck_assert(strncmp(server.received, "POST /ocsp HTTP/1.1\r\n", 21) == 0);
    ck_assert_ptr_nonnull(strstr(server.received, "Content-Type: application/ocsp-request\r\n"));
    ck_assert_ptr_nonnull(strstr(server.received, "\r\n\r\nrequest"));
  }
}
END_TEST

START_TEST(failures) {
  struct view answer = view_of("untouched");
  struct canned missing = {404, view_of("no")};
  struct canned moved = {302, view_of("")};
  char *long_body = arena_bytes(arena, 300000);
  memset(long_body, 'x', 300000);
  struct canned too_long = {200, view_make(long_body, 300000)};
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), missing, &answer), ERROR_NOT_FOUND);
  ck_assert_int_eq(fetch_served("a.crl", view_of(""), moved, &answer), ERROR_NOT_FOUND);
  ck_assert_int_eq(fetch_served("ocsp", view_of("x"), too_long, &answer), ERROR_TOO_LARGE);
  ck_assert_int_eq(fetch("silent", view_of(""), &answer), ERROR_TIMEOUT);
  web_server_close(&server);
  ck_assert_int_eq(fetch("a.crl", view_of(""), &answer), ERROR_NOT_FOUND);
  ck_assert(view_is(answer, "untouched"));
}
END_TEST

START_TEST(only_web_addresses) {
  struct view answer;
  ck_assert_int_eq(
      source.fetch(source.context, view_of("file:///etc/passwd"), view_of(""), arena, &answer),
      ERROR_NOT_FOUND);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("revocation_web");
  TCase *tests = tcase_create("revocation_web");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 30);
  tcase_add_test(tests, lists_are_kept_for_a_while);
  tcase_add_test(tests, many_lists_replace_the_oldest);
  tcase_add_test(tests, what_is_no_list_is_not_kept);
  tcase_add_test(tests, ocsp_is_posted_each_time);
  tcase_add_test(tests, failures);
  tcase_add_test(tests, only_web_addresses);
  suite_add_tcase(suite, tests);
  return suite;
}
