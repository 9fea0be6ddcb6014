/* fhir-facade validate: forms of output, records of a run, advisor, comparison of guide versions.
 */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_BYTES 4000000u
#define ECS "http://jpfhir.jp/fhir/eCS/StructureDefinition/"

static char directory[HARNESS_PATH];
static char output[OUTPUT_BYTES];

static void write_file(const char *name, const char *text) {
  char path[HARNESS_PATH + 50];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static void make_folder(const char *name) {
  char path[HARNESS_PATH + 50];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  ck_assert_int_eq(mkdir(path, 0755), 0);
}

static const char good[] = "{\"resourceType\":\"Patient\",\"gender\":\"male\"}\n";
static const char bad[] = "{\"resourceType\":\"Patient\",\n \"gender\":\"<unsure>\", \"x\":1}\n";

static const char xml[] =
    "<Patient xmlns=\"http://hl7.org/fhir\">\n<gender value=\"x\"/></Patient>\n";

/* in/: good, bad (2 errors), lines (1 error in line 3) and what is not to be read. */
static void setup(void) {
  const char *base = getenv("TMPDIR");
  snprintf(directory, sizeof directory, "%s/facade-XXXXXX", base != NULL ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(directory));
  make_folder("in");
  make_folder("in/sub");
  make_folder("empty");
  write_file("in/good.json", good);
  write_file("in/bad.json", bad);
  write_file("in/notes.txt", "no resource");
  write_file("bad.xml", xml);
  write_file("xml-without-name", xml);
  write_file("broken.xml", "<Patient");
  write_file("in/sub/lines.ndjson",
             "{\"resourceType\":\"Patient\"}\n\n{\"resourceType\":\"Patient\","
             "\"gender\":\"y\"}\n");
}

/* Runs `fhir-facade validate <arguments>` in a shell with DIR set; stdout goes to output (stderr
 * too when merged is set). */
static int run_with(const char *arguments, bool merged) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[2000];
  snprintf(command, sizeof command,
           "DIR='%s'; export DIR; timeout 60 '%s/fhir-facade' validate %s %s", directory,
           build != NULL ? build : "build", arguments, merged ? "2>&1" : "2>/dev/null");
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(output, 1, sizeof output - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const char *arguments) {
  return run_with(arguments, false);
}

static json_t *output_json(void) {
  json_error_t error;
  json_t *json = json_loads(output, 0, &error);
  ck_assert_msg(json != NULL, "no JSON: %s: %.500s", error.text, output);
  return json;
}

/* ---- exit statuses and what is said -----------------------------------------------------------
 */
static const struct {
  const char *arguments;
  int status;
  const char *says;
} rows[] = {
    {"$DIR/in/good.json", 0, "total: files 1 (valid 1, invalid 0, unreadable 0)"},
    {"$DIR/in", 1, "total: files 3 (valid 1, invalid 2, unreadable 0), errors 3, warnings 0"},
    {"$DIR/in --lang ja", 1, "合計: 3 ファイル（適合 1、不適合 2、読み取り不可 0）"},
    {"$DIR/in/sub/lines.ndjson", 1, "Patient.gender (3:"},
    {"$DIR/in $DIR/absent.json", 2, "absent.json: unreadable"},
    {"$DIR/empty", 2, "folder-empty"},
    {"- <$DIR/in/good.json", 0, "-: valid"},
    {"- <$DIR/in/bad.json", 1, "Patient.gender (2:"},
    {"- <$DIR/in/sub/lines.ndjson", 1, "Patient.gender (3:"},
    {"- </dev/null", 2, "document-syntax"},
    {"$DIR/bad.xml", 1, "error code-not-in-value-set Patient.gender (2:1)"},
    {"$DIR/xml-without-name", 1, "Patient.gender (2:1)"},
    {"- <$DIR/bad.xml", 1, "Patient.gender (2:1)"},
    {"$DIR/broken.xml", 2, "fatal xml-syntax Patient (1:9)"},
    {"$DIR/broken.xml --lang ja", 2, "XML として正しくありません"},
    {"$DIR/bad.xml --national", 1, "verdict: not registrable"},
    {"--format list $DIR/in/bad.json", 1, "error element-unknown Patient.x"},
    {"--lang both $DIR/in/bad.json", 1, "ここに「x」という要素はありません / there is no element"},
    {"$DIR/in/good.json --profile " ECS "JP_Patient_eCS", 1, "JP_Patient_eCS|1.10.0#Patient"},
    {"$DIR/in/good.json --profile " ECS "JP_Patient_eCS --clins-version 1.5.3", 1,
     "JP_Patient_eCS|1#Patient"},
    {"$DIR/in/good.json --clins-version 9.9.9", 2, "no JP-CLINS version '9.9.9'"},
    {"$DIR/in/bad.json --national", 1, "verdict: not registrable"},
    {"$DIR/in/bad.json --national --lang ja", 1, "判定: 登録不可"},
    {"$DIR/in/bad.json --max-issues 1", 1, "(1 more)"},
    {"$DIR/in/bad.json --max-issues 0", 2, "usage"},
    {"$DIR/in/bad.json --format xml", 2, "--format xml"},
    {"$DIR/in/bad.json --lang fr", 2, "--lang fr"},
    {"$DIR/in/bad.json --date 2026-02-30", 2, "--date 2026-02-30"},
    {"$DIR/in/bad.json --advisor $DIR/absent.json", 2, "absent.json"},
    {"$DIR/in/bad.json --compare-versions 1.10.0", 2, "usage"},
    {"$DIR/in/bad.json --compare-versions 1.5.3 1.10.0 --format sarif", 2, "--compare-versions"},
    {"$DIR/in/bad.json --compare-versions 1.5.3 0.0.1", 2, "'0.0.1'"},
    {"$DIR/in/bad.json --compare-versions 1.5.3 1.10.0", 0, "the same 2"},
    {"$DIR/in/absent.json --compare-versions 1.5.3 1.10.0", 2, "unreadable"},
    {"", 2, "usage"},
};

START_TEST(does_and_says) {
  int status = run_with(rows[_i].arguments, true);
  ck_assert_msg(status == rows[_i].status, "%s: exit status %d: %.2000s", rows[_i].arguments,
                status, output);
  ck_assert_msg(strstr(output, rows[_i].says) != NULL, "%s does not say '%s': %.2000s",
                rows[_i].arguments, rows[_i].says, output);
}
END_TEST

/* ---- SARIF ------------------------------------------------------------------------------------
 */
static void check_rules(const json_t *rules, const json_t *results) {
  json_t *known = json_object();
  size_t index;
  const json_t *row;
  json_array_foreach(rules, index, row) {
    const char *id = text_at(row, "id");
    ck_assert_msg(json_object_get(known, id) == NULL, "rule %s stands twice", id);
    ck_assert_str_ne(text_at(row, "shortDescription.text"), "");
    json_object_set_new(known, id, json_true());
  }
  json_array_foreach(results, index, row) {
    const char *id = text_at(row, "ruleId");
    ck_assert_msg(json_object_get(known, id) != NULL, "rule %s is not declared", id);
    ck_assert_str_ne(text_at(row, "message.text"), "");
    ck_assert_ptr_nonnull(json_at(row, "locations.0.physicalLocation.artifactLocation.uri"));
  }
  json_decref(known);
}

START_TEST(sarif_declares_its_rules_and_places) {
  write_file("in/a b#c.json", bad);
  ck_assert_int_eq(run("--format sarif --national --max-issues 1 $DIR/in"), 1);
  json_t *sarif = output_json();
  ck_assert_str_eq(text_at(sarif, "version"), "2.1.0");
  const json_t *results = json_at(sarif, "runs.0.results");
  check_rules(json_at(sarif, "runs.0.tool.driver.rules"), results);
  const json_t *first = json_array_get(results, 0);
  const char *uri = text_at(first, "locations.0.physicalLocation.artifactLocation.uri");
  ck_assert_msg(strstr(uri, "/in/a%20b%23c.json") != NULL && strncmp(uri, "file:///", 8) == 0, "%s",
                uri);
  const json_t *line = json_at(first, "locations.0.physicalLocation.region.startLine");
  ck_assert_int_eq(json_integer_value(line), 2);
  ck_assert_ptr_nonnull(strstr(output, "outcome-left-out"));
  ck_assert_ptr_nonnull(strstr(output, "\"kind\": \"informational\""));
  ck_assert(json_is_true(json_at(sarif, "runs.0.invocations.0.executionSuccessful")));
  json_decref(sarif);
}
END_TEST

/* Several files: a Bundle whose outcomes name them; one: the outcome itself. */
START_TEST(json_is_one_document) {
  ck_assert_int_eq(run("--format json $DIR/in --national"), 1);
  json_t *bundle = output_json();
  ck_assert_str_eq(text_at(bundle, "resourceType"), "Bundle");
  ck_assert_uint_eq(json_array_size(json_at(bundle, "entry")), 3);
  const char *name = text_at(bundle, "entry.0.resource.extension.0.valueString");
  ck_assert_msg(strstr(name, "/in/bad.json") != NULL, "%s", name);
  ck_assert_ptr_nonnull(strstr(output, "national-verdict"));
  json_decref(bundle);
  ck_assert_int_eq(run("--format json --max-issues 1 $DIR/in/bad.json"), 1);
  json_t *outcome = output_json();
  ck_assert_str_eq(text_at(outcome, "resourceType"), "OperationOutcome");
  ck_assert_uint_eq(outcome_count(outcome, "error"), 1);
  ck_assert_ptr_nonnull(strstr(output, "outcome-left-out"));
  json_decref(outcome);
}
END_TEST

START_TEST(junit_escapes_and_counts) {
  ck_assert_int_eq(run("--format junit $DIR/in $DIR/absent.json"), 2);
  ck_assert_ptr_nonnull(strstr(output, "tests=\"4\" failures=\"2\" errors=\"1\""));
  ck_assert_ptr_nonnull(strstr(output, "&lt;unsure&gt;"));
  ck_assert_ptr_null(strstr(output, "<unsure>"));
}
END_TEST

/* ---- the record of a run ----------------------------------------------------------------------
 */
static char *record_text(const char *folder, const char *name) {
  char path[HARNESS_PATH + 80];
  snprintf(path, sizeof path, "%s/%s/%s", directory, folder, name);
  char *text = file_text(path);
  ck_assert_msg(text != NULL, "%s is missing", path);
  return text;
}

static void check_same(const char *name) {
  char *a = record_text("r1", name);
  char *b = record_text("r2", name);
  ck_assert_msg(strcmp(a, b) == 0, "%s differs", name);
  ck_assert_msg(strstr(a, directory) == NULL, "%s holds a path of the machine", name);
  free(a);
  free(b);
}

START_TEST(a_record_is_reproducible) {
  write_file("advisor.json", "[{\"message\":\"element-unknown\",\"path\":\"Patient.x\",\"action\":"
                             "\"warning\",\"reason\":\"known\"}]");
  ck_assert_int_eq(run("--evidence $DIR/r1 --national --advisor $DIR/advisor.json $DIR/in"), 1);
  ck_assert_int_eq(run("--lang ja --format list --national --advisor $DIR/advisor.json --evidence "
                       "$DIR/r2 $DIR/in/"),
                   1);
  check_same("summary.json");
  check_same("findings.csv");
  check_same("report.html");
}
END_TEST

START_TEST(a_record_says_what_was_checked) {
  ck_assert_int_eq(run("--evidence $DIR/r1 --national $DIR/in"), 1);
  char *summary = record_text("r1", "summary.json");
  json_t *json = json_loads(summary, 0, NULL);
  ck_assert_ptr_nonnull(json);
  char hex[65];
  sha256_of(bad, strlen(bad), hex);
  ck_assert_str_eq(text_at(json, "files.0.name"), "in/bad.json");
  ck_assert_str_eq(text_at(json, "files.0.sha256"), hex);
  ck_assert_str_eq(text_at(json, "files.0.nationalVerdict"), "not-registrable");
  ck_assert_int_eq(json_integer_value(json_at(json, "files.0.bytes")), (json_int_t)strlen(bad));
  ck_assert_int_eq(json_integer_value(json_at(json, "files.0.severities.error")), 2);
  ck_assert_uint_eq(json_array_size(json_at(json, "files.0.classes")), 7);
  ck_assert_uint_eq(strlen(text_at(json, "definitions.id")), 64);
  char *page = record_text("r1", "report.html");
  ck_assert_ptr_nonnull(strstr(page, "&lt;unsure&gt;"));
  ck_assert_ptr_null(strstr(page, "<script"));
  ck_assert_ptr_null(strstr(page, "href="));
  char *csv = record_text("r1", "findings.csv");
  ck_assert_int_eq(strncmp(csv, "\xEF\xBB\xBF", 3), 0);
  ck_assert_ptr_nonnull(strstr(csv, "ここに「x」という要素はありません"));
  json_decref(json);
  free(summary);
  free(page);
  free(csv);
}
END_TEST

/* Text of the input must not become a formula in a spreadsheet. */
START_TEST(a_record_has_no_formulas) {
  write_file("in/=1+1.json", bad);
  ck_assert_int_eq(run("--evidence $DIR/r1 $DIR/in/=1+1.json"), 1);
  char *csv = record_text("r1", "findings.csv");
  ck_assert_ptr_nonnull(strstr(csv, "\"'=1+1.json\""));
  free(csv);
}
END_TEST

START_TEST(a_record_is_not_replaced) {
  ck_assert_int_eq(run("--evidence $DIR/r1 $DIR/in/good.json"), 0);
  ck_assert_int_eq(run("--evidence $DIR/r1 $DIR/in/good.json"), 0);
  char *before = record_text("r1", "report.html");
  ck_assert_int_eq(run_with("--evidence $DIR/r1 $DIR/in/bad.json", true), 2);
  ck_assert_ptr_nonnull(strstr(output, "another folder"));
  char *after = record_text("r1", "report.html");
  ck_assert_str_eq(before, after);
  free(before);
  free(after);
}
END_TEST

/* ---- advisor ----------------------------------------------------------------------------------
 */
START_TEST(an_advisor_lowers_and_tells) {
  write_file("advisor.json",
             "[{\"message\":\"element-unknown\",\"path\":\"Patient.x\",\"action\":\"silence\","
             "\"reason\":\"old interface\"},{\"message\":\"code-not-in-value-set\",\"path\":"
             "\"Patient\",\"action\":\"warning\",\"reason\":\"r\",\"until\":\"2026-12-31\"}]");
  ck_assert_int_eq(run("--advisor $DIR/advisor.json --date 2026-12-31 --national $DIR/in/bad.json"),
                   0);
  ck_assert_ptr_nonnull(strstr(output, "left out: old interface"));
  ck_assert_ptr_nonnull(strstr(output, "after an advisor changed 2 findings"));
  ck_assert_int_eq(run("--advisor $DIR/advisor.json --date 2027-01-01 $DIR/in/bad.json"), 1);
  ck_assert_ptr_nonnull(strstr(output, "advisor-ended"));
}
END_TEST

static char setting[HARNESS_PATH + 80];

START_TEST(the_server_has_an_advisor) {
  write_file("advisor.json", "[{\"message\":\"element-unknown\",\"path\":\"Patient\",\"action\":"
                             "\"information\",\"reason\":\"old interface\"}]");
  snprintf(setting, sizeof setting, "FHIR_FACADE_VALIDATION_ADVISOR=%s/advisor.json", directory);
  struct world world = {.transport = "none", .settings = {setting}};
  world_start(&world);
  struct reply reply = http_post(&world, "/fhir/Patient/$validate",
                                 "{\"resourceType\":\"Patient\",\"nickname\":\"x\"}");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_uint_eq(outcome_count(reply.json, "error"), 0);
  ck_assert_ptr_nonnull(strstr(reply.body, "advisor-lowered-to-information"));
  reply_free(&reply);
  world_stop(&world);
}
END_TEST

START_TEST(the_server_refuses_a_bad_advisor) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[1000];
  write_file("advisor.json", "[\n{\"message\":\"nonsense\"}]");
  snprintf(command, sizeof command,
           "timeout 20 '%s/fhir-facade' serve --set listen.port=0 --set data_dir='%s/data' --set "
           "validation.advisor='%s/advisor.json' 2>&1",
           build != NULL ? build : "build", directory, directory);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  output[fread(output, 1, sizeof output - 1, pipe)] = '\0';
  ck_assert_int_eq(WEXITSTATUS(pclose(pipe)), 2);
  ck_assert_msg(strstr(output, "advisor.json:2: rule 1: 'message'") != NULL, "%s", output);
}
END_TEST

/* ---- comparison of guide versions -------------------------------------------------------------
 */

/* 1.10.0 wants displays that 1.5.3 did not, whatever version the file names. */
START_TEST(versions_are_compared) {
  write_file("allergy.json",
             "{\"resourceType\":\"AllergyIntolerance\",\"meta\":{\"profile\":[\"" ECS
             "JP_AllergyIntolerance_eCS|1.5.3\"]},\"clinicalStatus\":{\"coding\":[{\"system\":"
             "\"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical\",\"code\":"
             "\"active\"}]},\"patient\":{\"reference\":\"Patient/1\"}}");
  ck_assert_int_eq(run("--compare-versions 1.5.3 1.10.0 --format json $DIR/allergy.json"), 1);
  json_t *json = output_json();
  ck_assert_str_eq(text_at(json, "files.0.onlyInB.0.expression"),
                   "AllergyIntolerance.clinicalStatus.coding[0]");
  ck_assert_int_ge(json_integer_value(json_at(json, "newErrors")), 1);
  json_decref(json);
  ck_assert_int_eq(run("--compare-versions 1.10.0 1.10.0 --format json $DIR/allergy.json"), 0);
  json = output_json();
  ck_assert_int_eq(json_integer_value(json_at(json, "onlyInB")), 0);
  json_decref(json);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validate command");
  TCase *cases = tcase_create("validate command");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, NULL);
  tcase_add_loop_test(cases, does_and_says, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, sarif_declares_its_rules_and_places);
  tcase_add_test(cases, json_is_one_document);
  tcase_add_test(cases, junit_escapes_and_counts);
  tcase_add_test(cases, a_record_is_reproducible);
  tcase_add_test(cases, a_record_says_what_was_checked);
  tcase_add_test(cases, a_record_has_no_formulas);
  tcase_add_test(cases, a_record_is_not_replaced);
  tcase_add_test(cases, an_advisor_lowers_and_tells);
  tcase_add_test(cases, the_server_has_an_advisor);
  tcase_add_test(cases, the_server_refuses_a_bad_advisor);
  tcase_add_test(cases, versions_are_compared);
  suite_add_tcase(suite, cases);
  return suite;
}
