#include "server/base/hash.h"
#include "tests/lab/national_bundle.h"
#include "tests/lab/national_seed.h"
#include "tests/lab/national_work.h"

/* The insured number is checked on acceptance, everything else may be told later. */
static bool told_at_once(enum national_code code) {
  return code == NATIONAL_CODE_INSURED || code == NATIONAL_CODE_INSURED_DIFFERS ||
         code == NATIONAL_CODE_TOO_LARGE;
}

/* received, accepted, validating: a third of the time each; then done. */
static const char *phase_of(const struct national_event *event, int64_t now_ms) {
  static const char *const phases[] = {"received", "accepted", "validating"};
  int64_t span_ms = event->ready_ms - event->at_ms;
  if (now_ms >= event->ready_ms || told_at_once(event->code) || span_ms <= 0) {
    return "done";
  }
  int64_t third = (now_ms - event->at_ms) * 3 / span_ms;
  return phases[third < 0 ? 0 : third > 2 ? 2 : third];
}

static struct national_answer tell(const struct national_work *work,
                                   const struct national_event *event) {
  const char *phase = phase_of(event, work->now_ms);
  bool done = view_is(view_of(phase), "done");
  struct national_answer answer =
      national_work_answer(work, done ? event->code : NATIONAL_CODE_PROCESSING);
  answer.operation = event->operation;
  answer.reception = arena_copy(work->arena, event->reception);
  answer.phase = view_of(phase);
  if (done) {
    answer.detail = arena_copy(work->arena, event->detail);
    answer.extra = arena_copy(work->arena, event->findings);
  }
  return answer;
}

/* ---- what stands against it, from what is registered ------------------------------------------
 */

static const struct view *fields_of(const struct national_work *work) {
  return work->message.fields;
}

static const struct national_item *own_item(const struct national_work *work) {
  return national_store_item(work->sim->store, work->message.institution,
                             fields_of(work)[NATIONAL_FIELD_SYSTEM],
                             fields_of(work)[NATIONAL_FIELD_VALUE]);
}

static bool others_have_it(const struct national_work *work) {
  const struct view *fields = fields_of(work);
  for (size_t i = 0; i < national_store_count(work->sim->store); i++) {
    const struct national_item *item = national_store_at(work->sim->store, i);
    if (view_equal(item->system, fields[NATIONAL_FIELD_SYSTEM]) &&
        view_equal(item->value, fields[NATIONAL_FIELD_VALUE])) {
      return true;
    }
  }
  return false;
}

/* The insured number and the Bundle's identifier must match, and the institution. */
static enum national_code check_keys(const struct national_work *work,
                                     const struct national_item *item) {
  struct view insured = fields_of(work)[NATIONAL_FIELD_INSURED];
  if (item == NULL) {
    return others_have_it(work) ? NATIONAL_CODE_NOT_OWN : NATIONAL_CODE_NOTHING;
  }
  if (item->kind != work->message.kind || item->state == NATIONAL_ITEM_DELETED) {
    return NATIONAL_CODE_NOTHING;
  }
  return insured.length == 0 || national_seed_same_insured(insured, item->insured, work->arena)
             ? NATIONAL_CODE_DONE
             : NATIONAL_CODE_KEYS;
}

static enum national_code decide_register(const struct national_work *work,
                                          const struct national_event *event) {
  const struct national_item *item = own_item(work);
  if (event->code != NATIONAL_CODE_DONE || item == NULL ||
      item->state != NATIONAL_ITEM_REGISTERED) {
    return event->code;
  }
  if (view_equal(item->sha256, event->sha256)) {
    return NATIONAL_CODE_SAME;
  }
  bool overwrite = work->call->faults->values[FAULT_NATIONAL_DUPLICATE_POLICY] == 1;
  return overwrite ? NATIONAL_CODE_DONE : NATIONAL_CODE_DUPLICATE;
}

static enum national_code decide_replace(const struct national_work *work,
                                         const struct national_event *event) {
  const struct national_item *item = own_item(work);
  enum national_code code = check_keys(work, item);
  if (code == NATIONAL_CODE_DONE && item->state != NATIONAL_ITEM_REGISTERED) {
    code = NATIONAL_CODE_NOTHING;
  }
  return code == NATIONAL_CODE_DONE ? event->code : code;
}

static enum national_code decide_cancel(const struct national_work *work,
                                        const struct national_event *event) {
  const struct national_item *item = own_item(work);
  enum national_code code = check_keys(work, item);
  (void)event;
  return code == NATIONAL_CODE_DONE && item->state == NATIONAL_ITEM_CANCELLED
             ? NATIONAL_CODE_CANCELLED
             : code;
}

static enum national_code decide_undo(const struct national_work *work,
                                      const struct national_event *event) {
  const struct national_item *item = own_item(work);
  enum national_code code = check_keys(work, item);
  (void)event;
  if (work->call->faults->values[FAULT_NATIONAL_UNDO] == 0) {
    return NATIONAL_CODE_UNDO_OFF;
  }
  return code == NATIONAL_CODE_DONE && item->state != NATIONAL_ITEM_CANCELLED
             ? NATIONAL_CODE_NOT_CANCELLED
             : code;
}

static enum national_code decide_derived(const struct national_work *work,
                                         const struct national_event *event) {
  const struct national_item *item = own_item(work);
  enum national_code code = check_keys(work, item);
  (void)event;
  return code == NATIONAL_CODE_DONE && !item->derived ? NATIONAL_CODE_NOTHING : code;
}

static enum national_code (*const deciders[])(const struct national_work *work,
                                              const struct national_event *event) = {
    [NATIONAL_OPERATION_REGISTER] = decide_register,
    [NATIONAL_OPERATION_REPLACE] = decide_replace,
    [NATIONAL_OPERATION_CANCEL] = decide_cancel,
    [NATIONAL_OPERATION_CANCELUNDO] = decide_undo,
    [NATIONAL_OPERATION_CANCELDERIVED] = decide_derived,
};

/* ---- processing --------------------------------------------------------------------------------
 */

/* From the content alone; may take long, the store is not locked. */
static void check_content(const struct national_work *work, struct national_event *event) {
  const int64_t *values = work->call->faults->values;
  const struct national_bundle_settings settings = {.signature = &work->sim->signature,
                                                    .now_ms = work->now_ms,
                                                    .rules = values[FAULT_NATIONAL_VALIDATION] != 0,
                                                    .all_messages =
                                                        values[FAULT_NATIONAL_ALL_MESSAGES] != 0};
  struct national_verdict verdict;
  if (work->call->text.length > NATIONAL_SIM_MESSAGE_MAXIMUM) {
    event->code = NATIONAL_CODE_TOO_LARGE;
    return;
  }
  national_bundle_check(&work->message, &settings, work->arena, &verdict);
  event->code = verdict.code;
  event->detail = verdict.detail;
  event->findings = verdict.findings;
}

static struct national_event event_of(const struct national_work *work) {
  const int64_t *values = work->call->faults->values;
  const struct view *fields = fields_of(work);
  struct national_event event = {.type = NATIONAL_EVENT_MESSAGE,
                                 .operation = work->message.operation,
                                 .kind = work->message.kind,
                                 .code = NATIONAL_CODE_DONE,
                                 .removes_derived = values[FAULT_NATIONAL_CANCEL_DERIVED] != 0,
                                 .at_ms = work->now_ms,
                                 .institution = work->message.institution,
                                 .message_id = work->message.id,
                                 .system = fields[NATIONAL_FIELD_SYSTEM],
                                 .value = fields[NATIONAL_FIELD_VALUE],
                                 .insured = fields[NATIONAL_FIELD_INSURED],
                                 .consent = fields[NATIONAL_FIELD_CONSENT],
                                 .signature = fields[NATIONAL_FIELD_SIGNATURE],
                                 .content = work->message.content};
  if (values[FAULT_NATIONAL_TWO_PHASE] != 0) {
    event.ready_ms = work->now_ms + values[FAULT_NATIONAL_RESULT_AFTER_MS];
  }
  return event;
}

/* A message that comes a second time gets the verdict of the first; a registration is judged anew,
 * so that a test sees that it was sent twice. */
static bool answer_repeated(const struct national_work *work, struct national_answer *ret_answer) {
  if (work->message.operation == NATIONAL_OPERATION_REGISTER) {
    return false;
  }
  national_store_lock(work->sim->store);
  const struct national_receipt *receipt = national_store_receipt(
      work->sim->store, work->message.institution, work->message.id, (struct view){NULL, 0});
  bool repeated = receipt != NULL && receipt->event.operation == work->message.operation;
  if (repeated) {
    *ret_answer = tell(work, &receipt->event);
  }
  national_store_unlock(work->sim->store);
  return repeated;
}

static struct national_answer commit(const struct national_work *work,
                                     struct national_event *event) {
  struct national_store *store = work->sim->store;
  national_store_lock(store);
  event->code = deciders[event->operation](work, event);
  if (event->code != NATIONAL_CODE_VALIDATION) {
    event->findings = (struct view){NULL, 0};
  }
  enum error error = national_store_commit(store, event, work->arena);
  national_store_unlock(store);
  if (error != ERROR_OK) {
    return national_work_answer(work, NATIONAL_CODE_UNAVAILABLE);
  }
  struct national_answer answer = tell(work, event);
  if (event->ready_ms != 0 && !told_at_once(event->code)) {
    answer.code = NATIONAL_CODE_PROCESSING; /* the receipt, even when the verdict is at hand */
    answer.detail = (struct view){NULL, 0};
    answer.extra = (struct view){NULL, 0};
    answer.phase = view_of("received");
  }
  return answer;
}

struct national_answer national_write_process(const struct national_work *work) {
  struct national_event event = event_of(work);
  struct national_answer answer;
  char hex[SHA256_HEX_BYTES];
  if (answer_repeated(work, &answer)) {
    return answer;
  }
  if (work->message.content.length > 0) {
    const struct sha256 digest = hash_sha256(work->message.content);
    hash_sha256_hex(&digest, hex);
    event.sha256 = view_of(hex);
    check_content(work, &event);
  }
  return event.code == NATIONAL_CODE_UNAVAILABLE
             ? national_work_answer(work, NATIONAL_CODE_UNAVAILABLE)
             : commit(work, &event);
}

static bool is_known(const struct national_work *work, const struct national_receipt *receipt) {
  const int64_t *values = work->call->faults->values;
  if (receipt == NULL || (receipt->told && values[FAULT_NATIONAL_RESULT_ONCE] != 0)) {
    return false;
  }
  const struct national_event *event = &receipt->event;
  int64_t from_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
  return work->now_ms <= from_ms + values[FAULT_NATIONAL_RESULT_TTL_S] * 1000;
}

struct national_answer national_write_result(const struct national_work *work) {
  struct national_answer answer = national_work_answer(work, NATIONAL_CODE_NOT_RECEIVED);
  national_store_lock(work->sim->store);
  struct national_receipt *receipt = national_store_receipt(
      work->sim->store, work->message.institution, fields_of(work)[NATIONAL_FIELD_ORIGINAL],
      fields_of(work)[NATIONAL_FIELD_RECEPTION]);
  if (is_known(work, receipt)) {
    answer = tell(work, &receipt->event);
    receipt->told = answer.code != NATIONAL_CODE_PROCESSING;
  }
  national_store_unlock(work->sim->store);
  return answer;
}
