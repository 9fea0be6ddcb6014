/* GET /fhir/DocumentReference?patient=…&category=clinical-information|checkup: what other
 * institutions registered of a patient, as the qualification service shows it: XML or PDF, not FHIR
 * (national guide 2.2.3). The answer is a DocumentReference with the Binary that it refers to.
 * Nothing of it is kept or logged; an audit row says that it was looked at. */
#ifndef HANDLERS_NATIONAL_VIEW_H
#define HANDLERS_NATIONAL_VIEW_H

#include "server/http/route.h"

/* Beside patient and _source. X(name, FHIR search parameter type) */
#define NATIONAL_VIEW_PARAMETERS(X)                                                                \
  X("category", "token") X("period", "date") X("form", "token") X("consent-at", "date")

/* True for a category of the list above. */
bool national_view_is(struct view category);
/* consent-at (the instant that the card reader told) is needed: ERROR_FORBIDDEN when it is missing,
 * older than 24 hours by this server's clock or in the future, and when the service itself has no
 * consent. Else as relay_ask. */
request_handler handle_national_view;

#endif
