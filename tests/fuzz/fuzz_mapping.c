/* Mapping tables as CSV and as ConceptMap: rows that are read are written and read as the same
 * rows. */
#include "server/base/document.h"
#include "terminology/mapping_concept_map.h"
#include "terminology/mapping_csv.h"
#include "tests/fuzz/fuzz.h"

static enum error read_csv(struct arena *arena, struct view text, struct mapping_csv_rows *rows) {
  const struct mapping_csv_settings settings = {.institution_number = view_of("1319999999"),
                                                .status = MAPPING_STATUS_APPROVED};
  struct issue_list issues = issue_list_make(arena, 20);
  enum error error = mapping_csv_read(arena, text, &settings, &issues, rows);
  FUZZ_HOLDS(error != ERROR_SYNTAX || issue_list_failed(&issues));
  return error;
}

static void check_csv(struct arena *arena, struct view text) {
  struct mapping_csv_rows rows;
  struct mapping_csv_rows again;
  if (read_csv(arena, text, &rows) != ERROR_OK) {
    return;
  }
  struct buffer buffer = buffer_make(arena, FUZZ_ARENA_BYTES);
  mapping_csv_write_header(&buffer);
  for (size_t i = 0; i < rows.count; i++) {
    mapping_csv_write_row(&buffer, &rows.rows[i]);
  }
  if (buffer.error == ERROR_OK) {
    enum error error = read_csv(arena, buffer_view(&buffer), &again);
    FUZZ_HOLDS(error == ERROR_OK || error == ERROR_MEMORY);
    FUZZ_HOLDS(error != ERROR_OK || again.count == rows.count);
    for (size_t i = 0; error == ERROR_OK && i < rows.count; i++) {
      FUZZ_HOLDS(mapping_row_equal(&rows.rows[i], &again.rows[i]));
    }
  }
}

static void check_concept_map(struct arena *arena, struct view text) {
  struct document document;
  struct document_failure failure;
  struct issue_list issues = issue_list_make(arena, 20);
  struct mapping_concept_map_rows rows;
  if (document_read(arena, text, NULL, &document, &failure) == ERROR_OK &&
      document_type(&document, 0) == NODE_OBJECT) {
    enum error error = mapping_concept_map_read(arena, &document, 0, &issues, &rows);
    FUZZ_HOLDS(error != ERROR_SYNTAX || issues.count > 0);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct view text = fuzz_view(bytes, size);
  if (size > 0 && bytes[0] == '{') {
    check_concept_map(arena, text);
  } else {
    check_csv(arena, text);
  }
  arena_free(arena);
  return 0;
}
