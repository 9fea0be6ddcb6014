/* What the simulated national service checks in a Bundle: units of registration, the kinds of
 * documents, the insured number, the destination, the signature; the numbered rules are
 * national_rules.h. */
#ifndef TESTS_LAB_NATIONAL_BUNDLE_H
#define TESTS_LAB_NATIONAL_BUNDLE_H

#include "tests/lab/national_message.h"
#include "tests/lab/national_signature.h"

struct national_bundle_settings {
  const struct national_signature_settings *signature;
  int64_t now_ms;
  bool rules;        /* check the numbered rules */
  bool all_messages; /* tell all of their findings */
};

struct national_verdict {
  enum national_code code; /* NATIONAL_CODE_DONE: no objection */
  struct view detail;      /* of the first finding, or of all */
  struct view findings; /* <ResultList> of the rules' findings, as XML; empty when there are none */
};

/* The verdict's texts are static or in the arena. */
void national_bundle_check(const struct national_message *message,
                           const struct national_bundle_settings *settings, struct arena *arena,
                           struct national_verdict *ret_verdict);

#endif
