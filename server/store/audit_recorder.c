#include "server/store/audit_recorder.h"

#include "server/base/log.h"
#include "server/limits.h"
#include "server/store/audit_archive.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Rows wait at most so long, and go together with those that come meanwhile. */
#define BATCH_MS 50
/* How often the clocks are compared. */
#define TICK_MS 1000
#define BATCH_ROWS 512u
/* A wall clock that is off by more since the last look was set, not slewed. */
#define JUMP_MS 5000
#define ARCHIVE_EVERY_US (3600 * (int64_t)1000000)
#define DETAIL_BYTES 64u
#define TEXTS 10u

/* A row with its texts behind it, in one block. */
struct item {
  struct item *next;
  struct store_audit row;
  char bytes[];
};

struct audit_recorder {
  struct audit_recorder_settings settings;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  struct item *first;
  struct item *last;
  uint32_t waiting;
  bool stopping;
  uint64_t written;         /* rows of batches */
  _Atomic uint64_t counted; /* of the fast interactions: without the mutex */
  _Atomic uint64_t lost;
  uint64_t lost_told;
  _Atomic uint64_t refused;
  uint64_t archived;        /* segments */
  int64_t offset_ms;        /* wall clock minus steady clock at the last look; the thread's */
  enum clock_source source; /* at the last look; the thread's */
  int64_t archive_us;
  struct store_audit batch[BATCH_ROWS]; /* the thread's */
};

static void list_texts(struct store_audit *row, struct view *texts[TEXTS]) {
  struct view *const all[TEXTS] = {&row->action, &row->request_id, &row->subject, &row->detail,
                                   &row->verb,   &row->client,     &row->address, &row->route,
                                   &row->type,   &row->patients};
  memcpy(texts, all, sizeof all);
}

static struct item *copy_item(const struct store_audit *row) {
  struct store_audit copy = *row;
  struct view *texts[TEXTS];
  size_t size = 0;
  list_texts(&copy, texts);
  for (size_t i = 0; i < TEXTS; i++) {
    size += texts[i]->length;
  }
  struct item *item = malloc(sizeof *item + size);
  if (item == NULL) {
    return NULL;
  }
  char *at = item->bytes;
  for (size_t i = 0; i < TEXTS; i++) {
    if (texts[i]->length > 0) {
      memcpy(at, texts[i]->data, texts[i]->length);
    }
    texts[i]->data = at;
    at += texts[i]->length;
  }
  copy.unmapped = NULL;
  copy.unmapped_count = 0;
  item->row = copy;
  item->next = NULL;
  return item;
}

enum error audit_recorder_add(struct audit_recorder *recorder, const struct store_audit *row) {
  struct item *item = copy_item(row);
  if (item == NULL) {
    return ERROR_MEMORY;
  }
  pthread_mutex_lock(&recorder->mutex);
  bool full = recorder->waiting >= LIMIT_AUDIT_WAITING || recorder->stopping;
  if (!full) {
    if (recorder->last != NULL) {
      recorder->last->next = item;
    } else {
      recorder->first = item;
    }
    recorder->last = item;
    recorder->waiting++;
    pthread_cond_signal(&recorder->changed);
  }
  pthread_mutex_unlock(&recorder->mutex);
  if (full) {
    free(item);
  }
  return full ? ERROR_BUSY : ERROR_OK;
}

void audit_recorder_count(struct audit_recorder *recorder, bool lost) {
  atomic_fetch_add_explicit(lost ? &recorder->lost : &recorder->counted, 1, memory_order_relaxed);
}

void audit_recorder_refused(struct audit_recorder *recorder) {
  atomic_fetch_add_explicit(&recorder->refused, 1, memory_order_relaxed);
}

/* ---- the thread ---------------------------------------------------------------------------------
 */
static void log_failure(const char *event, enum error error) {
  log_write(LOG_LEVEL_ERROR, event,
            (struct log_field[]){LOG_TEXT("error", view_of(error_name(error)))}, 1);
}

/* The rows stay in the list until they are on disk. False: they are still there. */
static bool write_batch(struct audit_recorder *recorder, struct item *first, size_t count) {
  struct item *item = first;
  for (size_t i = 0; i < count; i++) {
    recorder->batch[i] = item->row;
    item = item->next;
  }
  struct store *store = recorder->settings.store;
  enum error error = store->audit_many(store, recorder->batch, count);
  if (error != ERROR_OK) {
    log_failure("audit-batch-failed", error);
    return false;
  }
  pthread_mutex_lock(&recorder->mutex);
  for (size_t i = 0; i < count; i++) {
    struct item *done = recorder->first;
    recorder->first = done->next;
    free(done);
  }
  if (recorder->first == NULL) {
    recorder->last = NULL;
  }
  recorder->waiting -= (uint32_t)count;
  recorder->written += count;
  pthread_mutex_unlock(&recorder->mutex);
  return true;
}

/* False when the store does not take them. */
static bool write_waiting(struct audit_recorder *recorder) {
  for (;;) {
    pthread_mutex_lock(&recorder->mutex);
    size_t count = recorder->waiting < BATCH_ROWS ? recorder->waiting : BATCH_ROWS;
    struct item *first = recorder->first;
    pthread_mutex_unlock(&recorder->mutex);
    if (count == 0) {
      return true;
    }
    if (!write_batch(recorder, first, count)) {
      return false;
    }
  }
}

static bool note(struct audit_recorder *recorder, const char *action, const char *detail) {
  struct store *store = recorder->settings.store;
  const struct store_audit row = {.action = view_of(action), .detail = view_of(detail)};
  enum error error = store->audit(store, &row);
  if (error != ERROR_OK) {
    log_failure("audit-failed", error);
  }
  return error == ERROR_OK;
}

static void tell_lost(struct audit_recorder *recorder) {
  char detail[DETAIL_BYTES];
  uint64_t lost = atomic_load(&recorder->lost);
  snprintf(detail, sizeof detail, "%" PRIu64, lost - recorder->lost_told);
  if (lost > recorder->lost_told && note(recorder, "audit-lost", detail)) {
    recorder->lost_told = lost;
  }
}

static int64_t offset_of(const struct audit_recorder *recorder) {
  const struct clock *clock = recorder->settings.clock;
  return clock_now_ms(clock) - clock_monotonic_us(clock) / 1000;
}

static void compare_clocks(struct audit_recorder *recorder) {
  char detail[DETAIL_BYTES];
  int64_t offset_ms = offset_of(recorder);
  int64_t jump_ms = offset_ms - recorder->offset_ms;
  snprintf(detail, sizeof detail, "%+" PRId64 " ms", jump_ms);
  bool jumped = jump_ms > JUMP_MS || jump_ms < -JUMP_MS;
  if (!jumped || note(recorder, "clock-jump", detail)) {
    recorder->offset_ms = offset_ms;
  }
}

/* What becomes unknown is no news: it is only that nobody may ask. */
static void check_source(struct audit_recorder *recorder) {
  static const char *const actions[] = {
      [CLOCK_SOURCE_SYNCHRONIZED] = "clock-synchronized", [CLOCK_SOURCE_FREE] = "clock-free"};
  enum clock_source source = clock_source_get(recorder->settings.clock);
  if (source != CLOCK_SOURCE_UNKNOWN && source != recorder->source &&
      note(recorder, actions[source], clock_source_name(recorder->source))) {
    recorder->source = source;
  }
}

static void archive(struct audit_recorder *recorder) {
  const struct audit_recorder_settings *settings = &recorder->settings;
  int64_t now_us = clock_monotonic_us(settings->clock);
  if (settings->keep_days == 0 || now_us < recorder->archive_us) {
    return;
  }
  const struct audit_archive_settings wanted = {settings->store, settings->folder,
                                                clock_now_ms(settings->clock), settings->keep_days};
  uint32_t segments = 0;
  enum error error = audit_archive_run(&wanted, &segments);
  if (error != ERROR_OK) {
    log_failure("audit-archive-failed", error);
  }
  recorder->archive_us = now_us + ARCHIVE_EVERY_US;
  pthread_mutex_lock(&recorder->mutex);
  recorder->archived += segments;
  pthread_mutex_unlock(&recorder->mutex);
}

static void wait_until(struct audit_recorder *recorder, int64_t milliseconds, bool for_rows) {
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += (time_t)(milliseconds / 1000);
  end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  if (end.tv_nsec >= 1000000000) {
    end.tv_sec++;
    end.tv_nsec -= 1000000000;
  }
  int code = 0;
  while (code == 0 && !recorder->stopping && !(for_rows && recorder->first != NULL)) {
    code = pthread_cond_timedwait(&recorder->changed, &recorder->mutex, &end);
  }
}

static void *recorder_main(void *argument) {
  struct audit_recorder *recorder = argument;
  bool written = true;
  pthread_mutex_lock(&recorder->mutex);
  while (!recorder->stopping) {
    wait_until(recorder, TICK_MS, written);
    if (recorder->first != NULL) {
      wait_until(recorder, BATCH_MS, false);
    }
    pthread_mutex_unlock(&recorder->mutex);
    written = write_waiting(recorder);
    tell_lost(recorder);
    compare_clocks(recorder);
    check_source(recorder);
    archive(recorder);
    pthread_mutex_lock(&recorder->mutex);
  }
  pthread_mutex_unlock(&recorder->mutex);
  (void)write_waiting(recorder);
  tell_lost(recorder);
  return NULL;
}

enum error audit_recorder_start(const struct audit_recorder_settings *settings,
                                struct audit_recorder **ret_recorder) {
  struct audit_recorder *recorder = calloc(1, sizeof *recorder);
  pthread_condattr_t attributes;
  if (recorder == NULL) {
    return ERROR_MEMORY;
  }
  recorder->settings = *settings;
  recorder->offset_ms = offset_of(recorder);
  recorder->source = clock_source_get(settings->clock);
  pthread_mutex_init(&recorder->mutex, NULL);
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&recorder->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  if (pthread_create(&recorder->thread, NULL, recorder_main, recorder) != 0) {
    pthread_cond_destroy(&recorder->changed);
    pthread_mutex_destroy(&recorder->mutex);
    free(recorder);
    return ERROR_MEMORY;
  }
  *ret_recorder = recorder;
  return ERROR_OK;
}

void audit_recorder_finish(struct audit_recorder *recorder) {
  pthread_mutex_lock(&recorder->mutex);
  recorder->stopping = true;
  pthread_cond_signal(&recorder->changed);
  pthread_mutex_unlock(&recorder->mutex);
  pthread_join(recorder->thread, NULL);
}

void audit_recorder_free(struct audit_recorder *recorder) {
  if (recorder == NULL) {
    return;
  }
  while (recorder->first != NULL) { /* what could not be written */
    struct item *item = recorder->first;
    recorder->first = item->next;
    free(item);
  }
  pthread_cond_destroy(&recorder->changed);
  pthread_mutex_destroy(&recorder->mutex);
  free(recorder);
}

void audit_recorder_metrics(void *context, struct buffer *buffer) {
  struct audit_recorder *recorder = context;
  pthread_mutex_lock(&recorder->mutex);
  const struct {
    const char *name;
    const char *type;
    uint64_t value;
  } rows[] = {
      {"fhir_facade_audit_batched_rows_total", "counter", recorder->written},
      {"fhir_facade_audit_counted_total", "counter", recorder->counted},
      {"fhir_facade_audit_lost_total", "counter", recorder->lost},
      {"fhir_facade_audit_refused_requests_total", "counter", recorder->refused},
      {"fhir_facade_audit_archived_segments_total", "counter", recorder->archived},
      {"fhir_facade_audit_waiting_rows", "gauge", recorder->waiting},
  };
  pthread_mutex_unlock(&recorder->mutex);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    buffer_append_format(buffer, "# TYPE %s %s\n%s %" PRIu64 "\n", rows[i].name, rows[i].type,
                         rows[i].name, rows[i].value);
  }
}
