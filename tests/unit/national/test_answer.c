/* Envelopes out, answers in. */
#include "server/national/adapter_read.h"
#include "server/national/answer.h"
#include "server/national/envelope.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct adapter *adapter;

static void set_up(void) {
  arena = arena_new(200000000);
  struct issue_list issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
}

static void tear_down(void) {
  arena_free(arena);
}

static struct view make_answer(const char *segment, const char *error_code, const char *status,
                               const char *code) {
  return arena_format(
      arena,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><SegmentOfResult>%s"
      "</SegmentOfResult><ErrorCode>%s</ErrorCode><ArbitraryFileIdentifier> id-1\n"
      "</ArbitraryFileIdentifier><MedicalInstitutionCode>1312345678</MedicalInstitutionCode>"
      "</MessageHeader><MessageBody><ProcessingResultStatus>%s</ProcessingResultStatus>"
      "<ProcessingResultCode>%s</ProcessingResultCode><ProcessingResultMessage>登録 &lt;済&gt;"
      "</ProcessingResultMessage><ReceptionNumber>R-7</ReceptionNumber></MessageBody></XmlMsg>",
      segment, error_code, status, code);
}

#define REGISTER ADAPTER_OPERATION_REGISTER
#define RESULT ADAPTER_OPERATION_RESULT

static const struct {
  const char *segment;
  const char *error_code;
  const char *status;
  const char *code;
  enum adapter_operation operation;
  enum state_event event;
} verdicts[] = {
    {"1", "", "1", "SIM-0000", REGISTER, STATE_EVENT_ACCEPTED},
    {"1", "", "1", "SIM-I-200", REGISTER, STATE_EVENT_ACCEPTED},
    {"1", "", "1", "SIM-I-100", REGISTER, STATE_EVENT_PROCESSING},
    {"1", "", "2", "SIM-E-101", REGISTER, STATE_EVENT_REFUSED},
    {"1", "", "2", "SIM-E-503", REGISTER, STATE_EVENT_TRANSIENT},
    {"1", "", "2", "SIM-E-404", RESULT, STATE_EVENT_NOT_RECEIVED},
    {"1", "", "2", "SIM-E-201", RESULT, STATE_EVENT_REFUSED},
    {"9", "SIM-E-900", "", "", REGISTER, STATE_EVENT_REFUSED},
    {"9", "SIM-E-503", "", "", RESULT, STATE_EVENT_TRANSIENT},
    /* success on one level only, or a refused question: no success, no refusal */
    {"1", "", "2", "SIM-0000", REGISTER, STATE_EVENT_UNREADABLE},
    {"9", "SIM-0000", "1", "SIM-0000", REGISTER, STATE_EVENT_UNREADABLE},
    {"9", "", "1", "SIM-0000", REGISTER, STATE_EVENT_UNREADABLE},
    {"1", "", "1", "SIM-E-101", REGISTER, STATE_EVENT_UNREADABLE},
    {"9", "SIM-E-900", "", "", RESULT, STATE_EVENT_UNREADABLE},
    {"9", "SIM-E-404", "", "", RESULT, STATE_EVENT_UNREADABLE},
    {"1", "", "1", "SIM-9999", REGISTER, STATE_EVENT_UNREADABLE},
    {"1", "", "1", "", REGISTER, STATE_EVENT_UNREADABLE},
    {"", "", "", "", RESULT, STATE_EVENT_UNREADABLE},
};

START_TEST(judges) {
  struct answer answer;
  struct view xml = make_answer(verdicts[_i].segment, verdicts[_i].error_code, verdicts[_i].status,
                                verdicts[_i].code);
  ck_assert_int_eq(answer_read(adapter, xml, arena, &answer), ERROR_OK);
  struct answer_verdict verdict = answer_judge(adapter, &answer, verdicts[_i].operation);
  ck_assert_int_eq(verdict.event, verdicts[_i].event);
  ck_assert(view_is(verdict.receipt, "R-7"));
  ck_assert(answer_belongs(&answer, view_of("1312345678"), view_of("id-1")));
  ck_assert(!answer_belongs(&answer, view_of("1312345679"), view_of("id-1")));
  ck_assert(!answer_belongs(&answer, view_of("1312345678"), view_of("id-2")));
}
END_TEST

static const char *const unusable[] = {
    "",
    "<",
    "<html><body>503</body>",
    "{\"a\":1}",
    "<XmlMsg><MessageHeader>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><XmlMsg>&b;</XmlMsg>",
    "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><XmlMsg>&c;</XmlMsg>",
    "<XmlMsg>\xff\xfe</XmlMsg>",
};

START_TEST(refuses_unusable) {
  struct answer answer;
  ck_assert_int_eq(answer_read(adapter, view_of(unusable[_i]), arena, &answer),
                   ERROR_NATIONAL_ANSWER);
}
END_TEST

/* Every beginning of an answer is incomplete: a half-written file is never taken. */
START_TEST(refuses_every_beginning) {
  struct view xml = make_answer("1", "", "1", "SIM-0000");
  struct answer answer;
  for (size_t length = 0; length < xml.length; length++) {
    ck_assert_int_eq(answer_read(adapter, view_part(xml, 0, length), arena, &answer),
                     ERROR_NATIONAL_ANSWER);
  }
}
END_TEST

START_TEST(writes_envelope) {
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_INSTITUTION] = view_of("1312345678");
  values.texts[ADAPTER_PLACEHOLDER_MESSAGE_ID] = view_of("id-1");
  values.texts[ADAPTER_PLACEHOLDER_KIND] = view_of("clinical");
  values.texts[ADAPTER_PLACEHOLDER_IDENTIFIER_VALUE] = view_of("a<b>&\"'");
  values.content = view_of("{\"a\":1.10}");
  struct view message;
  ck_assert_int_eq(envelope_write(adapter, REGISTER, &values, arena, &message), ERROR_OK);
  static const char *const parts[] = {
      "<MedicalInstitutionCode>1312345678</MedicalInstitutionCode>",
      "<ArbitraryFileIdentifier>id-1</ArbitraryFileIdentifier>",
      "<Kind>clinical</Kind>",
      "<BundleIdentifierSystem></BundleIdentifierSystem>",
      "<BundleIdentifierValue>a&lt;b&gt;&amp;&quot;&apos;</BundleIdentifierValue>",
      "<Content>eyJhIjoxLjEwfQ==</Content>",
  };
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
    ck_assert_msg(view_find(message, view_of(parts[i]), 0) != SIZE_MAX, "%s", parts[i]);
  }
}
END_TEST

/* The limit counts the encoded message: 7,499,000 bytes are 9,998,668 in base64 and fit with their
 * envelope, 7,500,000 do not. */
static const struct {
  size_t bytes;
  enum error error;
} sizes[] = {{7499000, ERROR_OK}, {7500000, ERROR_TOO_LARGE}, {10000000, ERROR_TOO_LARGE}};

START_TEST(limits_encoded_size) {
  struct envelope_values values = {0};
  values.content = view_make(arena_alloc(arena, sizes[_i].bytes), sizes[_i].bytes);
  struct view message = {NULL, 0};
  ck_assert_int_eq(envelope_write(adapter, REGISTER, &values, arena, &message), sizes[_i].error);
  ck_assert_uint_le(message.length, 10000000);
}
END_TEST

/* A wrapper goes around the content before it is encoded. */
START_TEST(wraps_content) {
  struct adapter_piece around[] = {{view_of("<d>"), ADAPTER_PLACEHOLDER_CONTENT_TEXT},
                                   {view_of("</d>"), ADAPTER_PLACEHOLDER_COUNT}};
  struct adapter_piece outside[] = {{view_of("["), ADAPTER_PLACEHOLDER_CONTENT_WRAPPED_BASE64},
                                    {view_of("]"), ADAPTER_PLACEHOLDER_COUNT}};
  adapter->wrapper = (struct adapter_template){around, 2};
  adapter->messages[REGISTER].template = (struct adapter_template){outside, 2};
  struct envelope_values values = {.content = view_of("<&")};
  struct view message;
  ck_assert_int_eq(envelope_write(adapter, REGISTER, &values, arena, &message), ERROR_OK);
  ck_assert(view_is(message, "[PGQ+Jmx0OyZhbXA7PC9kPg==]")); /* <d>&lt;&amp;</d> */
}
END_TEST

static const struct {
  const char *identifier;
  const char *parts[5]; /* insurer, with spaces, symbol, number, branch */
} insured[] = {
    {"00012345:記号:123:02", {"00012345", "   12345", "記号", "123", "02"}},
    {"00012345::１８７:", {"00012345", "   12345", "", "１８７", ""}},
    {"12345678::1", {"12345678", "12345678", "", "1", ""}},
    {"", {"", "", "", "", ""}},
};

START_TEST(splits_insured_identifier) {
  static const enum adapter_placeholder which[] = {
      ADAPTER_PLACEHOLDER_INSURER_NUMBER, ADAPTER_PLACEHOLDER_INSURER_NUMBER_SPACED,
      ADAPTER_PLACEHOLDER_INSURED_SYMBOL, ADAPTER_PLACEHOLDER_INSURED_NUMBER,
      ADAPTER_PLACEHOLDER_INSURED_BRANCH};
  struct envelope_values values = {0};
  ck_assert_int_eq(envelope_insured(&values, view_of(insured[_i].identifier), arena), ERROR_OK);
  for (size_t i = 0; i < 5; i++) {
    ck_assert_msg(view_is(values.texts[which[i]], insured[_i].parts[i]), "%zu: '%.*s'", i,
                  VIEW_ARGUMENTS(values.texts[which[i]]));
  }
}
END_TEST

/* Rows come in order, cells that are missing are empty, a list that is missing has no rows. */
START_TEST(reads_rows) {
  struct answer_rows rows;
  struct view xml =
      view_of("<XmlMsg><MessageBody><FacilityList>"
              "<Facility><InstitutionCode>1</InstitutionCode><Name>A</Name></Facility>"
              " <Other/><Facility><Name> B </Name></Facility>"
              "</FacilityList></MessageBody></XmlMsg>");
  ck_assert_int_eq(answer_read_rows(adapter, xml, ADAPTER_LIST_FACILITIES, arena, &rows), ERROR_OK);
  ck_assert_uint_eq(rows.count, 2);
  ck_assert(view_is(rows.rows[0].columns[ADAPTER_COLUMN_FACILITIES_NUMBER], "1"));
  ck_assert(view_is(rows.rows[1].columns[ADAPTER_COLUMN_FACILITIES_NAME], "B"));
  ck_assert_uint_eq(rows.rows[1].columns[ADAPTER_COLUMN_FACILITIES_NUMBER].length, 0);
  ck_assert_int_eq(answer_read_rows(adapter, xml, ADAPTER_LIST_DOCUMENTS, arena, &rows), ERROR_OK);
  ck_assert_uint_eq(rows.count, 0);
  ck_assert_int_eq(answer_read_rows(adapter, view_of("<a"), ADAPTER_LIST_DOCUMENTS, arena, &rows),
                   ERROR_NATIONAL_ANSWER);
}
END_TEST

START_TEST(writes_time) {
  char text[ENVELOPE_TIME_BYTES];
  envelope_time(0, text);
  ck_assert_str_eq(text, "19700101090000");
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("answer");
  TCase *tests = tcase_create("answer");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, judges, 0, COUNT_OF(verdicts));
  tcase_add_loop_test(tests, refuses_unusable, 0, COUNT_OF(unusable));
  tcase_add_test(tests, refuses_every_beginning);
  tcase_add_test(tests, writes_envelope);
  tcase_add_loop_test(tests, limits_encoded_size, 0, COUNT_OF(sizes));
  tcase_add_test(tests, wraps_content);
  tcase_add_loop_test(tests, splits_insured_identifier, 0,
                      (int)(sizeof(insured) / sizeof(insured[0])));
  tcase_add_test(tests, reads_rows);
  tcase_add_test(tests, writes_time);
  suite_add_tcase(suite, tests);
  return suite;
}
