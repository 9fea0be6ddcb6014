/* Standard Codings put beside local ones: the bytes that come out, and what is said instead of
 * guessing. */
#include "tests/unit/unit_main.h"

#include "server/base/buffer.h"
#include "server/base/file.h"
#include "server/base/hash_map.h"
#include "terminology/bundle_mapping.h"
#include "terminology/csv_reader.h"
#include "terminology/mapping_csv.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (256u << 20)
#define S "\"system\":\"urn:local\""
#define CONDITION(codings) "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[" codings "]}}"

static const char mapping[] =
    "domain,source_system,source_code,source_display,target_system,target_code,target_display\n"
    "disease,urn:local,A,,urn:std,S-A,\n"
    "disease,urn:local,D,,urn:std,S-D,\"say \"\"hi\"\" \\ \xE7\x97\x85\"\n"
    "disease,urn:local,T,,urn:std,S-T,\n"
    "disease,urn:local,T,,urn:std2,S-2,two\n"
    "disease,urn:local,M,,urn:std,S-1,one\n"
    "disease,urn:local,M,,urn:std,S-2,two\n"
    "laboratory,http://medis.or.jp/CodeSystem/master-JLAC10-17digits,J,,urn:std,S-J,\n";

static struct arena *arena;
static struct mapping_table *table;
static struct issue_list issues;

static enum error load(struct view csv) {
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_APPROVED};
  struct mapping_csv_rows rows = {0};
  enum error error = mapping_csv_read(arena, csv, &settings, &issues, &rows);
  const struct mapping_row **list = arena_array(arena, rows.count + 1, sizeof *list);
  ck_assert_ptr_nonnull(list);
  for (size_t i = 0; i < rows.count; i++) {
    list[i] = &rows.rows[i];
  }
  return error != ERROR_OK ? error : mapping_table_build(arena, list, rows.count, &table);
}

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 20);
  ck_assert_int_eq(load(view_of(mapping)), ERROR_OK);
}

static void teardown(void) {
  arena_free(arena);
}

static struct view run(struct view text, uint32_t *ret_added) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  struct patch patch = patch_make(arena);
  struct bundle_mapping what = {.table = table, .today = 20261121};
  struct bundle_mapping_result mapped = {0};
  ck_assert_int_eq(bundle_mapping_run(&what, &document, &patch, &issues, &mapped), ERROR_OK);
  *ret_added = (uint32_t)mapped.added;
  struct view result;
  ck_assert_int_eq(patch_apply(&patch, text, &result), ERROR_OK);
  return result;
}

static const struct {
  const char *given;
  const char *expected; /* NULL = the same bytes */
  const char *issues;   /* "id expression;" of each */
} rows[] = {
    /* minified, one Coding */
    {CONDITION("{" S ",\"code\":\"A\"}"),
     CONDITION("{" S ",\"code\":\"A\"},{\"system\":\"urn:std\",\"code\":\"S-A\"}"), ""},
    /* spaces as in the array */
    {CONDITION("{ " S ", \"code\" : \"A\" }"),
     CONDITION("{ " S ", \"code\" : \"A\" },{ \"system\":\"urn:std\", \"code\":\"S-A\" }"), ""},
    /* pretty, one Coding: the line break before it serves behind the comma */
    {CONDITION("\n    {\n      \"system\": \"urn:local\",\n      \"code\": \"A\"\n    }\n  "),
     CONDITION("\n    {\n      \"system\": \"urn:local\",\n      \"code\": \"A\"\n    },"
               "\n    {\n      \"system\": \"urn:std\",\n      \"code\": \"S-A\"\n    }\n  "),
     ""},
    /* pretty, two Codings: the layout between them is repeated */
    {CONDITION("{\"code\":\"x\"} ,\r\n\t{" S ",\"code\":\"A\"} "),
     CONDITION("{\"code\":\"x\"} ,\r\n\t{" S ",\"code\":\"A\"} ,\r\n\t{\"system\":\"urn:std\","
               "\"code\":\"S-A\"} "),
     ""},
    /* one member on a line of its own */
    {CONDITION("{" S ",\"code\":\"A\"},{\n\"id\": \"x\"\n}"),
     CONDITION("{" S ",\"code\":\"A\"},{\n\"id\": \"x\"\n},{\n\"system\": \"urn:std\","
               "\n\"code\": \"S-A\"\n}"),
     ""},
    /* display with characters to escape */
    {CONDITION("{" S ",\"code\":\"D\"}"),
     CONDITION("{" S ",\"code\":\"D\"},{\"system\":\"urn:std\",\"code\":\"S-D\","
               "\"display\":\"say \\\"hi\\\" \\\\ \xE7\x97\x85\"}"),
     ""},
    /* escapes in what was received do not hide a code */
    {CONDITION("{\"system\":\"urn\\u003Alocal\",\"code\":\"\\u0041\"}"),
     CONDITION("{\"system\":\"urn\\u003Alocal\",\"code\":\"\\u0041\"},{\"system\":\"urn:std\","
               "\"code\":\"S-A\"}"),
     ""},
    /* a system named by its OID */
    {CONDITION("{\"system\":\"urn:oid:1.2.392.200119.4.504\",\"code\":\"J\"}"),
     CONDITION("{\"system\":\"urn:oid:1.2.392.200119.4.504\",\"code\":\"J\"},{\"system\":"
               "\"urn:std\",\"code\":\"S-J\"}"),
     ""},
    /* two target systems, both added; one there already, the other added */
    {CONDITION("{" S ",\"code\":\"T\"}"),
     CONDITION("{" S ",\"code\":\"T\"},{\"system\":\"urn:std\",\"code\":\"S-T\"},{\"system\":"
               "\"urn:std2\",\"code\":\"S-2\",\"display\":\"two\"}"),
     ""},
    {CONDITION("{" S ",\"code\":\"T\"},{\"system\":\"urn:std\",\"code\":\"other\"}"),
     CONDITION("{" S ",\"code\":\"T\"},{\"system\":\"urn:std\",\"code\":\"other\"},{\"system\":"
               "\"urn:std2\",\"code\":\"S-2\",\"display\":\"two\"}"),
     ""},
    /* nothing to do: the bytes stay */
    {CONDITION("{\"system\":\"urn:std\",\"code\":\"S-A\"},{" S ",\"code\":\"A\"}"), NULL, ""},
    {CONDITION("{\"system\":\"urn:other\",\"code\":\"A\"}"), NULL, ""},
    {CONDITION(""), NULL, ""},
    {CONDITION("null,1,[{" S "}]"), NULL, ""},
    {CONDITION("{" S "},{\"code\":\"A\"}"), NULL, ""},
    {"{\"coding\":{" S ",\"code\":\"A\"},\"a\":\"coding\",\"b\":[1.10,0.30,1E-22]}", NULL, ""},
    /* never a guess */
    {CONDITION("{" S ",\"code\":\"M\"}"), NULL, "mapping-code-ambiguous Condition.code.coding[0];"},
    {CONDITION("{" S ",\"code\":\"A\"},{" S ",\"code\":\"T\"}"),
     CONDITION("{" S ",\"code\":\"A\"},{" S ",\"code\":\"T\"},{\"system\":\"urn:std2\",\"code\":"
               "\"S-2\",\"display\":\"two\"}"),
     "mapping-code-ambiguous Condition.code.coding[0];"},
    {CONDITION("{\"code\":\"x\"},{" S ",\"code\":\"Q\",\"display\":\"q, r\"}"), NULL,
     "mapping-code-unmapped Condition.code.coding[1];"},
    {CONDITION("{" S ",\"code\":\"Q\"},{\"system\":\"urn:icd\",\"code\":\"I10\"}"), NULL, ""},
    /* codes are compared as they are, case included */
    {CONDITION("{" S ",\"code\":\"a\"}"), NULL, "mapping-code-unmapped Condition.code.coding[0];"},
    /* a signed Bundle must not change */
    {"{\"resourceType\":\"Bundle\",\"signature\":{},\"entry\":[{\"resource\":" CONDITION(
         "{" S ",\"code\":\"A\"}") "}]}",
     NULL, "mapping-document-signed Bundle.entry[0].resource.code.coding[0];"},
    /* nested: an extension of a Coding has a CodeableConcept of its own */
    {CONDITION("{\"extension\":[{\"valueCodeableConcept\":{\"coding\":[{" S
               ",\"code\":\"A\"}]}}]," S ",\"code\":\"D\"}"),
     CONDITION("{\"extension\":[{\"valueCodeableConcept\":{\"coding\":[{" S
               ",\"code\":\"A\"},{\"system\":\"urn:std\",\"code\":\"S-A\"}]}}]," S
               ",\"code\":\"D\"},{\"system\":\"urn:std\",\"code\":\"S-D\",\"display\":"
               "\"say \\\"hi\\\" \\\\ \xE7\x97\x85\"}"),
     ""},
};

START_TEST(maps) {
  uint32_t added = 99;
  struct view given = view_of(rows[_i].given);
  struct view result = run(given, &added);
  const char *expected = rows[_i].expected;
  ck_assert_str_eq(arena_string(arena, result), expected != NULL ? expected : rows[_i].given);
  if (expected == NULL) {
    ck_assert_ptr_eq(result.data, given.data);
    ck_assert_uint_eq(added, 0);
  } else {
    ck_assert_uint_gt(added, 0);
  }
  struct buffer found = buffer_make(arena, 4096);
  for (uint32_t i = 0; i < issues.count; i++) {
    buffer_append_format(&found, "%s %.*s;", issues.issues[i].message->id,
                         VIEW_ARGUMENTS(issues.issues[i].expression));
    ck_assert_int_eq(issues.issues[i].severity, SEVERITY_WARNING);
  }
  buffer_append_byte(&found, '\0');
  ck_assert_str_eq(found.data, rows[_i].issues);
}
END_TEST

START_TEST(proposes_a_row) {
  uint32_t added = 0;
  (void)run(view_of(CONDITION("{" S ",\"code\":\"Q\",\"display\":\"q, \\\"r\\\"\"}")), &added);
  ck_assert_uint_eq(issues.count, 1);
  struct view text = issue_text(&issues.issues[0], LANGUAGE_ENGLISH, arena);
  struct view row = view_of("disease,urn:local,Q,\"q, \"\"r\"\"\",urn:std,,");
  ck_assert(view_ends_with(text, row));
  ck_assert(view_ends_with(issue_text(&issues.issues[0], LANGUAGE_JAPANESE, arena), row));
}
END_TEST

START_TEST(names_the_candidates) {
  uint32_t added = 0;
  (void)run(view_of(CONDITION("{" S ",\"code\":\"M\"}")), &added);
  struct view text = issue_text(&issues.issues[0], LANGUAGE_JAPANESE, arena);
  ck_assert_uint_ne(view_find(text, view_of("S-1 one, S-2 two"), 0), SIZE_MAX);
  ck_assert_uint_ne(view_find(text, view_of("urn:std"), 0), SIZE_MAX);
}
END_TEST

START_TEST(bounds_the_work_of_one_concept) {
  struct buffer text = buffer_make(arena, 1u << 20);
  buffer_append_string(&text, "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[");
  for (unsigned i = 0; i < 200; i++) {
    buffer_append_string(&text, i > 0 ? ",{" S ",\"code\":\"A\"}" : "{" S ",\"code\":\"A\"}");
  }
  buffer_append_string(&text, "]}}");
  uint32_t added = 0;
  struct view result = run(buffer_view(&text), &added);
  ck_assert_uint_eq(added, 0);
  ck_assert_uint_eq(result.length, text.length);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "mapping-too-many-codings");
}
END_TEST

START_TEST(adds_nothing_twice) {
  uint32_t added = 0;
  struct view once = run(view_of(CONDITION("{" S ",\"code\":\"T\"}")), &added);
  ck_assert_uint_eq(added, 2);
  struct view twice = run(once, &added);
  ck_assert_uint_eq(added, 0);
  ck_assert(view_equal(once, twice));
}
END_TEST

/* A mapping of every Coding in the text to one and the same code; *ret_arrays counts the arrays
 * with one. */
static struct view map_everything(const struct document *document, uint32_t *ret_arrays) {
  struct buffer csv = buffer_make(arena, 8u << 20);
  buffer_append_string(&csv, "domain,source_system,source_code,source_display,target_system,"
                             "target_code,target_display\n");
  struct hash_map seen = hash_map_make(arena);
  *ret_arrays = 0;
  for (uint32_t i = 0; i + 1 < document->count; i++) {
    if (document_type(document, i) != NODE_KEY || !view_is(document_raw(document, i), "coding")) {
      continue;
    }
    bool counted = false;
    for (uint32_t item = document_first(document, i + 1); item != NODE_NONE;
         item = document_next(document, i + 1, item)) {
      struct view system = document_member_string(document, item, "system", arena);
      struct view code = document_member_string(document, item, "code", arena);
      struct view key =
          arena_format(arena, "%.*s %.*s", VIEW_ARGUMENTS(system), VIEW_ARGUMENTS(code));
      if (system.length == 0 || code.length == 0) {
        continue;
      }
      *ret_arrays += !counted;
      counted = true;
      if (hash_map_get(&seen, key) == NULL) {
        ck_assert_int_eq(hash_map_put(&seen, key, arena), ERROR_OK);
        buffer_append_string(&csv, "any,");
        csv_field_append(&csv, system);
        buffer_append_byte(&csv, ',');
        csv_field_append(&csv, code);
        buffer_append_string(&csv, ",,urn:target,X,\"say \"\"hi\"\"\"\n");
      }
    }
  }
  return buffer_view(&csv);
}

static void check_example(const char *path) {
  struct view text;
  struct document document;
  struct document_failure failure;
  uint32_t arrays = 0;
  uint32_t added = 0;
  ck_assert_int_eq(file_read(arena, path, 16u << 20, &text), ERROR_OK);
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  ck_assert_int_eq(load(map_everything(&document, &arrays)), ERROR_OK);
  struct view mapped = run(text, &added);
  ck_assert_msg(added == arrays, "%s: %u added to %u arrays", path, added, arrays);
  ck_assert_int_eq(document_read(arena, mapped, NULL, &document, &failure), ERROR_OK);
  struct view again = run(mapped, &added);
  ck_assert_uint_eq(added, 0);
  ck_assert(view_equal(again, mapped));
}

/* The layouts that real guides write. */
START_TEST(fits_into_published_examples) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  char pattern[500];
  snprintf(pattern, sizeof pattern, "%s/data/examples/*/Bundle-*.json",
           shared != NULL ? shared : "../shared");
  glob_t found = {0};
  if (glob(pattern, 0, NULL, &found) != 0) {
    printf("skipped: fits_into_published_examples (no %s)\n", pattern);
  }
  for (size_t i = 0; i < found.gl_pathc; i++) {
    arena_free(arena);
    setup();
    check_example(found.gl_pathv[i]);
  }
  globfree(&found);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("bundle_mapping");
  TCase *cases = tcase_create("bundle_mapping");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, maps, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, proposes_a_row);
  tcase_add_test(cases, names_the_candidates);
  tcase_add_test(cases, bounds_the_work_of_one_concept);
  tcase_add_test(cases, adds_nothing_twice);
  tcase_add_test(cases, fits_into_published_examples);
  suite_add_tcase(suite, cases);
  return suite;
}
