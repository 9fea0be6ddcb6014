/* Validation with imported masters and stored definitions: on the command line and over HTTP, which
 * must agree. The masters are small and invented. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define OUTPUT_BYTES 100000u
#define MODIFIER_URL "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier"

/* A row of the master of disease modifiers: code, name, last day. */
#define MODIFIER(code, name, end)                                                                  \
  "\"0\",\"Z\",\"" code "\",\"\",\"\",\"\",\"" name "\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","  \
  "\"" end "\",\"\",\"\",\"\"\r\n"
#define MASTER MODIFIER("8002", "の疑い", "99999999") MODIFIER("8065", "の術後", "20200331")

#define CONDITION(coding, day)                                                                     \
  "{\"resourceType\":\"Condition\",\"subject\":{\"display\":\"x\"},\"recordedDate\":\"" day "\","  \
  "\"code\":{\"coding\":[{\"system\":\"" coding "}]}}"
#define MODIFIER_CODING(code, display)                                                             \
  MODIFIER_URL "\",\"code\":\"" code "\",\"display\":\"" display "\""

static struct world world;
static char output[OUTPUT_BYTES];

static void write_file(const char *name, const char *text) {
  char *path = world_path(&world, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  free(path);
}

/* A shell line in the world's folder with PROGRAM set; what it prints goes to output. */
static int run(const char *line) {
  char command[2000];
  const char *build = getenv("FHIR_FACADE_BUILD");
  snprintf(command, sizeof command,
           "PROGRAM=\"$(realpath '%s')/fhir-facade\"; cd '%s'; { %s\n} 2>&1 </dev/null",
           build != NULL ? build : "build", world.directory, line);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  output[fread(output, 1, sizeof output - 1, pipe)] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
  write_file("z.txt", MASTER);
  ck_assert_msg(run("$PROGRAM import --data-dir data z.txt") == 0, "%s", output);
}

static void teardown(void) {
  world_stop(&world);
}

static const struct {
  const char *resource;
  int status;
  const char *id; /* of the one finding about the code; "" for none */
  const char *text;
} cases[] = {
    {CONDITION(MODIFIER_CODING("8002", "の疑い"), "2026-04-01"), 0, "", ""},
    {CONDITION(MODIFIER_CODING("8003", "x"), "2026-04-01"), 1, "code-unknown",
     "code '8003' does not exist in " MODIFIER_URL},
    {CONDITION(MODIFIER_CODING("8002", "の術後"), "2026-04-01"), 0, "display-mismatch",
     "the display of code '8002' is 'の疑い', found 'の術後'"},
    /* the day of the resource counts */
    {CONDITION(MODIFIER_CODING("8065", "の術後"), "2026-04-01"), 0, "code-retired",
     "was valid until 2020-03-31"},
    {CONDITION(MODIFIER_CODING("8065", "の術後"), "2020-03-31"), 0, "", ""},
};

static void expect_text(const char *found, const char *id, const char *text) {
  static const char *const ids[] = {"code-unknown", "display-mismatch", "code-retired"};
  ck_assert_msg(strstr(found, text) != NULL, "'%s' is not in %s", text, found);
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
    bool is_expected = strcmp(ids[i], id) == 0;
    ck_assert_msg((strstr(found, ids[i]) != NULL) == is_expected, "%s: %s", ids[i], found);
  }
}

START_TEST(command_and_server_agree) {
  write_file("input.json", cases[_i].resource);
  ck_assert_int_eq(run("$PROGRAM validate input.json"), 0); /* the definitions alone pass it */
  expect_text(output, "", "");
  ck_assert_msg(run("$PROGRAM validate --data-dir data input.json") == cases[_i].status, "%s",
                output);
  expect_text(output, cases[_i].id, cases[_i].text);
  ck_assert_int_eq(run("$PROGRAM validate --masters data/masters.pack input.json"),
                   cases[_i].status);
  expect_text(output, cases[_i].id, cases[_i].text);
  server_stop(&world);
  server_start(&world); /* a running one looks at the file once a second */
  struct reply reply = http_post(&world, "/fhir/Condition/$validate", cases[_i].resource);
  ck_assert_int_eq(reply.status, 200);
  expect_text(reply.body, cases[_i].id, cases[_i].text);
  reply_free(&reply);
}
END_TEST

#define STORED_SYSTEM                                                                              \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"house\",\"url\":\"urn:house\",\"status\":\"active\"," \
  "\"content\":\"complete\",\"concept\":[{\"code\":\"h1\"}]}"

static void put(const char *path, const char *body, long status) {
  struct call call = {.method = "PUT", .path = path, .body = body};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == status, "%s", reply.body);
  reply_free(&reply);
}

START_TEST(stored_systems_decide_at_once) {
  const char *resource = CONDITION("urn:house\",\"code\":\"h2\"", "2026-04-01");
  struct reply reply = http_post(&world, "/fhir/Condition/$validate", resource);
  ck_assert_ptr_null(strstr(reply.body, "code-unknown"));
  char before[200];
  reply_header(&reply, "X-Facade-Definitions", before, sizeof before);
  reply_free(&reply);
  put("/fhir/CodeSystem/house", STORED_SYSTEM, 201);
  char after[200];
  reply = http_post(&world, "/fhir/Condition/$validate", resource);
  ck_assert_ptr_nonnull(strstr(reply.body, "code 'h2' does not exist in urn:house"));
  reply_header(&reply, "X-Facade-Definitions", after, sizeof after);
  ck_assert_uint_eq(strlen(after), 64 + 1 + 64);
  ck_assert_str_ne(before, after);
  reply_free(&reply);
  write_file("input.json", resource); /* beside the running server */
  ck_assert_int_eq(run("$PROGRAM validate --data-dir data input.json"), 1);
  ck_assert_int_eq(run("$PROGRAM validate --masters data/masters.pack input.json"), 0);
}
END_TEST

START_TEST(a_record_names_the_masters) {
  write_file("input.json", cases[0].resource);
  ck_assert_int_eq(run("$PROGRAM validate --data-dir data --date 2026-04-01 --evidence e1 "
                       "input.json >/dev/null && $PROGRAM validate --data-dir data --date "
                       "2026-04-01 --evidence e2 input.json >/dev/null && diff -r e1 e2 && "
                       "cat e1/summary.json"),
                   0);
  ck_assert_ptr_nonnull(strstr(output, "receipt-modifier"));
  ck_assert_ptr_nonnull(strstr(output, "20260401"));
  ck_assert_int_eq(run("$PROGRAM validate --evidence e3 input.json >/dev/null && "
                       "cat e3/summary.json"),
                   0);
  ck_assert_ptr_null(strstr(output, "receipt-modifier"));
}
END_TEST

static const struct {
  const char *line;
  const char *text;
} mistakes[] = {
    {"$PROGRAM validate --masters none.pack z.txt", "none.pack"},
    {"$PROGRAM validate --data-dir none z.txt", "none/masters.pack"},
    {"$PROGRAM validate --masters z.txt z.txt", "z.txt"},
    {"$PROGRAM validate --masters data/masters.pack --data-dir data z.txt", "exclude each other"},
};

START_TEST(mistakes_are_told) {
  ck_assert_int_eq(run(mistakes[_i].line), 2);
  ck_assert_msg(strstr(output, mistakes[_i].text) != NULL, "%s", output);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validate_masters");
  TCase *test = tcase_create("masters");
  tcase_set_timeout(test, 120);
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, command_and_server_agree, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_add_test(test, stored_systems_decide_at_once);
  tcase_add_test(test, a_record_names_the_masters);
  tcase_add_loop_test(test, mistakes_are_told, 0, (int)(sizeof mistakes / sizeof mistakes[0]));
  suite_add_tcase(suite, test);
  return suite;
}
