/* What a person can do about a refusal of the national service, by the reason that the adapter
 * gives its code (national guide 2.2.1: errors and what follows). */
#ifndef HANDLERS_REFUSAL_ADVICE_H
#define HANDLERS_REFUSAL_ADVICE_H

#include "server/base/message.h"
#include "server/national/adapter.h"

/* Static; empty without a reason. */
const char *refusal_advice(enum adapter_reason reason, enum language language);

#endif
