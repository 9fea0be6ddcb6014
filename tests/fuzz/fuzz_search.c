/* Values of search parameters and the patterns and units that come with requests. The first byte
 * chooses which. */
#include "handlers/search_value.h"
#include "handlers/subscription_criteria.h"
#include "server/base/regex.h"
#include "server/base/utf8.h"
#include "terminology/search_text.h"
#include "terminology/ucum.h"
#include "tests/fuzz/fuzz.h"

static bool is_utf8(struct view text) {
  return utf8_check(text) == text.length;
}

static void check_token(struct arena *arena, struct view text) {
  (void)arena;
  struct view system;
  struct view value;
  search_value_token(text, &system, &value);
  (void)search_value_token_matches(text, view_of("urn:a"), view_of("1"));
}

static void check_date(struct arena *arena, struct view text) {
  (void)arena;
  int64_t from = INT64_MIN;
  int64_t to = INT64_MAX;
  (void)search_value_date(text, &from, &to);
}

static void check_criteria(struct arena *arena, struct view text) {
  const struct subscription_criteria_event event = {view_of("00001"), view_of("2026-11-21")};
  struct view target;
  enum error error = subscription_criteria_target(arena, text, &event, &target);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_BAD_REQUEST || error == ERROR_MEMORY ||
             error == ERROR_TOO_LARGE);
}

/* Pattern, line feed, text. */
static void check_regex(struct arena *arena, struct view text) {
  struct view rest = text;
  struct view pattern = view_split(&rest, '\n');
  struct view regex;
  if (is_utf8(text) && regex_compile(arena, pattern, false, &regex) == ERROR_OK) {
    FUZZ_HOLDS(regex_check(regex));
    struct regex_match match;
    bool matched = false;
    enum error error = regex_find(arena, regex, (struct regex_subject){rest, 0}, &match, &matched);
    FUZZ_HOLDS(error != ERROR_OK || !matched ||
               (match.starts[0] <= match.ends[0] && match.ends[0] <= rest.length));
  }
}

static void check_unit(struct arena *arena, struct view text) {
  (void)arena;
  size_t offset = 0;
  struct ucum_dimension dimension;
  bool valid = ucum_is_valid(text, &offset);
  FUZZ_HOLDS(valid == ucum_dimension_of(text, &dimension));
  FUZZ_HOLDS(valid || offset <= text.length);
  FUZZ_HOLDS(!valid || ucum_same_dimension(text, text));
}

static void check_fold(struct arena *arena, struct view text) {
  if (is_utf8(text)) {
    struct view folded = search_text_fold(arena, text);
    FUZZ_HOLDS(folded.data == NULL || is_utf8(folded));
    (void)search_text_loose(arena, text);
    (void)search_text_display_equal(arena, text, folded);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static void (*const checks[])(struct arena * arena, struct view text) = {
      check_token, check_date, check_criteria, check_regex, check_unit, check_fold};
  if (size == 0) {
    return 0;
  }
  struct arena *arena = fuzz_arena();
  checks[bytes[0] % (sizeof checks / sizeof checks[0])](arena, fuzz_view(bytes + 1, size - 1));
  arena_free(arena);
  return 0;
}
