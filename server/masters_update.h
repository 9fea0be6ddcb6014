/* The daily question whether the national service has newer masters (national guide 2.2.1(4);
 * settings masters.*): what it gives is staged (masters_stage.h) and, when wanted, applied; the
 * server takes applied masters up by itself. A thread of its own; a service that does not answer is
 * asked again for an hour. */
#ifndef SERVER_MASTERS_UPDATE_H
#define SERVER_MASTERS_UPDATE_H

#include "handlers/services.h"
#include "server/base/buffer.h"

struct masters_update;

#define MASTERS_UPDATE_NAMES 32u

struct masters_update_settings {
  const char *data_dir; /* borrowed */
  int at_minute;        /* of the day in Japan, 0..1439 */
  bool apply;
  struct view names[MASTERS_UPDATE_NAMES]; /* as the service calls the masters; borrowed */
  size_t name_count;
};

/* Splits "a, b" into settings->names. False: none, too many, or one that is no name. */
bool masters_update_names(struct view list, struct masters_update_settings *settings);

/* services are borrowed until masters_update_stop. ERROR_MEMORY. */
enum error masters_update_open(const struct masters_update_settings *settings,
                               const struct services *services,
                               struct masters_update **ret_update) MUST_USE;
/* Starts the thread; NULL is allowed. ERROR_INTERNAL. */
enum error masters_update_start(struct masters_update *self) MUST_USE;
/* Before the relay is closed. Ends after the master at work. NULL is allowed. */
void masters_update_stop(struct masters_update *self);
/* A callback of the metrics. */
void masters_update_metrics(void *context, struct buffer *buffer);

#endif
