/* Writes the first inputs of the fuzz target for compiled definitions below FUZZ_CORPUS: packs of a
 * few types and a profile each, small enough that a change of any byte is found soon. Built like a
 * unit test, as its fixtures are. */
#include "profiles/pack_compile.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/profiles/mini_core.h"

static const char *const profiles[] = {
    MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept")),
    MINI_PROFILE(MINI_MORE(
        "Observation.component", "0", "*",
        MINI_TYPE("BackboneElement")
            MINI_SLICING("open", "value",
                         "code.text")) "," MINI_MORE("Observation.component", "1", "1",
                                                     MINI_SLICE("a") MINI_TYPE("BackboneElement"))),
    MINI_PROFILE(MINI_MORE("Observation.value[x]", "1", "1",
                           ",\"patternQuantity\":{\"unit\":\"kg\"}" MINI_TYPE("Quantity"))),
    MINI_PROFILE(MINI_MORE(
        "Observation.code", "1", "1",
        MINI_TYPE("CodeableConcept") ",\"constraint\":[" MINI_CONSTRAINT(
            "x-1", "coding.where(system = 'urn:s').exists() or text.matches('^[a-z]+$')") "]")),
};

static void save(size_t number, struct view bytes) {
  char path[512];
  int length = snprintf(path, sizeof path, "%s/pack/pack-%zu", getenv("FUZZ_CORPUS"), number);
  FUZZ_HOLDS(length > 0 && (size_t)length < sizeof path);
  FILE *file = fopen(path, "wb");
  FUZZ_HOLDS(file != NULL && fwrite(bytes.data, 1, bytes.length, file) == bytes.length);
  FUZZ_HOLDS(fclose(file) == 0);
}

START_TEST(write_seeds) {
  fixture_open();
  struct arena *arena = arena_new(1u << 30);
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files),
                            mini_guide(arena, profiles[_i])};
  const struct pack_compile_request request = {NULL, packages, 2};
  struct issue_list issues = issue_list_make(arena, 20);
  struct view pack;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &pack), ERROR_OK);
  save((size_t)_i, pack);
  fixture_close();
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("seeds_packs");
  TCase *test = tcase_create("seeds");
  tcase_add_loop_test(test, write_seeds, 0, (int)(sizeof profiles / sizeof profiles[0]));
  suite_add_tcase(suite, test);
  return suite;
}
