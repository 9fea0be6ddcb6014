/* The audit trail of the application: what is told of its own start and stop, and the thread that
 * writes batches and archives. */
#ifndef SERVER_APP_AUDIT_H
#define SERVER_APP_AUDIT_H

#include "handlers/services.h"
#include "server/config.h"

struct app_audit;

/* Notes the start: version, definitions and the digest of the settings. Sets what the handlers need
 * in *services; everything is borrowed until app_audit_close. Errors of the store. */
enum error app_audit_open(const struct config *config, struct arena *arena,
                          struct services *services, struct app_audit **ret_audit) MUST_USE;
/* Writes what waits and notes the stop, once; requests that end later are recorded for sure or not
 * answered. NULL is allowed. */
void app_audit_finish(struct app_audit *audit);
/* The same and frees; nobody uses the services any more. NULL is allowed. */
void app_audit_close(struct app_audit *audit);

#endif
