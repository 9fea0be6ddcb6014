/* Subscriptions: an event of ORCA leads to a notification, once; failures are made good, also over
 * a restart; what cannot be done is refused. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"
#include "tests/blackbox/receiver.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENT(name, patient, uuid)                                                                 \
  "{\"event\":\"" name "\",\"uuid\":\"" uuid "\",\"body\":{\"Patient_ID\":\"" patient "\"}}"
#define CHANGED(patient, uuid) EVENT("patient_infomation", patient, uuid)
#define SECRET "Bearer very-secret-token"
#define QUICK "FHIR_FACADE_SUBSCRIPTION_FIRST_WAIT_MS=20"
#define QUICKLY "FHIR_FACADE_SUBSCRIPTION_LONGEST_WAIT_MS=40"
#define SLOW "FHIR_FACADE_SUBSCRIPTION_FIRST_WAIT_MS=3600000"
#define SLOWLY "FHIR_FACADE_SUBSCRIPTION_LONGEST_WAIT_MS=3600000"

static struct world world;
static struct receiver receiver;
static char text[4096];

static void teardown(void) {
  world_stop(&world);
  receiver_stop(&receiver);
}

static bool is_listening(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static void wait_listening(void) {
  ck_assert(wait_until(is_listening, NULL));
}

static void start(const char *first, const char *second) {
  receiver_start(&receiver);
  world = (struct world){.transport = "none", .push = true, .settings = {first, second}};
  world_start(&world);
  wait_listening();
}

static long metric(const char *line_start) {
  char line[120];
  struct reply reply = http_get(&world, "/metrics");
  snprintf(line, sizeof line, "\nfhir_facade_%s ", line_start);
  const char *found = strstr(reply.body, line);
  long value = found != NULL ? strtol(found + strlen(line), NULL, 10) : -1;
  reply_free(&reply);
  return value;
}

struct wanted {
  const char *name;
  long value;
};

static bool has_metric(void *context) {
  const struct wanted *wanted = context;
  return metric(wanted->name) >= wanted->value;
}

static void wait_metric(const char *name, long value) {
  struct wanted wanted = {name, value};
  ck_assert_msg(wait_until(has_metric, &wanted), "%s is %ld", name, metric(name));
}

#define RESULT(name) "subscription_notifications_total{result=\"" name "\"}"

/* A Subscription to our receiver; channel is more of it, with a comma before. */
static const char *subscription(const char *id, const char *status, const char *criteria,
                                const char *channel) {
  snprintf(text, sizeof text,
           "{\"resourceType\":\"Subscription\",%s%s%s\"status\":\"%s\",\"reason\":\"test\","
           "\"criteria\":\"%s\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"http://127.0.0.1:%d/hook/\"%s}}",
           id[0] != '\0' ? "\"id\":\"" : "", id, id[0] != '\0' ? "\"," : "", status, criteria,
           receiver.port, channel);
  return text;
}

static struct reply put(const char *id, const char *body) {
  char path[100];
  snprintf(path, sizeof path, "/fhir/Subscription/%s", id);
  const struct call call = {.method = "PUT", .path = path, .body = body};
  return http_call(&world, &call);
}

/* PUT /Subscription/s that must be taken. */
static void subscribe(const char *criteria, const char *channel) {
  struct reply reply = put("s", subscription("s", "requested", criteria, channel));
  ck_assert_msg(reply.status == 200 || reply.status == 201, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "status"), "active");
  reply_free(&reply);
}

static void raise_event(const char *event) {
  ck_assert(lab_post(&world, "/lab/push", event));
}

static bool is_status(void *context) {
  struct reply reply = http_get(&world, "/fhir/Subscription/s");
  bool is = strcmp(text_at(reply.json, "status"), context) == 0;
  reply_free(&reply);
  return is;
}

static void wait_status(const char *status) {
  char wanted[16];
  snprintf(wanted, sizeof wanted, "%s", status);
  ck_assert_msg(wait_until(is_status, wanted), "never %s", status);
}

/* The text of Subscription.error in English. */
static void expect_error(const char *part) {
  const struct call call = {.path = "/fhir/Subscription/s",
                            .headers = {"Accept-Language: en", NULL}};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(strstr(text_at(reply.json, "error"), part) != NULL, "%s", reply.body);
  reply_free(&reply);
}

static void expect_valid(const char *resource) {
  struct reply reply = http_post(&world, "/fhir/Subscription/$validate", resource);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_msg(outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal") == 0, "%s",
                reply.body);
  reply_free(&reply);
}

/* ---- the resource ------------------------------------------------------------------------------
 */
START_TEST(resource_is_kept) {
  char path[200];
  start(QUICK, NULL);
  struct reply reply = http_post(&world, "/fhir/Subscription",
                                 subscription("", "requested", "Patient?gender=female",
                                              ",\"header\":[\"Authorization: " SECRET "\"]"));
  ck_assert_msg(reply.status == 201, "%s", reply.body);
  ck_assert_str_eq(text_at(reply.json, "status"), "active");
  const char *id = text_at(reply.json, "id");
  snprintf(path, sizeof path, "/fhir/Subscription/%s", id);
  char location[300];
  ck_assert_ptr_nonnull(strstr(reply_header(&reply, "Location", location, sizeof location), path));
  reply_free(&reply);
  ck_assert_int_eq(server_stop(&world), 0);
  server_start(&world);
  reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "criteria"), "Patient?gender=female");
  ck_assert_str_eq(text_at(reply.json, "channel.header.0"), "Authorization: " SECRET);
  expect_valid(reply.body);
  reply_free(&reply);
  const struct call gone = {.method = "DELETE", .path = path};
  for (int i = 0; i < 2; i++) {
    reply = http_call(&world, &gone);
    ck_assert_int_eq(reply.status, 204);
    reply_free(&reply);
  }
  reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 404);
  ck_assert_uint_eq(outcome_count(reply.json, "error"), 1);
  reply_free(&reply);
}
END_TEST

static size_t found(const char *query) {
  char path[300];
  snprintf(path, sizeof path, "/fhir/Subscription?%s", query);
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_ptr_null(strstr(reply.body, "secret"));
  size_t count = json_array_size(json_at(reply.json, "entry"));
  reply_free(&reply);
  return count;
}

START_TEST(search_finds_without_secrets) {
  char query[100];
  start(QUICK, NULL);
  subscribe("Patient?gender=female", ",\"header\":[\"Authorization: " SECRET "\"]");
  struct reply reply = put("t", subscription("t", "off", "Encounter?class=AMB", ""));
  ck_assert_int_eq(reply.status, 201);
  ck_assert_str_eq(text_at(reply.json, "status"), "off");
  reply_free(&reply);
  snprintf(query, sizeof query, "url=http://127.0.0.1:%d/hook/", receiver.port);
  ck_assert_uint_eq(found(""), 2);
  ck_assert_uint_eq(found("status=active"), 1);
  ck_assert_uint_eq(found("status=off"), 1);
  ck_assert_uint_eq(found("status=error"), 0);
  ck_assert_uint_eq(found("criteria=patient"), 1);
  ck_assert_uint_eq(found("criteria=gender"), 0);
  ck_assert_uint_eq(found("_id=t"), 1);
  ck_assert_uint_eq(found("url=http://x/"), 0);
  ck_assert_uint_eq(found(query), 2);
  reply = http_get(&world, "/fhir/Subscription?_id=s");
  char *entry = json_dumps(json_at(reply.json, "entry.0.resource"), 0);
  expect_valid(entry);
  ck_assert_ptr_nonnull(strstr(entry, "SUBSETTED"));
  free(entry);
  reply_free(&reply);
  reply = http_get(&world, "/fhir/metadata");
  ck_assert_ptr_nonnull(strstr(reply.body, "\"Subscription\""));
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *criteria;
  const char *status;
  const char *channel; /* with the endpoint */
  const char *more;
  const char *says; /* part of an English text */
} refused[] = {
    {"Patient?", "requested", "\"endpoint\":\"https://emr.example.jp/\"", "",
     "subscription.endpoints"},
    {"Patient?", "requested", "\"endpoint\":\"http://169.254.169.254/\"", "",
     "subscription.endpoints"},
    {"Patient?", "requested", "\"endpoint\":\"http://hub.example.jp/\"", "", "must be https"},
    {"Patient?", "requested", "\"endpoint\":\"localhost\"", "", "no whole"},
    {"Patient?", "requested", "\"payload\":\"application/fhir+json\"", "", "is needed"},
    {"Patient?", "requested",
     "\"endpoint\":\"http://localhost/?a\",\"payload\":\"application/fhir+json\"", "", "query"},
    {"Patient?", "requested",
     "\"endpoint\":\"http://localhost/\",\"payload\":\"application/fhir+xml\"", "",
     "application/fhir+json"},
    {"Patient?", "requested", "\"endpoint\":\"http://localhost/\",\"header\":[\"Host: x\"]", "",
     "channel.header[0]"},
    {"Patient?", "requested",
     "\"endpoint\":\"http://localhost/\",\"header\":[\"A: b\",\"C: d\\r\\nE: f\"]", "",
     "channel.header[1]"},
    {"Observation?code=1", "requested", "\"endpoint\":\"http://localhost/\"", "",
     "Patient, Encounter, Appointment"},
    {"Patient?color=red", "requested", "\"endpoint\":\"http://localhost/\"", "", "birthdate"},
    {"Patient?gender=red", "requested", "\"endpoint\":\"http://localhost/\"", "", "male"},
    {"Patient?", "error", "\"endpoint\":\"http://localhost/\"", "", "requested"},
    {"Patient?", "requested", "\"endpoint\":\"http://localhost/\"",
     ",\"end\":\"2020-01-01T00:00:00Z\"", "is over"},
    {"Patient?", "bad", "\"endpoint\":\"http://localhost/\"", "", "status"},
    {"Patient?", "requested", "\"endpoint\":\"http://localhost/\"", ",\"colour\":1", "colour"},
};

static struct reply post_english(const char *body) {
  const struct call call = {
      .path = "/fhir/Subscription", .body = body, .headers = {"Accept-Language: en", NULL}};
  return http_call(&world, &call);
}

START_TEST(refusals_say_why) {
  start("FHIR_FACADE_SUBSCRIPTION_ENDPOINTS=hub.example.jp:80", NULL);
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    snprintf(text, sizeof text,
             "{\"resourceType\":\"Subscription\",\"status\":\"%s\",\"reason\":\"test\","
             "\"criteria\":\"%s\",\"channel\":{\"type\":\"rest-hook\",%s}%s}",
             refused[i].status, refused[i].criteria, refused[i].channel, refused[i].more);
    struct reply reply = post_english(text);
    ck_assert_msg(reply.status == 422 && strstr(reply.body, refused[i].says) != NULL, "%zu: %ld %s",
                  i, reply.status, reply.body);
    ck_assert_uint_ge(outcome_count(reply.json, "error"), 1);
    reply_free(&reply);
  }
  struct reply reply = put("s", subscription("other", "requested", "Patient?", ""));
  ck_assert_int_eq(reply.status, 422);
  reply_free(&reply);
  ck_assert_uint_eq(found(""), 0);
}
END_TEST

START_TEST(other_channels_are_refused) {
  start(QUICK, NULL);
  struct reply reply = post_english(
      "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"test\","
      "\"criteria\":\"Patient?\",\"channel\":{\"type\":\"websocket\"}}");
  ck_assert_int_eq(reply.status, 422);
  ck_assert_ptr_nonnull(strstr(reply.body, "rest-hook"));
  reply_free(&reply);
}
END_TEST

/* Nothing would ever come: that is said at once. */
START_TEST(without_push_it_is_refused) {
  receiver_start(&receiver);
  world = (struct world){.transport = "none"};
  world_start(&world);
  struct reply reply = post_english(subscription("", "requested", "Patient?", ""));
  ck_assert_int_eq(reply.status, 422);
  ck_assert_ptr_nonnull(strstr(reply.body, "orca.push.url"));
  reply_free(&reply);
}
END_TEST

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

/* ---- notifications -----------------------------------------------------------------------------
 */
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

/* An endpoint that takes the connection and says nothing: PUSH goes on, and so does the end. */
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
  ck_assert_int_eq(server_stop(&world), 0);
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
  ck_assert_int_eq(metric(RESULT("given_up")), 1);
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
  ck_assert_int_eq(metric(RESULT("barred")), 1);
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

Suite *test_suite(void) {
  Suite *suite = suite_create("subscription");
  TCase *cases = tcase_create("subscription");
  tcase_set_timeout(cases, 90);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_test(cases, resource_is_kept);
  tcase_add_test(cases, search_finds_without_secrets);
  tcase_add_test(cases, refusals_say_why);
  tcase_add_test(cases, other_channels_are_refused);
  tcase_add_test(cases, without_push_it_is_refused);
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
  tcase_add_test(cases, bad_list_stops_the_start);
  suite_add_tcase(suite, cases);
  return suite;
}
