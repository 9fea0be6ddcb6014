#include "handlers/task_search.h"

#include "handlers/relay_message.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "handlers/services.h"
#include "handlers/task_from_job.h"
#include "server/national/relay.h"

/* Tasks are about 1.5 KB; who needs older ones narrows the search by time. */
#define TASKS_MAXIMUM 500u

static const struct search_parameter_row parameters[] = {
    TASK_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error bad_value(struct request *request, const char *name, struct view value) {
  return request_fail(request, ERROR_BAD_REQUEST, relay_message_get(RELAY_MESSAGE_SEARCH_VALUE),
                      view_of(name), value);
}

/* A status that no job can have finds nothing: the bit behind the last state. */
static enum error read_status(struct request *request, uint32_t *ret_states) {
  struct view list = request_query(request, "status");
  uint32_t states = 0;
  while (list.length > 0) {
    struct view system;
    struct view status;
    bool known = false;
    struct view item = view_split(&list, ',');
    search_value_token(item, &system, &status);
    uint32_t mask = task_from_job_states(status, &known);
    if (!known) {
      return bad_value(request, "status", item);
    }
    states |= mask != 0 ? mask : 1u << JOB_STATE_COUNT;
  }
  *ret_states = states;
  return ERROR_OK;
}

static enum error read_updated(struct request *request, struct store_job_filter *filter) {
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *item = &request->query[i];
    if (view_is(item->name, "_lastUpdated") &&
        !search_value_date(item->value, &filter->updated_from_ms, &filter->updated_to_ms)) {
      return bad_value(request, "_lastUpdated", item->value);
    }
  }
  return ERROR_OK;
}

static enum error read_filter(struct request *request, struct store_job_filter *filter) {
  enum error error = searchset_check(request, parameters);
  struct view identifier = {NULL, 0};
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &filter->id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &identifier);
  }
  if (error == ERROR_OK && request_query(request, "patient").length > 0) {
    error = searchset_patient(request, NULL, &filter->patient);
  }
  if (error == ERROR_OK) {
    error = read_status(request, &filter->states);
  }
  if (error == ERROR_OK) {
    error = read_updated(request, filter);
  }
  search_value_token(identifier, &filter->identifier_system, &filter->identifier_value);
  return error;
}

enum error handle_task_search(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct store_job_filter filter = {
      .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX, .limit = TASKS_MAXIMUM};
  struct store_job *jobs = NULL;
  size_t count = 0;
  enum error error = read_filter(request, &filter);
  if (error == ERROR_OK) {
    error = store->job_list(store, &filter, request->arena, &jobs, &count);
  }
  struct searchset set;
  if (error == ERROR_OK && count == TASKS_MAXIMUM) {
    issue_add_with(&request->issues, relay_message_get(RELAY_MESSAGE_SEARCH_CUT),
                   arena_format(request->arena, "%u", TASKS_MAXIMUM), (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Task", count);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct task_telling telling = {relay_adapter(request->services->relay), request->language,
                                       request->arena};
  for (size_t i = 0; i < count; i++) {
    request_note_patient(request, jobs[i].patient);
    searchset_entry_begin(&set, jobs[i].id);
    task_from_job_write(&set.writer, &telling, &jobs[i]);
    searchset_entry_end(&set);
  }
  return searchset_end(&set, response);
}
