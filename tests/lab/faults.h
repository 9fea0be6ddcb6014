/* The lab's switchable faults: one table, set from the command line or by POST /lab/faults. A
 * *level* stays until it is set again; a *counted* fault n hits the next n occasions. An injection
 * does the same for n occasions of one operation. Thread-safe. */
#ifndef TESTS_LAB_FAULTS_H
#define TESTS_LAB_FAULTS_H

#include "server/base/error.h"
#include "server/base/json_writer.h"
#include "tests/lab/lab_clock.h"

/* Columns: name, wire name, side, kind, value at the start, meaning. */
#define FAULT_LIST(X)                                                                              \
  X(ORCA_DELAY_MS, "orca_delay_ms", ORCA, LEVEL, 0, "milliseconds before ORCA answers")            \
  X(ORCA_DOWN, "orca_down", ORCA, LEVEL, 0, "1: close the connection without an answer")           \
  X(ORCA_HTML, "orca_html", ORCA, LEVEL, 0, "1: answer an HTML page")                              \
  X(ORCA_JSON, "orca_json", ORCA, LEVEL, 0, "1: answer JSON where xml2 was asked")                 \
  X(ORCA_STATUS, "orca_status", ORCA, LEVEL, 0, "HTTP status to answer with, e.g. 503")            \
  X(ORCA_REFUSE, "orca_refuse", ORCA, LEVEL, 0, "1: refuse the password (401)")                    \
  X(ORCA_CUT, "orca_cut", ORCA, LEVEL, 0, "1: send half an answer, then close")                    \
  X(ORCA_LOCK, "orca_lock", ORCA, LEVEL, 0, "1: Api_Result 90, in use at another terminal")        \
  X(ORCA_RESET, "orca_reset", ORCA, LEVEL, 0, "1: reset the connection (RST)")                     \
  X(ORCA_CHARSET, "orca_charset", ORCA, LEVEL, 0, "1: answer in Shift_JIS")                        \
  X(ORCA_ROOT, "orca_root", ORCA, LEVEL, 0, "1: another root record than the API's")               \
  X(ORCA_UNKNOWN, "orca_unknown", ORCA, LEVEL, 0, "1: members that nobody knows")                  \
  X(ORCA_DATES, "orca_dates", ORCA, LEVEL, 0, "1: every date is 9999-12-31 or 0000-00-00")         \
  X(ORCA_PATIENT, "orca_patient", ORCA, LEVEL, 0, "1: answers carry another patient number")       \
  X(ORCA_PUSH_LOST, "orca_push_lost", ORCA, LEVEL, 0,                                              \
    "1: events are kept for pusheventgetv2 but not sent")                                          \
  X(ORCA_TIMES, "orca_times", ORCA, TIMES, 0,                                                      \
    "n: all ORCA faults end after n more calls; 0: they stay")                                     \
  X(NATIONAL_DELAY_MS, "national_delay_ms", NATIONAL, LEVEL, 0,                                    \
    "milliseconds before a message is processed")                                                  \
  X(NATIONAL_STATUS, "national_status", NATIONAL, LEVEL, 0,                                        \
    "HTTP status to answer with instead of processing; folder: SIM-E-503")                         \
  X(NATIONAL_UNAVAILABLE, "national_unavailable", NATIONAL, LEVEL, 0,                              \
    "1: answer SIM-E-503 on both transports")                                                      \
  X(NATIONAL_TWO_PHASE, "national_two_phase", NATIONAL, LEVEL, 0,                                  \
    "1: receipt first, the verdict by SIMresult")                                                  \
  X(NATIONAL_RESULT_AFTER_MS, "national_result_after_ms", NATIONAL, LEVEL, 0,                      \
    "two-phase: milliseconds until SIMresult knows the verdict")                                   \
  X(NATIONAL_LATE_RESULT_MS, "national_late_result_ms", NATIONAL, LEVEL, 0,                        \
    "milliseconds between processing and the answer")                                              \
  X(NATIONAL_DUPLICATE_POLICY, "national_duplicate_policy", NATIONAL, POLICY, 0,                   \
    "error | overwrite: same Bundle.identifier with other bytes")                                  \
  X(NATIONAL_TIMES, "national_times", NATIONAL, TIMES, 0,                                          \
    "n: the level faults of the national side end after n more messages; 0: they stay")            \
  X(NATIONAL_LOST_RESULT, "national_lost_result", NATIONAL, COUNTED, 0,                            \
    "n results are lost after processing (connection closed, no file)")                            \
  X(NATIONAL_CUT_BEFORE, "national_cut_before", NATIONAL, COUNTED, 0,                              \
    "n requests are cut before processing")                                                        \
  X(NATIONAL_HALF_WRITTEN, "national_half_written", NATIONAL, COUNTED, 0,                          \
    "n answers are cut in half; folder: n result files appear half written first")                 \
  X(NATIONAL_WRONG_RESULT, "national_wrong_result", NATIONAL, COUNTED, 0,                          \
    "folder: n times a result file of another message appears too")                                \
  X(NATIONAL_WRONG_CONTENT, "national_wrong_content", NATIONAL, COUNTED, 0,                        \
    "n answers are another message's; folder: put right later")                                    \
  X(NATIONAL_DUPLICATE_RESULT, "national_duplicate_result", NATIONAL, COUNTED, 0,                  \
    "folder: n result files appear a second time")                                                 \
  X(NATIONAL_REPAIR_MS, "national_repair_ms", NATIONAL, SETTING, 500,                              \
    "folder: milliseconds until a half or wrong file is put right")                                \
  X(NATIONAL_BUSINESS_ERROR, "national_business_error", NATIONAL, LEVEL, 0,                        \
    "n: answer SIM-E-n in an envelope that says success, without processing")                      \
  X(NATIONAL_RESULT_TTL_S, "national_result_ttl_s", NATIONAL, SETTING, 604800,                     \
    "seconds that SIMresult knows a verdict, and that a result file stays")                        \
  X(NATIONAL_RESULT_ONCE, "national_result_once", NATIONAL, SETTING, 0,                            \
    "1: SIMresult tells a verdict once only")                                                      \
  X(NATIONAL_SESSIONS, "national_sessions", NATIONAL, SETTING, 20,                                 \
    "folder: messages in work at a time; more are refused with SIM-E-429")                         \
  X(NATIONAL_VALIDATION, "national_validation", NATIONAL, SETTING, 1,                              \
    "0: the numbered rules are not checked")                                                       \
  X(NATIONAL_ALL_MESSAGES, "national_all_messages", NATIONAL, SETTING, 0,                          \
    "1: all findings of the rules are told, not only the first")                                   \
  X(NATIONAL_UNDO, "national_undo", NATIONAL, SETTING, 0, "1: SIMcancelundo is offered")           \
  X(NATIONAL_CANCEL_DERIVED, "national_cancel_derived", NATIONAL, SETTING, 0,                      \
    "1: cancelling a document removes the information extracted from it, too")

enum fault {
#define FAULT_ENUM(name, wire, side, kind, start, meaning) FAULT_##name,
  FAULT_LIST(FAULT_ENUM)
#undef FAULT_ENUM
      FAULT_COUNT
};

enum fault_side { FAULT_SIDE_ORCA, FAULT_SIDE_NATIONAL };

struct faults;

/* All values of one moment, so that one call sees one consistent set. */
struct fault_snapshot {
  int64_t values[FAULT_COUNT];
  bool injected[FAULT_COUNT]; /* counted faults of an injection */
};

#define FAULT_INJECTIONS 32u
#define FAULT_OPERATION_BYTES 32u

/* A fault for some occasions of one operation ("register", an API of ORCA). */
struct fault_injection {
  struct view fault;     /* wire name */
  struct view operation; /* empty: any */
  struct view value;     /* of a level; a counted fault needs none */
  int64_t skip;          /* occasions that pass first */
  int64_t count;
};

/* The clock is borrowed. NULL when memory is short. */
struct faults *faults_new(const struct lab_clock *clock);
void faults_free(struct faults *faults);
/* value: a number from 0 to 86,400,000, or a policy word. ERROR_NOT_FOUND: no such fault.
 * ERROR_BAD_REQUEST: not a value for it. */
enum error faults_set(struct faults *faults, struct view name, struct view value) MUST_USE;
/* ERROR_NOT_FOUND, ERROR_BAD_REQUEST as faults_set; ERROR_TOO_LARGE: FAULT_INJECTIONS wait. */
enum error faults_inject(struct faults *faults, const struct fault_injection *injection) MUST_USE;
/* The national service is closed (national_unavailable) in that span of the lab's time. */
void faults_close(struct faults *faults, int64_t after_seconds, int64_t seconds);
/* No faults, no injections, no closed span. */
void faults_reset(struct faults *faults);
/* The values that hold for one call or message of a side. Counts down that side's _times, and ends
 * its level faults when it runs out; counts down the injections of the operation. Counted faults
 * are not consumed: see faults_take. */
void faults_occasion(struct faults *faults, enum fault_side side, struct view operation,
                     struct fault_snapshot *ret_snapshot);
/* True when the counted fault hits this occasion, because it was injected or is due (then one
 * less). */
bool faults_take(struct faults *faults, const struct fault_snapshot *snapshot, enum fault fault);
int64_t faults_value(struct faults *faults, enum fault fault);
/* A JSON object of all names and values. */
void faults_write(struct faults *faults, struct json_writer *writer);
/* Name and meaning of each fault, one a line, for --help. Static storage. */
const char *faults_help(void);

#endif
