#include "profiles/constraint_text.h"

#include "profiles/constraint_text_list.h"

static const struct view keys[] = {
#define CONSTRAINT_TEXT_KEY(key, english, japanese) VIEW_LITERAL(key),
    CONSTRAINT_TEXTS(CONSTRAINT_TEXT_KEY)
#undef CONSTRAINT_TEXT_KEY
};

static const struct message texts[] = {
#define CONSTRAINT_TEXT_ROW(key, english, japanese)                                                \
  {"hint", SEVERITY_INFORMATION, "", english, japanese},
    CONSTRAINT_TEXTS(CONSTRAINT_TEXT_ROW)
#undef CONSTRAINT_TEXT_ROW
};

struct view constraint_text_key(size_t index) {
  return index < sizeof keys / sizeof keys[0] ? keys[index] : view_make(NULL, 0);
}

const struct message *constraint_text_find(struct view key) {
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    if (view_equal(keys[i], key)) {
      return &texts[i];
    }
  }
  return NULL;
}
