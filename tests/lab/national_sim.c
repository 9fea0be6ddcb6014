#include "tests/lab/national_sim.h"

#include "server/base/clock.h"
#include "server/base/hash.h"
#include "tests/lab/national_bundle.h"

#define ANSWER_MAXIMUM 65536u
#define XML "application/xml; charset=UTF-8"

struct work {
  const struct national_sim *sim;
  const struct fault_snapshot *faults;
  struct arena *arena;
  struct national_message message;
};

static struct national_answer answer_to(const struct work *work, enum national_code code,
                                        struct view detail) {
  return (struct national_answer){.code = code,
                                  .detail = detail,
                                  .institution = work->message.institution,
                                  .id = work->message.id};
}

/* The insured number is checked on acceptance, everything else may be told later. */
static bool told_at_once(enum national_code code) {
  return code == NATIONAL_CODE_INSURED || code == NATIONAL_CODE_TOO_LARGE;
}

static struct national_answer tell(const struct work *work,
                                   const struct national_receipt *receipt) {
  bool ready = told_at_once(receipt->code) || clock_now_ms(clock_system()) >= receipt->ready_ms;
  struct national_answer answer =
      ready ? answer_to(work, receipt->code, receipt->detail)
            : answer_to(work, NATIONAL_CODE_PROCESSING, (struct view){NULL, 0});
  answer.reception = receipt->reception;
  return answer;
}

static struct national_answer process_register(struct work *work, bool too_large) {
  const int64_t *values = work->faults->values;
  const struct sha256 digest = hash_sha256(work->message.content);
  const char *detail = "";
  char hex[SHA256_HEX_BYTES];
  bool two_phase = values[FAULT_NATIONAL_TWO_PHASE] != 0;
  struct national_receipt receipt = {.institution = work->message.institution,
                                     .message_id = work->message.id,
                                     .system = work->message.identifier_system,
                                     .value = work->message.identifier_value};
  hash_sha256_hex(&digest, hex);
  receipt.sha256 = view_of(hex);
  receipt.code = too_large ? NATIONAL_CODE_TOO_LARGE
                           : national_bundle_check(&work->message, work->arena, &detail);
  receipt.detail = view_of(detail);
  if (two_phase) {
    receipt.ready_ms = clock_now_ms(clock_system()) + values[FAULT_NATIONAL_RESULT_AFTER_MS];
  }
  bool overwrite = values[FAULT_NATIONAL_DUPLICATE_POLICY] == 1;
  if (receipt.code == NATIONAL_CODE_UNAVAILABLE ||
      national_store_receive(work->sim->store, &receipt, overwrite, work->arena) != ERROR_OK) {
    return answer_to(work, NATIONAL_CODE_UNAVAILABLE, (struct view){NULL, 0});
  }
  if (two_phase && !told_at_once(receipt.code)) {
    struct national_answer accepted =
        answer_to(work, NATIONAL_CODE_PROCESSING, (struct view){NULL, 0});
    accepted.reception = receipt.reception;
    return accepted;
  }
  return tell(work, &receipt);
}

static struct national_answer process_result(const struct work *work) {
  struct national_receipt receipt;
  if (!national_store_find(work->sim->store, &work->message, work->arena, &receipt)) {
    return answer_to(work, NATIONAL_CODE_NOT_RECEIVED, (struct view){NULL, 0});
  }
  return tell(work, &receipt);
}

struct national_answer national_sim_process(const struct national_sim *sim,
                                            enum national_operation operation, struct view text,
                                            const struct fault_snapshot *faults,
                                            struct arena *arena) {
  struct work work = {.sim = sim, .faults = faults, .arena = arena};
  const char *detail = "";
  if (!national_message_read(operation, text, arena, &work.message, &detail)) {
    return answer_to(&work, NATIONAL_CODE_MALFORMED, view_of(detail));
  }
  if (faults->values[FAULT_NATIONAL_UNAVAILABLE] != 0) {
    return answer_to(&work, NATIONAL_CODE_UNAVAILABLE, (struct view){NULL, 0});
  }
  if (operation == NATIONAL_OPERATION_RESULT) {
    return process_result(&work);
  }
  return process_register(&work, text.length > NATIONAL_SIM_MESSAGE_MAXIMUM);
}

static enum national_operation operation_of(const struct lab_request *request) {
  struct view rest = view_of(request->path);
  struct view last = {NULL, 0};
  while (rest.length > 0) {
    last = view_split(&rest, '/');
  }
  return national_message_operation(last);
}

static bool is_xml(const struct lab_request *request) {
  struct view type = view_of(lab_http_header(request, "Content-Type"));
  return view_starts_with(type, view_of("application/xml")) ||
         view_starts_with(type, view_of("text/xml"));
}

/* What the front refuses before a message is looked at. */
static bool refuse_request(const struct lab_request *request, enum national_operation operation,
                           struct lab_response *response) {
  if (operation == NATIONAL_OPERATION_NONE) {
    response->status = 404;
  } else if (strcmp(request->method, "POST") != 0) {
    response->status = 405;
    response->allow = "POST";
  } else if (!is_xml(request)) {
    response->status = 415;
  } else {
    return false;
  }
  return true;
}

void national_sim_handle(void *context, const struct lab_request *request,
                         struct lab_response *response) {
  const struct national_sim *sim = context;
  enum national_operation operation = operation_of(request);
  struct fault_snapshot faults;
  if (refuse_request(request, operation, response)) {
    return;
  }
  faults_occasion(sim->faults, FAULT_SIDE_NATIONAL, &faults);
  lab_http_wait(request->server, faults.values[FAULT_NATIONAL_DELAY_MS]);
  if (faults.values[FAULT_NATIONAL_STATUS] != 0) {
    response->status = (unsigned)faults.values[FAULT_NATIONAL_STATUS];
    return;
  }
  if (faults_take(sim->faults, FAULT_NATIONAL_CUT_BEFORE)) {
    response->delivery = LAB_DELIVERY_NONE;
    return;
  }
  struct national_answer answer =
      national_sim_process(sim, operation, request->body, &faults, request->arena);
  struct buffer buffer = buffer_make(request->arena, ANSWER_MAXIMUM);
  national_message_write(&answer, &buffer);
  lab_http_wait(request->server, faults.values[FAULT_NATIONAL_LATE_RESULT_MS]);
  if (faults_take(sim->faults, FAULT_NATIONAL_LOST_RESULT)) {
    response->delivery = LAB_DELIVERY_NONE;
    return;
  }
  response->content_type = XML;
  response->body = buffer_view(&buffer);
  response->status = buffer.error == ERROR_OK ? 200 : 500;
}
