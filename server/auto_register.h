/* Automatic registration of clinical information (settings register.*): the patients whose account
 * was closed, as PUSH tells, or all who had a visit, once a day. A thread of its own does for each
 * what POST /fhir/Patient/{id}/$register-clinical does: every closing registers the state of then
 * in new Bundles; the daily round leaves out whom a closing registered that day. A neighbour that
 * does not answer is asked again for an hour. Of the patient nothing is logged. */
#ifndef SERVER_AUTO_REGISTER_H
#define SERVER_AUTO_REGISTER_H

#include "handlers/services.h"
#include "server/base/buffer.h"
#include "server/orca/orca_event.h"

struct auto_register;

#define AUTO_REGISTER_NEVER (-1)

struct auto_register_settings {
  bool on_account; /* at PUSH events of accounts */
  int at_minute;   /* of the day in Japan, 0..1439, or AUTO_REGISTER_NEVER */
};

/* "HH:MM", 00:00 to 23:59. False for anything else. */
bool auto_register_time(struct view text, int *ret_minute);

/* services are borrowed until auto_register_stop. ERROR_MEMORY. */
enum error auto_register_open(const struct auto_register_settings *settings,
                              const struct services *services,
                              struct auto_register **ret_register) MUST_USE;
/* Starts the thread; NULL is allowed. ERROR_INTERNAL. */
enum error auto_register_start(struct auto_register *self) MUST_USE;
/* Call orca_stop and orca_push_stop before. Ends after the patient at work. NULL is allowed. */
void auto_register_stop(struct auto_register *self);

/* For orca_event_listener.tell; context is a struct auto_register or NULL. */
void auto_register_event(void *context, const struct orca_event *event);
/* A callback of the metrics. */
void auto_register_metrics(void *context, struct buffer *buffer);

#endif
