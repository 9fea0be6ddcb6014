/* Notifications of Subscriptions (FHIR R4 subscription.html#rest-hook). ORCA's events are kept for
 * each active Subscription by one thread, so that PUSH never waits; another one reads what the
 * criteria mean for the patient of the event, live, and tells the endpoint. An event is told at
 * least once, also after a restart, and not again when ORCA repeats it; of several servers on one
 * store one tells it. Of patients, headers and
 * endpoints nothing is logged. */
#ifndef SERVER_SUBSCRIPTION_NOTIFY_H
#define SERVER_SUBSCRIPTION_NOTIFY_H

#include "handlers/services.h"
#include "server/base/buffer.h"
#include "server/orca/orca_event.h"
#include "server/subscription_plan.h"

struct subscription_notify;

struct subscription_notify_settings {
  const char *ca_file;
  uint32_t timeout_ms;
  struct subscription_retry retry;
};

/* Texts and services are borrowed until subscription_notify_stop. ERROR_MEMORY. */
enum error subscription_notify_open(const struct subscription_notify_settings *settings,
                                    const struct services *services,
                                    struct subscription_notify **ret_notify) MUST_USE;
/* Starts the threads; NULL is allowed. ERROR_INTERNAL. */
enum error subscription_notify_start(struct subscription_notify *self) MUST_USE;
/* Call orca_stop and orca_push_stop before. What is not told yet is told after the next start. NULL
 * is allowed. */
void subscription_notify_stop(struct subscription_notify *self);

/* For orca_event_listener.tell; context is a struct subscription_notify or NULL. */
void subscription_notify_event(void *context, const struct orca_event *event);
/* A callback of the metrics. */
void subscription_notify_metrics(void *context, struct buffer *buffer);

#endif
