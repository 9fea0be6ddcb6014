/* A Coding by itself, whatever it is bound to: the code exists in its system, the display is one of
 * the code (FHIR R4 datatypes.html#Coding, terminologies.html). Only systems whose local copy is
 * complete can deny a code. */
#ifndef PROFILES_CODING_CHECK_H
#define PROFILES_CODING_CHECK_H

#include "profiles/evaluation.h"

/* Reports what is wrong with the Coding object at node. */
void coding_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
