#include "server/national/destination.h"

#include "server/national/national_messages.h"

static struct answer_verdict own_verdict(enum state_event event, enum national_message message) {
  return (struct answer_verdict){.event = event,
                                 .code = view_of(national_messages_get(message)->id)};
}

struct answer_verdict destination_judge(const struct adapter *adapter, struct view answer,
                                        struct view number, struct arena *arena) {
  struct answer_rows facilities;
  if (answer_read_rows(adapter, answer, ADAPTER_LIST_FACILITIES, arena, &facilities) != ERROR_OK) {
    return own_verdict(STATE_EVENT_UNREADABLE, NATIONAL_MESSAGE_UNREADABLE);
  }
  for (size_t i = 0; i < facilities.count; i++) {
    const struct answer_row *row = &facilities.rows[i];
    if (!view_equal(row->columns[ADAPTER_COLUMN_FACILITIES_NUMBER], number)) {
      continue;
    }
    enum adapter_word word =
        adapter_word_find(adapter, row->columns[ADAPTER_COLUMN_FACILITIES_PARTICIPATING]);
    return word == ADAPTER_WORD_PARTICIPATING
               ? (struct answer_verdict){.event = STATE_EVENT_CHECKED}
               : own_verdict(STATE_EVENT_REFUSED, NATIONAL_MESSAGE_DESTINATION_ABSENT);
  }
  return own_verdict(STATE_EVENT_REFUSED, NATIONAL_MESSAGE_DESTINATION_UNKNOWN);
}
