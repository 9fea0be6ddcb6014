#include "server/orca/orca_watch.h"

#include "server/base/log.h"
#include "server/orca/orca_department.h"
#include "server/orca/orca_gate.h"

#include <stdlib.h>

/* Between questions that were not answered. */
#define FIRST_WAIT_US 5000000
#define LONGEST_WAIT_US 60000000
#define ARENA_BYTES 4194304u
#define DETAIL_BYTES 128u

struct orca_watch {
  struct orca *orca;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool stopping;
  enum orca_front front;
  char detail[DETAIL_BYTES];
};

static enum error make_news(struct arena *arena, const struct orca_watch *watch,
                            struct orca_watch_news *ret_news) {
  struct issue issue = {.message = orca_front_get(watch->front)};
  issue.arguments[0] = view_of(orca_settings(watch->orca)->base_url);
  issue.arguments[1] = view_of(watch->detail);
  struct orca_watch_news news = {watch->front, issue_text(&issue, LANGUAGE_ENGLISH, arena),
                                 issue_text(&issue, LANGUAGE_JAPANESE, arena)};
  if (news.english.data == NULL || news.japanese.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_news = news;
  return ERROR_OK;
}

enum error orca_watch_news(struct orca_watch *watch, struct arena *arena,
                           struct orca_watch_news *ret_news) {
  pthread_mutex_lock(&watch->mutex);
  enum error error = make_news(arena, watch, ret_news);
  pthread_mutex_unlock(&watch->mutex);
  return error;
}

static struct view detail_of(struct arena *arena, enum orca_front front,
                             const struct orca_settings *settings,
                             const struct orca_trouble *trouble) {
  if (front == ORCA_FRONT_ANSWERS) {
    return view_of(orca_front_kind_name(orca_front_kind(settings)));
  }
  if (trouble->http_status != 0) {
    return arena_format(arena, "%ld", trouble->http_status);
  }
  return view_of(trouble->text);
}

static void log_news(const struct orca_watch_news *news) {
  const struct log_field fields[] = {
      LOG_TEXT("front", view_of(orca_front_get(news->front)->id)),
      LOG_TEXT("english", news->english),
      LOG_TEXT("japanese", news->japanese),
  };
  bool good = news->front == ORCA_FRONT_ANSWERS;
  log_write(good ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "orca-front", fields,
            sizeof(fields) / sizeof(fields[0]));
}

/* Remembers, and says it once. */
static void remember(struct orca_watch *watch, struct arena *arena, enum orca_front front,
                     struct view detail) {
  struct orca_watch_news news;
  pthread_mutex_lock(&watch->mutex);
  bool is_new = watch->front != front || !view_is(detail, watch->detail);
  struct view kept = view_part(detail, 0, DETAIL_BYTES - 1);
  watch->front = front;
  memset(watch->detail, 0, sizeof(watch->detail));
  if (kept.length != 0) {
    memcpy(watch->detail, kept.data, kept.length);
  }
  enum error error = make_news(arena, watch, &news);
  pthread_mutex_unlock(&watch->mutex);
  if (is_new && error == ERROR_OK) {
    log_news(&news);
  }
}

/* The list of departments: every ORCA has it, no patient is concerned, it is kept for hours. */
static enum orca_front ask(struct orca_watch *watch, struct arena *arena) {
  const struct orca_settings *settings = orca_settings(watch->orca);
  struct orca_department_list list;
  struct orca_session session = {.orca = watch->orca,
                                 .arena = arena,
                                 .deadline_us = clock_monotonic_us(settings->clock) +
                                                (int64_t)settings->timeout_ms * 1000};
  enum error error = orca_department_list(&session, &list);
  enum orca_front front = orca_front_judge(settings, error, &session.trouble);
  remember(watch, arena, front, detail_of(arena, front, settings, &session.trouble));
  return front;
}

/* True when the time is over, false when the watch is stopped. */
static bool wait_a_while(struct orca_watch *watch, int64_t wait_us) {
  struct timespec until = orca_gate_until(wait_us);
  int wait_result = 0;
  pthread_mutex_lock(&watch->mutex);
  while (!watch->stopping && wait_result == 0) {
    wait_result = pthread_cond_timedwait(&watch->changed, &watch->mutex, &until);
  }
  bool stopping = watch->stopping;
  pthread_mutex_unlock(&watch->mutex);
  return !stopping;
}

static void *run(void *context) {
  struct orca_watch *watch = context;
  enum orca_front front = ORCA_FRONT_UNKNOWN;
  int64_t wait_us = FIRST_WAIT_US;
  do {
    struct arena *arena = arena_new(ARENA_BYTES);
    if (arena != NULL) {
      front = ask(watch, arena);
    }
    arena_free(arena);
    if (front == ORCA_FRONT_ANSWERS || !wait_a_while(watch, wait_us)) {
      break;
    }
    wait_us = wait_us * 2 < LONGEST_WAIT_US ? wait_us * 2 : LONGEST_WAIT_US;
  } while (true);
  return NULL;
}

enum error orca_watch_start(struct orca *orca, struct orca_watch **ret_watch) {
  struct orca_watch *watch = calloc(1, sizeof(*watch));
  if (watch == NULL) {
    return ERROR_MEMORY;
  }
  watch->orca = orca;
  pthread_mutex_init(&watch->mutex, NULL);
  orca_gate_condition_init(&watch->changed);
  if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->mutex);
    free(watch);
    return ERROR_INTERNAL;
  }
  *ret_watch = watch;
  return ERROR_OK;
}

void orca_watch_stop(struct orca_watch *watch) {
  if (watch == NULL) {
    return;
  }
  pthread_mutex_lock(&watch->mutex);
  watch->stopping = true;
  pthread_cond_broadcast(&watch->changed);
  pthread_mutex_unlock(&watch->mutex);
  pthread_join(watch->thread, NULL);
  pthread_cond_destroy(&watch->changed);
  pthread_mutex_destroy(&watch->mutex);
  free(watch);
}
