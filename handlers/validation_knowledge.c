#include "handlers/validation_knowledge.h"

#include "handlers/definition_resource.h"
#include "handlers/services.h"
#include "terminology/mapping_date.h"

enum error validation_knowledge_settings(struct request *request,
                                         struct validation_settings *ret_settings) {
  const struct services *services = request->services;
  struct validation_settings settings = services->validation;
  if (services->terminology != NULL) {
    enum error error = definition_resource_terminology(request, &settings.terminology);
    if (error != ERROR_OK) {
      return error;
    }
    settings.today = mapping_date_of_ms(clock_now_ms(services->clock));
  }
  *ret_settings = settings;
  return ERROR_OK;
}

struct view validation_knowledge_id(const struct request *request,
                                    const struct validation_settings *settings) {
  const char *definitions = definitions_id(request->services->definitions);
  const char *terminology =
      settings->terminology == NULL ? "" : terminology_id(settings->terminology);
  return terminology[0] == '\0' ? view_of(definitions)
                                : arena_format(request->arena, "%s+%s", definitions, terminology);
}
