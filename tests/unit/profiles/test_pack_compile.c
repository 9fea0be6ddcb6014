#include "profiles/pack_compile.h"

#include "profiles/pack.h"
#include "profiles/pack_dump.h"
#include "server/base/file.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (1u << 30)
#define TABLES "profiles/definitions"
#define PACK_MAXIMUM_BYTES 30000000u

static struct arena *arena;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(arena);
}

static enum error compile(const char *tables, const char *package, struct view *ret_pack) {
  const char *packages[] = {package};
  struct pack_compile_request request = {tables, packages, package == NULL ? 0 : 1};
  return pack_compile(arena, &request, &issues, ret_pack);
}

static const char *dump(struct view pack, const char *canonical) {
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  ck_assert_int_eq(pack_dump(pack, view_of(canonical), &buffer), ERROR_OK);
  buffer_append_byte(&buffer, '\0');
  return buffer.data;
}

/* The tables that the project carries. */
START_TEST(test_carried) {
  struct view pack;
  struct view again;
  ck_assert_int_eq(compile(TABLES, NULL, &pack), ERROR_OK);
  ck_assert_int_eq(compile(TABLES, NULL, &again), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  ck_assert(view_equal(pack, again));
  ck_assert_uint_le(pack.length, PACK_MAXIMUM_BYTES);
  struct pack opened;
  ck_assert_int_eq(pack_open(pack, true, &opened), ERROR_OK);
  for (uint32_t i = 0; i < opened.constraints_count; i++) {
    ck_assert_uint_gt(opened.constraints[i].bytecode.count, 0);
  }
}
END_TEST

/* Every R4 type is there and whole: each element has its property names. */
START_TEST(test_types) {
  struct view pack_bytes;
  struct pack pack;
  ck_assert_int_eq(compile(TABLES, NULL, &pack_bytes), ERROR_OK);
  ck_assert_int_eq(pack_open(pack_bytes, false, &pack), ERROR_OK);
  unsigned kinds[4] = {0};
  for (uint32_t i = 0; i < pack.profiles_count; i++) {
    const struct pack_profile *profile = &pack.profiles[i];
    if ((profile->flags & PACK_PROFILE_TYPE) == 0) {
      continue;
    }
    kinds[profile->kind]++;
    ck_assert_uint_eq(pack_find_type(&pack, pack_view(&pack, profile->type)), i);
    ck_assert_uint_eq(profile->definition, i);
    ck_assert_uint_eq(pack.elements[profile->root].keys.count == 0, 0);
  }
  ck_assert_uint_eq(kinds[PACK_KIND_RESOURCE], 148);
  ck_assert_uint_eq(kinds[PACK_KIND_PRIMITIVE], 20);
}
END_TEST

/* The most preferred of several versions stands first. */
START_TEST(test_versions) {
  struct view pack_bytes;
  struct pack pack;
  ck_assert_int_eq(compile(TABLES, NULL, &pack_bytes), ERROR_OK);
  ck_assert_int_eq(pack_open(pack_bytes, false, &pack), ERROR_OK);
  struct view url = view_of("http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient");
  static const char *const versions[] = {"1.2.0", "1.1.2", "1.1.2", "1.1.2"};
  uint32_t row = pack_find_profile(&pack, url);
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
    ck_assert_uint_ne(row, PACK_NONE);
    struct view version = pack_view(&pack, pack.packages[pack.profiles[row].package].version);
    ck_assert(view_starts_with(version, view_of(versions[i])));
    row = pack.profiles[row].next_version;
  }
  ck_assert_uint_eq(row, PACK_NONE);
}
END_TEST

static unsigned count_lines(const char *text, const char *part) {
  unsigned count = 0;
  for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
    count++;
  }
  return count;
}

/* What the plans of the main profiles must say. */
static const struct {
  const char *profile;
  const char *part;
  unsigned count;
} plans[] = {
    {"http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS|1.10.0",
     " (indexed)\n", 191},
    {"http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS|1.10.0",
     "sliced=closed,ordered,profile:resource", 1},
    {"http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS|1.10.0",
     "slice patient when profile=http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Patient_eCS\n",
     1},
    {"http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Patient_eCS|1.10.0", "dom-", 0},
    {"http://hl7.org/fhir/StructureDefinition/Patient", " dom-", 5},
    {"http://hl7.org/fhir/StructureDefinition/Patient", " ele-1", 3},
    {"http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Patient_Race",
     "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Patient_Race", 2},
    {"http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral|1.10.0",
     "(unknown)", 0},
};

START_TEST(test_plan) {
  struct view pack;
  ck_assert_int_eq(compile(TABLES, NULL, &pack), ERROR_OK);
  const char *text = dump(pack, plans[_i].profile);
  ck_assert_uint_eq(count_lines(text, plans[_i].part), plans[_i].count);
}
END_TEST

/* A package wins over the table of the same version, and its definitions can be asked for. */
START_TEST(test_package_added) {
  const char *package =
      mini_guide(arena, MINI_PROFILE(MINI("Observation.issued", "1", "1", "instant")));
  struct view pack;
  ck_assert_int_eq(compile(TABLES, package, &pack), ERROR_OK);
  ck_assert_str_eq(dump(pack, "http://g/p"), "http://g/p 1 of Observation in g#1\n"
                                             "Observation 0..*\n"
                                             "  Observation.issued 1..1\n");
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  ck_assert_int_eq(pack_dump(pack, view_of("http://g/p|2"), &buffer), ERROR_NOT_FOUND);
  ck_assert_int_eq(pack_dump(view_part(pack, 0, 100), view_of("http://g/p"), &buffer),
                   ERROR_CONFIGURATION);
}
END_TEST

#define WITH_EXPRESSION(text)                                                                      \
  MINI_PROFILE(MINI_MORE("Observation.code", "1", "1",                                             \
                         ",\"constraint\":[{\"key\":\"g-1\",\"severity\":\"error\","               \
                         "\"expression\":\"" text "\"}]"))

static const struct {
  const char *tables;
  const char *definition; /* NULL: no package */
  enum error error;
  const char *issue;
} failures[] = {
    {TABLES, WITH_EXPRESSION("code.exists("), ERROR_NOT_PROCESSABLE, "constraint-not-compiled"},
    {NULL, MINI_PROFILE(MINI("Observation.id", "1", "1", "id")), ERROR_CONFIGURATION,
     "package-dependency-missing"},
    {"/nowhere", NULL, ERROR_FILE, "package-unreadable"},
};

START_TEST(test_failure) {
  const char *package =
      failures[_i].definition == NULL ? NULL : mini_guide(arena, failures[_i].definition);
  struct view pack;
  ck_assert_int_eq(compile(failures[_i].tables, package, &pack), failures[_i].error);
  bool found = false;
  for (uint32_t i = 0; i < issues.count; i++) {
    found = found || strcmp(issues.issues[i].message->id, failures[_i].issue) == 0;
  }
  ck_assert(found);
}
END_TEST

#define DAMAGED                                                                                    \
  MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI_MORE(                \
      "Observation.code.coding", "1", "*",                                                         \
      MINI_SLICING(                                                                                \
          "open", "value",                                                                         \
          "system")) "," MINI_MORE("Observation.code.coding", "0", "1",                            \
                                   MINI_SLICE(                                                     \
                                       "a")) "," MINI_MORE("Observation.code.coding.system", "1",  \
                                                           "1", ",\"fixedUri\":\"http://s\""))

/* A definition with any byte changed is compiled or refused; what is compiled can be opened. */
START_TEST(test_damaged_definition) {
  static const char bytes[] = {'0', '"', 'x', ',', '.', ':', '}', '\\'};
  const char *core = fixture_package(arena, "core.tgz", mini_core_files);
  char *definition = arena_string(arena, view_of(DAMAGED));
  size_t length = strlen(definition);
  for (size_t i = (size_t)_i; i < length; i += sizeof bytes) {
    char kept = definition[i];
    definition[i] = bytes[_i];
    struct arena *own = arena_new(ARENA_BYTES);
    struct issue_list list = issue_list_make(own, 100);
    const char *packages[] = {core, mini_guide(arena, definition)};
    struct pack_compile_request request = {NULL, packages, 2};
    struct view pack_bytes;
    struct pack pack;
    enum error error = pack_compile(own, &request, &list, &pack_bytes);
    ck_assert_msg(error == ERROR_OK && pack_open(pack_bytes, true, &pack) == ERROR_OK, "%zu %s", i,
                  error_name(error));
    definition[i] = kept;
    arena_free(own);
  }
}
END_TEST

/* Whatever the memory allows: the whole pack or ERROR_MEMORY, never a part. */
START_TEST(test_no_memory) {
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files),
                            mini_guide(arena, DAMAGED)};
  struct pack_compile_request request = {NULL, packages, 2};
  struct view whole;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &whole), ERROR_OK);
  unsigned refused = 0;
  enum error error = ERROR_MEMORY;
  for (size_t size = 1024; error == ERROR_MEMORY && size < ARENA_BYTES; size += size / 16) {
    struct arena *own = arena_new(size);
    struct issue_list list = issue_list_make(arena, 100);
    struct view pack;
    error = pack_compile(own, &request, &list, &pack);
    ck_assert_msg(error == ERROR_MEMORY || (error == ERROR_OK && view_equal(pack, whole)),
                  "%zu: %s", size, error_name(error));
    refused += error == ERROR_MEMORY ? 1u : 0u;
    arena_free(own);
  }
  ck_assert_uint_ge(refused, 20);
}
END_TEST

/* More slices or discriminators than the format holds: an issue names the profile. */
START_TEST(test_too_large) {
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  buffer_append_string(&buffer, MINI("Observation.code", "1", "1", "CodeableConcept") ",");
  buffer_append_string(&buffer, "{\"path\":\"Observation.code.coding\",\"slicing\":{\"rules\":"
                                "\"open\",\"discriminator\":[");
  for (uint32_t i = 0; i <= (_i == 0 ? 0 : PACK_DISCRIMINATORS_MAXIMUM); i++) {
    buffer_append_string(&buffer, i == 0 ? "" : ",");
    buffer_append_string(&buffer, "{\"type\":\"value\",\"path\":\"system\"}");
  }
  buffer_append_string(&buffer, "]}}");
  for (uint32_t i = 0; i <= (_i == 0 ? PACK_SLICES_MAXIMUM : 0); i++) {
    buffer_append_format(&buffer, ",{\"path\":\"Observation.code.coding\",\"sliceName\":\"s%u\"}",
                         i);
  }
  buffer_append_byte(&buffer, '\0');
  const char *definition = arena_format(arena, MINI_PROFILE("%s"), buffer.data).data;
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files),
                            mini_guide(arena, definition)};
  struct pack_compile_request request = {NULL, packages, 2};
  struct view pack;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &pack), ERROR_TOO_LARGE);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "definition-too-large");
  ck_assert(view_is(issues.issues[0].arguments[1], "http://g/p"));
}
END_TEST

/* A package's name is part of a file's name: it must not lead elsewhere. */
START_TEST(test_name_leads_out) {
  static const struct fixture_file files[] = {
      {"package/package.json", "{\"name\":\"../evil\",\"version\":\"1\"}"},
      {"package/d.json", MINI_PROFILE(MINI("Observation.id", "1", "1", "string"))},
      {NULL, NULL}};
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files),
                            fixture_package(arena, "evil.tgz", files)};
  struct pack_compile_request request = {NULL, packages, 2};
  ck_assert_int_eq(pack_compile_tables(arena, &request, fixture_folder, &issues),
                   ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 1);
}
END_TEST

/* Tables written from packages give the same plan as the packages themselves. */
START_TEST(test_tables_equal_packages) {
  const char *guide = mini_guide(
      arena,
      MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI_MORE(
          "Observation.code.coding", "1", "*",
          MINI_SLICING(
              "open", "value",
              "system")) "," MINI_MORE("Observation.code.coding", "0", "1",
                                       MINI_SLICE(
                                           "a")) "," MINI_MORE("Observation.code.coding.system",
                                                               "1", "1",
                                                               ",\"fixedUri\":\"http://s\"")));
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files), guide};
  struct pack_compile_request request = {NULL, packages, 2};
  ck_assert_int_eq(pack_compile_tables(arena, &request, fixture_folder, &issues), ERROR_OK);
  struct view direct;
  struct view through_tables;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &direct), ERROR_OK);
  ck_assert_int_eq(compile(fixture_folder, NULL, &through_tables), ERROR_OK);
  ck_assert_str_eq(dump(direct, "http://g/p"), dump(through_tables, "http://g/p"));
  ck_assert_uint_eq(issues.count, 0);
}
END_TEST

/* The official packages give the tables that are carried. */
START_TEST(test_tables_are_current) {
  static const char *const files[] = {"hl7.fhir.r4.core-4.0.1", "jpfhir-terminology.r4-1.4.0-recon",
                                      "jp-core.r4-1.1.2-clins", "jp-eCSCLINS.r4-1.10.0"};
  const char *packages[sizeof files / sizeof files[0]];
  size_t count = sizeof files / sizeof files[0];
  for (size_t i = 0; i < count; i++) {
    packages[i] = fixture_shared(arena, arena_format(arena, "%s.tgz", files[i]).data);
    if (packages[i] == NULL) {
      return;
    }
  }
  struct pack_compile_request request = {NULL, packages, count};
  ck_assert_int_eq(pack_compile_tables(arena, &request, fixture_folder, &issues), ERROR_OK);
  struct view made;
  struct view carried;
  const char *made_path = fixture_path(arena, "jp-eCSCLINS.r4-1.10.0.txt");
  ck_assert_int_eq(file_read(arena, made_path, ARENA_BYTES, &made), ERROR_OK);
  ck_assert_int_eq(file_read(arena, TABLES "/jp-eCSCLINS.r4-1.10.0.txt", ARENA_BYTES, &carried),
                   ERROR_OK);
  ck_assert(view_equal(made, carried));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("pack_compile");
  TCase *test = tcase_create("packs");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_test(test, test_carried);
  tcase_add_test(test, test_types);
  tcase_add_test(test, test_versions);
  tcase_add_loop_test(test, test_plan, 0, (int)(sizeof plans / sizeof plans[0]));
  tcase_add_test(test, test_package_added);
  tcase_add_loop_test(test, test_failure, 0, (int)(sizeof failures / sizeof failures[0]));
  tcase_add_test(test, test_tables_equal_packages);
  tcase_add_loop_test(test, test_damaged_definition, 0, 8);
  tcase_add_loop_test(test, test_too_large, 0, 2);
  tcase_add_test(test, test_no_memory);
  tcase_add_test(test, test_name_leads_out);
  tcase_add_test(test, test_tables_are_current);
  tcase_set_timeout(test, 120);
  suite_add_tcase(suite, test);
  return suite;
}
