#include "server/orca/orca_event.h"
#include "server/orca/orca_patient.h"
#include "server/orca/orca_push_link.h"
#include "server/orca/orca_resync.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

static struct fake_orca fake;
static struct fake_setup setup_state;
static struct arena *arena;

static void setup(void) {
  arena = arena_new(16u << 20);
}

static void teardown(void) {
  orca_close(setup_state.orca);
  setup_state.orca = NULL;
  arena_free(arena);
}

struct frame_case {
  const char *text;
  enum error error;
  enum orca_event_command command;
  const char *name;
  const char *patient;
  const char *uuid;
};

#define FRAME(event, body)                                                                         \
  "{\"command\":\"event\",\"sub.id\":\"3\",\"data\":{\"id\":7,\"uuid\":\"u-7\",\"event\":\"" event \
  "\",\"user\":\"ormaster\",\"time\":\"2026-11-21T09:12:13+0900\",\"body\":" body "}}"

static const struct frame_case frames[] = {
    {FRAME("patient_accept", "{\"Patient_ID\":\"00012\"}"), ERROR_OK, ORCA_EVENT_DATA,
     "patient_accept", "00012", "u-7"},
    {FRAME("print001", "[{\"Data_ID\":\"a\"},{}]"), ERROR_OK, ORCA_EVENT_DATA, "print001", "",
     "u-7"},
    {FRAME("patient_memo", "null"), ERROR_OK, ORCA_EVENT_DATA, "patient_memo", "", "u-7"},
    {"{\"command\":\"event\"}", ERROR_OK, ORCA_EVENT_DATA, "", "", ""},
    {"{\"command\":\"subscribed\",\"req.id\":\"facade-0\",\"sub.id\":\"3\"}", ERROR_OK,
     ORCA_EVENT_SUBSCRIBED, "", "", ""},
    {"{\"command\":\"error\",\"for\":\"subscribe\",\"code\":\"INVALID_PARAMS\"}", ERROR_OK,
     ORCA_EVENT_ERROR, "", "", ""},
    {"{\"command\":\"something\"}", ERROR_OK, ORCA_EVENT_OTHER, "", "", ""},
    {"{}", ERROR_OK, ORCA_EVENT_OTHER, "", "", ""},
    {"", ERROR_ORCA_ANSWER, ORCA_EVENT_OTHER, "", "", ""},
    {"[]", ERROR_ORCA_ANSWER, ORCA_EVENT_OTHER, "", "", ""},
    {"<a/>", ERROR_ORCA_ANSWER, ORCA_EVENT_OTHER, "", "", ""},
    {"{\"command\":\"\x82\xa0\"}", ERROR_ORCA_ANSWER, ORCA_EVENT_OTHER, "", "", ""},
};

START_TEST(test_frame) {
  const struct frame_case *row = &frames[_i];
  struct orca_event_frame frame = {.command = ORCA_EVENT_OTHER};
  ck_assert_int_eq(orca_event_read(arena, view_of(row->text), &frame), row->error);
  ck_assert_int_eq(frame.command, row->command);
  ck_assert(view_is(frame.event.name, row->name));
  ck_assert(view_is(frame.event.patient, row->patient));
  ck_assert(view_is(frame.event.uuid, row->uuid));
}
END_TEST

static const struct {
  const char *text;
  const char *day;
} days[] = {
    {FRAME("patient_accept", "{\"Accept_Date\":\"2026-11-21\"}"), "2026-11-21"},
    {FRAME("patient_account", "{\"Information_Date\":\"2026-11-22\",\"Perform_Date\":"
                              "\"2026-11-21\"}"),
     "2026-11-21"},
    {FRAME("patient_hospital_stay", "{\"Admission_Date\":\"2026-11-01\"}"), "2026-11-01"},
    {FRAME("patient_infomation", "{\"Information_Date\":\"2026-11-22\"}"), ""},
    {FRAME("patient_accept", "{\"Accept_Date\":\"9999-12-31\"}"), ""},
    {FRAME("patient_accept", "{\"Accept_Date\":\"today\"}"), ""},
    {FRAME("patient_memo", "null"), ""},
};

START_TEST(test_day) {
  struct orca_event_frame frame = {.command = ORCA_EVENT_OTHER};
  ck_assert_int_eq(orca_event_read(arena, view_of(days[_i].text), &frame), ERROR_OK);
  ck_assert(view_is(frame.event.day, days[_i].day));
}
END_TEST

START_TEST(test_subscribe) {
  ck_assert(view_is(orca_event_subscribe(arena, view_of("*"), 4),
                    "{\"command\":\"subscribe\",\"req.id\":\"facade-4\",\"event\":\"*\"}"));
}
END_TEST

/* The oldest of many is forgotten, not the newest. */
START_TEST(test_memory) {
  static struct orca_event_memory memory;
  struct orca_event event = {.uuid = {NULL, 0}};
  ck_assert(orca_event_is_new(&memory, &event));
  ck_assert(orca_event_is_new(&memory, &event));
  for (uint32_t i = 0; i <= ORCA_EVENT_MEMORY; i++) {
    event.uuid = arena_format(arena, "uuid-%u", i);
    ck_assert(orca_event_is_new(&memory, &event));
    ck_assert(!orca_event_is_new(&memory, &event));
  }
  event.uuid = view_of("uuid-1");
  ck_assert(!orca_event_is_new(&memory, &event));
  event.uuid = view_of("uuid-0");
  ck_assert(orca_event_is_new(&memory, &event));
}
END_TEST

/* ---- after a reconnect ---------------------------------------------------------------------- */

#define PATIENT                                                                                    \
  {                                                                                                \
    "patientgetv2", "", 200,                                                                       \
        "<xmlio2><patientinfores type=\"record\"><Api_Result type=\"string\">00</Api_Result>"      \
        "<Patient_Information type=\"record\"><Patient_ID type=\"string\">00012</Patient_ID>"      \
        "</Patient_Information></patientinfores></xmlio2>",                                        \
        ERROR_OK                                                                                   \
  }
#define LIST(code, rows)                                                                           \
  {                                                                                                \
    "patientlst1v2", "<Base_StartDate type=\"string\">2026-11-21</Base_StartDate>", 200,           \
        "<xmlio2><patientlst1res type=\"record\"><Api_Result type=\"string\">" code                \
        "</Api_Result><Patient_Information type=\"array\">" rows                                   \
        "</Patient_Information></patientlst1res></xmlio2>",                                        \
        ERROR_OK                                                                                   \
  }
#define ROW(id)                                                                                    \
  "<Patient_Information_child type=\"record\"><Patient_ID type=\"string\">" id                     \
  "</Patient_ID></Patient_Information_child>"
#define EVENTS(text)                                                                               \
  { "pusheventgetv2", "\"start_time\":\"2026-11-21 15:49\"", 200, text, ERROR_OK }
#define EVENT(uuid, patient)                                                                       \
  "{\"data\":{\"id\":1,\"uuid\":\"" uuid                                                           \
  "\",\"event\":\"patient_account\",\"body\":{\"Patient_ID\":\"" patient "\"}}}"

struct resync_case {
  struct fake_answer list;
  struct fake_answer events;
  enum error error;
  uint32_t event_count;
  bool forgets; /* patient 12 */
};

static const struct resync_case resyncs[] = {
    {LIST("00", ROW("00012")), EVENTS("[]"), ERROR_OK, 0, true},
    /* who is 13 now may have been 12 */
    {LIST("00", ROW("00013")), EVENTS("[]"), ERROR_OK, 0, true},
    {LIST("20", ""), EVENTS("{\"error\":{\"code\":\"0007\",\"message\":\"m\"}}"), ERROR_OK, 0,
     false},
    {LIST("20", ""), EVENTS("[" EVENT("a", "00012") "," EVENT("b", "3") "]"), ERROR_OK, 2, true},
    {LIST("20", ""), EVENTS("[" EVENT("seen", "00012") "]"), ERROR_OK, 0, false},
    {LIST("20", ""), EVENTS("[{},{\"data\":{}}]"), ERROR_OK, 0, false},
    {LIST("10", ROW("00013")), EVENTS("[]"), ERROR_TOO_LARGE, 0, true},
    {LIST("77", ""), EVENTS("[]"), ERROR_ORCA_ANSWER, 0, true},
    {LIST("20", ""), EVENTS("{\"error\":{\"code\":\"0003\",\"message\":\"m\"}}"), ERROR_BAD_REQUEST,
     0, true},
    {LIST("20", ""), EVENTS("{\"error\":{\"code\":\"4001\",\"message\":\"m\"}}"), ERROR_ORCA_ANSWER,
     0, true},
    {LIST("20", ""), EVENTS("{\"error\":{\"code\":\"0099\",\"message\":\"m\"}}"),
     ERROR_ORCA_REFUSED, 0, true},
    {LIST("20", ""), EVENTS("{\"anything\":\"else\"}"), ERROR_ORCA_ANSWER, 0, true},
    {LIST("20", ""), EVENTS("<html/>"), ERROR_ORCA_ANSWER, 0, true},
};

START_TEST(test_resync) {
  const struct resync_case *row = &resyncs[_i];
  const struct fake_answer answers[] = {
      PATIENT, row->list, row->events, {NULL, NULL, 0, NULL, ERROR_OK}};
  static struct orca_event_memory memory;
  const struct orca_event seen = {.uuid = view_of("seen")};
  struct orca_patient patient;
  memset(&memory, 0, sizeof memory);
  ck_assert(orca_event_is_new(&memory, &seen));
  fake_orca_init(&fake, answers);
  setup_state.kind = ORCA_KIND_CLOUD;
  ck_assert_int_eq(fake_orca_open(&fake, 60, &setup_state), ERROR_OK);
  struct orca_session session = {.orca = setup_state.orca, .arena = arena, .deadline_us = 10000000};
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  struct orca_session other = session;
  struct orca_resync work = {.since_ms = FAKE_NOW_MS - 600000, .memory = &memory};
  ck_assert_int_eq(orca_resync(&other, &work), row->error);
  ck_assert_uint_eq(work.events, row->event_count);
  uint32_t calls = fake.calls;
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_OK);
  ck_assert_uint_eq(fake.calls, calls + (row->forgets ? 1 : 0));
}
END_TEST

/* ---- where the PUSH server is ---------------------------------------------------------------- */

struct link_case {
  const char *url;
  enum error error;
  const char *host;
  uint16_t port;
  const char *path;
  bool tls;
};

static const struct link_case links[] = {
    {"ws://localhost:9400/ws", ERROR_OK, "localhost", 9400, "/ws", false},
    {"wss://push.example.invalid/ws", ERROR_OK, "push.example.invalid", 443, "/ws", true},
    {"ws://192.0.2.1", ERROR_OK, "192.0.2.1", 80, "/", false},
    {"wss://a/b/c?d=e", ERROR_OK, "a", 443, "/b/c?d=e", true},
    {"http://a/b", ERROR_CONFIGURATION, "", 0, "", false},
    {"ws://", ERROR_CONFIGURATION, "", 0, "", false},
    {"ws://a:port/", ERROR_CONFIGURATION, "", 0, "", false},
    {"ws://a:70000/", ERROR_CONFIGURATION, "", 0, "", false},
};

START_TEST(test_link) {
  const struct link_case *row = &links[_i];
  struct orca_push_link link = {.host = "", .path = ""};
  ck_assert_int_eq(orca_push_link_read(arena, row->url, &link), row->error);
  ck_assert_str_eq(link.host, row->host);
  ck_assert_str_eq(link.path, row->path);
  ck_assert_uint_eq(link.port, row->port);
  ck_assert(link.tls == row->tls);
}
END_TEST

START_TEST(test_basic) {
  ck_assert_str_eq(orca_push_link_basic(arena, "ormaster", "ormaster123"),
                   "Basic b3JtYXN0ZXI6b3JtYXN0ZXIxMjM=");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_event");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_frame, 0, sizeof(frames) / sizeof(frames[0]));
  tcase_add_loop_test(tests, test_day, 0, sizeof(days) / sizeof(days[0]));
  tcase_add_test(tests, test_subscribe);
  tcase_add_test(tests, test_memory);
  tcase_add_loop_test(tests, test_resync, 0, sizeof(resyncs) / sizeof(resyncs[0]));
  tcase_add_loop_test(tests, test_link, 0, sizeof(links) / sizeof(links[0]));
  tcase_add_test(tests, test_basic);
  suite_add_tcase(suite, tests);
  return suite;
}
