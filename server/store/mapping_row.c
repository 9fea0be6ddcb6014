#include "server/store/mapping_row.h"

static const struct {
  const char *name;
  size_t offset;
} texts[] = {
#define MAPPING_ROW_TEXT(name) {#name, offsetof(struct mapping_row, name)},
    MAPPING_ROW_TEXTS(MAPPING_ROW_TEXT)
#undef MAPPING_ROW_TEXT
};

static const enum mapping_row_text key[] = {MAPPING_ROW_source_system, MAPPING_ROW_source_code,
                                            MAPPING_ROW_specimen,      MAPPING_ROW_target_system,
                                            MAPPING_ROW_target_code,   MAPPING_ROW_valid_from};

const char *mapping_row_name(enum mapping_row_text text) {
  return texts[text].name;
}

enum mapping_row_text mapping_row_find(struct view name) {
  unsigned text = 0;
  while (text < MAPPING_ROW_TEXT_COUNT && !view_is(name, texts[text].name)) {
    text++;
  }
  return (enum mapping_row_text)text;
}

struct view mapping_row_get(const struct mapping_row *row, enum mapping_row_text text) {
  struct view value;
  memcpy(&value, (const char *)row + texts[text].offset, sizeof value);
  return value;
}

void mapping_row_set(struct mapping_row *row, enum mapping_row_text text, struct view value) {
  memcpy((char *)row + texts[text].offset, &value, sizeof value);
}

int mapping_row_compare(const struct mapping_row *a, const struct mapping_row *b) {
  int order = 0;
  for (size_t i = 0; i < sizeof key / sizeof *key && order == 0; i++) {
    order = view_compare(mapping_row_get(a, key[i]), mapping_row_get(b, key[i]));
  }
  return order;
}

bool mapping_row_equal(const struct mapping_row *a, const struct mapping_row *b) {
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    enum mapping_row_text text = (enum mapping_row_text)i;
    if (!view_equal(mapping_row_get(a, text), mapping_row_get(b, text))) {
      return false;
    }
  }
  return true;
}
