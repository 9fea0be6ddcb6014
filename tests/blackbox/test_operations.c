/* What is done with a registered Bundle at the national service, over both transports: cancel,
 * undo, replace, status, derived information; orders for Tasks; documents from a folder; flags;
 * signing.
 */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/national_wire.h"

#include <dirent.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDENTIFIER "1312345678^2026^OPS-1"
#define QUERY "identifier=http%3A%2F%2Fjpfhir.jp%2Ffhir%2Fclins%2Fbundle-identifier%7C"
#define ENCODED "1312345678%5E2026%5EOPS-1"

static struct world world;

static void start(const char *transport) {
  world = (struct world){.transport = transport,
                         .settings = {"FHIR_FACADE_NATIONAL_CANCEL_UNDO=on",
                                      "FHIR_FACADE_NATIONAL_CHECK_DESTINATION=on"}};
  world_start(&world);
  lab_fault(&world, "national_undo", 1);
}

static void setup_webapi(void) {
  start("webapi");
}

static void setup_folder(void) {
  start("folder");
}

static void teardown(void) {
  world_stop(&world);
}

static char *referral(void) {
  return wire_document(&(struct wire_document){.file = "referral.json", .identifier = IDENTIFIER});
}

/* The call's Task, when it ended in that state. */
static void carry_out(const struct call *call, const char *state, char ret_task[64]) {
  struct reply reply = http_call(&world, call);
  char location[300];
  ck_assert_msg(reply.status == 202, "%s %s: %ld %s", call->method, call->path, reply.status,
                reply.body);
  reply_header(&reply, "Content-Location", location, sizeof location);
  ck_assert_ptr_nonnull(strstr(location, "/Task/"));
  snprintf(ret_task, 64, "%s", strstr(location, "/Task/") + 6);
  reply_free(&reply);
  reply = task_wait(&world, ret_task, state);
  reply_free(&reply);
}

static void post_referral(const char *query, const char *state, char ret_task[64]) {
  char path[200];
  char *text = referral();
  snprintf(path, sizeof path, "/fhir/Bundle%s", query);
  carry_out(&(struct call){.path = path, .body = text}, state, ret_task);
  free(text);
}

static struct reply status_of(void) {
  return http_call(
      &world,
      &(struct call){.method = "POST", .path = "/fhir/Bundle/$status?" QUERY ENCODED, .body = ""});
}

static void check_status(const char *registration) {
  struct reply reply = status_of();
  char wanted[100];
  snprintf(wanted, sizeof wanted, "\"name\":\"registration-state\",\"valueCode\":\"%s\"",
           registration);
  ck_assert_msg(reply.status == 200 && strstr(reply.body, wanted) != NULL, "%ld %s", reply.status,
                reply.body);
  reply_free(&reply);
}

static void check_task(const char *task, const char *state) {
  char path[120];
  char wanted[60];
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  snprintf(wanted, sizeof wanted, "\"code\":\"%s\"", state);
  struct reply reply = http_get(&world, path);
  ck_assert_msg(strstr(reply.body, wanted) != NULL, "%s", reply.body);
  reply_free(&reply);
}

#define CANCEL                                                                                     \
  &(struct call) {                                                                                 \
    .method = "DELETE", .path = "/fhir/Bundle?" QUERY ENCODED                                      \
  }
#define ACT(name)                                                                                  \
  &(struct call) {                                                                                 \
    .method = "POST", .path = "/fhir/Bundle/$" name "?" QUERY ENCODED, .body = ""                  \
  }

START_TEST(a_life_of_a_referral) {
  char task[64];
  char other[64];
  post_referral("?consent=1", "accepted", task);
  check_status("registered");
  carry_out(CANCEL, "accepted", other);
  check_task(task, "cancelled");
  check_status("cancelled");
  carry_out(ACT("cancel-undo"), "accepted", other);
  check_task(task, "accepted");
  check_status("registered");
  char *text = referral();
  text[strlen(text) - 1] = ' '; /* other bytes, the same document */
  carry_out(&(struct call){.method = "PUT", .path = "/fhir/Bundle?" QUERY ENCODED, .body = text},
            "accepted", other);
  check_task(task, "superseded");
  char kept[65];
  char registered[65] = "";
  sha256_of(text, strlen(text), kept);
  lab_registrations(&world, IDENTIFIER, registered);
  ck_assert_str_eq(registered, kept);
  free(text);
  carry_out(ACT("cancel-derived"), "accepted", other);
  check_status("registered");
}
END_TEST

/* Consent of pattern 1 lets the destination see it at once; without it it waits for the patient,
 * and the Task tells what the service said last. */
START_TEST(consent_goes_beside_the_document) {
  static const char *const queries[] = {"?consent=1", ""};
  static const char *const states[] = {"consented", "consent-pending"};
  char task[64];
  post_referral(queries[_i], "accepted", task);
  struct reply reply = status_of();
  ck_assert_msg(strstr(reply.body, states[_i]) != NULL, "%s", reply.body);
  reply_free(&reply);
  char wanted[80];
  char path[120];
  snprintf(wanted, sizeof wanted, "\"valueCode\":\"%s\"", states[_i]);
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  reply = http_get(&world, path);
  ck_assert_msg(strstr(reply.body, wanted) != NULL, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *method;
  const char *path;
  const char *body; /* NULL: none; "referral": that */
  long status;
  const char *says;
} refusals[] = {
    {"DELETE", "/fhir/Bundle", NULL, 400, "bundle-identifier-needed"},
    {"DELETE", "/fhir/Bundle?" QUERY ENCODED, NULL, 404, "bundle-not-registered"},
    {"PUT", "/fhir/Bundle?" QUERY ENCODED, "referral", 404, "bundle-not-registered"},
    {"PUT", "/fhir/Bundle?" QUERY "1312345678%5E2026%5EX", "referral", 400,
     "bundle-identifier-differs"},
    {"PUT", "/fhir/Bundle", "referral", 400, "bundle-identifier-needed"},
    {"POST", "/fhir/Bundle/$status?" QUERY ENCODED, "", 404, "bundle-not-registered"},
    {"POST", "/fhir/Bundle/$cancel-derived?" QUERY ENCODED, "", 404, "bundle-not-registered"},
    {"POST", "/fhir/Bundle?consent=4", "referral", 400, "consent-value"},
    {"POST", "/fhir/Task/none/$retry", "", 404, "task-unknown"},
    {"POST", "/fhir/Task/none/$give-up", "", 404, "task-unknown"},
};

START_TEST(what_cannot_be_done_is_said) {
  char *text = referral();
  bool with_referral = refusals[_i].body != NULL && strcmp(refusals[_i].body, "referral") == 0;
  struct reply reply =
      http_call(&world, &(struct call){.method = refusals[_i].method,
                                       .path = refusals[_i].path,
                                       .body = with_referral ? text : refusals[_i].body});
  ck_assert_msg(reply.status == refusals[_i].status && strstr(reply.body, refusals[_i].says),
                "%s %s: %ld %s", refusals[_i].method, refusals[_i].path, reply.status, reply.body);
  reply_free(&reply);
  free(text);
}
END_TEST

/* Institution 1399999902 has no part in the service: known before anything is sent. */
START_TEST(a_destination_without_the_service_is_refused_before_sending) {
  char task[64];
  char *text = wire_document(&(struct wire_document){
      .file = "referral.json", .identifier = IDENTIFIER, .destination = "1399999902"});
  carry_out(&(struct call){.path = "/fhir/Bundle", .body = text}, "refused", task);
  struct reply reply = http_get(&world, "/fhir/Task?status=failed");
  ck_assert_msg(strstr(reply.body, "relay-destination-") != NULL, "%s", reply.body);
  reply_free(&reply);
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, NULL), 0);
  free(text);
}
END_TEST

/* ---- orders of people -------------------------------------------------------------------------
 */
START_TEST(a_refused_bundle_is_corrected_and_sent_instead) {
  char task[64];
  char other[64];
  char path[120];
  char *wrong = bundle_of(&world, "00014"); /* whose card the service refuses */
  carry_out(&(struct call){.path = "/fhir/Bundle", .body = wrong}, "refused", task);
  lab_fault(&world, "national_validation", 0);
  snprintf(path, sizeof path, "/fhir/Task/%s/$retry", task);
  carry_out(&(struct call){.method = "POST", .path = path, .body = ""}, "refused", other);
  ck_assert_str_eq(task, other);
  char *right = strdup(wrong);
  right[strlen(right) - 1] = right[strlen(right) - 1] == '\n' ? ' ' : '}';
  snprintf(path, sizeof path, "/fhir/Task/%s/$resend", task);
  struct reply reply = http_post(&world, path, right);
  ck_assert_int_eq(reply.status, 202);
  reply_free(&reply);
  check_task(task, "superseded");
  reply = http_post(&world, path, right);
  ck_assert_int_eq(reply.status, 409);
  reply_free(&reply);
  free(wrong);
  free(right);
}
END_TEST

/* The same from the command line, by way of the running server. */
START_TEST(a_correction_is_sent_by_command) {
  char task[64];
  char command[1200];
  const char *build = getenv("FHIR_FACADE_BUILD") != NULL ? getenv("FHIR_FACADE_BUILD") : "build";
  char *wrong = bundle_of(&world, "00014");
  char *path = world_path(&world, "corrected.json");
  carry_out(&(struct call){.path = "/fhir/Bundle", .body = wrong}, "refused", task);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fprintf(file, "%s ", wrong); /* other bytes, the same Bundle */
  fclose(file);
  snprintf(command, sizeof command,
           "%s/fhir-facade outbox resend %s %s --server http://127.0.0.1:%d/fhir >/dev/null 2>&1",
           build, task, path, world.port);
  ck_assert_int_eq(WEXITSTATUS(system(command)), 0); /* NOLINT(cert-env33-c): the program itself */
  check_task(task, "superseded");
  ck_assert_int_eq(WEXITSTATUS(system(command)), 1); /* NOLINT(cert-env33-c) */
  free(wrong);
  free(path);
}
END_TEST

static bool is_given_up(void *path) {
  struct reply reply =
      http_call(&world, &(struct call){.method = "POST", .path = path, .body = ""});
  bool given_up = reply.status == 202;
  reply_free(&reply);
  return given_up;
}

START_TEST(a_job_is_given_up_by_hand) {
  char task[64];
  char path[120];
  lab_fault(&world, "national_unavailable", 1);
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  bundle_accept(&world, bundle, task);
  struct reply reply = task_wait(&world, task, "queued");
  reply_free(&reply);
  snprintf(path, sizeof path, "/fhir/Task/%s/$give-up", task);
  ck_assert(wait_until(is_given_up, path)); /* not while it is just being sent */
  check_task(task, "dead");
  lab_fault(&world, "national_unavailable", 0);
  snprintf(path, sizeof path, "/fhir/Task/%s/$retry", task);
  carry_out(&(struct call){.method = "POST", .path = path, .body = ""}, "accepted", task);
  free(bundle);
}
END_TEST

/* ---- flags ------------------------------------------------------------------------------------
 */
#define ASK(entry, code, bundle)                                                                   \
  "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":" bundle    \
  "},{\"name\":\"flag\",\"part\":[{\"name\":\"entry\",\"valueUri\":\"" entry                       \
  "\"},{\"name\":\"code\",\"valueCode\":\"" code "\"}]}]}"
#define TAG(code, text)                                                                            \
  "{\"system\":\"http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication\",\"code\":\"" code  \
  "\",\"display\":\"" text "\"}"
#define SMALL(meta, type)                                                                          \
  "{ \"resourceType\":\"Bundle\",\"n\":1.10,\"entry\":[{\"fullUrl\":\"urn:uuid:1\",\"resource\":"  \
  "{" meta "\"resourceType\":\"" type "\"}}]}"

static const struct {
  const char *ask;
  long status;
  const char *answer; /* whole, or a part of an outcome */
} flaggings[] = {
    {ASK("urn:uuid:1", "LTS", SMALL("", "Condition")), 200,
     SMALL("\"meta\":{\"tag\":[" TAG("LTS", "長期保存") "]},", "Condition")},
    {ASK("urn:uuid:1", "UNINFORMED", SMALL("\"meta\":{ \"versionId\":\"1\"},", "Condition")), 200,
     SMALL("\"meta\":{\"tag\":[" TAG("UNINFORMED", "未告知") "], \"versionId\":\"1\"},",
           "Condition")},
    {ASK("urn:uuid:1", "UNDELIVERED", SMALL("\"meta\":{\"tag\":[{\"code\":\"x\"}]},", "Condition")),
     200,
     SMALL("\"meta\":{\"tag\":[" TAG("UNDELIVERED", "未提供") ",{\"code\":\"x\"}]},", "Condition")},
    {ASK("urn:uuid:1", "LTS",
         SMALL("\"meta\":{\"tag\":[" TAG("LTS", "長期保存") "]},", "Condition")),
     200, SMALL("\"meta\":{\"tag\":[" TAG("LTS", "長期保存") "]},", "Condition")},
    {ASK("urn:uuid:1", "UNINFORMED", SMALL("", "Observation")), 422, "flag-type"},
    {ASK("urn:uuid:2", "LTS", SMALL("", "Condition")), 422, "flag-entry"},
    {ASK("urn:uuid:1", "SECRET", SMALL("", "Condition")), 422, "flag-unknown"},
    {"{\"resourceType\":\"Parameters\"}", 400, "flag-no-bundle"},
};

START_TEST(flags_are_set_on_the_bytes) {
  struct reply reply = http_post(&world, "/fhir/Bundle/$flag", flaggings[_i].ask);
  ck_assert_msg(reply.status == flaggings[_i].status, "%ld %s", reply.status, reply.body);
  if (flaggings[_i].status == 200) {
    ck_assert_str_eq(reply.body, flaggings[_i].answer);
  } else {
    ck_assert_ptr_nonnull(strstr(reply.body, flaggings[_i].answer));
  }
  reply_free(&reply);
}
END_TEST

static void setup_alone(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

/* ---- a Patient alone --------------------------------------------------------------------------
 */
START_TEST(a_patient_alone_deletes_what_was_sent) {
  static const char *const settings[] = {"FHIR_FACADE_NATIONAL_PATIENT_ONLY=off",
                                         "FHIR_FACADE_NATIONAL_PATIENT_ONLY=on"};
  world = (struct world){.transport = "webapi", .settings = {settings[_i]}};
  world_start(&world);
  char *text =
      wire_document(&(struct wire_document){.file = "patient-only.json", .identifier = IDENTIFIER});
  char task[64];
  if (_i == 1) {
    carry_out(&(struct call){.path = "/fhir/Bundle", .body = text}, "accepted", task);
  } else {
    struct reply reply = http_post(&world, "/fhir/Bundle", text);
    ck_assert_msg(reply.status == 422 && strstr(reply.body, "mustHaveOneMore") != NULL, "%ld %s",
                  reply.status, reply.body);
    reply_free(&reply);
  }
  free(text);
}
END_TEST

/* ---- documents from a folder ------------------------------------------------------------------
 */
static char intake[HARNESS_PATH];

static void setup_intake(void) {
  static char setting[HARNESS_PATH + 40];
  snprintf(intake, sizeof intake, "%s/intake-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(intake));
  snprintf(setting, sizeof setting, "FHIR_FACADE_INTAKE_DIR=%s", intake);
  world = (struct world){.transport = "webapi", .settings = {setting}};
  world_start(&world);
}

static void put_document(const char *name, const char *text) {
  char temporary[HARNESS_PATH + 40];
  char final[HARNESS_PATH + 40];
  snprintf(temporary, sizeof temporary, "%s/%s.tmp", intake, name);
  snprintf(final, sizeof final, "%s/%s", intake, name);
  FILE *file = fopen(temporary, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  ck_assert_int_eq(rename(temporary, final), 0);
}

static char *intake_text(const char *folder, const char *name) {
  char path[HARNESS_PATH + 80];
  snprintf(path, sizeof path, "%s/%s/%s", intake, folder, name);
  return file_text(path);
}

static bool has_moved(void *context) {
  const char *const *where = context;
  char *text = intake_text(where[0], where[1]);
  bool moved = text != NULL;
  free(text);
  return moved;
}

START_TEST(a_confirmed_document_needs_no_click) {
  const char *good[] = {"accepted", "good.json"};
  const char *bad[] = {"refused", "bad.json"};
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  put_document("good.json", bundle);
  put_document("bad.json", "{\"resourceType\":\"Bundle\"");
  ck_assert(wait_until(has_moved, good));
  ck_assert(wait_until(has_moved, bad));
  char *outcome = intake_text("accepted", "good.json.outcome.json");
  ck_assert_ptr_nonnull(outcome);
  free(outcome);
  outcome = intake_text("refused", "bad.json.outcome.json");
  ck_assert_msg(outcome != NULL && strstr(outcome, "OperationOutcome") != NULL, "%s", outcome);
  free(outcome);
  /* The same once more, as after a crash between accepting and moving. */
  put_document("again.json", bundle);
  const char *again[] = {"accepted", "again.json"};
  ck_assert(wait_until(has_moved, again));
  struct reply reply = http_get(&world, "/fhir/Task");
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 1);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* ---- signing ----------------------------------------------------------------------------------
 */
static char key_path[HARNESS_PATH];
static char certificate_path[HARNESS_PATH];

static void write_identity(void) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  const char *dir = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
  snprintf(key_path, sizeof key_path, "%s/signer-%d.key", dir, (int)getpid());
  snprintf(certificate_path, sizeof certificate_path, "%s/signer-%d.pem", dir, (int)getpid());
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             (const unsigned char *)"Test Doctor", -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  ck_assert_int_gt(X509_sign(certificate, key, EVP_sha256()), 0);
  FILE *file = fopen(key_path, "w");
  PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
  fclose(file);
  file = fopen(certificate_path, "w");
  PEM_write_X509(file, certificate);
  fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

static void start_signing(const char *place, const char *unsigned_setting) {
  static char settings[5][HARNESS_PATH + 60];
  write_identity();
  snprintf(settings[0], sizeof settings[0], "FHIR_FACADE_SIGNATURE_KEY_FILE=%s", key_path);
  snprintf(settings[1], sizeof settings[1], "FHIR_FACADE_SIGNATURE_CERTIFICATE_FILE=%s",
           certificate_path);
  snprintf(settings[2], sizeof settings[2], "FHIR_FACADE_SIGNATURE_PLACE=%s", place);
  snprintf(settings[3], sizeof settings[3], "FHIR_FACADE_SIGNATURE_ANCHORS_FILE=%s",
           certificate_path);
  snprintf(settings[4], sizeof settings[4], "FHIR_FACADE_SIGNATURE_ACCEPT_UNSIGNED=%s",
           unsigned_setting);
  world = (struct world){.transport = "webapi",
                         .settings = {"FHIR_FACADE_SIGNATURE_SIGNER=file",
                                      "FHIR_FACADE_SIGNATURE_WHO_DISPLAY=Test Doctor", settings[0],
                                      settings[1], settings[2], settings[3], settings[4]}};
  world_start(&world);
}

static void setup_nothing(void) {
  memset(&world, 0, sizeof world);
}

static void teardown_signing(void) {
  world_stop(&world);
  unlink(key_path);
  unlink(certificate_path);
}

/* The simulator checks the detached signature over the very bytes that it got. */
START_TEST(a_referral_is_signed_beside_its_bytes) {
  char task[64];
  char kept[65];
  char registered[65] = "";
  start_signing("envelope", "on");
  post_referral("", "accepted", task);
  char *text = referral();
  sha256_of(text, strlen(text), kept);
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, registered), 1);
  ck_assert_str_eq(registered, kept); /* the bytes are the client's */
  free(text);
  json_t *state = lab_state(&world);
  char *dump = json_dumps(state, 0);
  ck_assert_msg(strstr(dump, "\"signed\"") != NULL || strstr(dump, "signature") != NULL, "%s",
                dump);
  free(dump);
  json_decref(state);
}
END_TEST

/* In the Bundle: what comes out is verified when it is posted again, and refused when one byte of
 * it was changed. */
START_TEST(a_signature_in_the_bundle_is_verified_and_relayed_as_it_is) {
  char task[64];
  start_signing("bundle", "on");
  post_referral("", "accepted", task);
  char path[120];
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  struct reply reply = http_get(&world, path);
  char bundle_path[120];
  snprintf(bundle_path, sizeof bundle_path, "/fhir/%s", text_at(reply.json, "focus.reference"));
  reply_free(&reply);
  struct reply bundle = http_get(&world, bundle_path);
  ck_assert_msg(strstr(bundle.body, "\"signature\"") != NULL, "%s", bundle.body);
  char *changed = strdup(bundle.body);
  char *place = strstr(changed, "高血圧症");
  memcpy(place, "低血圧症", strlen("低血圧症"));
  reply = http_post(&world, "/fhir/Bundle", changed);
  ck_assert_msg(reply.status == 422 && strstr(reply.body, "signature-") != NULL, "%ld %s",
                reply.status, reply.body);
  reply_free(&reply);
  carry_out(CANCEL, "accepted", task);
  carry_out(&(struct call){.path = "/fhir/Bundle", .body = bundle.body}, "accepted", task);
  char kept[65];
  char registered[65] = "";
  sha256_of(bundle.body, strlen(bundle.body), kept);
  lab_registrations(&world, IDENTIFIER, registered);
  ck_assert_str_eq(registered, kept);
  reply_free(&bundle);
  free(changed);
}
END_TEST

START_TEST(without_a_signer_unsigned_referrals_can_be_refused) {
  world = (struct world){.transport = "webapi",
                         .settings = {"FHIR_FACADE_SIGNATURE_ACCEPT_UNSIGNED=off"}};
  world_start(&world);
  char *text = referral();
  struct reply reply = http_post(&world, "/fhir/Bundle", text);
  ck_assert_msg(reply.status == 422 && strstr(reply.body, "bundle-signature-needed") != NULL,
                "%ld %s", reply.status, reply.body);
  reply_free(&reply);
  free(text);
  char task[64];
  char *bundle = bundle_of(&world, HARNESS_PATIENT); /* no referral: never signed */
  bundle_accept(&world, bundle, task);
  free(bundle);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_case(Suite *suite, const char *name, void (*setup)(void)) {
  TCase *cases = tcase_create(name);
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, a_life_of_a_referral);
  tcase_add_loop_test(cases, consent_goes_beside_the_document, 0, 2);
  tcase_add_test(cases, a_destination_without_the_service_is_refused_before_sending);
  tcase_add_test(cases, a_refused_bundle_is_corrected_and_sent_instead);
  suite_add_tcase(suite, cases);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("operations");
  add_case(suite, "webapi", setup_webapi);
  add_case(suite, "folder", setup_folder);
  TCase *orders = tcase_create("orders");
  tcase_add_checked_fixture(orders, setup_webapi, teardown);
  tcase_add_loop_test(orders, what_cannot_be_done_is_said, 0, COUNT_OF(refusals));
  tcase_add_test(orders, a_job_is_given_up_by_hand);
  tcase_add_test(orders, a_correction_is_sent_by_command);
  suite_add_tcase(suite, orders);
  TCase *flags = tcase_create("flags");
  tcase_add_checked_fixture(flags, setup_alone, teardown);
  tcase_add_loop_test(flags, flags_are_set_on_the_bytes, 0, COUNT_OF(flaggings));
  suite_add_tcase(suite, flags);
  TCase *alone = tcase_create("patient-only");
  tcase_add_checked_fixture(alone, setup_nothing, teardown);
  tcase_add_loop_test(alone, a_patient_alone_deletes_what_was_sent, 0, 2);
  suite_add_tcase(suite, alone);
  TCase *folder = tcase_create("intake");
  tcase_add_checked_fixture(folder, setup_intake, teardown);
  tcase_add_test(folder, a_confirmed_document_needs_no_click);
  suite_add_tcase(suite, folder);
  TCase *signing = tcase_create("signing");
  tcase_add_checked_fixture(signing, setup_nothing, teardown_signing);
  tcase_add_test(signing, a_referral_is_signed_beside_its_bytes);
  tcase_add_test(signing, a_signature_in_the_bundle_is_verified_and_relayed_as_it_is);
  tcase_add_test(signing, without_a_signer_unsigned_referrals_can_be_refused);
  suite_add_tcase(suite, signing);
  return suite;
}
