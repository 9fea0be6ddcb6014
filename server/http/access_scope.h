/* Scopes of SMART Backend Services (SMART App Launch 2.0, scopes-and-launch-context): who asks by
 * himself has "system/<type or *>.<letters>", letters in the order c r u d s; the words of version
 * 1 (read, write, *) are understood. What administers the server is no FHIR type and is covered by
 * no "*": "admin/mapping", "admin/outbox", "admin/masters", "admin/subscriptions",
 * "admin/metrics", "admin/audit".
 *
 * A scope with a filter ("system/Observation.rs?category=...") grants nothing: the filter could not
 * be kept. So does every scope that is not of this form. */
#ifndef SERVER_HTTP_ACCESS_SCOPE_H
#define SERVER_HTTP_ACCESS_SCOPE_H

#include "server/base/view.h"

#define ACCESS_SCOPE_LETTERS "cruds"

/* The scopes of administration, NULL behind the last. Static. */
const char *access_scope_administration(size_t index);
/* True when one scope of the list (separated by blanks) grants what is needed: "Condition.r" (one
 * letter) or "admin/mapping". */
bool access_scope_grants(struct view scopes, struct view needed);
/* True when the scope (one) is of a form that can grant something. */
bool access_scope_is_known(struct view scope);

#endif
