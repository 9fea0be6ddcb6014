/* Moves a store from SQLite to PostgreSQL: every row of every table in one transaction, then the
 * SQLite database is put aside, so that no server sends again what PostgreSQL holds now. The only
 * unit of this room that knows both implementations. */
#ifndef SERVER_STORE_STORE_COPY_H
#define SERVER_STORE_STORE_COPY_H

#include "server/store/store.h"

/* What is copied, in this order (what is referred to goes first): X(name, table, types, columns,
 * without, used). One letter a column: n number, t text, b bytes, f flag (a boolean in PostgreSQL).
 * without: columns of either schema that begin anew. used: which rows show that a database is not
 * new. */
#define STORE_COPY_TABLES(X)                                                                       \
  X(BUNDLE, "bundle", "nttttttbbtttnbttttbn",                                                      \
    "seq, id, kind, identifier_system, identifier_value, patient, idempotency_key, digest,"        \
    " received_digest, pack_id, clins_version, request_id, created_ms, content, insured,"          \
    " destination, destination_name, consent, signature, pruned_ms",                               \
    "", "true")                                                                                    \
  X(COMPOSITION, "composition", "ntntttn",                                                         \
    "seq, id, bundle_seq, patient, identifier, type, created_ms", "", "true")                      \
  X(RECEIVED, "received", "ntntn", "seq, document_key, bundle_seq, verdict, received_ms", "",      \
    "true")                                                                                        \
  X(JOB, "job", "ntnnttttnnnnnttttttn",                                                            \
    "seq, id, bundle_seq, operation, kind, patient, identifier_system, identifier_value, state,"   \
    " created_ms, updated_ms, next_attempt_ms, attempts, receipt, result_code, result_text,"       \
    " message_id, consent_state, acquisition_state, states_ms",                                    \
    "lease, lease_until_ms", "true")                                                               \
  X(RESOURCE, "resource", "ttttnb", "type, id, url, version, updated_ms, content", "", "true")     \
  X(MAPPING, "mapping", "ntnntttttttttttttttt",                                                    \
    "seq, id, version, updated_ms, domain, source_system, source_code, specimen, source_display,"  \
    " source_kana, target_system, target_code, target_display, equivalence, valid_from, valid_to," \
    " status, proposer, reviewer, comment",                                                        \
    "", "true")                                                                                    \
  X(MAPPING_STATE, "mapping_state", "n", "revision", "", "revision > 1")                           \
  X(UNMAPPED, "unmapped", "nttttttnnn",                                                            \
    "seq, domain, source_system, source_code, source_display, reason, example, count, first_ms,"   \
    " last_ms",                                                                                    \
    "", "true")                                                                                    \
  X(SUBSCRIPTION, "subscription", "tnttttnttnnnb",                                                 \
    "id, version, type, status, criteria, endpoint, end_ms, error, error_detail, failures,"        \
    " due_ms, updated_ms, content",                                                                \
    "lease, lease_until_ms", "true")                                                               \
  X(NOTIFICATION, "notification", "nttttnf",                                                       \
    "seq, subscription, event, patient, day, created_ms, pending", "", "true")                     \
  X(AUDIT, "audit", "tnnttnnttttttttb",                                                            \
    "chain, number, at_ms, action, verb, outcome, status, request_id, client, address, route,"     \
    " type, subject, patients, detail, hash",                                                      \
    "seq", "true")                                                                                 \
  X(AUDIT_CHAIN, "audit_chain", "tnb", "chain, number, hash", "", "true")                          \
  X(AUDIT_SEGMENT, "audit_segment", "tnnbbt", "chain, first, last, before, hash, file", "", "true")

enum store_copy_table {
#define STORE_COPY_ENUM(name, table, types, columns, without, used) STORE_COPY_##name,
  STORE_COPY_TABLES(STORE_COPY_ENUM)
#undef STORE_COPY_ENUM
      STORE_COPY_TABLE_COUNT
};

/* Why nothing was copied, but for ASIDE: X(name, English, Japanese) */
#define STORE_COPY_FAULTS(X)                                                                                                         \
  X(NONE, "", "")                                                                                                                    \
  X(NO_SOURCE, "there is no SQLite database (facade.db) in the folder",                                                              \
    "フォルダーに SQLite データベース（facade.db）がありません")                                                                     \
  X(IN_USE, "a server or another command is using the folder: stop it first",                                                        \
    "このフォルダーはサーバーまたは他のコマンドが使用中です。先に停止してください")                                                  \
  X(SOURCE_NEWER, "the SQLite database was written by a newer version of this program",                                              \
    "SQLite データベースは、このプログラムより新しい版で書かれています")                                                             \
  X(SOURCE, "the SQLite database cannot be read", "SQLite データベースを読み取れません")                                             \
  X(NO_TARGET, "PostgreSQL (store.url) cannot be reached or used",                                                                   \
    "PostgreSQL（store.url）に接続できないか、利用できません")                                                                       \
  X(TARGET_NEWER, "the tables in PostgreSQL were made by a newer version of this program",                                           \
    "PostgreSQL の表は、このプログラムより新しい版で作られています")                                                                 \
  X(TARGET_USED, "PostgreSQL holds rows already: copy into a new database or schema",                                                \
    "PostgreSQL にすでにデータがあります。新しいデータベースかスキーマを指定してください")                                           \
  X(TARGET_BUSY,                                                                                                                     \
    "another server or command is writing to the tables in PostgreSQL: stop it first",                                               \
    "PostgreSQL の表に他のサーバーまたはコマンドが書き込み中です。先に停止してください")                                             \
  X(ROWS, "PostgreSQL did not take the rows of this table; nothing was copied",                                                      \
    "PostgreSQL がこの表の行を受け付けませんでした。何もコピーしていません")                                                         \
  X(LOST, "the connection to PostgreSQL was lost; run the command again",                                                            \
    "PostgreSQL との接続が切れました。コマンドをもう一度実行してください")                                                           \
  X(MEMORY, "memory is short; nothing was copied", "メモリが不足し、何もコピーしていません")                                         \
  X(ASIDE,                                                                                                                           \
    "everything is in PostgreSQL, but facade.db could not be renamed: no server may use it any"                                      \
    " more; run the command again",                                                                                                  \
    "PostgreSQL への移行は済みましたが、facade.db の名前を変更できません。今後サーバーで使わず、" \
    "コマンドをもう一度実行してください")

enum store_copy_fault {
#define STORE_COPY_FAULT_ENUM(name, english, japanese) STORE_COPY_FAULT_##name,
  STORE_COPY_FAULTS(STORE_COPY_FAULT_ENUM)
#undef STORE_COPY_FAULT_ENUM
};

struct store_copy_settings {
  const char *data_dir; /* with facade.db */
  const char *url;      /* libpq's */
  const char *server;   /* its name in the audit trail; NULL or "" = that of the machine */
};

#define STORE_COPY_NAME_BYTES 48u

struct store_copy_result {
  int64_t rows[STORE_COPY_TABLE_COUNT];
  bool repeated; /* an earlier run had copied it; only the database was put aside now */
  const char
      *table; /* static: with FAULT_ROWS and FAULT_LOST, where it stopped; NULL = at no table */
  char aside[STORE_COPY_NAME_BYTES]; /* new name of facade.db in its folder */
};

/* Needs the folder for itself and an empty target. The source gets the newest schema first and
 * loses its leases, as at a server's start: what was being sent is unknown, so the service is asked
 * before it is sent again. Bytes, numbers and the audit trail's chains stay as they are; a row of
 * the trail in PostgreSQL tells of the copy. Beside FAULT_NONE and FAULT_ASIDE the target is as it
 * was, and the source is in its place. A run that ended between the commit and the renaming is
 * finished by the next one. Why a database failed is in the log. */
enum store_copy_fault store_copy_run(const struct store_copy_settings *settings,
                                     const struct clock *clock,
                                     struct store_copy_result *ret_result) MUST_USE;
/* What a fault means, static. */
const char *store_copy_text(enum store_copy_fault fault, bool japanese);
const char *store_copy_table_name(enum store_copy_table table);

#endif
