/* The mapping table as ConceptMaps: what is written, and that reading it gives the rows back. */
#include "tests/unit/unit_main.h"

#include "terminology/mapping_concept_map.h"
#include "terminology/mapping_csv.h"

#include <stdio.h>

#define ARENA_BYTES (8u << 20)
#define HEADER                                                                                     \
  "domain,source_system,source_code,specimen,source_display,source_kana,target_system,"            \
  "target_code,target_display,equivalence,valid_from,valid_to,status,proposer,reviewer,comment\n"

static struct arena *arena;
static struct issue_list issues;
static struct mapping_csv_rows rows;
static struct mapping_concept_map *maps;
static size_t map_count;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 20);
}

static void teardown(void) {
  arena_free(arena);
}

static void group(const char *csv) {
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_PROPOSED};
  ck_assert_int_eq(mapping_csv_read(arena, view_of(csv), &settings, &issues, &rows), ERROR_OK);
  const struct mapping_row **list = arena_array(arena, rows.count + 1, sizeof *list);
  for (size_t i = 0; i < rows.count; i++) {
    list[i] = &rows.rows[i];
  }
  ck_assert_int_eq(mapping_concept_map_group(arena, list, rows.count, &maps, &map_count), ERROR_OK);
}

static struct view written(const struct mapping_concept_map *map) {
  struct buffer *buffer = arena_alloc(arena, sizeof *buffer);
  *buffer = buffer_make(arena, 1u << 20);
  struct json_writer writer = json_writer_make(buffer, false);
  mapping_concept_map_write(&writer, map, view_of("http://h/fhir"));
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return buffer_view(buffer);
}

static struct document parse(struct view text) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  return document;
}

START_TEST(reads_what_it_writes) {
  group(HEADER "laboratory,urn:l,K,023,カリウム,かりうむ,urn:t,1,one,equal,2026-01-01,2026-12-31,"
               "approved,p,r,\"say \"\"hi\"\"\"\n"
               "laboratory,urn:l,K,,カリウム,,urn:t,2,,wider,,,proposed,p,,\n"
               "laboratory,urn:l,X,,,,urn:t,,,unmatched,,,rejected,,r,no\n"
               "laboratory,urn:l,K,,カリウム,,urn:u,1,,equivalent,,,approved,,,\n"
               "drug,urn:d,1,,,,urn:t,2,,narrower,,,approved,,,\n");
  ck_assert_uint_eq(map_count, 3);
  size_t total = 0;
  for (size_t i = 0; i < map_count; i++) {
    struct document document = parse(written(&maps[i]));
    struct mapping_concept_map_rows back;
    ck_assert_int_eq(mapping_concept_map_read(arena, &document, 0, &issues, &back), ERROR_OK);
    ck_assert_uint_eq(back.count, maps[i].count);
    for (size_t j = 0; j < back.count; j++) {
      ck_assert_int_eq(mapping_row_compare(&back.rows[j], maps[i].rows[j]), 0);
      ck_assert(mapping_row_equal(&back.rows[j], maps[i].rows[j]));
    }
    total += back.count;
  }
  ck_assert_uint_eq(total, rows.count);
}
END_TEST

START_TEST(writes_a_concept_map) {
  group(HEADER "lab/x,urn:l,K,023,カリウム,,urn:t,1,one,equal,,,approved,,,\n");
  struct view text = written(&maps[0]);
  static const char *const parts[] = {
      "{\"resourceType\":\"ConceptMap\",\"id\":\"mapping-lab.x-",
      "\"url\":\"http://h/fhir/ConceptMap/mapping-lab.x-", "\"status\":\"active\"",
      "\"group\":[{\"source\":\"urn:l\",\"target\":\"urn:t\",\"element\":[{\"code\":\"K\","
      "\"display\":\"カリウム\",\"target\":[{\"extension\":[{\"url\":"
      "\"urn:fhir-facade:mapping-status\",\"valueCode\":\"approved\"}],\"code\":\"1\","
      "\"display\":\"one\",\"equivalence\":\"equal\",\"dependsOn\":[{\"property\":"
      "\"urn:fhir-facade:mapping-specimen\",\"value\":\"023\"}]}]}]}]"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    ck_assert_msg(view_find(text, view_of(parts[i]), 0) != SIZE_MAX, "%s in %.*s", parts[i],
                  VIEW_ARGUMENTS(text));
  }
}
END_TEST

/* A map of somebody else: no extensions, domain of the id, equivalence as it is. */
START_TEST(reads_maps_of_others) {
  struct document document = parse(
      view_of("{\"resourceType\":\"ConceptMap\",\"id\":\"mapping-drug-1\",\"status\":\"draft\","
              "\"group\":[{\"source\":\"urn:a\",\"target\":\"urn:oid:1.2.392.100495.20.2.74\","
              "\"element\":[{\"code\":\"1\",\"target\":[{\"code\":\"2\",\"equivalence\":"
              "\"relatedto\"},{\"code\":\"3\"}]},{\"code\":\"4\"}]}]}"));
  struct mapping_concept_map_rows back;
  ck_assert_int_eq(mapping_concept_map_read(arena, &document, 0, &issues, &back), ERROR_OK);
  ck_assert_uint_eq(back.count, 2);
  ck_assert(view_is(back.rows[0].domain, "drug"));
  ck_assert(view_is(back.rows[0].target_system, "http://medis.or.jp/CodeSystem/master-HOT9"));
  ck_assert(view_is(back.rows[0].equivalence, "relatedto"));
  ck_assert_uint_eq(back.rows[0].status.length, 0);
  ck_assert(view_is(back.rows[1].target_code, "3"));
}
END_TEST

static const char *const bad_maps[] = {
    "{\"group\":[{\"source\":\"urn:a\",\"element\":[{\"code\":\"1\"}]}]}",
    "{\"group\":[{\"target\":\"urn:a\",\"element\":[{\"code\":\"1\"}]}]}",
    "{\"group\":[{\"source\":\"urn:a\",\"target\":\"urn:b\",\"element\":[{\"target\":[]}]}]}",
    ("{\"group\":[{\"source\":\"urn:a\",\"target\":\"urn:b\",\"element\":[{\"code\":\"1\","
     "\"target\":[{\"code\":\"2\",\"dependsOn\":[{\"property\":\"urn:x\",\"value\":\"1\"}]}]}]}]}"),
};

START_TEST(refuses_what_rows_cannot_hold) {
  struct document document = parse(view_of(bad_maps[_i]));
  struct mapping_concept_map_rows back;
  ck_assert_int_eq(mapping_concept_map_read(arena, &document, 0, &issues, &back), ERROR_SYNTAX);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "mapping-concept-map");
}
END_TEST

START_TEST(an_id_stays_the_same) {
  group(HEADER "drug,urn:d,1,,,,urn:t,2,,,,,,,,\n");
  char id[MAPPING_CONCEPT_MAP_ID_BYTES];
  snprintf(id, sizeof id, "%s", maps[0].id);
  group(HEADER "drug,urn:d,0,,,,urn:t,2,,,,,,,,\ndrug,urn:d,1,,,,urn:t,2,,,,,,,,\n");
  ck_assert_str_eq(maps[0].id, id);
  ck_assert_uint_eq(maps[0].count, 2);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_concept_map");
  TCase *cases = tcase_create("mapping_concept_map");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, reads_what_it_writes);
  tcase_add_test(cases, writes_a_concept_map);
  tcase_add_test(cases, reads_maps_of_others);
  tcase_add_loop_test(cases, refuses_what_rows_cannot_hold, 0, sizeof bad_maps / sizeof *bad_maps);
  tcase_add_test(cases, an_id_stays_the_same);
  suite_add_tcase(suite, cases);
  return suite;
}
