#include "server/store/audit_archive.h"

#include "server/limits.h"
#include "server/store/audit_chain.h"
#include "server/store/audit_line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DAY_MS 86400000
#define DAYS_IN_MONTHS 100u
#define ROWS_AT_ONCE 500u

/* One segment while its file is written. */
struct work {
  const struct audit_archive_settings *settings;
  const struct store_audit_head *head;
  struct arena *arena; /* of the segment's texts */
  uint32_t month;      /* 202611 */
  gzFile file;
  char path[PATH_MAX];
  char temporary[PATH_MAX];
  struct store_audit_segment segment;
  bool ended; /* a row of a later month was met */
};

static uint32_t month_of(int64_t ms) {
  return clock_day(ms) / DAYS_IN_MONTHS;
}

static bool flush_path(const char *path, int flags) {
  int file = open(path, flags | O_CLOEXEC);
  bool flushed = file >= 0 && fsync(file) == 0;
  if (file >= 0) {
    close(file);
  }
  return flushed;
}

static enum error open_file(struct work *work) {
  const char *folder = work->settings->folder;
  struct store_audit_segment *segment = &work->segment;
  segment->file = arena_format(work->arena, "%04u-%02u-%.*s-%lld.jsonl.gz",
                               work->month / DAYS_IN_MONTHS, work->month % DAYS_IN_MONTHS,
                               VIEW_ARGUMENTS(segment->chain), (long long)segment->first);
  if (segment->file.data == NULL) {
    return ERROR_MEMORY;
  }
  if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
      snprintf(work->path, sizeof work->path, "%s/%s", folder, segment->file.data) >=
          (int)sizeof work->path ||
      snprintf(work->temporary, sizeof work->temporary, "%s/%s.tmp", folder, segment->file.data) >=
          (int)sizeof work->temporary) {
    return ERROR_FILE;
  }
  int file = open(work->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  work->file = file < 0 ? NULL : gzdopen(file, "wb");
  if (file >= 0 && work->file == NULL) {
    close(file);
  }
  return work->file == NULL ? ERROR_FILE : ERROR_OK;
}

/* The file gets its name when it is whole and on disk. */
static enum error keep_file(struct work *work) {
  bool closed = gzclose(work->file) == Z_OK;
  work->file = NULL;
  return closed && flush_path(work->temporary, O_RDONLY) &&
                 rename(work->temporary, work->path) == 0 &&
                 flush_path(work->settings->folder, O_RDONLY | O_DIRECTORY)
             ? ERROR_OK
             : ERROR_FILE;
}

static enum error write_row(struct work *work, const struct store_audit_row *row,
                            struct arena *scratch) {
  struct buffer buffer = buffer_make(scratch, LIMIT_AUDIT_LINE_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  audit_line_write(&writer, row);
  enum error error = json_writer_end(&writer);
  buffer_append_byte(&buffer, '\n');
  struct view line = buffer_view(&buffer);
  if (error != ERROR_OK) {
    return error;
  }
  if (gzwrite(work->file, line.data, (unsigned)line.length) != (int)line.length) {
    return ERROR_FILE;
  }
  work->segment.last = row->number;
  work->segment.hash = arena_copy(work->arena, row->hash);
  return work->segment.hash.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* The first row tells the month; *ret_due is false when that one has to stay. */
static enum error begin(struct work *work, const struct store_audit_row *first, bool *ret_due) {
  const struct audit_archive_settings *settings = work->settings;
  int64_t oldest = settings->now_ms - (int64_t)settings->keep_days * DAY_MS;
  work->month = month_of(first->at_ms);
  *ret_due = work->month < month_of(oldest);
  return *ret_due ? open_file(work) : ERROR_OK;
}

static enum error take_page(struct work *work, struct arena *scratch, bool *ret_more) {
  const struct store_audit_walk walk = {work->segment.chain, work->segment.last + 1, ROWS_AT_ONCE};
  struct store_audit_page page;
  bool due = true;
  enum error error =
      work->settings->store->audit_walk(work->settings->store, &walk, scratch, &page);
  for (size_t i = 0; error == ERROR_OK && due && !work->ended && i < page.count; i++) {
    const struct store_audit_row *row = &page.rows[i];
    struct arena_mark mark = arena_mark(scratch);
    if (work->file == NULL) {
      error = begin(work, row, &due);
    }
    work->ended = work->file != NULL && month_of(row->at_ms) > work->month;
    if (error == ERROR_OK && due && !work->ended) {
      error = write_row(work, row, scratch);
    }
    arena_back(scratch, mark);
  }
  *ret_more = error == ERROR_OK && due && !work->ended && page.count == ROWS_AT_ONCE;
  return error;
}

static enum error take_month(struct work *work) {
  bool more = true;
  enum error error = ERROR_OK;
  while (error == ERROR_OK && more) {
    struct arena *scratch = arena_new(LIMIT_AUDIT_PAGE_BYTES);
    error = scratch == NULL ? ERROR_MEMORY : take_page(work, scratch, &more);
    arena_free(scratch);
  }
  return error;
}

static enum error archive_month(struct work *work, bool *ret_done) {
  struct store *store = work->settings->store;
  enum error error = take_month(work);
  *ret_done = work->file != NULL;
  if (work->file == NULL) {
    return error;
  }
  if (error == ERROR_OK) {
    error = keep_file(work);
  } else {
    (void)gzclose(work->file);
  }
  if (error == ERROR_OK) {
    error = store->audit_archive(store, &work->segment);
  }
  if (error != ERROR_OK) {
    unlink(work->temporary);
  }
  return error;
}

/* Where the chain goes on behind its archived rows. */
static void find_begin(struct work *work, const struct store_audit_segment *segments,
                       size_t count) {
  work->segment = (struct store_audit_segment){.chain = work->head->chain, .first = 1};
  for (size_t i = 0; i < count; i++) {
    if (view_equal(segments[i].chain, work->head->chain) &&
        segments[i].last >= work->segment.first) {
      work->segment.first = segments[i].last + 1;
      work->segment.before = segments[i].hash;
    }
  }
  work->segment.last = work->segment.first - 1;
}

static enum error archive_chain(const struct audit_archive_settings *settings,
                                const struct store_audit_head *head, struct arena *arena,
                                uint32_t *count) {
  bool done = true;
  enum error error = ERROR_OK;
  while (error == ERROR_OK && done) {
    struct store_audit_segment *segments = NULL;
    size_t segment_count = 0;
    struct work work = {.settings = settings, .head = head, .arena = arena};
    error = settings->store->audit_segments(settings->store, arena, &segments, &segment_count);
    if (error == ERROR_OK) {
      find_begin(&work, segments, segment_count);
      error = archive_month(&work, &done);
    }
    *count += error == ERROR_OK && done;
  }
  return error;
}

enum error audit_archive_run(const struct audit_archive_settings *settings,
                             uint32_t *ret_segments) {
  struct arena *arena = arena_new(LIMIT_AUDIT_PAGE_BYTES);
  struct store_audit_head *heads = NULL;
  size_t count = 0;
  uint32_t segments = 0;
  enum error error = arena == NULL
                         ? ERROR_MEMORY
                         : settings->store->audit_heads(settings->store, arena, &heads, &count);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    error = archive_chain(settings, &heads[i], arena, &segments);
  }
  arena_free(arena);
  *ret_segments = segments;
  return error;
}

static enum error visit_line(const char *line, audit_archive_visitor *visit, void *context) {
  struct arena *arena = arena_new_small(LIMIT_AUDIT_LINE_BYTES * (size_t)4);
  struct store_audit_row row;
  enum error error =
      arena == NULL ? ERROR_MEMORY : audit_line_read(arena, view_trim(view_of(line)), &row);
  if (error == ERROR_OK) {
    error = visit(context, &row);
  } else if (error == ERROR_SYNTAX) {
    error = ERROR_FILE;
  }
  arena_free(arena);
  return error;
}

enum error audit_archive_read(const char *path, audit_archive_visitor *visit, void *context) {
  struct arena *arena = arena_new((size_t)2 * LIMIT_AUDIT_LINE_BYTES);
  char *line = arena == NULL ? NULL : arena_bytes(arena, LIMIT_AUDIT_LINE_BYTES);
  gzFile file = line == NULL ? NULL : gzopen(path, "rb");
  enum error error = line == NULL ? ERROR_MEMORY : file == NULL ? ERROR_FILE : ERROR_OK;
  while (error == ERROR_OK && gzgets(file, line, (int)LIMIT_AUDIT_LINE_BYTES) != NULL) {
    error = visit_line(line, visit, context);
  }
  if (file != NULL) {
    int code = Z_OK;
    (void)gzerror(file, &code);
    bool whole = code == Z_OK || code == Z_STREAM_END;
    error = error == ERROR_OK && !whole ? ERROR_FILE : error;
    (void)gzclose(file);
  }
  arena_free(arena);
  return error;
}
