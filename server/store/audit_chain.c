#include "server/store/audit_chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define NUMBER_BYTES 32u
#define FIELDS 14u
#define OUTCOME_SUCCESS 0
#define OUTCOME_MINOR 4
#define OUTCOME_SERIOUS 8
#define OUTCOME_MAJOR 12
#define STATUS_REFUSED 400
#define STATUS_FAILED 500

/* What an action means in the terms of FHIR (audit-event-action, audit-event-outcome); other
 * actions are executions that went well. */
static const struct action_row {
  const char *action;
  const char *verb;
  int64_t outcome;
} actions[] = {
    {"bundle-accepted", "C", OUTCOME_SUCCESS},
    {"bundle-replacement-accepted", "U", OUTCOME_SUCCESS},
    {"bundle-refused", "C", OUTCOME_MINOR},
    {"cancel-accepted", "D", OUTCOME_SUCCESS},
    {"document-received", "C", OUTCOME_SUCCESS},
    {"job-refused", "E", OUTCOME_MINOR},
    {"job-dead", "E", OUTCOME_SERIOUS},
    {"job-given-up", "E", OUTCOME_MINOR},
    {"bundles-pruned", "D", OUTCOME_SUCCESS},
    {"resource-put", "U", OUTCOME_SUCCESS},
    {"resource-deleted", "D", OUTCOME_SUCCESS},
    {"subscription-deleted", "D", OUTCOME_SUCCESS},
    {"mapping-deleted", "D", OUTCOME_SUCCESS},
    {"clock-jump", "E", OUTCOME_MINOR},
    {"clock-free", "E", OUTCOME_MINOR},
    {"clock-synchronized", "E", OUTCOME_SUCCESS},
    {"audit-lost", "E", OUTCOME_MAJOR},
};

static int64_t outcome_of_status(int64_t status) {
  return status < STATUS_REFUSED  ? OUTCOME_SUCCESS
         : status < STATUS_FAILED ? OUTCOME_MINOR
                                  : OUTCOME_SERIOUS;
}

struct store_audit_row audit_chain_row(const struct store_audit *what, struct view chain,
                                       int64_t now_ms) {
  struct store_audit_row row = {
      .chain = chain, .at_ms = now_ms, .outcome = outcome_of_status(what->status), .what = *what};
  const char *verb = "E";
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    if (view_is(what->action, actions[i].action)) {
      verb = actions[i].verb;
      row.outcome = actions[i].outcome;
    }
  }
  row.what.verb = what->verb.length > 0 ? what->verb : view_of(verb);
  return row;
}

struct fields {
  char numbers[3][NUMBER_BYTES];
  struct view views[FIELDS];
};

static struct view number_text(char text[NUMBER_BYTES], int64_t number) {
  int length = snprintf(text, NUMBER_BYTES, "%" PRId64, number);
  return view_make(text, (size_t)length);
}

static void list_fields(const struct store_audit_row *row, struct fields *fields) {
  const struct store_audit *what = &row->what;
  const struct view views[FIELDS] = {
      row->chain,
      number_text(fields->numbers[0], row->at_ms),
      what->action,
      what->verb,
      number_text(fields->numbers[1], row->outcome),
      number_text(fields->numbers[2], what->status),
      what->request_id,
      what->client,
      what->address,
      what->route,
      what->type,
      what->subject,
      what->patients,
      what->detail,
  };
  memcpy(fields->views, views, sizeof views);
}

static size_t put_netstring(char *to, struct view field) {
  int head = snprintf(to, NUMBER_BYTES, "%zu:", field.length);
  if (field.length > 0) {
    memcpy(to + head, field.data, field.length);
  }
  to[(size_t)head + field.length] = ',';
  return (size_t)head + field.length + 1;
}

enum error audit_chain_text(const struct store_audit_row *row, struct audit_text *ret_text) {
  struct fields fields;
  size_t size = 0;
  list_fields(row, &fields);
  for (size_t i = 0; i < FIELDS; i++) {
    size += fields.views[i].length + NUMBER_BYTES;
  }
  struct audit_text text = {malloc(size), 0};
  if (text.bytes == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < FIELDS; i++) {
    text.length += put_netstring(text.bytes + text.length, fields.views[i]);
  }
  *ret_text = text;
  return ERROR_OK;
}

void audit_chain_text_free(struct audit_text *text) {
  free(text->bytes);
  *text = (struct audit_text){NULL, 0};
}

struct sha256 audit_chain_hash(struct view before, int64_t number, const struct audit_text *text) {
  static const char zeros[SHA256_BYTES];
  char digits[NUMBER_BYTES];
  char head[2 * NUMBER_BYTES];
  size_t length = put_netstring(head, number_text(digits, number));
  const struct view parts[] = {before.length > 0 ? before : view_make(zeros, sizeof zeros),
                               view_make(head, length), view_make(text->bytes, text->length)};
  return hash_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

enum error audit_chain_seal(struct view before, const struct store_audit_row *row,
                            struct sha256 *ret_hash) {
  struct audit_text text;
  enum error error = audit_chain_text(row, &text);
  if (error != ERROR_OK) {
    return error;
  }
  *ret_hash = audit_chain_hash(before, row->number, &text);
  audit_chain_text_free(&text);
  return ERROR_OK;
}

static struct view without_zeros(struct view number) {
  size_t zeros = 0;
  while (zeros + 1 < number.length && number.data[zeros] == '0') {
    zeros++;
  }
  return view_part(number, zeros, number.length);
}

struct view audit_chain_patient(struct arena *arena, struct view institution_number,
                                struct view patient_number) {
  if (patient_number.length == 0) {
    return view_make(NULL, 0);
  }
  char *hex = arena_bytes(arena, SHA256_HEX_BYTES);
  const struct view parts[] = {institution_number, view_of(":"), without_zeros(patient_number)};
  if (hex == NULL) {
    return view_make(NULL, 0);
  }
  struct sha256 digest = hash_sha256_parts(parts, sizeof parts / sizeof parts[0]);
  hash_sha256_hex(&digest, hex);
  return view_of(hex);
}

bool audit_chain_split_id(struct view id, struct view *ret_chain, int64_t *ret_number) {
  size_t at = id.length;
  while (at > 0 && id.data[at - 1] != '-') {
    at--;
  }
  uint64_t number = 0;
  if (at < 2 || !view_to_unsigned(view_part(id, at, SIZE_MAX), INT64_MAX, &number)) {
    return false;
  }
  *ret_chain = view_part(id, 0, at - 1);
  *ret_number = (int64_t)number;
  return true;
}
