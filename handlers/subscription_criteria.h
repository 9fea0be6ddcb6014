/* Subscription.criteria (FHIR R4 subscription.html): a search, whose types and parameters are those
 * of this server's own searches, and that search again, for the patient of an event alone. */
#ifndef HANDLERS_SUBSCRIPTION_CRITERIA_H
#define HANDLERS_SUBSCRIPTION_CRITERIA_H

#include "server/http/response.h"

/* Checks "Type?parameter=value&…" and its values. *ret_type is static. ERROR_NOT_PROCESSABLE with
 * issues that name what is supported. */
enum error subscription_criteria_check(struct request *request, struct view criteria,
                                       const char **ret_type) MUST_USE;

/* True when an event is about resources of its day, or of that day and later ones. */
bool subscription_criteria_by_day(const char *type);

struct subscription_criteria_event {
  struct view patient; /* number */
  struct view day;     /* YYYY-MM-DD: the day of Encounters, the first one of Appointments */
};

/* The search, e.g. "Encounter?patient=1&date=2026-11-21&class=AMB"; empty when the criteria are
 * about another patient. ERROR_BAD_REQUEST: criteria that cannot be read. ERROR_MEMORY. */
enum error subscription_criteria_target(struct arena *arena, struct view criteria,
                                        const struct subscription_criteria_event *event,
                                        struct view *ret_target) MUST_USE;

#endif
