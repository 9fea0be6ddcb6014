/* What stands at the service under one identifier, and what may come next: tables. */
#include "server/store/standing.h"
#include "tests/unit/unit_main.h"

/* A history, newest first, in letters: operation r register, p replace, c cancel, u undo, d
 * derived; state q open, a accepted, f refused, x dead, k cancelled, s superseded; then the
 * content's letter.
 */
static size_t read_history(const char *text, struct standing_job jobs[8]) {
  size_t count = 0;
  for (const char *at = text; *at != '\0'; at += at[3] == ' ' ? 4 : 3) {
    static const char operations[] = "rpcud";
    static const struct {
      char letter;
      enum job_state state;
    } states[] = {{'q', JOB_QUEUED}, {'a', JOB_ACCEPTED},  {'f', JOB_REFUSED},
                  {'x', JOB_DEAD},   {'k', JOB_CANCELLED}, {'s', JOB_SUPERSEDED}};
    size_t state = 0;
    while (states[state].letter != at[1]) {
      state++;
    }
    jobs[count++] = (struct standing_job){
        .id = view_make(at, 3),
        .received_digest = view_make(at + 2, 1),
        .operation = (enum job_operation)(strchr(operations, at[0]) - operations),
        .state = states[state].state};
    if (at[3] == '\0') {
      break;
    }
  }
  return count;
}

static const struct {
  const char *history;
  enum standing standing;
} standings[] = {
    {"", STANDING_NONE},
    {"rqA", STANDING_REGISTERED},
    {"raA", STANDING_REGISTERED},
    {"rfA", STANDING_NONE},
    {"rxA", STANDING_REGISTERED},
    {"rfB rfA", STANDING_NONE},
    {"cq- raA", STANDING_CANCELLED},
    {"cf- raA", STANDING_REGISTERED},
    {"cx- raA", STANDING_REGISTERED},
    {"ca- rkA", STANDING_CANCELLED},
    {"uq- ca- rkA", STANDING_REGISTERED},
    {"uf- ca- rkA", STANDING_CANCELLED},
    {"ua- ca- raA", STANDING_REGISTERED},
    {"pqB raA", STANDING_REGISTERED},
    {"pfB raA", STANDING_REGISTERED},
    {"paB rsA", STANDING_REGISTERED},
    {"ca- pkB rsA", STANDING_CANCELLED},
    {"da- raA", STANDING_REGISTERED},
    {"dq- ca- rkA", STANDING_CANCELLED},
    {"rqB ca- rkA", STANDING_REGISTERED},
    {"rsA", STANDING_NONE},
};

START_TEST(stands) {
  struct standing_job jobs[8];
  size_t count = read_history(standings[_i].history, jobs);
  ck_assert_msg(standing_of(jobs, count) == standings[_i].standing, "%s", standings[_i].history);
}
END_TEST

static const struct {
  const char *history;
  enum job_operation operation;
  const char *content;
  enum standing_verdict verdict;
  const char *repeated; /* id of it */
} accepts[] = {
    {"", JOB_OPERATION_REGISTER, "A", STANDING_INSERT, NULL},
    {"rqA", JOB_OPERATION_REGISTER, "A", STANDING_REPEAT, "rqA"},
    {"rqA", JOB_OPERATION_REGISTER, "B", STANDING_CONFLICT, NULL},
    {"rfA", JOB_OPERATION_REGISTER, "A", STANDING_REPEAT, "rfA"},
    {"rfA", JOB_OPERATION_REGISTER, "B", STANDING_INSERT, NULL},
    {"rxA", JOB_OPERATION_REGISTER, "B", STANDING_CONFLICT, NULL},
    {"rsA", JOB_OPERATION_REGISTER, "A", STANDING_INSERT, NULL},
    {"ca- rkA", JOB_OPERATION_REGISTER, "A", STANDING_INSERT, NULL},
    {"cq- raA", JOB_OPERATION_REGISTER, "A", STANDING_INSERT, NULL},
    {"paB rsA", JOB_OPERATION_REGISTER, "A", STANDING_CONFLICT, NULL},
    {"", JOB_OPERATION_REPLACE, "A", STANDING_NOT_FOUND, NULL},
    {"rfA", JOB_OPERATION_REPLACE, "B", STANDING_NOT_FOUND, NULL},
    {"ca- rkA", JOB_OPERATION_REPLACE, "B", STANDING_NOT_FOUND, NULL},
    {"rqA", JOB_OPERATION_REPLACE, "B", STANDING_INSERT, NULL},
    {"raA", JOB_OPERATION_REPLACE, "A", STANDING_REPEAT, "raA"},
    {"paB rsA", JOB_OPERATION_REPLACE, "B", STANDING_REPEAT, "paB"},
    {"paB rsA", JOB_OPERATION_REPLACE, "A", STANDING_INSERT, NULL},
    {"pqB raA", JOB_OPERATION_REPLACE, "A", STANDING_INSERT, NULL},
};

START_TEST(accepts_bundles) {
  struct standing_job jobs[8];
  const struct standing_job *repeated = NULL;
  size_t count = read_history(accepts[_i].history, jobs);
  enum standing_verdict verdict =
      standing_accept(jobs, count, accepts[_i].operation, view_of(accepts[_i].content), &repeated);
  ck_assert_msg(verdict == accepts[_i].verdict, "%s + %s", accepts[_i].history,
                accepts[_i].content);
  if (accepts[_i].repeated != NULL) {
    ck_assert(view_is(repeated->id, accepts[_i].repeated));
  }
}
END_TEST

#define CANCEL JOB_OPERATION_CANCEL
#define UNDO JOB_OPERATION_CANCEL_UNDO
#define DERIVED JOB_OPERATION_CANCEL_DERIVED

static const struct {
  const char *history;
  enum job_operation operation;
  enum standing_verdict verdict;
  const char *repeated;
} acts[] = {
    {"", CANCEL, STANDING_NOT_FOUND, NULL},
    {"rfA", CANCEL, STANDING_NOT_FOUND, NULL},
    {"raA", CANCEL, STANDING_INSERT, NULL},
    {"rqA", CANCEL, STANDING_INSERT, NULL},
    {"rxA", CANCEL, STANDING_INSERT, NULL},
    {"cq- raA", CANCEL, STANDING_REPEAT, "cq-"},
    {"cf- raA", CANCEL, STANDING_INSERT, NULL},
    {"ca- rkA", CANCEL, STANDING_CONFLICT, NULL},
    {"uq- ca- rkA", CANCEL, STANDING_INSERT, NULL},
    {"raA", UNDO, STANDING_CONFLICT, NULL},
    {"ca- rkA", UNDO, STANDING_INSERT, NULL},
    {"cq- raA", UNDO, STANDING_INSERT, NULL},
    {"uq- ca- rkA", UNDO, STANDING_REPEAT, "uq-"},
    {"ua- ca- raA", UNDO, STANDING_CONFLICT, NULL},
    {"", DERIVED, STANDING_NOT_FOUND, NULL},
    {"raA", DERIVED, STANDING_INSERT, NULL},
    {"ca- rkA", DERIVED, STANDING_INSERT, NULL},
    {"dq- ca- rkA", DERIVED, STANDING_REPEAT, "dq-"},
    {"da- ca- rkA", DERIVED, STANDING_INSERT, NULL},
};

START_TEST(takes_orders) {
  struct standing_job jobs[8];
  const struct standing_job *repeated = NULL;
  size_t count = read_history(acts[_i].history, jobs);
  enum standing_verdict verdict = standing_act(jobs, count, acts[_i].operation, &repeated);
  ck_assert_msg(verdict == acts[_i].verdict, "%s: %d", acts[_i].history, verdict);
  if (acts[_i].repeated != NULL) {
    ck_assert(view_is(repeated->id, acts[_i].repeated));
  }
}
END_TEST

START_TEST(takes_a_failed_job_out) {
  struct standing_job jobs[8];
  size_t count = read_history("rxB raA", jobs);
  ck_assert(!standing_without(jobs, count, view_of("raA"))); /* not failed */
  ck_assert(!standing_without(jobs, count, view_of("???")));
  ck_assert(standing_without(jobs, count, view_of("")));
  ck_assert_int_eq(jobs[0].state, JOB_DEAD);
  ck_assert(standing_without(jobs, count, view_of("rxB")));
  ck_assert_int_eq(jobs[0].state, JOB_SUPERSEDED);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("standing");
  TCase *tests = tcase_create("standing");
  tcase_add_loop_test(tests, stands, 0, COUNT_OF(standings));
  tcase_add_loop_test(tests, accepts_bundles, 0, COUNT_OF(accepts));
  tcase_add_loop_test(tests, takes_orders, 0, COUNT_OF(acts));
  tcase_add_test(tests, takes_a_failed_job_out);
  suite_add_tcase(suite, tests);
  return suite;
}
