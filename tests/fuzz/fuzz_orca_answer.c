/* Answers of ORCA, xml2 or JSON, and its PUSH frames: read into records that can be walked to the
 * end, or refused. */
#include "server/orca/orca_answer.h"
#include "server/orca/orca_event.h"
#include "tests/fuzz/fuzz.h"

static void walk(const struct orca_record *record) {
  for (uint32_t i = 0; i < record->count; i++) {
    const struct orca_node *node = &record->nodes[i];
    FUZZ_HOLDS(node->parent < record->count || i == ORCA_NODE_TOP);
    FUZZ_HOLDS(node->next == ORCA_NODE_NONE || node->next < record->count);
    uint32_t before = ORCA_NODE_NONE;
    uint32_t steps = 0;
    for (uint32_t item = orca_record_first(record, i); item != ORCA_NODE_NONE;
         item = orca_record_next(record, i, item)) {
      FUZZ_HOLDS(steps++ <= record->count);
      (void)orca_record_distance(record, i, before, item);
      (void)orca_record_text(record, item, "Api_Result");
      before = item;
    }
    (void)orca_record_find(record, i, "Patient_Information");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct orca_record record;
  if (orca_answer_read(arena, fuzz_view(bytes, size), &record) == ERROR_OK) {
    walk(&record);
    for (uint32_t i = 0; i < record.count; i++) {
      (void)orca_event_of(&record, i);
    }
  }
  struct orca_event_frame frame;
  (void)orca_event_read(arena, fuzz_view(bytes, size), &frame);
  arena_free(arena);
  return 0;
}
