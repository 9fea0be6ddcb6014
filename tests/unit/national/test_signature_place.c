/* Bundle.signature: what is covered, by bytes. */
#include "server/national/signature_place.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct issue_list issues;

static void set_up(void) {
  arena = arena_new(10000000);
  issues = issue_list_make(arena, 10);
}

static void tear_down(void) {
  arena_free(arena);
}

static const struct signature_words words = {
    .type_system = VIEW_LITERAL("urn:iso-astm:E1762-95:2013"),
    .type_code = VIEW_LITERAL("1.2.840.10065.1.12.1.1"),
    .when = VIEW_LITERAL("2026-11-30T09:00:00+09:00"),
    .who_identifier_system = VIEW_LITERAL("http://example.jp/doctor"),
    .who_identifier_value = VIEW_LITERAL("1"),
    .who_display = VIEW_LITERAL("医師 \"一\""),
};

static struct document read(struct view text) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  return document;
}

/* extract(embed(x)) = x for every spelling of a Bundle. */
static const char *const bundles[] = {
    "{\"resourceType\":\"Bundle\"}",
    "{ \"resourceType\" : \"Bundle\" , \"type\":\"document\",\n \"entry\":[ {\"a\":1.10} ]\n}\n",
    "{\"entry\":[{\"resource\":{\"signature\":{\"data\":\"AA==\"}}}],\"resourceType\":\"Bundle\"}",
    "\xEF\xBB\xBF{\"resourceType\":\"Bundle\",\"total\":10,\"x\":\"a,b\",\"y\":null}",
    "{\"resourceType\":\"Bundle\",\"x\":\"\\\",\\\"signature\\\":{}\"}\r\n",
};

START_TEST(covered_bytes_are_the_signed_ones) {
  struct view text = view_of(bundles[_i]);
  struct document bundle = read(text);
  struct view whole;
  struct signature_found found;
  ck_assert_int_eq(signature_extract(&bundle, arena, &issues, &found), ERROR_NOT_FOUND);
  ck_assert_int_eq(signature_embed(&bundle, view_of("a..b"), &words, &issues, &whole), ERROR_OK);
  struct document embedded = read(whole);
  ck_assert_int_eq(signature_extract(&embedded, arena, &issues, &found), ERROR_OK);
  ck_assert(view_equal(found.covered, text));
  ck_assert(view_is(found.jws, "a..b"));
  ck_assert_int_eq(signature_embed(&embedded, view_of("c..d"), &words, &issues, &whole),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "signature-embedded-twice");
}
END_TEST

START_TEST(embedded_form_is_fhir) {
  struct document bundle = read(view_of("{\"resourceType\":\"Bundle\"\n}"));
  struct view whole;
  ck_assert_int_eq(signature_embed(&bundle, view_of("a..b"), &words, &issues, &whole), ERROR_OK);
  ck_assert_str_eq(arena_string(arena, whole),
                   "{\"resourceType\":\"Bundle\",\"signature\":{\"type\":[{"
                   "\"system\":\"urn:iso-astm:E1762-95:2013\",\"code\":\"1.2.840.10065.1.12.1.1\"}]"
                   ",\"when\":\"2026-11-30T09:00:00+09:00\",\"who\":{\"identifier\":{"
                   "\"system\":\"http://example.jp/doctor\",\"value\":\"1\"},"
                   "\"display\":\"医師 \\\"一\\\"\"},\"targetFormat\":\"application/fhir+json\","
                   "\"sigFormat\":\"application/jose\",\"data\":\"YS4uYg==\"}\n}");
}
END_TEST

/* Where others put the member. */
static const struct {
  const char *bundle;
  const char *covered;
} places[] = {
    {"{\"signature\" : {\"data\":\"YS4uYg==\"} , \"resourceType\":\"Bundle\"}",
     "{ \"resourceType\":\"Bundle\"}"},
    {"{\"resourceType\":\"Bundle\" , \"signature\":{\"data\":\"YS4uYg==\"} ,\"id\":\"1\"}",
     "{\"resourceType\":\"Bundle\"  ,\"id\":\"1\"}"},
    {"{\"resourceType\":\"Bundle\",\"id\":\"1\" ,\n\"signature\":{\"data\":\"YS4uYg==\"}\n}",
     "{\"resourceType\":\"Bundle\",\"id\":\"1\" \n}"},
    {"{\"resourceType\":\"Bundle\",\"total\":1,\"signatur\\u0065\":{\"data\":\"YS4uYg==\"}}",
     "{\"resourceType\":\"Bundle\",\"total\":1}"},
};

START_TEST(member_is_cut_out_by_bytes) {
  struct document bundle = read(view_of(places[_i].bundle));
  struct signature_found found;
  ck_assert_int_eq(signature_extract(&bundle, arena, &issues, &found), ERROR_OK);
  ck_assert_str_eq(arena_string(arena, found.covered), places[_i].covered);
  ck_assert(view_is(found.jws, "a..b"));
}
END_TEST

static const struct {
  const char *signature;
  enum error error;
  const char *argument;
} faults[] = {
    {"null", ERROR_SYNTAX, "signature"},
    {"[]", ERROR_SYNTAX, "signature"},
    {"{}", ERROR_SYNTAX, "signature.data"},
    {"{\"data\":\"\"}", ERROR_SYNTAX, "signature.data"},
    {"{\"data\":\"a..b\"}", ERROR_SYNTAX, "signature.data"},
    {"{\"data\":1}", ERROR_SYNTAX, "signature.data"},
    {"{\"data\":\"YS4uYg==\",\"sigFormat\":\"image/jpeg\"}", ERROR_NOT_PROCESSABLE, "sigFormat"},
};

START_TEST(faults_are_said) {
  struct view text =
      arena_format(arena, "{\"resourceType\":\"Bundle\",\"signature\":%s}", faults[_i].signature);
  struct document bundle = read(text);
  struct signature_found found;
  ck_assert_int_eq(signature_extract(&bundle, arena, &issues, &found), faults[_i].error);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "signature-embedded");
  ck_assert(view_is(issues.issues[0].arguments[0], faults[_i].argument));
}
END_TEST

START_TEST(only_complete_bundles_are_signed) {
  struct view whole;
  struct document other = read(view_of("{\"resourceType\":\"Patient\"}"));
  ck_assert_int_eq(signature_embed(&other, view_of("x"), &words, &issues, &whole),
                   ERROR_NOT_PROCESSABLE);
  struct document list = read(view_of("[]"));
  ck_assert_int_eq(signature_embed(&list, view_of("x"), &words, &issues, &whole),
                   ERROR_NOT_PROCESSABLE);
  struct document bundle = read(view_of("{\"resourceType\":\"Bundle\"}"));
  struct signature_words nobody = words;
  nobody.who_display = view_of("");
  nobody.who_identifier_value = view_of("");
  ck_assert_int_eq(signature_embed(&bundle, view_of("x"), &nobody, &issues, &whole),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_uint_eq(issues.count, 3);
}
END_TEST

START_TEST(places_have_names) {
  enum signature_place place;
  ck_assert(signature_place_find(view_of("envelope"), &place));
  ck_assert_int_eq(place, SIGNATURE_PLACE_ENVELOPE);
  ck_assert(!signature_place_find(view_of("elsewhere"), &place));
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("signature_place");
  TCase *tests = tcase_create("signature_place");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, covered_bytes_are_the_signed_ones, 0, COUNT(bundles));
  tcase_add_test(tests, embedded_form_is_fhir);
  tcase_add_loop_test(tests, member_is_cut_out_by_bytes, 0, COUNT(places));
  tcase_add_loop_test(tests, faults_are_said, 0, COUNT(faults));
  tcase_add_test(tests, only_complete_bundles_are_signed);
  tcase_add_test(tests, places_have_names);
  suite_add_tcase(suite, tests);
  return suite;
}
