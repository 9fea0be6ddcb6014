/* Adapter files of the national interface: usable, or refused with issues. */
#include "server/national/adapter_read.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct issue_list issues = issue_list_make(arena, 20);
  struct adapter *adapter = NULL;
  enum error error = adapter_read(arena, fuzz_view(bytes, size), &issues, &adapter);
  if (error == ERROR_OK) {
    FUZZ_HOLDS(issues.count == 0 && adapter->name.length > 0);
    (void)adapter_kind_word(adapter, view_of("checkup"));
    (void)adapter_codes_find(&adapter->codes, view_of("0"));
    (void)adapter_address_of(adapter, ADAPTER_OPERATION_REGISTER, view_of("checkup"));
  } else {
    FUZZ_HOLDS(error != ERROR_CONFIGURATION || issues.count > 0);
  }
  for (uint32_t i = 0; i < issues.count; i++) {
    FUZZ_HOLDS(issue_text(&issues.issues[i], LANGUAGE_JAPANESE, arena).length > 0);
  }
  arena_free(arena);
  return 0;
}
