#include "server/orca/orca_trouble.h"

static void copy_cut(char *target, size_t size, struct view text) {
  size_t length = text.length < size ? text.length : size - 1;
  /* Not in the middle of a UTF-8 sequence. */
  while (length > 0 && length < text.length &&
         ((unsigned char)text.data[length] & 0xC0u) == 0x80u) {
    length--;
  }
  if (length > 0) {
    memcpy(target, text.data, length);
  }
  target[length] = '\0';
}

void orca_trouble_set(struct orca_trouble *trouble, enum orca_fault fault, struct view code,
                      struct view text) {
  trouble->fault = fault;
  copy_cut(trouble->code, sizeof(trouble->code), code);
  copy_cut(trouble->text, sizeof(trouble->text), text);
}

bool orca_trouble_is_absent(const struct orca_trouble *trouble) {
  return trouble->fault == ORCA_FAULT_STATUS &&
         (trouble->http_status == 404 || trouble->http_status == 405);
}
