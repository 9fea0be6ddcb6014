#include "handlers/validate_run.h"

#include "handlers/handler_messages.h"
#include "handlers/orca_origin.h"
#include "handlers/services.h"
#include "handlers/validation_knowledge.h"
#include "server/http/operation_outcome.h"

enum error validate_run_add_profile(struct validate_run *run, struct request *request,
                                    struct view profile) {
  if (profile.length == 0) {
    return ERROR_OK;
  }
  if (run->profile_count == VALIDATE_PROFILES) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        handler_message_get(HANDLER_MESSAGE_PROFILES_MANY),
                        arena_format(request->arena, "%u", VALIDATE_PROFILES), view_make(NULL, 0));
  }
  run->profiles[run->profile_count++] = profile;
  return ERROR_OK;
}

enum error validate_run_answer(const struct validate_run *run, struct request *request,
                               struct response *response) {
  const struct services *services = request->services;
  struct validation_request validation = {
      .document = &run->judged.document,
      .node = run->node,
      .resource_type = run->resource_type,
      .profiles = run->profiles,
      .profile_count = run->profile_count,
      .is_xml = request->is_xml,
  };
  struct operation_outcome outcome = {
      .text = request->body, .issues = &request->issues, .language = request->language};
  struct view body;
  struct validation_settings settings;
  enum error error = validation_knowledge_settings(request, &settings);
  if (error != ERROR_OK) {
    return error;
  }
  settings.national = settings.national || run->national;
  error = validator_run(services->definitions, &settings, &validation, request->arena,
                        &request->issues);
  orca_origin_tell(&run->judged.document, &request->issues);
  judged_document_locate(&run->judged, request);
  if (error == ERROR_OK) {
    error = operation_outcome_body(&outcome, request->pretty, &body);
  }
  if (error == ERROR_OK) {
    response_fhir(response, body);
    response_header(response, "X-Facade-Definitions", validation_knowledge_id(request, &settings));
  }
  return error;
}
