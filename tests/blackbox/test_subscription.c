/* Subscription as a resource: kept, found without secrets, refused with reasons. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/subscription_fixture.h"

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
    ck_assert_msg(strncmp(text_at(reply.json, "issue.0.expression.0"), "Subscription", 12) == 0,
                  "%zu: %s", i, reply.body);
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
  suite_add_tcase(suite, cases);
  return suite;
}
