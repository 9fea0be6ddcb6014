#include "server/http/entity.h"
#include "tests/unit/unit_main.h"

#include <stdlib.h>
#include <zlib.h>

#define NOW_MS 100000

static const struct route fhir_route = {.method = HTTP_METHOD_GET, .pattern = "/fhir/Patient/{id}"};
static const struct route other_route = {
    .method = HTTP_METHOD_GET, .pattern = "/metrics", .flags = ROUTE_NO_FHIR};

static struct name_value header;

static struct dispatch answer(const char *body, const char *name, const char *value) {
  header = (struct name_value){view_of(name), view_of(value)};
  struct dispatch dispatch = {.request = {.arena = arena_new(1u << 22),
                                          .method = HTTP_METHOD_GET,
                                          .route = &fhir_route,
                                          .headers = &header,
                                          .header_count = 1},
                              .status = 200};
  response_fhir(&dispatch.response, view_of(body));
  return dispatch;
}

static struct view reply_header(const struct dispatch *dispatch, const char *name) {
  for (size_t i = 0; i < dispatch->response.header_count; i++) {
    if (view_is(dispatch->response.headers[i].name, name)) {
      return dispatch->response.headers[i].value;
    }
  }
  return view_of("");
}

#define BODY(updated, name)                                                                        \
  "{\"meta\":{\"lastUpdated\":\"" updated "\"},\"recorded\": \"" updated "\",\"name\":\"" name "\"}"

static const struct {
  const char *other;
  bool same;
} tag_rows[] = {
    {BODY("2026-01-01", "a"), true},
    {BODY("2026-01-02", "a"), true},
    {BODY("2026-01-01", "b"), false},
};

/* The same facts fetched at another time have the same tag. */
START_TEST(tags_follow_the_facts) {
  struct dispatch first = answer(BODY("2026-01-01", "a"), "x", "");
  struct dispatch second = answer(tag_rows[_i].other, "x", "");
  entity_finish(&first, NOW_MS);
  entity_finish(&second, NOW_MS);
  struct view tag = reply_header(&first, "ETag");
  ck_assert(view_starts_with(tag, view_of("W/\"")));
  ck_assert_int_eq(view_equal(tag, reply_header(&second, "ETag")), tag_rows[_i].same);
  arena_free(first.request.arena);
  arena_free(second.request.arena);
}
END_TEST

static const struct {
  const char *given; /* %s = the tag, %o = without W/ */
  int status;
} match_rows[] = {
    {"%s", 304}, {"\"other\", %s", 304}, {"*", 304}, {"\"other\"", 200}, {"%o", 304}, {"", 200},
};

START_TEST(what_the_client_has_is_not_sent_again) {
  struct dispatch dispatch = answer("{\"a\":1}", "x", "");
  entity_finish(&dispatch, NOW_MS);
  struct view tag = reply_header(&dispatch, "ETag");
  struct arena *arena = dispatch.request.arena;
  struct view given = view_of(match_rows[_i].given);
  size_t at = view_find_byte(given, '%', 0);
  if (at != SIZE_MAX) {
    struct view strong = view_part(tag, 2, tag.length);
    struct view inserted = given.data[at + 1] == 'o' ? strong : tag;
    given = arena_format(arena, "%.*s%.*s", (int)at, given.data, VIEW_ARGUMENTS(inserted));
  }
  struct dispatch again = answer("{\"a\":1}", "if-none-match", arena_string(arena, given));
  entity_finish(&again, NOW_MS);
  ck_assert_int_eq(again.status, match_rows[_i].status);
  ck_assert_int_eq(again.response.body.length == 0, match_rows[_i].status == 304);
  ck_assert(view_equal(reply_header(&again, "ETag"), tag));
  arena_free(again.request.arena);
  arena_free(arena);
}
END_TEST

static const struct {
  const char *accepted;
  size_t length;
  bool packed;
} packing_rows[] = {
    {"gzip", 100000, true},
    {"gzip, deflate, br", 100000, true},
    {"br, *;q=0.1", 100000, true},
    {"deflate, x-gzip", 100000, true},
    {"gzip;q=0, *", 100000, false},
    {"br", 100000, false},
    {"identity", 100000, false},
    {"", 100000, false},
    {"gzip", ENTITY_COMPRESSED_BYTES - 1, false},
    {"gzip", ENTITY_COMPRESSED_BYTES, true},
};

static void unpack(struct view packed, char *plain, size_t length) {
  z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)packed.data,
                     .avail_in = (uInt)packed.length,
                     .next_out = (Bytef *)plain,
                     .avail_out = (uInt)length};
  ck_assert_int_eq(inflateInit2(&stream, 15 + 16), Z_OK);
  ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
  ck_assert_uint_eq(stream.total_out, length);
  (void)inflateEnd(&stream);
}

START_TEST(long_answers_are_packed) {
  size_t length = packing_rows[_i].length;
  char *body = malloc(length + 1);
  char *plain = malloc(length + 1);
  ck_assert(body != NULL && plain != NULL);
  memset(body, 'a', length);
  body[length] = '\0';
  struct dispatch dispatch = answer(body, "accept-encoding", packing_rows[_i].accepted);
  entity_finish(&dispatch, NOW_MS);
  bool packed = view_is(reply_header(&dispatch, "Content-Encoding"), "gzip");
  ck_assert_int_eq(packed, packing_rows[_i].packed);
  ck_assert_int_eq(dispatch.response.body.length < length, packed);
  ck_assert_uint_ne(view_find(reply_header(&dispatch, "Vary"), view_of("Accept-Encoding"), 0),
                    SIZE_MAX);
  if (packed) {
    unpack(dispatch.response.body, plain, length);
    ck_assert_mem_eq(plain, body, length);
  }
  arena_free(dispatch.request.arena);
  free(plain);
  free(body);
}
END_TEST

START_TEST(age_is_that_of_the_data) {
  struct dispatch dispatch = answer("{}", "x", "");
  dispatch.request.data_ms = NOW_MS - 7999;
  entity_finish(&dispatch, NOW_MS);
  ck_assert(view_is(reply_header(&dispatch, "Age"), "7"));
  arena_free(dispatch.request.arena);
}
END_TEST

/* Failures, changes and what is no FHIR have no tag; one of the handler's own stays. */
START_TEST(other_answers_have_no_tag) {
  struct dispatch failed = answer("{}", "x", "");
  failed.status = 404;
  entity_finish(&failed, NOW_MS);
  ck_assert_uint_eq(reply_header(&failed, "ETag").length, 0);
  struct dispatch posted = answer("{}", "x", "");
  posted.request.method = HTTP_METHOD_POST;
  entity_finish(&posted, NOW_MS);
  ck_assert_uint_eq(reply_header(&posted, "ETag").length, 0);
  struct dispatch other = answer("{}", "x", "");
  other.request.route = &other_route;
  entity_finish(&other, NOW_MS);
  ck_assert_uint_eq(reply_header(&other, "ETag").length, 0);
  struct dispatch own = answer("{}", "if-none-match", "W/\"3\"");
  response_header(&own.response, "ETag", view_of("W/\"3\""));
  entity_finish(&own, NOW_MS);
  ck_assert_int_eq(own.status, 304);
  arena_free(failed.request.arena);
  arena_free(posted.request.arena);
  arena_free(other.request.arena);
  arena_free(own.request.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("entity");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, tags_follow_the_facts, 0, sizeof tag_rows / sizeof tag_rows[0]);
  tcase_add_loop_test(all, what_the_client_has_is_not_sent_again, 0,
                      sizeof match_rows / sizeof match_rows[0]);
  tcase_add_loop_test(all, long_answers_are_packed, 0,
                      sizeof packing_rows / sizeof packing_rows[0]);
  tcase_add_test(all, age_is_that_of_the_data);
  tcase_add_test(all, other_answers_have_no_tag);
  suite_add_tcase(suite, all);
  return suite;
}
