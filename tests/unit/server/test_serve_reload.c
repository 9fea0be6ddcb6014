#include "server/serve_reload.h"

#include "server/base/file.h"
#include "server/http/access.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
  char path[200];
  struct arena *arena;
  struct config_sources sources;
  struct config config;
  struct access *access;
};

static void write_settings(struct fixture *fixture, const char *json) {
  ck_assert_int_eq(file_write_durable(fixture->path, view_of(json), 0600), ERROR_OK);
}

static void set_up(struct fixture *fixture) {
  const char *base = getenv("TMPDIR");
  *fixture = (struct fixture){.arena = arena_new(1 << 24)};
  struct issue_list issues = issue_list_make(fixture->arena, LIMIT_ISSUES);
  snprintf(fixture->path, sizeof fixture->path, "%s/reload-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  int descriptor = mkstemp(fixture->path);
  ck_assert_int_ge(descriptor, 0);
  ck_assert_int_eq(close(descriptor), 0);
  fixture->sources.file = fixture->path;
  write_settings(fixture, "{}");
  ck_assert_int_eq(config_load(fixture->arena, &fixture->sources, &issues, &fixture->config),
                   ERROR_OK);
  const struct access_settings settings = {.clock = clock_system()};
  ck_assert_int_eq(access_open(&settings, &fixture->access), ERROR_OK);
}

static void tear_down(struct fixture *fixture) {
  access_close(fixture->access);
  (void)unlink(fixture->path);
  arena_free(fixture->arena);
}

/* How many of 100 requests at once are admitted. */
static unsigned admitted(struct fixture *fixture) {
  unsigned count = 0;
  for (unsigned i = 0; i < 100; i++) {
    struct request request = {.arena = fixture->arena, .address = view_of("192.0.2.1")};
    uint32_t wait = 0;
    count += access_admit(fixture->access, &request, &wait) == ACCESS_ADMITTED;
  }
  return count;
}

/* With one request a second 2 of 100 are admitted; more on a machine that stands still meanwhile.
 */
START_TEST(rates_are_taken) {
  struct fixture fixture;
  set_up(&fixture);
  ck_assert_uint_eq(admitted(&fixture), 100);
  write_settings(&fixture, "{\"access.rate_per_address\": 1, \"listen.port\": 1}");
  serve_reload(&fixture.sources, &fixture.config, fixture.access);
  ck_assert_uint_lt(admitted(&fixture), 50);
  write_settings(&fixture, "{}");
  serve_reload(&fixture.sources, &fixture.config, fixture.access);
  ck_assert_uint_eq(admitted(&fixture), 100);
  tear_down(&fixture);
}
END_TEST

START_TEST(mistakes_change_nothing) {
  struct fixture fixture;
  set_up(&fixture);
  write_settings(&fixture, "{\"access.rate_per_address\": 1}");
  serve_reload(&fixture.sources, &fixture.config, fixture.access);
  write_settings(&fixture, "{\"access.rate_per_address\": 0, \"log.level\": \"loud\"}");
  serve_reload(&fixture.sources, &fixture.config, fixture.access);
  ck_assert_uint_lt(admitted(&fixture), 50);
  write_settings(&fixture, "{\"access.rate_per_address\":");
  serve_reload(&fixture.sources, &fixture.config, fixture.access);
  ck_assert_uint_lt(admitted(&fixture), 50);
  tear_down(&fixture);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("serve_reload");
  TCase *cases = tcase_create("reload");
  tcase_add_test(cases, rates_are_taken);
  tcase_add_test(cases, mistakes_change_nothing);
  suite_add_tcase(suite, cases);
  return suite;
}
