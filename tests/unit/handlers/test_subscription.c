/* Subscriptions, the pure parts: where may be sent to, what can be watched, which search it
 * becomes, which headers go with it, what is shown. */
#include "handlers/encounter.h"
#include "handlers/appointment.h"
#include "handlers/patient_search.h"
#include "handlers/services.h"
#include "handlers/subscription_check.h"
#include "handlers/subscription_criteria.h"
#include "handlers/subscription_endpoint.h"
#include "handlers/subscription_resource.h"
#include "handlers/subscription_message.h"
#include "server/base/buffer.h"
#include "server/http/route.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>

#define ALLOWED SUBSCRIPTION_ENDPOINT_ALLOWED
#define FORM SUBSCRIPTION_ENDPOINT_FORM
#define PLAIN SUBSCRIPTION_ENDPOINT_PLAIN
#define HOST SUBSCRIPTION_ENDPOINT_HOST

#define LIST "emr.example.jp, other.example.jp:8443 ,https://hub.example.jp/hooks/,[fd00::1]"

static const struct {
  const char *url;
  enum subscription_endpoint_verdict verdict;
} endpoints[] = {
    {"http://127.0.0.1:9000/hook", ALLOWED},
    {"http://localhost/hook", ALLOWED},
    {"HTTPS://LOCALHOST:1/", ALLOWED},
    {"http://127.255.0.1", ALLOWED},
    {"http://[::1]:9000", ALLOWED},
    {"https://emr.example.jp/a/b", ALLOWED},
    {"https://EMR.example.jp", ALLOWED},
    {"https://emr.example.jp:443/?x=1", ALLOWED},
    {"https://other.example.jp:8443/", ALLOWED},
    {"https://[fd00::1]/x", ALLOWED},
    {"https://hub.example.jp/hooks", ALLOWED},
    {"https://hub.example.jp/hooks/1", ALLOWED},
    {"https://hub.example.jp/hooks?x", ALLOWED},
    /* not in the list */
    {"https://hub.example.jp/hooksters", HOST},
    {"https://hub.example.jp/", HOST},
    {"http://hub.example.jp/hooks", HOST},
    {"https://hub.example.jp:8443/hooks", HOST},
    {"https://emr.example.jp:8443/", HOST},
    {"https://other.example.jp/", HOST},
    {"https://emr.example.jp.evil.example/", HOST},
    {"https://evil-emr.example.jp/", HOST},
    {"http://10.0.0.1/", HOST},
    {"http://169.254.169.254/latest/meta-data", HOST},
    {"http://0x7f000001/", HOST},
    {"http://2130706433/", HOST},
    {"http://127.1/", HOST},
    {"http://127.0.0.1.evil.example/", HOST},
    {"http://128.0.0.1/", HOST},
    {"http://127.0.0.256/", HOST},
    {"http://localhost.evil.example/", HOST},
    {"http://[::ffff:10.0.0.1]/", HOST},
    {"http://0.0.0.0/", HOST},
    /* listed, but open to be read on the way */
    {"http://emr.example.jp/", PLAIN},
    /* no URL that means one thing */
    {"https://emr.example.jp@evil.example/", FORM},
    {"http://localhost:80@evil.example/", FORM},
    {"http://localhost\\@evil.example/", FORM},
    {"https://emr.example.jp/#x", FORM},
    {"https://hub.example.jp/hooks/../admin", FORM},
    {"https://hub.example.jp/hooks/%2e%2E/admin", FORM},
    {"https://hub.example.jp/hooks/.%2e", FORM},
    {"https://hub.example.jp/./hooks", FORM},
    {"https://emr.example.jp:0/", FORM},
    {"https://emr.example.jp:65536/", FORM},
    {"https://emr.example.jp:/", FORM},
    {"https://emr.example.jp:44 3/", FORM},
    {"https://emr.example.jp/a b", FORM},
    {"https://emr.example.jp/\r\nX: y", FORM},
    {"https://\xe9\x99\xa2.example.jp/", FORM},
    {"https:///hook", FORM},
    {"https://", FORM},
    {"http://[::1", FORM},
    {"http://[::1]x/", FORM},
    {"ftp://localhost/", FORM},
    {"file:///etc/passwd", FORM},
    {"//localhost/", FORM},
    {"localhost", FORM},
    {"", FORM},
};

START_TEST(test_endpoint) {
  const struct subscription_endpoint_policy policy = {view_of(LIST), false};
  ck_assert_int_eq(subscription_endpoint_check(view_of(endpoints[_i].url), &policy),
                   endpoints[_i].verdict);
}
END_TEST

START_TEST(test_endpoint_settings) {
  const struct subscription_endpoint_policy plain = {view_of(LIST), true};
  const struct subscription_endpoint_policy nothing = {view_of(""), false};
  const struct subscription_endpoint_policy commas = {view_of(" ,, "), true};
  struct view url = view_of("http://emr.example.jp/");
  ck_assert_int_eq(subscription_endpoint_check(url, &plain), ALLOWED);
  ck_assert_int_eq(subscription_endpoint_check(url, &nothing), HOST);
  ck_assert_int_eq(subscription_endpoint_check(url, &commas), HOST);
  ck_assert_int_eq(subscription_endpoint_check(view_of("http://10.0.0.1/"), &plain), HOST);
  ck_assert_int_eq(subscription_endpoint_check(view_of("http://localhost/"), &nothing), ALLOWED);
  ck_assert_uint_eq(subscription_endpoint_bad_item(view_of(LIST)).length, 0);
  ck_assert_uint_eq(subscription_endpoint_bad_item(view_of("")).length, 0);
}
END_TEST

static const char *const bad_items[] = {"a b",       "ftp://x/",      "https://u@x/",
                                        "host:port", "https://x/../", "https://x/?q",
                                        "*",         "host/path"};

START_TEST(test_bad_item) {
  char list[100];
  snprintf(list, sizeof list, "emr.example.jp,%s,other", bad_items[_i]);
  struct view bad = subscription_endpoint_bad_item(view_of(list));
  ck_assert(view_is(bad, bad_items[_i]));
}
END_TEST

static const struct {
  const char *line;
  bool may_go;
} headers[] = {
    {"Authorization: Bearer abc", true},
    {"X-Key:1", true},
    {"X-Name: \xe9\x99\xa2", true},
    {"X-Key:", false},
    {"X-Key:  ", false},
    {"X-Key", false},
    {": x", false},
    {"X Key: x", false},
    {"X-Key : x", false},
    {"X-Key: a\r\nHost: b", false},
    {"X-Key: a\nb", false},
    {"X-Key: a\x7f", false},
    {"Host: b", false},
    {"content-LENGTH: 3", false},
    {"Content-Type: text/plain", false},
    {"Transfer-Encoding: chunked", false},
    {"Connection: close", false},
    {"", false},
};

START_TEST(test_header) {
  ck_assert_int_eq(subscription_check_header(view_of(headers[_i].line)), headers[_i].may_go);
}
END_TEST

/* ---- criteria ----------------------------------------------------------------------------------
 */
#define ROW(name, type) {(name), (type)},
static const struct search_parameter_row patient_rows[] = {
    PATIENT_SEARCH_PARAMETERS(ROW){NULL, NULL}};
static const struct search_parameter_row encounter_rows[] = {
    ENCOUNTER_SEARCH_PARAMETERS(ROW){NULL, NULL}};
static const struct search_parameter_row appointment_rows[] = {
    APPOINTMENT_SEARCH_PARAMETERS(ROW){NULL, NULL}};

static const struct route routes[] = {
    {.method = HTTP_METHOD_GET,
     .resource = "Patient",
     .interaction = "search-type",
     .search = patient_rows},
    {.method = HTTP_METHOD_GET,
     .resource = "Encounter",
     .interaction = "search-type",
     .search = encounter_rows},
    {.method = HTTP_METHOD_GET,
     .resource = "Appointment",
     .interaction = "search-type",
     .search = appointment_rows},
};
static const struct route_table table = {routes, sizeof routes / sizeof routes[0]};

static struct arena *arena;
static struct services services;
static struct request request;

static void set_up(void) {
  arena = arena_new(16u << 20);
  services = (struct services){.routes = &table, .clock = clock_system()};
  request = (struct request){.arena = arena,
                             .services = &services,
                             .base_url = view_of("http://test/fhir"),
                             .language = LANGUAGE_ENGLISH,
                             .issues = issue_list_make(arena, 50)};
}

static void tear_down(void) {
  arena_free(arena);
}

static const struct {
  const char *criteria;
  const char *type;  /* NULL: refused */
  const char *issue; /* id of the first issue */
  const char *names; /* part of its English text */
} criteria[] = {
    {"Patient?", "Patient", NULL, NULL},
    {"Patient", "Patient", NULL, NULL},
    {"Patient?gender=female&birthdate=ge1950", "Patient", NULL, NULL},
    {"Patient?name=\xe8\xa6\x8b\xe6\x9c\xac", "Patient", NULL, NULL},
    {"Patient?name=%E8%A6%8B", "Patient", NULL, NULL},
    {"Patient?identifier=00001", "Patient", NULL, NULL},
    {"Encounter?class=AMB&status=finished", "Encounter", NULL, NULL},
    {"Encounter?subject=Patient/1&date=2026", "Encounter", NULL, NULL},
    {"Appointment?practitioner=10001", "Appointment", NULL, NULL},
    {"Observation?code=1", NULL, "subscription-criteria-type", "Patient, Encounter, Appointment"},
    {"Condition?patient=1", NULL, "subscription-criteria-type", "Appointment"},
    {"patient?name=a", NULL, "subscription-criteria-type", "Patient"},
    {"/Patient?name=a", NULL, "subscription-criteria-type", "Patient"},
    {"http://test/fhir/Patient?name=a", NULL, "subscription-criteria-type", "Patient"},
    {"Patient/1", NULL, "subscription-criteria-type", "Patient"},
    {"", NULL, "subscription-criteria-type", "Patient"},
    {"Patient?color=red", NULL, "subscription-criteria-parameter", "birthdate, gender"},
    {"Patient?name:exact=a", NULL, "subscription-criteria-parameter", "name, family"},
    {"Patient?_lastUpdated=ge2026", NULL, "subscription-criteria-parameter", "gender"},
    {"Patient?_count=3", NULL, "subscription-criteria-parameter", "gender"},
    {"Encounter?_include=Encounter:patient", NULL, "subscription-criteria-parameter", "class"},
    {"Encounter?name=a", NULL, "subscription-criteria-parameter", "class"},
    {"Patient?gender=", NULL, "subscription-criteria-value", "gender"},
    {"Patient?gender=red", NULL, "search-parameter-value", "male"},
    {"Patient?birthdate=yesterday", NULL, "search-parameter-value", "birthdate"},
    {"Encounter?date=x", NULL, "search-parameter-value", "date"},
    {"Encounter?status=a,b", NULL, "search-parameter-repeated", "status"},
    {"Encounter?status=a&status=b", NULL, "search-parameter-repeated", "status"},
    {"Patient?name=%zz", NULL, "subscription-criteria-query", "Patient"},
};

START_TEST(test_criteria) {
  const char *type = "none";
  enum error error = subscription_criteria_check(&request, view_of(criteria[_i].criteria), &type);
  if (criteria[_i].type != NULL) {
    ck_assert_int_eq(error, ERROR_OK);
    ck_assert_str_eq(type, criteria[_i].type);
    ck_assert_uint_eq(request.issues.count, 0);
    return;
  }
  ck_assert_int_eq(error, ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(type, "none");
  ck_assert_uint_ge(request.issues.count, 1);
  struct issue *issue = &request.issues.issues[0];
  struct view text = issue_text(issue, LANGUAGE_ENGLISH, arena);
  ck_assert_str_eq(issue->message->id, criteria[_i].issue);
  ck_assert_msg(view_find(text, view_of(criteria[_i].names), 0) != SIZE_MAX, "%.*s",
                VIEW_ARGUMENTS(text));
}
END_TEST

static const struct {
  const char *criteria;
  const char *target;
} targets[] = {
    {"Patient", "Patient?_id=00012"},
    {"Patient?", "Patient?_id=00012"},
    {"Patient?gender=female", "Patient?_id=00012&gender=female"},
    {"Patient?_id=12&gender=female", "Patient?_id=00012&gender=female"},
    {"Patient?_id=13", ""},
    {"Patient?name=a%26b", "Patient?_id=00012&name=a%26b"},
    {"Encounter?class=AMB", "Encounter?patient=00012&class=AMB&date=2026-11-21"},
    {"Encounter?patient=Patient/12", "Encounter?patient=00012&date=2026-11-21"},
    {"Encounter?subject=http://test/fhir/Patient/00012", "Encounter?patient=00012&date=2026-11-21"},
    {"Encounter?patient=1200", ""},
    {"Encounter?class=AMB&subject=Patient/1", ""},
    {"Appointment?status=booked", "Appointment?patient=00012&status=booked&date=ge2026-11-21"},
};

START_TEST(test_target) {
  const struct subscription_criteria_event event = {view_of("00012"), view_of("2026-11-21")};
  struct view target = view_of("none");
  ck_assert_int_eq(
      subscription_criteria_target(arena, view_of(targets[_i].criteria), &event, &target),
      ERROR_OK);
  ck_assert_msg(view_is(target, targets[_i].target), "%.*s", VIEW_ARGUMENTS(target));
}
END_TEST

START_TEST(test_target_of_nonsense) {
  const struct subscription_criteria_event event = {view_of("00012"), view_of("2026-11-21")};
  struct view target = view_of("none");
  ck_assert_int_eq(subscription_criteria_target(arena, view_of("Observation?"), &event, &target),
                   ERROR_BAD_REQUEST);
  ck_assert_int_eq(subscription_criteria_target(arena, view_of("Patient?a=%z"), &event, &target),
                   ERROR_BAD_REQUEST);
  ck_assert(subscription_criteria_by_day("Encounter"));
  ck_assert(!subscription_criteria_by_day("Patient"));
  ck_assert(!subscription_criteria_by_day("Observation"));
}
END_TEST

/* ---- what is shown ------------------------------------------------------------------------------
 */
#define RESOURCE                                                                                   \
  "{\"resourceType\":\"Subscription\",\"id\":\"x\",\"meta\":{\"lastUpdated\":\"2001\","            \
  "\"profile\":[\"http://p\"]},\"status\":\"requested\",\"error\":\"mine\",\"reason\":\"a "        \
  "\\\"b\\\"\","                                                                                   \
  "\"criteria\":\"Patient\",\"channel\":{\"type\":\"rest-hook\",\"payload\":\"application/"        \
  "fhir+json\","                                                                                   \
  "\"\\u0068eader\":[\"X-Key: secret\",\"A: \\u0062\"]}}"

static const char *shown(bool with_headers, const char *error) {
  const struct store_subscription subscription = {.id = view_of("new"),
                                                  .status = view_of("active"),
                                                  .error = view_of(error),
                                                  .error_detail = view_of("503"),
                                                  .updated_ms = 1800000000000,
                                                  .content = view_of(RESOURCE)};
  struct buffer buffer = buffer_make(arena, 100000);
  struct json_writer writer = json_writer_make(&buffer, false);
  ck_assert_int_eq(subscription_resource_write(&request, &writer, &subscription, with_headers),
                   ERROR_OK);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return arena_string(arena, buffer_view(&buffer));
}

START_TEST(test_shown_whole) {
  ck_assert_str_eq(shown(true, ""),
                   "{\"resourceType\":\"Subscription\",\"id\":\"new\",\"meta\":{\"lastUpdated\":"
                   "\"2027-01-15T17:00:00.000+09:00\",\"profile\":[\"http://p\"]},\"status\":"
                   "\"active\",\"reason\":\"a \\\"b\\\"\",\"criteria\":\"Patient\",\"channel\":"
                   "{\"type\":\"rest-hook\",\"payload\":\"application/fhir+json\",\"header\":"
                   "[\"X-Key: secret\",\"A: \\u0062\"]}}");
}
END_TEST

/* A name that is written with an escape is the same name. */
START_TEST(test_shown_without_headers) {
  const char *json = shown(false, "");
  ck_assert_ptr_null(strstr(json, "secret"));
  ck_assert_ptr_null(strstr(json, "eader"));
  ck_assert_ptr_nonnull(strstr(json, "SUBSETTED"));
}
END_TEST

START_TEST(test_shown_error) {
  ck_assert_ptr_nonnull(strstr(shown(true, "subscription-failed-status"),
                               "\"error\":\"the endpoint answered with HTTP status 503\""));
  request.language = LANGUAGE_JAPANESE;
  ck_assert_ptr_nonnull(
      strstr(shown(true, "subscription-failed-status"), "\xe9\x80\x9a\xe7\x9f\xa5"));
  ck_assert_ptr_null(strstr(shown(true, "no-such-message"), "error"));
}
END_TEST

START_TEST(test_channel) {
  struct subscription_channel channel;
  ck_assert_int_eq(subscription_resource_channel(arena, view_of(RESOURCE), &channel), ERROR_OK);
  ck_assert(channel.has_payload);
  ck_assert_uint_eq(channel.header_count, 2);
  ck_assert(view_is(channel.headers[0], "X-Key: secret"));
  ck_assert(view_is(channel.headers[1], "A: b"));
  ck_assert_int_eq(subscription_resource_channel(arena, view_of("{}"), &channel), ERROR_OK);
  ck_assert(!channel.has_payload);
  ck_assert_uint_eq(channel.header_count, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("subscription");
  TCase *cases = tcase_create("endpoint");
  tcase_add_loop_test(cases, test_endpoint, 0, sizeof endpoints / sizeof endpoints[0]);
  tcase_add_test(cases, test_endpoint_settings);
  tcase_add_loop_test(cases, test_bad_item, 0, sizeof bad_items / sizeof bad_items[0]);
  tcase_add_loop_test(cases, test_header, 0, sizeof headers / sizeof headers[0]);
  suite_add_tcase(suite, cases);
  cases = tcase_create("criteria");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_loop_test(cases, test_criteria, 0, sizeof criteria / sizeof criteria[0]);
  tcase_add_loop_test(cases, test_target, 0, sizeof targets / sizeof targets[0]);
  tcase_add_test(cases, test_target_of_nonsense);
  suite_add_tcase(suite, cases);
  cases = tcase_create("resource");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, test_shown_whole);
  tcase_add_test(cases, test_shown_without_headers);
  tcase_add_test(cases, test_shown_error);
  tcase_add_test(cases, test_channel);
  suite_add_tcase(suite, cases);
  return suite;
}
