/* The index against a plain search over the same texts, its order, paging, limits of memory. */
#include "tests/unit/unit_main.h"

#include "terminology/search_index.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ARENA_BYTES 268435456u
#define ALL 1000000u

static struct arena *arena;
static struct search_index *index_;

static const struct search_text sample[] = {
    {VIEW_LITERAL("癌"), 0, SEARCH_RANK_NAME},
    {VIEW_LITERAL("がん"), 0, SEARCH_RANK_NAME},
    {VIEW_LITERAL("C80"), 0, SEARCH_RANK_CODE},
    {VIEW_LITERAL("胃癌"), 1, SEARCH_RANK_NAME},
    {VIEW_LITERAL("イガン"), 1, SEARCH_RANK_NAME},
    {VIEW_LITERAL("C169"), 1, SEARCH_RANK_CODE},
    {VIEW_LITERAL("癌性胸膜炎"), 2, SEARCH_RANK_NAME},
    {VIEW_LITERAL("肺炎"), 3, SEARCH_RANK_NAME},
    {VIEW_LITERAL("ﾊｲｴﾝ"), 3, SEARCH_RANK_NAME},
    {VIEW_LITERAL("肺炎球菌肺炎"), 4, SEARCH_RANK_NAME},
    {VIEW_LITERAL("マイコプラズマ肺炎"), 5, SEARCH_RANK_NAME},
    {VIEW_LITERAL("ＰＬ配合顆粒"), 6, SEARCH_RANK_NAME},
    {VIEW_LITERAL("PL"), 7, SEARCH_RANK_CODE},
    {VIEW_LITERAL("γ－ＧＴＰ"), 7, SEARCH_RANK_NAME},
    {VIEW_LITERAL("γ-GTP活性"), 8, SEARCH_RANK_NAME},
    {VIEW_LITERAL("アムロジピン錠５ｍｇ「サワイ」"), 9, SEARCH_RANK_NAME},
    {VIEW_LITERAL("アムロジピン錠１０ｍｇ「サワイ」"), 10, SEARCH_RANK_NAME},
    {VIEW_LITERAL("アムロジピン ５ｍｇ 錠"), 11, SEARCH_RANK_NAME},
    {VIEW_LITERAL(""), 12, SEARCH_RANK_NAME},
    {VIEW_LITERAL("𠮷野"), 13, SEARCH_RANK_NAME},
    {VIEW_LITERAL("癌"), 14, SEARCH_RANK_NAME},
    {VIEW_LITERAL("癌"), 14, SEARCH_RANK_NAME},
};

static void make(const struct search_text *texts, uint32_t count, enum search_form form) {
  ck_assert_int_eq(search_index_new(arena, form, texts, count, &index_), ERROR_OK);
}

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  make(sample, COUNT(sample), SEARCH_FORM_TEXT);
}

static void teardown(void) {
  arena_free(arena);
}

static struct search_hits find(struct view text, uint32_t offset, uint32_t count) {
  const struct search_query query = {text, NULL, offset, count};
  struct search_hits hits;
  ck_assert_int_eq(search_index_find(index_, arena, &query, &hits), ERROR_OK);
  return hits;
}

struct find_row {
  const char *query;
  const char *hits; /* rows with the match after a slash */
};

static const struct find_row finds[] = {
    {"癌", "0/0 14/0 2/1 1/2"},
    {"肺炎", "3/0 4/1 5/2"},
    {"はいえん", "3/0"},
    {"ﾊｲｴﾝ", "3/0"},
    {"がん", "0/0 1/2"},
    {"炎", "3/2 2/2 4/2 5/2"},
    {"pl", "6/1 7/3"},
    {"c", "0/4 1/4"},
    {"c1", "1/4"},
    {"16", "1/5"},
    {"γ－GTP", "7/0 8/6"},
    {"γ-GTP", "8/1 7/6"},
    {"γ−", "7/1 8/6"},
    {"-", "8/2 7/6"},
    {"アムロジピン 5mg", "11/1 9/7"},
    {"5mg　アムロ", "11/7 9/7"},
    {"アムロジピン 10 サワイ", "10/7"},
    {"アムロジピン 20", ""},
    {" 肺炎", "3/7 4/7 5/7"},
    {"𠮷", "13/1"},
    {"𠮷野", "13/0"},
    {"野", "13/2"},
    {"魚", ""},
    {"癌炎", ""},
    {"肺炎球菌肺炎の", ""},
    {"\xFF", ""},
    {"　", "11/2"}, /* a blank alone has no words */
};

START_TEST(finds_in_order) {
  char text[256] = "";
  struct search_hits hits = find(view_of(finds[_i].query), 0, ALL);
  ck_assert_uint_eq(hits.count, hits.total);
  for (uint32_t i = 0; i < hits.count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%u/%d", used > 0 ? " " : "", hits.hits[i].row,
             (int)hits.hits[i].match);
  }
  ck_assert_msg(strcmp(text, finds[_i].hits) == 0, "%s: %s, not %s", finds[_i].query, text,
                finds[_i].hits);
}
END_TEST

START_TEST(empty_query_is_every_row) {
  struct search_hits hits = find(view_of(""), 0, ALL);
  ck_assert_uint_eq(hits.total, 14); /* not row 12, which has no text */
  ck_assert_uint_eq(find(view_of(""), 3, 4).count, 4);
}
END_TEST

START_TEST(only_chosen_rows) {
  uint64_t rows[1] = {UINT64_C(1) << 2 | UINT64_C(1) << 14};
  const struct search_query query = {view_of("癌"), rows, 0, ALL};
  struct search_hits hits;
  ck_assert_int_eq(search_index_find(index_, arena, &query, &hits), ERROR_OK);
  ck_assert_uint_eq(hits.total, 2);
  ck_assert_uint_eq(hits.hits[0].row, 14);
  ck_assert_uint_eq(hits.hits[1].row, 2);
}
END_TEST

/* ---- against a plain search -------------------------------------------------------------------
 */
#define TEXTS 6000
#define PLAIN_QUERIES 100
#define LETTERS 7
#define LONGEST 9

static struct search_text generated[TEXTS];
static char bytes[TEXTS][LONGEST * 3 + 1];

static struct view random_text(char *into, int length) {
  static const char *const letters[LETTERS] = {"癌", "炎", "ガ", "a", " ", "ー", "胃"};
  size_t used = 0;
  for (int i = 0; i < length; i++) {
    const char *letter = letters[rand() % 2 == 0 ? 0 : rand() % LETTERS]; /* some are frequent */
    memcpy(into + used, letter, strlen(letter));
    used += strlen(letter);
  }
  into[used] = '\0';
  return view_of(into);
}

static void generate(void) {
  srand(7);
  for (uint32_t i = 0; i < TEXTS; i++) {
    struct view text = random_text(bytes[i], rand() % (LONGEST + 1));
    text = i % 100 > 1 && i % 4 == 1 ? generated[i - i % 100 + 1].text : text; /* shared names */
    generated[i] =
        (struct search_text){text, i / 2, i % 5 == 0 ? SEARCH_RANK_CODE : SEARCH_RANK_NAME};
  }
}

static uint32_t plain_count(struct view query) {
  uint32_t count = 0;
  for (uint32_t row = 0; row < TEXTS / 2; row++) {
    struct view one = generated[2 * row].text;
    struct view two = generated[2 * row + 1].text;
    count += view_find(one, query, 0) != SIZE_MAX || view_find(two, query, 0) != SIZE_MAX;
  }
  return count;
}

static uint32_t literal_count(const struct search_hits *hits) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < hits->count; i++) {
    count += hits->hits[i].match < SEARCH_MATCH_DASH;
  }
  return count;
}

START_TEST(complete_and_exact) {
  generate();
  make(generated, TEXTS, SEARCH_FORM_TEXT);
  for (int i = 0; i < PLAIN_QUERIES; i++) {
    char text[LONGEST * 3 + 1];
    struct view query = random_text(text, 1 + i % 4);
    struct search_hits hits = find(query, 0, ALL);
    ck_assert_msg(literal_count(&hits) == plain_count(query), "\"%s\": %u, not %u", text,
                  literal_count(&hits), plain_count(query));
  }
}
END_TEST

START_TEST(pages_are_stable) {
  generate();
  make(generated, TEXTS, SEARCH_FORM_TEXT);
  struct search_hits all = find(view_of("癌"), 0, ALL);
  ck_assert_uint_gt(all.total, 100);
  for (uint32_t offset = 0; offset < all.total + 700; offset += 700) {
    struct search_hits page = find(view_of("癌"), offset, 700);
    uint32_t left = offset < all.total ? all.total - offset : 0;
    ck_assert_uint_eq(page.total, all.total);
    ck_assert_uint_eq(page.count, left < 700 ? left : 700);
    for (uint32_t i = 0; i < page.count; i++) {
      ck_assert_uint_eq(page.hits[i].row, all.hits[offset + i].row);
    }
  }
  ck_assert_uint_eq(find(view_of("癌"), 0, 0).total, all.total);
}
END_TEST

/* ---- similarity -------------------------------------------------------------------------------
 */
struct similar_row {
  const char *text;
  uint32_t best;
};

static const struct similar_row similars[] = {
    {"アムロジピン錠5mgサワイ", 9},
    {"アムロジピン錠10mg", 10},
    {"マイコプラズマ性肺炎", 5},
    {"PL顆粒", 6},
    {"胃がん", 1},
};

START_TEST(most_similar) {
  make(sample, COUNT(sample), SEARCH_FORM_LOOSE);
  const struct search_query query = {view_of(similars[_i].text), NULL, 0, 3};
  struct search_similar similar[3];
  uint32_t count;
  size_t used = arena_used(arena);
  ck_assert_int_eq(search_index_similar(index_, arena, &query, similar, &count), ERROR_OK);
  ck_assert_uint_eq(arena_used(arena), used);
  ck_assert_uint_ge(count, 1);
  ck_assert_uint_eq(similar[0].row, similars[_i].best);
}
END_TEST

#define BEST 20
#define SEVERAL 15

/* Pairs of the text as folded, its ends included; each once. */
struct pairs {
  uint32_t pairs[LONGEST * SEVERAL + 1];
  uint32_t count;
  uint32_t length; /* repeats included */
};

static struct pairs pairs_of(struct view text) {
  struct search_units units;
  ck_assert_int_eq(search_text_units(arena, text, SEARCH_FORM_TEXT, &units), ERROR_OK);
  struct pairs pairs = {.count = 0, .length = (uint32_t)units.count + 1};
  for (size_t at = 0; at <= units.count; at++) {
    uint32_t pair = (at > 0 ? (uint32_t)units.units[at - 1] << 16 : 0) |
                    (at < units.count ? units.units[at] : 0);
    bool known = false;
    for (uint32_t i = 0; i < pairs.count; i++) {
      known = known || pairs.pairs[i] == pair;
    }
    if (!known) {
      pairs.pairs[pairs.count++] = pair;
    }
  }
  return pairs;
}

static uint32_t plain_similarity(const struct pairs *a, struct view text) {
  struct pairs b = pairs_of(text);
  uint32_t common = 0;
  for (uint32_t i = 0; i < a->count; i++) {
    for (uint32_t k = 0; k < b.count; k++) {
      common += a->pairs[i] == b.pairs[k];
    }
  }
  return text.length == 0 ? 0 : 2 * SEARCH_SIMILARITY_MAXIMUM * common / (a->length + b.length);
}

static int descending(const void *a, const void *b) {
  const uint32_t *left = a;
  const uint32_t *right = b;
  return (*left < *right) - (*left > *right);
}

/* Random, or a name of the index with letters that are everywhere and of no use in it. */
static struct view similar_query(int number, char *into) {
  if (number % 2 == 0) {
    return random_text(into, number * number % 53 + 1);
  }
  snprintf(into, LONGEST * 3 * SEVERAL, "胃%.*s", VIEW_ARGUMENTS(generated[number * 100 + 1].text));
  return view_of(into);
}

/* Long lists are left out where they cannot matter: the best must still be the best. */
START_TEST(similar_as_a_plain_search) {
  static uint32_t plain[TEXTS / 2];
  generate();
  make(generated, TEXTS, SEARCH_FORM_TEXT);
  for (int i = 1; i <= SEVERAL; i++) {
    char text[LONGEST * 3 * SEVERAL + 1];
    const struct search_query query = {similar_query(i, text), NULL, 0, BEST};
    struct search_similar similar[BEST];
    uint32_t count;
    ck_assert_int_eq(search_index_similar(index_, arena, &query, similar, &count), ERROR_OK);
    struct arena_mark mark = arena_mark(arena);
    struct pairs pairs = pairs_of(query.text);
    for (uint32_t row = 0; row < TEXTS / 2; row++) {
      uint32_t one = plain_similarity(&pairs, generated[2 * row].text);
      uint32_t two = plain_similarity(&pairs, generated[2 * row + 1].text);
      plain[row] = one > two ? one : two;
      arena_back(arena, mark);
    }
    ck_assert_uint_eq(count, BEST);
    for (uint32_t k = 0; k < count; k++) {
      ck_assert_uint_eq(similar[k].similarity, plain[similar[k].row]);
    }
    qsort(plain, TEXTS / 2, sizeof plain[0], descending);
    for (uint32_t k = 0; k < count; k++) {
      ck_assert_uint_eq(similar[k].similarity, plain[k]);
    }
  }
}
END_TEST

/* Every name ends alike, so the pairs of the end are in the longest lists; thirty are the same.
 * What the long lists would add is looked up in the names themselves. */
START_TEST(long_lists_are_looked_up) {
  static struct search_text names[TEXTS];
  for (uint32_t i = 0; i < TEXTS; i++) {
    uint32_t number = i % 200 == 7 ? 7 : i;
    struct view name = arena_format(arena, "%u%u%u錠剤末", number * 7919 % 1000,
                                    number * 104729 % 1000, number * 1299709 % 1000);
    names[i] = (struct search_text){name, i, SEARCH_RANK_NAME};
  }
  make(names, TEXTS, SEARCH_FORM_TEXT);
  const struct search_query query = {names[7].text, NULL, 0, BEST};
  struct search_similar similar[BEST];
  uint32_t count;
  ck_assert_int_eq(search_index_similar(index_, arena, &query, similar, &count), ERROR_OK);
  ck_assert_uint_eq(count, BEST);
  for (uint32_t i = 0; i < count; i++) {
    ck_assert_uint_eq(similar[i].similarity, SEARCH_SIMILARITY_MAXIMUM);
    ck_assert_uint_eq(similar[i].row, 7 + 200 * i);
  }
}
END_TEST

START_TEST(same_text_is_wholly_similar) {
  const struct search_query query = {view_of("ﾊｲｴﾝ"), NULL, 0, 1};
  struct search_similar similar[1];
  uint32_t count;
  ck_assert_int_eq(search_index_similar(index_, arena, &query, similar, &count), ERROR_OK);
  ck_assert_uint_eq(similar[0].row, 3);
  ck_assert_uint_eq(similar[0].similarity, SEARCH_SIMILARITY_MAXIMUM);
}
END_TEST

/* ---- limits -----------------------------------------------------------------------------------
 */
START_TEST(no_texts) {
  make(NULL, 0, SEARCH_FORM_TEXT);
  ck_assert_uint_eq(find(view_of("癌"), 0, ALL).total, 0);
  ck_assert_uint_eq(find(view_of(""), 0, ALL).total, 0);
}
END_TEST

START_TEST(long_texts) {
  static char text[30001];
  memset(text, 'x', sizeof text - 1);
  memcpy(text + 20000, "needle", 6);
  const struct search_text texts[] = {{view_of(text), 0, SEARCH_RANK_NAME}};
  make(texts, 1, SEARCH_FORM_TEXT);
  ck_assert_uint_eq(find(view_of("Needle"), 0, ALL).total, 1);
  const struct search_query query = {view_of(text), NULL, 0, 1};
  struct search_similar similar[1];
  uint32_t count;
  ck_assert_int_eq(search_index_similar(index_, arena, &query, similar, &count), ERROR_OK);
}
END_TEST

/* Every size of arena up to one that is enough: ERROR_MEMORY, then an index. */
START_TEST(memory_short) {
  bool made = false;
  for (size_t size = 16; !made && size < 65536; size += 64) {
    struct arena *small = arena_new(size);
    struct search_index *index = NULL;
    enum error error = search_index_new(small, SEARCH_FORM_TEXT, sample, COUNT(sample), &index);
    made = error == ERROR_OK;
    ck_assert(made || error == ERROR_MEMORY);
    arena_free(small);
  }
  ck_assert(made);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("search_index");
  TCase *cases = tcase_create("index");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, finds_in_order, 0, COUNT(finds));
  tcase_add_test(cases, empty_query_is_every_row);
  tcase_add_test(cases, only_chosen_rows);
  tcase_add_test(cases, complete_and_exact);
  tcase_add_test(cases, pages_are_stable);
  tcase_add_loop_test(cases, most_similar, 0, COUNT(similars));
  tcase_add_test(cases, similar_as_a_plain_search);
  tcase_add_test(cases, long_lists_are_looked_up);
  tcase_add_test(cases, same_text_is_wholly_similar);
  tcase_add_test(cases, no_texts);
  tcase_add_test(cases, long_texts);
  tcase_add_test(cases, memory_short);
  suite_add_tcase(suite, cases);
  return suite;
}
