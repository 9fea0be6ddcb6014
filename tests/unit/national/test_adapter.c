/* The built-in adapter is usable; every fault of a file is found with its place. */
#include "server/national/adapter_read.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct issue_list issues;

static void set_up(void) {
  arena = arena_new(8000000);
  issues = issue_list_make(arena, 100);
}

static void tear_down(void) {
  arena_free(arena);
}

START_TEST(reads_builtin) {
  struct adapter *adapter = NULL;
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  ck_assert(view_is(adapter->name, "simulator"));
  ck_assert_int_eq(adapter->limit_bytes, 10000000);
  ck_assert_int_eq(adapter->policy.give_up_ms, INT64_C(168) * 3600000);
  ck_assert(view_is(adapter->messages[ADAPTER_OPERATION_RESULT].address.path, "/SIMresult"));
  ck_assert_uint_eq(adapter->messages[ADAPTER_OPERATION_REGISTER].address.result_prefix_count, 2);
  ck_assert(view_is(adapter_kind_word(adapter, view_of("checkup")), "checkup"));
  ck_assert_uint_eq(adapter_kind_word(adapter, view_of("unknown")).length, 0);
  ck_assert_int_eq(adapter_codes_find(&adapter->codes, view_of("SIM-E-404")),
                   STATE_EVENT_NOT_RECEIVED);
  ck_assert_int_eq(adapter_codes_find(&adapter->codes, view_of("SIM-E-4040")),
                   STATE_EVENT_UNREADABLE);
  ck_assert_int_eq(adapter_codes_find(&adapter->statuses, view_of("503")), STATE_EVENT_TRANSIENT);
}
END_TEST

/* Words there and back: what we call a thing, what the service calls it. */
START_TEST(translates_words_both_ways) {
  struct adapter *adapter = NULL;
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  ck_assert_uint_gt(adapter->kind_count, 0);
  for (size_t i = 0; i < adapter->kind_count; i++) {
    struct view kind = adapter->kinds[i].kind;
    ck_assert(view_equal(adapter_kind_of_word(adapter, adapter_kind_word(adapter, kind)), kind));
  }
  ck_assert_uint_eq(adapter_kind_of_word(adapter, view_of("no such word")).length, 0);
  for (int word = 0; word < ADAPTER_WORD_COUNT; word++) {
    struct view text = adapter->words[word];
    if (text.length > 0) { /* two notions may have one word: the first of them is found */
      enum adapter_word found = adapter_word_find(adapter, text);
      ck_assert_int_le((int)found, word);
      ck_assert(view_equal(adapter->words[found], text));
    }
    ck_assert_uint_gt(strlen(adapter_word_name((enum adapter_word)word)), 0);
  }
  ck_assert_int_eq(adapter_word_find(adapter, view_of("no such word")), ADAPTER_WORD_COUNT);
}
END_TEST

/* One edit of the built-in text, the message id and the place or detail that must be named. */
static const struct {
  const char *find;
  const char *replace;
  const char *id;
  const char *place;
} faults[] = {
    {"\"name\": \"simulator\",", "", "adapter-missing", "$.name"},
    {"\"name\": \"simulator\",", "\"name\": 1,", "adapter-type", "$.name"},
    {"\"parallel\": 4", "\"parallel\": 21", "adapter-type", "$.limits.parallel"},
    {"\"parallel\": 4", "\"parallel\": \"4\"", "adapter-type", "$.limits.parallel"},
    {"\"parallel\": 4", "\"paralel\": 4", "adapter-unknown-key", "$.limits.paralel"},
    {"\"poll_ms\": 100,", "", "adapter-missing", "$.timing.poll_ms"},
    {"\"minimum\": \"1.3\"", "\"minimum\": \"1.1\"", "adapter-value", "$.tls.minimum"},
    {"{institution}", "{hospital}", "adapter-value", "$.operations.register.template"},
    {"{kind}", "{kind", "adapter-value", "$.operations.register.template"},
    {"\"SIMregister_\"", "\"../SIMregister_\"", "adapter-value",
     "$.operations.register.request_prefix"},
    {"[\"SIMregisterres_\", \"SIMregistererr_\"]", "[]", "adapter-type",
     "$.operations.register.result_prefixes"},
    {"\"SIMresultres_\"", "7", "adapter-type", "$.operations.result.result_prefixes"},
    {"\"/XmlMsg/MessageHeader/ErrorCode\"", "\"ErrorCode\"", "adapter-value",
     "$.answer.fields.message_code"},
    {"\"field\": \"result_status\"", "\"field\": \"status\"", "adapter-value",
     "$.answer.success.result.field"},
    {"\"SIM-I-100\": \"processing\"", "\"SIM-I-100\": \"maybe\"", "adapter-value",
     "$.codes.SIM-I-100"},
    {"\"codes\": {", "\"code\": {", "adapter-unknown-key", "$.code"},
    {"\"statuses\": {", "\"statuses\": [", "adapter-syntax", NULL},
    {"\"SIM-E-101\": {", "\"SIM-0000\": {", "adapter-syntax", NULL},
    {"\"reason\": \"validation\"", "\"reason\": \"mood\"", "adapter-value",
     "$.codes.SIM-E-201.reason"},
    {"\"reason\": \"validation\"", "\"because\": 1", "adapter-unknown-key",
     "$.codes.SIM-E-201.because"},
    {"\"resend\": \"ask\"", "\"resend\": \"often\"", "adapter-value", "$.resend"},
    {"\"withheld\": \"withheld\"", "\"hidden\": \"withheld\"", "adapter-unknown-key",
     "$.words.hidden"},
    {"\"participating\": \"Participating\"", "\"partakes\": \"Participating\"",
     "adapter-unknown-key", "$.answer.lists.facilities.partakes"},
    {"\"row\": \"/XmlMsg/MessageBody/DocumentList/Document\"", "\"row\": \"Document\"",
     "adapter-value", "$.answer.lists.documents.row"},
    {"\"media_type\": \"application/xml\",",
     "\"media_type\": \"application/xml\", \"kinds\": "
     "{\"checkup\": {\"path\": \"/x\", \"request_prefix\": \"../\", \"result_prefixes\": "
     "[\"y\"]}},",
     "adapter-value", "$.operations.register.kinds.checkup.request_prefix"},
    {"{content_base64}", "{content_wrapped_base64}", "adapter-missing", "$.wrapper"},
    {"\"resend\": \"ask\"", "\"wrapper\": \"<x>{content_wrapped_base64}</x>\"", "adapter-value",
     "$.wrapper"},
};

static struct view edit(struct view text, const char *find, const char *replace) {
  size_t at = view_find(text, view_of(find), 0);
  ck_assert_uint_ne(at, SIZE_MAX);
  return arena_format(arena, "%.*s%s%.*s", (int)at, text.data, replace,
                      VIEW_ARGUMENTS(view_part(text, at + strlen(find), text.length)));
}

START_TEST(finds_faults) {
  struct view text = edit(adapter_builtin(), faults[_i].find, faults[_i].replace);
  struct adapter *adapter = NULL;
  ck_assert_int_eq(adapter_read(arena, text, &issues, &adapter), ERROR_CONFIGURATION);
  ck_assert_ptr_null(adapter);
  bool found = false;
  for (uint32_t i = 0; i < issues.count; i++) {
    const struct issue *issue = &issues.issues[i];
    found = found || (view_is(view_of(issue->message->id), faults[_i].id) &&
                      (faults[_i].place == NULL || view_is(issue->arguments[0], faults[_i].place)));
  }
  ck_assert(found);
}
END_TEST

START_TEST(kind_may_have_its_own_address) {
  struct view text =
      edit(adapter_builtin(), "\"media_type\": \"application/xml\",",
           "\"media_type\": \"application/xml\", \"kinds\": {\"checkup\": {\"path\": \"/C\", "
           "\"request_prefix\": \"C_\", \"result_prefixes\": [\"Cres_\"]}},");
  struct adapter *adapter = NULL;
  ck_assert_int_eq(adapter_read(arena, text, &issues, &adapter), ERROR_OK);
  const struct adapter_address *address =
      adapter_address_of(adapter, ADAPTER_OPERATION_REGISTER, view_of("checkup"));
  ck_assert(view_is(address->path, "/C"));
  ck_assert(view_is(address->request_prefix, "C_"));
  ck_assert_uint_eq(address->result_prefix_count, 1);
  address = adapter_address_of(adapter, ADAPTER_OPERATION_REGISTER, view_of("referral"));
  ck_assert(view_is(address->path, "/SIMregister"));
}
END_TEST

START_TEST(operations_may_be_left_out) {
  struct view text = edit(adapter_builtin(), "\"cancel-undo\": {", "\"cancel-undo\": {");
  struct adapter *adapter = NULL;
  size_t begin = view_find(text, view_of("    \"cancel-undo\""), 0);
  size_t end = view_find(text, view_of("    \"cancel-derived\""), 0);
  ck_assert_uint_ne(begin, SIZE_MAX);
  text = arena_format(arena, "%.*s%.*s", (int)begin, text.data,
                      VIEW_ARGUMENTS(view_part(text, end, text.length)));
  ck_assert_int_eq(adapter_read(arena, text, &issues, &adapter), ERROR_OK);
  ck_assert(!adapter->messages[ADAPTER_OPERATION_CANCEL_UNDO].offered);
  ck_assert(adapter->messages[ADAPTER_OPERATION_CANCEL].offered);
}
END_TEST

START_TEST(reports_all_faults_at_once) {
  struct adapter *adapter = NULL;
  ck_assert_int_eq(adapter_read(arena, view_of("{}"), &issues, &adapter), ERROR_CONFIGURATION);
  ck_assert_uint_ge(issues.count, 8);
  ck_assert_int_eq(adapter_read(arena, view_of(""), &issues, &adapter), ERROR_CONFIGURATION);
  ck_assert_int_eq(adapter_read(arena, view_of("[]"), &issues, &adapter), ERROR_CONFIGURATION);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("adapter");
  TCase *tests = tcase_create("adapter");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, reads_builtin);
  tcase_add_test(tests, translates_words_both_ways);
  tcase_add_loop_test(tests, finds_faults, 0, (int)(sizeof(faults) / sizeof(faults[0])));
  tcase_add_test(tests, kind_may_have_its_own_address);
  tcase_add_test(tests, operations_may_be_left_out);
  tcase_add_test(tests, reports_all_faults_at_once);
  suite_add_tcase(suite, tests);
  return suite;
}
