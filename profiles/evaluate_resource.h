/* A resource: its type, its R4 definition, the profiles that it declares and those asked for (at
 * the root), then the rules of Bundles and of the national layer. */
#ifndef PROFILES_EVALUATE_RESOURCE_H
#define PROFILES_EVALUATE_RESOURCE_H

#include "profiles/evaluation.h"

void evaluate_resource(struct evaluation *evaluation, const struct resource_place *place);

#endif
