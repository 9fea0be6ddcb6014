/* Arena, buffer and hash map: caps, growth, order, what failure leaves behind. */
#include "tests/unit/unit_main.h"

#include "server/base/arena.h"
#include "server/base/buffer.h"
#include "server/base/hash_map.h"

START_TEST(allocations_are_zeroed_and_capped) {
  struct arena *arena = arena_new(1000);
  unsigned char *block = arena_alloc(arena, 600);
  ck_assert_ptr_nonnull(block);
  for (size_t i = 0; i < 600; i++) {
    ck_assert_uint_eq(block[i], 0);
  }
  ck_assert_ptr_null(arena_alloc(arena, 401));
  ck_assert_ptr_nonnull(arena_alloc(arena, 400));
  ck_assert_uint_eq(arena_used(arena), 1000);
  ck_assert_ptr_null(arena_array(arena, SIZE_MAX / 2, 4));
  arena_free(arena);
}
END_TEST

START_TEST(mark_gives_scratch_back) {
  struct arena *arena = arena_new(1u << 20);
  struct view kept = arena_copy(arena, view_of("kept"));
  struct arena_mark mark = arena_mark(arena);
  for (int i = 0; i < 100; i++) {
    ck_assert_ptr_nonnull(arena_alloc(arena, 3000));
  }
  arena_back(arena, mark);
  ck_assert_uint_eq(arena_used(arena), mark.total);
  ck_assert(view_is(kept, "kept"));
  ck_assert_ptr_nonnull(arena_alloc(arena, 900000));
  arena_free(arena);
}
END_TEST

START_TEST(scratch_is_zeroed_each_time) {
  struct arena *arena = arena_new(1u << 20);
  for (int round = 0; round < 10; round++) {
    struct arena_mark mark = arena_mark(arena);
    for (size_t size = 1000; size <= 64000; size *= 4) {
      unsigned char *block = arena_alloc(arena, size);
      ck_assert_ptr_nonnull(block);
      ck_assert_uint_eq(block[0] | block[size / 2] | block[size - 1], 0);
      memset(block, 0xA5, size);
    }
    arena_back(arena, mark);
  }
  ck_assert_uint_eq(arena_used(arena), 0);
  arena_free(arena);
}
END_TEST

START_TEST(grow_keeps_content) {
  struct arena *arena = arena_new(1u << 20);
  char *block = arena_grow(arena, NULL, 0, 4);
  memcpy(block, "abcd", 4);
  char *same = arena_grow(arena, block, 4, 64);
  ck_assert_ptr_eq(same, block);
  ck_assert_ptr_nonnull(arena_alloc(arena, 8));
  char *moved = arena_grow(arena, same, 64, 40000);
  ck_assert_ptr_ne(moved, same);
  ck_assert_mem_eq(moved, "abcd", 4);
  ck_assert_ptr_null(arena_grow(arena, moved, 40000, 2u << 20));
  arena_free(arena);
}
END_TEST

struct trace {
  char text[8];
  size_t length;
};

struct traced {
  struct trace *trace;
  char name;
};

static void note(void *object) {
  struct traced *traced = object;
  traced->trace->text[traced->trace->length++] = traced->name;
}

START_TEST(deferred_run_last_first) {
  struct trace trace = {{0}, 0};
  struct traced a = {&trace, 'a'};
  struct traced b = {&trace, 'b'};
  struct arena *arena = arena_new(4096);
  ck_assert_int_eq(arena_defer(arena, note, &a), ERROR_OK);
  ck_assert_int_eq(arena_defer(arena, note, &b), ERROR_OK);
  ck_assert_uint_eq(trace.length, 0);
  arena_free(arena);
  ck_assert_str_eq(trace.text, "ba");

  struct arena *full = arena_new(1);
  ck_assert_int_eq(arena_defer(full, note, &a), ERROR_MEMORY);
  ck_assert_str_eq(trace.text, "baa");
  arena_free(full);
}
END_TEST

START_TEST(buffer_failure_sticks) {
  struct arena *arena = arena_new(1u << 20);
  struct buffer buffer = buffer_make(arena, 10);
  buffer_append_string(&buffer, "12345678");
  buffer_append_byte(&buffer, '9');
  buffer_append_string(&buffer, "ab");
  ck_assert_int_eq(buffer.error, ERROR_TOO_LARGE);
  buffer_append_byte(&buffer, 'c');
  ck_assert(view_is(buffer_view(&buffer), "123456789"));
  buffer_reset(&buffer);
  buffer_append_format(&buffer, "%d-%s", 42, "x");
  ck_assert(view_is(buffer_view(&buffer), "42-x"));
  arena_free(arena);
}
END_TEST

START_TEST(buffer_memory_failure) {
  struct arena *arena = arena_new(300);
  struct buffer buffer = buffer_make(arena, 100000);
  for (int i = 0; i < 400; i++) {
    buffer_append_byte(&buffer, 'x');
  }
  ck_assert_int_eq(buffer.error, ERROR_MEMORY);
  ck_assert_uint_eq(buffer.length, 256);
  arena_free(arena);
}
END_TEST

START_TEST(map_keeps_order_and_replaces) {
  struct arena *arena = arena_new(8u << 20);
  struct hash_map map = hash_map_make(arena);
  ck_assert_ptr_null(hash_map_get(&map, view_of("absent")));
  int values[1000];
  for (int i = 0; i < 1000; i++) {
    values[i] = i;
    struct view key = arena_format(arena, "key-%d", i);
    ck_assert_int_eq(hash_map_put(&map, key, &values[i]), ERROR_OK);
  }
  ck_assert_int_eq(hash_map_put(&map, view_of("key-3"), &values[999]), ERROR_OK);
  ck_assert_uint_eq(map.count, 1000);
  ck_assert_ptr_eq(hash_map_get(&map, view_of("key-3")), &values[999]);
  for (uint32_t i = 0; i < map.count; i++) {
    ck_assert(view_equal(map.entries[i].key, arena_format(arena, "key-%u", i)));
  }
  ck_assert_ptr_null(hash_map_get(&map, view_of("key-1000")));
  arena_free(arena);
}
END_TEST

START_TEST(remembers_what_it_could_not_give) {
  struct arena *arena = arena_new(1000);
  ck_assert_ptr_nonnull(arena_alloc(arena, 980));
  ck_assert(!arena_refused(arena));
  ck_assert_ptr_null(arena_copy(arena, view_of("a text of more bytes than there are left, which is "
                                               "what the sentence goes on for until it is enough"))
                         .data);
  ck_assert(arena_refused(arena));
  ck_assert_ptr_nonnull(arena_alloc(arena, 4));
  ck_assert_msg(arena_refused(arena), "it is not forgotten");
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("arena");
  TCase *tests = tcase_create("arena");
  tcase_add_test(tests, allocations_are_zeroed_and_capped);
  tcase_add_test(tests, mark_gives_scratch_back);
  tcase_add_test(tests, scratch_is_zeroed_each_time);
  tcase_add_test(tests, grow_keeps_content);
  tcase_add_test(tests, deferred_run_last_first);
  tcase_add_test(tests, buffer_failure_sticks);
  tcase_add_test(tests, buffer_memory_failure);
  tcase_add_test(tests, map_keeps_order_and_replaces);
  tcase_add_test(tests, remembers_what_it_could_not_give);
  suite_add_tcase(suite, tests);
  return suite;
}
