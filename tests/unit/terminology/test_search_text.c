/* Folding of text for search, ranking and the comparison of displays. */
#include "tests/unit/unit_main.h"

#include "server/base/utf8.h"
#include "terminology/search_text.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ARENA_BYTES 1048576u

static struct arena *arena;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
}

static void teardown(void) {
  arena_free(arena);
}

struct fold_row {
  const char *text;
  const char *folded;
};

static const struct fold_row texts[] = {
    {"", ""},
    {"癌", "癌"},
    {"肺炎", "肺炎"},
    {"ﾊｲｴﾝ", "ハイエン"},
    {"ﾊﾞﾋﾟﾌﾞ", "バピブ"},
    {"はいえん", "ハイエン"},
    {"ゔゝゞゕゖ", "ヴヽヾヵヶ"},
    {"アムロジピン錠５ｍｇ", "アムロジピン錠5mg"},
    {"①Ⅱ㎎℃", "1iimg°c"},
    {"⾎液型-ABO", "血液型-abo"},
    {"γ－ＧＴＰ", "γーgtp"},
    {"γ−GTP", "γーgtp"},
    {"γ‐γ—γ―γ–γ‑γ‒", "γーγーγーγーγーγー"},
    {"1〜2", "1~2"},
    {"１～２", "1~2"},
    {"ＰＬ配合顆粒", "pl配合顆粒"},
    {"Straße ΣΑΣ", "strasse σασ"},
    {"か\xE3\x82\x99", "ガ"},                     /* hiragana and a combining voicing mark */
    {"e\xCC\x81", "\xC3\xA9"},                    /* e and an acute accent */
    {"\xF0\xA0\xAE\xB7野", "\xF0\xA0\xAE\xB7野"}, /* beyond the basic plane */
    {"\xEF\xB7\xBA", "صلى الله عليه وسلم"},
    {"全　角", "全 角"},
    /* not UTF-8: a lone lead, a lone continuation, a surrogate, too long a form */
    {"a\xE3", "a\xEF\xBF\xBD"},
    {"\x80"
     "b",
     "\xEF\xBF\xBD"
     "b"},
    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
};

static void expect(struct view got, const struct fold_row *row) {
  ck_assert_msg(view_is(got, row->folded), "%s: %.*s, not %s", row->text, VIEW_ARGUMENTS(got),
                row->folded);
}

START_TEST(text_form) {
  expect(search_text_fold(arena, view_of(texts[_i].text)), &texts[_i]);
}
END_TEST

START_TEST(cached_as_uncached) {
  struct search_text_cache *cache = search_text_cache_new(arena, SEARCH_FORM_TEXT);
  for (int round = 0; round < 2; round++) {
    struct search_units units;
    ck_assert_int_eq(search_text_cached(cache, arena, view_of(texts[_i].text), &units), ERROR_OK);
    expect(search_text_utf8(arena, units), &texts[_i]);
  }
}
END_TEST

/* Every character alone and behind one that composes with marks: remembered or not, the same. */
START_TEST(cache_knows_every_character) {
  struct search_text_cache *cache = search_text_cache_new(arena, SEARCH_FORM_TEXT);
  struct arena_mark mark = arena_mark(arena);
  for (uint32_t point = 1; point <= 0xFFFF; point++) {
    char bytes[8] = "\xE3\x81\x8B"; /* か */
    size_t length = 3 + utf8_write(point, bytes + 3);
    struct search_units plain;
    struct search_units cached;
    struct view text = view_make(bytes, length);
    ck_assert_int_eq(search_text_units(arena, text, SEARCH_FORM_TEXT, &plain), ERROR_OK);
    ck_assert_int_eq(search_text_cached(cache, arena, text, &cached), ERROR_OK);
    ck_assert_msg(plain.count == cached.count &&
                      memcmp(plain.units, cached.units, plain.count * sizeof *plain.units) == 0,
                  "U+%04X", point);
    arena_back(arena, mark);
  }
}
END_TEST

START_TEST(zero_byte) {
  struct search_units units;
  ck_assert_int_eq(search_text_units(arena, view_make("a\0b", 3), SEARCH_FORM_TEXT, &units),
                   ERROR_OK);
  ck_assert_uint_eq(units.count, 3);
  ck_assert_uint_eq(units.units[1], 0xFFFD);
}
END_TEST

static const struct fold_row loose[] = {
    {"がん", "ガン"}, /* kana alone may be another word */
    {"胃がん", "胃癌"},
    {"大腸ｶﾞﾝ検診", "大腸癌検診"},
    {"ヴァイオリン", "バイオリン"},
    {"ヴ", "ブ"},
    {"ファモチジン", "フアモチジン"},
    {"ネフローゼ症候群", "ネフロゼ症"},
    {"アスピリン tab", "アスピリン錠"},
    {"５　ｍｇ", "5mg"},
    {"「サワイ」（後発）", "サワイ後発"},
    {"γ-GTP", "γgtp"},
    {"γ－ＧＴＰ", "γgtp"},
    {"ロキソニンカプセル", "ロキソニンcap"},
    {"・", "・"}, /* something must stay */
};

START_TEST(loose_form) {
  expect(search_text_loose(arena, view_of(loose[_i].text)), &loose[_i]);
}
END_TEST

struct equal_row {
  const char *a;
  const char *b;
  bool equal;
};

static const struct equal_row displays[] = {
    {"AST", "AST", true},
    {"AST", "ast", false},
    {"ＡＳＴ", "AST", true},
    {"γ－GTP", "γ-GTP", true},
    {"γ−GTP", "γ–GTP", true},
    {"⾎液型-ABO", "血液型－ＡＢＯ", true},
    {"⽩血球数", "白血球数", true},
    {"1〜2", "1～2", true},
    {"ｶﾞﾝ", "ガン", true},
    {"ガン", "がん", false},
    {"ヘモグロビン", "ヘモグロビ-ン", false},
    {"データ", "デ-タ", false}, /* the long vowel sign is a letter, not a dash */
    {"a b", "a　b", true},
    {"", "", true},
    {"", "a", false},
    {"\xFF", "\xFE", true}, /* both unreadable */
};

START_TEST(display_equal) {
  const struct equal_row *row = &displays[_i];
  size_t used = arena_used(arena);
  ck_assert_msg(search_text_display_equal(arena, view_of(row->a), view_of(row->b)) == row->equal,
                "%s %s", row->a, row->b);
  ck_assert_uint_eq(arena_used(arena), used);
}
END_TEST

START_TEST(display_form) {
  ck_assert(view_is(search_text_display(arena, view_of("⾎液型－ＡＢＯ")), "血液型-ABO"));
}
END_TEST

START_TEST(memory_short) {
  struct arena *small = arena_new(64);
  struct search_units units;
  struct view text = view_of("アムロジピンベシル酸塩錠");
  ck_assert_int_eq(search_text_units(small, text, SEARCH_FORM_TEXT, &units), ERROR_MEMORY);
  ck_assert_ptr_null(search_text_fold(small, text).data);
  ck_assert(!search_text_display_equal(small, text, view_of("ａ")));
  ck_assert_ptr_null(search_text_cache_new(small, SEARCH_FORM_TEXT));
  arena_free(small);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("search_text");
  TCase *cases = tcase_create("fold");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, text_form, 0, COUNT(texts));
  tcase_add_loop_test(cases, cached_as_uncached, 0, COUNT(texts));
  tcase_add_test(cases, cache_knows_every_character);
  tcase_add_test(cases, zero_byte);
  tcase_add_loop_test(cases, loose_form, 0, COUNT(loose));
  tcase_add_loop_test(cases, display_equal, 0, COUNT(displays));
  tcase_add_test(cases, display_form);
  tcase_add_test(cases, memory_short);
  suite_add_tcase(suite, cases);
  return suite;
}
