/* Hierarchies that stand in the codes themselves: systems whose copies come as flat lists although
 * a code is part of the one that begins it. */
#ifndef TERMINOLOGY_CODE_HIERARCHY_H
#define TERMINOLOGY_CODE_HIERARCHY_H

#include "terminology/code_system_builder.h"

/* Adds the edges that follow from the codes, when the system has such a rule and its definition
 * said nothing of parents. Call before code_system_builder_end. ERROR_MEMORY. */
enum error code_hierarchy_add(struct code_system_builder *builder) MUST_USE;

#endif
