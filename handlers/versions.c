#include "handlers/versions.h"

#include "handlers/parameters_writer.h"

/* Major and minor, as the operation wants them. */
#define FHIR_VERSION "4.0"

enum error handle_versions(struct request *request, struct response *response) {
  struct parameters_writer writer;
  enum error error = parameters_writer_begin(request, &writer);
  if (error != ERROR_OK) {
    return error;
  }
  parameters_writer_text(&writer, "version", "valueCode", view_of(FHIR_VERSION));
  parameters_writer_text(&writer, "default", "valueCode", view_of(FHIR_VERSION));
  return parameters_writer_end(&writer, response);
}
