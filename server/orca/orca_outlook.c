#include "server/orca/orca_outlook.h"

#include "server/base/log.h"

void orca_outlook_init(struct orca_outlook *outlook, const struct orca_settings *settings) {
  *outlook = (struct orca_outlook){.settings = settings, .front = ORCA_FRONT_UNKNOWN};
  pthread_mutex_init(&outlook->mutex, NULL);
}

void orca_outlook_done(struct orca_outlook *outlook) {
  pthread_mutex_destroy(&outlook->mutex);
}

static enum error make_news(struct arena *arena, const struct orca_outlook *outlook,
                            struct orca_outlook_news *ret_news) {
  struct issue issue = {.message = orca_front_get(outlook->front)};
  issue.arguments[0] = view_of(outlook->settings->base_url);
  issue.arguments[1] = view_of(outlook->detail);
  struct orca_outlook_news news = {outlook->front, issue_text(&issue, LANGUAGE_ENGLISH, arena),
                                   issue_text(&issue, LANGUAGE_JAPANESE, arena)};
  if (news.english.data == NULL || news.japanese.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_news = news;
  return ERROR_OK;
}

enum error orca_outlook_get(struct orca_outlook *outlook, struct arena *arena,
                            struct orca_outlook_news *ret_news) {
  pthread_mutex_lock(&outlook->mutex);
  enum error error = make_news(arena, outlook, ret_news);
  pthread_mutex_unlock(&outlook->mutex);
  return error;
}

enum orca_front orca_outlook_front(struct orca_outlook *outlook) {
  pthread_mutex_lock(&outlook->mutex);
  enum orca_front front = outlook->front;
  pthread_mutex_unlock(&outlook->mutex);
  return front;
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

static void log_news(const struct orca_outlook_news *news) {
  const struct log_field fields[] = {
      LOG_TEXT("front", view_of(orca_front_get(news->front)->id)),
      LOG_TEXT("english", news->english),
      LOG_TEXT("japanese", news->japanese),
  };
  bool good = news->front == ORCA_FRONT_ANSWERS;
  log_write(good ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "orca-front", fields,
            sizeof(fields) / sizeof(fields[0]));
}

static void keep(struct orca_outlook *outlook, enum orca_front front, struct view detail) {
  outlook->front = front;
  memset(outlook->detail, 0, sizeof(outlook->detail));
  if (detail.length != 0) {
    memcpy(outlook->detail, detail.data, detail.length);
  }
}

/* Patients and departments are in every ORCA: without their path it is not ORCA's URL. */
static bool tells_about_path(enum orca_api_id api) {
  return api == ORCA_API_PATIENT_GET || api == ORCA_API_DEPARTMENTS;
}

void orca_outlook_note(struct orca_outlook *outlook, struct arena *arena,
                       const struct orca_outlook_event *event) {
  const struct orca_trouble *trouble = event->trouble;
  enum orca_front front = orca_front_judge(outlook->settings, event->error, trouble);
  bool is_absent = event->error != ERROR_OK && orca_trouble_is_absent(trouble);
  if (front == ORCA_FRONT_UNKNOWN || trouble->fault == ORCA_FAULT_BREAKER ||
      (is_absent && !tells_about_path(event->api))) {
    return;
  }
  struct view detail = view_part(detail_of(arena, front, outlook->settings, trouble), 0,
                                 ORCA_OUTLOOK_DETAIL_BYTES - 1);
  struct orca_outlook_news news;
  enum error error = ERROR_NOT_FOUND;
  pthread_mutex_lock(&outlook->mutex);
  if (outlook->front != front || !view_is(detail, outlook->detail)) {
    keep(outlook, front, detail);
    error = make_news(arena, outlook, &news);
  }
  pthread_mutex_unlock(&outlook->mutex);
  if (error == ERROR_OK) {
    log_news(&news);
  }
}
