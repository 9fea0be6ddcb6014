/* Client certificates and revocation lists: who is let in, lists that are exchanged while serving
 * and connections are open, what is refused at the start. */
#include "tests/blackbox/harness.h"
#include "tests/unit/tls_fixture.h"
#include "tests/unit/unit_main.h"

#include <curl/curl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_S 86400L
#define TEXTS_MAXIMUM 120u

static struct {
  char folder[HARNESS_PATH];
  struct tls_node authority;
  struct tls_node middle;
  struct tls_node client;
  struct tls_node other;  /* of the authority, too */
  struct tls_node behind; /* of the middle */
  struct tls_node stranger;
  char *texts[TEXTS_MAXIMUM];
  size_t text_count;
  struct world world;
} w;

/* "<before><folder>/<file>", kept until the end. */
static const char *text_of(const char *before, const char *file) {
  char *text = NULL;
  ck_assert_uint_lt(w.text_count, TEXTS_MAXIMUM);
  ck_assert_int_gt(asprintf(&text, "%s%s/%s", before, w.folder, file), 0);
  w.texts[w.text_count++] = text;
  return text;
}

static void write_chain(void) {
  tls_write(&w.behind, w.folder, "behind");
  FILE *file = fopen(text_of("", "behind.pem"), "a");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(PEM_write_X509(file, w.middle.certificate), 1);
  fclose(file);
}

static void set_up(void) {
  const char *base = getenv("TMPDIR");
  const struct tls_wish client = {"client", "clientAuth", -DAY_S, DAY_S};
  memset(&w, 0, sizeof w);
  snprintf(w.folder, sizeof w.folder, "%s/crl-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(w.folder));
  ck_assert_int_eq(mkdir(text_of("", "lists"), 0700), 0);
  w.authority = tls_make(&(struct tls_wish){"authority", NULL, -DAY_S, DAY_S}, NULL);
  w.stranger = tls_make(&(struct tls_wish){"stranger", NULL, -DAY_S, DAY_S}, NULL);
  w.middle = tls_make(&(struct tls_wish){"middle", NULL, -DAY_S, DAY_S}, &w.authority);
  w.client = tls_make(&client, &w.authority);
  w.other = tls_make(&(struct tls_wish){"other", "clientAuth", -DAY_S, DAY_S}, &w.authority);
  w.behind = tls_make(&(struct tls_wish){"behind", "clientAuth", -DAY_S, DAY_S}, &w.middle);
  struct tls_node server =
      tls_make(&(struct tls_wish){"server", "serverAuth", -DAY_S, DAY_S}, &w.authority);
  tls_write(&server, w.folder, "server");
  tls_free(&server);
  tls_write(&w.authority, w.folder, "authority");
  tls_write(&w.client, w.folder, "client");
  tls_write(&w.other, w.folder, "other");
  write_chain();
}

static void tear_down(void) {
  char command[HARNESS_PATH + 20];
  struct tls_node *nodes[] = {&w.authority, &w.middle, &w.client, &w.other, &w.behind, &w.stranger};
  for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
    tls_free(nodes[i]);
  }
  while (w.text_count > 0) {
    free(w.texts[--w.text_count]);
  }
  snprintf(command, sizeof command, "rm -rf '%s'", w.folder);
  ck_assert_int_eq(system(command), 0);
}

static void show(const char *name) {
  char file[40];
  snprintf(file, sizeof file, "%s.pem", name);
  w.world.tls_certificate = text_of("", file);
  snprintf(file, sizeof file, "%s.key", name);
  w.world.tls_key = text_of("", file);
}

static void list_of(struct tls_list_wish wish, const char *name) {
  char file[60];
  snprintf(file, sizeof file, "lists/%s", name);
  tls_list_write(&wish, text_of("", file), "w");
}

static struct tls_list_wish current_list(const struct tls_node *authority,
                                         const struct tls_node *revoked) {
  return (struct tls_list_wish){.authority = authority,
                                .revoked = revoked == NULL ? NULL : revoked->certificate,
                                .start_s = -DAY_S,
                                .end_s = DAY_S};
}

/* The client shows its own certificate, which the harness needs while it waits for the server. */
static void serve(const char *client_certificate, const char *revocation) {
  w.world = (struct world){.transport = "none", .tls_ca = text_of("", "authority.pem")};
  const char **settings = w.world.settings;
  settings[0] = text_of("FHIR_FACADE_LISTEN_TLS_CERTIFICATE=", "server.pem");
  settings[1] = text_of("FHIR_FACADE_LISTEN_TLS_KEY=", "server.key");
  settings[2] = text_of("FHIR_FACADE_LISTEN_TLS_CLIENT_CA=", "authority.pem");
  settings[3] = client_certificate;
  settings[4] = text_of("FHIR_FACADE_LISTEN_TLS_CRL=", "lists");
  settings[5] = revocation;
  show("client");
  world_start(&w.world);
}

static const char required[] = "FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=required";
static const char optional[] = "FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=optional";
static const char soft[] = "FHIR_FACADE_LISTEN_TLS_REVOCATION=soft";
static const char hard[] = "FHIR_FACADE_LISTEN_TLS_REVOCATION=hard";

static long status_as(const char *name) {
  if (name != NULL) {
    show(name);
  } else {
    w.world.tls_certificate = NULL;
  }
  struct reply reply = http_call(&w.world, &(struct call){.path = "/fhir/metadata"});
  long status = reply.status;
  reply_free(&reply);
  return status;
}

/* Waits until the server has read what was written since. */
static void wait_for(const char *event, size_t since) {
  ck_assert_msg(server_log_has(&w.world, event, since), "%s", event);
}

static void expect_metric(const char *line) {
  show("client");
  struct reply reply = http_get(&w.world, "/metrics");
  ck_assert_msg(reply.body != NULL && strstr(reply.body, line) != NULL, "%s", line);
  reply_free(&reply);
}

/* Lists that have ended, as /health/ready tells. */
static long outdated_lists(void) {
  show("client");
  struct reply reply = http_get(&w.world, "/health/ready");
  ck_assert_int_eq(reply.status, 200);
  long count = (long)json_integer_value(json_at(reply.json, "clientCertificates.outdatedLists"));
  reply_free(&reply);
  return count;
}

START_TEST(current_lists) {
  list_of(current_list(&w.authority, &w.other), "authority.crl");
  list_of(current_list(&w.middle, NULL), "middle.pem");
  serve(required, hard);
  ck_assert_int_eq(status_as("client"), 200);
  ck_assert_int_eq(status_as("behind"), 200);
  ck_assert_int_eq(status_as("other"), 0);
  ck_assert_int_eq(status_as(NULL), 0);
  ck_assert(server_log_has(&w.world, "\"tls-client-revoked\",\"client\":\"CN=other\"", 0));
  expect_metric("\nfhir_facade_tls_client_certificates_total{revocation=\"revoked\"} 1\n");
  expect_metric("\nfhir_facade_tls_revocation_lists 2\n");
  expect_metric("\nfhir_facade_tls_revocation_end_seconds 1");
  size_t end = server_log_end(&w.world);
  list_of(current_list(&w.authority, &w.middle), "authority.crl");
  wait_for("tls-revocation-lists-read", end);
  ck_assert_int_eq(status_as("behind"), 0); /* whose authority was revoked */
  ck_assert_int_eq(status_as("other"), 200);
  world_stop(&w.world);
}
END_TEST

START_TEST(what_is_not_known_is_told_or_refused) {
  struct tls_list_wish stale = current_list(&w.middle, NULL);
  stale.start_s = -2 * DAY_S;
  stale.end_s = -DAY_S;
  list_of(current_list(&w.authority, &w.other), "authority.crl");
  list_of(current_list(&w.stranger, NULL), "stranger.crl");
  if (_i % 2 == 0) {
    list_of(stale, "middle.crl");
  }
  bool is_hard = _i >= 2;
  serve(optional, is_hard ? hard : soft);
  ck_assert_int_eq(status_as(NULL), 200);
  ck_assert_int_eq(status_as("client"), 200);
  ck_assert_int_eq(status_as("other"), 0);
  ck_assert_int_eq(status_as("behind"), is_hard ? 0 : 200);
  ck_assert(server_log_has(&w.world,
                           "\"tls-client-revocation-unknown\",\"client\":\"CN=behind\","
                           "\"certificate\":\"CN=behind\",\"authority\":\"CN=middle\"",
                           0));
  expect_metric("{revocation=\"unknown\"} 1\n");
  ck_assert_int_eq(outdated_lists(), is_hard && _i % 2 == 0 ? 1 : 0);
  world_stop(&w.world);
}
END_TEST

/* A list that takes another one's place and cannot be used. */
START_TEST(broken_list_keeps_the_former) {
  list_of(current_list(&w.authority, &w.other), "authority.crl");
  serve(required, hard);
  ck_assert_int_eq(status_as("other"), 0);
  show("client");
  size_t end = server_log_end(&w.world);
  struct tls_list_wish forged = current_list(&w.authority, NULL);
  forged.key = w.stranger.key;
  list_of(forged, "authority.crl");
  wait_for("not signed by the authority it names", end);
  ck_assert_int_eq(status_as("other"), 0);
  ck_assert_int_eq(status_as("client"), 200);
  end = server_log_end(&w.world);
  ck_assert_int_eq(truncate(text_of("", "lists/authority.crl"), 40), 0);
  kill(w.world.server, SIGHUP);
  wait_for("tls-revocation-list-unusable", end);
  ck_assert_int_eq(status_as("other"), 0);
  ck_assert_int_eq(status_as("client"), 200);
  end = server_log_end(&w.world);
  list_of(current_list(&w.authority, NULL), "authority.crl");
  wait_for("tls-revocation-lists-read", end);
  ck_assert_int_eq(status_as("other"), 200);
  world_stop(&w.world);
}
END_TEST

static size_t drop(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

/* Status of one more request over the handle's connection, and whether it was a new one. */
static long status_over(CURL *curl, bool expects_new) {
  long status = 0;
  long connections = 0;
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    ck_assert_int_eq(connections, expects_new ? 1 : 0);
  }
  return status;
}

/* The connection is told why it ends, at its next request; the next one is not made. */
START_TEST(open_connection_of_a_revoked_certificate) {
  char url[100];
  list_of(current_list(&w.authority, NULL), "authority.crl");
  serve(required, hard);
  snprintf(url, sizeof url, "https://127.0.0.1:%d/health/live", w.world.port);
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CAINFO, w.world.tls_ca);
  curl_easy_setopt(curl, CURLOPT_SSLCERT, w.world.tls_certificate);
  curl_easy_setopt(curl, CURLOPT_SSLKEY, w.world.tls_key);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  ck_assert_int_eq(status_over(curl, true), 200);
  size_t end = server_log_end(&w.world);
  list_of(current_list(&w.authority, &w.other), "authority.crl");
  wait_for("tls-revocation-lists-read", end);
  ck_assert_int_eq(status_over(curl, false), 200);
  end = server_log_end(&w.world);
  list_of(current_list(&w.authority, &w.client), "authority.crl");
  wait_for("tls-revocation-lists-read", end);
  ck_assert_int_eq(status_over(curl, false), 403);
  ck_assert_int_eq(status_over(curl, true), 0);
  ck_assert(server_log_has(&w.world, "\"tls-client-revoked\",\"client\":\"CN=client\"", end));
  curl_easy_cleanup(curl);
  world_stop(&w.world);
}
END_TEST

/* ---- start --------------------------------------------------------------------------------------
 */

struct start_case {
  const char *client_certificate;
  const char *revocation;
  const char *crl; /* below the folder; NULL = none */
  const char *says;
  const char *japanese;
};
static const struct start_case start_cases[] = {
    {required, hard, NULL, "listen.tls.revocation=hard without lists", "失効リストがないと"},
    {"FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=off", soft, "lists", "which nobody asks for",
     "証明書を求める設定がありません"},
    {required, soft, "nowhere", "cannot read the revocation lists", "No such file"},
    {required, soft, "authority.pem", "BEGIN X509 CRL", "壊れています"},
    {required, soft, "lists", "has not signed it", "その鍵で署名されていません"},
    {required, soft, "endless.crl", "nextUpdate", "次回更新日時"},
    {required, soft, "many", "at most 64", "64 個"},
};

START_TEST(unusable_settings) {
  const struct start_case *row = &start_cases[_i];
  struct tls_list_wish wish = current_list(&w.authority, NULL);
  char *errors = NULL;
  wish.key = w.stranger.key;
  list_of(wish, "forged.crl");
  wish = current_list(&w.authority, NULL);
  wish.end_s = 0;
  tls_list_write(&wish, text_of("", "endless.crl"), "w");
  ck_assert_int_eq(mkdir(text_of("", "many"), 0700), 0);
  for (int i = 0; i <= 64; i++) {
    char file[40];
    snprintf(file, sizeof file, "many/%d.crl", i);
    tls_list_write(&wish, text_of("", file), "w");
  }
  w.world = (struct world){.transport = "none"};
  world_start_lab(&w.world);
  const char **settings = w.world.settings;
  settings[0] = text_of("FHIR_FACADE_LISTEN_TLS_CERTIFICATE=", "server.pem");
  settings[1] = text_of("FHIR_FACADE_LISTEN_TLS_KEY=", "server.key");
  settings[2] = text_of("FHIR_FACADE_LISTEN_TLS_CLIENT_CA=", "authority.pem");
  settings[3] = row->client_certificate;
  settings[4] = row->revocation;
  settings[5] = row->crl == NULL ? NULL : text_of("FHIR_FACADE_LISTEN_TLS_CRL=", row->crl);
  ck_assert_int_eq(server_start_second(&w.world, &errors), 2);
  ck_assert_msg(strstr(errors, row->says) != NULL, "%s", errors);
  ck_assert_msg(strstr(errors, row->japanese) != NULL, "%s", errors);
  free(errors);
  world_stop(&w.world);
}
END_TEST

START_TEST(lists_are_not_looked_at) {
  list_of(current_list(&w.authority, &w.other), "authority.crl");
  serve(required, "FHIR_FACADE_LISTEN_TLS_REVOCATION=off");
  ck_assert_int_eq(status_as("other"), 200);
  world_stop(&w.world);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("tls_revocation");
  TCase *cases = tcase_create("client certificates");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, current_lists);
  tcase_add_loop_test(cases, what_is_not_known_is_told_or_refused, 0, 4);
  tcase_add_test(cases, broken_list_keeps_the_former);
  tcase_add_test(cases, open_connection_of_a_revoked_certificate);
  tcase_add_loop_test(cases, unusable_settings, 0, sizeof start_cases / sizeof start_cases[0]);
  tcase_add_test(cases, lists_are_not_looked_at);
  suite_add_tcase(suite, cases);
  return suite;
}
