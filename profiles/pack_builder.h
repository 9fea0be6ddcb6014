/* Turns a linked and pruned model into the bytes of a pack (profiles/pack.h). The same model gives
 * the same bytes. */
#ifndef PROFILES_PACK_BUILDER_H
#define PROFILES_PACK_BUILDER_H

#include "profiles/definition_model.h"
#include "server/base/issue.h"

/* The pack in the model's arena, aligned for pack_open. ERROR_NOT_PROCESSABLE: an expression cannot
 * be compiled (an issue says which); tolerant, that is a warning and the constraint is in the pack
 * without a program. ERROR_TOO_LARGE; ERROR_MEMORY. */
enum error pack_builder_make(const struct definition_model *model, bool is_tolerant,
                             struct arena *scratch, struct issue_list *issues,
                             struct view *ret_pack) MUST_USE;

#endif
