#include "server/orca/orca_system.h"

#define DATE_BYTES 10u

enum error orca_system_ask(struct orca_session *session, enum orca_api_id api, const char *number,
                           struct orca_reply *ret_reply) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(orca_now_ms(session), now);
  const struct orca_argument arguments[] = {
      {"Request_Number", view_of(number)},
      {"Base_Date", view_part(view_of(now), 0, DATE_BYTES)},
  };
  const struct orca_question question = {
      .api = api,
      .request = {"system01_managereq", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  return orca_ask(session, &question, ret_reply);
}
