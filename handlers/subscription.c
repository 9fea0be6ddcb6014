#include "handlers/subscription.h"

#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "handlers/subscription_message.h"
#include "handlers/subscription_resource.h"

#define STATUS_SYSTEM "http://hl7.org/fhir/subscription-status"

static const struct search_parameter_row parameters[] = {
    SUBSCRIPTION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

enum error handle_subscription_create(struct request *request, struct response *response) {
  return subscription_resource_keep(request, response, (struct view){NULL, 0});
}

enum error handle_subscription_update(struct request *request, struct response *response) {
  return subscription_resource_keep(request, response, request->path_parameters[0]);
}

enum error handle_subscription_read(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct view id = request->path_parameters[0];
  struct store_subscription *rows = NULL;
  size_t count = 0;
  enum error error = id.length == 0
                         ? ERROR_OK
                         : store->subscription_list(store, id, request->arena, &rows, &count);
  if (error != ERROR_OK) {
    return error;
  }
  return count == 0 ? request_fail(request, ERROR_NOT_FOUND,
                                   subscription_message_get(SUBSCRIPTION_MESSAGE_UNKNOWN), id,
                                   (struct view){NULL, 0})
                    : subscription_resource_answer(request, response, &rows[0]);
}

enum error handle_subscription_delete(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  const struct store_subscription subscription = {.id = request->path_parameters[0],
                                                  .request_id = request->id};
  enum error error = store->subscription_delete(store, &subscription);
  if (error != ERROR_OK && error != ERROR_NOT_FOUND) {
    return error;
  }
  response->outcome = RESPONSE_NO_CONTENT;
  return ERROR_OK;
}

/* ---- search ------------------------------------------------------------------------------------
 */
struct filter {
  struct view id;
  struct view status;
  struct view url;
  struct view criteria;
};

static enum error read_filter(struct request *request, struct filter *ret_filter) {
  struct filter filter = {.id = {NULL, 0}};
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &filter.id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "status", &filter.status);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "url", &filter.url);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "criteria", &filter.criteria);
  }
  if (error == ERROR_OK) {
    *ret_filter = filter;
  }
  return error;
}

/* A string parameter means the beginning, in any case (FHIR R4 search.html#string). */
static bool fits(const struct filter *filter, const struct store_subscription *row) {
  struct view start = view_part(row->criteria, 0, filter->criteria.length);
  return search_value_token_matches(filter->status, view_of(STATUS_SYSTEM), row->status) &&
         (filter->url.length == 0 || view_equal(filter->url, row->endpoint)) &&
         view_equal_ignore_case(start, filter->criteria);
}

static enum error write_all(struct searchset *set, const struct filter *filter,
                            const struct store_subscription *rows, size_t count) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    if (fits(filter, &rows[i])) {
      searchset_entry_begin(set, rows[i].id);
      error = subscription_resource_write(set->request, &set->writer, &rows[i], false);
      searchset_entry_end(set);
    }
  }
  return error;
}

enum error handle_subscription_search(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct store_subscription *rows = NULL;
  struct filter filter;
  struct searchset set;
  size_t count = 0;
  enum error error = read_filter(request, &filter);
  if (error == ERROR_OK) {
    error = store->subscription_list(store, filter.id, request->arena, &rows, &count);
  }
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Subscription", count);
  }
  if (error == ERROR_OK) {
    error = write_all(&set, &filter, rows, count);
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}
