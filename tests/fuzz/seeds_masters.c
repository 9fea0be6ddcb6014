/* Writes the first inputs of the fuzz targets for masters below FUZZ_CORPUS: one file of every
 * layout, and the masters' file made of all of them. The fixtures are those of the unit tests, so
 * it is built like one. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/unit_main.h"
#include "tests/unit/terminology/master_samples.h"

static void save(const char *target, const char *name, struct view bytes) {
  char path[512];
  int length = snprintf(path, sizeof path, "%s/%s/%s", getenv("FUZZ_CORPUS"), target, name);
  FUZZ_HOLDS(length > 0 && (size_t)length < sizeof path);
  FILE *file = fopen(path, "wb");
  FUZZ_HOLDS(file != NULL && fwrite(bytes.data, 1, bytes.length, file) == bytes.length);
  FUZZ_HOLDS(fclose(file) == 0);
}

static const char resource[] =
    "{\"resourceType\":\"CodeSystem\",\"url\":\"http://example.org/a\",\"version\":\"1\","
    "\"content\":\"complete\",\"concept\":[{\"code\":\"a\",\"display\":\"A\",\"concept\":[{"
    "\"code\":"
    "\"b\"}]}]}";

/* The masters' file made of one sample and a resource. */
static struct view made_of(struct fixture *fixture, struct view sample) {
  struct master_import import;
  struct view pack;
  fixture->issues = issue_list_make(fixture->arena, 100);
  ck_assert_int_eq(master_import_init(&import, fixture->arena, &fixture->issues, NULL), ERROR_OK);
  import.at = view_of("2026-11-21T10:00:00.000+09:00");
  ck_assert_int_eq(master_import_add(&import, view_of("sample"), sample), ERROR_OK);
  ck_assert_int_eq(master_import_add(&import, view_of("resource"), view_of(resource)), ERROR_OK);
  ck_assert_int_eq(master_import_apply(&import), ERROR_OK);
  ck_assert_int_eq(master_import_write(&import, &pack), ERROR_OK);
  return pack;
}

START_TEST(write_seeds) {
  struct fixture fixture;
  fixture_open(&fixture);
  char name[32];
  snprintf(name, sizeof name, "sample-%d", _i);
  struct view sample = sample_text(&fixture, &master_samples[_i]);
  save("master_import", name, sample);
  save("master_import", "resource", view_of(resource));
  save("masters", name, made_of(&fixture, sample));
  fixture_close(&fixture);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("seeds_masters");
  TCase *test = tcase_create("seeds");
  tcase_add_loop_test(test, write_seeds, 0, (int)MASTER_SAMPLES);
  suite_add_tcase(suite, test);
  return suite;
}
