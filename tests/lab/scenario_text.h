/* The texts of a scenario: variables and places in JSON. */
#ifndef TESTS_LAB_SCENARIO_TEXT_H
#define TESTS_LAB_SCENARIO_TEXT_H

#include "server/base/arena.h"

#include <jansson.h>

/* Every ${name} that is a variable replaced; NUL-terminated, in the arena. */
struct view scenario_text_expand(const json_t *variables, struct view text, struct arena *arena);
/* A copy of the value with all texts expanded and every {"$file": name} replaced by the text of
 * that file of the folder (expanded, too). NULL when a file cannot be read; to be freed with
 * json_decref. */
json_t *scenario_text_resolve(const json_t *variables, json_t *value, const char *folder,
                              struct arena *arena);
/* What a JSON pointer (RFC 6901) names; NULL when there is none. Borrowed. */
const json_t *scenario_text_at(const json_t *json, const char *pointer);

#endif
