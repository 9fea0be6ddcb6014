/* Answers of the national service: read by the built-in adapter's paths and judged, or refused. */
#include "server/national/adapter_read.h"
#include "server/national/answer.h"
#include "tests/fuzz/fuzz.h"

static const struct adapter *built_in(void) {
  static struct arena *arena;
  static struct adapter *adapter;
  if (adapter == NULL) {
    answer_initialize();
    arena = fuzz_arena();
    struct issue_list issues = issue_list_make(arena, 10);
    FUZZ_HOLDS(adapter_read(arena, adapter_builtin(), &issues, &adapter) == ERROR_OK);
  }
  return adapter;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  const struct adapter *adapter = built_in();
  struct arena *arena = fuzz_arena();
  struct view text = fuzz_view(bytes, size);
  struct answer answer;
  if (answer_read(adapter, text, arena, &answer) == ERROR_OK) {
    (void)answer_belongs(&answer, view_of("1312345678"), view_of("id-1"));
    for (int operation = 0; operation < ADAPTER_OPERATION_COUNT; operation++) {
      (void)answer_judge(adapter, &answer, (enum adapter_operation)operation);
    }
  }
  for (int list = 0; list < ADAPTER_LIST_COUNT; list++) {
    struct answer_rows rows;
    (void)answer_read_rows(adapter, text, (enum adapter_list)list, arena, &rows);
  }
  arena_free(arena);
  return 0;
}
