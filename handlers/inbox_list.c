#include "handlers/inbox_list.h"

#include "handlers/services.h"
#include "server/national/relay.h"

enum error inbox_list_ask(struct request *request, struct issue_list *issues,
                          struct inbox_list *ret_list) {
  struct relay *relay = request->services->relay;
  const struct envelope_values values = {0};
  const struct question question = {.operation = ADAPTER_OPERATION_DOCUMENT_LIST,
                                    .values = &values,
                                    .arena = request->arena,
                                    .deadline_us = request->deadline_us};
  struct question_answer answer;
  struct answer_rows rows;
  enum error error = relay_ask(relay, &question, issues, &answer);
  if (error == ERROR_OK) {
    error = answer_read_rows(relay_adapter(relay), answer.xml, ADAPTER_LIST_DOCUMENTS,
                             request->arena, &rows);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct inbox_list list = {arena_array(request->arena, rows.count + 1, sizeof *list.documents),
                            rows.count};
  if (list.documents == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < rows.count; i++) {
    list.documents[i] = inbox_document_of(relay_adapter(relay), &rows.rows[i]);
  }
  *ret_list = list;
  return ERROR_OK;
}
