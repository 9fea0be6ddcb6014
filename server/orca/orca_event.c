#include "server/orca/orca_event.h"

#include "server/base/buffer.h"
#include "server/base/hash.h"
#include "server/base/json_writer.h"
#include "server/orca/orca_answer.h"
#include "server/orca/orca_text.h"

#define FRAME_BYTES 1024u

#define LISTS 6u

/* The events about one patient, and the lists of many patients that they make old as well.
 * "infomation" is how ORCA and its clients write it; the specification prints it correctly. */
struct event_row {
  const char *name;
  bool renumbers; /* ORCA tells the present number alone, not which one the patient had before */
  enum orca_api_id lists[LISTS]; /* ends with ORCA_API_ALL */
};

#define PATIENT_LISTS                                                                              \
  {                                                                                                \
    ORCA_API_PATIENT_LIST1, ORCA_API_PATIENT_LIST3, ORCA_API_RECEPTIONS, ORCA_API_VISITS_OF_DAY,   \
        ORCA_API_APPOINTMENTS_OF_DAY, ORCA_API_ALL                                                 \
  }

static const struct event_row event_rows[] = {
    {"patient_infomation", true, PATIENT_LISTS},
    {"patient_information", true, PATIENT_LISTS},
    {"patient_accept",
     false,
     {ORCA_API_RECEPTIONS, ORCA_API_VISITS_OF_DAY, ORCA_API_APPOINTMENTS_OF_DAY, ORCA_API_ALL}},
    {"patient_account", false, {ORCA_API_RECEPTIONS, ORCA_API_VISITS_OF_DAY, ORCA_API_ALL}},
    {"patient_memo", false, {ORCA_API_ALL}},
    {"patient_hospital_stay", false, {ORCA_API_STAY, ORCA_API_ALL}},
};

static enum orca_event_command command_of(struct view word) {
  static const char *const words[] = {"subscribed", "event", "error"};
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
    if (view_is(word, words[i])) {
      return (enum orca_event_command)i;
    }
  }
  return ORCA_EVENT_OTHER;
}

static struct view day_of(const struct orca_record *record, uint32_t body) {
  static const char *const names[] = {"Accept_Date", "Perform_Date", "Admission_Date"};
  struct view day = {NULL, 0};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && day.length == 0; i++) {
    day = orca_text_date(orca_record_text(record, body, names[i]));
  }
  return day;
}

struct orca_event orca_event_of(const struct orca_record *record, uint32_t node) {
  uint32_t body = orca_record_find(record, node, "body");
  struct orca_event event = {.uuid = orca_record_text(record, node, "uuid"),
                             .name = orca_record_text(record, node, "event")};
  if (body != ORCA_NODE_NONE) {
    event.patient = orca_record_text(record, body, "Patient_ID");
    event.day = day_of(record, body);
  }
  return event;
}

enum error orca_event_read(struct arena *arena, struct view text,
                           struct orca_event_frame *ret_frame) {
  struct orca_record record;
  text = view_trim(text);
  if (text.length == 0 || text.data[0] != '{') {
    return ERROR_ORCA_ANSWER;
  }
  enum error error = orca_answer_read(arena, text, &record);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_event_frame frame = {
      .command = command_of(orca_record_text(&record, ORCA_NODE_TOP, "command")),
      .code = orca_record_text(&record, ORCA_NODE_TOP, "code")};
  uint32_t data = orca_record_find(&record, ORCA_NODE_TOP, "data");
  if (data != ORCA_NODE_NONE) {
    frame.event = orca_event_of(&record, data);
  }
  *ret_frame = frame;
  return ERROR_OK;
}

struct view orca_event_subscribe(struct arena *arena, struct view name, unsigned number) {
  struct buffer buffer = buffer_make(arena, FRAME_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_string(&writer, "command", view_of("subscribe"));
  writer_member_string(&writer, "req.id", arena_format(arena, "facade-%u", number));
  writer_member_string(&writer, "event", name);
  writer_object_end(&writer);
  return json_writer_end(&writer) == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

bool orca_event_apply(const struct orca_event *event, struct orca *orca) {
  for (size_t i = 0; i < sizeof(event_rows) / sizeof(event_rows[0]); i++) {
    const struct event_row *row = &event_rows[i];
    if (!view_is(event->name, row->name) || event->patient.length == 0) {
      continue;
    }
    orca_forget(orca, event->patient);
    if (row->renumbers) {
      orca_forget_numbers(orca);
    }
    for (size_t list = 0; row->lists[list] != ORCA_API_ALL; list++) {
      orca_forget_api(orca, row->lists[list]);
    }
    return true;
  }
  return false;
}

void orca_event_tell(const struct orca_event_listener *listener, const struct orca_event *event) {
  if (listener->tell != NULL) {
    listener->tell(listener->context, event);
  }
}

bool orca_event_is_new(struct orca_event_memory *memory, const struct orca_event *event) {
  if (event->uuid.length == 0) {
    return true;
  }
  uint64_t hash = hash_64(event->uuid);
  for (uint32_t i = 0; i < memory->count; i++) {
    if (memory->hashes[i] == hash) {
      return false;
    }
  }
  memory->hashes[memory->next] = hash;
  memory->next = (memory->next + 1) % ORCA_EVENT_MEMORY;
  memory->count += memory->count < ORCA_EVENT_MEMORY ? 1 : 0;
  return true;
}
