/* Code systems of which no published or shipped copy holds every code, whatever it claims. */
#ifndef TERMINOLOGY_OPEN_SYSTEM_H
#define TERMINOLOGY_OPEN_SYSTEM_H

#include "server/base/view.h"

/* LOINC, SNOMED CT, the grammars UCUM, BCP 13, BCP 47, ISO 3166, "undefined" place holders. */
bool open_system_is(struct view system);

#endif
