#include "handlers/receipt_line.h"

#include <stddef.h>

#define CODE_BYTES 9u

struct family {
  const char *prefix;
  enum receipt_line kind;
};

static const struct family families[] = {
    {"001", RECEIPT_LINE_USAGE}, {"008", RECEIPT_LINE_COMMENT}, {"1", RECEIPT_LINE_PROCEDURE},
    {"6", RECEIPT_LINE_DRUG},    {"7", RECEIPT_LINE_MATERIAL},  {"8", RECEIPT_LINE_COMMENT},
};

enum receipt_line receipt_line_kind(struct view code) {
  if (code.length == 0) {
    return RECEIPT_LINE_TEXT;
  }
  for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
    bool whole = code.length == CODE_BYTES || families[i].kind == RECEIPT_LINE_COMMENT;
    if (whole && view_starts_with(code, view_of(families[i].prefix))) {
      return families[i].kind;
    }
  }
  return RECEIPT_LINE_LOCAL;
}
