#include "tests/lab/national_sim.h"

#include "tests/lab/national_work.h"

#define ANSWER_MAXIMUM 134217728u
#define XML "application/xml; charset=UTF-8"

static struct national_answer (*const questions[NATIONAL_OPERATION_NONE])(
    const struct national_work *work) = {
    [NATIONAL_OPERATION_REGISTER] = national_write_process,
    [NATIONAL_OPERATION_REPLACE] = national_write_process,
    [NATIONAL_OPERATION_CANCEL] = national_write_process,
    [NATIONAL_OPERATION_CANCELUNDO] = national_write_process,
    [NATIONAL_OPERATION_CANCELDERIVED] = national_write_process,
    [NATIONAL_OPERATION_RESULT] = national_write_result,
    [NATIONAL_OPERATION_STATUS] = national_read_status,
    [NATIONAL_OPERATION_FACILITY] = national_read_facility,
    [NATIONAL_OPERATION_DOCLIST] = national_read_doclist,
    [NATIONAL_OPERATION_DOCFETCH] = national_read_docfetch,
    [NATIONAL_OPERATION_CLINICALVIEW] = national_view_process,
    [NATIONAL_OPERATION_CHECKUPVIEW] = national_view_process,
    [NATIONAL_OPERATION_MASTERCHECK] = national_read_mastercheck,
};

/* SIM-E-n in an envelope that says success; SIM-E-299 for a number that is no code. */
static struct national_answer business_error(const struct national_work *work, int64_t number) {
  struct view code = arena_format(work->arena, "SIM-E-%lld", (long long)number);
  enum national_code known = national_message_code_of(code);
  return national_work_answer(work, known < NATIONAL_CODE_COUNT ? known : NATIONAL_CODE_BUSINESS);
}

struct national_answer national_sim_process(const struct national_sim *sim,
                                            const struct national_call *call, struct arena *arena) {
  struct national_work work = {
      .sim = sim, .call = call, .arena = arena, .now_ms = lab_clock_now_ms(sim->clock)};
  const int64_t *values = call->faults->values;
  const char *detail = "";
  if (!national_message_read(call->operation, call->text, arena, &work.message, &detail)) {
    struct national_answer malformed = national_work_answer(&work, NATIONAL_CODE_MALFORMED);
    malformed.detail = view_of(detail);
    return malformed;
  }
  if (call->crowded) {
    return national_work_answer(&work, NATIONAL_CODE_SESSIONS);
  }
  if (values[FAULT_NATIONAL_UNAVAILABLE] != 0) {
    return national_work_answer(&work, NATIONAL_CODE_UNAVAILABLE);
  }
  if (values[FAULT_NATIONAL_BUSINESS_ERROR] != 0) {
    return business_error(&work, values[FAULT_NATIONAL_BUSINESS_ERROR]);
  }
  return questions[call->operation](&work);
}

struct view national_sim_render(const struct national_sim *sim,
                                const struct national_answer *answer, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, ANSWER_MAXIMUM);
  national_answer_write(answer, lab_clock_now_ms(sim->clock), &buffer);
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

struct view national_sim_render_other(const struct national_sim *sim, struct arena *arena) {
  const struct national_answer other = {.operation = NATIONAL_OPERATION_REGISTER,
                                        .code = NATIONAL_CODE_DONE,
                                        .institution = view_of("9999999999"),
                                        .id = view_of("SIM-OTHER-0001"),
                                        .reception = view_of("SIM9999999999")};
  return national_sim_render(sim, &other, arena);
}

void national_sim_begin(const struct national_sim *sim) {
  int now = atomic_fetch_add(&sim->load->now, 1) + 1;
  int maximum = atomic_load(&sim->load->maximum);
  while (now > maximum && !atomic_compare_exchange_weak(&sim->load->maximum, &maximum, now)) {
  }
}

void national_sim_end(const struct national_sim *sim) {
  atomic_fetch_sub(&sim->load->now, 1);
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

static bool cut_before(const struct national_sim *sim, const struct fault_snapshot *faults,
                       struct lab_response *response) {
  if (faults->values[FAULT_NATIONAL_STATUS] != 0) {
    response->status = (unsigned)faults->values[FAULT_NATIONAL_STATUS];
    return true;
  }
  if (faults_take(sim->faults, faults, FAULT_NATIONAL_CUT_BEFORE)) {
    response->delivery = LAB_DELIVERY_NONE;
    return true;
  }
  return false;
}

static void answer_call(const struct national_sim *sim, const struct lab_request *request,
                        const struct national_call *call, struct lab_response *response) {
  const struct fault_snapshot *faults = call->faults;
  struct national_answer answer = national_sim_process(sim, call, request->arena);
  response->body = national_sim_render(sim, &answer, request->arena);
  response->content_type = XML;
  response->status = response->body.length > 0 ? 200 : 500;
  lab_http_wait(request->server, faults->values[FAULT_NATIONAL_LATE_RESULT_MS]);
  if (faults_take(sim->faults, faults, FAULT_NATIONAL_LOST_RESULT)) {
    response->delivery = LAB_DELIVERY_NONE;
    return;
  }
  if (faults_take(sim->faults, faults, FAULT_NATIONAL_WRONG_CONTENT)) {
    response->body = national_sim_render_other(sim, request->arena);
  }
  if (faults_take(sim->faults, faults, FAULT_NATIONAL_HALF_WRITTEN)) {
    response->delivery = LAB_DELIVERY_HALF;
  }
}

void national_sim_handle(void *context, const struct lab_request *request,
                         struct lab_response *response) {
  const struct national_sim *sim = context;
  enum national_operation operation = operation_of(request);
  struct fault_snapshot faults;
  if (refuse_request(request, operation, response)) {
    return;
  }
  const struct national_call call = {
      .operation = operation, .text = request->body, .faults = &faults};
  national_sim_begin(sim);
  faults_occasion(sim->faults, FAULT_SIDE_NATIONAL,
                  view_of(national_message_operation_name(operation)), &faults);
  lab_http_wait(request->server, faults.values[FAULT_NATIONAL_DELAY_MS]);
  if (!cut_before(sim, &faults, response)) {
    answer_call(sim, request, &call, response);
  }
  national_sim_end(sim);
}
