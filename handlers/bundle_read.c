#include "handlers/bundle_read.h"

#include "handlers/bundle_facts.h"
#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "server/limits.h"

/* Whose it is, for the audit trail; what was kept is readable. */
static void note_patient(struct request *request, struct view content) {
  struct document document;
  struct document_failure failure;
  struct bundle_facts facts;
  struct issue_list unheard = issue_list_make(request->arena, LIMIT_ISSUES);
  if (document_read(request->arena, content, NULL, &document, &failure) == ERROR_OK &&
      bundle_facts_read(&document, request->arena, &unheard, &facts) == ERROR_OK) {
    request_note_patient(request, facts.patient);
  }
}

enum error handle_bundle_read(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct view content;
  struct view id = request->path_parameters[0];
  enum error error = store->bundle_read(store, id, request->arena, &content);
  if (error == ERROR_NOT_FOUND) {
    return request_fail(request, error, relay_message_get(RELAY_MESSAGE_BUNDLE_UNKNOWN), id,
                        (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    note_patient(request, content);
    response_fhir(response, content);
  }
  return error;
}
