#include "handlers/mapping_candidates.h"

#include "handlers/handler_messages.h"
#include "handlers/terminology_request.h"
#include "server/limits.h"
#include "terminology/candidate_write.h"

#define COUNT_DEFAULT 20u
#define NAMES_BYTES 512u

static enum error fail(struct request *request, enum handler_message message, struct view a,
                       struct view b) {
  return request_fail(request, ERROR_BAD_REQUEST, handler_message_get(message), a, b);
}

/* "disease, modifier, …" */
static struct view domain_names(struct request *request) {
  struct buffer buffer = buffer_make(request->arena, NAMES_BYTES);
  const struct candidate_domain *domain = candidate_domain_at(0);
  for (uint32_t i = 0; domain != NULL; domain = candidate_domain_at(++i)) {
    buffer_append_string(&buffer, i > 0 ? ", " : "");
    buffer_append_string(&buffer, domain->name);
  }
  return buffer_view(&buffer);
}

static bool is_domain(struct view name) {
  const struct candidate_domain *domain = candidate_domain_at(0);
  for (uint32_t i = 0; domain != NULL; domain = candidate_domain_at(++i)) {
    if (view_is(name, domain->name)) {
      return true;
    }
  }
  return false;
}

static enum error read_count(struct request *request, struct view text, uint32_t *ret_count) {
  uint64_t count = COUNT_DEFAULT;
  if (text.length > 0 && (!view_to_unsigned(text, CANDIDATE_COUNT_MAXIMUM, &count) || count == 0)) {
    return fail(request, HANDLER_MESSAGE_CANDIDATE_COUNT, text, view_of("100"));
  }
  *ret_count = (uint32_t)count;
  return ERROR_OK;
}

static enum error read_query(const struct terminology_request *operation,
                             struct candidate_query *query) {
  struct request *request = operation->request;
  *query = (struct candidate_query){.text = terminology_request_text(operation, "text"),
                                    .domain = terminology_request_text(operation, "domain"),
                                    .system = terminology_request_text(operation, "system"),
                                    .specimen = terminology_request_text(operation, "specimen"),
                                    .date = operation->scope.date};
  if (view_trim(query->text).length == 0) {
    return fail(request, HANDLER_MESSAGE_CANDIDATE_TEXT, view_of("text"), view_make(NULL, 0));
  }
  if (query->domain.length > 0 ? !is_domain(query->domain) : query->system.length == 0) {
    return fail(request, HANDLER_MESSAGE_CANDIDATE_DOMAIN, query->domain, domain_names(request));
  }
  return read_count(request, terminology_request_text(operation, "count"), &query->count);
}

static enum error write_answer(struct request *request, const struct candidate_answer *answer,
                               struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  candidate_write(&writer, answer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response->outcome = RESPONSE_OK;
    response->media_type = MEDIA_TYPE_JSON;
    response->body = buffer_view(&buffer);
  }
  return error;
}

enum error handle_mapping_candidates(struct request *request, struct response *response) {
  struct terminology_request operation;
  struct candidate_query query;
  enum error error = terminology_request_begin(request, &operation);
  if (error == ERROR_OK) {
    error = read_query(&operation, &query);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct candidate_answer answer = {.query = &query, .language = request->language};
  struct candidate_indexes *indexes = terminology_candidates(operation.scope.terminology);
  if (indexes != NULL) { /* NULL: nothing was imported, there are no candidates */
    error = candidate_search(indexes, request->arena, &query, &answer.candidates, &answer.count);
  }
  return error == ERROR_OK ? write_answer(request, &answer, response) : error;
}
