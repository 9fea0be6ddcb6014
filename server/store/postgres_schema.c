#include "server/store/postgres_schema.h"

/* Numbers are bigint throughout: the statements pass and read nothing else. The partial indexes
 * hold only open jobs, so a long history costs the worker nothing. A bundle without a job came from
 * the service. */
static const char version_outbox[] =
    "CREATE TABLE bundle ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " id text NOT NULL UNIQUE,"
    " kind text NOT NULL,"
    " identifier_system text NOT NULL,"
    " identifier_value text NOT NULL,"
    " patient text NOT NULL,"
    " idempotency_key text UNIQUE,"
    " digest bytea NOT NULL,"
    " received_digest bytea NOT NULL,"
    " pack_id text NOT NULL,"
    " clins_version text NOT NULL,"
    " request_id text NOT NULL,"
    " created_ms bigint NOT NULL,"
    " content bytea NOT NULL,"
    " insured text NOT NULL,"
    " destination text NOT NULL,"
    " destination_name text NOT NULL,"
    " consent text NOT NULL,"
    " signature bytea NOT NULL,"
    " pruned_ms bigint NOT NULL DEFAULT 0"
    ");"
    "CREATE INDEX bundle_kept ON bundle(created_ms) WHERE pruned_ms = 0;"
    "CREATE TABLE job ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " id text NOT NULL UNIQUE,"
    " bundle_seq bigint NOT NULL REFERENCES bundle(seq),"
    " operation bigint NOT NULL CHECK (operation BETWEEN 0 AND 4),"
    " kind text NOT NULL,"
    " patient text NOT NULL,"
    " identifier_system text NOT NULL,"
    " identifier_value text NOT NULL,"
    " state bigint NOT NULL CHECK (state BETWEEN 0 AND 9),"
    " created_ms bigint NOT NULL,"
    " updated_ms bigint NOT NULL,"
    " next_attempt_ms bigint NOT NULL,"
    " attempts bigint NOT NULL DEFAULT 0,"
    " receipt text NOT NULL DEFAULT '',"
    " result_code text NOT NULL DEFAULT '',"
    " result_text text NOT NULL DEFAULT '',"
    " message_id text NOT NULL DEFAULT '',"
    " lease text,"
    " lease_until_ms bigint NOT NULL DEFAULT 0,"
    " consent_state text NOT NULL DEFAULT '',"
    " acquisition_state text NOT NULL DEFAULT '',"
    " states_ms bigint NOT NULL DEFAULT 0"
    ");"
    "CREATE INDEX job_due ON job(next_attempt_ms, seq)"
    " WHERE state IN (0, 1, 3, 4) AND lease IS NULL;"
    "CREATE INDEX job_leased ON job(lease_until_ms) WHERE lease IS NOT NULL;"
    "CREATE INDEX job_unit ON job(identifier_value, patient, kind, identifier_system)"
    " WHERE state < 5;"
    "CREATE INDEX job_open ON job(created_ms) WHERE state < 5;"
    "CREATE INDEX job_bundle ON job(bundle_seq);"
    "CREATE INDEX job_identifier ON job(identifier_value);"
    "CREATE INDEX job_patient ON job(patient);"
    "CREATE INDEX job_state ON job(state);"
    "CREATE INDEX job_updated ON job(updated_ms);"
    "CREATE TABLE composition ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " id text NOT NULL UNIQUE,"
    " bundle_seq bigint NOT NULL REFERENCES bundle(seq),"
    " patient text NOT NULL,"
    " identifier text NOT NULL,"
    " type text NOT NULL,"
    " created_ms bigint NOT NULL"
    ");"
    "CREATE INDEX composition_patient ON composition(patient);"
    "CREATE INDEX composition_identifier ON composition(identifier);"
    "CREATE TABLE audit ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " at_ms bigint NOT NULL,"
    " action text NOT NULL,"
    " request_id text NOT NULL,"
    " subject text NOT NULL,"
    " detail text NOT NULL"
    ");"
    "CREATE TABLE received ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " document_key text NOT NULL UNIQUE,"
    " bundle_seq bigint NOT NULL REFERENCES bundle(seq),"
    " verdict text NOT NULL,"
    " received_ms bigint NOT NULL"
    ");"
    "UPDATE schema_version SET version = 1;";

/* Definitions that clients stored and the local code-mapping table, whose columns are those of
 * mapping_row.h. A row of mapping_state tells readers that something changed. */
static const char version_mapping[] =
    "CREATE TABLE resource ("
    " type text NOT NULL,"
    " id text NOT NULL,"
    " url text NOT NULL,"
    " version text NOT NULL,"
    " updated_ms bigint NOT NULL,"
    " content bytea NOT NULL,"
    " PRIMARY KEY (type, id)"
    ");"
    "CREATE TABLE mapping ("
    " seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " id text NOT NULL UNIQUE,"
    " version bigint NOT NULL,"
    " updated_ms bigint NOT NULL,"
    " domain text NOT NULL,"
    " source_system text NOT NULL,"
    " source_code text NOT NULL,"
    " specimen text NOT NULL,"
    " source_display text NOT NULL,"
    " source_kana text NOT NULL,"
    " target_system text NOT NULL,"
    " target_code text NOT NULL,"
    " target_display text NOT NULL,"
    " equivalence text NOT NULL,"
    " valid_from text NOT NULL,"
    " valid_to text NOT NULL,"
    " status text NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected')),"
    " proposer text NOT NULL,"
    " reviewer text NOT NULL,"
    " comment text NOT NULL"
    ");"
    "CREATE UNIQUE INDEX mapping_key ON mapping(source_code, source_system, specimen,"
    " target_system, target_code, valid_from);"
    "CREATE TABLE mapping_state (revision bigint NOT NULL);"
    "INSERT INTO mapping_state (revision) VALUES (1);"
    "CREATE TABLE unmapped ("
    " seq bigint PRIMARY KEY,"
    " domain text NOT NULL,"
    " source_system text NOT NULL,"
    " source_code text NOT NULL,"
    " source_display text NOT NULL,"
    " reason text NOT NULL,"
    " example text NOT NULL,"
    " count bigint NOT NULL,"
    " first_ms bigint NOT NULL,"
    " last_ms bigint NOT NULL"
    ");"
    "CREATE UNIQUE INDEX unmapped_key ON unmapped(source_code, source_system);"
    "CREATE INDEX unmapped_rank ON unmapped(count DESC, last_ms DESC);"
    "UPDATE schema_version SET version = 2;";

/* The audit trail as chains (audit_chain.h): one for each connection of each server, so that no
 * transaction waits for another one's. Rows stay as they are: what is older than the chains gets
 * its hash once (an empty one may be filled), and only what stands in a segment, which is in a file
 * by then, may be dropped. */
static const char version_audit[] =
    "CREATE TABLE audit_row ("
    " seq bigint GENERATED ALWAYS AS IDENTITY," /* order of all chains, in no hash */
    " chain text NOT NULL,"
    " number bigint NOT NULL,"
    " at_ms bigint NOT NULL,"
    " action text NOT NULL,"
    " verb text NOT NULL,"
    " outcome bigint NOT NULL,"
    " status bigint NOT NULL,"
    " request_id text NOT NULL,"
    " client text NOT NULL,"
    " address text NOT NULL,"
    " route text NOT NULL,"
    " type text NOT NULL,"
    " subject text NOT NULL,"
    " patients text NOT NULL,"
    " detail text NOT NULL,"
    " hash bytea NOT NULL,"
    " PRIMARY KEY (chain, number)"
    ");"
    "INSERT INTO audit_row (chain, number, at_ms, action, verb, outcome, status, request_id, "
    "client,"
    " address, route, type, subject, patients, detail, hash) SELECT 'before', row_number() OVER "
    "(ORDER BY seq), at_ms, action, 'E', "
    "0,"
    " 0, request_id, '', '', '', '', subject, '', detail, '' FROM audit;"
    "DROP TABLE audit;"
    "ALTER TABLE audit_row RENAME TO audit;"
    "CREATE INDEX audit_time ON audit(at_ms);"
    "CREATE TABLE audit_chain ("
    " chain text PRIMARY KEY,"
    " number bigint NOT NULL,"
    " hash bytea NOT NULL"
    ");"
    "CREATE TABLE audit_segment ("
    " chain text NOT NULL,"
    " first bigint NOT NULL,"
    " last bigint NOT NULL,"
    " before bytea NOT NULL,"
    " hash bytea NOT NULL,"
    " file text NOT NULL,"
    " PRIMARY KEY (chain, first)"
    ");"
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;"
    "CREATE FUNCTION audit_may_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NOT EXISTS (SELECT 1 FROM audit_segment s WHERE s.chain = OLD.chain"
    " AND OLD.number BETWEEN s.first AND s.last)"
    " THEN RAISE EXCEPTION 'the audit trail is append-only'; END IF; RETURN OLD; END $$;"
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW WHEN (OLD.hash <> ''"
    " OR (OLD.chain, OLD.number, OLD.at_ms, OLD.action, OLD.request_id, OLD.subject, OLD.detail)"
    " IS DISTINCT FROM"
    " (NEW.chain, NEW.number, NEW.at_ms, NEW.action, NEW.request_id, NEW.subject, NEW.detail))"
    " EXECUTE FUNCTION audit_refuse();"
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW"
    " EXECUTE FUNCTION audit_may_drop();"
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_refuse();"
    "CREATE TRIGGER audit_segment_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_segment"
    " EXECUTE FUNCTION audit_refuse();"
    "UPDATE schema_version SET version = 3;";

/* Row n leads from version n to n + 1, which it writes into schema_version. */
static const char *const migrations[] = {version_outbox, version_mapping, version_audit};

#define SCHEMA_VERSION ((int64_t)(sizeof migrations / sizeof migrations[0]))

/* One for all that share the database, whichever schema their tables are in. Another server's work
 * is waited for, however long it takes. */
#define LOCK                                                                                       \
  "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min';"                             \
  "SELECT pg_advisory_xact_lock(hashtextextended('fhir-facade schema', 0))"
#define VERSION_TABLE                                                                              \
  "CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL);"                           \
  "INSERT INTO schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)"
#define HAS_VERSION_TABLE "SELECT (to_regclass('schema_version') IS NOT NULL)::int"
#define VERSION "SELECT version FROM schema_version"

int64_t postgres_schema_version(void) {
  return SCHEMA_VERSION;
}

/* The number that SQL text gives; 0 without a row. */
static enum error ask_number(struct postgres_connection *connection, const char *sql,
                             int64_t *ret_number) {
  PGresult *result = NULL;
  uint64_t number = 0;
  enum error error = postgres_connection_query(connection, sql, &result);
  if (error != ERROR_OK) {
    return error;
  }
  bool told = PQntuples(result) > 0 &&
              view_to_unsigned(view_of(PQgetvalue(result, 0, 0)), INT64_MAX, &number);
  *ret_number = told ? (int64_t)number : 0;
  PQclear(result);
  return ERROR_OK;
}

static enum error find_version(struct postgres_connection *connection, int64_t *ret_version) {
  int64_t exists = 0;
  enum error error = ask_number(connection, HAS_VERSION_TABLE, &exists);
  *ret_version = 0;
  return error == ERROR_OK && exists == 1 ? ask_number(connection, VERSION, ret_version) : error;
}

/* Under the lock: what another server has done meanwhile is seen. */
static enum error migrate(struct postgres_connection *connection) {
  int64_t version = 0;
  enum error error = postgres_connection_execute(connection, LOCK);
  if (error == ERROR_OK) {
    error = postgres_connection_execute(connection, VERSION_TABLE);
  }
  if (error == ERROR_OK) {
    error = ask_number(connection, VERSION, &version);
  }
  for (; error == ERROR_OK && version < SCHEMA_VERSION; version++) {
    error = postgres_connection_execute(connection, migrations[version]);
  }
  return error;
}

enum error postgres_schema_check(struct postgres_connection *connection) {
  int64_t version = 0;
  enum error error = find_version(connection, &version);
  return error == ERROR_OK && version != SCHEMA_VERSION ? ERROR_CONFIGURATION : error;
}

enum error postgres_schema_migrate(struct postgres_connection *connection) {
  int64_t version = 0;
  enum error error = find_version(connection, &version);
  if (error != ERROR_OK || version == SCHEMA_VERSION) {
    return error;
  }
  if (version > SCHEMA_VERSION) {
    return ERROR_CONFIGURATION;
  }
  error = postgres_connection_execute(connection, "BEGIN");
  if (error == ERROR_OK) {
    error = migrate(connection);
  }
  return error == ERROR_OK ? postgres_connection_execute(connection, "COMMIT") : error;
}
