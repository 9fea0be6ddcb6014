/* How Subscriptions are told, as pure functions: which event is about what, what an answer of the
 * endpoint means, when it is tried again. */
#ifndef SERVER_SUBSCRIPTION_PLAN_H
#define SERVER_SUBSCRIPTION_PLAN_H

#include "server/base/view.h"
#include "server/store/subscription_row.h"

struct subscription_retry {
  uint32_t attempts;     /* in a row; then the Subscription is in error */
  int64_t first_wait_ms; /* after the first failure; doubled after each one */
  int64_t longest_wait_ms;
};

/* The FHIR types that an event of ORCA may have changed; ends with NULL, empty for events that are
 * about none. */
#define SUBSCRIPTION_PLAN_TYPES 3u
const char *const *subscription_plan_types(struct view event);

enum subscription_result {
  SUBSCRIPTION_DELIVERED,
  SUBSCRIPTION_UNMATCHED, /* nothing of the patient meets the criteria */
  SUBSCRIPTION_REFUSED,   /* 4xx: not sent again */
  SUBSCRIPTION_FAILED, /* no answer, 3xx (redirects are not followed), 408, 429, 5xx: sent again */
  SUBSCRIPTION_GIVEN_UP, /* the last attempt failed, or it is too old */
  SUBSCRIPTION_UNKNOWN,  /* ORCA does not say; asked again */
  SUBSCRIPTION_BARRED,   /* endpoint or criteria are not allowed any more: no attempt */
  SUBSCRIPTION_RESULT_COUNT
};
/* "delivered" ... */
const char *subscription_plan_result_name(enum subscription_result result);
/* Of a HTTP status; 0 = no answer. */
enum subscription_result subscription_plan_result(long status);

/* Wait after so many failures in a row (from 1). */
int64_t subscription_plan_wait_ms(const struct subscription_retry *retry, uint32_t failures);

struct subscription_outcome {
  enum subscription_result result;
  struct view error; /* message id and its {0}: of REFUSED, FAILED, BARRED */
  struct view error_detail;
};

/* What is written down. FAILED and UNKNOWN become GIVEN_UP in *outcome when it was the last time.
 * The views are those of notification and outcome. */
struct store_settlement subscription_plan_settle(const struct subscription_retry *retry,
                                                 const struct store_notification *notification,
                                                 int64_t now_ms,
                                                 struct subscription_outcome *outcome);

#endif
