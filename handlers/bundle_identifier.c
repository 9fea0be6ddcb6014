#include "handlers/bundle_identifier.h"

#include "handlers/relay_message.h"
#include "handlers/request_document.h"
#include "handlers/search_value.h"

/* The value of the parameter with that name, as an Identifier or as a text. */
static void read_parameter(const struct document *document, uint32_t parameter, struct arena *arena,
                           struct bundle_identifier *identifier) {
  uint32_t value = document_member(document, parameter, view_of("valueIdentifier"));
  if (value != NODE_NONE) {
    identifier->system = document_member_string(document, value, "system", arena);
    identifier->value = document_member_string(document, value, "value", arena);
    return;
  }
  search_value_token(document_member_string(document, parameter, "valueString", arena),
                     &identifier->system, &identifier->value);
}

static enum error read_body(struct request *request, struct bundle_identifier *identifier) {
  struct document document;
  enum error error = request_document_read(request, &document);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t parameters = document_member(&document, 0, view_of("parameter"));
  if (parameters == NODE_NONE || document_type(&document, parameters) != NODE_ARRAY) {
    return ERROR_OK;
  }
  for (uint32_t item = document_first(&document, parameters); item != NODE_NONE;
       item = document_next(&document, parameters, item)) {
    if (view_is(document_member_string(&document, item, "name", request->arena), "identifier")) {
      read_parameter(&document, item, request->arena, identifier);
    }
  }
  return ERROR_OK;
}

enum error bundle_identifier_read(struct request *request,
                                  struct bundle_identifier *ret_identifier) {
  struct bundle_identifier identifier = {{NULL, 0}, {NULL, 0}};
  struct view query = request_query(request, "identifier");
  search_value_token(query, &identifier.system, &identifier.value);
  enum error error = ERROR_OK;
  if (query.length == 0 && request->body.length > 0) {
    error = read_body(request, &identifier);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (identifier.value.length == 0) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        relay_message_get(RELAY_MESSAGE_IDENTIFIER_NEEDED), view_make(NULL, 0),
                        view_make(NULL, 0));
  }
  if (identifier.system.length == 0) {
    identifier.system = view_of(BUNDLE_IDENTIFIER_SYSTEM);
  }
  *ret_identifier = identifier;
  return ERROR_OK;
}
