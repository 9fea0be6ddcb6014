#include "handlers/consent_age.h"

#include "server/base/clock.h"

enum consent_age consent_age_judge(int64_t consent_ms, int64_t now_ms) {
  if (consent_ms - now_ms > CONSENT_AGE_AHEAD_MS) {
    return CONSENT_AGE_FUTURE;
  }
  return now_ms - consent_ms > CONSENT_AGE_MAXIMUM_MS ? CONSENT_AGE_OLD : CONSENT_AGE_GOOD;
}

bool consent_age_parse(struct view text, int64_t *ret_consent_ms) {
  char copy[CLOCK_INSTANT_BYTES];
  if (text.length >= sizeof copy || view_find_byte(text, 'T', 0) == SIZE_MAX) {
    return false;
  }
  for (size_t i = 0; i < text.length; i++) {
    copy[i] = (char)(text.data[i] == ' ' ? '+' : text.data[i]);
  }
  return clock_parse(view_make(copy, text.length), ret_consent_ms);
}
