#include "handlers/audit_event_search.h"

#include "handlers/audit_event.h"
#include "handlers/relay_message.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "handlers/services.h"
#include "server/limits.h"
#include "server/store/audit_chain.h"

#define EVENT_BYTES 262144u
#define PAGE_STANDARD 50u
#define OUTCOME_MAXIMUM 12u

static const struct view none = {NULL, 0};
static const struct search_parameter_row parameters[] = {
    AUDIT_EVENT_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static struct audit_event_telling telling_of(const struct request *request) {
  return (struct audit_event_telling){request->arena, request->services->audit_server};
}

static enum error bad_value(struct request *request, const char *name, struct view value) {
  return request_fail(request, ERROR_BAD_REQUEST, relay_message_get(RELAY_MESSAGE_SEARCH_VALUE),
                      view_of(name), value);
}

/* count 0: there is none. */
static enum error find_one(struct request *request, struct view id,
                           struct store_audit_page *ret_page) {
  struct store *store = request->services->store;
  struct store_audit_walk walk = {.limit = 1};
  struct store_audit_page page = {NULL, 0, 0};
  enum error error = ERROR_OK;
  if (audit_chain_split_id(id, &walk.chain, &walk.from)) {
    error = store->audit_walk(store, &walk, request->arena, &page);
  }
  if (page.count == 1 && page.rows[0].number != walk.from) {
    page.count = 0;
  }
  page.total = page.count;
  *ret_page = page;
  return error;
}

enum error handle_audit_event_read(struct request *request, struct response *response) {
  struct store_audit_page page;
  const struct audit_event_telling telling = telling_of(request);
  enum error error = find_one(request, request->path_parameters[0], &page);
  if (error != ERROR_OK || page.count == 0) {
    return error != ERROR_OK ? error : ERROR_NOT_FOUND;
  }
  struct buffer buffer = buffer_make(request->arena, EVENT_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  audit_event_write(&writer, &telling, &page.rows[0]);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

/* ---- filter -------------------------------------------------------------------------------------
 */
static enum error read_dates(struct request *request, struct store_audit_filter *filter) {
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *item = &request->query[i];
    if (view_is(item->name, "date") &&
        !search_value_date(item->value, &filter->from_ms, &filter->to_ms)) {
      return bad_value(request, "date", item->value);
    }
  }
  return ERROR_OK;
}

static enum error patient_hash(const struct request *request, struct view number,
                               struct view *ret_hash) {
  *ret_hash = audit_chain_patient(request->arena, request->services->institution_number, number);
  return number.length > 0 && ret_hash->data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_patient(struct request *request, struct store_audit_filter *filter) {
  struct view number = none;
  if (request_query(request, "patient").length == 0) {
    return ERROR_OK;
  }
  enum error error = searchset_patient(request, NULL, &number);
  return error == ERROR_OK ? patient_hash(request, number, &filter->patient) : error;
}

/* "Task/1", with or without our base before it; a patient is looked for by hash. */
static enum error read_entity(struct request *request, struct store_audit_filter *filter) {
  struct view value = none;
  enum error error = searchset_single(request, "entity", &value);
  if (error != ERROR_OK || value.length == 0) {
    return error;
  }
  if (view_starts_with(value, request->base_url)) {
    value = view_part(value, request->base_url.length + 1, SIZE_MAX);
  }
  struct view rest = value;
  struct view type = view_split(&rest, '/');
  if (rest.length == 0) {
    return bad_value(request, "entity", value);
  }
  if (view_is(type, "Patient")) {
    return patient_hash(request, rest, &filter->patient);
  }
  filter->subject = rest;
  return ERROR_OK;
}

static enum error read_agent(struct request *request, struct store_audit_filter *filter) {
  enum error error = searchset_single(request, "agent", &filter->agent);
  if (error == ERROR_OK && filter->agent.length == 0) {
    error = searchset_single(request, "address", &filter->agent);
  }
  return error;
}

static enum error read_actions(struct request *request, struct store_audit_filter *filter) {
  struct view list = request_query(request, "action");
  struct view verbs = none;
  while (list.length > 0) {
    struct view system;
    struct view verb;
    struct view item = view_split(&list, ',');
    search_value_token(item, &system, &verb);
    if (verb.length != 1 || view_find_byte(view_of("CRUDE"), verb.data[0], 0) == SIZE_MAX) {
      return bad_value(request, "action", item);
    }
    verbs = arena_format(request->arena, "%.*s%.*s", VIEW_ARGUMENTS(verbs), VIEW_ARGUMENTS(verb));
  }
  filter->verbs = verbs;
  return ERROR_OK;
}

static enum error read_outcomes(struct request *request, struct store_audit_filter *filter) {
  struct view list = request_query(request, "outcome");
  while (list.length > 0) {
    struct view system;
    struct view code;
    uint64_t number = 0;
    struct view item = view_split(&list, ',');
    search_value_token(item, &system, &code);
    if (!view_to_unsigned(code, OUTCOME_MAXIMUM, &number) || number % 4 != 0) {
      return bad_value(request, "outcome", item);
    }
    filter->outcomes |= 1u << number;
  }
  return ERROR_OK;
}

/* _count and _offset; others have looked at what they may be. */
static void read_page(const struct request *request, struct store_audit_filter *filter) {
  uint64_t number = 0;
  filter->limit = PAGE_STANDARD;
  if (view_to_unsigned(request_query(request, "_count"), LIMIT_STORE_ROWS, &number)) {
    filter->limit = (uint32_t)number;
  }
  if (view_to_unsigned(request_query(request, "_offset"), UINT32_MAX, &number)) {
    filter->offset = (uint32_t)number;
  }
}

static enum error read_filter(struct request *request, struct store_audit_filter *filter) {
  static enum error (*const readers[])(struct request *, struct store_audit_filter *) = {
      read_dates, read_patient, read_entity, read_agent, read_actions, read_outcomes};
  enum error error = searchset_check(request, parameters);
  for (size_t i = 0; error == ERROR_OK && i < sizeof readers / sizeof readers[0]; i++) {
    error = readers[i](request, filter);
  }
  read_page(request, filter);
  return error;
}

/* An id with other conditions finds what both allow: the id is looked at alone. */
static enum error find(struct request *request, const struct store_audit_filter *filter,
                       struct store_audit_page *ret_page) {
  struct store *store = request->services->store;
  struct view id = none;
  enum error error = searchset_single(request, "_id", &id);
  if (error != ERROR_OK) {
    return error;
  }
  if (id.length > 0) {
    return find_one(request, id, ret_page);
  }
  /* The store takes 0 for its own limit: one row is read then and none is shown. */
  struct store_audit_filter wanted = *filter;
  wanted.limit = filter->limit == 0 ? 1 : filter->limit;
  return store->audit_list(store, &wanted, request->arena, ret_page);
}

enum error handle_audit_event_search(struct request *request, struct response *response) {
  struct store_audit_filter filter = {.from_ms = INT64_MIN, .to_ms = INT64_MAX};
  struct store_audit_page found = {NULL, 0, 0};
  const struct audit_event_telling telling = telling_of(request);
  struct searchset set;
  enum error error = read_filter(request, &filter);
  if (error == ERROR_OK) {
    error = find(request, &filter, &found);
  }
  const struct searchset_page page = {
      .total = (size_t)found.total, .offset = filter.offset, .count = filter.limit};
  if (error == ERROR_OK) {
    error = searchset_begin_page(&set, request, "AuditEvent", &page);
  }
  for (size_t i = 0; error == ERROR_OK && i < found.count && i < filter.limit; i++) {
    struct view id = audit_event_id(request->arena, &found.rows[i]);
    if (id.data == NULL) {
      return ERROR_MEMORY;
    }
    searchset_entry_begin(&set, id);
    audit_event_write(&set.writer, &telling, &found.rows[i]);
    searchset_entry_end(&set);
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}
