/* The audit row of an answer: who asked from where, for what, about whom, with which status. A
 * table says for every interaction how sure its row is:
 * - durable: on disk before the answer; what cannot be recorded is answered with an error instead,
 * - change: as durable; but what was changed has a row of its own in its transaction, so that an
 *   answer of success stays one when this row has to wait until the disk takes it,
 * - batched: on disk a moment later,
 * - counted: a counter only (terminology, validation of what is not kept),
 * - free: health, metrics, metadata.
 * Patients are found in the path, the search and the answer, and kept as hashes. */
#ifndef HANDLERS_ACCESS_AUDIT_H
#define HANDLERS_ACCESS_AUDIT_H

#include "server/http/dispatch.h"
#include "server/store/audit_row.h"

enum access_way { ACCESS_DURABLE, ACCESS_CHANGE, ACCESS_BATCHED, ACCESS_COUNTED, ACCESS_FREE };

/* X(label of the route, way, whether the id in the path may be kept, whether the answer is searched
 * for patients) */
#define ACCESS_RULES(X)                                                                            \
  X("health-live", FREE, false, false)                                                             \
  X("health-ready", FREE, false, false)                                                            \
  X("metrics", FREE, false, false)                                                                 \
  X("metadata", FREE, false, false)                                                                \
  X("smart-configuration", FREE, false, false)                                                     \
  X("versions", FREE, false, false)                                                                \
  X("not-held", COUNTED, false, false)                                                             \
  X("no-history", COUNTED, false, false)                                                           \
  X("validate", COUNTED, false, false)                                                             \
  X("validate-resource", COUNTED, false, false)                                                    \
  X("flag", COUNTED, false, false)                                                                 \
  X("lookup", COUNTED, false, false)                                                               \
  X("subsumes", COUNTED, false, false)                                                             \
  X("validate-code", COUNTED, false, false)                                                        \
  X("expand", COUNTED, false, false)                                                               \
  X("batch-validate-code", COUNTED, false, false)                                                  \
  X("translate", COUNTED, false, false)                                                            \
  X("mapping-candidates", COUNTED, false, false)                                                   \
  X("patient-read", DURABLE, false, true)                                                          \
  X("patient-search", DURABLE, false, true)                                                        \
  X("clinical-bundle", DURABLE, false, true)                                                       \
  X("register-clinical", CHANGE, false, true)                                                      \
  X("everything", DURABLE, false, true)                                                            \
  X("condition-read", DURABLE, false, true)                                                        \
  X("condition-search", DURABLE, false, true)                                                      \
  X("coverage-read", DURABLE, false, true)                                                         \
  X("coverage-search", DURABLE, false, true)                                                       \
  X("allergy-read", DURABLE, false, true)                                                          \
  X("allergy-search", DURABLE, false, true)                                                        \
  X("encounter-read", DURABLE, false, true)                                                        \
  X("encounter-search", DURABLE, false, true)                                                      \
  X("appointment-read", DURABLE, false, true)                                                      \
  X("appointment-search", DURABLE, false, true)                                                    \
  X("medication-request-read", DURABLE, false, true)                                               \
  X("medication-request-search", DURABLE, false, true)                                             \
  X("medication-dispense-read", DURABLE, false, true)                                              \
  X("medication-dispense-search", DURABLE, false, true)                                            \
  X("procedure-read", DURABLE, false, true)                                                        \
  X("procedure-search", DURABLE, false, true)                                                      \
  X("charge-item-read", DURABLE, false, true)                                                      \
  X("charge-item-search", DURABLE, false, true)                                                    \
  X("document-reference-read", DURABLE, true, true)                                                \
  X("document-reference-search", DURABLE, false, true)                                             \
  X("bundle-create", CHANGE, false, false)                                                         \
  X("bundle-update", CHANGE, false, false)                                                         \
  X("bundle-cancel", CHANGE, false, false)                                                         \
  X("cancel-undo", CHANGE, false, false)                                                           \
  X("cancel-derived", CHANGE, false, false)                                                        \
  X("status", DURABLE, false, true)                                                                \
  X("fetch", DURABLE, false, true)                                                                 \
  X("retry", CHANGE, true, false)                                                                  \
  X("give-up", CHANGE, true, false)                                                                \
  X("resend", CHANGE, true, false)                                                                 \
  X("batch", DURABLE, false, false)                                                                \
  X("bundle-read", DURABLE, true, true)                                                            \
  X("task-read", DURABLE, true, true)                                                              \
  X("task-search", DURABLE, false, true)                                                           \
  X("composition-read", DURABLE, true, true)                                                       \
  X("composition-search", DURABLE, false, true)                                                    \
  X("composition-document", DURABLE, true, true)                                                   \
  X("map", DURABLE, false, false)                                                                  \
  X("audit-event-read", DURABLE, true, false)                                                      \
  X("audit-event-search", DURABLE, false, false)                                                   \
  X("subscription-create", CHANGE, false, false)                                                   \
  X("subscription-update", CHANGE, true, false)                                                    \
  X("subscription-delete", CHANGE, true, false)                                                    \
  X("subscription-read", BATCHED, true, false)                                                     \
  X("subscription-search", BATCHED, false, false)                                                  \
  X("practitioner-read", BATCHED, true, false)                                                     \
  X("practitioner-search", BATCHED, false, false)                                                  \
  X("practitioner-role-read", BATCHED, true, false)                                                \
  X("practitioner-role-search", BATCHED, false, false)                                             \
  X("organization-read", BATCHED, true, false)                                                     \
  X("organization-search", BATCHED, false, false)                                                  \
  X("location-read", BATCHED, true, false)                                                         \
  X("location-search", BATCHED, false, false)                                                      \
  X("definition-read", COUNTED, true, false)                                                       \
  X("definition-search", COUNTED, false, false)                                                    \
  X("definition-update", CHANGE, true, false)                                                      \
  X("definition-delete", CHANGE, true, false)                                                      \
  X("mapping-list", BATCHED, false, false)                                                         \
  X("mapping-read", BATCHED, true, false)                                                          \
  X("mapping-export", BATCHED, false, false)                                                       \
  X("mapping-unmapped", BATCHED, false, false)                                                     \
  X("mapping-ending", BATCHED, false, false)                                                       \
  X("mapping-create", CHANGE, false, false)                                                        \
  X("mapping-update", CHANGE, true, false)                                                         \
  X("mapping-delete", CHANGE, true, false)                                                         \
  X("mapping-approve", CHANGE, true, false)                                                        \
  X("mapping-reject", CHANGE, true, false)                                                         \
  X("mapping-import", CHANGE, false, false)

struct access_rule {
  const char *label;
  enum access_way way;
  bool keeps_id;
  bool searches_answer;
};

/* The row of a label; NULL when the table has none (then the access is durable). */
const struct access_rule *access_rule_find(const char *label);

/* Records the answer as the table says; dispatch_auditor. ERROR_UNRECORDED when it must be recorded
 * and cannot be. */
enum error access_audit(const struct dispatch *dispatch, bool may_wait) MUST_USE;

/* The row alone, for many that are written together; views live in the request's arena. False:
 * nothing is to be written. *ret_durable: what the table says. */
bool access_audit_row(const struct dispatch *dispatch, struct store_audit *ret_row,
                      bool *ret_durable);

#endif
