#include "handlers/patient_read.h"

#include "handlers/orca_failure.h"
#include "handlers/patient_from_orca.h"
#include "server/limits.h"

enum error handle_patient_read(struct request *request, struct response *response) {
  struct orca_session session = orca_failure_session(request);
  struct view id = request->path_parameters[0];
  struct orca_patient patient;
  enum error error = orca_patient_get(&session, id, &patient);
  struct orca_former_name_list former_names = {.count = 0};
  if (error == ERROR_OK && request->services->orca_former_names) {
    error = orca_former_name_list(&session, patient.id, patient.name, &former_names);
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  struct buffer buffer = buffer_make(request->arena, LIMIT_REQUEST_ARENA_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  struct from_orca from = from_orca_make(request, &writer, patient.id, patient.info.fetched_ms);
  const struct patient_from_orca input = {
      .patient = &patient, .id = patient.id, .api = "patientgetv2", .former_names = &former_names};
  patient_from_orca_write(&from, &input);
  error = json_writer_end(&writer);
  if (error != ERROR_OK) {
    return error;
  }
  if (!view_equal(id, patient.id)) {
    /* ORCA finds "12" as "00012": the resource says under which id it lives. */
    response_header(response, "Content-Location",
                    arena_format(request->arena, "%.*s/Patient/%.*s",
                                 VIEW_ARGUMENTS(request->base_url), VIEW_ARGUMENTS(patient.id)));
  }
  response_fhir(response, buffer_view(&buffer));
  return ERROR_OK;
}
