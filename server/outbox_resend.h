/* fhir-facade outbox resend: a corrected Bundle instead of a refused or dead job, by way of a
 * running server, which validates and accepts it (Task/$resend). */
#ifndef SERVER_OUTBOX_RESEND_H
#define SERVER_OUTBOX_RESEND_H

#include "server/base/arena.h"
#include "server/base/message.h"

struct outbox_resend {
  const char *server;   /* base URL, "http://127.0.0.1:8080/fhir" */
  const char *key_file; /* API key or token, one line; NULL: none is sent */
  const char *ca_file;  /* for https; NULL: the system's authorities */
  const char *job;      /* id of the Task */
  const char *file;     /* the Bundle */
  enum language language;
};

/* Prints what the server answered; the exit status: 0 accepted, 1 not accepted, 2 not carried out.
 */
int outbox_resend_run(const struct outbox_resend *resend, struct arena *arena);

#endif
