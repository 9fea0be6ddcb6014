/* One document from the national service into the store. */
#ifndef HANDLERS_FETCH_DOCUMENT_H
#define HANDLERS_FETCH_DOCUMENT_H

#include "handlers/inbox_list.h"
#include "handlers/services.h"

struct fetch_document {
  struct view key;
  struct issue_list issues; /* why it failed, or what is to be known of it */
  enum error error;
  bool repeated; /* was kept already */
  struct store_received received;
};

/* Fills in everything but key. Errors as relay_ask; of a document that is withheld
 * ERROR_NATIONAL_REFUSED; ERROR_NOT_PROCESSABLE: not signed although it must be. */
void fetch_document_run(struct request *request, struct fetch_document *document);

#endif
