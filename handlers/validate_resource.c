#include "handlers/validate_resource.h"

#include "handlers/validate_run.h"

static enum error add_profiles(struct validate_run *run, struct request *request) {
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *item = &request->query[i];
    run->national =
        run->national || (view_is(item->name, "national") && view_is(item->value, "true"));
    if (!view_is(item->name, "profile") && !view_is(item->name, "profiles")) {
      continue;
    }
    for (struct view rest = item->value; rest.length > 0;) {
      enum error error = validate_run_add_profile(run, request, view_trim(view_split(&rest, ',')));
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  return ERROR_OK;
}

enum error handle_validate_resource(struct request *request, struct response *response) {
  struct validate_run run = {.node = 0};
  enum error error = judged_document_read(request, &run.judged);
  if (error == ERROR_OK) {
    error = add_profiles(&run, request);
  }
  return error == ERROR_OK ? validate_run_answer(&run, request, response) : error;
}
