/* _provenance=true: with each resource a Provenance that says from which ORCA API and record it was
 * made and when that was fetched (FHIR R4 provenance.html). */
#ifndef HANDLERS_SEARCH_PROVENANCE_H
#define HANDLERS_SEARCH_PROVENANCE_H

#include "handlers/search_entry.h"
#include "server/http/route.h"

/* Adds one entry of mode include for each that is there and has a meta.source. ERROR_MEMORY. */
enum error search_provenance_add(struct request *request, struct search_entries *entries) MUST_USE;

#endif
