/* One attempt, with transport and store stood in for: what is sent or asked, what is written down,
 * and that nothing is cleared away before it is written down. */
#include "server/national/adapter_read.h"
#include "server/national/delivery.h"
#include "tests/unit/unit_main.h"

#define NOW INT64_C(1800000000000)
#define INSTITUTION "1312345678"

static struct arena *arena;
static struct adapter *adapter;

/* What the stand-ins are told and what they saw. */
static struct {
  enum transport_outcome collected;
  enum transport_outcome outcome;
  long status;
  const char *code; /* NULL: the content is no answer */
  const char *answered_id;
  const char *body; /* more of the answer's body */
  enum job_operation operation;
  enum adapter_operation carried; /* that it is at the adapter */
  enum error store_error;
  int sent[ADAPTER_OPERATION_COUNT];
  int settled;
  struct view message;
  struct store_transition transition;
} script;

static int64_t fixed_now(void *context) {
  (void)context;
  return NOW;
}
static const struct clock fixed_clock = {fixed_now, fixed_now, NULL, NULL};

static struct view make_answer(const char *id) {
  const char *code = script.code != NULL ? script.code : "";
  bool good = strstr(code, "-E-") == NULL;
  return arena_format(arena,
                      "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult>"
                      "<ArbitraryFileIdentifier>%s</ArbitraryFileIdentifier>"
                      "<MedicalInstitutionCode>" INSTITUTION "</MedicalInstitutionCode>"
                      "</MessageHeader><MessageBody><ProcessingResultStatus>%d"
                      "</ProcessingResultStatus><ProcessingResultCode>%s</ProcessingResultCode>"
                      "<ReceptionNumber>R9</ReceptionNumber>%s</MessageBody></XmlMsg>",
                      id, good ? 1 : 2, code, script.body != NULL ? script.body : "");
}

static enum transport_outcome give(enum transport_outcome outcome, const char *id,
                                   struct transport_answer *ret_answer) {
  if (outcome == TRANSPORT_ANSWERED) {
    *ret_answer = (struct transport_answer){
        script.status, script.code != NULL ? make_answer(id) : view_of("<html>busy</html>")};
  }
  return outcome;
}

static enum adapter_operation operation_of(const struct transport_message *message) {
  int i = 0;
  while (i < ADAPTER_OPERATION_COUNT && message->address != &adapter->messages[i].address) {
    i++;
  }
  return (enum adapter_operation)i;
}

static enum transport_outcome collect(struct transport *transport,
                                      const struct transport_message *message, struct arena *memory,
                                      struct transport_answer *ret_answer) {
  (void)transport;
  (void)memory;
  ck_assert_int_eq(operation_of(message), script.carried);
  return give(script.collected, "job-1", ret_answer);
}

static enum transport_outcome exchange(struct transport *transport,
                                       const struct transport_message *message,
                                       struct arena *memory, struct transport_answer *ret_answer) {
  (void)transport;
  (void)memory;
  enum adapter_operation operation = operation_of(message);
  script.sent[operation]++;
  script.message = message->content;
  const char *id = operation == script.carried ? "job-1" : "job-1-q2";
  ck_assert_int_eq(message->is_question, operation != script.carried);
  return give(script.outcome, script.answered_id != NULL ? script.answered_id : id, ret_answer);
}

static void settle(struct transport *transport, const struct transport_message *message) {
  (void)transport;
  (void)message;
  script.settled++;
}

static enum error job_transition(struct store *store, const struct store_transition *transition) {
  (void)store;
  script.transition = *transition;
  return script.store_error;
}

static void set_up(void) {
  arena = arena_new(50000000);
  struct issue_list issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  memset(&script, 0, sizeof(script));
  script.collected = TRANSPORT_NOT_SENT;
  script.status = 200;
}

static void tear_down(void) {
  arena_free(arena);
}

static void deliver(enum job_state state, uint32_t attempts, const char *result_code) {
  struct store store = {.job_transition = job_transition};
  struct transport transport = {.collect = collect, .exchange = exchange, .settle = settle};
  struct delivery delivery = {.store = &store,
                              .clock = &fixed_clock,
                              .adapter = adapter,
                              .transport = &transport,
                              .institution = view_of(INSTITUTION),
                              .arena = arena,
                              .job = {.id = view_of("job-1"),
                                      .operation = script.operation,
                                      .insured = view_of("00012344:a:1:02"),
                                      .destination = view_of("1319999999"),
                                      .destination_name = view_of("第一病院"),
                                      .consent = view_of("1"),
                                      .message_id = view_of("job-1"),
                                      .kind = view_of("clinical"),
                                      .identifier_value = view_of("A"),
                                      .state = state,
                                      .attempts = attempts,
                                      .created_ms = NOW - 1000,
                                      .result_code = view_of(result_code),
                                      .content = view_of("{}")},
                              .lease = view_of("lease")};
  delivery_run(&delivery);
}

#define S JOB_SENDING
#define U JOB_UNKNOWN
#define W JOB_WAITING

static const struct {
  enum job_state from;
  enum transport_outcome outcome;
  long status;
  const char *code;
  enum job_state to;
  const char *result_code;
  int settled;
} attempts[] = {
    /* at an end everything of the job is cleared away: the registration and two questions */
    {S, TRANSPORT_ANSWERED, 200, "SIM-0000", JOB_ACCEPTED, "SIM-0000", 3},
    {S, TRANSPORT_ANSWERED, 200, "SIM-E-101", JOB_REFUSED, "SIM-E-101", 3},
    {S, TRANSPORT_ANSWERED, 200, "SIM-I-100", W, "SIM-I-100", 1},
    {S, TRANSPORT_ANSWERED, 200, "SIM-E-503", JOB_QUEUED, "SIM-E-503", 1},
    {S, TRANSPORT_ANSWERED, 200, "SIM-X-1", U, "relay-unreadable", 1},
    {S, TRANSPORT_ANSWERED, 503, NULL, JOB_QUEUED, "http-503", 1},
    {S, TRANSPORT_ANSWERED, 500, NULL, U, "http-500", 1},
    {S, TRANSPORT_ANSWERED, 200, NULL, U, "relay-unreadable", 1},
    {S, TRANSPORT_NOT_SENT, 0, NULL, JOB_QUEUED, "relay-not-sent", 0},
    {S, TRANSPORT_LOST, 0, NULL, U, "relay-lost", 0},
    {U, TRANSPORT_ANSWERED, 200, "SIM-0000", JOB_ACCEPTED, "SIM-0000", 3},
    {U, TRANSPORT_ANSWERED, 200, "SIM-E-404", JOB_QUEUED, "SIM-E-404", 1},
    {U, TRANSPORT_ANSWERED, 401, NULL, U, "http-401", 1},
    {U, TRANSPORT_NOT_SENT, 0, NULL, U, "relay-not-sent", 0},
    {U, TRANSPORT_LOST, 0, NULL, U, "relay-lost", 0},
    {W, TRANSPORT_ANSWERED, 200, "SIM-I-100", W, "SIM-I-100", 1},
    {W, TRANSPORT_ANSWERED, 200, "SIM-E-201", JOB_REFUSED, "SIM-E-201", 3},
};

START_TEST(writes_what_came) {
  script.outcome = attempts[_i].outcome;
  script.status = attempts[_i].status;
  script.code = attempts[_i].code;
  deliver(attempts[_i].from, 2, "");
  bool sends = attempts[_i].from == S;
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_REGISTER], sends);
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_RESULT], !sends);
  ck_assert_int_eq(script.transition.state, attempts[_i].to);
  ck_assert_msg(view_is(script.transition.result_code, attempts[_i].result_code), "%.*s",
                VIEW_ARGUMENTS(script.transition.result_code));
  ck_assert(view_is(script.transition.lease, "lease"));
  ck_assert_uint_eq(script.transition.attempts, 2);
  ck_assert_int_eq(script.settled, attempts[_i].settled);
  if (attempts[_i].code != NULL) {
    ck_assert(view_is(script.transition.receipt, "R9"));
  }
}
END_TEST

/* Not written down: the answer must stay where it is. */
START_TEST(clears_nothing_uncommitted) {
  static const enum error errors[] = {ERROR_STORAGE, ERROR_CONFLICT};
  script.outcome = TRANSPORT_ANSWERED;
  script.code = "SIM-0000";
  script.store_error = errors[_i];
  deliver(S, 1, "");
  ck_assert_int_eq(script.settled, 0);
}
END_TEST

START_TEST(answer_for_another_message_is_none) {
  script.outcome = TRANSPORT_ANSWERED;
  script.code = "SIM-0000";
  script.answered_id = "job-2";
  deliver(S, 1, "");
  ck_assert_int_eq(script.transition.state, U);
}
END_TEST

START_TEST(late_answer_saves_the_question) {
  script.collected = TRANSPORT_ANSWERED;
  script.code = "SIM-0000";
  deliver(U, 2, "");
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_RESULT], 0);
  ck_assert_int_eq(script.transition.state, JOB_ACCEPTED);
}
END_TEST

START_TEST(request_not_yet_taken_is_not_asked_for) {
  script.collected = TRANSPORT_LOST;
  deliver(U, 2, "");
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_RESULT], 0);
  ck_assert_int_eq(script.transition.state, U);
}
END_TEST

/* An unexplained code again and again is a case for a person; an unexplained page is an outage. */
START_TEST(gives_up_on_codes_not_on_pages) {
  script.outcome = TRANSPORT_ANSWERED;
  script.code = "SIM-X-1";
  deliver(U, 100, "relay-unreadable");
  ck_assert_int_eq(script.transition.state, U); /* the answer is for attempt 2: not ours */
  script.answered_id = "job-1-q100";
  deliver(U, 100, "relay-unreadable");
  ck_assert_int_eq(script.transition.state, JOB_DEAD);
  ck_assert(view_is(script.transition.result_code, "relay-gave-up"));
  script.code = NULL;
  deliver(U, 100, "relay-unreadable");
  ck_assert_int_eq(script.transition.state, U);
  script.status = 500;
  deliver(U, 100, "relay-unreadable");
  ck_assert_int_eq(script.transition.state, U);
}
END_TEST

START_TEST(question_names_the_original) {
  script.outcome = TRANSPORT_LOST;
  deliver(W, 2, "");
  struct view part = view_of("<OriginalFileIdentifier>job-1</OriginalFileIdentifier>");
  ck_assert(view_find(script.message, part, 0) != SIZE_MAX);
  part = view_of("<ArbitraryFileIdentifier>job-1-q2</ArbitraryFileIdentifier>");
  ck_assert(view_find(script.message, part, 0) != SIZE_MAX);
}
END_TEST

/* Every operation goes out under its own address, with the keys that it needs. */
static const struct {
  enum job_operation operation;
  enum adapter_operation carried;
  const char *part;
} operations[] = {
    {JOB_OPERATION_REGISTER, ADAPTER_OPERATION_REGISTER, "<Content>e30=</Content>"},
    {JOB_OPERATION_REGISTER, ADAPTER_OPERATION_REGISTER, "<Consent>1</Consent>"},
    {JOB_OPERATION_REPLACE, ADAPTER_OPERATION_REPLACE, "<Content>e30=</Content>"},
    {JOB_OPERATION_CANCEL, ADAPTER_OPERATION_CANCEL,
     "<InsuredIdentifier>00012344:a:1:02</InsuredIdentifier>"},
    {JOB_OPERATION_CANCEL_UNDO, ADAPTER_OPERATION_CANCEL_UNDO,
     "<BundleIdentifierValue>A</BundleIdentifierValue>"},
    {JOB_OPERATION_CANCEL_DERIVED, ADAPTER_OPERATION_CANCEL_DERIVED, "<Kind>clinical</Kind>"},
};

START_TEST(carries_out_each_operation) {
  script.operation = operations[_i].operation;
  script.carried = operations[_i].carried;
  script.outcome = TRANSPORT_ANSWERED;
  script.code = "SIM-0000";
  deliver(S, 1, "");
  ck_assert_int_eq(script.sent[operations[_i].carried], 1);
  ck_assert_int_eq(script.transition.state, JOB_ACCEPTED);
  ck_assert_int_eq(script.transition.operation, operations[_i].operation);
  ck_assert_msg(view_find(script.message, view_of(operations[_i].part), 0) != SIZE_MAX, "%.*s",
                VIEW_ARGUMENTS(script.message));
}
END_TEST

START_TEST(what_the_service_does_not_offer_is_not_sent) {
  script.operation = JOB_OPERATION_CANCEL_UNDO;
  script.carried = ADAPTER_OPERATION_CANCEL_UNDO;
  adapter->messages[ADAPTER_OPERATION_CANCEL_UNDO].offered = false;
  deliver(S, 1, "");
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_CANCEL_UNDO], 0);
  ck_assert_int_eq(script.transition.state, JOB_DEAD);
  ck_assert(view_is(script.transition.result_code, "relay-operation-unknown"));
}
END_TEST

#define FACILITY(number, takes_part)                                                               \
  "<FacilityList><Facility><InstitutionCode>1310000000</InstitutionCode><Participating>1"          \
  "</Participating></Facility><Facility><InstitutionCode>" number "</InstitutionCode>"             \
  "<Participating>" takes_part "</Participating></Facility></FacilityList>"

static const struct {
  const char *code;
  const char *body;
  enum job_state to;
  const char *result_code;
} checks[] = {
    {"SIM-0000", FACILITY("1319999999", "1"), JOB_QUEUED, ""},
    {"SIM-0000", FACILITY("1319999999", "0"), JOB_REFUSED, "relay-destination-not-participating"},
    {"SIM-0000", FACILITY("1318888888", "1"), JOB_REFUSED, "relay-destination-unknown"},
    {"SIM-0000", "", JOB_REFUSED, "relay-destination-unknown"},
    {"SIM-E-503", "", JOB_VALIDATED, "SIM-E-503"},
    {NULL, "", JOB_VALIDATED, "relay-unreadable"},
};

START_TEST(checks_the_destination_first) {
  script.outcome = TRANSPORT_ANSWERED;
  script.code = checks[_i].code;
  script.body = checks[_i].body;
  deliver(JOB_VALIDATED, 2, "");
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_REGISTER], 0);
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_FACILITY_LOOKUP], 1);
  ck_assert(view_find(script.message, view_of("<Name>第一病院</Name>"), 0) != SIZE_MAX);
  ck_assert_int_eq(script.transition.state, checks[_i].to);
  ck_assert_msg(view_is(script.transition.result_code, checks[_i].result_code), "%.*s",
                VIEW_ARGUMENTS(script.transition.result_code));
}
END_TEST

/* Where the service knows repeats by their id, the message is its own question. */
START_TEST(repeats_where_repeats_are_known) {
  adapter->repeats_unknown = true;
  script.outcome = TRANSPORT_ANSWERED;
  script.code = "SIM-0000";
  deliver(U, 2, "");
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_REGISTER], 1);
  ck_assert_int_eq(script.sent[ADAPTER_OPERATION_RESULT], 0);
  ck_assert_int_eq(script.transition.state, JOB_ACCEPTED);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("delivery");
  TCase *tests = tcase_create("delivery");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, writes_what_came, 0, COUNT_OF(attempts));
  tcase_add_loop_test(tests, clears_nothing_uncommitted, 0, 2);
  tcase_add_test(tests, answer_for_another_message_is_none);
  tcase_add_test(tests, late_answer_saves_the_question);
  tcase_add_test(tests, request_not_yet_taken_is_not_asked_for);
  tcase_add_test(tests, gives_up_on_codes_not_on_pages);
  tcase_add_test(tests, question_names_the_original);
  tcase_add_loop_test(tests, carries_out_each_operation, 0, COUNT_OF(operations));
  tcase_add_test(tests, what_the_service_does_not_offer_is_not_sent);
  tcase_add_loop_test(tests, checks_the_destination_first, 0, COUNT_OF(checks));
  tcase_add_test(tests, repeats_where_repeats_are_known);
  suite_add_tcase(suite, tests);
  return suite;
}
