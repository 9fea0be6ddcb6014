/* The audit trail: one row for each event, in one chain, with the codes that it could not map. The
 * writer is alone, so that the head it reads is the one that it goes on from. */
#include "server/store/audit_chain.h"
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"

/* Older rows that are sealed at a time. */
#define ROWS_AT_ONCE 1000u
#define COLUMN_HASH 15

static struct view digest_view(const struct sha256 *digest) {
  return view_make((const char *)digest->bytes, SHA256_BYTES);
}

static enum error insert_row(struct sqlite_connection *connection,
                             const struct store_audit_row *row) {
  const struct store_audit *what = &row->what;
  const struct view texts[] = {what->request_id, what->client,  what->address,  what->route,
                               what->type,       what->subject, what->patients, what->detail};
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, row->chain);
  sqlite3_bind_int64(insert, 2, row->number);
  sqlite3_bind_int64(insert, 3, row->at_ms);
  sqlite_connection_bind(insert, 4, what->action);
  sqlite_connection_bind(insert, 5, what->verb);
  sqlite3_bind_int64(insert, 6, row->outcome);
  sqlite3_bind_int64(insert, 7, what->status);
  for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++) {
    sqlite_connection_bind(insert, 8 + i, texts[i]);
  }
  sqlite_connection_bind_blob(insert, 1 + COLUMN_HASH, row->hash);
  return sqlite_connection_run(connection, insert);
}

/* Number 0 and an empty hash for a chain that has not begun. */
static enum error read_head(struct sqlite_connection *connection, struct view chain,
                            int64_t *ret_number, struct sha256 *ret_hash, bool *ret_begun) {
  sqlite3_stmt *rows = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_HEAD, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, chain);
  int code = sqlite3_step(rows);
  *ret_number = 0;
  *ret_begun = code == SQLITE_ROW;
  if (code == SQLITE_ROW) {
    struct view hash = sqlite_connection_peek(rows, 1);
    *ret_number = sqlite3_column_int64(rows, 0);
    error = hash.length == SHA256_BYTES ? ERROR_OK : ERROR_STORAGE;
    memcpy(ret_hash->bytes, hash.data, error == ERROR_OK ? SHA256_BYTES : 0);
  } else if (code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  return error;
}

static enum error advance(struct sqlite_connection *connection, struct view chain, int64_t number,
                          const struct sha256 *hash) {
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_ADVANCE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, chain);
  sqlite3_bind_int64(update, 2, number);
  sqlite_connection_bind_blob(update, 3, digest_view(hash));
  return sqlite_connection_run(connection, update);
}

enum error sqlite_operations_audit(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_audit *audit = arguments;
  struct store_audit_row row =
      audit_chain_row(audit->audit, view_of(AUDIT_CHAIN_SQLITE), audit->now_ms);
  struct sha256 before;
  struct sha256 hash;
  bool begun = false;
  enum error error = read_head(connection, row.chain, &row.number, &before, &begun);
  row.number++;
  if (error == ERROR_OK) {
    error = audit_chain_seal(begun ? digest_view(&before) : view_of(""), &row, &hash);
  }
  if (error == ERROR_OK) {
    row.hash = digest_view(&hash);
    error = insert_row(connection, &row);
  }
  if (error == ERROR_OK) {
    error = advance(connection, row.chain, row.number, &hash);
  }
  return error != ERROR_OK
             ? error
             : sqlite_operations_unmapped(connection, audit->audit->unmapped,
                                          audit->audit->unmapped_count, audit->now_ms);
}

enum error sqlite_operations_audit_many(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_audit_many *many = arguments;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < many->count && error == ERROR_OK; i++) {
    struct sqlite_audit audit = {&many->audits[i], many->now_ms};
    error = sqlite_operations_audit(connection, &audit);
  }
  return error;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error read_row(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_audit_row *row = ret_row;
  *row = (struct store_audit_row){
      .chain = sqlite_connection_column(rows, 0, arena),
      .number = sqlite3_column_int64(rows, 1),
      .at_ms = sqlite3_column_int64(rows, 2),
      .outcome = sqlite3_column_int64(rows, 5),
      .what = {.action = sqlite_connection_column(rows, 3, arena),
               .verb = sqlite_connection_column(rows, 4, arena),
               .status = sqlite3_column_int64(rows, 6),
               .request_id = sqlite_connection_column(rows, 7, arena),
               .client = sqlite_connection_column(rows, 8, arena),
               .address = sqlite_connection_column(rows, 9, arena),
               .route = sqlite_connection_column(rows, 10, arena),
               .type = sqlite_connection_column(rows, 11, arena),
               .subject = sqlite_connection_column(rows, 12, arena),
               .patients = sqlite_connection_column(rows, 13, arena),
               .detail = sqlite_connection_column(rows, 14, arena)},
      .hash = sqlite_connection_column(rows, COLUMN_HASH, arena),
  };
  return row->hash.data == NULL || row->what.patients.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_rows(struct sqlite_connection *connection, sqlite3_stmt *statement,
                            struct arena *arena, struct store_audit_page *ret_page) {
  const struct sqlite_row_shape shape = {sizeof(struct store_audit_row), read_row};
  struct sqlite_rows rows;
  enum error error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  if (error == ERROR_OK) {
    *ret_page = (struct store_audit_page){rows.rows, rows.count, rows.count};
  }
  return error;
}

static void bind_filter(sqlite3_stmt *statement, const struct store_audit_filter *filter) {
  sqlite3_bind_int64(statement, 1, filter->from_ms);
  sqlite3_bind_int64(statement, 2, filter->to_ms);
  sqlite_connection_bind(statement, 3, filter->patient);
  sqlite_connection_bind(statement, 4, filter->type);
  sqlite_connection_bind(statement, 5, filter->subject);
  sqlite_connection_bind(statement, 6, filter->agent);
  sqlite_connection_bind(statement, 7, filter->verbs);
  sqlite3_bind_int64(statement, 8, filter->outcomes);
}

enum error sqlite_operations_audit_list(struct sqlite_connection *connection,
                                        const struct store_audit_filter *filter,
                                        struct arena *arena, struct store_audit_page *ret_page) {
  sqlite3_stmt *rows = NULL;
  sqlite3_stmt *total = NULL;
  struct store_audit_page page = {NULL, 0, 0};
  int64_t count = 0;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_TOTAL, &total);
  if (error == ERROR_OK) {
    bind_filter(total, filter);
    error = sqlite_rows_number(connection, total, &count);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_LIST, &rows);
  }
  if (error == ERROR_OK) {
    bind_filter(rows, filter);
    sqlite3_bind_int64(rows, 9, rules_row_limit(filter->limit));
    sqlite3_bind_int64(rows, 10, filter->offset);
    error = read_rows(connection, rows, arena, &page);
  }
  if (error == ERROR_OK) {
    page.total = (uint64_t)count;
    *ret_page = page;
  }
  return error;
}

enum error sqlite_operations_audit_walk(struct sqlite_connection *connection,
                                        const struct store_audit_walk *walk, struct arena *arena,
                                        struct store_audit_page *ret_page) {
  sqlite3_stmt *rows = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_WALK, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, walk->chain);
  sqlite3_bind_int64(rows, 2, walk->from);
  sqlite3_bind_int64(rows, 3, rules_row_limit(walk->limit));
  return read_rows(connection, rows, arena, ret_page);
}

static enum error read_head_row(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_audit_head *head = ret_row;
  *head = (struct store_audit_head){.chain = sqlite_connection_column(rows, 0, arena),
                                    .number = sqlite3_column_int64(rows, 1),
                                    .hash = sqlite_connection_column(rows, 2, arena)};
  return head->chain.data == NULL || head->hash.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_segment(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_audit_segment *segment = ret_row;
  *segment = (struct store_audit_segment){.chain = sqlite_connection_column(rows, 0, arena),
                                          .first = sqlite3_column_int64(rows, 1),
                                          .last = sqlite3_column_int64(rows, 2),
                                          .before = sqlite_connection_column(rows, 3, arena),
                                          .hash = sqlite_connection_column(rows, 4, arena),
                                          .file = sqlite_connection_column(rows, 5, arena)};
  return segment->chain.data == NULL || segment->file.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error list_all(struct sqlite_connection *connection, enum sqlite_statement which,
                           const struct sqlite_row_shape *shape, struct arena *arena,
                           struct sqlite_rows *ret_rows) {
  sqlite3_stmt *statement = NULL;
  enum error error = sqlite_connection_statement(connection, which, &statement);
  return error == ERROR_OK ? sqlite_rows_read(connection, statement, shape, arena, ret_rows)
                           : error;
}

enum error sqlite_operations_audit_heads(struct sqlite_connection *connection, struct arena *arena,
                                         struct sqlite_rows *ret_heads) {
  const struct sqlite_row_shape shape = {sizeof(struct store_audit_head), read_head_row};
  return list_all(connection, SQLITE_STATEMENT_AUDIT_HEADS, &shape, arena, ret_heads);
}

enum error sqlite_operations_audit_segments(struct sqlite_connection *connection,
                                            struct arena *arena, struct sqlite_rows *ret_segments) {
  const struct sqlite_row_shape shape = {sizeof(struct store_audit_segment), read_segment};
  return list_all(connection, SQLITE_STATEMENT_AUDIT_SEGMENTS, &shape, arena, ret_segments);
}

/* ---- archiving and older rows -------------------------------------------------------------------
 */
static enum error drop_rows(struct sqlite_connection *connection,
                            const struct store_audit_segment *segment) {
  sqlite3_stmt *drop = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_DROP, &drop);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(drop, 1, segment->chain);
  sqlite3_bind_int64(drop, 2, segment->first);
  sqlite3_bind_int64(drop, 3, segment->last);
  return sqlite_connection_run(connection, drop);
}

enum error sqlite_operations_audit_archive(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_audit_archive *archive = arguments;
  const struct store_audit_segment *segment = archive->segment;
  struct rules_text text;
  const struct store_audit note = rules_audit_archived(segment, &text);
  struct sqlite_audit audit = {&note, archive->now_ms};
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_SEGMENT_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, segment->chain);
  sqlite3_bind_int64(insert, 2, segment->first);
  sqlite3_bind_int64(insert, 3, segment->last);
  sqlite_connection_bind_blob(insert, 4, segment->before);
  sqlite_connection_bind_blob(insert, 5, segment->hash);
  sqlite_connection_bind(insert, 6, segment->file);
  error = sqlite_connection_run(connection, insert);
  if (error == ERROR_OK) {
    error = drop_rows(connection, segment);
  }
  return error == ERROR_OK ? sqlite_operations_audit(connection, &audit) : error;
}

static enum error seal_row(struct sqlite_connection *connection, const struct store_audit_row *row,
                           struct sha256 *hash) {
  sqlite3_stmt *update = NULL;
  struct view before = row->number > 1 ? digest_view(hash) : view_of("");
  enum error error = audit_chain_seal(before, row, hash);
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_SEAL, &update);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, row->chain);
  sqlite3_bind_int64(update, 2, row->number);
  sqlite_connection_bind_blob(update, 3, digest_view(hash));
  return sqlite_connection_run(connection, update);
}

/* All older rows from the first on; *ret_number is the last one's. */
static enum error seal_rows(struct sqlite_connection *connection, int64_t *ret_number,
                            struct sha256 *ret_hash) {
  struct store_audit_page page = {NULL, ROWS_AT_ONCE, 0};
  enum error error = ERROR_OK;
  while (error == ERROR_OK && page.count == ROWS_AT_ONCE) {
    struct arena *arena = arena_new(LIMIT_AUDIT_PAGE_BYTES);
    const struct store_audit_walk walk = {view_of(AUDIT_CHAIN_BEFORE), *ret_number + 1,
                                          ROWS_AT_ONCE};
    error = arena == NULL ? ERROR_MEMORY
                          : sqlite_operations_audit_walk(connection, &walk, arena, &page);
    for (size_t i = 0; error == ERROR_OK && i < page.count; i++) {
      error = seal_row(connection, &page.rows[i], ret_hash);
      *ret_number = page.rows[i].number;
    }
    arena_free(arena);
  }
  return error;
}

enum error sqlite_operations_audit_cover(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_audit_archive *cover = arguments;
  struct view chain = view_of(AUDIT_CHAIN_BEFORE);
  sqlite3_stmt *count = NULL;
  int64_t unsealed = 0;
  int64_t number = 0;
  struct sha256 hash = {{0}};
  struct rules_text text;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_UNSEALED, &count);
  if (error == ERROR_OK) {
    sqlite_connection_bind(count, 1, chain);
    error = sqlite_rows_number(connection, count, &unsealed);
  }
  if (error != ERROR_OK || unsealed == 0) {
    return error;
  }
  error = seal_rows(connection, &number, &hash);
  if (error == ERROR_OK) {
    error = advance(connection, chain, number, &hash);
  }
  const struct store_audit note = rules_audit_cover(number, &hash, &text);
  struct sqlite_audit audit = {&note, cover->now_ms};
  return error == ERROR_OK ? sqlite_operations_audit(connection, &audit) : error;
}
