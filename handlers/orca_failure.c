#include "handlers/orca_failure.h"

#include "handlers/orca_message.h"

#include <inttypes.h>

/* ORCA frees a locked patient within seconds; this is what its own clients wait. */
#define RETRY_AFTER_SECONDS "3"

struct orca_session orca_failure_session(const struct request *request) {
  return (struct orca_session){.orca = request->services->orca,
                               .arena = request->arena,
                               .deadline_us = request->deadline_us,
                               .fresh = view_find(request_header(request, "cache-control"),
                                                  view_of("no-cache"), 0) != SIZE_MAX};
}

static enum orca_message status_message(const struct orca_trouble *trouble) {
  switch (trouble->http_status) {
  case 401:
  case 403:
    return ORCA_MESSAGE_STATUS_REFUSED;
  case 404:
  case 405:
    return ORCA_MESSAGE_STATUS_PATH;
  default:
    return ORCA_MESSAGE_STATUS;
  }
}

static enum orca_message choose_message(enum error error, const struct orca_trouble *trouble) {
  static const enum orca_message messages[ORCA_FAULT_COUNT] = {
      [ORCA_FAULT_NONE] = ORCA_MESSAGE_PATIENT_ID,
      [ORCA_FAULT_NOT_CONFIGURED] = ORCA_MESSAGE_NOT_CONFIGURED,
      [ORCA_FAULT_UNREACHABLE] = ORCA_MESSAGE_UNREACHABLE,
      [ORCA_FAULT_TIMEOUT] = ORCA_MESSAGE_TIMEOUT,
      [ORCA_FAULT_QUEUE] = ORCA_MESSAGE_QUEUE,
      [ORCA_FAULT_BREAKER] = ORCA_MESSAGE_BREAKER,
      [ORCA_FAULT_STATUS] = ORCA_MESSAGE_STATUS,
      [ORCA_FAULT_CUT] = ORCA_MESSAGE_CUT,
      [ORCA_FAULT_UNREADABLE] = ORCA_MESSAGE_UNREADABLE,
      [ORCA_FAULT_ROOT] = ORCA_MESSAGE_ROOT,
      [ORCA_FAULT_PATIENT] = ORCA_MESSAGE_OTHER_PATIENT,
      [ORCA_FAULT_RESULT] = ORCA_MESSAGE_RESULT,
  };
  if (trouble->fault == ORCA_FAULT_STATUS) {
    return status_message(trouble);
  }
  if (trouble->fault == ORCA_FAULT_RESULT && error == ERROR_NOT_FOUND) {
    return ORCA_MESSAGE_PATIENT_UNKNOWN;
  }
  return messages[trouble->fault];
}

/* Argument {1}: the HTTP status, Api_Result, or libcurl's reason. */
static struct view second_argument(struct arena *arena, const struct orca_trouble *trouble) {
  if (trouble->fault == ORCA_FAULT_STATUS) {
    return arena_format(arena, "%ld", trouble->http_status);
  }
  const char *text = trouble->fault == ORCA_FAULT_RESULT ? trouble->code : trouble->text;
  return arena_copy(arena, view_of(text));
}

enum error orca_failure_report(struct request *request, struct response *response, enum error error,
                               const struct orca_trouble *trouble) {
  if (error == ERROR_MEMORY || (trouble->fault == ORCA_FAULT_NONE && error != ERROR_NOT_FOUND)) {
    return error;
  }
  enum error result = request_fail(request, error, orca_message_get(choose_message(error, trouble)),
                                   view_of(trouble->api != NULL ? trouble->api : ""),
                                   second_argument(request->arena, trouble));
  if (request->issues.count != 0) {
    request->issues.issues[request->issues.count - 1].arguments[2] =
        arena_copy(request->arena, view_of(trouble->text));
  }
  if (trouble->retry_seconds != 0) {
    struct view seconds = arena_format(request->arena, "%" PRIu32, trouble->retry_seconds);
    response_header(response, "Retry-After", seconds);
  } else if (error == ERROR_ORCA_BUSY) {
    response_header(response, "Retry-After", view_of(RETRY_AFTER_SECONDS));
  }
  return result;
}

void orca_failure_warn(struct request *request, enum error error,
                       const struct orca_trouble *trouble) {
  struct issue *issue = issue_add_with(
      &request->issues, orca_message_get(choose_message(error, trouble)),
      view_of(trouble->api != NULL ? trouble->api : ""), second_argument(request->arena, trouble));
  issue->arguments[2] = arena_copy(request->arena, view_of(trouble->text));
  issue_set_severity(&request->issues, issue, SEVERITY_WARNING);
}

void orca_failure_notice(struct request *request, const char *api, const struct orca_info *info) {
  bool hint = !info->truncated && !info->empty && info->code.length != 0;
  if (!info->truncated && !hint) {
    return;
  }
  struct issue *issue = issue_add_with(
      &request->issues, orca_message_get(hint ? ORCA_MESSAGE_HINT : ORCA_MESSAGE_TRUNCATED),
      view_of(api), info->code);
  issue->arguments[2] = info->text;
}
