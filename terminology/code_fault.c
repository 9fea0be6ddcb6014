#include "terminology/code_fault.h"

#include "server/base/utf8.h"

static const struct message code_fault_messages[] = {
#define CODE_FAULT_ROW(name, id, english, japanese)                                                \
  [CODE_FAULT_##name] = {id, SEVERITY_ERROR, "code-invalid", english, japanese},
    CODE_FAULT_LIST(CODE_FAULT_ROW)
#undef CODE_FAULT_ROW
};

bool code_fault_set(struct code_fault *fault, enum code_fault_reason reason, size_t offset,
                    size_t length) {
  fault->reason = reason;
  fault->offset = offset;
  fault->length = length;
  fault->suggestion[0] = '\0';
  return false;
}

void code_fault_suggest(struct code_fault *fault, enum code_fault_reason reason, struct view first,
                        struct view second) {
  size_t length = first.length + second.length;
  if (length == 0 || length >= sizeof fault->suggestion) {
    return;
  }
  memcpy(fault->suggestion, first.data, first.length);
  if (second.length > 0) {
    memcpy(fault->suggestion + first.length, second.data, second.length);
  }
  fault->suggestion[length] = '\0';
  fault->reason = reason;
}

size_t code_fault_position(const struct code_fault *fault, struct view code) {
  return utf8_count(view_part(code, 0, fault->offset)) + 1;
}

const struct message *code_fault_message(enum code_fault_reason reason) {
  return &code_fault_messages[reason];
}
