#include "handlers/fetch_document.h"

#include "handlers/bundle_facts.h"
#include "handlers/content_base64.h"
#include "handlers/inbox_message.h"
#include "handlers/signature_check.h"
#include "server/national/relay.h"

#define ISSUES_MAXIMUM 16u
/* Of a document that neither says its kind nor stands in the list any more. */
#define KIND_UNKNOWN "document"

static void say(struct fetch_document *document, enum inbox_message message, struct view detail) {
  issue_add_with(&document->issues, inbox_message_get(message), document->key, detail);
}

/* ---- the question ------------------------------------------------------------------------------
 */
static enum adapter_reason reason_of(const struct request *request, struct view code) {
  const struct adapter *adapter = relay_adapter(request->services->relay);
  const struct adapter_code *row = adapter_codes_row(&adapter->codes, code);
  return row == NULL ? ADAPTER_REASON_NONE : row->reason;
}

static void explain(struct request *request, struct fetch_document *document, struct view code) {
  enum adapter_reason reason = reason_of(request, code);
  if (reason == ADAPTER_REASON_FORBIDDEN_STATE) {
    say(document, INBOX_MESSAGE_WITHHELD, code);
  } else if (reason == ADAPTER_REASON_NOT_FOUND) {
    say(document, INBOX_MESSAGE_DOCUMENT_UNKNOWN, code);
  }
}

static enum error ask(struct request *request, struct fetch_document *document,
                      struct question_answer *ret_answer) {
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_DOCUMENT_KEY] = document->key;
  const struct question question = {.operation = ADAPTER_OPERATION_DOCUMENT_FETCH,
                                    .values = &values,
                                    .arena = request->arena,
                                    .deadline_us = request->deadline_us};
  enum error error = relay_ask(request->services->relay, &question, &document->issues, ret_answer);
  if (error == ERROR_NATIONAL_REFUSED) {
    explain(request, document, ret_answer->code);
  }
  return error;
}

static enum error read_content(struct request *request, struct fetch_document *document,
                               const struct answer *answer) {
  struct content_base64 content;
  enum error error =
      content_base64_read(request->arena, answer->fields[ADAPTER_FIELD_CONTENT_BASE64], &content);
  if (error == ERROR_SYNTAX) {
    say(document, INBOX_MESSAGE_CONTENT, view_make(NULL, 0));
    return ERROR_NATIONAL_ANSWER;
  }
  if (error == ERROR_OK) {
    document->received.content = content.bytes;
    document->received.signature = answer->fields[ADAPTER_FIELD_SIGNATURE];
  }
  return error;
}

/* ---- what it is --------------------------------------------------------------------------------
 */
/* Compositions of national documents have no id: they are named by the UUID of their fullUrl. */
static struct view composition_id(const struct document *content, const struct bundle_facts *facts,
                                  struct arena *arena) {
  static const char prefix[] = "urn:uuid:";
  uint32_t entries = document_member(content, 0, view_of("entry"));
  uint32_t entry = facts->composition == NODE_NONE || facts->composition_id.length != 0
                       ? NODE_NONE
                       : document_first(content, entries);
  while (entry != NODE_NONE &&
         document_member(content, entry, view_of("resource")) != facts->composition) {
    entry = document_next(content, entries, entry);
  }
  struct view url =
      entry == NODE_NONE ? view_of("") : document_member_string(content, entry, "fullUrl", arena);
  return view_starts_with(url, view_of(prefix)) ? view_part(url, sizeof prefix - 1, url.length)
                                                : facts->composition_id;
}

static void take_facts(struct store_received *received, const struct bundle_facts *facts) {
  received->kind = facts->kind;
  received->identifier_system = facts->identifier_system;
  received->identifier_value = facts->identifier_value;
  received->composition_id = facts->composition_id;
  received->composition_identifier = facts->composition_identifier;
  received->composition_type = facts->composition_type;
  received->patient = facts->patient;
}

/* What the service's list says of it stands in for what the document does not tell. */
static void take_row(struct request *request, struct fetch_document *document) {
  struct issue_list unheard = issue_list_make(request->arena, 1);
  struct inbox_list list = {NULL, 0};
  document->received.kind = view_of(KIND_UNKNOWN);
  if (inbox_list_ask(request, &unheard, &list) != ERROR_OK) {
    return; /* what came is kept all the same */
  }
  for (size_t i = 0; i < list.count; i++) {
    const struct inbox_document *row = &list.documents[i];
    if (view_equal(row->key, document->key)) {
      document->received.kind = row->kind.length != 0 ? row->kind : document->received.kind;
      document->received.identifier_system = row->identifier_system;
      document->received.identifier_value = row->identifier_value;
      document->received.patient = row->patient;
    }
  }
}

/* *ret_embedded: the Bundle has a signature inside. */
static enum error read_facts(struct request *request, struct fetch_document *document,
                             bool *ret_embedded) {
  struct issue_list unheard = issue_list_make(request->arena, ISSUES_MAXIMUM);
  struct document content;
  struct document_failure failure;
  struct bundle_facts facts;
  enum error error =
      document_read(request->arena, document->received.content, NULL, &content, &failure);
  *ret_embedded =
      error == ERROR_OK && document_member(&content, 0, view_of("signature")) != NODE_NONE;
  if (error == ERROR_OK) {
    error = bundle_facts_read(&content, request->arena, &unheard, &facts);
  }
  if (error == ERROR_OK) {
    facts.composition_id = composition_id(&content, &facts, request->arena);
    take_facts(&document->received, &facts);
  } else if (error == ERROR_SYNTAX || error == ERROR_NOT_PROCESSABLE) {
    say(document, INBOX_MESSAGE_FACTS, view_make(NULL, 0));
    take_row(request, document);
    error = ERROR_OK;
  }
  return error;
}

/* ---- its signature -----------------------------------------------------------------------------
 */
static enum error verify(struct request *request, struct fetch_document *document) {
  const struct signature_check *check = request->services->signature_check;
  struct store_received *received = &document->received;
  if (check == NULL) {
    received->verdict = view_of(SIGNATURE_CHECK_NOT_CHECKED);
    say(document, INBOX_MESSAGE_SIGNATURE_NOT_CHECKED, view_make(NULL, 0));
    return ERROR_OK;
  }
  enum error error = check->verify(check->context, received->content, received->signature,
                                   request->arena, &received->verdict);
  if (error == ERROR_OK && !view_is(received->verdict, SIGNATURE_CHECK_VALID)) {
    say(document, INBOX_MESSAGE_SIGNATURE, received->verdict);
  }
  return error;
}

static enum error judge_signature(struct request *request, struct fetch_document *document,
                                  bool is_embedded) {
  if (document->received.signature.length != 0 || is_embedded) {
    return verify(request, document);
  }
  document->received.verdict = view_of(SIGNATURE_CHECK_UNSIGNED);
  if (request->services->refuse_unsigned) {
    say(document, INBOX_MESSAGE_UNSIGNED, view_make(NULL, 0));
    return ERROR_NOT_PROCESSABLE;
  }
  return ERROR_OK;
}

/* ---- all of it ---------------------------------------------------------------------------------
 */
static enum error fetch(struct request *request, struct fetch_document *document) {
  struct store *store = request->services->store;
  struct question_answer answer;
  bool is_embedded = false;
  enum error error = ask(request, document, &answer);
  document->received =
      (struct store_received){.document_key = document->key, .request_id = request->id};
  if (error == ERROR_OK) {
    error = read_content(request, document, &answer.answer);
  }
  if (error == ERROR_OK) {
    error = read_facts(request, document, &is_embedded);
  }
  if (error == ERROR_OK) {
    error = judge_signature(request, document, is_embedded);
  }
  if (error == ERROR_OK) {
    error =
        store->receive(store, &document->received, request->arena, &document->received.bundle_id);
  }
  document->received.received_ms = clock_now_ms(request->services->clock);
  return error;
}

void fetch_document_run(struct request *request, struct fetch_document *document) {
  struct store *store = request->services->store;
  document->issues = issue_list_make(request->arena, ISSUES_MAXIMUM);
  document->error = store->received_find(store, document->key, request->arena, &document->received);
  document->repeated = document->error == ERROR_OK;
  if (document->error == ERROR_NOT_FOUND) {
    document->error = fetch(request, document);
  }
}
