#include "server/store/audit_verify.h"

#include "server/limits.h"
#include "server/store/audit_archive.h"
#include "server/store/audit_chain.h"
#include "server/store/rules.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define ROWS_AT_ONCE 1000u
/* While a server archives beside it. */
#define TRIES 3

struct verify {
  const struct audit_verify_settings *settings;
  struct audit_verify_result *result;
  struct arena *arena;
  struct view chain;
  int64_t number;     /* of the row looked at last */
  struct sha256 hash; /* its hash */
  bool in_archive;
  bool anchor_met;
  struct rules_text cover;  /* what the covering row must say */
  struct view cover_detail; /* empty: nothing is to be covered */
  bool covered;
};

static struct view hash_view(const struct verify *verify) {
  return view_make((const char *)verify->hash.bytes, verify->number == 0 ? 0 : SHA256_BYTES);
}

static enum error fail(struct verify *verify, enum audit_fault fault, int64_t number) {
  verify->result->fault = fault;
  verify->result->chain = arena_copy(verify->arena, verify->chain);
  verify->result->number = number;
  return ERROR_CONFLICT; /* ends the walk */
}

static void look_at(struct verify *verify, const struct store_audit_row *row) {
  const struct audit_verify_settings *settings = verify->settings;
  verify->anchor_met |=
      settings->has_anchor && memcmp(verify->hash.bytes, settings->anchor.bytes, SHA256_BYTES) == 0;
  verify->covered |= view_is(row->what.action, AUDIT_ACTION_COVER) &&
                     view_equal(row->what.detail, verify->cover_detail);
  verify->result->rows += !verify->in_archive;
  verify->result->archived += verify->in_archive;
}

static enum error check_row(void *context, const struct store_audit_row *row) {
  struct verify *verify = context;
  struct sha256 hash;
  if (row->number != verify->number + 1) {
    return fail(verify, AUDIT_FAULT_MISSING, verify->number + 1);
  }
  enum error error = audit_chain_seal(hash_view(verify), row, &hash);
  if (error != ERROR_OK) {
    return error;
  }
  if (!view_equal(row->chain, verify->chain) ||
      !view_equal(row->hash, view_make((const char *)hash.bytes, SHA256_BYTES))) {
    return fail(verify, AUDIT_FAULT_CHANGED, row->number);
  }
  verify->number = row->number;
  verify->hash = hash;
  look_at(verify, row);
  return ERROR_OK;
}

static enum error check_file(struct verify *verify, const struct store_audit_segment *segment,
                             const char *path) {
  verify->in_archive = true;
  enum error error = audit_archive_read(path, check_row, verify);
  verify->in_archive = false;
  if (error == ERROR_FILE ||
      (error == ERROR_OK &&
       (verify->number != segment->last || !view_equal(hash_view(verify), segment->hash)))) {
    return fail(verify, AUDIT_FAULT_ARCHIVE, verify->number + 1);
  }
  return error;
}

static enum error check_segment(struct verify *verify, const struct store_audit_segment *segment) {
  char path[PATH_MAX];
  if (segment->first != verify->number + 1 || segment->hash.length != SHA256_BYTES ||
      !view_equal(segment->before, hash_view(verify))) {
    return fail(verify, AUDIT_FAULT_SEGMENT, segment->first);
  }
  if (snprintf(path, sizeof path, "%s/%.*s", verify->settings->folder,
               VIEW_ARGUMENTS(segment->file)) >= (int)sizeof path) {
    return ERROR_FILE;
  }
  if (access(path, F_OK) == 0) {
    return check_file(verify, segment, path);
  }
  verify->number = segment->last;
  memcpy(verify->hash.bytes, segment->hash.data, SHA256_BYTES);
  verify->result->absent += (uint64_t)(segment->last - segment->first + 1);
  verify->anchor_met |=
      verify->settings->has_anchor &&
      memcmp(verify->hash.bytes, verify->settings->anchor.bytes, SHA256_BYTES) == 0;
  return ERROR_OK;
}

static enum error check_rows(struct verify *verify) {
  struct store *store = verify->settings->store;
  enum error error = ERROR_OK;
  size_t count = ROWS_AT_ONCE;
  while (error == ERROR_OK && count == ROWS_AT_ONCE) {
    struct arena *scratch = arena_new(LIMIT_AUDIT_PAGE_BYTES);
    const struct store_audit_walk walk = {verify->chain, verify->number + 1, ROWS_AT_ONCE};
    struct store_audit_page page = {NULL, 0, 0};
    error = scratch == NULL ? ERROR_MEMORY : store->audit_walk(store, &walk, scratch, &page);
    count = page.count;
    for (size_t i = 0; error == ERROR_OK && i < count; i++) {
      error = check_row(verify, &page.rows[i]);
    }
    arena_free(scratch);
  }
  return error;
}

/* All that the trail consists of, read once: a row that is written meanwhile is behind the heads.
 */
struct trail {
  struct store_audit_head *heads;
  size_t head_count;
  struct store_audit_segment *segments;
  size_t segment_count;
};

static enum error check_chain(struct verify *verify, const struct trail *trail,
                              const struct store_audit_head *head) {
  enum error error = ERROR_OK;
  verify->chain = head->chain;
  verify->number = 0;
  for (size_t i = 0; error == ERROR_OK && i < trail->segment_count; i++) {
    if (view_equal(trail->segments[i].chain, head->chain)) {
      error = check_segment(verify, &trail->segments[i]);
    }
  }
  return error == ERROR_OK ? check_rows(verify) : error;
}

/* Rows may have come since the heads were read: then the end is compared with the head of now. */
static enum error check_head(struct verify *verify) {
  struct store *store = verify->settings->store;
  struct store_audit_head *heads = NULL;
  size_t count = 0;
  enum error error = store->audit_heads(store, verify->arena, &heads, &count);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    if (!view_equal(heads[i].chain, verify->chain)) {
      continue;
    }
    error = check_rows(verify);
    bool same = heads[i].number <= verify->number && heads[i].hash.length == SHA256_BYTES;
    if (same && heads[i].number == verify->number) {
      same = view_equal(heads[i].hash, hash_view(verify));
    }
    if (error == ERROR_OK && !same) {
      error = fail(verify, AUDIT_FAULT_HEAD, verify->number + 1);
    }
    return error;
  }
  return error == ERROR_OK ? fail(verify, AUDIT_FAULT_HEAD, verify->number + 1) : error;
}

/* The end of the chain of older rows is what another chain must cover. */
static void find_cover(struct verify *verify, const struct trail *trail) {
  for (size_t i = 0; i < trail->head_count; i++) {
    const struct store_audit_head *head = &trail->heads[i];
    if (view_is(head->chain, AUDIT_CHAIN_BEFORE) && head->hash.length == SHA256_BYTES) {
      struct sha256 hash;
      memcpy(hash.bytes, head->hash.data, SHA256_BYTES);
      verify->cover_detail = rules_audit_cover(head->number, &hash, &verify->cover).detail;
    }
  }
}

static enum error check_all(struct verify *verify, const struct trail *trail) {
  enum error error = ERROR_OK;
  find_cover(verify, trail);
  for (size_t i = 0; error == ERROR_OK && i < trail->head_count; i++) {
    error = check_chain(verify, trail, &trail->heads[i]);
    if (error == ERROR_OK) {
      error = check_head(verify);
    }
    verify->result->chains++;
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (verify->cover_detail.length > 0 && !verify->covered && verify->result->absent == 0) {
    verify->chain = view_of(AUDIT_CHAIN_BEFORE);
    return fail(verify, AUDIT_FAULT_COVER, 1);
  }
  if (verify->settings->has_anchor && !verify->anchor_met) {
    verify->chain = view_of("");
    return fail(verify, AUDIT_FAULT_ANCHOR, 0);
  }
  return ERROR_OK;
}

static enum error run_once(const struct audit_verify_settings *settings, struct arena *arena,
                           struct audit_verify_result *ret_result, size_t *ret_segments) {
  struct audit_verify_result result = {.fault = AUDIT_FAULT_NONE};
  struct verify verify = {.settings = settings, .result = &result, .arena = arena};
  struct trail trail = {NULL, 0, NULL, 0};
  struct store *store = settings->store;
  enum error error = store->audit_segments(store, arena, &trail.segments, &trail.segment_count);
  if (error == ERROR_OK) {
    error = store->audit_heads(store, arena, &trail.heads, &trail.head_count);
  }
  if (error == ERROR_OK) {
    error = check_all(&verify, &trail);
  }
  *ret_segments = trail.segment_count;
  *ret_result = result;
  return result.fault != AUDIT_FAULT_NONE ? ERROR_OK : error;
}

/* What is archived meanwhile looks as if it were missing: then it is looked at again. */
enum error audit_verify_run(const struct audit_verify_settings *settings, struct arena *arena,
                            struct audit_verify_result *ret_result) {
  struct audit_verify_result result;
  size_t before = 0;
  size_t after = 0;
  enum error error = ERROR_OK;
  for (int i = 0; i < TRIES; i++) {
    struct store_audit_segment *segments = NULL;
    error = run_once(settings, arena, &result, &before);
    if (error != ERROR_OK || result.fault == AUDIT_FAULT_NONE) {
      break;
    }
    error = settings->store->audit_segments(settings->store, arena, &segments, &after);
    if (error != ERROR_OK || after == before) {
      break;
    }
  }
  if (error == ERROR_OK) {
    *ret_result = result;
  }
  return error;
}

const char *audit_verify_text(enum audit_fault fault, bool japanese) {
  static const char *const texts[][2] = {
#define AUDIT_FAULT_TEXT(name, english, japanese) {english, japanese},
      AUDIT_FAULTS(AUDIT_FAULT_TEXT)
#undef AUDIT_FAULT_TEXT
  };
  return texts[fault][japanese ? 1 : 0];
}
