#include "server/orca/orca_resync.h"

#include "server/orca/orca_front.h"

/* A minute earlier: clocks differ, and a broken connection is noticed late. */
#define MARGIN_MS 60000
#define DAY_LENGTH 10u
#define MINUTE_LENGTH 16u

/* "2026-11-21" or, with blank, "2026-11-21 16:00": how ORCA writes a moment in Japan. */
static struct view moment(struct arena *arena, int64_t unix_ms, size_t length) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, instant);
  instant[DAY_LENGTH] = ' ';
  return arena_copy(arena, view_make(instant, length));
}

static enum error list_patients(struct orca_session *session, struct orca_resync *resync) {
  struct orca_reply reply;
  const struct orca_argument arguments[] = {
      {"Base_StartDate", moment(session->arena, resync->since_ms - MARGIN_MS, DAY_LENGTH)},
      {"Base_EndDate", moment(session->arena, orca_now_ms(session), DAY_LENGTH)},
      {"Contain_TestPatient_Flag", view_of("0")},
  };
  const struct orca_question question = {
      .api = ORCA_API_PATIENT_LIST1,
      .request = {"patientlst1req", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  const struct orca_record *record = &reply.record;
  uint32_t list = orca_record_find(record, reply.node, "Patient_Information");
  for (uint32_t item = orca_record_first(record, list); item != ORCA_NODE_NONE;
       item = orca_record_next(record, list, item)) {
    orca_forget(session->orca, orca_record_text(record, item, "Patient_ID"));
    resync->patients++;
  }
  if (resync->patients != 0) {
    orca_forget_numbers(session->orca); /* one of them may have had another number before */
  }
  return reply.info.truncated ? ERROR_TOO_LARGE : ERROR_OK;
}

static void take_events(struct orca_session *session, const struct orca_reply *reply,
                        struct orca_resync *resync) {
  const struct orca_record *record = &reply->record;
  uint32_t list = record->nodes[reply->node].first;
  for (uint32_t item = orca_record_first(record, list); item != ORCA_NODE_NONE;
       item = orca_record_next(record, list, item)) {
    uint32_t data = orca_record_find(record, item, "data");
    struct orca_event event = orca_event_of(record, data != ORCA_NODE_NONE ? data : item);
    if (orca_event_is_new(resync->memory, &event)) {
      (void)orca_event_apply(&event, session->orca);
      orca_event_tell(&resync->listener, &event);
      resync->events++;
    }
  }
}

static enum error list_events(struct orca_session *session, struct orca_resync *resync) {
  struct orca_reply reply;
  struct arena *arena = session->arena;
  struct view start = moment(arena, resync->since_ms - MARGIN_MS, MINUTE_LENGTH);
  struct view end = moment(arena, orca_now_ms(session) + MARGIN_MS, MINUTE_LENGTH);
  const struct orca_question question = {
      .api = ORCA_API_PUSH_EVENTS,
      .body = arena_format(arena,
                           "{\"pusheventgetv2req\":{\"start_time\":\"%.*s\","
                           "\"end_time\":\"%.*s\"}}",
                           VIEW_ARGUMENTS(start), VIEW_ARGUMENTS(end))};
  if (question.body.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = orca_ask(session, &question, &reply);
  if (error == ERROR_OK && !reply.info.empty) {
    take_events(session, &reply, resync);
  }
  return error;
}

enum error orca_resync(struct orca_session *session, struct orca_resync *resync) {
  session->fresh = true;
  enum error error = list_patients(session, resync);
  if (error == ERROR_OK && orca_front_kind(orca_settings(session->orca)) == ORCA_KIND_CLOUD) {
    error = list_events(session, resync);
  }
  if (error != ERROR_OK) {
    orca_forget(session->orca, (struct view){"", 0});
  }
  return error;
}
