/* What the simulated national service checks in a Bundle: the public rules about units of
 * registration, the insured number and the destination. It is no validator of profiles. */
#ifndef TESTS_LAB_NATIONAL_BUNDLE_H
#define TESTS_LAB_NATIONAL_BUNDLE_H

#include "tests/lab/national_message.h"

/* NATIONAL_CODE_REGISTERED when there is no objection, else the code of the first finding with
 * *ret_detail saying what (static text). */
enum national_code national_bundle_check(const struct national_message *message,
                                         struct arena *arena, const char **ret_detail);

#endif
