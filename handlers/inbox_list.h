/* Asks the national service what is addressed to this institution. */
#ifndef HANDLERS_INBOX_LIST_H
#define HANDLERS_INBOX_LIST_H

#include "handlers/inbox_document.h"

struct inbox_list {
  struct inbox_document *documents; /* in the service's order */
  size_t count;
};

/* Errors as relay_ask, with issues in the given list. */
enum error inbox_list_ask(struct request *request, struct issue_list *issues,
                          struct inbox_list *ret_list) MUST_USE;

#endif
