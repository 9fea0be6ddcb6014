#include "server/config.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
  struct arena *arena;
  struct issue_list issues;
  struct config config;
};

static struct fixture fixture_make(void) {
  struct fixture fixture = {.arena = arena_new(1u << 22)};
  fixture.issues = issue_list_make(fixture.arena, LIMIT_ISSUES);
  return fixture;
}

static enum error load(struct fixture *fixture, const struct config_sources *sources) {
  return config_load(fixture->arena, sources, &fixture->issues, &fixture->config);
}

/* A file with that content; its path in ret_path. */
static void write_file(const char *content, char ret_path[64]) {
  (void)snprintf(ret_path, 64, "/tmp/fhir-facade-test-XXXXXX");
  int descriptor = mkstemp(ret_path);
  ck_assert_int_ge(descriptor, 0);
  ck_assert_int_eq(write(descriptor, content, strlen(content)), (ssize_t)strlen(content));
  (void)close(descriptor);
}

START_TEST(has_defaults) {
  struct fixture fixture = fixture_make();
  ck_assert_int_eq(load(&fixture, &(struct config_sources){.file = NULL}), ERROR_OK);
  ck_assert_str_eq(fixture.config.listen_address, "127.0.0.1");
  ck_assert_int_eq(fixture.config.listen_port, 8080);
  ck_assert_str_eq(fixture.config.orca_base_url, "");
  ck_assert_str_eq(fixture.config.national_transport, "none");
  ck_assert_uint_eq(fixture.config.packages.count, 0);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(later_sources_win) {
  struct fixture fixture = fixture_make();
  char path[64];
  write_file(
      "{\"//\": \"a comment\", \"listen\": {\"port\": 1000, \"address\": \"::1\", \"threads\": 2},"
      " \"orca.base_url\": \"http://orca:8000/api/\", \"packages\": [\"a.tgz\", \"b\"]}",
      path);
  const char *environment[] = {"PATH=/bin", "FHIR_FACADE_LISTEN_PORT=2000",
                               "FHIR_FACADE_LISTEN_THREADS=3", "FHIR_FACADE_SHARED=/x", NULL};
  const char *assignments[] = {"listen.port=3000"};
  struct config_sources sources = {
      .file = path, .environment = environment, .assignments = assignments, .assignment_count = 1};
  ck_assert_int_eq(load(&fixture, &sources), ERROR_OK);
  ck_assert_str_eq(fixture.config.listen_address, "::1");
  ck_assert_int_eq(fixture.config.listen_threads, 3);
  ck_assert_int_eq(fixture.config.listen_port, 3000);
  ck_assert_str_eq(fixture.config.orca_base_url, "http://orca:8000/api");
  ck_assert_uint_eq(fixture.config.packages.count, 2);
  ck_assert_str_eq(fixture.config.packages.items[1], "b");
  (void)unlink(path);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(command_line_packages_replace) {
  struct fixture fixture = fixture_make();
  const char *environment[] = {"FHIR_FACADE_PACKAGES=one:two", NULL};
  const char *packages[] = {"/with:colon.tgz"};
  struct config_sources sources = {.environment = environment};
  ck_assert_int_eq(load(&fixture, &sources), ERROR_OK);
  ck_assert_uint_eq(fixture.config.packages.count, 2);
  sources.packages = packages;
  sources.package_count = 1;
  ck_assert_int_eq(load(&fixture, &sources), ERROR_OK);
  ck_assert_uint_eq(fixture.config.packages.count, 1);
  ck_assert_str_eq(fixture.config.packages.items[0], "/with:colon.tgz");
  arena_free(fixture.arena);
}
END_TEST

START_TEST(secrets_come_from_files) {
  struct fixture fixture = fixture_make();
  char path[64];
  char variable[128];
  write_file("pass word\r\n", path);
  (void)snprintf(variable, sizeof variable, "FHIR_FACADE_ORCA_PASSWORD_FILE=%s", path);
  const char *environment[] = {variable, NULL};
  ck_assert_int_eq(load(&fixture, &(struct config_sources){.environment = environment}), ERROR_OK);
  ck_assert_str_eq(fixture.config.orca_password.value, "pass word");
  (void)unlink(path);
  ck_assert_int_eq(load(&fixture, &(struct config_sources){.environment = environment}),
                   ERROR_CONFIGURATION);
  arena_free(fixture.arena);
}
END_TEST

struct fault_case {
  const char *file;     /* content; NULL = none */
  const char *variable; /* NULL = none */
  const char *assignment;
  const char *says; /* part of the English text */
};

static const struct fault_case fault_cases[] = {
    {"{\n\n  \"listen.prot\": 1\n}", NULL, NULL, ":3: unknown key 'listen.prot'"},
    {"{\"listen\": {\n\"prot\": 1}}", NULL, NULL, ":2: unknown key 'listen.prot'"},
    {"{\"listen\": {\"port\":\n \"many\"}}", NULL, NULL, ":2: 'listen.port'"},
    {"{\"listen.port\": 65536}", NULL, NULL, "0..65535"},
    {"{\"listen.port\": -1}", NULL, NULL, "0..65535"},
    {"{\"listen.port\": 1.5}", NULL, NULL, "'listen.port'"},
    {"{\"listen.port\": true}", NULL, NULL, "wrong type"},
    {"{\"listen.port\": null}", NULL, NULL, "wrong type"},
    {"{\"packages\": [1]}", NULL, NULL, "wrong type"},
    {"{\"data_dir\": \"a\\u0000b\"}", NULL, NULL, "NUL"},
    {"{\"listen.port\": 1,\n}", NULL, NULL, ":2:"},
    {"{\"listen.port\": 1, \"listen.port\": 2}", NULL, NULL, "no valid JSON"},
    {"[]", NULL, NULL, "wrong type"},
    {"", NULL, NULL, "no valid JSON"},
    {"{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{}}}}}}", NULL, NULL, "unknown key 'a.b.c.d"},
    {NULL, "FHIR_FACADE_LISTEN_PROT=1", NULL, "FHIR_FACADE_LISTEN_PROT: unknown key"},
    {NULL, "FHIR_FACADE_LISTEN_PORT=", NULL, "FHIR_FACADE_LISTEN_PORT: 'listen.port'"},
    {NULL, "FHIR_FACADE_LISTEN_ADDRESS_FILE=x", NULL, "unknown key"},
    {NULL, "FHIR_FACADE_NATIONAL_TRANSPORT=fax", NULL, "none|webapi|folder"},
    {NULL, "FHIR_FACADE_INSTITUTION_NUMBER=123", NULL, "10 digits"},
    {NULL, "FHIR_FACADE_INSTITUTION_NUMBER=12345678x0", NULL, "10 digits"},
    {NULL, "FHIR_FACADE_ORCA_BASE_URL=orca:8000", NULL, "http://"},
    {NULL, NULL, "listen.port", "--set: expected key=value"},
    {NULL, NULL, "=1", "--set: unknown key ''"},
    {NULL, NULL, "log.level=loud", "error|warning|info|debug"},
};

START_TEST(stops_on_faults) {
  const struct fault_case *fault = &fault_cases[_i];
  struct fixture fixture = fixture_make();
  char path[64] = "";
  if (fault->file != NULL) {
    write_file(fault->file, path);
  }
  char variable[128] = "";
  if (fault->variable != NULL) {
    (void)snprintf(variable, sizeof variable, "%s", fault->variable);
  }
  const char *environment[] = {variable, NULL};
  const char *assignments[] = {fault->assignment};
  struct config_sources sources = {.file = fault->file == NULL ? NULL : path,
                                   .environment = environment,
                                   .assignments = assignments,
                                   .assignment_count = fault->assignment == NULL ? 0 : 1};
  ck_assert_int_eq(load(&fixture, &sources), ERROR_CONFIGURATION);
  ck_assert_uint_eq(fixture.issues.count, 1);
  struct view text = issue_text(&fixture.issues.issues[0], LANGUAGE_ENGLISH, fixture.arena);
  ck_assert_msg(view_find(text, view_of(fault->says), 0) != SIZE_MAX, "%.*s", VIEW_ARGUMENTS(text));
  if (fault->file != NULL) {
    (void)unlink(path);
  }
  arena_free(fixture.arena);
}
END_TEST

START_TEST(says_that_a_file_is_missing) {
  struct fixture fixture = fixture_make();
  struct config_sources sources = {.file = "/nonexistent/facade.json"};
  ck_assert_int_eq(load(&fixture, &sources), ERROR_CONFIGURATION);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(secrets_are_not_in_messages) {
  struct fixture fixture = fixture_make();
  const char *assignments[] = {"orca.password=hunter2", "orca.passwort=hunter3"};
  struct config_sources sources = {.assignments = assignments, .assignment_count = 2};
  ck_assert_int_eq(load(&fixture, &sources), ERROR_CONFIGURATION);
  for (uint32_t i = 0; i < fixture.issues.count; i++) {
    struct view text = issue_text(&fixture.issues.issues[i], LANGUAGE_ENGLISH, fixture.arena);
    ck_assert_uint_eq(view_find(text, view_of("hunter"), 0), SIZE_MAX);
  }
  arena_free(fixture.arena);
}
END_TEST

START_TEST(sample_sets_the_defaults) {
  struct fixture fixture = fixture_make();
  char path[64];
  write_file("", path);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  config_print_sample(file);
  (void)fclose(file);
  ck_assert_int_eq(load(&fixture, &(struct config_sources){.file = NULL}), ERROR_OK);
  struct config defaults = fixture.config;
  ck_assert_int_eq(load(&fixture, &(struct config_sources){.file = path}), ERROR_OK);
  ck_assert_int_eq(fixture.config.listen_port, defaults.listen_port);
  ck_assert_int_eq(fixture.config.orca_timeout_ms, defaults.orca_timeout_ms);
  ck_assert_str_eq(fixture.config.national_clins_version, defaults.national_clins_version);
  ck_assert_str_eq(fixture.config.log_level, defaults.log_level);
  (void)unlink(path);
  arena_free(fixture.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("config");
  TCase *cases = tcase_create("config");
  tcase_add_test(cases, has_defaults);
  tcase_add_test(cases, later_sources_win);
  tcase_add_test(cases, command_line_packages_replace);
  tcase_add_test(cases, secrets_come_from_files);
  tcase_add_loop_test(cases, stops_on_faults, 0, sizeof fault_cases / sizeof fault_cases[0]);
  tcase_add_test(cases, says_that_a_file_is_missing);
  tcase_add_test(cases, secrets_are_not_in_messages);
  tcase_add_test(cases, sample_sets_the_defaults);
  suite_add_tcase(suite, cases);
  return suite;
}
