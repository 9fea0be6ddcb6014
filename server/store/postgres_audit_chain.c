/* The audit trail as it is read, archived, and begun for the rows that are older than the chains.
 */
#include "server/store/audit_chain.h"
#include "server/store/postgres_operations.h"

/* Older rows that are sealed at a time. */
#define ROWS_AT_ONCE 1000u
#define COLUMN_HASH 15

static enum error read_row(const PGresult *result, int at, struct arena *arena, void *ret_row) {
  struct store_audit_row *row = ret_row;
  *row = (struct store_audit_row){
      .chain = postgres_column(result, at, 0, arena),
      .number = postgres_column_number(result, at, 1),
      .at_ms = postgres_column_number(result, at, 2),
      .outcome = postgres_column_number(result, at, 5),
      .what = {.action = postgres_column(result, at, 3, arena),
               .verb = postgres_column(result, at, 4, arena),
               .status = postgres_column_number(result, at, 6),
               .request_id = postgres_column(result, at, 7, arena),
               .client = postgres_column(result, at, 8, arena),
               .address = postgres_column(result, at, 9, arena),
               .route = postgres_column(result, at, 10, arena),
               .type = postgres_column(result, at, 11, arena),
               .subject = postgres_column(result, at, 12, arena),
               .patients = postgres_column(result, at, 13, arena),
               .detail = postgres_column(result, at, 14, arena)},
      .hash = postgres_column(result, at, COLUMN_HASH, arena),
  };
  return row->hash.data == NULL || row->what.patients.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error take_page(PGresult *result, struct arena *arena,
                            struct store_audit_page *ret_page) {
  const struct postgres_row_shape shape = {sizeof(struct store_audit_row), read_row};
  struct postgres_rows rows = {NULL, 0};
  enum error error = postgres_rows_take(result, &shape, arena, &rows);
  if (error == ERROR_OK) {
    *ret_page = (struct store_audit_page){rows.rows, rows.count, rows.count};
  }
  return error;
}

enum error postgres_operations_audit_list(struct postgres_connection *connection,
                                          const struct postgres_work *work) {
  const struct store_audit_filter *filter = work->input;
  const struct postgres_value values[] = {postgres_number(filter->from_ms),
                                          postgres_number(filter->to_ms),
                                          postgres_text(filter->patient),
                                          postgres_text(filter->type),
                                          postgres_text(filter->subject),
                                          postgres_text(filter->agent),
                                          postgres_text(filter->verbs),
                                          postgres_number(filter->outcomes),
                                          postgres_number(rules_row_limit(filter->limit)),
                                          postgres_number(filter->offset)};
  struct store_audit_page *page = work->output;
  PGresult *result = NULL;
  int64_t total = 0;
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_AUDIT_TOTAL, values, &total);
  if (error == ERROR_OK) {
    error = postgres_connection_ask(connection, POSTGRES_STATEMENT_AUDIT_LIST, values, &result);
  }
  if (error == ERROR_OK) {
    error = take_page(result, work->arena, page);
  }
  if (error == ERROR_OK) {
    page->total = (uint64_t)total;
  }
  return error;
}

static enum error walk_rows(struct postgres_connection *connection,
                            const struct store_audit_walk *walk, struct arena *arena,
                            struct store_audit_page *ret_page) {
  const struct postgres_value values[] = {postgres_text(walk->chain), postgres_number(walk->from),
                                          postgres_number(rules_row_limit(walk->limit))};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_AUDIT_WALK, values, &result);
  return error == ERROR_OK ? take_page(result, arena, ret_page) : error;
}

enum error postgres_operations_audit_walk(struct postgres_connection *connection,
                                          const struct postgres_work *work) {
  return walk_rows(connection, work->input, work->arena, work->output);
}

static enum error read_head(const PGresult *result, int at, struct arena *arena, void *ret_row) {
  struct store_audit_head *head = ret_row;
  *head = (struct store_audit_head){.chain = postgres_column(result, at, 0, arena),
                                    .number = postgres_column_number(result, at, 1),
                                    .hash = postgres_column(result, at, 2, arena)};
  return head->chain.data == NULL || head->hash.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error read_segment(const PGresult *result, int at, struct arena *arena, void *ret_row) {
  struct store_audit_segment *segment = ret_row;
  *segment = (struct store_audit_segment){.chain = postgres_column(result, at, 0, arena),
                                          .first = postgres_column_number(result, at, 1),
                                          .last = postgres_column_number(result, at, 2),
                                          .before = postgres_column(result, at, 3, arena),
                                          .hash = postgres_column(result, at, 4, arena),
                                          .file = postgres_column(result, at, 5, arena)};
  return segment->chain.data == NULL || segment->file.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error list_all(struct postgres_connection *connection, enum postgres_statement which,
                           const struct postgres_row_shape *shape,
                           const struct postgres_work *work) {
  PGresult *result = NULL;
  enum error error = postgres_connection_ask(connection, which, NULL, &result);
  return error == ERROR_OK ? postgres_rows_take(result, shape, work->arena, work->output) : error;
}

enum error postgres_operations_audit_heads(struct postgres_connection *connection,
                                           const struct postgres_work *work) {
  const struct postgres_row_shape shape = {sizeof(struct store_audit_head), read_head};
  return list_all(connection, POSTGRES_STATEMENT_AUDIT_HEADS, &shape, work);
}

enum error postgres_operations_audit_segments(struct postgres_connection *connection,
                                              const struct postgres_work *work) {
  const struct postgres_row_shape shape = {sizeof(struct store_audit_segment), read_segment};
  return list_all(connection, POSTGRES_STATEMENT_AUDIT_SEGMENTS, &shape, work);
}

enum error postgres_operations_audit_archive(struct postgres_connection *connection,
                                             const struct postgres_work *work) {
  const struct store_audit_segment *segment = work->input;
  const struct postgres_value values[] = {
      postgres_text(segment->chain),  postgres_number(segment->first),
      postgres_number(segment->last), postgres_text(segment->before),
      postgres_text(segment->hash),   postgres_text(segment->file)};
  struct rules_text text;
  const struct store_audit note = rules_audit_archived(segment, &text);
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_SEGMENT_INSERT, values, NULL);
  if (error == ERROR_OK) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_DROP, values, NULL);
  }
  return error == ERROR_OK ? postgres_operations_note(connection, &note, work->now_ms) : error;
}

static enum error seal_row(struct postgres_connection *connection,
                           const struct store_audit_row *row, struct sha256 *hash) {
  struct view before = view_make((const char *)hash->bytes, row->number > 1 ? SHA256_BYTES : 0);
  enum error error = audit_chain_seal(before, row, hash);
  const struct postgres_value values[] = {postgres_text(row->chain), postgres_number(row->number),
                                          postgres_digest(hash)};
  return error == ERROR_OK
             ? postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_SEAL, values, NULL)
             : error;
}

static enum error seal_rows(struct postgres_connection *connection, int64_t *ret_number,
                            struct sha256 *ret_hash) {
  struct store_audit_page page = {NULL, ROWS_AT_ONCE, 0};
  enum error error = ERROR_OK;
  while (error == ERROR_OK && page.count == ROWS_AT_ONCE) {
    struct arena *arena = arena_new(LIMIT_AUDIT_PAGE_BYTES);
    const struct store_audit_walk walk = {view_of(AUDIT_CHAIN_BEFORE), *ret_number + 1,
                                          ROWS_AT_ONCE};
    error = arena == NULL ? ERROR_MEMORY : walk_rows(connection, &walk, arena, &page);
    for (size_t i = 0; error == ERROR_OK && i < page.count; i++) {
      error = seal_row(connection, &page.rows[i], ret_hash);
      *ret_number = page.rows[i].number;
    }
    arena_free(arena);
  }
  return error;
}

enum error postgres_operations_audit_cover(struct postgres_connection *connection,
                                           const struct postgres_work *work) {
  struct view chain = view_of(AUDIT_CHAIN_BEFORE);
  const struct postgres_value question[] = {postgres_text(chain)};
  int64_t unsealed = 0;
  int64_t number = 0;
  struct sha256 hash = {{0}};
  struct rules_text text;
  enum error error = postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_LOCK, NULL, NULL);
  if (error == ERROR_OK) {
    error = postgres_connection_number(connection, POSTGRES_STATEMENT_AUDIT_UNSEALED, question,
                                       &unsealed);
  }
  if (error != ERROR_OK || unsealed == 0) {
    return error;
  }
  error = seal_rows(connection, &number, &hash);
  const struct postgres_value head[] = {postgres_text(chain), postgres_number(number),
                                        postgres_digest(&hash)};
  if (error == ERROR_OK) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_BEGIN, head, NULL);
  }
  const struct store_audit note = rules_audit_cover(number, &hash, &text);
  return error == ERROR_OK ? postgres_operations_note(connection, &note, work->now_ms) : error;
}
