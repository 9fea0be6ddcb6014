#include "server/subscription_plan.h"

#define STATUS_TIMEOUT 408
#define STATUS_MANY 429
/* ORCA that does not answer is no fault of the endpoint: it is asked again for a day. */
#define ORCA_WAIT_MS 30000
#define ORCA_PATIENCE_MS (INT64_C(24) * 3600 * 1000)

/* There is no event for appointments: a reception changes the state of one, and the next one is
 * made before the account is closed. A memo is in no resource. */
static const struct event_row {
  const char *event;
  const char *types[SUBSCRIPTION_PLAN_TYPES];
} event_rows[] = {
    {"patient_infomation", {"Patient", NULL}}, /* as ORCA writes it */
    {"patient_information", {"Patient", NULL}},
    {"patient_accept", {"Encounter", "Appointment", NULL}},
    {"patient_account", {"Encounter", "Appointment", NULL}},
    {"patient_hospital_stay", {"Encounter", NULL}},
    {"", {NULL}},
};
#define EVENT_ROWS (sizeof event_rows / sizeof event_rows[0])

const char *const *subscription_plan_types(struct view event) {
  size_t i = 0;
  while (i + 1 < EVENT_ROWS && !view_is(event, event_rows[i].event)) {
    i++;
  }
  return event_rows[i].types;
}

const char *subscription_plan_result_name(enum subscription_result result) {
  static const char *const names[SUBSCRIPTION_RESULT_COUNT] = {
      "delivered", "unmatched", "refused", "failed", "given_up", "unknown", "barred"};
  return names[result];
}

enum subscription_result subscription_plan_result(long status) {
  if (status >= 200 && status < 300) {
    return SUBSCRIPTION_DELIVERED;
  }
  return status >= 400 && status < 500 && status != STATUS_TIMEOUT && status != STATUS_MANY
             ? SUBSCRIPTION_REFUSED
             : SUBSCRIPTION_FAILED;
}

int64_t subscription_plan_wait_ms(const struct subscription_retry *retry, uint32_t failures) {
  int64_t wait_ms = retry->first_wait_ms;
  for (uint32_t i = 1; i < failures && wait_ms < retry->longest_wait_ms; i++) {
    wait_ms *= 2;
  }
  return wait_ms < retry->longest_wait_ms ? wait_ms : retry->longest_wait_ms;
}

static bool is_last(const struct subscription_retry *retry,
                    const struct store_notification *notification, int64_t now_ms,
                    enum subscription_result result) {
  if (result == SUBSCRIPTION_FAILED) {
    return notification->subscription.failures + 1 >= retry->attempts;
  }
  return result == SUBSCRIPTION_UNKNOWN && now_ms - notification->created_ms >= ORCA_PATIENCE_MS;
}

struct store_settlement subscription_plan_settle(const struct subscription_retry *retry,
                                                 const struct store_notification *notification,
                                                 int64_t now_ms,
                                                 struct subscription_outcome *outcome) {
  const struct store_subscription *subscription = &notification->subscription;
  enum subscription_result result = outcome->result;
  bool gives_up = is_last(retry, notification, now_ms, result);
  struct store_settlement settlement = {
      .notification = notification,
      .is_done = gives_up || (result != SUBSCRIPTION_FAILED && result != SUBSCRIPTION_UNKNOWN),
      .status = view_of("active"),
      .failures = subscription->failures,
      .error = subscription->error,
      .error_detail = subscription->error_detail,
  };
  if (result == SUBSCRIPTION_UNKNOWN) {
    settlement.due_ms = gives_up ? 0 : now_ms + ORCA_WAIT_MS;
  } else if (result != SUBSCRIPTION_UNMATCHED) {
    settlement.failures = result == SUBSCRIPTION_FAILED ? subscription->failures + 1 : 0;
    settlement.error = outcome->error;
    settlement.error_detail = outcome->error_detail;
  }
  if (result == SUBSCRIPTION_FAILED && !gives_up) {
    settlement.due_ms = now_ms + subscription_plan_wait_ms(retry, settlement.failures);
  }
  if (result == SUBSCRIPTION_BARRED || (result == SUBSCRIPTION_FAILED && gives_up)) {
    settlement.status = view_of("error");
  }
  outcome->result = gives_up ? SUBSCRIPTION_GIVEN_UP : result;
  return settlement;
}
