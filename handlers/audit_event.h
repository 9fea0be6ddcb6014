/* A row of the audit trail as AuditEvent (FHIR R4 auditevent.html, IHE ITI Basic Audit Log
 * Patterns): who (client and address), what (interaction or step of the relay), whom it was about
 * (hash), how it ended, and the row's place and hash in its chain. */
#ifndef HANDLERS_AUDIT_EVENT_H
#define HANDLERS_AUDIT_EVENT_H

#include "server/base/arena.h"
#include "server/base/json_writer.h"
#include "server/store/audit_row.h"

/* Systems of identifiers in what.identifier. */
#define AUDIT_EVENT_PATIENT_SYSTEM "urn:fhir-facade:patient-hash"
#define AUDIT_EVENT_CHAIN_SYSTEM "urn:fhir-facade:audit-chain"

struct audit_event_telling {
  struct arena *arena;
  struct view server; /* its name */
};

/* "<chain>-<number>"; data NULL when memory is short. */
struct view audit_event_id(struct arena *arena, const struct store_audit_row *row);
void audit_event_write(struct json_writer *writer, const struct audit_event_telling *telling,
                       const struct store_audit_row *row);

#endif
