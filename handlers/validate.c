#include "handlers/validate.h"

#include "handlers/handler_messages.h"
#include "handlers/validate_run.h"

static const char *const modes[] = {"create", "update", "delete", "profile"};

/* Ways in which clients write the value of `profile` and `mode`: the operation says uri and code,
 * older clients send canonical or string. */
static const char *const text_values[] = {"valueUri", "valueCanonical", "valueUrl", "valueString",
                                          "valueCode"};

static enum error check_mode(struct request *request, struct view mode) {
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
    if (view_is(mode, modes[i])) {
      return ERROR_OK;
    }
  }
  return request_fail(request, ERROR_BAD_REQUEST, handler_message_get(HANDLER_MESSAGE_MODE_UNKNOWN),
                      mode, view_make(NULL, 0));
}

static enum error take_text(struct validate_run *run, struct request *request, struct view name,
                            struct view value) {
  return view_is(name, "mode") ? check_mode(request, value)
                               : validate_run_add_profile(run, request, value);
}

static enum error read_query(struct validate_run *run, struct request *request) {
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *item = &request->query[i];
    run->national =
        run->national || (view_is(item->name, "national") && view_is(item->value, "true"));
    if (!view_is(item->name, "profile") && !view_is(item->name, "mode")) {
      continue;
    }
    enum error error = take_text(run, request, item->name, item->value);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error read_text_parameter(struct validate_run *run, struct request *request,
                                      uint32_t parameter, struct view name) {
  const struct document *document = &run->judged.document;
  for (size_t i = 0; i < sizeof text_values / sizeof text_values[0]; i++) {
    uint32_t value = document_member(document, parameter, view_of(text_values[i]));
    if (value != NODE_NONE && document_type(document, value) == NODE_STRING) {
      return take_text(run, request, name, document_string(document, value, request->arena));
    }
  }
  struct issue *issue =
      issue_add_with(&request->issues, handler_message_get(HANDLER_MESSAGE_PARAMETER_TYPE), name,
                     view_make(NULL, 0));
  issue->offset = document_node(document, parameter)->offset;
  return ERROR_BAD_REQUEST;
}

static enum error read_parameter(struct validate_run *run, struct request *request,
                                 uint32_t parameter) {
  const struct document *document = &run->judged.document;
  struct view name = document_member_string(document, parameter, "name", request->arena);
  if (view_is(name, "profile") || view_is(name, "mode")) {
    return read_text_parameter(run, request, parameter, name);
  }
  if (view_is(name, "resource")) {
    uint32_t resource = document_member(document, parameter, view_of("resource"));
    if (resource != NODE_NONE && document_type(document, resource) == NODE_OBJECT) {
      run->node = resource;
    }
  }
  return ERROR_OK;
}

/* Parameters carry the resource and the wishes; anything else is the resource itself. Parameters
 * sent to /Parameters/$validate without a resource inside are to be validated themselves. */
static enum error read_parameters(struct validate_run *run, struct request *request) {
  const struct document *document = &run->judged.document;
  if (!view_is(document_member_string(document, 0, "resourceType", request->arena), "Parameters")) {
    return ERROR_OK;
  }
  uint32_t list = document_member(document, 0, view_of("parameter"));
  if (list != NODE_NONE && document_type(document, list) == NODE_ARRAY) {
    for (uint32_t item = document_first(document, list); item != NODE_NONE;
         item = document_next(document, list, item)) {
      enum error error = read_parameter(run, request, item);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  if (run->node == 0 && !view_is(run->resource_type, "Parameters")) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        handler_message_get(HANDLER_MESSAGE_PARAMETERS_WITHOUT_RESOURCE),
                        view_make(NULL, 0), view_make(NULL, 0));
  }
  return ERROR_OK;
}

enum error handle_validate(struct request *request, struct response *response) {
  struct validate_run run = {.node = 0, .resource_type = request->path_parameters[0]};
  enum error error = read_query(&run, request);
  if (error == ERROR_OK) {
    error = judged_document_read(request, &run.judged);
  }
  if (error == ERROR_OK) {
    error = read_parameters(&run, request);
    if (error != ERROR_OK) {
      judged_document_locate(&run.judged, request);
    }
  }
  return error == ERROR_OK ? validate_run_answer(&run, request, response) : error;
}
