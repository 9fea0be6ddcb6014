/* A server with ORCA's PUSH and a receiver beside it, and what tests of Subscriptions do with them.
 */
#ifndef TESTS_BLACKBOX_SUBSCRIPTION_FIXTURE_H
#define TESTS_BLACKBOX_SUBSCRIPTION_FIXTURE_H

#include "tests/blackbox/harness.h"
#include "tests/blackbox/receiver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
static char store_url[400]; /* setting of a PostgreSQL; empty: SQLite */

static inline void teardown(void) {
  world_stop(&world);
  receiver_stop(&receiver);
}

static inline bool is_listening(void *context) {
  struct reply reply = http_get(context, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static inline void wait_listening(void) {
  ck_assert(wait_until(is_listening, &world));
}

static inline void start(const char *first, const char *second) {
  receiver_start(&receiver);
  world = (struct world){.transport = "none", .push = true, .settings = {first, second}};
  size_t count = first == NULL ? 0 : second == NULL ? 1 : 2;
  world.settings[count] = store_url[0] != '\0' ? store_url : NULL;
  world_start(&world);
  wait_listening();
}

static inline long metric_at(const struct world *at, const char *line_start) {
  char line[120];
  struct reply reply = http_get(at, "/metrics");
  snprintf(line, sizeof line, "\nfhir_facade_%s ", line_start);
  const char *found = strstr(reply.body, line);
  long value = found != NULL ? strtol(found + strlen(line), NULL, 10) : -1;
  reply_free(&reply);
  return value;
}

static inline long metric(const char *line_start) {
  return metric_at(&world, line_start);
}

struct wanted {
  const char *name;
  long value;
};

static inline bool has_metric(void *context) {
  const struct wanted *wanted = context;
  return metric(wanted->name) >= wanted->value;
}

static inline void wait_metric(const char *name, long value) {
  struct wanted wanted = {name, value};
  ck_assert_msg(wait_until(has_metric, &wanted), "%s is %ld", name, metric(name));
}

#define RESULT(name) "subscription_notifications_total{result=\"" name "\"}"

/* A Subscription to our receiver; channel is more of it, with a comma before. */
static inline const char *subscription(const char *id, const char *status, const char *criteria,
                                       const char *channel) {
  snprintf(text, sizeof text,
           "{\"resourceType\":\"Subscription\",%s%s%s\"status\":\"%s\",\"reason\":\"test\","
           "\"criteria\":\"%s\",\"channel\":{\"type\":\"rest-hook\","
           "\"endpoint\":\"http://127.0.0.1:%d/hook/\"%s}}",
           id[0] != '\0' ? "\"id\":\"" : "", id, id[0] != '\0' ? "\"," : "", status, criteria,
           receiver.port, channel);
  return text;
}

static inline struct reply put(const char *id, const char *body) {
  char path[100];
  snprintf(path, sizeof path, "/fhir/Subscription/%s", id);
  const struct call call = {.method = "PUT", .path = path, .body = body};
  return http_call(&world, &call);
}

/* PUT /Subscription/s that must be taken. */
static inline void subscribe(const char *criteria, const char *channel) {
  struct reply reply = put("s", subscription("s", "requested", criteria, channel));
  ck_assert_msg(reply.status == 200 || reply.status == 201, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "status"), "active");
  reply_free(&reply);
}

static inline void raise_event(const char *event) {
  ck_assert(lab_post(&world, "/lab/push", event));
}

static inline bool is_status(void *context) {
  struct reply reply = http_get(&world, "/fhir/Subscription/s");
  bool is = strcmp(text_at(reply.json, "status"), context) == 0;
  reply_free(&reply);
  return is;
}

static inline void wait_status(const char *status) {
  char wanted[16];
  snprintf(wanted, sizeof wanted, "%s", status);
  ck_assert_msg(wait_until(is_status, wanted), "never %s", status);
}

/* The text of Subscription.error in English. */
static inline void expect_error(const char *part) {
  const struct call call = {.path = "/fhir/Subscription/s",
                            .headers = {"Accept-Language: en", NULL}};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(strstr(text_at(reply.json, "error"), part) != NULL, "%s", reply.body);
  reply_free(&reply);
}

static inline void expect_valid(const char *resource) {
  struct reply reply = http_post(&world, "/fhir/Subscription/$validate", resource);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_msg(outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal") == 0, "%s",
                reply.body);
  reply_free(&reply);
}

#endif
