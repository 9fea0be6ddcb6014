/* A person's orders for one relay job: what `fhir-facade outbox` does, over HTTP. */
#ifndef HANDLERS_TASK_ORDER_H
#define HANDLERS_TASK_ORDER_H

#include "server/http/response.h"

/* POST /Task/{id}/$retry: refused: sent again; dead: asked for, then sent; open: due at once. */
enum error handle_task_retry(struct request *request, struct response *response);
/* POST /Task/{id}/$give-up: open and not just being sent: dead. */
enum error handle_task_give_up(struct request *request, struct response *response);
/* POST /Task/{id}/$resend with a corrected Bundle: accepted instead of what was refused or given
 * up, which is superseded. */
enum error handle_task_resend(struct request *request, struct response *response);

#endif
