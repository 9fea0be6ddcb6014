/* How a received document's electronic signature is verified; the application chooses who does it.
 * The national guide leaves signing to the sender and verifying to the receiver (2.2.2(1)). */
#ifndef HANDLERS_SIGNATURE_CHECK_H
#define HANDLERS_SIGNATURE_CHECK_H

#include "server/base/arena.h"
#include "server/base/error.h"

/* Verdicts that are told without a check. */
#define SIGNATURE_CHECK_UNSIGNED "unsigned"
#define SIGNATURE_CHECK_NOT_CHECKED "not-checked"
/* The only good verdict of a check. */
#define SIGNATURE_CHECK_VALID "valid"

struct signature_check {
  /* signature: beside the content; empty = the one inside the Bundle. *ret_verdict: a code such as
   * "valid" or "certificate-expired", static or in the arena. An error only when nothing could be
   * found out: memory, a file. */
  enum error (*verify)(void *context, struct view content, struct view signature,
                       struct arena *arena, struct view *ret_verdict);
  void *context;
};

#endif
