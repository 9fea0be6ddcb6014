/* The lab's national service alone, over both transports: whatever an institution sends, both mean
 * the same. What the scenarios of tests/lab/scenarios tell is run here, too. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/national_wire.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define IDENTIFIER "1312345678^2026^LAB-1"
#define INSURED_ELEMENT "<InsuredIdentifier>" WIRE_INSURED "</InsuredIdentifier>"
#define SESSIONS 25
#define SESSIONS_ALLOWED 20

static struct world world;
static char state_file[300];

static void start(const char *transport) {
  world = (struct world){.transport = transport};
  world_start_lab(&world);
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

static char *text_of(const char *file) {
  return wire_document(&(struct wire_document){.file = file, .identifier = IDENTIFIER});
}

/* An answer's element must be that. */
static void check_element(const char *answer, const char *name, const char *expected) {
  char *seen = wire_element(answer, name);
  ck_assert_msg(strcmp(seen, expected) == 0, "%s: expected %s: %s", name, expected, answer);
  free(seen);
}

static void check_status(const char *id, const char *kind, const char *state) {
  char *answer = wire_send(
      &world, &(struct wire_message){.operation = "status",
                                     .id = id,
                                     .fields = wire_keys(kind, IDENTIFIER, INSURED_ELEMENT)});
  ck_assert_ptr_nonnull(answer);
  check_element(answer, "RegistrationState", state);
  free(answer);
}

static void send_keys(const char *operation, const char *id, const char *code) {
  wire_expect(&world,
              &(struct wire_message){.operation = operation,
                                     .id = id,
                                     .fields = wire_keys("referral", IDENTIFIER, INSURED_ELEMENT)},
              code);
}

static void register_referral(const char *id, const char *consent, const char *code) {
  char more[100];
  char *text = text_of("referral.json");
  snprintf(more, sizeof more, "<Consent>%s</Consent>", consent);
  wire_expect(&world,
              &(struct wire_message){.operation = "register",
                                     .id = id,
                                     .fields = wire_keys("referral", IDENTIFIER, more),
                                     .content = text},
              code);
  free(text);
}

START_TEST(a_document_lives_and_ends) {
  register_referral("l-1", "1", "SIM-0000");
  check_status("l-2", "referral", "registered");
  send_keys("cancel", "l-3", "SIM-0000");
  send_keys("cancel", "l-3", "SIM-0000"); /* the same message again: the same verdict */
  send_keys("cancel", "l-4", "SIM-E-511");
  check_status("l-5", "referral", "cancelled");
  lab_fault(&world, "national_undo", 1);
  send_keys("cancelundo", "l-6", "SIM-0000");
  check_status("l-7", "referral", "registered");
  send_keys("cancelderived", "l-8", "SIM-0000");
  send_keys("cancelderived", "l-9", "SIM-E-405");
  wire_expect(
      &world,
      &(struct wire_message){.operation = "result",
                             .id = "l-10",
                             .fields = "<OriginalFileIdentifier>l-4</OriginalFileIdentifier>"},
      "SIM-E-511");
}
END_TEST

/* Old and new in one: what is refused leaves the old as it was. */
START_TEST(a_replacement_is_whole_or_nothing) {
  char sha[65];
  char old[65];
  char *text = text_of("referral.json");
  char *other = wire_document(&(struct wire_document){
      .file = "referral.json", .identifier = IDENTIFIER, .destination = "1399999902"});
  struct wire_message message = {.operation = "replace",
                                 .id = "r-1",
                                 .fields = wire_keys("referral", IDENTIFIER, ""),
                                 .content = text};
  sha256_of(text, strlen(text), old);
  wire_expect(&world, &message, "SIM-E-405");
  register_referral("r-2", "1", "SIM-0000");
  message.id = "r-3";
  message.content = other;
  message.fields = wire_keys("referral", IDENTIFIER, "");
  wire_expect(&world, &message, "SIM-E-102");
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, sha), 1);
  ck_assert_str_eq(sha, old);
  message.id = "r-4";
  text[strlen(text) - 1] = ' '; /* other bytes, the same document */
  message.content = text;
  wire_expect(&world, &message, "SIM-0000");
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, sha), 2);
  ck_assert_str_ne(sha, old);
  free(text);
  free(other);
}
END_TEST

START_TEST(a_malformed_envelope_is_an_error_of_its_own) {
  char *answer = wire_send(
      &world, &(struct wire_message){.operation = "status", .id = "m-1", .institution = "12"});
  ck_assert_ptr_nonnull(answer);
  check_element(answer, "SegmentOfResult", "9");
  check_element(answer, "ErrorCode", "SIM-E-900");
  check_element(answer, "ProcessingResultCode", "");
  free(answer);
}
END_TEST

/* The bytes that come out are the bytes that went in. */
START_TEST(a_document_reaches_its_destination) {
  size_t length;
  char *text = text_of("referral.json");
  register_referral("d-1", "2", "SIM-0000");
  char *answer = wire_send(
      &world,
      &(struct wire_message){.operation = "doclist", .id = "d-2", .institution = WIRE_HOSPITAL});
  check_element(answer, "State", "withheld");
  char *key = wire_element(answer, "DocumentKey");
  char fields[100];
  snprintf(fields, sizeof fields, "<DocumentKey>%s</DocumentKey>", key);
  struct wire_message fetch = {
      .operation = "docfetch", .id = "d-3", .institution = WIRE_HOSPITAL, .fields = fields};
  wire_expect(&world, &fetch, "SIM-E-501");
  ck_assert(
      lab_post(&world, "/lab/consent", "{\"identifier\":\"" IDENTIFIER "\",\"by\":\"portal\"}"));
  free(answer);
  fetch.id = "d-4";
  answer = wire_send(&world, &fetch);
  char *bytes = wire_bytes(answer, "Content", &length);
  ck_assert_uint_eq(length, strlen(text));
  ck_assert_str_eq(bytes, text);
  free(answer);
  answer = wire_send(
      &world,
      &(struct wire_message){.operation = "doclist", .id = "d-5", .institution = WIRE_HOSPITAL});
  check_element(answer, "State", "acquired");
  free(answer);
  free(bytes);
  free(key);
  free(text);
}
END_TEST

START_TEST(a_message_beyond_ten_million_bytes_is_refused) {
  char *text = text_of("referral.json");
  size_t length = strlen(text);
  char *large = malloc(7600001);
  memset(large, ' ', 7600000);
  memcpy(large, text, length);
  large[7600000] = '\0';
  wire_expect(&world,
              &(struct wire_message){.operation = "register",
                                     .id = "b-1",
                                     .fields = wire_keys("referral", IDENTIFIER, ""),
                                     .content = large},
              "SIM-E-413");
  large[7400000] = '\0';
  wire_expect(&world,
              &(struct wire_message){.operation = "register",
                                     .id = "b-2",
                                     .fields = wire_keys("referral", IDENTIFIER, ""),
                                     .content = large},
              "SIM-0000");
  free(large);
  free(text);
}
END_TEST

static void inject(const char *json) {
  ck_assert_msg(lab_post(&world, "/lab/inject", json), "%s", json);
}

static void check_registered(bool once) {
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, NULL), once ? 1 : 0);
}

/* A fault hits the operation that it was made for, as often as wanted, and nothing else. */
START_TEST(a_fault_hits_one_operation) {
  inject("{\"fault\":\"national_lost_result\",\"operation\":\"register\",\"count\":1,\"skip\":1}");
  register_referral("f-1", "1", "SIM-0000");
  check_status("f-2", "referral", "registered");
  char *text = text_of("referral.json");
  char *answer =
      wire_send(&world, &(struct wire_message){.operation = "register",
                                               .id = "f-3",
                                               .fields = wire_keys("referral", IDENTIFIER, ""),
                                               .content = text});
  ck_assert_ptr_null(answer);
  free(text);
  wire_expect(
      &world,
      &(struct wire_message){.operation = "result",
                             .id = "f-4",
                             .fields = "<OriginalFileIdentifier>f-3</OriginalFileIdentifier>"},
      "SIM-I-200");
  inject("{\"fault\":\"national_business_error\",\"operation\":\"cancel\",\"value\":201}");
  send_keys("cancel", "f-5", "SIM-E-201");
  check_status("f-6", "referral", "registered");
  send_keys("cancel", "f-7", "SIM-0000");
}
END_TEST

/* Cut before processing: nothing happened; half an answer: it did. */
START_TEST(an_answer_that_is_cut) {
  char *text = text_of("referral.json");
  inject("{\"fault\":\"national_cut_before\",\"operation\":\"register\"}");
  struct wire_message message = {.operation = "register",
                                 .id = "c-1",
                                 .fields = wire_keys("referral", IDENTIFIER, ""),
                                 .content = text};
  ck_assert_ptr_null(wire_send(&world, &message));
  check_registered(false);
  inject("{\"fault\":\"national_half_written\",\"operation\":\"register\"}");
  message.id = "c-2";
  char *answer = wire_send(&world, &message);
  ck_assert_msg(answer == NULL || strstr(answer, "</XmlMsg>") == NULL, "%s", answer);
  check_registered(true);
  free(answer);
  inject("{\"fault\":\"national_wrong_content\",\"operation\":\"status\"}");
  answer =
      wire_send(&world, &(struct wire_message){.operation = "status",
                                               .id = "c-3",
                                               .fields = wire_keys("referral", IDENTIFIER, "")});
  check_element(answer, "ArbitraryFileIdentifier", "SIM-OTHER-0001");
  free(answer);
  free(text);
}
END_TEST

/* An hour of waiting is over when the clock is moved. */
START_TEST(time_can_be_moved) {
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":0}"));
  ck_assert(!lab_post(&world, "/lab/clock", "{\"advance_seconds\":-1}"));
  lab_fault(&world, "national_late_result_ms", 3600000);
  pid_t sender = fork();
  ck_assert_int_ge(sender, 0);
  if (sender == 0) {
    char *answer = wire_send(&world, &(struct wire_message){.operation = "doclist", .id = "t-1"});
    _exit(answer != NULL ? 0 : 1);
  }
  int status = -1;
  nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
  ck_assert_int_eq(waitpid(sender, &status, WNOHANG), 0);
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":3600}"));
  ck_assert_int_eq(waitpid(sender, &status, 0), sender);
  ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(all_findings_or_the_first) {
  char *text = text_of("referral.json");
  char *status = strstr(text, "\"final\"");
  ck_assert_ptr_nonnull(status);
  memcpy(status, "\"xxxxx\"", 7);
  char *name = strstr(text, "テスト 太郎");
  ck_assert_ptr_nonnull(name);
  struct wire_message message = {.operation = "register",
                                 .id = "a-1",
                                 .fields = wire_keys("referral", "1312345678^1999^LAB-1", ""),
                                 .content = text};
  char *year = strstr(text, "^2026^LAB-1");
  ck_assert_ptr_nonnull(year);
  memcpy(year, "^1999^LAB-1", 11);
  char *answer = wire_send(&world, &message);
  check_element(answer, "ResultCode", "R2152");
  ck_assert_ptr_null(strstr(answer, "<ResultCode>STATUS"));
  free(answer);
  lab_fault(&world, "national_all_messages", 1);
  message.id = "a-2";
  answer = wire_send(&world, &message);
  check_element(answer, "ResultCode", "R2152");
  ck_assert_ptr_nonnull(strstr(answer, "<ResultCode>STATUS"));
  free(answer);
  lab_fault(&world, "national_validation", 0);
  message.id = "a-3";
  wire_expect(&world, &message, "SIM-0000");
  free(text);
}
END_TEST

/* ---- the shared folder alone -------------------------------------------------------------------
 */

static size_t count_results(const char *part) {
  char *path = world_path(&world, "result");
  DIR *folder = opendir(path);
  size_t count = 0;
  ck_assert_ptr_nonnull(folder);
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    count += strstr(entry->d_name, part) != NULL && strstr(entry->d_name, ".xml") != NULL &&
             strstr(entry->d_name, "tmp") == NULL;
  }
  closedir(folder);
  free(path);
  return count;
}

static bool all_answered(void *context) {
  (void)context;
  return count_results("SIMdoclistres_s-") == SESSIONS;
}

/* Renamed to its name when it is whole, as the folder wants it. */
static void put_doclist(const char *folder, int number) {
  char early[400];
  char path[400];
  snprintf(early, sizeof early, "%s/s-%02d.tmp", folder, number);
  snprintf(path, sizeof path, "%s/SIMdoclist_s-%02d.xml", folder, number);
  FILE *file = fopen(early, "wb");
  ck_assert_ptr_nonnull(file);
  fprintf(file,
          "<XmlMsg><MessageHeader><MedicalInstitutionCode>" WIRE_CLINIC
          "</MedicalInstitutionCode><ArbitraryFileIdentifier>s-%02d</ArbitraryFileIdentifier>"
          "</MessageHeader><MessageBody/></XmlMsg>",
          number);
  fclose(file);
  ck_assert_int_eq(rename(early, path), 0);
}

static size_t count_refused(void) {
  size_t refused = 0;
  for (int i = 0; i < SESSIONS; i++) {
    char name[100];
    snprintf(name, sizeof name, "result/SIMdoclistres_s-%02d.xml", i);
    char *path = world_path(&world, name);
    char *answer = file_text(path);
    ck_assert_ptr_nonnull(answer);
    refused += strstr(answer, "SIM-E-429") != NULL;
    free(answer);
    free(path);
  }
  return refused;
}

/* 25 sessions at a time, of which the share allows 20: their answers take an hour. */
START_TEST(more_sessions_than_the_share_allows) {
  char *requests = world_path(&world, "request");
  lab_fault(&world, "national_late_result_ms", 3600000);
  for (int i = 0; i < SESSIONS; i++) {
    put_doclist(requests, i);
  }
  nanosleep(&(struct timespec){.tv_nsec = 600000000}, NULL);
  ck_assert_uint_eq(count_results("SIMdoclistres_s-"), 0);
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":3600}"));
  ck_assert(wait_until(all_answered, NULL));
  ck_assert_uint_eq(count_refused(), SESSIONS - SESSIONS_ALLOWED);
  json_t *state = lab_state(&world);
  ck_assert_int_eq(json_integer_value(json_at(state, "national.sessions_max")), SESSIONS);
  json_decref(state);
  free(requests);
}
END_TEST

static bool is_gone(void *context) {
  return count_results(context) == 0;
}

static bool is_there(void *context) {
  return count_results(context) > 0;
}

/* What nobody fetches goes after its time, not before. */
START_TEST(a_result_file_does_not_stay_for_ever) {
  char *requests = world_path(&world, "request");
  char part[] = "SIMdoclistres_s-01";
  put_doclist(requests, 1);
  ck_assert(wait_until(is_there, part));
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":604000}"));
  nanosleep(&(struct timespec){.tv_nsec = 500000000}, NULL);
  ck_assert(is_there(part));
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":1000}"));
  ck_assert(wait_until(is_gone, part));
  free(requests);
}
END_TEST

START_TEST(a_malformed_envelope_gives_an_err_file) {
  char *requests = world_path(&world, "request");
  char *path = world_path(&world, "request/SIMcancel_e-1.xml");
  char part[] = "SIMcancelerr_e-1";
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  fprintf(file, "no envelope");
  fclose(file);
  ck_assert(wait_until(is_there, part));
  ck_assert_uint_eq(count_results("SIMcancelres"), 0);
  free(path);
  free(requests);
}
END_TEST

/* ---- over a restart ----------------------------------------------------------------------------
 */

static void setup_state(void) {
  snprintf(state_file, sizeof state_file, "%s/lab-state-%ld.jsonl",
           getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp", (long)getpid());
  world = (struct world){.transport = "webapi", .lab_arguments = {"--state-file", state_file}};
  world_start_lab(&world);
}

static void teardown_state(void) {
  world_stop(&world);
  unlink(state_file);
}

START_TEST(what_is_registered_survives_a_restart) {
  size_t length;
  char *text = text_of("referral.json");
  register_referral("s-1", "1", "SIM-0000");
  send_keys("cancelderived", "s-2", "SIM-0000");
  world_stop(&world);
  FILE *journal = fopen(state_file, "ab");
  fprintf(journal, "{\"type\":0,\"op"); /* a line that was not finished */
  fclose(journal);
  world = (struct world){.transport = "webapi", .lab_arguments = {"--state-file", state_file}};
  world_start_lab(&world);
  check_status("s-3", "referral", "registered");
  send_keys("cancelderived", "s-4", "SIM-E-405");
  char *answer = wire_send(
      &world, &(struct wire_message){.operation = "docfetch",
                                     .id = "s-5",
                                     .institution = WIRE_HOSPITAL,
                                     .fields = "<DocumentKey>SIMDOC000001</DocumentKey>"});
  char *bytes = wire_bytes(answer, "Content", &length);
  ck_assert_str_eq(bytes, text);
  free(bytes);
  free(answer);
  free(text);
}
END_TEST

/* ---- scenarios ---------------------------------------------------------------------------------
 */

/* Exit status of the runner; its lines are in "scenario.out". */
static int run_scenario(const char *file) {
  char command[1200];
  const char *build = getenv("FHIR_FACADE_BUILD");
  snprintf(command, sizeof command,
           "%s/fhir-facade-lab scenario --lab http://127.0.0.1:%d --facade http://127.0.0.1:%d %s "
           "> %s/scenario.out 2>&1",
           build != NULL && build[0] != '\0' ? build : "build", world.national_port, world.port,
           file, world.directory);
  int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *scenario_lines(void) {
  char *path = world_path(&world, "scenario.out");
  char *lines = file_text(path);
  free(path);
  ck_assert_ptr_nonnull(lines);
  return lines;
}

static const char *const scenarios[] = {"clinic-day", "receipt-mode", "outage-8-hours",
                                        "consent-patterns", "refusals"};

static void check_scenario(const char *name) {
  char file[200];
  snprintf(file, sizeof file, "tests/lab/scenarios/%s.json", name);
  int status = run_scenario(file);
  char *lines = scenario_lines();
  ck_assert_msg(status == 0, "%s", lines);
  ck_assert_ptr_nonnull(strstr(lines, "ok   "));
  free(lines);
}

START_TEST(a_scenario_holds) {
  check_scenario(scenarios[_i]);
}
END_TEST

static const char *const facade_scenarios[] = {"facade-clinic-day", "facade-outage"};

static void setup_facade(void) {
  world = (struct world){.transport = "folder"};
  world_start(&world);
}

START_TEST(a_scenario_of_the_facade_holds) {
  check_scenario(facade_scenarios[_i]);
}
END_TEST

START_TEST(a_step_that_fails_is_told) {
  char *path = world_path(&world, "wrong.json");
  FILE *file = fopen(path, "wb");
  fprintf(file, "{\"steps\":["
                "{\"name\":\"as it is\",\"request\":{\"to\":\"lab\",\"path\":\"/lab/clock\"},"
                "\"expect\":{\"json\":{\"/ahead_seconds\":0}}},"
                "{\"name\":\"as it is not\",\"request\":{\"to\":\"lab\",\"path\":\"/lab/clock\"},"
                "\"expect\":{\"json\":{\"/ahead_seconds\":7}},"
                "\"wait\":{\"tries\":2,\"pause_ms\":1}}]}");
  fclose(file);
  ck_assert_int_eq(run_scenario(path), 1);
  char *lines = scenario_lines();
  ck_assert_msg(strstr(lines, "1 as it is\n") != NULL, "%s", lines);
  ck_assert_msg(strstr(lines, "2 as it is not: /ahead_seconds: expected 7, seen 0") != NULL, "%s",
                lines);
  ck_assert_int_eq(run_scenario("tests/lab/scenarios/none.json"), 2);
  free(lines);
  free(path);
}
END_TEST

static void add_both(TCase *both) {
  tcase_set_timeout(both, 120);
  tcase_add_test(both, a_document_lives_and_ends);
  tcase_add_test(both, a_replacement_is_whole_or_nothing);
  tcase_add_test(both, a_malformed_envelope_is_an_error_of_its_own);
  tcase_add_test(both, a_document_reaches_its_destination);
  tcase_add_test(both, a_message_beyond_ten_million_bytes_is_refused);
  tcase_add_test(both, a_fault_hits_one_operation);
  tcase_add_test(both, an_answer_that_is_cut);
  tcase_add_test(both, time_can_be_moved);
  tcase_add_test(both, all_findings_or_the_first);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("lab_national");
  TCase *webapi = tcase_create("webapi");
  tcase_add_checked_fixture(webapi, setup_webapi, teardown);
  add_both(webapi);
  tcase_add_loop_test(webapi, a_scenario_holds, 0, sizeof scenarios / sizeof *scenarios);
  tcase_add_test(webapi, a_step_that_fails_is_told);
  suite_add_tcase(suite, webapi);
  TCase *folder = tcase_create("folder");
  tcase_add_checked_fixture(folder, setup_folder, teardown);
  add_both(folder);
  tcase_add_test(folder, more_sessions_than_the_share_allows);
  tcase_add_test(folder, a_result_file_does_not_stay_for_ever);
  tcase_add_test(folder, a_malformed_envelope_gives_an_err_file);
  suite_add_tcase(suite, folder);
  TCase *state = tcase_create("state");
  tcase_add_checked_fixture(state, setup_state, teardown_state);
  tcase_add_test(state, what_is_registered_survives_a_restart);
  suite_add_tcase(suite, state);
  TCase *facade = tcase_create("facade");
  tcase_set_timeout(facade, 120);
  tcase_add_checked_fixture(facade, setup_facade, teardown);
  tcase_add_loop_test(facade, a_scenario_of_the_facade_holds, 0,
                      sizeof facade_scenarios / sizeof *facade_scenarios);
  suite_add_tcase(suite, facade);
  return suite;
}
