#include "server/orca/orca.h"
#include "server/orca/orca_department.h"
#include "server/orca/orca_disease.h"
#include "server/orca/orca_patient.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#include <pthread.h>
#include <sched.h>

#define PATIENT(body)                                                                              \
  "<xmlio2><patientinfores type=\"record\"><Api_Result type=\"string\">00</Api_Result>"            \
  "<Patient_Information type=\"record\">" body "</Patient_Information></patientinfores></xmlio2>"
#define RESULT(root, code)                                                                         \
  "<xmlio2><" root " type=\"record\"><Api_Result type=\"string\">" code "</Api_Result>"            \
  "<Api_Result_Message type=\"string\">メッセージ</Api_Result_Message></" root "></xmlio2>"

static struct fake_orca fake;
static struct fake_setup setup_state;
static struct orca_session session;

static void open_fake(const struct fake_answer *answers, uint32_t cache_seconds) {
  fake_orca_init(&fake, answers);
  ck_assert_int_eq(fake_orca_open(&fake, cache_seconds, &setup_state), ERROR_OK);
  session = (struct orca_session){
      .orca = setup_state.orca, .arena = arena_new(8u << 20), .deadline_us = 10000000};
}

static void teardown(void) {
  orca_close(setup_state.orca);
  setup_state.orca = NULL;
  arena_free(session.arena);
  session.arena = NULL;
}

static const struct fake_answer patient_answers[] = {
    {"patientgetv2", "?id=12", 200,
     PATIENT("<Patient_ID type=\"string\">00012</Patient_ID><WholeName type=\"string\">日医　太郎"
             "</WholeName><BirthDate type=\"string\">0000-00-00</BirthDate>"
             "<Contraindication1 type=\"string\">　</Contraindication1>"
             "<Home_Address_Information type=\"record\"><Address_ZipCode type=\"string\">1130021"
             "</Address_ZipCode></Home_Address_Information>"
             "<HealthInsurance_Information type=\"array\"><HealthInsurance_Information_child "
             "type=\"record\"><InsuranceProvider_Class type=\"string\">060"
             "</InsuranceProvider_Class><Certificate_ExpiredDate type=\"string\">9999-12-31"
             "</Certificate_ExpiredDate><PublicInsurance_Information type=\"array\">"
             "<PublicInsurance_Information_child type=\"record\"><PublicInsurance_Class "
             "type=\"string\">010</PublicInsurance_Class></PublicInsurance_Information_child>"
             "</PublicInsurance_Information></HealthInsurance_Information_child>"
             "</HealthInsurance_Information>"
             "<Patient_Contra_Information type=\"record\"><Patient_Contra_Info type=\"array\">"
             "<Patient_Contra_Info_child type=\"record\"><Medication_Code type=\"string\">620000001"
             "</Medication_Code></Patient_Contra_Info_child></Patient_Contra_Info>"
             "</Patient_Contra_Information>"),
     ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_patient) {
  struct orca_patient patient;
  open_fake(patient_answers, 60);
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  ck_assert(view_is(patient.id, "00012"));
  ck_assert(view_is(patient.name, "日医　太郎"));
  ck_assert_uint_eq(patient.birth_date.length, 0);
  ck_assert_uint_eq(patient.contraindication[0].length, 0);
  ck_assert(view_is(patient.home.zip_code, "1130021"));
  ck_assert_uint_eq(patient.insurance_count, 1);
  ck_assert_uint_eq(patient.insurances[0].end_date.length, 0);
  ck_assert_uint_eq(patient.insurances[0].public_count, 1);
  ck_assert(view_is(patient.insurances[0].publics[0].class, "010"));
  ck_assert_uint_eq(patient.drug_count, 1);
  ck_assert(view_is(patient.drugs[0].code, "620000001"));
  ck_assert_int_eq(patient.info.fetched_ms, FAKE_NOW_MS);
  ck_assert_str_eq(fake.target, "/api01rv2/patientgetv2?id=12");
}
END_TEST

START_TEST(test_cache) {
  struct orca_patient patient;
  open_fake(patient_answers, 60);
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  }
  ck_assert_uint_eq(fake.calls, 1);
  ck_assert_uint_eq(orca_statistics(session.orca).hits, 2);
  session.fresh = true;
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 2);
  session.fresh = false;
  orca_forget(session.orca, view_of("00012"));
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 3);
  orca_forget(session.orca, view_of("2"));
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 3);
}
END_TEST

START_TEST(test_bad_id_is_not_sent) {
  struct orca_patient patient;
  open_fake(patient_answers, 60);
  ck_assert_int_eq(orca_patient_get(&session, view_of("12&id=13"), &patient), ERROR_NOT_FOUND);
  ck_assert_uint_eq(fake.calls, 0);
}
END_TEST

struct failure_case {
  struct fake_answer answer;
  enum error error;
  enum orca_fault fault;
};

static const struct failure_case failures[] = {
    {{"patientgetv2", "", 200, RESULT("patientinfores", "10"), ERROR_OK},
     ERROR_NOT_FOUND,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "01"), ERROR_OK},
     ERROR_BAD_REQUEST,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "90"), ERROR_OK},
     ERROR_ORCA_BUSY,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "89"), ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "99"), ERROR_OK},
     ERROR_ORCA_REFUSED,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "77"), ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_RESULT},
    {{"patientgetv2", "", 200, RESULT("patientinfores", "00"), ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_ROOT},
    {{"patientgetv2", "", 200, RESULT("disease_infores", "00"), ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_ROOT},
    {{"patientgetv2", "", 200, PATIENT("<Patient_ID type=\"string\">00013</Patient_ID>"), ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_PATIENT},
    {{"patientgetv2", "", 200, "<!DOCTYPE html><html></html>", ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_UNREADABLE},
    {{"patientgetv2", "", 200, "<html><body>x</body></html>", ERROR_OK},
     ERROR_ORCA_ANSWER,
     ORCA_FAULT_ROOT},
    {{"patientgetv2", "", 200, "", ERROR_OK}, ERROR_ORCA_ANSWER, ORCA_FAULT_UNREADABLE},
    {{"patientgetv2", "", 401, "{}", ERROR_OK}, ERROR_ORCA_REFUSED, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 403, "", ERROR_OK}, ERROR_ORCA_REFUSED, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 404, "", ERROR_OK}, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 405, "", ERROR_OK}, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 500, "", ERROR_OK}, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 502, "", ERROR_OK}, ERROR_ORCA_UNREACHABLE, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 503, "", ERROR_OK}, ERROR_ORCA_BUSY, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 504, "", ERROR_OK}, ERROR_ORCA_TIMEOUT, ORCA_FAULT_STATUS},
    {{"patientgetv2", "", 0, "", ERROR_ORCA_UNREACHABLE},
     ERROR_ORCA_UNREACHABLE,
     ORCA_FAULT_UNREACHABLE},
};

START_TEST(test_failure) {
  const struct fake_answer answers[] = {failures[_i].answer, {NULL, NULL, 0, NULL, ERROR_OK}};
  struct orca_patient patient = {.drug_count = 77};
  open_fake(answers, 60);
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), failures[_i].error);
  ck_assert_int_eq(session.trouble.fault, failures[_i].fault);
  ck_assert_str_eq(session.trouble.api, "patientgetv2");
  ck_assert_uint_eq(patient.drug_count, 77);
  /* No failure is kept. */
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), failures[_i].error);
  uint32_t sent = 2;
  if (failures[_i].fault == ORCA_FAULT_ROOT &&
      strstr(failures[_i].answer.body, "patientinfores") != NULL) {
    sent = 1;
  }
  ck_assert_uint_eq(fake.calls, sent + fake.pauses);
}
END_TEST

/* A busy ORCA is asked again, with pauses, and only as long as the deadline allows. */
struct busy_case {
  struct fake_answer answer;
  int64_t deadline_us;
  uint32_t bad_calls;
  uint32_t calls;
  enum error error;
};

#define BUSY_RESULT                                                                                \
  { "patientgetv2", "", 200, RESULT("patientinfores", "E90"), ERROR_OK }
#define BUSY_STATUS(status)                                                                        \
  { "patientgetv2", "", status, "", ERROR_OK }

static const struct busy_case busy_cases[] = {
    {BUSY_RESULT, 10000000, 1, 2, ERROR_OK},
    {BUSY_RESULT, 10000000, 3, 4, ERROR_OK},
    {BUSY_RESULT, 10000000, 9, 4, ERROR_ORCA_BUSY},
    {BUSY_RESULT, 1900000, 9, 2, ERROR_ORCA_BUSY},
    {BUSY_RESULT, 400000, 9, 1, ERROR_ORCA_BUSY},
    {BUSY_STATUS(502), 10000000, 2, 3, ERROR_OK},
    {BUSY_STATUS(503), 10000000, 2, 3, ERROR_OK},
    {BUSY_STATUS(504), 10000000, 2, 3, ERROR_OK},
    {BUSY_STATUS(500), 10000000, 9, 1, ERROR_ORCA_ANSWER},
    {BUSY_STATUS(429), 10000000, 9, 1, ERROR_ORCA_BUSY},
    {BUSY_STATUS(401), 10000000, 9, 1, ERROR_ORCA_REFUSED},
};

START_TEST(test_busy) {
  const struct busy_case *row = &busy_cases[_i];
  const struct fake_answer answers[] = {row->answer, patient_answers[0], patient_answers[1]};
  struct orca_patient patient;
  open_fake(answers, 60);
  fake.bad_calls = row->bad_calls;
  session.deadline_us = row->deadline_us;
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), row->error);
  ck_assert_uint_eq(fake.calls, row->calls);
  ck_assert_uint_eq(orca_statistics(session.orca).repeated, row->calls - 1);
}
END_TEST

/* Five failures, then nobody waits; after five seconds one question finds out. */
START_TEST(test_breaker) {
  static const struct fake_answer answers[] = {
      {"patientgetv2", "", 0, "", ERROR_ORCA_UNREACHABLE},
      {"patientgetv2", "", 200, RESULT("patientinfores", "10"), ERROR_OK},
      {NULL, NULL, 0, NULL, ERROR_OK}};
  struct orca_patient patient;
  open_fake(answers, 60);
  fake.bad_calls = 5;
  for (int i = 0; i < 5; i++) {
    ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_ORCA_UNREACHABLE);
    ck_assert_int_eq(session.trouble.fault, ORCA_FAULT_UNREACHABLE);
  }
  ck_assert_int_eq(orca_statistics(session.orca).breaker, ORCA_BREAKER_OPEN);
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_ORCA_UNREACHABLE);
  ck_assert_int_eq(session.trouble.fault, ORCA_FAULT_BREAKER);
  ck_assert_uint_eq(session.trouble.retry_seconds, 5);
  ck_assert_uint_eq(fake.calls, 5);
  ck_assert_uint_eq(orca_statistics(session.orca).refused, 1);
  fake.monotonic_us += ORCA_BREAKER_OPEN_US;
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_NOT_FOUND);
  ck_assert_int_eq(orca_statistics(session.orca).breaker, ORCA_BREAKER_CLOSED);
  ck_assert_uint_eq(fake.calls, 6);
}
END_TEST

/* The same question under another stamp is another question. */
START_TEST(test_stamp) {
  struct orca_reply reply;
  open_fake(patient_answers, 60);
  struct orca_question question = {.api = ORCA_API_PATIENT_GET,
                                   .query = view_of("?id=12"),
                                   .patient = view_of("12"),
                                   .stamp = view_of("2026-11-21T10:00:00")};
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 1);
  question.stamp = view_of("2026-11-21T10:00:01");
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 2);
}
END_TEST

/* Two APIs of one name and one question are two. */
START_TEST(test_one_name) {
  static const struct fake_answer answers[] = {
      {"system01lstv2", "class=01", 200, RESULT("departmentres", "00"), ERROR_OK},
      {"system01lstv2", "class=02", 200, RESULT("physicianres", "00"), ERROR_OK},
      {NULL, NULL, 0, NULL, ERROR_OK}};
  struct orca_reply reply;
  open_fake(answers, 60);
  struct orca_question question = {.api = ORCA_API_DEPARTMENTS, .body = view_of("<data/>")};
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  question.api = ORCA_API_PHYSICIANS;
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 2);
  orca_forget_api(session.orca, ORCA_API_PHYSICIANS);
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 3);
  question.api = ORCA_API_DEPARTMENTS;
  ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_OK);
  ck_assert_uint_eq(fake.calls, 3);
}
END_TEST

START_TEST(test_not_configured) {
  struct orca_patient patient;
  open_fake(patient_answers, 60);
  struct orca_session none = {.orca = NULL, .arena = session.arena};
  ck_assert_int_eq(orca_patient_get(&none, view_of("12"), &patient), ERROR_ORCA_UNREACHABLE);
  ck_assert_int_eq(none.trouble.fault, ORCA_FAULT_NOT_CONFIGURED);
}
END_TEST

START_TEST(test_bad_url) {
  struct clock clock = {fake_now, fake_monotonic, &fake, NULL};
  const struct orca_settings settings = {.base_url = "ftp://127.0.0.1", .clock = &clock};
  struct orca *orca = NULL;
  ck_assert_int_eq(orca_open(&settings, &orca), ERROR_CONFIGURATION);
  ck_assert_ptr_null(orca);
}
END_TEST

/* ---- many at once
 * --------------------------------------------------------------------------------- */

#define ASKERS 12
#define PATIENTS 3

static _Atomic int running;
static _Atomic int running_most;
static _Atomic int per_patient[PATIENTS];
static _Atomic bool two_for_one;

/* Counts how many calls run at a time, in all and for a patient. */
static enum error counting_perform(void *context, const struct orca_call *call, struct arena *own,
                                   struct view *ret_body, struct orca_trouble *trouble) {
  int patient = call->target.data[call->target.length - 1] - '0';
  int now = atomic_fetch_add(&running, 1) + 1;
  int most = atomic_load(&running_most);
  while (now > most && !atomic_compare_exchange_weak(&running_most, &most, now)) {
  }
  if (atomic_fetch_add(&per_patient[patient], 1) != 0) {
    atomic_store(&two_for_one, true);
  }
  for (int i = 0; i < 200; i++) {
    sched_yield();
  }
  atomic_fetch_add((_Atomic uint32_t *)context, 1);
  atomic_fetch_sub(&per_patient[patient], 1);
  atomic_fetch_sub(&running, 1);
  trouble->http_status = 200;
  *ret_body =
      arena_format(own, PATIENT("<Patient_ID type=\"string\">0000%d</Patient_ID>"), patient);
  return ERROR_OK;
}

struct asker {
  pthread_t thread;
  struct orca *orca;
  const char *id;
  enum error error;
};

static void *ask(void *context) {
  struct asker *asker = context;
  struct orca_session own = {
      .orca = asker->orca, .arena = arena_new(1u << 20), .deadline_us = 60000000};
  struct orca_patient patient;
  asker->error = orca_patient_get(&own, view_of(asker->id), &patient);
  arena_free(own.arena);
  return NULL;
}

START_TEST(test_many) {
  static const char *const ids[] = {"0", "1", "2", "00", "01", "02"};
  _Atomic uint32_t calls = 0;
  struct orca_transport transport = {&calls, counting_perform, NULL, NULL};
  struct asker askers[ASKERS];
  open_fake(patient_answers, 60);
  const struct orca_settings settings = {.base_url = "http://127.0.0.1",
                                         .timeout_ms = 30000,
                                         .max_parallel = 2,
                                         .cache_seconds = 60,
                                         .clock = &setup_state.clock,
                                         .transport = &transport};
  struct orca *orca = NULL;
  ck_assert_int_eq(orca_open(&settings, &orca), ERROR_OK);
  for (int i = 0; i < ASKERS; i++) {
    askers[i] = (struct asker){.orca = orca, .id = ids[i % 6]};
    ck_assert_int_eq(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
  }
  for (int i = 0; i < ASKERS; i++) {
    ck_assert_int_eq(pthread_join(askers[i].thread, NULL), 0);
    ck_assert_int_eq(askers[i].error, ERROR_OK);
  }
  ck_assert_uint_eq(calls, 6); /* six different questions, each sent once */
  ck_assert_int_le(running_most, 2);
  ck_assert(!two_for_one);
  orca_close(orca);
}
END_TEST

/* ---- diseases: paging
 * ------------------------------------------------------------------------------- */

#define DISEASE(start)                                                                             \
  "<Disease_Information_child type=\"record\"><Disease_Name type=\"string\">病</Disease_Name>"    \
  "<Disease_StartDate type=\"string\">" start "</Disease_StartDate></Disease_Information_child>"
#define DISEASES(code, overflow, rows)                                                             \
  "<xmlio2><disease_infores type=\"record\"><Api_Result type=\"string\">" code "</Api_Result>"     \
  "<Api_Result_Message type=\"string\">m</Api_Result_Message>"                                     \
  "<Information_Overflow type=\"string\">" overflow "</Information_Overflow>"                      \
  "<Disease_Infores type=\"record\"><Patient_ID type=\"string\">00012</Patient_ID>"                \
  "</Disease_Infores><Disease_Information type=\"array\">" rows                                    \
  "</Disease_Information></disease_infores></xmlio2>"
#define BASE(month) "<Base_Date type=\"string\">" month "</Base_Date>"

static const struct fake_answer page_answers[] = {
    {"diseasegetv2", BASE("2026-11"), 200,
     DISEASES("20", "True", DISEASE("2026-10-01") DISEASE("2026-03-05")), ERROR_OK},
    {"diseasegetv2", BASE("2026-02"), 200, DISEASES("20", "True", DISEASE("2026-01-31")), ERROR_OK},
    {"diseasegetv2", BASE("2025-12"), 200, DISEASES("00", "False", DISEASE("2001-01-31")),
     ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_pages) {
  struct orca_disease_list list;
  open_fake(page_answers, 60);
  ck_assert_int_eq(orca_disease_list(&session, view_of("12"), &list), ERROR_OK);
  ck_assert_uint_eq(list.pages, 3);
  ck_assert_uint_eq(list.count, 4);
  ck_assert(!list.info.truncated);
  ck_assert_uint_eq(list.info.code.length, 0); /* "more than 200" is settled by paging */
  ck_assert(view_is(list.patient_id, "00012"));
  ck_assert(view_is(list.diseases[3].start_date, "2001-01-31"));
  ck_assert_ptr_nonnull(strstr(fake.body, "<Select_Mode type=\"string\">All</Select_Mode>"));
}
END_TEST

/* More than a page in one month: what is older is still fetched, and it is said that something is
 * missing. */
static const struct fake_answer crowded_answers[] = {
    {"diseasegetv2", BASE("2026-11"), 200, DISEASES("20", "True", ""), ERROR_OK},
    {"diseasegetv2", BASE("2026-10"), 200, DISEASES("00", "False", DISEASE("2026-09-01")),
     ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_crowded_month) {
  struct orca_disease_list list;
  open_fake(crowded_answers, 60);
  ck_assert_int_eq(orca_disease_list(&session, view_of("12"), &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  ck_assert(list.info.truncated);
}
END_TEST

/* An ORCA that always says "more" must not keep us for ever. */
static const struct fake_answer endless_answers[] = {
    {"diseasegetv2", "", 200, DISEASES("20", "True", DISEASE("2026-11-01")), ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_endless) {
  struct orca_disease_list list;
  open_fake(endless_answers, 0);
  ck_assert_int_eq(orca_disease_list(&session, view_of("12"), &list), ERROR_OK);
  ck_assert(list.info.truncated);
  ck_assert_uint_le(fake.calls, 50);
}
END_TEST

static const struct fake_answer none_answers[] = {
    {"diseasegetv2", "", 200, DISEASES("21", "False", ""), ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_no_diseases) {
  struct orca_disease_list list;
  open_fake(none_answers, 60);
  ck_assert_int_eq(orca_disease_list(&session, view_of("12"), &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 0);
  ck_assert(list.info.empty);
  ck_assert(!list.info.truncated);
}
END_TEST

/* ---- the other questions
 * -------------------------------------------------------------------------------- */

#define LIST2(code, rows)                                                                          \
  "<xmlio2><patientlst2res type=\"record\"><Api_Result type=\"string\">" code "</Api_Result>" rows \
  "</patientlst2res></xmlio2>"

static const struct fake_answer other_answers[] = {
    {"patientlst3v2", "Nobody", 200, LIST2("20", ""), ERROR_OK},
    {"patientlst3v2", "日", 200,
     LIST2("21", "<Patient_Information type=\"array\"><Patient_Information_child type=\"record\">"
                 "<Patient_ID type=\"string\">00012</Patient_ID></Patient_Information_child>"
                 "</Patient_Information>"),
     ERROR_OK},
    {"patientlst6v2", "<Reqest_Number type=\"string\">01</Reqest_Number>", 200,
     LIST2("000", "<Patient_Information type=\"record\"><Patient_ID type=\"string\">00012"
                  "</Patient_ID></Patient_Information><HealthInsurance_Information type=\"array\">"
                  "<HealthInsurance_Information_child type=\"record\"><InsuranceProvider_Class "
                  "type=\"string\">009</InsuranceProvider_Class>"
                  "</HealthInsurance_Information_child></HealthInsurance_Information>"),
     ERROR_OK},
    {"system01lstv2", "", 200,
     "{\"departmentres\":{\"Api_Result\":\"00\",\"Department_Information\":[{\"Code\":\"01\","
     "\"WholeName\":\"内科\",\"Receipt_Code\":\"01\"},{},{}]}}",
     ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_others) {
  struct orca_patient_list found;
  struct orca_insurance_list insurances;
  struct orca_department_list departments;
  const struct orca_patient_search nobody = {.name = view_of("Nobody")};
  const struct orca_patient_search some = {.name = view_of("日"), .sex = view_of("1")};
  open_fake(other_answers, 60);
  ck_assert_int_eq(orca_patient_search(&session, &nobody, &found), ERROR_OK);
  ck_assert_uint_eq(found.count, 0);
  ck_assert_int_eq(orca_patient_search(&session, &some, &found), ERROR_OK);
  ck_assert_uint_eq(found.count, 1);
  ck_assert(found.info.truncated);
  ck_assert_ptr_null(strstr(fake.body, "Birth_StartDate"));
  ck_assert_int_eq(orca_insurance_list(&session, view_of("12"), &insurances), ERROR_OK);
  ck_assert_uint_eq(insurances.count, 1);
  ck_assert(view_is(insurances.patient_id, "00012"));
  ck_assert_int_eq(orca_department_list(&session, &departments), ERROR_OK);
  ck_assert_uint_eq(departments.count, 1);
  ck_assert_ptr_nonnull(orca_department_find(&departments, view_of("01")));
  ck_assert_ptr_null(orca_department_find(&departments, view_of("02")));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_test(tests, test_patient);
  tcase_add_test(tests, test_cache);
  tcase_add_test(tests, test_bad_id_is_not_sent);
  tcase_add_loop_test(tests, test_failure, 0, (int)(sizeof(failures) / sizeof(failures[0])));
  tcase_add_loop_test(tests, test_busy, 0, sizeof(busy_cases) / sizeof(busy_cases[0]));
  tcase_add_test(tests, test_breaker);
  tcase_add_test(tests, test_stamp);
  tcase_add_test(tests, test_one_name);
  tcase_add_test(tests, test_not_configured);
  tcase_add_test(tests, test_bad_url);
  tcase_add_test(tests, test_many);
  tcase_add_test(tests, test_pages);
  tcase_add_test(tests, test_crowded_month);
  tcase_add_test(tests, test_endless);
  tcase_add_test(tests, test_no_diseases);
  tcase_add_test(tests, test_others);
  suite_add_tcase(suite, tests);
  return suite;
}
