/* A document that other institutions addressed to this one, as a row of the national service's list
 * (national guide 2.2.2(1)) and as a DocumentReference. */
#ifndef HANDLERS_INBOX_DOCUMENT_H
#define HANDLERS_INBOX_DOCUMENT_H

#include "handlers/insured_number.h"
#include "server/base/json_writer.h"
#include "server/national/answer.h"

/* valueCode: viewable, withheld or acquired; another word as the service wrote it. */
#define INBOX_DOCUMENT_STATE "urn:fhir-facade:national-document-state"
/* System of masterIdentifier: the service's own key of the document. */
#define INBOX_DOCUMENT_KEY_SYSTEM "urn:fhir-facade:national-document-key"

struct inbox_document {
  struct view key;
  struct view kind; /* ours, "referral"; the service's word when the adapter has none for it */
  struct view identifier_system; /* Bundle.identifier */
  struct view identifier_value;
  struct view title;
  struct view patient; /* insured person's identifier */
  struct view sender_number;
  struct view sender_name;
  struct view state;         /* "viewable", ... */
  struct view registered_at; /* as the service writes it */
};

/* Empty or NULL members restrict nothing. */
struct inbox_filter {
  struct view id;
  struct view state;
  struct view identifier;                 /* token: the Bundle's identifier, or the key */
  const struct insured_numbers *patients; /* one of these */
};

/* A row of ADAPTER_LIST_DOCUMENTS. */
struct inbox_document inbox_document_of(const struct adapter *adapter,
                                        const struct answer_row *row);
/* The id of its DocumentReference, made of the key; data NULL only when memory is short. */
struct view inbox_document_id(struct arena *arena, struct view key);
/* id: the document's. */
bool inbox_document_matches(const struct inbox_document *document, struct view id,
                            const struct inbox_filter *filter);
/* What is written beside the row. */
struct inbox_document_place {
  struct view id;
  struct view bundle_id; /* of the kept Bundle; empty when it was not fetched yet */
};
/* Writes the resource as one value. */
void inbox_document_write(struct json_writer *writer, const struct inbox_document *document,
                          const struct inbox_document_place *place);

#endif
