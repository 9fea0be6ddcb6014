#include "handlers/composition_document.h"

#include "handlers/composition_kept.h"

enum error handle_composition_document(struct request *request, struct response *response) {
  struct view bundle;
  enum error error = composition_kept_bundle(request, request->path_parameters[0], &bundle);
  if (error == ERROR_OK) {
    response_fhir(response, bundle);
  }
  return error;
}
