/* What the parameters of $expand and $validate-code say together: which value set is meant, which
 * versions count, which languages and supplements are wanted. */
#ifndef HANDLERS_VALUE_SET_QUESTION_H
#define HANDLERS_VALUE_SET_QUESTION_H

#include "handlers/terminology_request.h"
#include "terminology/value_set_content.h"

struct value_set_question {
  struct terminology_request *operation;
  struct content_question content; /* issues: the operation's findings */
  struct issue_list issues;
  struct content_usage usage;
  const struct value_set *value_set; /* NULL: none is asked about */
  struct display_languages languages;
};

/* Reads version rules, activeOnly and the language of findings. The result must stay where it is.
 * ERROR_NOT_PROCESSABLE with issues: a parameter that cannot be read. ERROR_MEMORY. */
enum error value_set_question_begin(struct terminology_request *operation,
                                    struct value_set_question *ret_question) MUST_USE;
/* Finds the value set of the instance, of the parameter `valueSet`, or of `url` with
 * `valueSetVersion`. ERROR_NOT_FOUND, ERROR_BAD_REQUEST with issues; ERROR_MEMORY. */
enum error value_set_question_find(struct value_set_question *question) MUST_USE;
/* Languages and supplements, which the value set has a say in. ERROR_NOT_FOUND with an issue;
 * ERROR_MEMORY. */
enum error value_set_question_settle(struct value_set_question *question) MUST_USE;
/* An issue without a place. */
struct issue *value_set_question_issue(struct value_set_question *question,
                                       enum tx_message message);

#endif
