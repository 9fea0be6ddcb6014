/* Writes ValueSet.expansion.contains with displays, designations and properties. R4 has no element
 * for properties: they are told by the cross-version extensions of R5
 * (ValueSet.expansion.property, ValueSet.expansion.contains.property). */
#ifndef HANDLERS_EXPANSION_WRITE_H
#define HANDLERS_EXPANSION_WRITE_H

#include "handlers/expansion_property.h"

/* The member `contains`; nothing when the page is empty. ERROR_MEMORY. */
enum error expansion_write_contains(struct expansion_writer *writer) MUST_USE;
/* One item of expansion.extension for each property that was written. */
void expansion_write_properties(const struct expansion_writer *writer);

#endif
