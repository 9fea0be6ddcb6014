/* How ORCA is spared and how the way to it is found: many clients, an ORCA that is down, a wrong
 * URL, a changed password, TLS with a client certificate. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLIENTS 1000
#define PATIENTS 10
#define PATH "/fhir/Patient/00001"

static struct world world;

static void teardown(void) {
  world_stop(&world);
}

/* ---- a thousand clients -------------------------------------------------------------------- */

static size_t drop(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

static CURL *client(size_t number) {
  char url[200];
  CURL *handle = curl_easy_init();
  snprintf(url, sizeof url, "http://127.0.0.1:%d/fhir/%s%05d", world.port,
           number % 2 == 0 ? "Patient/" : "Condition?patient=", (int)(number / 2 % PATIENTS) + 1);
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, 60L);
  return handle;
}

/* Runs all at the same time; the number of 200s. */
static int run_clients(CURL *const handles[CLIENTS]) {
  CURLM *multi = curl_multi_init();
  int running = 0;
  int good = 0;
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CLIENTS);
  for (size_t i = 0; i < CLIENTS; i++) {
    curl_multi_add_handle(multi, handles[i]);
  }
  do {
    curl_multi_perform(multi, &running);
    curl_multi_poll(multi, NULL, 0, 100, NULL);
  } while (running > 0);
  for (size_t i = 0; i < CLIENTS; i++) {
    long status = 0;
    curl_easy_getinfo(handles[i], CURLINFO_RESPONSE_CODE, &status);
    good += status == 200 ? 1 : 0;
    curl_multi_remove_handle(multi, handles[i]);
    curl_easy_cleanup(handles[i]);
  }
  curl_multi_cleanup(multi);
  return good;
}

/* Ten patients, a thousand clients: at most ten calls of an API, two at a time. */
START_TEST(many_clients_few_calls) {
  CURL *handles[CLIENTS];
  world = (struct world){.transport = "none",
                         .settings = {"FHIR_FACADE_ORCA_CACHE_SECONDS=600",
                                      "FHIR_FACADE_LISTEN_MAX_CONNECTIONS_PER_ADDRESS=2000"}};
  world_start(&world);
  lab_fault(&world, "orca_delay_ms", 20);
  for (size_t i = 0; i < CLIENTS; i++) {
    handles[i] = client(i);
  }
  ck_assert_int_eq(run_clients(handles), CLIENTS);
  ck_assert_int_eq(lab_orca_calls(&world, "patientgetv2"), PATIENTS);
  json_t *state = lab_state(&world);
  ck_assert_int_le(json_integer_value(json_at(state, "orca.parallel_max")), 2);
  json_decref(state);
  /* The diseases of patient 00004 are more than a page: two calls. */
  ck_assert_int_le(lab_orca_calls(&world, "diseasegetv2"), PATIENTS + 1);
}
END_TEST

/* ---- the circuit breaker ------------------------------------------------------------------- */

static long status_of(const char *path) {
  struct reply reply = http_get(&world, path);
  long status = reply.status;
  reply_free(&reply);
  return status;
}

static bool is_answered(void *context) {
  return status_of(context) == 200;
}

START_TEST(a_dead_orca_is_left_alone) {
  char path[] = PATH;
  char value[50];
  world = (struct world){
      .transport = "none",
      .settings = {"FHIR_FACADE_ORCA_CACHE_SECONDS=0", "FHIR_FACADE_ORCA_BREAKER_FAILURES=3"}};
  world_start(&world);
  lab_fault(&world, "orca_down", 1);
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(status_of(PATH), 502);
  }
  int calls = lab_orca_calls(&world, "patientgetv2");
  struct reply reply = http_get(&world, PATH);
  ck_assert_int_eq(reply.status, 502);
  ck_assert_str_ne(reply_header(&reply, "Retry-After", value, sizeof value), "");
  reply_free(&reply);
  ck_assert_int_eq(lab_orca_calls(&world, "patientgetv2"), calls);
  reply = http_get(&world, "/health/ready");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "orca.breaker"), "open");
  reply_free(&reply);
  reply = http_get(&world, "/metrics");
  ck_assert_ptr_nonnull(strstr(reply.body, "fhir_facade_orca_breaker{state=\"open\"} 1"));
  reply_free(&reply);
  lab_fault(&world, "orca_down", 0);
  ck_assert(wait_until(is_answered, path));
  reply = http_get(&world, "/health/ready");
  ck_assert_str_eq(text_at(reply.json, "orca.breaker"), "closed");
  reply_free(&reply);
}
END_TEST

/* ---- what is in front ---------------------------------------------------------------------- */

static bool front_is(void *context) {
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.front"), context) == 0;
  reply_free(&reply);
  return is;
}

static const struct {
  const char *path;
  const char *kind;
  char front[40];
  const char *part; /* of the text */
} fronts[] = {
    {NULL, "FHIR_FACADE_ORCA_KIND=auto", "orca-front-answers", "weborca"},
    {NULL, "FHIR_FACADE_ORCA_KIND=cloud", "orca-front-answers", "cloud"},
    {"", "FHIR_FACADE_ORCA_KIND=auto", "orca-front-no-api", "/api"},
    {"", "FHIR_FACADE_ORCA_KIND=classic", "orca-front-strange", "405"},
};

START_TEST(front_is_told) {
  char front[40];
  world = (struct world){
      .transport = "none", .orca_path = fronts[_i].path, .settings = {fronts[_i].kind}};
  memcpy(front, fronts[_i].front, sizeof front);
  world_start(&world);
  ck_assert(wait_until(front_is, front));
  struct reply reply = http_get(&world, "/health/ready");
  ck_assert_ptr_nonnull(strstr(text_at(reply.json, "orca.english"), fronts[_i].part));
  ck_assert_ptr_nonnull(strstr(text_at(reply.json, "orca.japanese"), fronts[_i].part));
  reply_free(&reply);
}
END_TEST

/* ---- a password that changes --------------------------------------------------------------- */

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  fclose(file);
}

START_TEST(changed_password_is_read_again) {
  char path[] = "/tmp/fhir-facade-password-XXXXXX";
  char setting[100];
  close(mkstemp(path));
  write_text(path, "the old one\n");
  snprintf(setting, sizeof setting, "FHIR_FACADE_ORCA_PASSWORD_FILE=%s", path);
  world = (struct world){.transport = "none", .settings = {setting}};
  world_start(&world);
  ck_assert_int_eq(status_of(PATH), 502);
  write_text(path, "ormaster\n");
  ck_assert_int_eq(status_of(PATH), 200);
  unlink(path);
}
END_TEST

/* ---- TLS ----------------------------------------------------------------------------------- */

#define FOLDER "/tmp/fhir-facade-tls-XXXXXX"

static char folder[] = FOLDER;

static void shell(const char *command) {
  char line[600];
  snprintf(line, sizeof line, "cd %s && { %s; } >/dev/null 2>&1", folder, command);
  ck_assert_msg(system(line) == 0, "%s", command);
}

/* An authority, a certificate for 127.0.0.1, one for the client as an old PKCS#12 (RC2, 3DES). */
static void make_certificates(void) {
  memcpy(folder, FOLDER, sizeof folder);
  ck_assert_ptr_nonnull(mkdtemp(folder));
  shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 "
        "-subj /CN=Authority");
  shell("openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=orca && "
        "echo subjectAltName=IP:127.0.0.1 > names && "
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
        "-extfile names -out server.pem");
  shell("openssl req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj /CN=clinic "
        "&& openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
        "-out client.pem");
  shell("openssl pkcs12 -export -legacy -descert -inkey client.key -in client.pem "
        "-certfile ca.pem -passout pass:secret -out client.p12");
}

static char *setting_of(const char *name, const char *file) {
  char *text = NULL;
  ck_assert_int_ge(asprintf(&text, "%s%s/%s", name, folder, file), 0);
  return text;
}

static bool push_is_listening(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static const struct {
  const char *certificate; /* settings */
  const char *key;
  const char *certificate_file;
  const char *key_file;
  long status;
} identities[] = {
    {"FHIR_FACADE_ORCA_CLIENT_PKCS12=", "FHIR_FACADE_ORCA_CLIENT_KEY=", "client.p12", "", 200},
    {"FHIR_FACADE_ORCA_CLIENT_CERTIFICATE=", "FHIR_FACADE_ORCA_CLIENT_KEY=", "client.pem",
     "client.key", 200},
    {NULL, NULL, NULL, NULL, 502},
};

START_TEST(client_certificate_is_shown) {
  make_certificates();
  char *files[5] = {setting_of("", "server.pem"), setting_of("", "server.key"),
                    setting_of("", "ca.pem"), setting_of("FHIR_FACADE_ORCA_CA_FILE=", "ca.pem"),
                    NULL};
  char *identity[2] = {NULL, NULL};
  if (identities[_i].certificate != NULL) {
    identity[0] = setting_of(identities[_i].certificate, identities[_i].certificate_file);
    identity[1] = setting_of(identities[_i].key, identities[_i].key_file);
  }
  world =
      (struct world){.transport = "none",
                     .orca_tls = true,
                     .push = true,
                     .lab_arguments = {"--orca-tls-certificate", files[0], "--orca-tls-key",
                                       files[1], "--orca-tls-client-ca", files[2]},
                     .settings = {files[3], "FHIR_FACADE_ORCA_CLIENT_PKCS12_PASSWORD=secret",
                                  "FHIR_FACADE_ORCA_KIND=cloud", "FHIR_FACADE_ORCA_TIMEOUT_MS=3000",
                                  identity[0], identity[1]}};
  world_start(&world);
  ck_assert_int_eq(status_of(PATH), identities[_i].status);
  if (identities[_i].status != 200) {
    char front[] = "orca-front-no-certificate";
    ck_assert(wait_until(front_is, front));
    ck_assert(!push_is_listening(NULL));
  } else {
    ck_assert(wait_until(push_is_listening, NULL));
  }
  shell("rm -f ./*; rmdir \"$PWD\"");
  for (size_t i = 0; i < 5; i++) {
    free(files[i]);
  }
  free(identity[0]);
  free(identity[1]);
}
END_TEST

/* A certificate that has ended is named, not hidden behind "cannot be reached". */
START_TEST(expired_certificate_is_named) {
  make_certificates();
  shell("openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days -1 "
        "-extfile names -out server.pem");
  char *files[3] = {setting_of("", "server.pem"), setting_of("", "server.key"),
                    setting_of("FHIR_FACADE_ORCA_CA_FILE=", "ca.pem")};
  world = (struct world){
      .transport = "none",
      .orca_tls = true,
      .lab_arguments = {"--orca-tls-certificate", files[0], "--orca-tls-key", files[1]},
      .settings = {files[2]}};
  world_start(&world);
  struct reply reply = http_get(&world, PATH);
  ck_assert_int_eq(reply.status, 502);
  ck_assert_ptr_nonnull(strstr(reply.body, "expired"));
  reply_free(&reply);
  char front[] = "orca-front-silent";
  ck_assert(wait_until(front_is, front));
  shell("rm -f ./*; rmdir \"$PWD\"");
  for (size_t i = 0; i < 3; i++) {
    free(files[i]);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("gentle");
  TCase *cases = tcase_create("gentle");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_test(cases, many_clients_few_calls);
  tcase_add_test(cases, a_dead_orca_is_left_alone);
  tcase_add_loop_test(cases, front_is_told, 0, sizeof fronts / sizeof *fronts);
  tcase_add_test(cases, changed_password_is_read_again);
  tcase_add_loop_test(cases, client_certificate_is_shown, 0,
                      sizeof identities / sizeof *identities);
  tcase_add_test(cases, expired_certificate_is_named);
  suite_add_tcase(suite, cases);
  return suite;
}
