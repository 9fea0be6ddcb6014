/* The program at the command line: help, verdicts as exit statuses, settings that are refused. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_BYTES 200000u

static char directory[HARNESS_PATH];
static char output[OUTPUT_BYTES];

static void setup(void) {
  const char *base = getenv("TMPDIR");
  snprintf(directory, sizeof directory, "%s/facade-XXXXXX", base != NULL ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(directory));
}

/* Runs `fhir-facade <arguments>` in a shell with DIR set; stdout and stderr go to output. */
static int run(const char *arguments) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[2000];
  snprintf(command, sizeof command,
           "DIR='%s'; PROGRAM='%s/fhir-facade'; { timeout 20 $PROGRAM %s; } 2>&1 </dev/null",
           directory, build != NULL ? build : "build", arguments);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(output, 1, sizeof output - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_file(const char *name, const char *text) {
  char path[HARNESS_PATH + 50];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

/* One invented row of the master of disease modifiers. */
#define MODIFIER_MASTER                                                                                 \
  "\"0\",\"Z\",\"8002\",\"\",\"\",\"4\",\"の疑い\",\"\",\"5\",\"ノウタガイ\",\"\",\"0\",\"0\"," \
  "\"\",\"\","                                                                                          \
  "\"99999999\",\"30000001\",\"ABCD\",\"A8000000\"\n"

#define MODIFIER_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier"
#define CODE_SYSTEM                                                                                \
  "{\"resourceType\":\"CodeSystem\",\"url\":\"http://example.org/cs\",\"content\":\"complete\","   \
  "\"concept\":[{\"code\":\"a\"}]}"
/* The rows' program name stands in front: this makes a package folder first. */
#define PACK_FOLDER                                                                                \
  "version && mkdir -p $DIR/pack/package && cp $DIR/CodeSystem-a.json $DIR/pack/package && "       \
  "$PROGRAM "

static const struct {
  const char *name; /* of a file that is written first; NULL = none */
  const char *text;
  const char *arguments;
  int status;
  const char *says; /* must stand in the output */
} rows[] = {
    {NULL, NULL, "--help", 0, "serve"},
    {NULL, NULL, "version", 0, "fhir-facade"},
    {NULL, NULL, "serve --help", 0, "listen.port"},
    {NULL, NULL, "serve --help", 0, "FHIR_FACADE_LISTEN_PORT"},
    {NULL, NULL, "validate --help", 0, "validate"},
    {NULL, NULL, "compile --help", 0, "compile"},
    {NULL, NULL, "fhirpath --help", 0, "fhirpath"},
    {NULL, NULL, "outbox --help", 0, "outbox"},
    {NULL, NULL, "copy --help", 0, "PostgreSQL"},
    {NULL, NULL, "copy --from $DIR", 2, "store.url"},
    {NULL, NULL, "copy --lang ja", 2, "移行先"},
    {NULL, NULL, "copy --from $DIR/none --set store.url=postgresql:///x?host=/none", 2,
     "/none: there is no SQLite database"},
    {NULL, NULL, "import --help", 0, "import"},
    {NULL, NULL, "import", 2, "usage"},
    {NULL, NULL, "import --data-dir $DIR/d $DIR/absent.csv", 2, "absent.csv"},
    {"odd.csv", "a,b\nc,d\n", "import --data-dir $DIR/d $DIR/odd.csv", 1, "odd.csv:1:1"},
    {"odd.csv", "a,b\nc,d\n", "import --lang ja --data-dir $DIR/d $DIR/odd.csv", 1,
     "何も取り込んでいません"},
    {"z.txt", MODIFIER_MASTER, "import --data-dir $DIR/d $DIR/z.txt", 0, "added 1"},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/e $DIR/z.txt && $PROGRAM import --data-dir $DIR/e $DIR/z.txt", 0,
     "imported before, no change"},
    {NULL, NULL, "import --list --data-dir $DIR/none", 0, "no masters are loaded"},
    {NULL, NULL, "candidates --help", 0, "laboratory"},
    {NULL, NULL, "candidates", 2, "usage"},
    {NULL, NULL, "candidates --data-dir $DIR/none 癌", 2, "masters.pack"},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/j $DIR/z.txt && "
     "$PROGRAM candidates --data-dir $DIR/j --domain modifier 疑い",
     0, "30000001  の疑い  | similarity of the names"},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/k $DIR/z.txt && "
     "$PROGRAM candidates --json --data-dir $DIR/k --domain modifier うたがい 30000001",
     0, "\"reason\": \"code\""},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/l $DIR/z.txt && "
     "$PROGRAM candidates --data-dir $DIR/l --domain drug アスピリン",
     1, ""},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/m $DIR/z.txt && "
     "$PROGRAM candidates --data-dir $DIR/m --domain house アスピリン",
     2, "DOMAIN"},
    {"z.txt", MODIFIER_MASTER, "import --list --data-dir $DIR/f $DIR/z.txt", 0,
     "  receipt-modifier, rows 1, added 1"},
    {"z.txt", MODIFIER_MASTER,
     "import --lang ja --data-dir $DIR/g $DIR/z.txt && sed -i s/の疑い/疑い/ $DIR/z.txt && "
     "$PROGRAM import --lang ja --data-dir $DIR/g $DIR/z.txt",
     0, "名称変更 8002 の疑い -> 疑い"},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/h $DIR/z.txt && sed -i s/の疑い/疑い/ $DIR/z.txt && "
     "echo target_system,target_code,local_code > $DIR/map.csv && "
     "echo " MODIFIER_SYSTEM ",8002,L1 >> $DIR/map.csv && "
     "$PROGRAM import --mapping $DIR/map.csv --data-dir $DIR/h $DIR/z.txt",
     0, "mappings touched: 1\n  |L1 -> " MODIFIER_SYSTEM "|8002 (疑い): renamed"},
    {"z.txt", MODIFIER_MASTER, "import --mapping $DIR/absent.csv --data-dir $DIR/i $DIR/z.txt", 0,
     "absent.csv"},
    {"CodeSystem-a.json", CODE_SYSTEM, "import --data-dir $DIR/j $DIR/CodeSystem-a.json", 0,
     "FHIR resources 1 (unchanged 0"},
    {"CodeSystem-a.json", CODE_SYSTEM, PACK_FOLDER "import --data-dir $DIR/k $DIR/pack", 0,
     "pack: FHIR resources 1"},
    {"CodeSystem-a.json", CODE_SYSTEM,
     "version && mkdir -p $DIR/pack/package && cp $DIR/CodeSystem-a.json $DIR/pack/package && "
     "tar -C $DIR/pack -czf $DIR/pack.bin package && "
     "$PROGRAM import --data-dir $DIR/l $DIR/pack.bin && "
     "$PROGRAM import --list --data-dir $DIR/l",
     0, "pack.bin  sha256 "},
    {"p.json", "{\"resourceType\":\"Patient\"}",
     "version && mkdir -p $DIR/q/package && cp $DIR/p.json $DIR/q/package && "
     "$PROGRAM import --data-dir $DIR/m $DIR/q",
     1, "no terminology resource"},
    {"z.txt", MODIFIER_MASTER,
     "import --data-dir $DIR/n $DIR/z.txt && "
     "printf xxxxxxxxxxxxxxxxxxxxxxxxxxxx > $DIR/n/masters.pack; "
     "$PROGRAM import --data-dir $DIR/n $DIR/z.txt",
     2, "written by another version"},
    {"z.txt", MODIFIER_MASTER "\"0\",\"Z\"\n", "import --data-dir $DIR/d $DIR/z.txt", 1, "z.txt:2"},
    {NULL, NULL, "serve --print-sample-config", 0, "base_url"},
    {NULL, NULL, "serve --set listen.port=0 --set data_dir=$DIR/r --set register.at=25:00", 2,
     "register.at is 25:00, not a time of day"},
    {NULL, NULL, "serve --set listen.port=0 --set data_dir=$DIR/r --set register.at=21:00", 2,
     "needs orca.base_url"},
    {NULL, NULL,
     "serve --set listen.port=0 --set data_dir=$DIR/r --set register.on_account=on --set "
     "orca.base_url=http://127.0.0.1:9/api",
     2, "needs orca.push.url"},
    {NULL, NULL, "serve --set listen.port=0 --set listen.trusted_proxies=127.0.0.1,nginx", 2,
     "has 'nginx', which is neither an address"},
    {NULL, NULL, "serve --set listen.port=0 --set listen.trusted_proxies=nginx", 2,
     "「nginx」はアドレス"},
    {NULL, NULL, "serve --set listen.port=0 --set listen.trusted_proxies=0.0.0.0/0", 2,
     "with a prefix of at least 1"},
    {NULL, NULL, "serve --set listen.port=0 --set listen.trusted_proxies=10.0.0.5/24", 2,
     "write 10.0.0.0/24 for the network, or 10.0.0.5 for the address alone"},
    {NULL, NULL, "key new --client a/b --scope admin/mapping --acts-for-users", 2,
     "needs a --client without /"},
    {NULL, NULL, "outbox --print-adapter", 0, "SIM-0000"},
    {NULL, NULL, "outbox list --nonsense", 2, "--nonsense: there is no such option"},
    {NULL, NULL, "outbox list --limit 0", 2, "--limit 0: この値は使用できません"},
    {NULL, NULL, "outbox show", 2, "show ID"},
    {NULL, NULL, "compile --output", 2, "--output: needs a value"},
    {NULL, NULL, "compile --definitions x", 2, "--dump is needed"},
    {NULL, NULL, "compile --tables x", 2, "--packages"},
    {NULL, NULL, "fhirpath --check a b", 2, "no file"},
    {NULL, NULL, "fhirpath a", 2, "an expression and a file"},
    {NULL, NULL, "fhirpath --check -1", 0, ""},
    {NULL, NULL, "serve --set validation.html_in_strings=loud", 2,
     "information|warning|error|pass"},
    {NULL, NULL, "serve --set validation.unknown_extensions=loud", 2, "information|error"},
    {NULL, NULL, "serve word", 2, "word: is not expected here"},
    {NULL, NULL, "version --help", 0, "--definitions FILE"},
    {"p.json", "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",\"b\"]}]}",
     "fhirpath Patient.name.given $DIR/p.json", 0, "[\"a\",\"b\"]"},
    {"p.json", "{\"resourceType\":\"Patient\"}", "fhirpath 'Patient.name.(' $DIR/p.json", 1,
     "expression"},
    {NULL, NULL, "", 2, "serve"},
    {NULL, NULL, "dance", 2, "usage"},
    {"good.json", "{\"resourceType\":\"Patient\",\"gender\":\"male\"}", "validate $DIR/good.json",
     0, ""},
    {"bad.json", "{\"resourceType\":\"Patient\",\"gender\":\"unsure\"}", "validate $DIR/bad.json",
     1, "Patient.gender"},
    {"torn.json", "{\"resourceType\":", "validate $DIR/torn.json", 2, "torn.json"},
    {NULL, NULL, "validate $DIR/absent.json", 2, "absent.json"},
    {"a.json", "{\n \"listen\": {\n  \"prot\": 1 }}", "serve --config $DIR/a.json", 2,
     "listen.prot"},
    {"a.json", "{\n \"listen\": {\n  \"prot\": 1 }}", "serve --config $DIR/a.json", 2, "a.json:3"},
    {"b.json", "{\"listen\": {\"port\": 70000}}", "serve --config $DIR/b.json", 2, "listen.port"},
    {"c.json", "{\"listen\": ", "serve --config $DIR/c.json", 2, "c.json"},
    {NULL, NULL, "serve --config $DIR/absent.json", 2, "absent.json"},
    {"d.json", "{\"national\": {\"transport\": \"pigeon\"}}", "serve --config $DIR/d.json", 2,
     "national.transport"},
    {"e.json", "{\"institution\": {\"number\": \"12\"}}", "serve --config $DIR/e.json", 2,
     "institution.number"},
};

START_TEST(does_and_says) {
  if (rows[_i].name != NULL) {
    write_file(rows[_i].name, rows[_i].text);
  }
  int status = run(rows[_i].arguments);
  ck_assert_msg(status == rows[_i].status, "%s: exit status %d: %.2000s", rows[_i].arguments,
                status, output);
  ck_assert_msg(strstr(output, rows[_i].says) != NULL, "%s does not say '%s': %.2000s",
                rows[_i].arguments, rows[_i].says, output);
}
END_TEST

START_TEST(a_faulty_mapping_file_stops_the_start) {
  write_file("m.csv", "domain,source_system\nx,y\n");
  write_file("f.json", "{\"listen\": {\"port\": 0}}");
  ck_assert_int_eq(setenv("FHIR_FACADE_DATA_DIR", directory, 1), 0);
  char path[HARNESS_PATH + 50];
  snprintf(path, sizeof path, "%s/m.csv", directory);
  ck_assert_int_eq(setenv("FHIR_FACADE_MAPPING_FILE", path, 1), 0);
  ck_assert_int_eq(run("serve --config $DIR/f.json"), 2);
  ck_assert_ptr_nonnull(strstr(output, "m.csv"));
}
END_TEST

/* A password is never shown, wherever it came from. */
START_TEST(secrets_are_not_printed) {
  write_file("g.json", "{\"orca\": {\"password\": \"hush-hush\"}, \"nonsense\": 1}");
  ck_assert_int_eq(run("serve --config $DIR/g.json"), 2);
  ck_assert_ptr_null(strstr(output, "hush-hush"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("command");
  TCase *cases = tcase_create("command");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, NULL);
  tcase_add_loop_test(cases, does_and_says, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, a_faulty_mapping_file_stops_the_start);
  tcase_add_test(cases, secrets_are_not_printed);
  suite_add_tcase(suite, cases);
  return suite;
}
