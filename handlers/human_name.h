/* Names of people as ORCA writes them, parts joined by U+3000, as FHIR HumanName. */
#ifndef HANDLERS_HUMAN_NAME_H
#define HANDLERS_HUMAN_NAME_H

#include "handlers/from_orca.h"

/* The name with one ASCII blank between its parts: the national service refuses U+3000 in names. */
struct view human_name_text(const struct from_orca *from, struct view name);
/* A HumanName as one value of an array; nothing for an empty name. representation: "IDE" (kanji) or
 * "SYL" (kana). */
void human_name_write(const struct from_orca *from, struct view name, const char *representation);
/* The same for a name that is no longer used, with its last day (empty: not known). */
void human_name_write_former(const struct from_orca *from, struct view name,
                             const char *representation, struct view end);
/* FHIR string search (search.html#string) over a name: the whole of it or one of its parts begins
 * with what is wanted, blanks of either width and ASCII case aside. */
bool human_name_matches(struct view name, struct view wanted);

#endif
