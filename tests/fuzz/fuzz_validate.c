/* The validator over any JSON: twice over the same bytes it finds the same. */
#include "profiles/validator.h"
#include "server/limits.h"
#include "tests/fuzz/fuzz_definitions_shared.h"

static enum error validate(struct view text, struct arena *arena, struct issue_list *issues) {
  const struct definitions *definitions = fuzz_definitions();
  struct document document;
  struct document_failure failure;
  enum error error =
      document_read(arena, text, definitions_names(definitions), &document, &failure);
  if (error != ERROR_OK) {
    return error;
  }
  const struct validation_settings settings = {
      .clins_version = view_of("1.10.0"), .national = true, .today = 20261121};
  const struct validation_request request = {.document = &document};
  error = validator_run(definitions, &settings, &request, arena, issues);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_MEMORY);
  return error;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct issue_list again = issue_list_make(arena, LIMIT_ISSUES);
  struct view text = fuzz_view(bytes, size);
  if (validate(text, arena, &issues) == ERROR_OK && validate(text, arena, &again) == ERROR_OK) {
    FUZZ_HOLDS(issues.count == again.count && issues.left_out == again.left_out);
    for (uint32_t i = 0; i < issues.count; i++) {
      FUZZ_HOLDS(issues.issues[i].message == again.issues[i].message);
      FUZZ_HOLDS(issues.issues[i].offset == again.issues[i].offset);
      (void)issue_text(&issues.issues[i], LANGUAGE_ENGLISH, arena);
    }
  }
  arena_free(arena);
  return 0;
}
