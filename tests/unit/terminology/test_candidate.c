/* Candidates over small invented masters: ways of finding, marks, order, explanations. */
#include "tests/unit/unit_main.h"

#include "terminology/candidate_write.h"
#include "tests/unit/terminology/master_fixture.h"

#include <pthread.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define TODAY 20261121u
#define THREADS 4

/* code, display, property, value: an empty property means a designation, an empty value nothing. */
struct concept {
  const char *code;
  const char *display;
  const char *property;
  const char *value;
};

static const struct concept diseases[] = {
    {"10000001", "癌", "", "ガン"},
    {"10000002", "胃癌", "", "イガン"},
    {"10000003", "肺炎", "", "ハイエン"},
    {"10000004", "急性肺炎", "", "キュウセイハイエン"},
    {"10000005", "悪性腫瘍", "notStandalone", "01"},
    {"10000006", "ネフローゼ症候群", "", "ネフローゼショウコウグン"},
    {"10000007", "眼炎", "", "ガンエン"},
};
static const struct concept drugs[] = {
    {"1000001A1011", "アムロン錠２．５ｍｇ「甲」", "", ""},
    {"1000001A3016", "アムロンＯＤ錠５ｍｇ「甲」", "", ""},
    {"1000001A4012", "アムロン錠１０ｍｇ「甲」", "", ""},
    {"1000002D1010", "ＰＬ配合顆粒", "", ""},
    {"1000002D2016", "小児用ＰＬ配合顆粒", "", ""},
    {"1000001A2010", "アムロン錠５ｍｇ「甲」", "", ""}, /* not in the later release */
};
static const struct concept tests[] = {
    {"3A010000002327101", "総蛋白_血清", "specimen", "血清"},
    {"3A010000000127101", "総蛋白_尿", "specimen", "尿(含むその他)"},
    {"3A01000000", "総コレステロール", "", ""},
};

static struct fixture fixture;
static struct candidate_indexes *indexes;

static void write_concept(struct json_writer *writer, const struct concept *concept) {
  writer_object_begin(writer);
  writer_member_text(writer, "code", concept->code);
  writer_member_text(writer, "display", concept->display);
  if (concept->value[0] != '\0') {
    bool is_property = concept->property[0] != '\0';
    writer_key(writer, is_property ? "property" : "designation");
    writer_array_begin(writer);
    writer_object_begin(writer);
    if (is_property) {
      writer_member_text(writer, "code", concept->property);
    }
    writer_member_text(writer, is_property ? "valueString" : "value", concept->value);
    writer_object_end(writer);
    writer_array_end(writer);
  }
  writer_object_end(writer);
}

static void import(const char *url, const char *version, const struct concept *concepts,
                   size_t count) {
  struct buffer buffer = buffer_make(fixture.arena, 10000);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "CodeSystem");
  writer_member_text(&writer, "url", url);
  writer_member_text(&writer, "version", version);
  writer_member_text(&writer, "content", "complete");
  writer_key(&writer, "concept");
  writer_array_begin(&writer);
  for (size_t i = 0; i < count; i++) {
    write_concept(&writer, &concepts[i]);
  }
  writer_array_end(&writer);
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, version, buffer_view(&buffer)), ERROR_OK);
}

static void setup(void) {
  fixture_open(&fixture);
  import(MASTERS_SYSTEM_DISEASE_KEY, "1", diseases, COUNT(diseases));
  import(MASTERS_SYSTEM_YJ, "1", drugs, COUNT(drugs));
  import(MASTERS_SYSTEM_JLAC10, "1", tests, COUNT(tests));
  indexes = candidate_indexes_new(fixture.masters);
  ck_assert_ptr_nonnull(indexes);
}

static void teardown(void) {
  candidate_indexes_free(indexes);
  fixture_close(&fixture);
}

static const struct candidate *search(const struct candidate_query *query, uint32_t *count) {
  const struct candidate *candidates = NULL;
  ck_assert_int_eq(candidate_search(indexes, fixture.arena, query, &candidates, count), ERROR_OK);
  return candidates;
}

static const char *reasons_of(const struct candidate *candidate) {
  struct buffer text = buffer_make(fixture.arena, 1000);
  for (uint32_t i = 0; i < candidate->reason_count; i++) {
    buffer_append_string(&text, i == 0 ? "" : " ");
    buffer_append_string(&text, candidate_reason_text(candidate->reasons[i].kind)->id);
  }
  return arena_string(fixture.arena, buffer_view(&text));
}

struct first_row {
  const char *domain;
  const char *text;
  const char *specimen;
  const char *code;
  const char *reasons;
};

static const struct first_row firsts[] = {
    {"disease", "癌", "", "10000001", "similar same-name"},
    {"disease", "がん", "", "10000001", "similar same-name"},
    {"disease", "ガン", "", "10000001", "similar same-name"},
    {"disease", "ｶﾞﾝ", "", "10000001", "similar same-name"},
    {"disease", "胃がん", "", "10000002", "similar same-name"},
    {"disease", "いがん", "", "10000002", "similar same-name"},
    {"disease", "肺炎", "", "10000003", "similar same-name"},
    {"disease", "ﾊｲｴﾝ", "", "10000003", "similar same-name"},
    {"disease", "右急性肺炎の疑い", "", "10000004", "similar name-inside"},
    {"disease", "ネフローゼ症", "", "10000006", "similar same-name"},
    {"disease", "悪性腫瘍", "", "10000005", "similar same-name not-standalone"},
    {"disease", "10000004", "", "10000004", "code"},
    {"disease", "１００００００４", "", "10000004", "code"},
    {"drug", "PL顆粒", "", "1000002D1010", "similar form-same"},
    {"drug", "アムロン5mg", "", "1000001A2010", "similar strength-same form-unstated"},
    {"drug", "アムロン 5 mg tab", "", "1000001A2010", "similar strength-same form-same"},
    {"drug", "アムロンOD錠5", "", "1000001A3016", "similar name-begins strength-same form-same"},
    {"drug", "アムロン錠20mg", "", "1000001A4012", "similar strength-differs form-same"},
    {"drug", "1000001A", "", "1000001A1011", "code-prefix"},
    {"laboratory", "総蛋白", "血清", "3A010000002327101", "similar name-begins specimen-same"},
    {"laboratory", "総蛋白", "尿", "3A010000000127101", "similar name-begins specimen-same"},
    {"laboratory", "総蛋白", "023", "3A010000002327101", "similar name-begins specimen-same"},
};

START_TEST(best_candidate) {
  const struct first_row *row = &firsts[_i];
  const struct candidate_query query = {.text = view_of(row->text),
                                        .domain = view_of(row->domain),
                                        .specimen = view_of(row->specimen),
                                        .date = TODAY,
                                        .count = 20};
  uint32_t count;
  const struct candidate *candidates = search(&query, &count);
  ck_assert_uint_ge(count, 1);
  ck_assert_msg(view_is(candidates[0].concept.code, row->code), "%s: %.*s", row->text,
                VIEW_ARGUMENTS(candidates[0].concept.code));
  ck_assert_str_eq(reasons_of(&candidates[0]), row->reasons);
  for (uint32_t i = 1; i < count; i++) {
    ck_assert_uint_le(candidates[i].score, candidates[i - 1].score);
  }
}
END_TEST

/* The other strengths are there, below and marked. */
START_TEST(other_strengths_are_marked) {
  const struct candidate_query query = {
      .text = view_of("アムロン錠5mg「甲」"), .domain = view_of("drug"), .date = TODAY, .count = 4};
  uint32_t count;
  const struct candidate *candidates = search(&query, &count);
  ck_assert_uint_eq(count, 4);
  ck_assert(!candidates[0].marked);
  ck_assert(view_is(candidates[1].concept.code, "1000001A3016"));
  for (uint32_t i = 1; i < count; i++) {
    ck_assert(candidates[i].marked);
  }
  ck_assert_ptr_nonnull(strstr(reasons_of(&candidates[2]), "strength-differs"));
}
END_TEST

START_TEST(abolished_last_and_marked) {
  candidate_indexes_free(indexes);
  import(MASTERS_SYSTEM_YJ, "2", drugs, COUNT(drugs) - 1);
  indexes = candidate_indexes_new(fixture.masters);
  const struct candidate_query query = {.text = view_of("アムロン錠5mg「甲」"),
                                        .domain = view_of("drug"),
                                        .date = TODAY,
                                        .count = 20};
  uint32_t count;
  const struct candidate *candidates = search(&query, &count);
  const struct candidate *last = &candidates[count - 1];
  ck_assert(view_is(last->concept.code, "1000001A2010"));
  ck_assert(!last->holds);
  ck_assert_ptr_nonnull(strstr(reasons_of(last), "not-valid"));
}
END_TEST

START_TEST(by_system) {
  const struct candidate_query query = {.text = view_of("肺炎"),
                                        .system = view_of(MASTERS_SYSTEM_DISEASE_KEY),
                                        .date = TODAY,
                                        .count = 1};
  uint32_t count;
  const struct candidate *candidates = search(&query, &count);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(candidates[0].name, "肺炎"));
}
END_TEST

struct none_row {
  const char *domain;
  const char *system;
  const char *text;
  uint32_t maximum;
  enum error error;
};

static const struct none_row nones[] = {
    {"disease", "", "", 20, ERROR_OK},          {"disease", "", "癌", 0, ERROR_OK},
    {"disease", "", "魚", 20, ERROR_OK},        {"disease", "", "\xFF\xC0", 20, ERROR_OK},
    {"allergen", "", "卵", 20, ERROR_OK},       {"", "urn:nothing", "癌", 20, ERROR_OK},
    {"nothing", "", "癌", 20, ERROR_NOT_FOUND}, {"", "", "癌", 20, ERROR_OK},
};

START_TEST(no_candidates) {
  const struct none_row *row = &nones[_i];
  const struct candidate_query query = {.text = view_of(row->text),
                                        .domain = view_of(row->domain),
                                        .system = view_of(row->system),
                                        .date = TODAY,
                                        .count = row->maximum};
  const struct candidate *candidates = NULL;
  uint32_t count = 0;
  ck_assert_int_eq(candidate_search(indexes, fixture.arena, &query, &candidates, &count),
                   row->error);
  ck_assert_uint_eq(count, 0);
}
END_TEST

/* ---- all at once ------------------------------------------------------------------------------
 */
static void *ask(void *found) {
  struct arena *arena = arena_new(1u << 24);
  const struct candidate_query query = {
      .text = view_of("肺炎"), .domain = view_of("disease"), .date = TODAY, .count = 5};
  const struct candidate *candidates;
  uint32_t count;
  enum error error = candidate_search(indexes, arena, &query, &candidates, &count);
  *(bool *)found = error == ERROR_OK && view_is(candidates[0].name, "肺炎");
  arena_free(arena);
  return NULL;
}

START_TEST(threads_make_one_index) {
  pthread_t threads[THREADS];
  bool found[THREADS];
  for (int i = 0; i < THREADS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &found[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    ck_assert(found[i]);
  }
}
END_TEST

START_TEST(memory_short) {
  const struct candidate_query query = {
      .text = view_of("肺炎"), .domain = view_of("disease"), .date = TODAY, .count = 5};
  enum error error = ERROR_MEMORY;
  for (size_t size = 64; error == ERROR_MEMORY; size += 256) {
    struct arena *arena = arena_new(size);
    const struct candidate *candidates;
    uint32_t count;
    error = candidate_search(indexes, arena, &query, &candidates, &count);
    arena_free(arena);
  }
  ck_assert_int_eq(error, ERROR_OK);
}
END_TEST

/* ---- output -----------------------------------------------------------------------------------
 */
static const char *written(enum language language) {
  const struct candidate_query query = {
      .text = view_of("アムロン錠20mg"), .domain = view_of("drug"), .date = TODAY, .count = 1};
  struct candidate_answer answer = {.query = &query, .language = language};
  answer.candidates = search(&query, &answer.count);
  struct buffer buffer = buffer_make(fixture.arena, 10000);
  struct json_writer writer = json_writer_make(&buffer, false);
  candidate_write(&writer, &answer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return arena_string(fixture.arena, buffer_view(&buffer));
}

START_TEST(writes_json) {
  const char *japanese = written(LANGUAGE_JAPANESE);
  const char *english = written(LANGUAGE_ENGLISH);
  ck_assert_ptr_nonnull(strstr(japanese, "\"code\":\"1000001A4012\""));
  ck_assert_ptr_nonnull(strstr(japanese, "\"date\":\"2026-11-21\""));
  ck_assert_ptr_nonnull(strstr(japanese, "\"valid\":true"));
  ck_assert_ptr_nonnull(strstr(japanese, "\"marks\":[\"strength-differs\"]"));
  ck_assert_ptr_nonnull(strstr(japanese, "規格（含量）が異なる"));
  ck_assert_ptr_nonnull(strstr(english, "the strength differs"));
}
END_TEST

START_TEST(reasons_are_complete) {
  const struct candidate_reason_text *text = candidate_reason_text((enum candidate_reason_kind)_i);
  ck_assert_uint_gt(strlen(text->id), 3);
  ck_assert_uint_gt(strlen(text->english), 10);
  ck_assert_uint_gt(strlen(text->japanese), 10);
  for (int other = 0; other < _i; other++) {
    ck_assert_str_ne(text->id, candidate_reason_text((enum candidate_reason_kind)other)->id);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("candidate");
  TCase *cases = tcase_create("candidate");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, best_candidate, 0, COUNT(firsts));
  tcase_add_test(cases, other_strengths_are_marked);
  tcase_add_test(cases, abolished_last_and_marked);
  tcase_add_test(cases, by_system);
  tcase_add_loop_test(cases, no_candidates, 0, COUNT(nones));
  tcase_add_test(cases, threads_make_one_index);
  tcase_add_test(cases, memory_short);
  tcase_add_test(cases, writes_json);
  tcase_add_loop_test(cases, reasons_are_complete, 0, CANDIDATE_REASON_COUNT);
  suite_add_tcase(suite, cases);
  return suite;
}
