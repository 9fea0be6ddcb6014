/* Subscriptions (FHIR R4 subscription.html) and the events of ORCA that they have to be told. */
#ifndef SERVER_STORE_SUBSCRIPTION_ROW_H
#define SERVER_STORE_SUBSCRIPTION_ROW_H

#include "server/base/view.h"

struct store_subscription {
  struct view id;
  struct view type;   /* that the criteria are about, e.g. "Patient" */
  struct view status; /* "active" | "off" | "error" */
  struct view criteria;
  struct view endpoint;
  int64_t end_ms;         /* 0 = none */
  struct view content;    /* as received */
  struct view request_id; /* of a write */
  struct view error; /* results only, like what follows: id of a message about the last failure */
  struct view error_detail; /* {0} of the message */
  uint32_t failures;        /* attempts in a row that failed */
  int64_t version;          /* another one after each put */
  int64_t updated_ms;
};

/* Something happened to a patient's resources of one type. */
struct store_event {
  struct view uuid; /* empty = not known: repeats cannot be told */
  struct view patient;
  struct view day; /* YYYY-MM-DD or empty */
  struct view type;
};

/* One or more events of a subscription that are told together: those of one patient and day. */
struct store_notification {
  struct store_subscription subscription;
  struct view patient;
  struct view day;
  int64_t created_ms; /* of the first */
  int64_t through;    /* the last of them */
  struct view lease;  /* names the claim; empty where only one server can tell */
  int64_t due_ms;     /* after ERROR_NOT_FOUND: when the next may be told, 0 = nothing waits */
};

/* What came of telling. */
struct store_settlement {
  const struct store_notification *notification;
  bool is_done; /* it does not wait any longer */
  /* of the subscription, from now on; all that waits for one that is not active is dropped */
  struct view status;
  uint32_t failures;
  int64_t due_ms; /* nothing is told before */
  struct view error;
  struct view error_detail;
};

struct store_subscription_counts {
  uint64_t active;
  uint64_t off;
  uint64_t error;
  uint64_t waiting; /* events, of the active ones */
};

#endif
