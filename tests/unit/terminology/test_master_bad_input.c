/* Every importer with damaged files: refused as a whole, with a place and a text in both
 * languages. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_samples.h"

#include <iconv.h>
#include <string.h>

#define ROOM 20000u

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

/* Refused with one of the messages ("a|b"), said in both languages; nothing is loaded. */
static void refuses(struct view text, const char *ids, const char *place) {
  ck_assert_int_eq(fixture_import_text(&fixture, "x", text), ERROR_NOT_PROCESSABLE);
  ck_assert_ptr_null(fixture.masters);
  ck_assert_uint_ge(fixture.issues.count, 1);
  const struct issue *issue = &fixture.issues.issues[fixture.issues.count - 1];
  for (uint32_t i = 0; issue->severity != SEVERITY_ERROR && i < fixture.issues.count; i++) {
    issue = &fixture.issues.issues[i];
  }
  ck_assert_int_eq(issue->severity, SEVERITY_ERROR);
  struct view english = issue_text(issue, LANGUAGE_ENGLISH, fixture.arena);
  struct view japanese = issue_text(issue, LANGUAGE_JAPANESE, fixture.arena);
  ck_assert_msg(master_layout_is_one_of(ids, view_of(issue->message->id)), "%.*s",
                VIEW_ARGUMENTS(english));
  ck_assert_msg(view_find(english, view_of(place), 0) != SIZE_MAX, "%.*s", VIEW_ARGUMENTS(english));
  ck_assert(view_find(english, view_of("nothing was imported"), 0) != SIZE_MAX);
  ck_assert(view_find(japanese, view_of("何も取り込んでいません"), 0) != SIZE_MAX);
  ck_assert(view_find(english, view_of("{"), 0) == SIZE_MAX);
  ck_assert(view_find(japanese, view_of("{"), 0) == SIZE_MAX);
}

static const struct master_layout *layout_of(const struct master_sample *sample) {
  for (size_t i = 0; i < master_layout_count(); i++) {
    if (strcmp(master_layout_at(i)->id, sample->layout) == 0) {
      return master_layout_at(i);
    }
  }
  ck_abort_msg("no layout %s", sample->layout);
  return NULL;
}

/* Bytes before the last row, its line number and the row without its line end. */
static struct view head_of(struct view text, uint32_t *ret_line, struct view *ret_row) {
  size_t end = text.length;
  while (end > 0 && (text.data[end - 1] == '\n' || text.data[end - 1] == '\r')) {
    end--;
  }
  size_t start = end;
  while (start > 0 && text.data[start - 1] != '\n') {
    start--;
  }
  *ret_line = 1;
  for (size_t i = 0; i < start; i++) {
    *ret_line += text.data[i] == '\n';
  }
  *ret_row = view_part(text, start, end - start);
  return view_part(text, 0, start);
}

static struct view joined(struct view a, struct view b, struct view c) {
  return arena_format(fixture.arena, "%.*s%.*s%.*s", VIEW_ARGUMENTS(a), VIEW_ARGUMENTS(b),
                      VIEW_ARGUMENTS(c));
}

/* The last row twice, the second time without its last field. */
START_TEST(truncated) {
  struct view text = sample_text(&fixture, &master_samples[_i]);
  struct view row;
  uint32_t line;
  struct view head = head_of(text, &line, &row);
  size_t comma = row.length;
  while (row.data[comma - 1] != ',') {
    comma--;
  }
  struct view whole = joined(head, row, view_of("\r\n"));
  const char *place = arena_string(fixture.arena, arena_format(fixture.arena, "x:%u", line + 1));
  struct view part = view_part(row, 0, comma - 1);
  refuses(joined(whole, part, view_of("")), "master-columns", place);
  if (row.data[0] == '"') {
    for (size_t cut = 1; cut < comma - 1; cut++) {
      refuses(joined(whole, view_part(row, 0, cut), view_of("")),
              "master-columns|master-csv-syntax|master-code|master-encoding", place);
    }
  }
}
END_TEST

START_TEST(one_column_more) {
  struct view row;
  uint32_t line;
  struct view text = sample_text(&fixture, &master_samples[_i]);
  struct view head = head_of(text, &line, &row);
  struct view whole = joined(head, row, view_of("\r\n"));
  const char *place = arena_string(fixture.arena, arena_format(fixture.arena, "x:%u:", line + 1));
  refuses(joined(whole, row, view_of(",more\r\n")), "master-columns", place);
}
END_TEST

static struct view converted(struct view text, const char *encoding) {
  iconv_t converter = iconv_open(encoding, "UTF-8");
  ck_assert_ptr_ne(converter, (iconv_t)-1);
  char *bytes = arena_bytes(fixture.arena, ROOM);
  char *input;
  memcpy(&input, &text.data, sizeof input);
  char *output = bytes;
  size_t left = text.length;
  size_t room = ROOM;
  bool whole = iconv(converter, &input, &left, &output, &room) != (size_t)-1;
  iconv_close(converter);
  return whole ? view_make(bytes, ROOM - room) : (struct view){NULL, 0};
}

START_TEST(wrong_encoding) {
  struct view text = sample_text(&fixture, &master_samples[_i]);
  refuses(converted(text, "UTF-16"), "master-encoding", "x:1:");
  struct view euc = converted(text, "EUC-JP");
  if (euc.length > 0) {
    refuses(euc, "master-encoding", "EUC-JP");
  }
}
END_TEST

START_TEST(cp932_is_read) {
  struct view text = converted(sample_text(&fixture, &master_samples[_i]), "CP932");
  ck_assert_uint_gt(text.length, 0);
  ck_assert_int_eq(fixture_import_text(&fixture, "x", text), ERROR_OK);
}
END_TEST

/* A byte that CP932 does not have in the middle, half a character at the end. */
START_TEST(bytes_that_are_no_cp932) {
  struct view text = converted(sample_text(&fixture, &master_samples[_i]), "CP932");
  static const char *const bytes[] = {"\xFF", "\x81\x20", "\xFA\xFF", "\x83"};
  for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
    refuses(joined(text, view_of(bytes[i]), view_of("")), "master-encoding", "x:");
  }
}
END_TEST

/* The key of the last row's copy is the same, its last filled field another. */
START_TEST(duplicate_keys) {
  const struct master_layout *layout = layout_of(&master_samples[_i]);
  struct view row;
  uint32_t line;
  struct view head = head_of(sample_text(&fixture, &master_samples[_i]), &line, &row);
  struct view said = view_of(master_samples[_i].said);
  struct view display = view_split(&said, '|');
  size_t at = view_find(row, display, 0);
  ck_assert_uint_ne(at, SIZE_MAX);
  struct view other =
      joined(view_part(row, 0, at), view_of("別"), view_part(row, at + display.length, SIZE_MAX));
  struct view whole = joined(head, row, view_of("\r\n"));
  struct view text = joined(whole, other, view_of("\r\n"));
  if (layout->duplicates == MASTER_DUPLICATES_REFUSE) {
    const char *place = arena_string(fixture.arena, arena_format(fixture.arena, "x:%u:", line + 1));
    refuses(text, "master-duplicate", place);
  } else {
    ck_assert_int_eq(fixture_import_text(&fixture, "x", text), ERROR_OK);
  }
}
END_TEST

/* The rows of another master behind the first row. */
START_TEST(rows_of_another_master) {
  const struct master_sample *sample = &master_samples[_i];
  struct view row;
  uint32_t line;
  struct view head = head_of(sample_text(&fixture, sample), &line, &row);
  struct view whole = joined(head, row, view_of("\r\n"));
  for (size_t i = 0; i < MASTER_SAMPLES; i++) {
    struct view other;
    uint32_t other_line;
    head_of(sample_text(&fixture, &master_samples[i]), &other_line, &other);
    if (strcmp(master_samples[i].layout, sample->layout) != 0) {
      const char *place =
          arena_string(fixture.arena, arena_format(fixture.arena, "x:%u", line + 1));
      refuses(joined(whole, other, view_of("\r\n")), "master-columns|master-code", place);
    }
  }
}
END_TEST

/* A refused file among good ones: nothing of any of them is there. */
START_TEST(nothing_is_half_loaded) {
  struct fixture_file files[MASTER_SAMPLES + 1];
  for (size_t i = 0; i < MASTER_SAMPLES; i++) {
    files[i] = (struct fixture_file){"good", sample_text(&fixture, &master_samples[i])};
  }
  files[MASTER_SAMPLES] = (struct fixture_file){"bad", view_of("a,b\n1,2\n")};
  ck_assert_int_eq(fixture_import(&fixture, files, MASTER_SAMPLES + 1), ERROR_NOT_PROCESSABLE);
  ck_assert_ptr_null(fixture.masters);
  ck_assert_str_eq(fixture.issues.issues[fixture.issues.count - 1].message->id,
                   "master-layout-unknown");
}
END_TEST

static const struct {
  unsigned columns;
  const char *rows;
} updates[] = {
    {46, "0=5|1=B|2=1000001|5=a"},
    {46, "0=9|1=B|2=1000001|23=20250331"},
    {19, "0=5|1=Z|2=8002|6=a"},
    {19, "0=9|1=Z|2=8002|15=20250331"},
    {40, "0=9|1=Y|2=620000001|30=20250331"},
    {42, "0=5|1=Y|2=620000001|33=20250331"},
    {150, "0=5|1=S|2=111000110|4=a"},
    {150, "0=9|1=S|2=111000110|87=20250331"},
};

START_TEST(updates_without_their_base) {
  struct view text = sample_table(&fixture, updates[_i].columns, updates[_i].rows);
  refuses(text, "master-base-missing", "x:1:3");
}
END_TEST

START_TEST(json_that_is_cut_off) {
  static const char text[] = "{\"resourceType\":\"CodeSystem\",\"url\":\"http://example.org/a\","
                             "\"content\":\"complete\",\"concept\":[{\"code\":\"漢\"}]}";
  for (size_t cut = 1; cut < sizeof text - 1; cut++) {
    refuses(view_make(text, cut), "master-json|master-encoding", "x:1");
  }
  ck_assert_int_eq(fixture_import_text(&fixture, "x", view_of(text)), ERROR_OK);
}
END_TEST

/* However little memory there is: an error, never a fault, never a half import. */
START_TEST(memory_that_ends_anywhere) {
  static const char resource[] = "{\"resourceType\":\"ValueSet\",\"url\":\"http://example.org/a\","
                                 "\"text\":{\"div\":\"\"},\"name\":\"A\"}";
  bool done = false;
  for (size_t bytes = 1u << 12; !done; bytes += 1u << 12) {
    struct arena *arena = arena_new(bytes);
    ck_assert_ptr_nonnull(arena);
    struct issue_list issues = issue_list_make(arena, 20);
    struct master_import import;
    enum error error = master_import_init(&import, arena, &issues, NULL);
    for (size_t i = 0; i < MASTER_SAMPLES && error == ERROR_OK; i += 4) {
      error = master_import_add(&import, view_of("x"), sample_text(&fixture, &master_samples[i]));
    }
    error = error == ERROR_OK ? master_import_add(&import, view_of("y"), view_of(resource)) : error;
    error = error == ERROR_OK ? master_import_apply(&import) : error;
    struct view pack;
    error = error == ERROR_OK ? master_import_write(&import, &pack) : error;
    ck_assert_msg(error == ERROR_OK || error == ERROR_MEMORY, "%s with %zu bytes",
                  error_english(error), bytes);
    done = error == ERROR_OK;
    arena_free(arena);
  }
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof((list)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("master_bad_input");
  TCase *test_case = tcase_create("master_bad_input");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_set_timeout(test_case, 60);
  tcase_add_loop_test(test_case, truncated, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, one_column_more, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, wrong_encoding, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, cp932_is_read, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, bytes_that_are_no_cp932, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, duplicate_keys, 0, (int)MASTER_SAMPLES);
  tcase_add_loop_test(test_case, rows_of_another_master, 0, (int)MASTER_SAMPLES);
  tcase_add_test(test_case, nothing_is_half_loaded);
  tcase_add_loop_test(test_case, updates_without_their_base, 0, COUNT(updates));
  tcase_add_test(test_case, json_that_is_cut_off);
  tcase_add_test(test_case, memory_that_ends_anywhere);
  suite_add_tcase(suite, test_case);
  return suite;
}
