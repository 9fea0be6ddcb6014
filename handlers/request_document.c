#include "handlers/request_document.h"

#include "handlers/handler_messages.h"
#include "handlers/services.h"
#include "profiles/syntax_location.h"

static enum error fail_syntax(struct request *request, const struct document_failure *failure) {
  struct issue *issue =
      issue_add_with(&request->issues, handler_message_get(HANDLER_MESSAGE_DOCUMENT_SYNTAX),
                     view_of(document_fault_english(failure->fault)),
                     view_of(document_fault_japanese(failure->fault)));
  issue->offset = failure->offset;
  issue->expression = syntax_location_of(request->body, failure->offset, request->arena);
  return ERROR_SYNTAX;
}

enum error request_document_read(struct request *request, struct document *ret_document) {
  struct document document;
  struct document_failure failure = {.fault = DOCUMENT_FAULT_NONE};
  const struct name_table *names = definitions_names(request->services->definitions);
  enum error error = document_read(request->arena, request->body, names, &document, &failure);
  if (error == ERROR_SYNTAX) {
    return fail_syntax(request, &failure);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (document_type(&document, 0) != NODE_OBJECT) {
    struct issue *issue =
        issue_add(&request->issues, handler_message_get(HANDLER_MESSAGE_NOT_A_RESOURCE));
    issue->offset = document_node(&document, 0)->offset;
    return ERROR_SYNTAX;
  }
  *ret_document = document;
  return ERROR_OK;
}
