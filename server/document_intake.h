/* Confirmed documents without a click (setting intake.dir): a record system puts Bundles as files
 * into a folder, each under its last name only when it is complete. A thread does with each what
 * POST /fhir/Bundle does and moves it:
 *
 *   <dir>/NAME.json            waits
 *   <dir>/accepted/NAME.json   kept and on its way; NAME.json.outcome.json tells the Task
 *   <dir>/refused/NAME.json    not accepted; NAME.json.outcome.json tells why
 *
 * The Idempotency-Key is made of the bytes: a crash between accepting and moving accepts nothing
 * twice. When the server itself is at fault (5xx), the file waits and is tried again. */
#ifndef SERVER_DOCUMENT_INTAKE_H
#define SERVER_DOCUMENT_INTAKE_H

#include "handlers/services.h"
#include "server/base/buffer.h"

struct document_intake;

/* Makes the two folders inside dir when they are missing. services and dir are borrowed until
 * document_intake_stop. ERROR_FILE: dir cannot be used; ERROR_MEMORY. */
enum error document_intake_open(const char *dir, const struct services *services,
                                struct document_intake **ret_intake) MUST_USE;
/* Starts the thread; NULL is allowed. ERROR_INTERNAL. */
enum error document_intake_start(struct document_intake *self) MUST_USE;
/* Ends after the file at work. NULL is allowed. */
void document_intake_stop(struct document_intake *self);
/* A callback of the metrics; context is a struct document_intake. */
void document_intake_metrics(void *context, struct buffer *buffer);

#endif
