/* A pack that opens never faults: damaged bytes are refused, or the damage cannot lead outside. */
#include "profiles/pack.h"
#include "tests/unit/profiles/validation_cases.h"

#include <stdlib.h>

#define DAMAGES 150u

static const struct validator_input sample = {
    "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
    "\"http://loinc.org\",\"code\":\"29463-7\"}]},\"valueQuantity\":{\"value\":1.10},"
    "\"category\":[{\"text\":\"x\"}]}",
    "http://hl7.org/fhir/StructureDefinition/bodyweight", NULL};

static char *copy_pack(void) {
  char *bytes = aligned_alloc(PACK_ALIGNMENT, (fixture.pack.length + PACK_ALIGNMENT) /
                                                  PACK_ALIGNMENT * PACK_ALIGNMENT);
  ck_assert_ptr_nonnull(bytes);
  memcpy(bytes, fixture.pack.data, fixture.pack.length);
  return bytes;
}

START_TEST(test_lookups) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  uint32_t patient = pack_find_type(pack, view_of("Patient"));
  uint32_t resource = pack_find_type(pack, view_of("Resource"));
  uint32_t by_url =
      pack_find_profile(pack, view_of("http://hl7.org/fhir/StructureDefinition/Patient"));
  ck_assert_uint_ne(patient, PACK_NONE);
  ck_assert_uint_eq(patient, by_url);
  ck_assert(pack_derives_from(pack, patient, resource));
  ck_assert(!pack_derives_from(pack, resource, patient));
  ck_assert_uint_eq(pack_find_type(pack, view_of("Patientt")), PACK_NONE);
  ck_assert_uint_eq(pack_find_profile(pack, view_of("")), PACK_NONE);
  uint32_t set =
      pack_find_value_set(pack, view_of("http://hl7.org/fhir/ValueSet/administrative-gender"));
  ck_assert_uint_ne(set, PACK_NONE);
  ck_assert_uint_eq(pack->value_sets[set].parts.count, 1);
  const struct pack_value_set_part *part =
      &pack->value_set_parts[pack->value_sets[set].parts.first];
  ck_assert_uint_ne(pack_find_code(pack, part->code_list, view_of("male")), PACK_NONE);
  ck_assert_uint_eq(pack_find_code(pack, part->code_list, view_of("man")), PACK_NONE);
}
END_TEST

START_TEST(test_refused) {
  struct definitions *definitions = NULL;
  char *bytes = copy_pack();
  size_t length = fixture.pack.length;
  ck_assert_int_eq(definitions_from_bytes(view_make(bytes, length - 1), &definitions),
                   ERROR_CONFIGURATION);
  ck_assert_int_eq(definitions_from_bytes(view_make(bytes, 100), &definitions),
                   ERROR_CONFIGURATION);
  ck_assert_int_eq(definitions_from_bytes(view_make(bytes, 0), &definitions), ERROR_CONFIGURATION);
  bytes[length / 2] ^= 1;
  ck_assert_int_eq(definitions_from_bytes(view_make(bytes, length), &definitions),
                   ERROR_CONFIGURATION);
  bytes[length / 2] ^= 1;
  bytes[0] ^= 1;
  ck_assert_int_eq(definitions_from_bytes(view_make(bytes, length), &definitions),
                   ERROR_CONFIGURATION);
  ck_assert_ptr_null(definitions);
  ck_assert_int_eq(definitions_open("/nonexistent/definitions.pack", &definitions), ERROR_FILE);
  ck_assert_int_eq(definitions_open("/", &definitions), ERROR_FILE);
  free(bytes);
}
END_TEST

/* Damage with a right digest: a linear congruential generator chooses the places. */
START_TEST(test_damaged) {
  char *bytes = copy_pack();
  size_t length = fixture.pack.length;
  uint64_t random = 88172645463325252u + (uint64_t)_i;
  for (unsigned damage = 0; damage < DAMAGES; damage++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    size_t range = damage % 3 == 0 ? sizeof(struct pack_header) : length;
    size_t at = (size_t)(random >> 20) % range;
    char old = bytes[at];
    bytes[at] = (char)(random >> 56);
    pack_seal(bytes, length);
    struct definitions *definitions = NULL;
    if (definitions_from_bytes(view_make(bytes, length), &definitions) == ERROR_OK) {
      struct arena *arena = arena_new(1u << 24);
      (void)validator_fixture_run(definitions, &sample, arena);
      arena_free(arena);
      definitions_close(definitions);
    }
    bytes[at] = old;
  }
  free(bytes);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("pack");
  TCase *test = tcase_create("open");
  tcase_set_timeout(test, 120);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_test(test, test_lookups);
  tcase_add_test(test, test_refused);
  tcase_add_loop_test(test, test_damaged, 0, 2);
  suite_add_tcase(suite, test);
  return suite;
}
