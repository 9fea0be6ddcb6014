/* Code systems whose codes a grammar or a published list decides, by canonical URL: UCUM, BCP 47,
 * BCP 13, ISO 4217, ISO 3166, IANA time zones. */
#ifndef TERMINOLOGY_CODE_GRAMMAR_H
#define TERMINOLOGY_CODE_GRAMMAR_H

#include "terminology/code_fault.h"

struct code_grammar;

/* The grammar of a code system (a version behind "|" is ignored), or NULL; static. */
const struct code_grammar *code_grammar_find(struct view system);
/* True when the code is one of the system's; otherwise *ret_fault (may be NULL) says why not. */
bool code_grammar_check(const struct code_grammar *grammar, struct view code,
                        struct code_fault *ret_fault);
/* True when "yes" of the check is sure. Otherwise the grammar knows the form only. */
bool code_grammar_is_complete(const struct code_grammar *grammar);

#endif
