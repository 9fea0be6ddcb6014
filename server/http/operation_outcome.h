/* Writes findings as a FHIR OperationOutcome (R4 operationoutcome.html), for HTTP answers, for
 * entries of search Bundles and for the command line. Each issue gives its text in the reader's
 * language and the other one as a translation, its stable message id, where it is (expression,
 * line, column) and what asks for it. */
#ifndef SERVER_HTTP_OPERATION_OUTCOME_H
#define SERVER_HTTP_OPERATION_OUTCOME_H

#include "server/base/document.h"
#include "server/base/issue.h"
#include "server/base/json_writer.h"

/* CodeSystem of details.coding.code: the message ids. */
#define OPERATION_OUTCOME_MESSAGE_SYSTEM "urn:fhir-facade:message"
/* Extension (valueString) that names where a value came from, e.g. the ORCA field. */
#define OPERATION_OUTCOME_ORIGIN "urn:fhir-facade:origin"
/* CodeSystem of details.coding.code for the national checks' R-numbers. */
#define OPERATION_OUTCOME_RULE_SYSTEM "urn:fhir-facade:national-rule"

struct operation_outcome {
  struct view text;          /* what the offsets point into; empty = no lines and columns */
  struct issue_list *issues; /* is sorted; may be empty: then "no problems were found" is said */
  enum language language;
};

/* Writes the resource as one value. Scratch memory comes from the list's arena. */
enum error operation_outcome_write(struct json_writer *writer,
                                   const struct operation_outcome *outcome) MUST_USE;
/* Same, with the name of the file that it is about (extension operationoutcome-file). */
enum error operation_outcome_write_named(struct json_writer *writer,
                                         const struct operation_outcome *outcome,
                                         struct view file) MUST_USE;
/* The same as a text of its own in the list's arena. */
enum error operation_outcome_body(const struct operation_outcome *outcome, bool pretty,
                                  struct view *ret_body) MUST_USE;

/* Line and column of each issue of the list in its order, in the list's arena; line 0 = unknown.
 * One walk over the text for all of them. */
enum error operation_outcome_positions(const struct operation_outcome *outcome,
                                       struct document_position **ret_positions) MUST_USE;

#endif
