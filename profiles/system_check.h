/* The `system` of Coding, Quantity and Identifier (FHIR R4 datatypes.html#Coding,
 * datatypes.html#Identifier, terminologies-systems.html): absolute, and the right URL of the code
 * systems that everybody uses. */
#ifndef PROFILES_SYSTEM_CHECK_H
#define PROFILES_SYSTEM_CHECK_H

#include "profiles/evaluation.h"

/* Reports what is wrong with the system of the object at node, a value of the type definition;
 * other types are passed. */
void system_check(struct evaluation *evaluation, uint32_t definition, uint32_t element,
                  uint32_t node);

#endif
