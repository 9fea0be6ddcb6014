/* Bytes of a master -> UTF-8. UTF-8 (with or without byte order mark) and CP932, the encoding of
 * Japanese publishers, are told apart by trying: text that is not valid UTF-8 must be whole CP932.
 * Never JIS X 0208 "Shift_JIS": it maps 0x817C to another dash than CP932. */
#ifndef TERMINOLOGY_MASTER_TEXT_H
#define TERMINOLOGY_MASTER_TEXT_H

#include "server/base/arena.h"

enum master_text_fault {
  MASTER_TEXT_FAULT_NONE,
  MASTER_TEXT_FAULT_BYTES,  /* neither UTF-8 nor CP932 */
  MASTER_TEXT_FAULT_UTF16,  /* UTF-16 byte order mark or NUL bytes */
  MASTER_TEXT_FAULT_EUC_JP, /* reads like CP932 half-width kana but is another encoding */
};

struct master_text_failure {
  enum master_text_fault fault;
  uint32_t line;   /* from 1 */
  uint32_t column; /* bytes from 1 */
};

/* ERROR_SYNTAX: *ret_failure says why and where. The text lies in the arena or is bytes itself. */
enum error master_text_decode(struct arena *arena, struct view bytes, struct view *ret_text,
                              struct master_text_failure *ret_failure) MUST_USE;
/* A name from outside (of a file, of a member of an archive) for messages and records: UTF-8
 * whatever it was, control characters as "?". data is NULL when memory is exhausted. */
struct view master_text_label(struct arena *arena, struct view name);
/* Static texts. */
const char *master_text_fault_english(enum master_text_fault fault);
const char *master_text_fault_japanese(enum master_text_fault fault);

#endif
