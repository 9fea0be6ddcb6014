/* What a Subscription must be so that this server can do it. */
#ifndef HANDLERS_SUBSCRIPTION_CHECK_H
#define HANDLERS_SUBSCRIPTION_CHECK_H

#include "server/base/document.h"
#include "server/http/response.h"
#include "server/store/subscription_row.h"

/* Reads request->body: a Subscription that is valid by R4's definition. ERROR_SYNTAX,
 * ERROR_NOT_PROCESSABLE with issues. */
enum error subscription_check_document(struct request *request,
                                       struct document *ret_document) MUST_USE;
/* Checks id, status, end, channel and criteria, all of them, and fills type, status, criteria,
 * endpoint and end_ms. ERROR_NOT_PROCESSABLE with issues. Of one that is to be off only id and
 * status are looked at: nobody is notified. */
enum error subscription_check(struct request *request, const struct document *document,
                              struct store_subscription *subscription) MUST_USE;
/* "Name: value" that may be added to a notification. */
bool subscription_check_header(struct view line);

#endif
