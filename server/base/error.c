#include "server/base/error.h"

struct error_row {
  const char *name;
  int status;
  const char *type;
  const char *english;
  const char *japanese;
};

static const struct error_row error_rows[] = {
#define ERROR_ROW(name, status, type, english, japanese) {#name, status, type, english, japanese},
    ERROR_LIST(ERROR_ROW)
#undef ERROR_ROW
};

static const struct error_row *error_row(enum error error) {
  return &error_rows[(unsigned)error < ERROR_COUNT ? error : ERROR_INTERNAL];
}

const char *error_name(enum error error) {
  return error_row(error)->name;
}

int error_http_status(enum error error) {
  return error_row(error)->status;
}

const char *error_issue_type(enum error error) {
  return error_row(error)->type;
}

const char *error_english(enum error error) {
  return error_row(error)->english;
}

const char *error_japanese(enum error error) {
  return error_row(error)->japanese;
}
