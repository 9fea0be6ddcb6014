#include "handlers/composition_read.h"

#include "handlers/composition_kept.h"

enum error handle_composition_read(struct request *request, struct response *response) {
  struct view bundle;
  struct view composition;
  enum error error = composition_kept_bundle(request, request->path_parameters[0], &bundle);
  if (error == ERROR_OK) {
    error = composition_kept_cut(request, bundle, &composition);
  }
  if (error == ERROR_OK) {
    response_fhir(response, composition);
  }
  return error;
}
