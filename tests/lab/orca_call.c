#include "tests/lab/orca_call.h"

#include "server/base/clock.h"

struct record *orca_call_answer(const struct orca_api *api, const struct orca_call *call,
                                const char *code, const char *message) {
  char now[CLOCK_INSTANT_BYTES];
  struct record *root = record_root(call->tree, api->root);
  clock_instant(clock_now_ms(clock_system()), now);
  struct view instant = view_of(now);
  record_text(root, "Information_Date", arena_copy(call->arena, view_part(instant, 0, 10)));
  record_text(root, "Information_Time", arena_copy(call->arena, view_part(instant, 11, 8)));
  record_string(root, "Api_Result", code);
  record_string(root, "Api_Result_Message", message);
  record_string(root, "Reskey", "Patient Info");
  return root;
}

struct view orca_call_today(struct arena *arena) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), now);
  return arena_copy(arena, view_make(now, 10));
}

static bool number_at(struct view text, size_t start, size_t length, uint64_t *ret_number) {
  return view_to_unsigned(view_part(text, start, length), 9999, ret_number);
}

bool orca_call_is_month(struct view text) {
  uint64_t year;
  uint64_t month;
  return text.length == 7 && text.data[4] == '-' && number_at(text, 0, 4, &year) && year > 0 &&
         number_at(text, 5, 2, &month) && month >= 1 && month <= 12;
}

bool orca_call_is_date(struct view text) {
  static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  uint64_t year;
  uint64_t month;
  uint64_t day;
  if (text.length != 10 || text.data[7] != '-' || !orca_call_is_month(view_part(text, 0, 7)) ||
      !number_at(text, 0, 4, &year) || !number_at(text, 5, 2, &month) ||
      !number_at(text, 8, 2, &day)) {
    return false;
  }
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  uint64_t last = days[month - 1] + (month == 2 && leap ? 1u : 0u);
  return day >= 1 && day <= last;
}
