/* All SQL of the store but the schema, as one table: X(name, text). Parameters are numbered as they
 * are bound in sqlite_accept.c, sqlite_jobs.c, sqlite_mapping.c and sqlite_queries.c; job states
 * are the numbers of enum job_state. */
#ifndef SERVER_STORE_SQLITE_STATEMENTS_H
#define SERVER_STORE_SQLITE_STATEMENTS_H

/* The numbers of enum job_state and enum job_operation as SQL text (checked in sqlite_jobs.c). */
#define SQLITE_VALIDATED "0"
#define SQLITE_QUEUED "1"
#define SQLITE_SENDING "2"
#define SQLITE_WAITING "3"
#define SQLITE_UNKNOWN "4"
#define SQLITE_ACCEPTED "5"
#define SQLITE_REFUSED "6"
#define SQLITE_DEAD "7"
#define SQLITE_CANCELLED "8"
#define SQLITE_SUPERSEDED "9"
#define SQLITE_CLAIMABLE "(0, 1, 3, 4)"
#define SQLITE_IN_FLIGHT "(2, 3, 4)"
#define SQLITE_IS_OPEN " < 5"
#define SQLITE_IS_END " >= 5"
#define SQLITE_REGISTERING "(0, 1)" /* operations with content */

#define SQLITE_JOB_COLUMNS                                                                         \
  "SELECT j.id, b.id, j.kind, j.patient, j.identifier_system, j.identifier_value, j.state,"        \
  " j.created_ms, j.updated_ms, j.next_attempt_ms, j.attempts, j.receipt, j.result_code,"          \
  " j.result_text, j.operation, b.insured, b.destination, b.consent,"                              \
  " b.destination_name, j.consent_state, j.acquisition_state, j.states_ms, j.message_id"
#define SQLITE_JOB_FROM " FROM job j JOIN bundle b ON b.seq = j.bundle_seq WHERE "
/* ?1 id ?2 system ?3 value ?4 state mask ?5 patient ?6 from ?7 to ?8 limit ?9 offset. The statement
 * is chosen by the most selective restriction, whose plain comparison comes first and can use its
 * index. */
#define SQLITE_JOB_REST                                                                            \
  " (?1 = '' OR j.id = ?1) AND (?2 = '' OR j.identifier_system = ?2)"                              \
  " AND (?3 = '' OR j.identifier_value = ?3) AND (?4 = 0 OR ((?4 >> j.state) & 1) = 1)"            \
  " AND (?5 = '' OR j.patient = ?5) AND j.updated_ms >= ?6 AND j.updated_ms < ?7"                  \
  " ORDER BY j.seq DESC LIMIT ?8 OFFSET ?9"
#define SQLITE_JOB_SELECT(drive) SQLITE_JOB_COLUMNS SQLITE_JOB_FROM drive SQLITE_JOB_REST
#define SQLITE_STATES_OF_MASK                                                                      \
  " j.state IN (SELECT column1 FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))"     \
  " WHERE (?4 >> column1) & 1) AND"

/* The index is named: by itself SQLite takes the one over states and sorts all that wait. A job
 * waits for others of its unit that are in flight, and for older ones that are open. */
#define SQLITE_JOB_DUE                                                                             \
  SQLITE_JOB_COLUMNS                                                                               \
  ", CASE WHEN j.operation IN " SQLITE_REGISTERING " THEN b.content ELSE x'' END,"                 \
  " b.signature, j.seq FROM job j INDEXED BY job_due"                                              \
  " CROSS JOIN bundle b ON b.seq = j.bundle_seq"                                                   \
  " WHERE j.state IN " SQLITE_CLAIMABLE " AND j.lease IS NULL AND j.next_attempt_ms <= ?1"         \
  " AND NOT EXISTS (SELECT 1 FROM job o WHERE o.identifier_value = j.identifier_value"             \
  " AND o.patient = j.patient AND o.kind = j.kind"                                                 \
  " AND o.identifier_system = j.identifier_system AND o.state" SQLITE_IS_OPEN                      \
  " AND o.seq <> j.seq AND (o.state IN " SQLITE_IN_FLIGHT " OR o.lease IS NOT NULL"                \
  " OR o.seq < j.seq)) ORDER BY j.next_attempt_ms, j.seq LIMIT 1"

#define SQLITE_COMPOSITION_SELECT(drive)                                                           \
  "SELECT c.id, b.id, c.patient, c.identifier, c.type, c.created_ms"                               \
  " FROM composition c JOIN bundle b ON b.seq = c.bundle_seq WHERE " drive                         \
  " (?1 = '' OR c.id = ?1) AND (?2 = '' OR c.patient = ?2) AND (?3 = '' OR c.identifier = ?3)"     \
  " AND (?4 = '' OR c.type = ?4) ORDER BY c.seq DESC LIMIT ?5 OFFSET ?6"

#define SQLITE_MAPPING_TEXTS                                                                       \
  " domain, source_system, source_code, specimen, source_display, source_kana, target_system,"     \
  " target_code, target_display, equivalence, valid_from, valid_to, status, proposer, reviewer,"   \
  " comment"
/* ?1 id ?2 domain ?3 system ?4 code ?5 status ?6 text ?7 limit ?8 offset. A code has an index of
 * its own to start from. */
#define SQLITE_MAPPING_WHERE(drive)                                                                \
  " FROM mapping WHERE " drive " (?1 = '' OR id = ?1) AND (?2 = '' OR domain = ?2)"                \
  " AND (?3 = '' OR source_system = ?3) AND (?4 = '' OR source_code = ?4)"                         \
  " AND (?5 = '' OR status = ?5) AND (?6 = '' OR instr(lower(source_code || ' ' ||"                \
  " source_display || ' ' || source_kana || ' ' || target_code || ' ' || target_display || ' ' ||" \
  " comment), lower(?6)) > 0)"
#define SQLITE_MAPPING_SELECT(drive)                                                               \
  "SELECT id, version, updated_ms," SQLITE_MAPPING_TEXTS SQLITE_MAPPING_WHERE(                     \
      drive) " ORDER BY seq LIMIT ?7 OFFSET ?8"
#define SQLITE_MAPPING_TOTAL(drive) "SELECT count(*)" SQLITE_MAPPING_WHERE(drive)
/* ?1 domain ?2 text ?3 limit ?4 offset */
#define SQLITE_UNMAPPED_WHERE                                                                      \
  " FROM unmapped WHERE (?1 = '' OR domain = ?1)"                                                  \
  " AND (?2 = '' OR instr(lower(source_code || ' ' || source_display), lower(?2)) > 0)"

/* ?now is the parameter that is the time of now. */
#define SQLITE_SUBSCRIPTION_STATUS(now)                                                            \
  "CASE WHEN s.status = 'active' AND s.end_ms <> 0 AND s.end_ms <= " now                           \
  " THEN 'off' ELSE s.status END"
#define SQLITE_SUBSCRIPTION_COLUMNS(now)                                                           \
  "s.id, s.version, s.type, " SQLITE_SUBSCRIPTION_STATUS(                                          \
      now) ", s.criteria, s.endpoint, s.end_ms,"                                                   \
           " s.error, s.error_detail, s.failures, s.updated_ms, s.content"
#define SQLITE_NOTIFICATION_WAITING(now)                                                           \
  " FROM notification n JOIN subscription s ON s.id = n.subscription"                              \
  " WHERE n.pending = 1 AND s.status = 'active' AND (s.end_ms = 0 OR s.end_ms > " now ")"

#define SQLITE_AUDIT_COLUMNS                                                                       \
  "chain, number, at_ms, action, verb, outcome, status, request_id, client, address, route, type," \
  " subject, patients, detail, hash"
/* ?1 from ?2 to ?3 patient ?4 type ?5 subject ?6 agent ?7 verbs ?8 outcomes ?9 limit ?10 offset */
#define SQLITE_AUDIT_WHERE                                                                         \
  " FROM audit WHERE at_ms >= ?1 AND at_ms < ?2 AND (?3 = '' OR instr(patients, ?3) > 0)"          \
  " AND (?4 = '' OR type = ?4) AND (?5 = '' OR subject = ?5)"                                      \
  " AND (?6 = '' OR client = ?6 OR address = ?6) AND (?7 = '' OR instr(?7, verb) > 0)"             \
  " AND (?8 = 0 OR ((?8 >> outcome) & 1) = 1)"

#define SQLITE_STATEMENTS(X)                                                                       \
  X(BEGIN, "BEGIN IMMEDIATE")                                                                      \
  X(COMMIT, "COMMIT")                                                                              \
  X(ROLLBACK, "ROLLBACK")                                                                          \
  X(PING, "SELECT count(*) FROM (SELECT 1 FROM job LIMIT 1)")                                      \
  X(ACCEPTED_BY_KEY, "SELECT b.id, j.id, b.received_digest, j.state, j.operation FROM bundle b"    \
                     " JOIN job j ON j.bundle_seq = b.seq WHERE b.idempotency_key = ?1"            \
                     " ORDER BY j.seq LIMIT 1")                                                    \
  X(ACCEPTED_BY_IDENTIFIER,                                                                        \
    "SELECT b.id, j.id, b.received_digest, j.state, j.operation"                                   \
    " FROM job j JOIN bundle b ON b.seq = j.bundle_seq"                                            \
    " WHERE j.identifier_value = ?1 AND j.identifier_system = ?2 ORDER BY j.seq DESC")             \
  X(BUNDLE_INSERT,                                                                                 \
    "INSERT INTO bundle (id, kind, identifier_system, identifier_value, patient, idempotency_key," \
    " digest, received_digest, pack_id, clins_version, request_id, created_ms, content, insured,"  \
    " destination, consent, signature, destination_name)"                                          \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)")   \
  X(JOB_INSERT,                                                                                    \
    "INSERT INTO job (id, bundle_seq, operation, kind, patient, identifier_system,"                \
    " identifier_value, state, created_ms, updated_ms, next_attempt_ms, attempts,"                 \
    " receipt, result_code, result_text, message_id, lease, lease_until_ms, consent_state,"        \
    " acquisition_state, states_ms)"                                                               \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?9, 0, '', '', '', '', NULL, 0,"             \
    " '', '', 0)")                                                                                 \
  X(REGISTRATION_OF, "SELECT j.bundle_seq, j.kind, j.patient, b.id FROM job j"                     \
                     " JOIN bundle b ON b.seq = j.bundle_seq WHERE j.identifier_value = ?1"        \
                     " AND j.identifier_system = ?2 AND j.operation IN " SQLITE_REGISTERING        \
                     " AND j.state NOT IN (" SQLITE_REFUSED ") ORDER BY j.seq DESC LIMIT 1")       \
  X(COMPOSITION_INSERT,                                                                            \
    "INSERT INTO composition (id, bundle_seq, patient, identifier, type, created_ms) VALUES ("     \
    "CASE WHEN EXISTS (SELECT 1 FROM composition WHERE id = ?1) THEN ?2 ELSE ?1 END,"              \
    " ?3, ?4, ?5, ?6, ?7)")                                                                        \
  X(AUDIT_INSERT,                                                                                  \
    "INSERT INTO audit (" SQLITE_AUDIT_COLUMNS ")"                                                 \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")             \
  X(AUDIT_HEAD, "SELECT number, hash FROM audit_chain WHERE chain = ?1")                           \
  X(AUDIT_ADVANCE,                                                                                 \
    "INSERT INTO audit_chain (chain, number, hash) VALUES (?1, ?2, ?3)"                            \
    " ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash")           \
  X(AUDIT_LIST, "SELECT " SQLITE_AUDIT_COLUMNS SQLITE_AUDIT_WHERE                                  \
                " ORDER BY at_ms DESC, chain, number DESC LIMIT ?9 OFFSET ?10")                    \
  X(AUDIT_TOTAL, "SELECT count(*)" SQLITE_AUDIT_WHERE)                                             \
  X(AUDIT_WALK, "SELECT " SQLITE_AUDIT_COLUMNS " FROM audit"                                       \
                " WHERE chain = ?1 AND number >= ?2 ORDER BY number LIMIT ?3")                     \
  X(AUDIT_HEADS,                                                                                   \
    "SELECT chain, number, hash FROM audit_chain UNION ALL SELECT DISTINCT chain, 0, x''"          \
    " FROM audit WHERE chain NOT IN (SELECT chain FROM audit_chain) ORDER BY 1")                   \
  X(AUDIT_SEGMENTS, "SELECT chain, first, last, before, hash, file FROM audit_segment"             \
                    " ORDER BY chain, first")                                                      \
  X(AUDIT_UNSEALED, "SELECT count(*) FROM audit WHERE chain = ?1 AND hash = x''")                  \
  X(AUDIT_SEAL, "UPDATE audit SET hash = ?3 WHERE chain = ?1 AND number = ?2")                     \
  X(AUDIT_SEGMENT_INSERT, "INSERT INTO audit_segment (chain, first, last, before, hash, file)"     \
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                      \
  X(AUDIT_DROP, "DELETE FROM audit WHERE chain = ?1 AND number BETWEEN ?2 AND ?3")                 \
  X(BUNDLE_CONTENT, "SELECT content, pruned_ms FROM bundle WHERE id = ?1")                         \
  X(JOB_RELEASE,                                                                                   \
    "UPDATE job SET state = CASE state WHEN " SQLITE_SENDING " THEN " SQLITE_UNKNOWN               \
    " ELSE state END, lease = NULL, updated_ms = ?1, next_attempt_ms = min(next_attempt_ms, ?1)"   \
    " WHERE lease IS NOT NULL AND lease_until_ms <= ?2")                                           \
  X(JOB_DUE, SQLITE_JOB_DUE)                                                                       \
  X(JOB_PULL, "UPDATE job INDEXED BY job_due SET next_attempt_ms = ?1, updated_ms = ?1"            \
              " WHERE state IN " SQLITE_CLAIMABLE " AND lease IS NULL AND next_attempt_ms > ?2")   \
  X(JOB_LEASE,                                                                                     \
    "UPDATE job SET state = CASE state WHEN " SQLITE_QUEUED " THEN " SQLITE_SENDING                \
    " ELSE state END, attempts = attempts + 1, message_id = id, lease = ?2, lease_until_ms = ?3,"  \
    " updated_ms = ?4 WHERE seq = ?1")                                                             \
  X(JOB_TRANSITION,                                                                                \
    "UPDATE job SET state = ?3, next_attempt_ms = ?4, attempts = ?5,"                              \
    " receipt = CASE WHEN ?6 = '' THEN receipt ELSE ?6 END, result_code = ?7, result_text = ?8,"   \
    " message_id = CASE WHEN ?9 = '' THEN message_id ELSE ?9 END, updated_ms = ?10,"               \
    " lease = NULL, lease_until_ms = 0 WHERE id = ?1 AND lease = ?2")                              \
  X(JOB_EFFECT,                                                                                    \
    "UPDATE job SET state = ?3, updated_ms = ?4 WHERE seq = ("                                     \
    "SELECT r.seq FROM job r JOIN job a ON r.identifier_value = a.identifier_value"                \
    " AND r.identifier_system = a.identifier_system AND r.seq < a.seq WHERE a.id = ?1"             \
    " AND r.state = ?2 AND r.operation IN " SQLITE_REGISTERING " ORDER BY r.seq DESC LIMIT 1)")    \
  X(JOB_RETRY, "UPDATE job SET state = CASE state WHEN " SQLITE_REFUSED " THEN " SQLITE_QUEUED     \
               " WHEN " SQLITE_DEAD " THEN " SQLITE_UNKNOWN " ELSE state END,"                     \
               " attempts = CASE WHEN state" SQLITE_IS_END " THEN 0 ELSE attempts END,"            \
               " next_attempt_ms = ?2, updated_ms = ?2 WHERE id = ?1 AND lease IS NULL AND state " \
               "NOT IN (" SQLITE_ACCEPTED ", " SQLITE_CANCELLED ", " SQLITE_SUPERSEDED             \
               ") AND NOT (state" SQLITE_IS_END                                                    \
               " AND EXISTS (SELECT 1 FROM job n WHERE n.identifier_value = job.identifier_value"  \
               " AND n.identifier_system = job.identifier_system AND n.seq > job.seq"              \
               " AND n.state <> " SQLITE_REFUSED "))")                                             \
  X(JOB_GIVE_UP, "UPDATE job SET state = " SQLITE_DEAD ", next_attempt_ms = 0, updated_ms = ?2"    \
                 " WHERE id = ?1 AND lease IS NULL AND state" SQLITE_IS_OPEN)                      \
  X(JOB_SUPERSEDE, "UPDATE job SET state = " SQLITE_SUPERSEDED ", updated_ms = ?2"                 \
                   " WHERE id = ?1 AND state IN (" SQLITE_REFUSED ", " SQLITE_DEAD ")")            \
  X(JOB_STATES, "UPDATE job SET consent_state = ?2, acquisition_state = ?3, states_ms = ?4"        \
                " WHERE id = ?1")                                                                  \
  X(JOB_COUNTS, "SELECT state, count(*) FROM job GROUP BY state")                                  \
  X(JOB_OLDEST_OPEN,                                                                               \
    "SELECT min(created_ms) FROM job INDEXED BY job_open WHERE state" SQLITE_IS_OPEN)              \
  X(PRUNE,                                                                                         \
    "UPDATE bundle SET content = x'', signature = '', pruned_ms = ?3 WHERE seq IN ("               \
    "SELECT b.seq FROM bundle b WHERE b.pruned_ms = 0 AND b.created_ms < ?1"                       \
    " AND NOT EXISTS (SELECT 1 FROM received r WHERE r.bundle_seq = b.seq)"                        \
    " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.bundle_seq = b.seq"                              \
    " AND (j.state" SQLITE_IS_OPEN " OR j.updated_ms >= ?1)) ORDER BY b.created_ms LIMIT ?2)")     \
  X(RECEIVED_FIND, "SELECT b.id, r.verdict, r.received_ms, b.kind FROM received r"                 \
                   " JOIN bundle b ON b.seq = r.bundle_seq WHERE r.document_key = ?1")             \
  X(RECEIVED_INSERT, "INSERT INTO received (document_key, bundle_seq, verdict, received_ms)"       \
                     " VALUES (?1, ?2, ?3, ?4)")                                                   \
  X(JOBS_BY_ID, SQLITE_JOB_SELECT(" j.id = ?1 AND"))                                               \
  X(JOBS_BY_IDENTIFIER, SQLITE_JOB_SELECT(" j.identifier_value = ?3 AND"))                         \
  X(JOBS_BY_PATIENT, SQLITE_JOB_SELECT(" j.patient = ?5 AND"))                                     \
  X(JOBS_BY_STATE, SQLITE_JOB_SELECT(SQLITE_STATES_OF_MASK))                                       \
  X(JOBS_ALL, SQLITE_JOB_SELECT(""))                                                               \
  X(COMPOSITIONS_BY_ID, SQLITE_COMPOSITION_SELECT(" c.id = ?1 AND"))                               \
  X(COMPOSITIONS_BY_PATIENT, SQLITE_COMPOSITION_SELECT(" c.patient = ?2 AND"))                     \
  X(COMPOSITIONS_BY_IDENTIFIER, SQLITE_COMPOSITION_SELECT(" c.identifier = ?3 AND"))               \
  X(RESOURCE_EXISTS, "SELECT 1 FROM resource WHERE type = ?1 AND id = ?2")                         \
  X(RESOURCE_PUT, "INSERT OR REPLACE INTO resource (type, id, url, version, updated_ms, content)"  \
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                              \
  X(RESOURCE_DELETE, "DELETE FROM resource WHERE type = ?1 AND id = ?2")                           \
  X(RESOURCES_ALL,                                                                                 \
    "SELECT type, id, url, version, updated_ms, content FROM resource ORDER BY type, id")          \
  X(COMPOSITIONS_ALL, SQLITE_COMPOSITION_SELECT(""))                                               \
  X(MAPPING_SAVEPOINT, "SAVEPOINT mapping")                                                        \
  X(MAPPING_ROLLBACK, "ROLLBACK TO mapping")                                                       \
  X(MAPPING_RELEASE, "RELEASE mapping")                                                            \
  X(MAPPING_INSERT, "INSERT INTO mapping (id, updated_ms," SQLITE_MAPPING_TEXTS ", version)"       \
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "  \
                    "?16, ?17, ?18, 1)")                                                           \
  X(MAPPING_UPDATE,                                                                                \
    "UPDATE mapping SET (updated_ms," SQLITE_MAPPING_TEXTS ") = (?2, ?3, ?4, ?5,"                  \
    " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18), version = version + 1"         \
    " WHERE id = ?1 AND (?19 = 0 OR version = ?19)")                                               \
  X(MAPPING_DELETE, "DELETE FROM mapping WHERE id = ?1 AND (?19 = 0 OR version = ?19)")            \
  X(MAPPING_EXISTS, "SELECT 1 FROM mapping WHERE id = ?1")                                         \
  X(MAPPING_TOUCH, "UPDATE mapping_state SET revision = revision + 1")                             \
  X(MAPPING_REVISION, "SELECT revision FROM mapping_state")                                        \
  X(MAPPING_LIST, SQLITE_MAPPING_SELECT(""))                                                       \
  X(MAPPING_LIST_BY_ID, SQLITE_MAPPING_SELECT("id = ?1 AND"))                                      \
  X(MAPPING_LIST_BY_CODE, SQLITE_MAPPING_SELECT("source_code = ?4 AND"))                           \
  X(MAPPING_TOTAL, SQLITE_MAPPING_TOTAL(""))                                                       \
  X(MAPPING_TOTAL_BY_ID, SQLITE_MAPPING_TOTAL("id = ?1 AND"))                                      \
  X(MAPPING_TOTAL_BY_CODE, SQLITE_MAPPING_TOTAL("source_code = ?4 AND"))                           \
  X(UNMAPPED_COUNT,                                                                                \
    "INSERT INTO unmapped (domain, source_system, source_code, source_display,"                    \
    " reason, example, count, first_ms, last_ms) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8"        \
    " WHERE coalesce((SELECT max(seq) FROM unmapped), 0) < ?9 OR EXISTS (SELECT 1 FROM unmapped"   \
    " WHERE source_code = ?3 AND source_system = ?2) ON CONFLICT (source_code, source_system)"     \
    " DO UPDATE SET domain = excluded.domain, reason = excluded.reason,"                           \
    " source_display = CASE WHEN excluded.source_display = '' THEN source_display"                 \
    " ELSE excluded.source_display END, example = excluded.example,"                               \
    " count = count + excluded.count, last_ms = excluded.last_ms")                                 \
  X(UNMAPPED_FORGET, "DELETE FROM unmapped WHERE source_system = ?1"                               \
                     " AND source_code IN (?2, ?2 || '_' || ?3)")                                  \
  X(UNMAPPED_LIST, "SELECT domain, source_system, source_code, source_display, reason, example,"   \
                   " count, first_ms, last_ms" SQLITE_UNMAPPED_WHERE                               \
                   " ORDER BY count DESC, last_ms DESC, seq LIMIT ?3 OFFSET ?4")                   \
  X(UNMAPPED_TOTAL, "SELECT count(*)" SQLITE_UNMAPPED_WHERE)                                       \
  X(SUBSCRIPTION_PUT,                                                                              \
    "INSERT INTO subscription (id, version, type, status, criteria, endpoint, end_ms, error,"      \
    " error_detail, failures, due_ms, updated_ms, content)"                                        \
    " VALUES (?1, ?7, ?2, ?3, ?4, ?5, ?6, '', '', 0, 0, ?7, ?8) ON CONFLICT (id) DO UPDATE SET"    \
    " version = max(version + 1, excluded.version), type = excluded.type,"                         \
    " status = excluded.status, criteria = excluded.criteria, endpoint = excluded.endpoint,"       \
    " end_ms = excluded.end_ms, error = '', error_detail = '', failures = 0, due_ms = 0,"          \
    " updated_ms = excluded.updated_ms, content = excluded.content")                               \
  X(SUBSCRIPTION_EXISTS, "SELECT 1 FROM subscription WHERE id = ?1")                               \
  X(SUBSCRIPTION_TOTAL, "SELECT count(*) FROM subscription")                                       \
  X(SUBSCRIPTION_DELETE, "DELETE FROM subscription WHERE id = ?1")                                 \
  X(SUBSCRIPTION_LIST, "SELECT " SQLITE_SUBSCRIPTION_COLUMNS(                                      \
                           "?2") " FROM subscription s WHERE ?1 = '' OR s.id = ?1 ORDER BY s.id")  \
  X(SUBSCRIPTION_SETTLE,                                                                           \
    "UPDATE subscription SET status = ?3, failures = ?4, due_ms = ?5, error = ?6,"                 \
    " error_detail = ?7 WHERE id = ?1 AND version = ?2")                                           \
  X(SUBSCRIPTION_COUNTS,                                                                           \
    "SELECT " SQLITE_SUBSCRIPTION_STATUS("?1") ", count(*)"                                        \
                                               " FROM subscription s GROUP BY 1")                  \
  X(NOTIFICATION_ADD,                                                                              \
    "INSERT OR IGNORE INTO notification (subscription, event, patient, day, created_ms, pending)"  \
    " SELECT id, ?1, ?2, ?3, ?4, 1 FROM subscription WHERE type = ?5 AND status = 'active'"        \
    " AND (end_ms = 0 OR end_ms > ?4)")                                                            \
  X(NOTIFICATION_FORGET, "DELETE FROM notification WHERE created_ms < ?1")                         \
  X(NOTIFICATION_NEXT,                                                                             \
    "SELECT " SQLITE_SUBSCRIPTION_COLUMNS(                                                         \
        "?1") ", n.patient, n.day, n.created_ms, (SELECT max(m.seq) FROM notification m"           \
              " WHERE m.subscription = n.subscription AND m.patient = n.patient"                   \
              " AND m.day = n.day AND m.pending = 1)" SQLITE_NOTIFICATION_WAITING(                 \
                  "?1") " AND s.due_ms <= ?1 ORDER BY n.seq LIMIT 1")                              \
  X(NOTIFICATION_DUE, "SELECT coalesce(min(s.due_ms), 0)" SQLITE_NOTIFICATION_WAITING("?1"))       \
  X(NOTIFICATION_DONE, "UPDATE notification SET pending = 0 WHERE subscription = ?1"               \
                       " AND patient = ?2 AND day = ?3 AND seq <= ?4 AND pending = 1")             \
  X(NOTIFICATION_DROP,                                                                             \
    "UPDATE notification SET pending = 0 WHERE subscription = ?1 AND pending = 1")                 \
  X(NOTIFICATION_TOTAL, "SELECT count(*)" SQLITE_NOTIFICATION_WAITING("?1"))

#endif
