#include "profiles/pack_output.h"

#include "tests/unit/unit_main.h"

#include <stdio.h>

#define ARENA_BYTES (16u << 20)

static struct arena *arena;
static struct pack_output output;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  output = pack_output_make(arena);
}

static void teardown(void) {
  arena_free(arena);
}

START_TEST(test_text) {
  struct pack_text a = pack_output_text(&output, view_of("system"));
  struct pack_text b = pack_output_text(&output, view_of("code"));
  struct pack_text again = pack_output_text(&output, view_of("system"));
  ck_assert_mem_eq(&a, &again, sizeof a);
  ck_assert_uint_ne(a.offset, b.offset);
  ck_assert(view_is(pack_output_view(&output, a), "system"));
  ck_assert_uint_eq(pack_output_text(&output, view_make(NULL, 0)).length, 0);
  ck_assert_uint_eq(pack_output_count(&output, PACK_SECTION_TEXT), 10);
}
END_TEST

START_TEST(test_share) {
  static const uint32_t rows[] = {1, 2, 3, 1, 2};
  struct pack_range first = pack_output_share(&output, PACK_SECTION_INDEXES, rows, 3);
  struct pack_range same = pack_output_share(&output, PACK_SECTION_INDEXES, rows, 3);
  struct pack_range shorter = pack_output_share(&output, PACK_SECTION_INDEXES, rows + 3, 2);
  struct pack_range other = pack_output_share(&output, PACK_SECTION_CODE_SLOTS, rows, 3);
  ck_assert_mem_eq(&first, &same, sizeof first);
  ck_assert_uint_eq(shorter.first, 3);
  ck_assert_uint_eq(other.first, 0);
  ck_assert_uint_eq(pack_output_count(&output, PACK_SECTION_INDEXES), 5);
  ck_assert_uint_eq(pack_output_share(&output, PACK_SECTION_INDEXES, rows, 0).count, 0);
}
END_TEST

START_TEST(test_names) {
  uint32_t code = pack_output_name(&output, view_of("code"));
  uint32_t twin = pack_output_name(&output, view_of("_code"));
  ck_assert_uint_ne(code, NAME_NONE);
  ck_assert_uint_eq(pack_output_name(&output, view_of("code")), code);
  struct name_table names = pack_output_names(&output);
  ck_assert_uint_eq(name_table_find(&names, view_of("code")), code);
  ck_assert_uint_eq(name_table_find(&names, view_of("_code")), twin);
  ck_assert_uint_eq(name_table_find(&names, view_of("cod")), NAME_NONE);
  /* The table grows with later names. */
  uint32_t later = pack_output_name(&output, view_of("later"));
  names = pack_output_names(&output);
  ck_assert_uint_eq(name_table_find(&names, view_of("later")), later);
}
END_TEST

static const struct {
  uint32_t count;
  uint32_t slots;
} slot_counts[] = {{0, 0}, {1, 2}, {2, 4}, {3, 8}, {4, 8}, {5, 16}, {1000, 2048}};

START_TEST(test_slots) {
  ck_assert_uint_eq(pack_output_slot_count(slot_counts[_i].count), slot_counts[_i].slots);
  if (slot_counts[_i].slots == 0) {
    return;
  }
  uint32_t *slots = arena_array(arena, slot_counts[_i].slots, sizeof(uint32_t));
  for (uint32_t row = 0; row < slot_counts[_i].count; row++) {
    pack_output_slot_put(slots, slot_counts[_i].slots, 7, row);
  }
  uint32_t used = 0;
  for (uint32_t i = 0; i < slot_counts[_i].slots; i++) {
    used += slots[i] != 0 ? 1u : 0u;
  }
  ck_assert_uint_eq(used, slot_counts[_i].count);
}
END_TEST

START_TEST(test_finish) {
  pack_output_name(&output, view_of("id"));
  struct view bytes;
  ck_assert_int_eq(pack_output_finish(&output, &bytes), ERROR_OK);
  ck_assert_uint_eq((uintptr_t)bytes.data % PACK_ALIGNMENT, 0);
  struct pack pack;
  ck_assert_int_eq(pack_open(bytes, true, &pack), ERROR_OK);
  ck_assert_uint_eq(pack.names_count, 2);
}
END_TEST

/* When memory runs short, nothing is written outside and the end says so. */
START_TEST(test_no_memory) {
  struct arena *small = arena_new((size_t)(_i + 1) * 512u);
  struct pack_output short_output = pack_output_make(small);
  for (uint32_t i = 0; i < 200; i++) {
    char text[16];
    snprintf(text, sizeof text, "name%u", i);
    uint32_t name = pack_output_name(&short_output, view_of(text));
    struct pack_range range = pack_output_share(&short_output, PACK_SECTION_INDEXES, &name, 1);
    uint32_t *row = pack_output_row(&short_output, PACK_SECTION_INDEXES, range.first);
    *row = name;
  }
  struct view bytes;
  ck_assert_int_eq(pack_output_finish(&short_output, &bytes), ERROR_MEMORY);
  arena_free(small);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("pack_output");
  TCase *test = tcase_create("sections");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_test(test, test_text);
  tcase_add_test(test, test_share);
  tcase_add_test(test, test_names);
  tcase_add_loop_test(test, test_slots, 0, (int)(sizeof slot_counts / sizeof slot_counts[0]));
  tcase_add_test(test, test_finish);
  tcase_add_loop_test(test, test_no_memory, 0, 20);
  suite_add_tcase(suite, test);
  return suite;
}
