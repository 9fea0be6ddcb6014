/* A question to the service, with the transport stood in for: results that come later, and what a
 * client is told when none comes. */
#include "server/national/question.h"
#include "server/national/adapter_read.h"
#include "tests/unit/unit_main.h"

#define INSTITUTION "1312345678"
#define UUID_LENGTH 36u

static struct arena *arena;
static struct issue_list issues;
static struct adapter *adapter;

/* One exchange. */
struct step {
  enum transport_outcome outcome;
  const char *code; /* of the answer; NULL: no answer of the service */
};

static struct {
  const struct step *steps;
  size_t taken;
  int settled;
} script;

static struct view make_answer(const char *code, struct view id) {
  bool good = strstr(code, "-E-") == NULL;
  return arena_format(arena,
                      "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult>"
                      "<ArbitraryFileIdentifier>%.*s</ArbitraryFileIdentifier>"
                      "<MedicalInstitutionCode>" INSTITUTION "</MedicalInstitutionCode>"
                      "</MessageHeader><MessageBody><ProcessingResultStatus>%d"
                      "</ProcessingResultStatus><ProcessingResultCode>%s</ProcessingResultCode>"
                      "<ReceptionNumber>R9</ReceptionNumber></MessageBody></XmlMsg>",
                      VIEW_ARGUMENTS(id), good ? 1 : 2, code);
}

/* The name of a message ends with its id. */
static enum transport_outcome exchange(struct transport *transport,
                                       const struct transport_message *message,
                                       struct arena *memory, struct transport_answer *ret_answer) {
  (void)transport;
  (void)memory;
  const struct step *step = &script.steps[script.taken++];
  struct view name = message->file_name;
  struct view id = view_part(name, name.length - UUID_LENGTH, UUID_LENGTH);
  ck_assert(message->is_question);
  if (step->outcome == TRANSPORT_ANSWERED) {
    *ret_answer = (struct transport_answer){200, step->code != NULL ? make_answer(step->code, id)
                                                                    : view_of("<html>busy</html>")};
  }
  return step->outcome;
}

static void settle(struct transport *transport, const struct transport_message *message) {
  (void)transport;
  (void)message;
  script.settled++;
}

static int64_t at_noon(void *context) {
  (void)context;
  return INT64_C(1800000000000);
}

static void set_up(void) {
  arena = arena_new(50000000);
  issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  adapter->policy.result_first_ms = 1;
  adapter->policy.result_maximum_ms = 1;
  memset(&script, 0, sizeof script);
}

static void tear_down(void) {
  arena_free(arena);
}

static enum error ask(const struct step *steps, int64_t patience_us,
                      struct question_answer *ret_answer) {
  static const struct clock stopped = {at_noon, at_noon, NULL, NULL};
  struct transport transport = {.exchange = exchange, .settle = settle};
  const struct question_way way = {adapter, &transport, &stopped, view_of(INSTITUTION)};
  const struct envelope_values values = {.texts = {{NULL, 0}}};
  const struct question question = {.operation = ADAPTER_OPERATION_FACILITY_LOOKUP,
                                    .values = &values,
                                    .arena = arena,
                                    .deadline_us = at_noon(NULL) + patience_us};
  script.steps = steps;
  return question_run(&way, &question, &issues, ret_answer);
}

static const struct question_case {
  const char *name;
  struct step steps[3];
  int64_t patience_us;
  enum error error;
  size_t exchanges;
  const char *issue; /* NULL: none */
} cases[] = {
    {"at once", {{TRANSPORT_ANSWERED, "SIM-0000"}}, 1000000, ERROR_OK, 1, NULL},
    {"the result is asked for until it is there",
     {{TRANSPORT_ANSWERED, "SIM-I-100"},
      {TRANSPORT_ANSWERED, "SIM-I-100"},
      {TRANSPORT_ANSWERED, "SIM-0000"}},
     1000000,
     ERROR_OK,
     3,
     NULL},
    {"the client's time is over before the result",
     {{TRANSPORT_ANSWERED, "SIM-I-100"}},
     -1,
     ERROR_NATIONAL_TIMEOUT,
     1,
     NULL},
    {"the result is a refusal",
     {{TRANSPORT_ANSWERED, "SIM-I-100"}, {TRANSPORT_ANSWERED, "SIM-E-601"}},
     1000000,
     ERROR_NATIONAL_REFUSED,
     2,
     "SIM-E-601"},
    {"refused",
     {{TRANSPORT_ANSWERED, "SIM-E-405"}},
     1000000,
     ERROR_NATIONAL_REFUSED,
     1,
     "SIM-E-405"},
    {"busy", {{TRANSPORT_ANSWERED, "SIM-E-503"}}, 1000000, ERROR_NATIONAL_UNREACHABLE, 1, NULL},
    {"nobody there", {{TRANSPORT_NOT_SENT, NULL}}, 1000000, ERROR_NATIONAL_UNREACHABLE, 1, NULL},
    {"no answer in time", {{TRANSPORT_LOST, NULL}}, 1000000, ERROR_NATIONAL_TIMEOUT, 1, NULL},
};

START_TEST(answers_as_the_service_did) {
  const struct question_case *row = &cases[_i];
  struct question_answer answer;
  enum error error = ask(row->steps, row->patience_us, &answer);
  ck_assert_msg(error == row->error, "%s: %s", row->name, error_name(error));
  ck_assert_msg(script.taken == row->exchanges, "%s: %zu exchanges", row->name, script.taken);
  ck_assert_int_eq(script.settled, (int)row->exchanges);
  ck_assert_uint_eq(issues.count, row->issue != NULL);
  if (row->issue != NULL) {
    struct view told = issue_text(&issues.issues[0], LANGUAGE_ENGLISH, arena);
    ck_assert_uint_ne(view_find(told, view_of(row->issue), 0), SIZE_MAX);
  }
}
END_TEST

START_TEST(what_the_adapter_leaves_out_is_not_offered) {
  struct question_answer answer;
  adapter->messages[ADAPTER_OPERATION_FACILITY_LOOKUP].offered = false;
  ck_assert_int_eq(ask(NULL, 1000000, &answer), ERROR_NOT_OFFERED);
  ck_assert_uint_eq(script.taken, 0);
  struct view told = issue_text(&issues.issues[0], LANGUAGE_ENGLISH, arena);
  ck_assert_uint_ne(view_find(told, view_of("facility-lookup"), 0), SIZE_MAX);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("question");
  TCase *tests = tcase_create("question");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, answers_as_the_service_did, 0, sizeof cases / sizeof *cases);
  tcase_add_test(tests, what_the_adapter_leaves_out_is_not_offered);
  suite_add_tcase(suite, tests);
  return suite;
}
