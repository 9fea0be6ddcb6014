#include "tests/lab/national_answer.h"

#include "server/base/clock.h"
#include "tests/lab/lab_base64.h"

static void write_escaped(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    switch (text.data[i]) {
    case '&':
      buffer_append_string(buffer, "&amp;");
      break;
    case '<':
      buffer_append_string(buffer, "&lt;");
      break;
    default:
      buffer_append_byte(buffer, text.data[i]);
    }
  }
}

void national_answer_element(struct buffer *buffer, const char *name, struct view text) {
  buffer_append_format(buffer, "<%s>", name);
  write_escaped(buffer, text);
  buffer_append_format(buffer, "</%s>", name);
}

void national_answer_base64(struct buffer *buffer, const char *name, struct view bytes) {
  buffer_append_format(buffer, "<%s>", name);
  buffer_append(buffer, lab_base64_encode(bytes, buffer->arena));
  buffer_append_format(buffer, "</%s>", name);
}

/* yyyymmddhhmmss in Japan: the digits of an instant. */
static void write_time(struct buffer *buffer, int64_t now_ms) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(now_ms, now);
  buffer_append_string(buffer, "<ProcessExecutionTime>");
  for (size_t i = 0; i < 19; i++) {
    if (now[i] >= '0' && now[i] <= '9') {
      buffer_append_byte(buffer, now[i]);
    }
  }
  buffer_append_string(buffer, "</ProcessExecutionTime>");
}

static void write_text(struct buffer *buffer, const char *element,
                       const struct national_answer *answer) {
  const char *text = answer->code == NATIONAL_CODE_DONE
                         ? national_message_operation_text(answer->operation)
                         : national_message_code_text(answer->code);
  buffer_append_format(buffer, "<%s>%s", element, text);
  if (answer->detail.length > 0) {
    buffer_append_string(buffer, "：");
    write_escaped(buffer, answer->detail);
  }
  buffer_append_format(buffer, "</%s>", element);
}

static const char *state_of(const struct national_answer *answer) {
  bool cancelled = answer->operation == NATIONAL_OPERATION_CANCEL ||
                   answer->operation == NATIONAL_OPERATION_CANCELDERIVED;
  return cancelled && answer->code == NATIONAL_CODE_DONE
             ? "CANCELLED"
             : national_message_code_state(answer->code);
}

static bool tells_state(const struct national_answer *answer) {
  return national_operation_writes(answer->operation) ||
         answer->operation == NATIONAL_OPERATION_RESULT;
}

static void write_body(const struct national_answer *answer, struct buffer *buffer) {
  buffer_append_string(buffer, "<MessageBody>");
  national_answer_element(buffer, "ProcessingResultStatus",
                          view_of(national_message_code_status(answer->code)));
  national_answer_element(buffer, "ProcessingResultCode",
                          view_of(national_message_code(answer->code)));
  write_text(buffer, "ProcessingResultMessage", answer);
  national_answer_element(buffer, "ReceptionNumber", answer->reception);
  if (tells_state(answer)) {
    national_answer_element(buffer, "RegistrationState", view_of(state_of(answer)));
  }
  if (answer->phase.length > 0) {
    national_answer_element(buffer, "ProcessingState", answer->phase);
  }
  buffer_append(buffer, answer->extra);
  buffer_append_string(buffer, "</MessageBody>");
}

void national_answer_write(const struct national_answer *answer, int64_t now_ms,
                           struct buffer *buffer) {
  bool rejected = answer->code == NATIONAL_CODE_MALFORMED;
  buffer_append_string(buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<XmlMsg><MessageHeader>");
  write_time(buffer, now_ms);
  national_answer_element(buffer, "CharacterCodeIdentifier", view_of("UTF-8"));
  national_answer_element(buffer, "SegmentOfResult", view_of(rejected ? "9" : "1"));
  if (rejected) {
    national_answer_element(buffer, "ErrorCode", view_of(national_message_code(answer->code)));
    write_text(buffer, "ErrorMessage", answer);
  }
  national_answer_element(buffer, "ArbitraryFileIdentifier", answer->id);
  national_answer_element(buffer, "MedicalInstitutionCode", answer->institution);
  buffer_append_string(buffer, "</MessageHeader>");
  if (!rejected) {
    write_body(answer, buffer);
  }
  buffer_append_string(buffer, "</XmlMsg>\n");
}
