#include "handlers/organization_national.h"

#include "handlers/inbox_message.h"
#include "handlers/national_facility.h"
#include "handlers/searchset.h"
#include "server/national/relay.h"

static const struct search_parameter_row parameters[] = {
    ORGANIZATION_NATIONAL_PARAMETERS(SEARCHSET_PARAMETER_ROW){"name", "string"}, {NULL, NULL}};

static const struct {
  const char *parameter;
  enum adapter_placeholder placeholder;
} keys[] = {
    {"name", ADAPTER_PLACEHOLDER_NAME},
    {"phonetic", ADAPTER_PLACEHOLDER_KANA},
    {"phone", ADAPTER_PLACEHOLDER_PHONE},
    {"address-postalcode", ADAPTER_PLACEHOLDER_POSTAL_CODE},
    {"address", ADAPTER_PLACEHOLDER_ADDRESS},
};

static enum error read_keys(struct request *request, struct envelope_values *values) {
  size_t given = 0;
  enum error error = searchset_check(request, parameters);
  for (size_t i = 0; error == ERROR_OK && i < sizeof keys / sizeof keys[0]; i++) {
    struct view *text = &values->texts[keys[i].placeholder];
    error = searchset_single(request, keys[i].parameter, text);
    *text = error == ERROR_OK ? view_trim(*text) : *text;
    given += text->length != 0;
  }
  if (error != ERROR_OK || given != 0) {
    return error;
  }
  return request_fail(request, ERROR_BAD_REQUEST, inbox_message_get(INBOX_MESSAGE_FACILITY_KEY),
                      view_make(NULL, 0), view_make(NULL, 0));
}

static enum error ask(struct request *request, const struct envelope_values *values,
                      struct answer_rows *ret_rows) {
  struct relay *relay = request->services->relay;
  const struct question question = {.operation = ADAPTER_OPERATION_FACILITY_LOOKUP,
                                    .values = values,
                                    .arena = request->arena,
                                    .deadline_us = request->deadline_us};
  struct question_answer answer;
  enum error error = relay_ask(relay, &question, &request->issues, &answer);
  return error == ERROR_OK ? answer_read_rows(relay_adapter(relay), answer.xml,
                                              ADAPTER_LIST_FACILITIES, request->arena, ret_rows)
                           : error;
}

enum error handle_organization_national(struct request *request, struct response *response) {
  struct envelope_values values = {0};
  struct answer_rows facilities;
  struct searchset set;
  enum error error = read_keys(request, &values);
  if (error == ERROR_OK) {
    error = ask(request, &values, &facilities);
  }
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Organization", facilities.count);
  }
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < facilities.count; i++) {
    const struct answer_row *row = &facilities.rows[i];
    struct view id = national_facility_id(request->arena, row);
    if (id.data == NULL) {
      return ERROR_MEMORY;
    }
    searchset_entry_begin(&set, id);
    set.full_url = arena_format(request->arena, "urn:uuid:%.*s", VIEW_ARGUMENTS(id));
    national_facility_write(&set.writer, relay_adapter(request->services->relay), row, id);
    searchset_entry_end(&set);
  }
  return searchset_end(&set, response);
}
