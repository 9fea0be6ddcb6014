/* Findings of the terminology operations in the form of HL7's terminology ecosystem: message id as
 * extension, code of tx-issue-type, text, place. */
#ifndef HANDLERS_TX_OUTCOME_H
#define HANDLERS_TX_OUTCOME_H

#include "server/base/issue.h"
#include "server/http/response.h"

/* The issues as an OperationOutcome; empty when there are none. ERROR_MEMORY, ERROR_TOO_LARGE. */
enum error tx_outcome_text(const struct request *request, const struct issue_list *issues,
                           enum language language, struct view *ret_outcome) MUST_USE;
/* The texts of the issues that join the answer's `message`; empty when none does. */
struct view tx_outcome_message(const struct issue_list *issues, enum language language);
/* Makes the issues the body of a failed answer and returns the failure; failures without issues go
 * the common way. */
enum error tx_outcome_fail(struct request *request, struct response *response, enum error error,
                           const struct issue_list *issues, enum language language);

#endif
