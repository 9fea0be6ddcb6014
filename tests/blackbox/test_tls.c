/* TLS of the listening side: versions, client certificates, certificates that are exchanged while
 * the server runs, and what is refused at the start. */
#include "tests/blackbox/harness.h"
#include "tests/unit/tls_fixture.h"
#include "tests/unit/unit_main.h"

#include <curl/curl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DAY_S 86400L

struct pki {
  char folder[HARNESS_PATH];
  struct tls_node authority;
  char *texts[40];
  size_t text_count;
};

static const struct tls_wish authority = {"authority", NULL, -DAY_S, DAY_S};
static const struct tls_wish server_one = {"one", "serverAuth", -DAY_S, DAY_S};
static const struct tls_wish server_two = {"two", "serverAuth", -DAY_S, DAY_S};
static const struct tls_wish client = {"client", "clientAuth", -DAY_S, DAY_S};
static const struct tls_wish expired = {"client", "clientAuth", -2 * DAY_S, -DAY_S};

static void issue(const struct pki *pki, const struct tls_wish *wish, const char *name) {
  struct tls_node node = tls_make(wish, &pki->authority);
  tls_write(&node, pki->folder, name);
  tls_free(&node);
}

static void pki_set_up(struct pki *pki) {
  const char *base = getenv("TMPDIR");
  *pki = (struct pki){.text_count = 0};
  snprintf(pki->folder, sizeof pki->folder, "%s/tls-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(pki->folder));
  pki->authority = tls_make(&authority, NULL);
  tls_write(&pki->authority, pki->folder, "authority");
  issue(pki, &server_one, "server");
  issue(pki, &client, "client");
  issue(pki, &expired, "expired");
  issue(pki, &server_one, "wrong-usage");
  struct tls_node stranger = tls_make(&authority, NULL);
  struct tls_node other = tls_make(&client, &stranger);
  tls_write(&other, pki->folder, "stranger");
  tls_free(&other);
  tls_free(&stranger);
}

static void pki_tear_down(struct pki *pki) {
  char command[HARNESS_PATH + 20];
  tls_free(&pki->authority);
  while (pki->text_count > 0) {
    free(pki->texts[--pki->text_count]);
  }
  snprintf(command, sizeof command, "rm -rf '%s'", pki->folder);
  ck_assert_int_eq(system(command), 0);
}

/* "<before><folder>/<file>", kept as long as the pki. */
static const char *text_of(struct pki *pki, const char *before, const char *file) {
  char *text = NULL;
  ck_assert_uint_lt(pki->text_count, sizeof pki->texts / sizeof pki->texts[0]);
  ck_assert_int_gt(asprintf(&text, "%s%s/%s", before, pki->folder, file), 0);
  pki->texts[pki->text_count++] = text;
  return text;
}

static void show(struct world *world, struct pki *pki, const char *name) {
  char file[40];
  snprintf(file, sizeof file, "%s.pem", name);
  world->tls_certificate = text_of(pki, "", file);
  snprintf(file, sizeof file, "%s.key", name);
  world->tls_key = text_of(pki, "", file);
}

static struct world world_of(struct pki *pki, const char *client_certificate) {
  struct world world = {.transport = "none"};
  world.tls_ca = text_of(pki, "", "authority.pem");
  world.settings[0] = text_of(pki, "FHIR_FACADE_LISTEN_TLS_CERTIFICATE=", "server.pem");
  world.settings[1] = text_of(pki, "FHIR_FACADE_LISTEN_TLS_KEY=", "server.key");
  if (client_certificate != NULL) {
    world.settings[2] = text_of(pki, "FHIR_FACADE_LISTEN_TLS_CLIENT_CA=", "authority.pem");
    world.settings[3] = client_certificate;
  }
  return world;
}

static long status_of(const struct world *world, long tls_version) {
  struct reply reply =
      http_call(world, &(struct call){.path = "/fhir/metadata", .tls_version = tls_version});
  long status = reply.status;
  reply_free(&reply);
  return status;
}

static long plain_status(const struct world *world) {
  struct world plain = *world;
  plain.tls_ca = NULL;
  return status_of(&plain, 0);
}

START_TEST(tls_1_3_only) {
  struct pki pki;
  pki_set_up(&pki);
  struct world world = world_of(&pki, NULL);
  world_start(&world);
  ck_assert_int_eq(status_of(&world, 0), 200);
  ck_assert_int_eq(status_of(&world, CURL_SSLVERSION_TLSv1_3), 200);
  ck_assert_int_eq(status_of(&world, CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2), 0);
  ck_assert_int_ne(plain_status(&world), 200);
  struct reply reply = http_get(&world, "/fhir/metadata");
  char url[100];
  snprintf(url, sizeof url, "https://127.0.0.1:%d/fhir", world.port);
  ck_assert_str_eq(text_at(reply.json, "implementation.url"), url);
  reply_free(&reply);
  struct reply metrics = http_get(&world, "/metrics");
  ck_assert_ptr_nonnull(strstr(metrics.body, "\nfhir_facade_tls_certificate_end_seconds 1"));
  reply_free(&metrics);
  /* a body of some size and a route that waits */
  struct reply bundle = http_get(&world, "/fhir/Patient/00001/$everything");
  ck_assert_int_eq(bundle.status, 200);
  struct reply judged = http_post(&world, "/fhir/Bundle/$validate", bundle.body);
  ck_assert_int_eq(judged.status, 200);
  reply_free(&bundle);
  reply_free(&judged);
  world_stop(&world);
  pki_tear_down(&pki);
}
END_TEST

START_TEST(tls_1_2_when_asked_for) {
  struct pki pki;
  pki_set_up(&pki);
  struct world world = world_of(&pki, NULL);
  world.settings[2] = "FHIR_FACADE_LISTEN_TLS_MINIMUM=1.2";
  world_start(&world);
  ck_assert_int_eq(status_of(&world, CURL_SSLVERSION_TLSv1_3), 200);
  ck_assert_int_eq(status_of(&world, CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2), 200);
  ck_assert_int_eq(status_of(&world, CURL_SSLVERSION_TLSv1_1 | CURL_SSLVERSION_MAX_TLSv1_1), 0);
  world_stop(&world);
  pki_tear_down(&pki);
}
END_TEST

struct client_case {
  const char *name; /* NULL: shows none */
  bool required;
  bool optional; /* whether it is let in */
};
static const struct client_case client_cases[] = {{"client", true, true},
                                                  {NULL, false, true},
                                                  {"expired", false, false},
                                                  {"wrong-usage", false, false},
                                                  {"stranger", false, false}};

static void try_clients(const char *setting, bool is_required) {
  struct pki pki;
  pki_set_up(&pki);
  struct world world = world_of(&pki, setting);
  show(&world, &pki, "client");
  world_start(&world);
  for (size_t i = 0; i < sizeof client_cases / sizeof client_cases[0]; i++) {
    const struct client_case *row = &client_cases[i];
    bool let_in = is_required ? row->required : row->optional;
    world.tls_certificate = NULL;
    if (row->name != NULL) {
      show(&world, &pki, row->name);
    }
    ck_assert_msg(status_of(&world, 0) == (let_in ? 200 : 0), "%s",
                  row->name != NULL ? row->name : "none");
  }
  ck_assert(server_log_has(&world, "\"client\":\"CN=client\"", 0));
  world_stop(&world);
  pki_tear_down(&pki);
}

START_TEST(client_certificate_required) {
  try_clients("FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=required", true);
}
END_TEST

START_TEST(client_certificate_optional) {
  try_clients("FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=optional", false);
}
END_TEST

/* CN of the certificate that the server shows; to be freed. */
static char *shown_by(const struct world *world) {
  struct curl_certinfo *information = NULL;
  char url[100];
  char *name = NULL;
  snprintf(url, sizeof url, "https://127.0.0.1:%d/health/live", world->port);
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(curl, CURLOPT_CAINFO, world->tls_ca);
  curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
  ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_CERTINFO, &information);
  for (struct curl_slist *line = information->certinfo[0]; line != NULL && name == NULL;
       line = line->next) {
    const char *at = strncmp(line->data, "Subject:", 8) == 0 ? strstr(line->data, "CN") : NULL;
    name = at == NULL ? NULL : strdup(at + 2 + strspn(at + 2, " ="));
  }
  curl_easy_cleanup(curl);
  ck_assert_ptr_nonnull(name);
  return name;
}

static void expect_shown(const struct world *world, const char *expected) {
  char *name = shown_by(world);
  ck_assert_str_eq(name, expected);
  free(name);
}

START_TEST(certificate_is_exchanged) {
  struct pki pki;
  pki_set_up(&pki);
  struct world world = world_of(&pki, NULL);
  world_start(&world);
  expect_shown(&world, "one");
  size_t end = server_log_end(&world);
  issue(&pki, &server_two, "server"); /* noticed by itself */
  ck_assert(server_log_has(&world, "tls-certificate-read", end));
  expect_shown(&world, "two");
  end = server_log_end(&world);
  char path[HARNESS_PATH + 20];
  snprintf(path, sizeof path, "%s/server.key", pki.folder);
  ck_assert_int_eq(truncate(path, 10), 0);
  kill(world.server, SIGHUP);
  ck_assert(server_log_has(&world, "tls-certificate-kept", end));
  expect_shown(&world, "two");
  world_stop(&world);
  pki_tear_down(&pki);
}
END_TEST

struct start_case {
  const char *settings[4];
  const char *says;
};
static const struct start_case start_cases[] = {
    {{"FHIR_FACADE_LISTEN_ADDRESS=0.0.0.0"}, "listen.plain=anywhere"},
    {{"FHIR_FACADE_LISTEN_ADDRESS=::"}, "listen.plain=anywhere"},
    {{"FHIR_FACADE_LISTEN_TLS_CERTIFICATE=server.pem"}, "listen.tls.key"},
    {{"FHIR_FACADE_LISTEN_TLS_KEY=server.key"}, "listen.tls.certificate"},
    {{"FHIR_FACADE_LISTEN_TLS_CLIENT_CERTIFICATE=required"}, "listen.tls.certificate"},
    {{"FHIR_FACADE_LISTEN_TLS_CERTIFICATE=nowhere.pem", "FHIR_FACADE_LISTEN_TLS_KEY=nowhere.key"},
     "No such file"},
    {{"FHIR_FACADE_LISTEN_ADDRESS=0.0.0.0", "FHIR_FACADE_LISTEN_TLS_CERTIFICATE=server.pem",
      "FHIR_FACADE_LISTEN_TLS_KEY=server.key"},
     "access.mode"},
    {{"FHIR_FACADE_ACCESS_MODE=keys"}, "access.keys_file"},
    {{"FHIR_FACADE_ACCESS_MODE=oauth"}, "access.oauth.issuer"},
    {{"FHIR_FACADE_ACCESS_MODE=keys", "FHIR_FACADE_ACCESS_KEYS_FILE=nowhere.json"}, "No such file"},
};

START_TEST(unsafe_starts_are_refused) {
  struct world world = {.transport = "none"};
  char *errors = NULL;
  world_start_lab(&world);
  for (size_t i = 0; i < 4; i++) {
    world.settings[i] = start_cases[_i].settings[i];
  }
  ck_assert_int_eq(server_start_second(&world, &errors), 2);
  ck_assert_msg(strstr(errors, start_cases[_i].says) != NULL, "%s", errors);
  free(errors);
  world_stop(&world);
}
END_TEST

START_TEST(plain_is_allowed_when_said) {
  struct world world = {.transport = "none"};
  world.settings[0] = "FHIR_FACADE_LISTEN_ADDRESS=0.0.0.0";
  world.settings[1] = "FHIR_FACADE_LISTEN_PLAIN=anywhere";
  world_start(&world);
  ck_assert_int_eq(status_of(&world, 0), 200);
  world_stop(&world);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("tls");
  TCase *cases = tcase_create("listening");
  tcase_add_test(cases, tls_1_3_only);
  tcase_add_test(cases, tls_1_2_when_asked_for);
  tcase_add_test(cases, client_certificate_required);
  tcase_add_test(cases, client_certificate_optional);
  tcase_add_test(cases, certificate_is_exchanged);
  tcase_add_loop_test(cases, unsafe_starts_are_refused, 0,
                      sizeof start_cases / sizeof start_cases[0]);
  tcase_add_test(cases, plain_is_allowed_when_said);
  suite_add_tcase(suite, cases);
  return suite;
}
