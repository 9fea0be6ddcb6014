#include "server/orca/orca_reply.h"

#include "server/orca/orca_answer.h"
#include "server/orca/orca_cache.h"
#include "server/orca/orca_text.h"

struct status_row {
  long status;
  enum error error;
};

/* ORCA's front ends: 401/403 user, password, certificate; 503 master update or overload; 502/504
 * its proxy. */
static const struct status_row status_rows[] = {
    {401, ERROR_ORCA_REFUSED},     {403, ERROR_ORCA_REFUSED}, {429, ERROR_ORCA_BUSY},
    {502, ERROR_ORCA_UNREACHABLE}, {503, ERROR_ORCA_BUSY},    {504, ERROR_ORCA_TIMEOUT},
};

static enum error check_status(struct orca_trouble *trouble) {
  if (trouble->http_status == 200) {
    return ERROR_OK;
  }
  enum error error = ERROR_ORCA_ANSWER;
  for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++) {
    if (status_rows[i].status == trouble->http_status) {
      error = status_rows[i].error;
    }
  }
  orca_trouble_set(trouble, ORCA_FAULT_STATUS, (struct view){NULL, 0}, (struct view){NULL, 0});
  return error;
}

/* ---- what an answer means ----------------------------------------------------------------------
 */

static enum error meaning_error(enum orca_meaning meaning) {
  static const enum error errors[] = {
      [ORCA_MEANING_OK] = ERROR_OK,
      [ORCA_MEANING_HINT] = ERROR_OK,
      [ORCA_MEANING_EMPTY] = ERROR_OK,
      [ORCA_MEANING_TRUNCATED] = ERROR_OK,
      [ORCA_MEANING_NO_PATIENT] = ERROR_NOT_FOUND,
      [ORCA_MEANING_BAD_INPUT] = ERROR_BAD_REQUEST,
      [ORCA_MEANING_BUSY] = ERROR_ORCA_BUSY,
      [ORCA_MEANING_SYSTEM] = ERROR_ORCA_ANSWER,
      [ORCA_MEANING_UNAUTHORIZED] = ERROR_ORCA_REFUSED,
      [ORCA_MEANING_UNKNOWN] = ERROR_ORCA_ANSWER,
  };
  return errors[meaning];
}

static struct view root_code(const struct orca_reply *reply, struct view *ret_text) {
  *ret_text = orca_record_text(&reply->record, reply->node, "Api_Result_Message");
  return orca_record_text(&reply->record, reply->node, "Api_Result");
}

/* Forms have their Api_Result at the top. Of events an array, or an empty one, is success; a record
 * must be the error. */
static struct view bare_code(const struct orca_record *record, struct view *ret_text) {
  struct view code = orca_record_text(record, ORCA_NODE_TOP, "Api_Result");
  if (code.length != 0) {
    *ret_text = orca_record_text(record, ORCA_NODE_TOP, "Api_Result_Message");
    return code;
  }
  uint32_t error = orca_record_find(record, ORCA_NODE_TOP, "error");
  if (error != ORCA_NODE_NONE) {
    *ret_text = orca_record_text(record, error, "message");
    return orca_record_text(record, error, "code");
  }
  uint32_t first = record->nodes[ORCA_NODE_TOP].first;
  bool is_array = first != ORCA_NODE_NONE && record->nodes[first].kind == ORCA_NODE_ARRAY &&
                  record->nodes[first].name.length == 0;
  return is_array ? view_of("0") : (struct view){NULL, 0};
}

static enum error judge(const struct orca_api *api, struct orca_reply *reply,
                        struct orca_trouble *trouble) {
  const struct view none = {NULL, 0};
  bool is_bare = api->root[0] == '\0';
  reply->node =
      is_bare ? ORCA_NODE_TOP : orca_record_find(&reply->record, ORCA_NODE_TOP, api->root);
  if (reply->node == ORCA_NODE_NONE) {
    orca_trouble_set(trouble, ORCA_FAULT_ROOT, none, none);
    return ERROR_ORCA_ANSWER;
  }
  struct view text = none;
  struct view code = is_bare ? bare_code(&reply->record, &text) : root_code(reply, &text);
  enum orca_meaning meaning = orca_api_meaning(api->id, code);
  enum error error = meaning_error(meaning);
  if (error != ERROR_OK) {
    orca_trouble_set(trouble, ORCA_FAULT_RESULT, code, text);
    return error;
  }
  reply->info.truncated = meaning == ORCA_MEANING_TRUNCATED;
  reply->info.empty = meaning == ORCA_MEANING_EMPTY;
  if (meaning != ORCA_MEANING_OK) {
    reply->info.code = code;
    reply->info.text = text;
  }
  return ERROR_OK;
}

static enum error read_answer(struct arena *arena, const struct orca_api *api,
                              struct orca_outcome *outcome, struct orca_reply *ret_reply) {
  struct orca_reply reply = {.info = {.fetched_ms = outcome->fetched_ms}};
  enum error error = orca_answer_read(arena, outcome->body, &reply.record);
  if (error == ERROR_ORCA_ANSWER) {
    orca_trouble_set(&outcome->trouble, ORCA_FAULT_UNREADABLE, (struct view){NULL, 0},
                     (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    error = judge(api, &reply, &outcome->trouble);
  }
  if (error == ERROR_OK) {
    *ret_reply = reply;
  }
  return error;
}

enum error orca_reply_make(struct arena *arena, const struct orca_api *api,
                           struct orca_outcome *outcome, struct orca_reply *ret_reply) {
  enum error error = outcome->error;
  if (error == ERROR_OK) {
    error = check_status(&outcome->trouble);
  }
  return error == ERROR_OK ? read_answer(arena, api, outcome, ret_reply) : error;
}

bool orca_reply_is_about(const struct orca_reply *reply, struct view patient) {
  struct view key = orca_text_patient_key(patient);
  for (uint32_t i = 0; patient.length != 0 && i < reply->record.count; i++) {
    const struct orca_node *node = &reply->record.nodes[i];
    if (node->kind == ORCA_NODE_TEXT && node->filled && view_is(node->name, "Patient_ID") &&
        !view_equal(orca_text_patient_key(node->text), key)) {
      return false;
    }
  }
  return true;
}

bool orca_reply_may_come_later(enum error error, const struct orca_trouble *trouble) {
  if (trouble->fault == ORCA_FAULT_RESULT) {
    return error == ERROR_ORCA_BUSY;
  }
  return trouble->fault == ORCA_FAULT_STATUS &&
         (trouble->http_status == 502 || trouble->http_status == 503 ||
          trouble->http_status == 504);
}
