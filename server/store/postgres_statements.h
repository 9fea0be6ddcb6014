/* All SQL of the store on PostgreSQL but the schema, as one table: X(name, parameters, text). One
 * letter a parameter, in the order of $1, $2, ...: t text, n number (bigint), b bytes. Job states
 * and operations are the numbers of enum job_state and enum job_operation. */
#ifndef SERVER_STORE_POSTGRES_STATEMENTS_H
#define SERVER_STORE_POSTGRES_STATEMENTS_H

/* The numbers as SQL text (checked in postgres_jobs.c). */
#define POSTGRES_QUEUED "1"
#define POSTGRES_SENDING "2"
#define POSTGRES_UNKNOWN "4"
#define POSTGRES_ACCEPTED "5"
#define POSTGRES_REFUSED "6"
#define POSTGRES_DEAD "7"
#define POSTGRES_CANCELLED "8"
#define POSTGRES_SUPERSEDED "9"
#define POSTGRES_CLAIMABLE "(0, 1, 3, 4)"
#define POSTGRES_IN_FLIGHT "(2, 3, 4)"
#define POSTGRES_IS_OPEN " < 5"
#define POSTGRES_IS_END " >= 5"
#define POSTGRES_REGISTERING "(0, 1)" /* operations with content */

/* Advisory locks: the second argument of hashtextextended keeps the kinds apart. What decides about
 * an identifier ($1 system, $2 value) holds its lock until it is committed; so does what decides
 * about an idempotency key ($3) or, without identifier and key, about the Bundle's id ($4). The
 * lower number goes first, so that two cannot wait for each other. */
#define POSTGRES_LOCK_IDENTIFIER "hashtextextended($1 || '|' || $2, 1)"
#define POSTGRES_LOCKS_OF_BUNDLE                                                                   \
  "(SELECT CASE WHEN $2 = '' THEN hashtextextended($4, 2)"                                         \
  " ELSE " POSTGRES_LOCK_IDENTIFIER " END AS a,"                                                   \
  " hashtextextended(CASE WHEN $3 = '' THEN $4 ELSE $3 END, 2) AS b) l"

#define POSTGRES_JOB_COLUMNS                                                                       \
  "SELECT j.id, b.id, j.kind, j.patient, j.identifier_system, j.identifier_value, j.state,"        \
  " j.created_ms, j.updated_ms, j.next_attempt_ms, j.attempts, j.receipt, j.result_code,"          \
  " j.result_text, j.operation, b.insured, b.destination, b.consent,"                              \
  " b.destination_name, j.consent_state, j.acquisition_state, j.states_ms, j.message_id"
#define POSTGRES_JOB_FROM " FROM job j JOIN bundle b ON b.seq = j.bundle_seq WHERE "
/* $1 id $2 system $3 value $4 state mask $5 patient $6 from $7 to $8 limit $9 offset. The statement
 * is chosen by the most selective restriction, whose plain comparison can use its index. */
#define POSTGRES_JOB_REST                                                                          \
  " ($1 = '' OR j.id = $1) AND ($2 = '' OR j.identifier_system = $2)"                              \
  " AND ($3 = '' OR j.identifier_value = $3) AND ($4 = 0 OR (($4 >> j.state::int) & 1) = 1)"       \
  " AND ($5 = '' OR j.patient = $5) AND j.updated_ms >= $6 AND j.updated_ms < $7"                  \
  " ORDER BY j.seq DESC LIMIT $8 OFFSET $9"
#define POSTGRES_JOB_SELECT(drive) POSTGRES_JOB_COLUMNS POSTGRES_JOB_FROM drive POSTGRES_JOB_REST
#define POSTGRES_STATES_OF_MASK                                                                    \
  " j.state IN (SELECT s FROM generate_series(0, 9) s WHERE (($4 >> s) & 1) = 1) AND"

/* A job waits for others of its unit that are in flight, and for older ones that are open. As a
 * value, not as EXISTS: it is looked up for the one job and never joined with all that wait. */
#define POSTGRES_MUST_WAIT(job)                                                                    \
  "(SELECT 1 FROM job o WHERE o.identifier_value = " job ".identifier_value"                       \
  " AND o.patient = " job ".patient AND o.kind = " job ".kind"                                     \
  " AND o.identifier_system = " job ".identifier_system AND o.state" POSTGRES_IS_OPEN              \
  " AND o.seq <> " job ".seq AND (o.state IN " POSTGRES_IN_FLIGHT " OR o.lease IS NOT NULL"        \
  " OR o.seq < " job ".seq) LIMIT 1) IS NOT NULL"

#define POSTGRES_COMPOSITION_SELECT(drive)                                                         \
  "SELECT c.id, b.id, c.patient, c.identifier, c.type, c.created_ms"                               \
  " FROM composition c JOIN bundle b ON b.seq = c.bundle_seq WHERE " drive                         \
  " ($1 = '' OR c.id = $1) AND ($2 = '' OR c.patient = $2) AND ($3 = '' OR c.identifier = $3)"     \
  " AND ($4 = '' OR c.type = $4) ORDER BY c.seq DESC LIMIT $5 OFFSET $6"

#define POSTGRES_MAPPING_TEXTS                                                                     \
  " domain, source_system, source_code, specimen, source_display, source_kana, target_system,"     \
  " target_code, target_display, equivalence, valid_from, valid_to, status, proposer, reviewer,"   \
  " comment"
/* Lower case of ASCII letters only, whatever the database's language. */
#define POSTGRES_LOWER(text) "lower((" text ") COLLATE \"C\")"
/* $1 id $2 domain $3 system $4 code $5 status $6 text $7 limit (0: none) $8 offset */
#define POSTGRES_MAPPING_WHERE(drive)                                                              \
  " FROM mapping WHERE " drive " ($1 = '' OR id = $1) AND ($2 = '' OR domain = $2)"                \
  " AND ($3 = '' OR source_system = $3) AND ($4 = '' OR source_code = $4)"                         \
  " AND ($5 = '' OR status = $5) AND ($6 = '' OR strpos(" POSTGRES_LOWER(                          \
      "source_code || ' ' || source_display || ' ' || source_kana || ' ' || target_code || ' ' ||" \
      " target_display || ' ' || comment") ", " POSTGRES_LOWER("$6") ") > 0)"
#define POSTGRES_MAPPING_SELECT(drive)                                                             \
  "SELECT id, version, updated_ms," POSTGRES_MAPPING_TEXTS POSTGRES_MAPPING_WHERE(                 \
      drive) " ORDER BY seq LIMIT NULLIF($7, 0) OFFSET $8"
#define POSTGRES_MAPPING_TOTAL(drive) "SELECT count(*)" POSTGRES_MAPPING_WHERE(drive)
/* $1 domain $2 text $3 limit (0: none) $4 offset */
#define POSTGRES_UNMAPPED_WHERE                                                                    \
  " FROM unmapped WHERE ($1 = '' OR domain = $1) AND ($2 = '' OR strpos(" POSTGRES_LOWER(          \
      "source_code || ' ' || source_display") ", " POSTGRES_LOWER("$2") ") > 0)"

/* now is the parameter that is the time of now. */
#define POSTGRES_SUBSCRIPTION_STATUS(now)                                                          \
  "CASE WHEN s.status = 'active' AND s.end_ms <> 0 AND s.end_ms <= " now                           \
  " THEN 'off' ELSE s.status END"
#define POSTGRES_SUBSCRIPTION_COLUMNS(now)                                                         \
  "SELECT s.id, s.version, s.type, " POSTGRES_SUBSCRIPTION_STATUS(                                 \
      now) ", s.criteria, s.endpoint, s.end_ms, s.error, s.error_detail, s.failures,"              \
           " s.updated_ms, s.content"
#define POSTGRES_NOTIFICATION_WAITING(now)                                                         \
  " FROM notification n JOIN subscription s ON s.id = n.subscription"                              \
  " WHERE n.pending AND s.status = 'active' AND (s.end_ms = 0 OR s.end_ms > " now ")"

/* Leases run by the clock of the database, the only one that all servers share. As a value, so that
 * an index on the other side of a comparison can be used. */
#define POSTGRES_CLOCK_MS "(SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)"
#define POSTGRES_AUDIT_COLUMNS                                                                     \
  "chain, number, at_ms, action, verb, outcome, status, request_id, client, address, route, type," \
  " subject, patients, detail, hash"
/* $1 from $2 to $3 patient $4 type $5 subject $6 agent $7 verbs $8 outcomes $9 limit $10 offset */
#define POSTGRES_AUDIT_WHERE                                                                       \
  " FROM audit WHERE at_ms >= $1 AND at_ms < $2 AND ($3 = '' OR strpos(patients, $3) > 0)"         \
  " AND ($4 = '' OR type = $4) AND ($5 = '' OR subject = $5)"                                      \
  " AND ($6 = '' OR client = $6 OR address = $6) AND ($7 = '' OR strpos($7, verb) > 0)"            \
  " AND ($8 = 0 OR (($8 >> outcome::int) & 1) = 1)"

/* JOB_LEASE looks again: JOB_DUE saw what was committed when it began, this one sees what was
 * committed until it got the row; so does NOTIFICATION_CLAIMED after NOTIFICATION_PICK. The rows
 * that NOTIFICATION_ADD reads stay as they are until it is committed. RESOURCE_PUT: xmax is 0 in a
 * row that was made, not replaced. UNMAPPED_COUNT: $9 rows are kept at most; under LOCK_UNMAPPED.
 */
#define POSTGRES_STATEMENTS(X)                                                                     \
  X(PING, "", "SELECT count(*) FROM (SELECT 1 FROM job LIMIT 1) one")                              \
  X(LOCK_ACCEPT, "tttt",                                                                           \
    "SELECT pg_advisory_xact_lock(least(l.a, l.b)), pg_advisory_xact_lock(greatest(l.a, l.b))"     \
    " FROM " POSTGRES_LOCKS_OF_BUNDLE)                                                             \
  X(LOCK_IDENTIFIER, "tt", "SELECT pg_advisory_xact_lock(" POSTGRES_LOCK_IDENTIFIER ")")           \
  X(LOCK_JOB, "t",                                                                                 \
    "SELECT pg_advisory_xact_lock(hashtextextended(identifier_system || '|' || identifier_value,"  \
    " 1)) FROM job WHERE id = $1")                                                                 \
  X(LOCK_DOCUMENT, "t", "SELECT pg_advisory_xact_lock(hashtextextended($1, 3))")                   \
  X(LOCK_UNMAPPED, "", "SELECT pg_advisory_xact_lock(hashtextextended('unmapped', 4))")            \
  X(LOCK_SUBSCRIPTIONS, "", "SELECT pg_advisory_xact_lock(hashtextextended('subscription', 5))")   \
  X(ACCEPTED_BY_KEY, "t",                                                                          \
    "SELECT b.id, j.id, b.received_digest, j.state, j.operation FROM bundle b"                     \
    " JOIN job j ON j.bundle_seq = b.seq WHERE b.idempotency_key = $1 ORDER BY j.seq LIMIT 1")     \
  X(ACCEPTED_BY_IDENTIFIER, "tt",                                                                  \
    "SELECT b.id, j.id, b.received_digest, j.state, j.operation"                                   \
    " FROM job j JOIN bundle b ON b.seq = j.bundle_seq"                                            \
    " WHERE j.identifier_value = $1 AND j.identifier_system = $2 ORDER BY j.seq DESC")             \
  X(BUNDLE_INSERT, "ttttttbbtttnbtttbt",                                                           \
    "INSERT INTO bundle (id, kind, identifier_system, identifier_value, patient, idempotency_key," \
    " digest, received_digest, pack_id, clins_version, request_id, created_ms, content, insured,"  \
    " destination, consent, signature, destination_name)"                                          \
    " VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"  \
    " $17, $18) RETURNING seq")                                                                    \
  X(JOB_INSERT, "tnnttttnn",                                                                       \
    "INSERT INTO job (id, bundle_seq, operation, kind, patient, identifier_system,"                \
    " identifier_value, state, created_ms, updated_ms, next_attempt_ms)"                           \
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9)")                                        \
  X(REGISTRATION_OF, "tt",                                                                         \
    "SELECT j.bundle_seq, j.kind, j.patient, b.id FROM job j"                                      \
    " JOIN bundle b ON b.seq = j.bundle_seq WHERE j.identifier_value = $1"                         \
    " AND j.identifier_system = $2 AND j.operation IN " POSTGRES_REGISTERING                       \
    " AND j.state NOT IN (" POSTGRES_REFUSED ") ORDER BY j.seq DESC LIMIT 1")                      \
  X(COMPOSITION_INSERT, "tntttn",                                                                  \
    "INSERT INTO composition (id, bundle_seq, patient, identifier, type, created_ms)"              \
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING")                                \
  X(AUDIT_INSERT, "tbnttnntttttttt",                                                               \
    "WITH head AS (INSERT INTO audit_chain AS c (chain, number, hash) VALUES ($1, 1,"              \
    " sha256(decode(repeat('00', 32), 'hex') || convert_to('1:1,', 'UTF8') || $2))"                \
    " ON CONFLICT (chain) DO UPDATE SET number = c.number + 1, hash = sha256(c.hash ||"            \
    " convert_to(length((c.number + 1)::text) || ':' || (c.number + 1) || ',', 'UTF8') || $2)"     \
    " RETURNING number, hash) INSERT INTO audit (" POSTGRES_AUDIT_COLUMNS                          \
    ") SELECT $1, head.number,"                                                                    \
    " $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, head.hash FROM head")              \
  X(AUDIT_LIST, "nntttttnnn",                                                                      \
    "SELECT " POSTGRES_AUDIT_COLUMNS POSTGRES_AUDIT_WHERE                                          \
    " ORDER BY at_ms DESC, chain, number DESC LIMIT $9 OFFSET $10")                                \
  X(AUDIT_TOTAL, "nntttttn", "SELECT count(*)" POSTGRES_AUDIT_WHERE)                               \
  X(AUDIT_WALK, "tnn",                                                                             \
    "SELECT " POSTGRES_AUDIT_COLUMNS " FROM audit"                                                 \
    " WHERE chain = $1 AND number >= $2 ORDER BY number LIMIT $3")                                 \
  X(AUDIT_HEADS, "",                                                                               \
    "SELECT chain, number, hash FROM audit_chain UNION ALL SELECT DISTINCT chain, 0::bigint, "     \
    "''::bytea"                                                                                    \
    " FROM audit WHERE chain NOT IN (SELECT chain FROM audit_chain) ORDER BY 1")                   \
  X(AUDIT_ENDS, "tnb",                                                                             \
    "SELECT count(*) FROM audit_chain WHERE chain = $1 AND number = $2 AND hash = $3")             \
  X(AUDIT_SEGMENTS, "",                                                                            \
    "SELECT chain, first, last, before, hash, file FROM audit_segment"                             \
    " ORDER BY chain COLLATE \"C\", first")                                                        \
  X(AUDIT_LOCK, "", "SELECT pg_advisory_xact_lock(hashtextextended('fhir-facade audit', 0))")      \
  X(AUDIT_UNSEALED, "t", "SELECT count(*) FROM audit WHERE chain = $1 AND hash = ''")              \
  X(AUDIT_SEAL, "tnb", "UPDATE audit SET hash = $3 WHERE chain = $1 AND number = $2")              \
  X(AUDIT_BEGIN, "tnb", "INSERT INTO audit_chain (chain, number, hash) VALUES ($1, $2, $3)")       \
  X(AUDIT_SEGMENT_INSERT, "tnnbbt",                                                                \
    "INSERT INTO audit_segment (chain, first, last, before, hash, file)"                           \
    " VALUES ($1, $2, $3, $4, $5, $6)")                                                            \
  X(AUDIT_DROP, "tnn", "DELETE FROM audit WHERE chain = $1 AND number BETWEEN $2 AND $3")          \
  X(BUNDLE_CONTENT, "t", "SELECT content, pruned_ms FROM bundle WHERE id = $1")                    \
  X(JOB_RELEASE, "n",                                                                              \
    "UPDATE job SET state = CASE state WHEN " POSTGRES_SENDING " THEN " POSTGRES_UNKNOWN           \
    " ELSE state END, lease = NULL, updated_ms = $1, next_attempt_ms = least(next_attempt_ms, $1)" \
    " WHERE seq IN (SELECT seq FROM job WHERE lease IS NOT NULL"                                   \
    " AND lease_until_ms <= " POSTGRES_CLOCK_MS " FOR UPDATE SKIP LOCKED)")                        \
  X(JOB_PULL, "nn",                                                                                \
    "UPDATE job SET next_attempt_ms = $1, updated_ms = $1 WHERE seq IN (SELECT seq FROM job"       \
    " WHERE state IN " POSTGRES_CLAIMABLE " AND lease IS NULL AND next_attempt_ms > $2"            \
    " FOR UPDATE SKIP LOCKED)")                                                                    \
  X(JOB_DUE, "n",                                                                                  \
    "SELECT j.seq FROM job j WHERE j.state IN " POSTGRES_CLAIMABLE                                 \
    " AND j.lease IS NULL AND j.next_attempt_ms <= $1 AND NOT " POSTGRES_MUST_WAIT(                \
        "j") " ORDER BY j.next_attempt_ms, j.seq LIMIT 1 FOR UPDATE SKIP LOCKED")                  \
  X(JOB_LEASE, "ntnn",                                                                             \
    "UPDATE job j SET state = CASE state WHEN " POSTGRES_QUEUED " THEN " POSTGRES_SENDING          \
    " ELSE state END, attempts = attempts + 1, message_id = id, lease = $2,"                       \
    " lease_until_ms = " POSTGRES_CLOCK_MS                                                         \
    " + $3, updated_ms = $4 WHERE seq = $1 AND state IN " POSTGRES_CLAIMABLE                       \
    " AND lease IS NULL AND NOT " POSTGRES_MUST_WAIT("j"))                                         \
  X(JOB_CLAIMED, "n",                                                                              \
    POSTGRES_JOB_COLUMNS ", CASE WHEN j.operation IN " POSTGRES_REGISTERING                        \
                         " THEN b.content ELSE ''::bytea END, b.signature" POSTGRES_JOB_FROM       \
                         " j.seq = $1")                                                            \
  X(JOB_TRANSITION, "ttnnnttttn",                                                                  \
    "UPDATE job SET state = $3, next_attempt_ms = $4, attempts = $5,"                              \
    " receipt = CASE WHEN $6 = '' THEN receipt ELSE $6 END, result_code = $7, result_text = $8,"   \
    " message_id = CASE WHEN $9 = '' THEN message_id ELSE $9 END, updated_ms = $10,"               \
    " lease = NULL, lease_until_ms = 0 WHERE id = $1 AND lease = $2")                              \
  X(JOB_EFFECT, "tnnn",                                                                            \
    "UPDATE job SET state = $3, updated_ms = $4 WHERE seq = ("                                     \
    "SELECT r.seq FROM job r JOIN job a ON r.identifier_value = a.identifier_value"                \
    " AND r.identifier_system = a.identifier_system AND r.seq < a.seq WHERE a.id = $1"             \
    " AND r.state = $2 AND r.operation IN " POSTGRES_REGISTERING " ORDER BY r.seq DESC LIMIT 1)")  \
  X(JOB_RETRY, "tn",                                                                               \
    "UPDATE job SET state = CASE state WHEN " POSTGRES_REFUSED " THEN " POSTGRES_QUEUED            \
    " WHEN " POSTGRES_DEAD " THEN " POSTGRES_UNKNOWN " ELSE state END,"                            \
    " attempts = CASE WHEN state" POSTGRES_IS_END " THEN 0 ELSE attempts END,"                     \
    " next_attempt_ms = $2, updated_ms = $2 WHERE id = $1 AND lease IS NULL AND state NOT"         \
    " IN (" POSTGRES_ACCEPTED ", " POSTGRES_CANCELLED ", " POSTGRES_SUPERSEDED                     \
    ") AND NOT (state" POSTGRES_IS_END                                                             \
    " AND EXISTS (SELECT 1 FROM job n WHERE n.identifier_value = job.identifier_value"             \
    " AND n.identifier_system = job.identifier_system AND n.seq > job.seq"                         \
    " AND n.state <> " POSTGRES_REFUSED "))")                                                      \
  X(JOB_GIVE_UP, "tn",                                                                             \
    "UPDATE job SET state = " POSTGRES_DEAD ", next_attempt_ms = 0, updated_ms = $2"               \
    " WHERE id = $1 AND lease IS NULL AND state" POSTGRES_IS_OPEN)                                 \
  X(JOB_SUPERSEDE, "tn",                                                                           \
    "UPDATE job SET state = " POSTGRES_SUPERSEDED ", updated_ms = $2"                              \
    " WHERE id = $1 AND state IN (" POSTGRES_REFUSED ", " POSTGRES_DEAD ")")                       \
  X(JOB_STATES, "tttn",                                                                            \
    "UPDATE job SET consent_state = $2, acquisition_state = $3, states_ms = $4 WHERE id = $1")     \
  X(JOB_COUNTS, "", "SELECT state, count(*) FROM job GROUP BY state")                              \
  X(JOB_OLDEST_OPEN, "",                                                                           \
    "SELECT coalesce(min(created_ms), 0) FROM job WHERE state" POSTGRES_IS_OPEN)                   \
  X(PRUNE, "nnn",                                                                                  \
    "UPDATE bundle SET content = '', signature = '', pruned_ms = $3 WHERE seq IN ("                \
    "SELECT b.seq FROM bundle b WHERE b.pruned_ms = 0 AND b.created_ms < $1"                       \
    " AND NOT EXISTS (SELECT 1 FROM received r WHERE r.bundle_seq = b.seq)"                        \
    " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.bundle_seq = b.seq"                              \
    " AND (j.state" POSTGRES_IS_OPEN " OR j.updated_ms >= $1))"                                    \
    " ORDER BY b.created_ms LIMIT $2 FOR UPDATE SKIP LOCKED)")                                     \
  X(RECEIVED_FIND, "t",                                                                            \
    "SELECT b.id, r.verdict, r.received_ms, b.kind FROM received r"                                \
    " JOIN bundle b ON b.seq = r.bundle_seq WHERE r.document_key = $1")                            \
  X(RECEIVED_INSERT, "tntn",                                                                       \
    "INSERT INTO received (document_key, bundle_seq, verdict, received_ms)"                        \
    " VALUES ($1, $2, $3, $4)")                                                                    \
  X(JOBS_BY_ID, "tttntnnnn", POSTGRES_JOB_SELECT(" j.id = $1 AND"))                                \
  X(JOBS_BY_IDENTIFIER, "tttntnnnn", POSTGRES_JOB_SELECT(" j.identifier_value = $3 AND"))          \
  X(JOBS_BY_PATIENT, "tttntnnnn", POSTGRES_JOB_SELECT(" j.patient = $5 AND"))                      \
  X(JOBS_BY_STATE, "tttntnnnn", POSTGRES_JOB_SELECT(POSTGRES_STATES_OF_MASK))                      \
  X(JOBS_ALL, "tttntnnnn", POSTGRES_JOB_SELECT(""))                                                \
  X(COMPOSITIONS_BY_ID, "ttttnn", POSTGRES_COMPOSITION_SELECT(" c.id = $1 AND"))                   \
  X(COMPOSITIONS_BY_PATIENT, "ttttnn", POSTGRES_COMPOSITION_SELECT(" c.patient = $2 AND"))         \
  X(COMPOSITIONS_BY_IDENTIFIER, "ttttnn", POSTGRES_COMPOSITION_SELECT(" c.identifier = $3 AND"))   \
  X(COMPOSITIONS_ALL, "ttttnn", POSTGRES_COMPOSITION_SELECT(""))                                   \
  X(RESOURCE_PUT, "ttttnb",                                                                        \
    "INSERT INTO resource (type, id, url, version, updated_ms, content)"                           \
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (type, id) DO UPDATE SET url = excluded.url,"    \
    " version = excluded.version, updated_ms = excluded.updated_ms, content = excluded.content"    \
    " RETURNING CASE WHEN xmax = 0 THEN 1::bigint ELSE 0::bigint END")                             \
  X(RESOURCE_DELETE, "tt", "DELETE FROM resource WHERE type = $1 AND id = $2")                     \
  X(RESOURCES_ALL, "",                                                                             \
    "SELECT type, id, url, version, updated_ms, content FROM resource"                             \
    " ORDER BY type COLLATE \"C\", id COLLATE \"C\"")                                              \
  X(MAPPING_INSERT, "tntttttttttttttttt",                                                          \
    "INSERT INTO mapping (id, updated_ms," POSTGRES_MAPPING_TEXTS ", version)"                     \
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "   \
    "1)")                                                                                          \
  X(MAPPING_UPDATE, "tnttttttttttttttttn",                                                         \
    "UPDATE mapping SET (updated_ms," POSTGRES_MAPPING_TEXTS ") = ($2, $3, $4, $5,"                \
    " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18), version = version + 1"         \
    " WHERE id = $1 AND ($19 = 0 OR version = $19)")                                               \
  X(MAPPING_DELETE, "tn", "DELETE FROM mapping WHERE id = $1 AND ($2 = 0 OR version = $2)")        \
  X(MAPPING_EXISTS, "t", "SELECT version FROM mapping WHERE id = $1")                              \
  X(MAPPING_TOUCH, "", "UPDATE mapping_state SET revision = revision + 1")                         \
  X(MAPPING_REVISION, "", "SELECT revision FROM mapping_state")                                    \
  X(MAPPING_LIST, "ttttttnn", POSTGRES_MAPPING_SELECT(""))                                         \
  X(MAPPING_LIST_BY_ID, "ttttttnn", POSTGRES_MAPPING_SELECT("id = $1 AND"))                        \
  X(MAPPING_LIST_BY_CODE, "ttttttnn", POSTGRES_MAPPING_SELECT("source_code = $4 AND"))             \
  X(MAPPING_TOTAL, "tttttt", POSTGRES_MAPPING_TOTAL(""))                                           \
  X(MAPPING_TOTAL_BY_ID, "tttttt", POSTGRES_MAPPING_TOTAL("id = $1 AND"))                          \
  X(MAPPING_TOTAL_BY_CODE, "tttttt", POSTGRES_MAPPING_TOTAL("source_code = $4 AND"))               \
  X(UNMAPPED_COUNT, "ttttttnnn",                                                                   \
    "INSERT INTO unmapped (seq, domain, source_system, source_code, source_display,"               \
    " reason, example, count, first_ms, last_ms)"                                                  \
    " SELECT m.last + 1, $1, $2, $3, $4, $5, $6, $7, $8, $8"                                       \
    " FROM (SELECT coalesce(max(seq), 0) AS last FROM unmapped) m"                                 \
    " WHERE m.last < $9 OR EXISTS (SELECT 1 FROM unmapped"                                         \
    " WHERE source_code = $3 AND source_system = $2) ON CONFLICT (source_code, source_system)"     \
    " DO UPDATE SET domain = excluded.domain, reason = excluded.reason,"                           \
    " source_display = CASE WHEN excluded.source_display = '' THEN unmapped.source_display"        \
    " ELSE excluded.source_display END, example = excluded.example,"                               \
    " count = unmapped.count + excluded.count, last_ms = excluded.last_ms")                        \
  X(UNMAPPED_FORGET, "ttt",                                                                        \
    "DELETE FROM unmapped WHERE source_system = $1 AND source_code IN ($2, $2 || '_' || $3)")      \
  X(UNMAPPED_LIST, "ttnn",                                                                         \
    "SELECT domain, source_system, source_code, source_display, reason, example,"                  \
    " count, first_ms, last_ms" POSTGRES_UNMAPPED_WHERE                                            \
    " ORDER BY count DESC, last_ms DESC, seq LIMIT NULLIF($3, 0) OFFSET $4")                       \
  X(UNMAPPED_TOTAL, "tt", "SELECT count(*)" POSTGRES_UNMAPPED_WHERE)                               \
  X(SUBSCRIPTION_OTHERS, "t", "SELECT count(*) FROM subscription WHERE id <> $1")                  \
  X(SUBSCRIPTION_PUT, "tttttnnb",                                                                  \
    "INSERT INTO subscription"                                                                     \
    " (id, version, type, status, criteria, endpoint, end_ms, updated_ms, content)"                \
    " VALUES ($1, $7, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET"                  \
    " version = greatest(subscription.version + 1, excluded.version), type = excluded.type,"       \
    " status = excluded.status, criteria = excluded.criteria, endpoint = excluded.endpoint,"       \
    " end_ms = excluded.end_ms, error = '', error_detail = '', failures = 0, due_ms = 0,"          \
    " updated_ms = excluded.updated_ms, content = excluded.content"                                \
    " RETURNING CASE WHEN xmax = 0 THEN 1::bigint ELSE 0::bigint END")                             \
  X(SUBSCRIPTION_DELETE, "t", "DELETE FROM subscription WHERE id = $1")                            \
  X(SUBSCRIPTION_LIST, "tn",                                                                       \
    POSTGRES_SUBSCRIPTION_COLUMNS("$2") " FROM subscription s WHERE $1 = '' OR s.id = $1"          \
                                        " ORDER BY s.id COLLATE \"C\"")                            \
  X(SUBSCRIPTION_SETTLE, "tntnnttt",                                                               \
    "UPDATE subscription SET status = $3, failures = $4, due_ms = $5, error = $6,"                 \
    " error_detail = $7, lease = NULL WHERE id = $1 AND version = $2 AND lease = $8")              \
  X(SUBSCRIPTION_RELEASE, "tt",                                                                    \
    "UPDATE subscription SET lease = NULL WHERE id = $1 AND lease = $2")                           \
  X(SUBSCRIPTION_COUNTS, "n",                                                                      \
    "SELECT " POSTGRES_SUBSCRIPTION_STATUS("$1") ", count(*) FROM subscription s GROUP BY 1")      \
  X(NOTIFICATION_ADD, "tttnt",                                                                     \
    "INSERT INTO notification (subscription, event, patient, day, created_ms, pending)"            \
    " SELECT s.id, $1, $2, $3, $4, true FROM (SELECT id FROM subscription WHERE type = $5"         \
    " AND status = 'active' AND (end_ms = 0 OR end_ms > $4) ORDER BY id FOR SHARE) s"              \
    " ON CONFLICT DO NOTHING")                                                                     \
  X(NOTIFICATION_FORGET, "n",                                                                      \
    "DELETE FROM notification WHERE seq IN (SELECT seq FROM notification WHERE created_ms < $1"    \
    " FOR UPDATE SKIP LOCKED)")                                                                    \
  X(NOTIFICATION_PICK, "n",                                                                        \
    "SELECT s.id" POSTGRES_NOTIFICATION_WAITING("$1") " AND s.due_ms <= $1 AND (s.lease IS NULL"   \
                                                      " OR s.lease_until_ms <= " POSTGRES_CLOCK_MS \
                                                      ") ORDER BY n.seq LIMIT 1"                   \
                                                      " FOR UPDATE OF s SKIP LOCKED")              \
  X(NOTIFICATION_LEASE, "ttn",                                                                     \
    "UPDATE subscription SET lease = $2, lease_until_ms = " POSTGRES_CLOCK_MS " + $3"              \
    " WHERE id = $1")                                                                              \
  X(NOTIFICATION_HOLD, "ttn",                                                                      \
    "UPDATE subscription SET lease_until_ms = " POSTGRES_CLOCK_MS " + $3"                          \
    " WHERE id = $1 AND lease = $2")                                                               \
  X(NOTIFICATION_CLAIMED, "nt",                                                                    \
    POSTGRES_SUBSCRIPTION_COLUMNS(                                                                 \
        "$1") ", n.patient, n.day, n.created_ms, (SELECT max(m.seq)"                               \
              " FROM notification m WHERE m.subscription = n.subscription AND m.patient = "        \
              "n.patient"                                                                          \
              " AND m.day = n.day AND m.pending)" POSTGRES_NOTIFICATION_WAITING(                   \
                  "$1") " AND s.id = $2 ORDER BY n.seq LIMIT 1")                                   \
  X(NOTIFICATION_DUE, "n",                                                                         \
    "SELECT coalesce(min(s.due_ms), 0)" POSTGRES_NOTIFICATION_WAITING("$1"))                       \
  X(NOTIFICATION_DONE, "tttn",                                                                     \
    "UPDATE notification SET pending = false WHERE subscription = $1"                              \
    " AND patient = $2 AND day = $3 AND seq <= $4 AND pending")                                    \
  X(NOTIFICATION_DROP, "t",                                                                        \
    "UPDATE notification SET pending = false WHERE subscription = $1 AND pending")                 \
  X(NOTIFICATION_TOTAL, "n", "SELECT count(*)" POSTGRES_NOTIFICATION_WAITING("$1"))

#endif
