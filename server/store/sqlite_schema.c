#include "server/store/sqlite_schema.h"

#include <stddef.h>

/* Job states were numbered 0 queued, 1 sending, 2 waiting, 3 unknown, 4 and above ends until
 * version_operations. The partial indexes hold only open jobs, so a long history costs the worker
 * nothing. */
static const char version_1[] =
    "CREATE TABLE bundle ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " kind TEXT NOT NULL,"
    " identifier_system TEXT NOT NULL,"
    " identifier_value TEXT NOT NULL,"
    " patient TEXT NOT NULL,"
    " idempotency_key TEXT UNIQUE,"
    " digest BLOB NOT NULL,"
    " received_digest BLOB NOT NULL,"
    " pack_id TEXT NOT NULL,"
    " clins_version TEXT NOT NULL,"
    " request_id TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " content BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX bundle_identifier ON bundle(identifier_value, identifier_system);"
    "CREATE TABLE job ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " bundle_seq INTEGER NOT NULL REFERENCES bundle(seq),"
    " kind TEXT NOT NULL,"
    " patient TEXT NOT NULL,"
    " identifier_system TEXT NOT NULL,"
    " identifier_value TEXT NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),"
    " created_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " next_attempt_ms INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL,"
    " receipt TEXT NOT NULL,"
    " result_code TEXT NOT NULL,"
    " result_text TEXT NOT NULL,"
    " message_id TEXT NOT NULL,"
    " lease TEXT,"
    " lease_until_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX job_due ON job(next_attempt_ms, seq) WHERE state IN (0, 2, 3) AND lease IS NULL;"
    "CREATE INDEX job_leased ON job(lease_until_ms) WHERE lease IS NOT NULL;"
    "CREATE INDEX job_unit ON job(identifier_value, patient, kind, identifier_system)"
    " WHERE state < 4;"
    "CREATE INDEX job_bundle ON job(bundle_seq);"
    "CREATE INDEX job_identifier ON job(identifier_value);"
    "CREATE INDEX job_patient ON job(patient);"
    "CREATE INDEX job_state ON job(state);"
    "CREATE INDEX job_updated ON job(updated_ms);"
    "CREATE TABLE composition ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " bundle_seq INTEGER NOT NULL REFERENCES bundle(seq),"
    " patient TEXT NOT NULL,"
    " identifier TEXT NOT NULL,"
    " type TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX composition_patient ON composition(patient);"
    "CREATE INDEX composition_identifier ON composition(identifier);"
    "CREATE TABLE audit ("
    " seq INTEGER PRIMARY KEY,"
    " at_ms INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " request_id TEXT NOT NULL,"
    " subject TEXT NOT NULL,"
    " detail TEXT NOT NULL"
    ") STRICT;"
    "PRAGMA user_version = 1;";

static const char version_resource[] = "CREATE TABLE resource ("
                                       " type TEXT NOT NULL,"
                                       " id TEXT NOT NULL,"
                                       " url TEXT NOT NULL,"
                                       " version TEXT NOT NULL,"
                                       " updated_ms INTEGER NOT NULL,"
                                       " content BLOB NOT NULL,"
                                       " PRIMARY KEY (type, id)"
                                       ") STRICT;"
                                       "PRAGMA user_version = 2;";

/* The columns of mapping are those of mapping_row.h. A row of mapping_state tells readers that
 * something changed. */
static const char version_mapping[] =
    "CREATE TABLE mapping ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " version INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " domain TEXT NOT NULL,"
    " source_system TEXT NOT NULL,"
    " source_code TEXT NOT NULL,"
    " specimen TEXT NOT NULL,"
    " source_display TEXT NOT NULL,"
    " source_kana TEXT NOT NULL,"
    " target_system TEXT NOT NULL,"
    " target_code TEXT NOT NULL,"
    " target_display TEXT NOT NULL,"
    " equivalence TEXT NOT NULL,"
    " valid_from TEXT NOT NULL,"
    " valid_to TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected')),"
    " proposer TEXT NOT NULL,"
    " reviewer TEXT NOT NULL,"
    " comment TEXT NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX mapping_key ON mapping(source_code, source_system, specimen,"
    " target_system, target_code, valid_from);"
    "CREATE TABLE mapping_state (revision INTEGER NOT NULL) STRICT;"
    "INSERT INTO mapping_state (revision) VALUES (1);"
    "CREATE TABLE unmapped ("
    " seq INTEGER PRIMARY KEY,"
    " domain TEXT NOT NULL,"
    " source_system TEXT NOT NULL,"
    " source_code TEXT NOT NULL,"
    " source_display TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " example TEXT NOT NULL,"
    " count INTEGER NOT NULL,"
    " first_ms INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX unmapped_key ON unmapped(source_code, source_system);"
    "CREATE INDEX unmapped_rank ON unmapped(count DESC, last_ms DESC);"
    "PRAGMA user_version = 3;";

/* Jobs for every operation, with the numbers of enum job_state and enum job_operation; what the
 * service is told beside the content; documents that came from the service. A bundle without a job
 * came from there. */
static const char version_operations[] =
    "ALTER TABLE bundle ADD COLUMN insured TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE bundle ADD COLUMN destination TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE bundle ADD COLUMN destination_name TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE bundle ADD COLUMN consent TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE bundle ADD COLUMN signature TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE bundle ADD COLUMN pruned_ms INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX bundle_kept ON bundle(created_ms) WHERE pruned_ms = 0;"
    "CREATE TABLE job_of_operation ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " bundle_seq INTEGER NOT NULL REFERENCES bundle(seq),"
    " operation INTEGER NOT NULL CHECK (operation BETWEEN 0 AND 4),"
    " kind TEXT NOT NULL,"
    " patient TEXT NOT NULL,"
    " identifier_system TEXT NOT NULL,"
    " identifier_value TEXT NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),"
    " created_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " next_attempt_ms INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL,"
    " receipt TEXT NOT NULL,"
    " result_code TEXT NOT NULL,"
    " result_text TEXT NOT NULL,"
    " message_id TEXT NOT NULL,"
    " lease TEXT,"
    " lease_until_ms INTEGER NOT NULL,"
    " consent_state TEXT NOT NULL,"
    " acquisition_state TEXT NOT NULL,"
    " states_ms INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO job_of_operation SELECT seq, id, bundle_seq, 0, kind, patient, identifier_system,"
    " identifier_value, state + 1, created_ms, updated_ms, next_attempt_ms, attempts, receipt,"
    " result_code, result_text, message_id, lease, lease_until_ms, '', '', 0 FROM job;"
    "DROP TABLE job;"
    "ALTER TABLE job_of_operation RENAME TO job;"
    "CREATE INDEX job_due ON job(next_attempt_ms, seq) WHERE state IN (0, 1, 3, 4) AND lease IS "
    "NULL;"
    "CREATE INDEX job_leased ON job(lease_until_ms) WHERE lease IS NOT NULL;"
    "CREATE INDEX job_unit ON job(identifier_value, patient, kind, identifier_system)"
    " WHERE state < 5;"
    "CREATE INDEX job_open ON job(created_ms) WHERE state < 5;"
    "CREATE INDEX job_bundle ON job(bundle_seq);"
    "CREATE INDEX job_identifier ON job(identifier_value);"
    "CREATE INDEX job_patient ON job(patient);"
    "CREATE INDEX job_state ON job(state);"
    "CREATE INDEX job_updated ON job(updated_ms);"
    "CREATE TABLE received ("
    " seq INTEGER PRIMARY KEY,"
    " document_key TEXT NOT NULL UNIQUE,"
    " bundle_seq INTEGER NOT NULL REFERENCES bundle(seq),"
    " verdict TEXT NOT NULL,"
    " received_ms INTEGER NOT NULL"
    ") STRICT;"
    "PRAGMA user_version = 4;";

/* A notification is a pair of subscription and event that is kept after it was told: the same event
 * comes again after a reconnect. `failures` and `due_ms` are those of the endpoint. */
static const char version_subscription[] =
    "CREATE TABLE subscription ("
    " id TEXT PRIMARY KEY,"
    " version INTEGER NOT NULL,"
    " type TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN ('active', 'off', 'error')),"
    " criteria TEXT NOT NULL,"
    " endpoint TEXT NOT NULL,"
    " end_ms INTEGER NOT NULL,"
    " error TEXT NOT NULL,"
    " error_detail TEXT NOT NULL,"
    " failures INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " content BLOB NOT NULL"
    ") STRICT;"
    "CREATE TABLE notification ("
    " seq INTEGER PRIMARY KEY,"
    " subscription TEXT NOT NULL REFERENCES subscription(id) ON DELETE CASCADE,"
    " event TEXT NOT NULL,"
    " patient TEXT NOT NULL,"
    " day TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " pending INTEGER NOT NULL CHECK (pending IN (0, 1))"
    ") STRICT;"
    "CREATE UNIQUE INDEX notification_event ON notification(subscription, event)"
    " WHERE event <> '';"
    "CREATE INDEX notification_waiting ON notification(subscription, patient, day)"
    " WHERE pending = 1;"
    "CREATE INDEX notification_order ON notification(seq) WHERE pending = 1;"
    "CREATE INDEX notification_age ON notification(created_ms);"
    "PRAGMA user_version = 5;";

/* The audit trail as chains (audit_chain.h). Rows stay as they are: what is older than the chains
 * gets its hash once (an empty one may be filled), and only what stands in a segment, which is in a
 * file by then, may be dropped. */
static const char version_audit[] =
    "CREATE TABLE audit_row ("
    " chain TEXT NOT NULL,"
    " number INTEGER NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " verb TEXT NOT NULL,"
    " outcome INTEGER NOT NULL,"
    " status INTEGER NOT NULL,"
    " request_id TEXT NOT NULL,"
    " client TEXT NOT NULL,"
    " address TEXT NOT NULL,"
    " route TEXT NOT NULL,"
    " type TEXT NOT NULL,"
    " subject TEXT NOT NULL,"
    " patients TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " PRIMARY KEY (chain, number)"
    ") STRICT;"
    "INSERT INTO audit_row SELECT 'before', row_number() OVER (ORDER BY seq), at_ms, action, 'E', "
    "0,"
    " 0, request_id, '', '', '', '', subject, '', detail, x'' FROM audit;"
    "DROP TABLE audit;"
    "ALTER TABLE audit_row RENAME TO audit;"
    "CREATE INDEX audit_time ON audit(at_ms);"
    "CREATE TABLE audit_chain ("
    " chain TEXT PRIMARY KEY,"
    " number INTEGER NOT NULL,"
    " hash BLOB NOT NULL"
    ") STRICT;"
    "CREATE TABLE audit_segment ("
    " chain TEXT NOT NULL,"
    " first INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " before BLOB NOT NULL,"
    " hash BLOB NOT NULL,"
    " file TEXT NOT NULL,"
    " PRIMARY KEY (chain, first)"
    ") STRICT;"
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN OLD.hash <> x'' OR"
    " (OLD.chain, OLD.number, OLD.at_ms, OLD.action, OLD.request_id, OLD.subject, OLD.detail) IS "
    "NOT"
    " (NEW.chain, NEW.number, NEW.at_ms, NEW.action, NEW.request_id, NEW.subject, NEW.detail)"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT EXISTS"
    " (SELECT 1 FROM audit_segment s WHERE s.chain = OLD.chain"
    " AND OLD.number BETWEEN s.first AND s.last)"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"
    "CREATE TRIGGER audit_segment_no_update BEFORE UPDATE ON audit_segment"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"
    "CREATE TRIGGER audit_segment_no_delete BEFORE DELETE ON audit_segment"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"
    "PRAGMA user_version = 6;";

/* Row n leads from version n to n + 1. */
static const char *const migrations[] = {version_1,          version_resource,     version_mapping,
                                         version_operations, version_subscription, version_audit};

#define SCHEMA_VERSION ((int)(sizeof(migrations) / sizeof(migrations[0])))

int sqlite_schema_version(void) {
  return SCHEMA_VERSION;
}

static int current_version(sqlite3 *database) {
  sqlite3_stmt *statement = NULL;
  int version = -1;
  if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    version = sqlite3_column_int(statement, 0);
  }
  sqlite3_finalize(statement);
  return version;
}

static enum error migrate_one(sqlite3 *database, const char *sql) {
  if (sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
    return ERROR_STORAGE;
  }
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) {
    return ERROR_OK;
  }
  sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
  return ERROR_STORAGE;
}

enum error sqlite_schema_migrate_to(sqlite3 *database, int wanted) {
  int version = current_version(database);
  if (version < 0) {
    return ERROR_STORAGE;
  }
  if (version > SCHEMA_VERSION) {
    return ERROR_CONFIGURATION;
  }
  enum error error = ERROR_OK;
  for (; error == ERROR_OK && version < wanted; version++) {
    error = migrate_one(database, migrations[version]);
  }
  return error;
}

enum error sqlite_schema_migrate(sqlite3 *database) {
  return sqlite_schema_migrate_to(database, SCHEMA_VERSION);
}
