/* All SQL of the store but the schema, as one table: X(name, text). Parameters are numbered as they
 * are bound in sqlite_accept.c, sqlite_jobs.c, sqlite_mapping.c and sqlite_queries.c; job states
 * are the numbers of enum job_state. */
#ifndef SERVER_STORE_SQLITE_STATEMENTS_H
#define SERVER_STORE_SQLITE_STATEMENTS_H

#define SQLITE_JOB_COLUMNS                                                                         \
  "SELECT j.id, b.id, j.kind, j.patient, j.identifier_system, j.identifier_value, j.state,"        \
  " j.created_ms, j.updated_ms, j.next_attempt_ms, j.attempts, j.receipt, j.result_code,"          \
  " j.result_text, j.message_id"
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
#define SQLITE_STATE_BIT(bit, state) "CASE WHEN ?4 & " bit " THEN " state " END"

/* The index is named: by itself SQLite takes the one over states and sorts all that wait. A job
 * waits for others of its unit that are in flight, and for older ones that are queued. */
#define SQLITE_JOB_DUE                                                                             \
  SQLITE_JOB_COLUMNS                                                                               \
  ", b.content, j.seq FROM job j INDEXED BY job_due"                                               \
  " CROSS JOIN bundle b ON b.seq = j.bundle_seq"                                                   \
  " WHERE j.state IN (0, 2, 3) AND j.lease IS NULL AND j.next_attempt_ms <= ?1"                    \
  " AND NOT EXISTS (SELECT 1 FROM job o WHERE o.identifier_value = j.identifier_value"             \
  " AND o.patient = j.patient AND o.kind = j.kind"                                                 \
  " AND o.identifier_system = j.identifier_system AND o.state < 4 AND o.seq <> j.seq"              \
  " AND (o.state IN (1, 2, 3) OR o.seq < j.seq))"                                                  \
  " ORDER BY j.next_attempt_ms, j.seq LIMIT 1"

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

#define SQLITE_STATEMENTS(X)                                                                                                           \
  X(BEGIN, "BEGIN IMMEDIATE")                                                                                                          \
  X(COMMIT, "COMMIT")                                                                                                                  \
  X(ROLLBACK, "ROLLBACK")                                                                                                              \
  X(PING, "SELECT count(*) FROM (SELECT 1 FROM job LIMIT 1)")                                                                          \
  X(ACCEPTED_BY_KEY, "SELECT b.id, j.id, b.received_digest, j.state FROM bundle b"                                                     \
                     " JOIN job j ON j.bundle_seq = b.seq WHERE b.idempotency_key = ?1"                                                \
                     " ORDER BY j.seq LIMIT 1")                                                                                        \
  X(ACCEPTED_BY_IDENTIFIER,                                                                                                            \
    "SELECT b.id, j.id, b.received_digest, j.state FROM bundle b"                                                                      \
    " JOIN job j ON j.bundle_seq = b.seq"                                                                                              \
    " WHERE b.identifier_value = ?1 AND b.identifier_system = ?2 ORDER BY j.seq")                                                      \
  X(BUNDLE_INSERT,                                                                                                                     \
    "INSERT INTO bundle (id, kind, identifier_system, identifier_value, patient, idempotency_key,"                                     \
    " digest, received_digest, pack_id, clins_version, request_id, created_ms, content)"                                               \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")                                                                \
  X(JOB_INSERT, "INSERT INTO job (id, bundle_seq, kind, patient, identifier_system,"                                                   \
                " identifier_value, state, created_ms, updated_ms, next_attempt_ms, attempts,"                                         \
                " receipt, result_code, result_text, message_id, lease, lease_until_ms)"                                               \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?7, ?7, 0, '', '', '', '', NULL, 0)")                                         \
  X(COMPOSITION_INSERT,                                                                                                                \
    "INSERT INTO composition (id, bundle_seq, patient, identifier, type, created_ms) VALUES ("                                         \
    "CASE WHEN EXISTS (SELECT 1 FROM composition WHERE id = ?1) THEN ?2 ELSE ?1 END,"                                                  \
    " ?3, ?4, ?5, ?6, ?7)")                                                                                                            \
  X(AUDIT_INSERT, "INSERT INTO audit (at_ms, action, request_id, subject, detail)"                                                     \
                  " VALUES (?1, ?2, ?3, ?4, ?5)")                                                                                      \
  X(BUNDLE_CONTENT, "SELECT content FROM bundle WHERE id = ?1")                                                                        \
  X(JOB_RELEASE, "UPDATE job SET state = CASE state WHEN 1 THEN 3 ELSE state END, lease = NULL,"                                       \
                 " updated_ms = ?1, next_attempt_ms = min(next_attempt_ms, ?1)"                                                        \
                 " WHERE lease IS NOT NULL AND lease_until_ms <= ?2")                                                                  \
  X(JOB_PULL, "UPDATE job INDEXED BY job_due SET next_attempt_ms = ?1, updated_ms = ?1"                                                \
              " WHERE state IN (0, 2, 3) AND lease IS NULL AND next_attempt_ms > ?2")                                                  \
  X(JOB_DUE, SQLITE_JOB_DUE)                                                                                                           \
  X(JOB_LEASE, "UPDATE job SET state = CASE state WHEN 0 THEN 1 ELSE state END,"                                                       \
               " attempts = attempts + 1, message_id = id, lease = ?2, lease_until_ms = ?3,"                                           \
               " updated_ms = ?4 WHERE seq = ?1")                                                                                      \
  X(JOB_TRANSITION,                                                                                                                    \
    "UPDATE job SET state = ?3, next_attempt_ms = ?4, attempts = ?5,"                                                                  \
    " receipt = CASE WHEN ?6 = '' THEN receipt ELSE ?6 END, result_code = ?7, result_text = ?8,"                                       \
    " message_id = CASE WHEN ?9 = '' THEN message_id ELSE ?9 END, updated_ms = ?10,"                                                   \
    " lease = NULL, lease_until_ms = 0 WHERE id = ?1 AND lease = ?2")                                                                  \
  X(JOB_RETRY, "UPDATE job SET state = CASE state WHEN 5 THEN 0 WHEN 6 THEN 3 ELSE state END,"                                         \
               " next_attempt_ms = ?2, updated_ms = ?2, attempts = CASE WHEN state > 4 THEN 0"                                         \
               " ELSE attempts END WHERE id = ?1 AND lease IS NULL AND state <> 4")                                                    \
  X(JOB_COUNTS, "SELECT state, count(*) FROM job GROUP BY state")                                                                      \
  X(JOBS_BY_ID, SQLITE_JOB_SELECT(" j.id = ?1 AND"))                                                                                   \
  X(JOBS_BY_IDENTIFIER, SQLITE_JOB_SELECT(" j.identifier_value = ?3 AND"))                                                             \
  X(JOBS_BY_PATIENT, SQLITE_JOB_SELECT(" j.patient = ?5 AND"))                                                                         \
  X(JOBS_BY_STATE,                                                                                                                     \
    SQLITE_JOB_SELECT(                                                                                                                 \
        " j.state IN (" SQLITE_STATE_BIT("1", "0") "," SQLITE_STATE_BIT("2", "1") "," SQLITE_STATE_BIT("4", "2") "," SQLITE_STATE_BIT( \
            "8",                                                                                                                       \
            "3") "," SQLITE_STATE_BIT("16",                                                                                            \
                                      "4") "," SQLITE_STATE_BIT("32",                                                                  \
                                                                "5") "," SQLITE_STATE_BIT("64",                                        \
                                                                                          "6") ")"                                     \
                                                                                               " "                                     \
                                                                                               "A"                                     \
                                                                                               "N"                                     \
                                                                                               "D"))                                   \
  X(JOBS_ALL, SQLITE_JOB_SELECT(""))                                                                                                   \
  X(COMPOSITIONS_BY_ID, SQLITE_COMPOSITION_SELECT(" c.id = ?1 AND"))                                                                   \
  X(COMPOSITIONS_BY_PATIENT, SQLITE_COMPOSITION_SELECT(" c.patient = ?2 AND"))                                                         \
  X(COMPOSITIONS_BY_IDENTIFIER, SQLITE_COMPOSITION_SELECT(" c.identifier = ?3 AND"))                                                   \
  X(RESOURCE_EXISTS, "SELECT 1 FROM resource WHERE type = ?1 AND id = ?2")                                                             \
  X(RESOURCE_PUT, "INSERT OR REPLACE INTO resource (type, id, url, version, updated_ms, content)"                                      \
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                                                  \
  X(RESOURCE_DELETE, "DELETE FROM resource WHERE type = ?1 AND id = ?2")                                                               \
  X(RESOURCES_ALL,                                                                                                                     \
    "SELECT type, id, url, version, updated_ms, content FROM resource ORDER BY type, id")                                              \
  X(COMPOSITIONS_ALL, SQLITE_COMPOSITION_SELECT(""))                                                                                   \
  X(MAPPING_SAVEPOINT, "SAVEPOINT mapping")                                                                                            \
  X(MAPPING_ROLLBACK, "ROLLBACK TO mapping")                                                                                           \
  X(MAPPING_RELEASE, "RELEASE mapping")                                                                                                \
  X(MAPPING_INSERT, "INSERT INTO mapping (id, updated_ms," SQLITE_MAPPING_TEXTS ", version)"                                           \
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "                                      \
                    "?16, ?17, ?18, 1)")                                                                                               \
  X(MAPPING_UPDATE,                                                                                                                    \
    "UPDATE mapping SET (updated_ms," SQLITE_MAPPING_TEXTS ") = (?2, ?3, ?4, ?5,"                                                      \
    " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18), version = version + 1"                                             \
    " WHERE id = ?1 AND (?19 = 0 OR version = ?19)")                                                                                   \
  X(MAPPING_DELETE, "DELETE FROM mapping WHERE id = ?1 AND (?19 = 0 OR version = ?19)")                                                \
  X(MAPPING_EXISTS, "SELECT 1 FROM mapping WHERE id = ?1")                                                                             \
  X(MAPPING_TOUCH, "UPDATE mapping_state SET revision = revision + 1")                                                                 \
  X(MAPPING_REVISION, "SELECT revision FROM mapping_state")                                                                            \
  X(MAPPING_LIST, SQLITE_MAPPING_SELECT(""))                                                                                           \
  X(MAPPING_LIST_BY_ID, SQLITE_MAPPING_SELECT("id = ?1 AND"))                                                                          \
  X(MAPPING_LIST_BY_CODE, SQLITE_MAPPING_SELECT("source_code = ?4 AND"))                                                               \
  X(MAPPING_TOTAL, SQLITE_MAPPING_TOTAL(""))                                                                                           \
  X(MAPPING_TOTAL_BY_ID, SQLITE_MAPPING_TOTAL("id = ?1 AND"))                                                                          \
  X(MAPPING_TOTAL_BY_CODE, SQLITE_MAPPING_TOTAL("source_code = ?4 AND"))                                                               \
  X(UNMAPPED_COUNT,                                                                                                                    \
    "INSERT INTO unmapped (domain, source_system, source_code, source_display,"                                                        \
    " reason, example, count, first_ms, last_ms) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8"                                            \
    " WHERE coalesce((SELECT max(seq) FROM unmapped), 0) < ?9 OR EXISTS (SELECT 1 FROM unmapped"                                       \
    " WHERE source_code = ?3 AND source_system = ?2) ON CONFLICT (source_code, source_system)"                                         \
    " DO UPDATE SET domain = excluded.domain, reason = excluded.reason,"                                                               \
    " source_display = CASE WHEN excluded.source_display = '' THEN source_display"                                                     \
    " ELSE excluded.source_display END, example = excluded.example,"                                                                   \
    " count = count + excluded.count, last_ms = excluded.last_ms")                                                                     \
  X(UNMAPPED_FORGET, "DELETE FROM unmapped WHERE source_system = ?1"                                                                   \
                     " AND source_code IN (?2, ?2 || '_' || ?3)")                                                                      \
  X(UNMAPPED_LIST, "SELECT domain, source_system, source_code, source_display, reason, example,"                                       \
                   " count, first_ms, last_ms" SQLITE_UNMAPPED_WHERE                                                                   \
                   " ORDER BY count DESC, last_ms DESC, seq LIMIT ?3 OFFSET ?4")                                                       \
  X(UNMAPPED_TOTAL, "SELECT count(*)" SQLITE_UNMAPPED_WHERE)

#endif
