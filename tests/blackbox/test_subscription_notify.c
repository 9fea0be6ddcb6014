/* Notifications: an event of ORCA leads to one, once; failures are made good, also over a restart.
 */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/subscription_fixture.h"
#include "tests/unit/postgres_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SERVERS 3
#define PATIENTS 8

/* A port that takes connections and never reads. */
static int silent_port(int *ret_socket) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
  ck_assert_int_eq(listen(descriptor, 8), 0);
  ck_assert_int_eq(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
  *ret_socket = descriptor;
  return ntohs(address.sin_port);
}

static bool begins(const char *request, const char *start_line) {
  return strncmp(request, start_line, strlen(start_line)) == 0;
}

START_TEST(empty_notification) {
  start(QUICK, NULL);
  subscribe("Patient?gender=male", ",\"header\":[\"Authorization: " SECRET "\"]");
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 1));
  const char *request = receiver_request(&receiver, 0);
  ck_assert_msg(begins(request, "POST /hook/ HTTP/1.1\r\n"), "%s", request);
  ck_assert_ptr_nonnull(strstr(request, "\r\nAuthorization: " SECRET "\r\n"));
  ck_assert_ptr_null(strcasestr(request, "\r\ncontent-type:"));
  ck_assert_str_eq(strstr(request, "\r\n\r\n"), "\r\n\r\n"); /* no body */
  wait_metric(RESULT("delivered"), 1);
  char *path = world_path(&world, "server.log");
  char *log = file_text(path);
  ck_assert_ptr_nonnull(strstr(log, "subscription-notified"));
  ck_assert_ptr_null(strstr(log, "secret"));
  ck_assert_ptr_null(strstr(log, "00001"));
  ck_assert_ptr_null(strstr(log, "/hook"));
  free(log);
  free(path);
}
END_TEST

static json_t *body_of(const char *request) {
  const char *body = strstr(request, "\r\n\r\n");
  return body != NULL ? json_loads(body + 4, 0, NULL) : NULL;
}

/* The same resource as a read gives. */
START_TEST(resource_is_put) {
  start(QUICK, NULL);
  subscribe("Patient?", ",\"payload\":\"application/fhir+json\"");
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 1));
  const char *request = receiver_request(&receiver, 0);
  ck_assert_msg(begins(request, "PUT /hook/Patient/00001 HTTP/1.1\r\n"), "%s", request);
  ck_assert_ptr_nonnull(strcasestr(request, "\r\ncontent-type: application/fhir+json\r\n"));
  json_t *body = body_of(request);
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  ck_assert_str_eq(text_at(body, "resourceType"), "Patient");
  ck_assert(json_equal(json_at(body, "name"), json_at(reply.json, "name")));
  ck_assert_str_ne(text_at(body, "birthDate"), "");
  reply_free(&reply);
  json_decref(body);
}
END_TEST

/* A reception is about the Encounters of its day and the appointments from then on. */
START_TEST(reception_notifies) {
  start(QUICK, NULL);
  subscribe("Encounter?class=AMB", ",\"payload\":\"application/fhir+json\"");
  struct reply reply = put("t", subscription("t", "active", "Appointment?", ""));
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  raise_event("{\"event\":\"patient_accept\",\"uuid\":\"u1\",\"body\":{\"Patient_ID\":\"00001\","
              "\"Accept_Date\":\"2025-10-06\"}}");
  wait_metric(RESULT("delivered"), 2);
  size_t puts = 0;
  size_t posts = 0;
  for (size_t i = 0; i < receiver_count(&receiver); i++) {
    const char *request = receiver_request(&receiver, i);
    posts += begins(request, "POST /hook/ ");
    if (begins(request, "PUT /hook/Encounter/")) {
      json_t *body = body_of(request);
      ck_assert_int_eq(strncmp(text_at(body, "period.start"), "2025-10-06", 10), 0);
      json_decref(body);
      puts++;
    }
  }
  ck_assert_uint_eq(posts, 1);
  ck_assert_uint_ge(puts, 1);
  ck_assert_uint_eq(puts + posts, receiver_count(&receiver));
}
END_TEST

/* What does not meet the criteria, and events about something else, are not told. */
START_TEST(only_matches_are_told) {
  static const char *const events[] = {
      EVENT("patient_accept", "00001", "u1"), /* about Encounters */
      EVENT("patient_memo", "00001", "u2"),   /* about nothing */
      CHANGED("99999", "u3"),                 /* nobody has that number */
      CHANGED("00003", "u4"),                 /* a man, another one */
      CHANGED("00001", "u5"),
      CHANGED("00002", "u6"),
  };
  start(QUICK, NULL);
  subscribe("Patient?gender=male&_id=00001", ",\"payload\":\"application/fhir+json\"");
  struct reply reply = put("t", subscription("t", "active", "Patient?gender=female", ""));
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
    raise_event(events[i]);
  }
  wait_metric(RESULT("unmatched"), 6); /* two each of u3 and u4, one each of u5 and u6 */
  wait_metric(RESULT("delivered"), 2);
  ck_assert_int_eq(metric("subscription_waiting"), 0);
  ck_assert_int_eq(metric(RESULT("unmatched")), 6);
  ck_assert_uint_eq(receiver_count(&receiver), 2);
  ck_assert(begins(receiver_request(&receiver, 0), "PUT /hook/Patient/00001 "));
  ck_assert(begins(receiver_request(&receiver, 1), "POST /hook/ "));
}
END_TEST

/* The same event by PUSH twice, and from the list of events after a reconnect and a restart. */
START_TEST(event_is_told_once) {
  start("FHIR_FACADE_ORCA_KIND=cloud", NULL);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u1"));
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 1));
  int calls = lab_orca_calls(&world, "pusheventgetv2");
  ck_assert(lab_post(&world, "/lab/push/drop", "{}"));
  wait_metric("orca_push_connections_total", 2);
  wait_listening();
  ck_assert_int_eq(server_stop(&world), 0);
  server_start(&world);
  wait_listening();
  wait_metric("orca_push_events_total",
              1); /* the list of events has it, the new process knows not */
  ck_assert_int_gt(lab_orca_calls(&world, "pusheventgetv2"), calls);
  raise_event(CHANGED("00001", "u2"));
  ck_assert(receiver_wait(&receiver, 2));
  wait_metric(RESULT("delivered"), 1);
  ck_assert_uint_eq(receiver_count(&receiver), 2);
}
END_TEST

START_TEST(failures_are_made_good) {
  start(QUICK, QUICKLY);
  receiver_answer(&receiver, 0, 500);
  receiver_answer(&receiver, 1, 302); /* not followed */
  receiver_answer(&receiver, 2, 200);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 3));
  wait_metric(RESULT("delivered"), 1);
  ck_assert_int_eq(metric(RESULT("failed")), 2);
  for (size_t i = 0; i < 3; i++) {
    ck_assert(begins(receiver_request(&receiver, i), "POST /hook/ "));
  }
  struct reply reply = http_get(&world, "/fhir/Subscription/s");
  ck_assert_str_eq(text_at(reply.json, "status"), "active");
  ck_assert_str_eq(text_at(reply.json, "error"), "");
  reply_free(&reply);
}
END_TEST

/* Not told before the end of the process, however it came: told by the next one. */
START_TEST(restart_keeps_what_waits) {
  start(SLOW, SLOWLY);
  receiver_answer(&receiver, 0, 503);
  receiver_answer(&receiver, 1, 200);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u1"));
  wait_metric(RESULT("failed"), 1);
  expect_error("503");
  server_kill(&world);
  ck_assert_uint_eq(receiver_count(&receiver), 1);
  server_start(&world);
  ck_assert_int_eq(metric("subscription_waiting"), 1);
  subscribe("Patient?", ""); /* asked for anew: no wait any longer */
  ck_assert(receiver_wait(&receiver, 2));
  wait_metric(RESULT("delivered"), 1);
}
END_TEST

/* The attempts go on by themselves. */
START_TEST(restart_goes_on) {
  start("FHIR_FACADE_SUBSCRIPTION_FIRST_WAIT_MS=200",
        "FHIR_FACADE_SUBSCRIPTION_LONGEST_WAIT_MS=200");
  receiver_answer(&receiver, 0, 503);
  subscribe("Patient?", ",\"payload\":\"application/fhir+json\"");
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 2));
  ck_assert_int_eq(server_stop(&world), 0);
  receiver_answer(&receiver, 0, 200);
  size_t before = receiver_count(&receiver);
  server_start(&world);
  ck_assert(receiver_wait(&receiver, before + 1));
  wait_metric(RESULT("delivered"), 1);
  ck_assert(begins(receiver_request(&receiver, before), "PUT /hook/Patient/00001 "));
  ck_assert_int_eq(metric("subscription_waiting"), 0);
}
END_TEST

static bool has_connection(void *context) {
  struct pollfd waiting = {.fd = *(int *)context, .events = POLLIN};
  return poll(&waiting, 1, 0) == 1;
}

/* A request has begun; its connection, which stays open. */
static int take_connection(int silent) {
  ck_assert(wait_until(has_connection, &silent));
  return accept(silent, NULL, NULL);
}

/* An endpoint that takes the connection and says nothing: PUSH goes on, and so does the end. What
 * is cut off by it is told at once by the next process. */
START_TEST(silent_endpoint_holds_nobody_up) {
  int silent = 0;
  int port = silent_port(&silent);
  start(QUICK, "FHIR_FACADE_SUBSCRIPTION_TIMEOUT_MS=600000");
  snprintf(text, sizeof text,
           "{\"resourceType\":\"Subscription\",\"id\":\"s\",\"status\":\"requested\",\"reason\":"
           "\"test\",\"criteria\":\"Patient?\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"http://127.0.0.1:%d/\"}}",
           port);
  struct reply reply = put("s", text);
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  raise_event(CHANGED("00001", "u1"));
  raise_event(CHANGED("00002", "u2"));
  raise_event(CHANGED("00003", "u3"));
  wait_metric("orca_push_events_total", 3);
  wait_metric("subscription_waiting", 3);
  ck_assert_int_eq(metric(RESULT("failed")), 0); /* the first is still being told */
  int first = take_connection(silent);
  ck_assert_int_eq(server_stop(&world), 0);
  server_start(&world);
  int second = take_connection(silent);
  ck_assert_int_eq(metric("subscription_waiting"), 3);
  ck_assert_int_eq(server_stop(&world), 0);
  close(first);
  close(second);
  close(silent);
}
END_TEST

START_TEST(end_is_kept) {
  char end[32];
  time_t soon = time(NULL) + 2;
  struct tm parts;
  gmtime_r(&soon, &parts);
  strftime(end, sizeof end, "%Y-%m-%dT%H:%M:%SZ", &parts);
  start(QUICK, NULL);
  snprintf(text, sizeof text,
           "{\"resourceType\":\"Subscription\",\"id\":\"s\",\"status\":\"requested\",\"reason\":"
           "\"test\",\"criteria\":\"Patient?\",\"end\":\"%s\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"http://127.0.0.1:%d/old\"}}",
           end, receiver.port);
  struct reply reply = put("s", text);
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  reply = put("t", subscription("t", "active", "Patient?", ""));
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  wait_status("off");
  raise_event(CHANGED("00001", "u1"));
  wait_metric(RESULT("delivered"), 1);
  ck_assert_int_eq(metric("subscription_waiting"), 0);
  ck_assert_uint_eq(receiver_count(&receiver), 1);
  ck_assert(begins(receiver_request(&receiver, 0), "POST /hook/ "));
}
END_TEST

START_TEST(last_failure_is_an_error) {
  start("FHIR_FACADE_SUBSCRIPTION_ATTEMPTS=3", QUICK);
  receiver_answer(&receiver, 0, 500);
  receiver_answer(&receiver, 3, 200);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u1"));
  wait_status("error");
  expect_error("500");
  wait_metric(RESULT("given_up"), 1);
  raise_event(CHANGED("00001", "u2"));
  wait_metric("subscription_events_total", 2);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u3"));
  ck_assert(receiver_wait(&receiver, 4));
  wait_metric(RESULT("delivered"), 1);
  ck_assert_uint_eq(receiver_count(&receiver), 4);
}
END_TEST

/* A refusal is not repeated; the Subscription stays active and says so. */
START_TEST(refusal_is_not_repeated) {
  start(QUICK, QUICKLY);
  receiver_answer(&receiver, 0, 404);
  receiver_answer(&receiver, 1, 200);
  subscribe("Patient?", "");
  raise_event(CHANGED("00001", "u1"));
  wait_metric(RESULT("refused"), 1);
  expect_error("404");
  wait_status("active");
  raise_event(CHANGED("00001", "u2"));
  wait_metric(RESULT("delivered"), 1);
  ck_assert_uint_eq(receiver_count(&receiver), 2);
  struct reply reply = http_get(&world, "/fhir/Subscription/s");
  ck_assert_str_eq(text_at(reply.json, "error"), "");
  reply_free(&reply);
}
END_TEST

START_TEST(unreachable_is_tried_again) {
  start(QUICK, QUICKLY);
  snprintf(text, sizeof text, "%s",
           "{\"resourceType\":\"Subscription\",\"id\":\"s\",\"status\":\"requested\",\"reason\":"
           "\"test\",\"criteria\":\"Patient?\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"http://127.0.0.1:9/\"}}");
  struct reply reply = put("s", text);
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  raise_event(CHANGED("00001", "u1"));
  wait_metric(RESULT("failed"), 2);
  expect_error("could not be notified");
  subscribe("Patient?", ""); /* another endpoint */
  ck_assert(receiver_wait(&receiver, 1));
}
END_TEST

/* ORCA's silence is no fault of the endpoint. */
START_TEST(orca_is_asked_again) {
  start(QUICK, "FHIR_FACADE_ORCA_BREAKER_FAILURES=0");
  subscribe("Patient?", "");
  lab_fault(&world, "orca_html", 1);
  raise_event(CHANGED("00001", "u1"));
  wait_metric(RESULT("unknown"), 1);
  lab_fault(&world, "orca_html", 0);
  ck_assert_uint_eq(receiver_count(&receiver), 0);
  wait_status("active");
  ck_assert_int_eq(metric("subscription_waiting"), 1);
  subscribe("Patient?", "");
  ck_assert(receiver_wait(&receiver, 1));
}
END_TEST

/* The last event is told by another Subscription: those before it had their time. */
START_TEST(delete_and_off_stop_it) {
  start(QUICK, NULL);
  subscribe("Patient?", "");
  struct reply reply = put("t", subscription("t", "active", "Patient?", ""));
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  raise_event(CHANGED("00001", "u1"));
  ck_assert(receiver_wait(&receiver, 2));
  const struct call gone = {.method = "DELETE", .path = "/fhir/Subscription/s"};
  reply = http_call(&world, &gone);
  ck_assert_int_eq(reply.status, 204);
  reply_free(&reply);
  raise_event(CHANGED("00001", "u2"));
  ck_assert(receiver_wait(&receiver, 3));
  reply = put("t", subscription("t", "off", "Patient?", ""));
  ck_assert_str_eq(text_at(reply.json, "status"), "off");
  reply_free(&reply);
  raise_event(CHANGED("00001", "u3"));
  wait_metric("subscription_events_total", 3);
  reply = put("v", subscription("v", "active", "Patient?", ""));
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  raise_event(CHANGED("00001", "u4"));
  wait_metric(RESULT("delivered"), 4);
  ck_assert_uint_eq(receiver_count(&receiver), 4);
}
END_TEST

/* What was allowed when it was kept and is not any more. */
START_TEST(endpoint_is_judged_again) {
  start("FHIR_FACADE_SUBSCRIPTION_ENDPOINTS=hub.example.jp", NULL);
  snprintf(text, sizeof text, "%s",
           "{\"resourceType\":\"Subscription\",\"id\":\"s\",\"status\":\"requested\",\"reason\":"
           "\"test\",\"criteria\":\"Patient?\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"https://hub.example.jp/\"}}");
  struct reply reply = put("s", text);
  ck_assert_int_eq(reply.status, 201);
  reply_free(&reply);
  ck_assert_int_eq(server_stop(&world), 0);
  world.settings[0] = "FHIR_FACADE_SUBSCRIPTION_ENDPOINTS=other.example.jp";
  server_start(&world);
  wait_listening();
  raise_event(CHANGED("00001", "u1"));
  wait_status("error");
  expect_error("not allowed any more");
  wait_metric(RESULT("barred"), 1);
}
END_TEST

START_TEST(bad_list_stops_the_start) {
  char *errors = NULL;
  start(QUICK, NULL);
  ck_assert_int_eq(server_stop(&world), 0);
  world.settings[0] = "FHIR_FACADE_SUBSCRIPTION_ENDPOINTS=emr.example.jp,https://*.example.jp";
  ck_assert_int_gt(server_start_second(&world, &errors), 0);
  ck_assert_ptr_nonnull(strstr(errors, "https://*.example.jp"));
  free(errors);
}
END_TEST

/* ---- several servers ----------------------------------------------------------------------------
 */
static struct world servers[SERVERS]; /* the first one stays `world` */

static long delivered_by_all(void) {
  long sum = metric(RESULT("delivered"));
  for (int i = 1; i < SERVERS; i++) {
    sum += metric_at(&servers[i], RESULT("delivered"));
  }
  return sum;
}

static bool has_taken_all(void *context) {
  return metric_at(context, "subscription_events_total") == PATIENTS;
}

static bool all_is_told(void *context) {
  return delivered_by_all() >= *(const long *)context && metric("subscription_waiting") == 0;
}

/* All hear each event; one tells it. */
START_TEST(servers_share_the_telling) {
  static const char *const folders[SERVERS] = {NULL, "data-1", "data-2"};
  char event[200];
  char path[40];
  long wanted = PATIENTS;
  start(QUICK, NULL);
  for (int i = 1; i < SERVERS; i++) {
    server_start_beside(&world, folders[i], &servers[i]);
    ck_assert(wait_until(is_listening, &servers[i]));
  }
  subscribe("Patient?", ",\"payload\":\"application/fhir+json\"");
  for (int i = 1; i <= PATIENTS; i++) {
    snprintf(event, sizeof event, CHANGED("%05d", "u%d"), i, i);
    raise_event(event);
  }
  ck_assert(wait_until(all_is_told, &wanted));
  for (int i = 1; i < SERVERS; i++) {
    ck_assert(wait_until(has_taken_all, &servers[i]));
    ck_assert_int_eq(server_stop(&servers[i]), 0);
  }
  ck_assert_uint_eq(receiver_count(&receiver), PATIENTS);
  for (int i = 1; i <= PATIENTS; i++) {
    bool found = false;
    snprintf(path, sizeof path, "PUT /hook/Patient/%05d ", i);
    for (size_t j = 0; j < PATIENTS && !found; j++) {
      found = begins(receiver_request(&receiver, j), path);
    }
    ck_assert_msg(found, "%s", path);
  }
}
END_TEST

START_TEST(postgres_is_missing) {
  printf("skipped: Subscriptions of several servers (PostgreSQL is not installed)\n");
}
END_TEST

static void set_up_postgres(void) {
  char url[300];
  ck_assert(postgres_server_schema(url, sizeof url));
  snprintf(store_url, sizeof store_url, "FHIR_FACADE_STORE_URL=%s", url);
}

static void add_tests(TCase *cases) {
  tcase_add_test(cases, empty_notification);
  tcase_add_test(cases, resource_is_put);
  tcase_add_test(cases, reception_notifies);
  tcase_add_test(cases, only_matches_are_told);
  tcase_add_test(cases, event_is_told_once);
  tcase_add_test(cases, failures_are_made_good);
  tcase_add_test(cases, restart_keeps_what_waits);
  tcase_add_test(cases, restart_goes_on);
  tcase_add_test(cases, silent_endpoint_holds_nobody_up);
  tcase_add_test(cases, end_is_kept);
  tcase_add_test(cases, last_failure_is_an_error);
  tcase_add_test(cases, refusal_is_not_repeated);
  tcase_add_test(cases, unreachable_is_tried_again);
  tcase_add_test(cases, orca_is_asked_again);
  tcase_add_test(cases, delete_and_off_stop_it);
  tcase_add_test(cases, endpoint_is_judged_again);
}

static TCase *postgres_case(void) {
  TCase *cases = tcase_create("PostgreSQL");
  tcase_set_timeout(cases, 90);
  if (postgres_server_start(false)) {
    tcase_add_checked_fixture(cases, set_up_postgres, teardown);
    add_tests(cases);
    tcase_add_test(cases, servers_share_the_telling);
  } else {
    tcase_add_test(cases, postgres_is_missing);
  }
  return cases;
}

Suite *test_suite(void) {
  Suite *suite = suite_create("subscription_notify");
  TCase *cases = tcase_create("SQLite");
  tcase_set_timeout(cases, 90);
  tcase_add_checked_fixture(cases, NULL, teardown);
  add_tests(cases);
  tcase_add_test(cases, bad_list_stops_the_start);
  suite_add_tcase(suite, cases);
  suite_add_tcase(suite, postgres_case());
  return suite;
}
