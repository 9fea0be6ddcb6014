#include "server/auto_register.h"

#include "handlers/clinical_register.h"
#include "server/base/log.h"
#include "server/base/steady_wait.h"
#include "server/limits.h"
#include "server/orca/orca_gate.h"
#include "server/orca/orca_visit.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#define PATIENT_BYTES 24u
#define DATE_BYTES 10u
#define MINUTES_OF_DAY 1440
#define JAPAN_MINUTES 540
#define MINUTE_MS 60000
/* How often the clock is looked at while nothing happens. */
#define TICK_US 10000000
/* A neighbour that did not answer is asked again after this, so many times. */
#define AGAIN_US 300000000
#define ATTEMPTS 12u
/* ORCA and the disk have so long for one patient. */
#define PATIENT_US 120000000

enum outcome { OUTCOME_ACCEPTED, OUTCOME_REFUSED, OUTCOME_FAILED, OUTCOME_COUNT };
static const char *const outcome_names[OUTCOME_COUNT] = {"accepted", "refused", "failed"};

struct waiting {
  char patient[PATIENT_BYTES];
  bool settled[CLINICAL_REGISTER_KINDS]; /* accepted or refused: not done again */
  unsigned attempts;
  int64_t due_us;
};

struct auto_register {
  struct auto_register_settings settings;
  const struct services *services;
  pthread_t thread;
  bool started;
  pthread_mutex_t mutex; /* of what follows */
  pthread_cond_t changed;
  bool stopping;
  struct waiting waiting[LIMIT_AUTO_REGISTER_WAITING];
  size_t waiting_count;
  char done[LIMIT_AUTO_REGISTER_WAITING][PATIENT_BYTES]; /* registered on done_day */
  size_t done_count;
  uint32_t done_day;
  uint32_t collected_day; /* clock_day of the last day whose patients were collected */
  int64_t collect_due_us; /* the day is not tried before */
  _Atomic uint64_t outcomes[OUTCOME_COUNT];
};

static bool two_digits(struct view text, size_t from, int maximum, int *ret_number) {
  uint64_t number;
  if (!view_to_unsigned(view_part(text, from, 2), (uint64_t)maximum, &number)) {
    return false;
  }
  *ret_number = (int)number;
  return true;
}

bool auto_register_time(struct view text, int *ret_minute) {
  int hour;
  int minute;
  if (text.length != 5 || text.data[2] != ':' || !two_digits(text, 0, 23, &hour) ||
      !two_digits(text, 3, 59, &minute)) {
    return false;
  }
  *ret_minute = hour * 60 + minute;
  return true;
}

/* ---- who waits --------------------------------------------------------------------------------
 */
static bool is_waiting(const struct auto_register *self, struct view patient) {
  for (size_t i = 0; i < self->waiting_count; i++) {
    if (view_is(patient, self->waiting[i].patient)) {
      return true;
    }
  }
  return false;
}

/* With the mutex held. */
static void remember_done(struct auto_register *self, const char *patient) {
  uint32_t day = clock_day(clock_now_ms(self->services->clock));
  if (self->done_day != day) {
    self->done_day = day;
    self->done_count = 0;
  }
  if (self->done_count < LIMIT_AUTO_REGISTER_WAITING) {
    memcpy(self->done[self->done_count++], patient, PATIENT_BYTES);
  }
}

static bool is_done(const struct auto_register *self, struct view patient, uint32_t day) {
  for (size_t i = 0; i < self->done_count && self->done_day == day; i++) {
    if (view_is(patient, self->done[i])) {
      return true;
    }
  }
  return false;
}

/* With the mutex held. */
static void add(struct auto_register *self, const struct waiting *row) {
  if (is_waiting(self, view_of(row->patient))) {
    return;
  }
  if (self->waiting_count == LIMIT_AUTO_REGISTER_WAITING) {
    log_write(LOG_LEVEL_ERROR, "auto-register-full", NULL, 0);
    return;
  }
  self->waiting[self->waiting_count++] = *row;
}

/* With the mutex held. */
static void add_patient(struct auto_register *self, struct view patient) {
  struct waiting row = {.attempts = 0};
  if (patient.length == 0 || patient.length >= PATIENT_BYTES) {
    return;
  }
  memcpy(row.patient, patient.data, patient.length);
  add(self, &row);
}

/* The first that is due, taken out. With the mutex held. */
static bool take(struct auto_register *self, struct waiting *ret_row) {
  int64_t now_us = clock_monotonic_us(self->services->clock);
  for (size_t i = 0; i < self->waiting_count; i++) {
    if (self->waiting[i].due_us <= now_us) {
      *ret_row = self->waiting[i];
      self->waiting_count--;
      memmove(&self->waiting[i], &self->waiting[i + 1],
              (self->waiting_count - i) * sizeof self->waiting[0]);
      return true;
    }
  }
  return false;
}

void auto_register_event(void *context, const struct orca_event *event) {
  struct auto_register *self = context;
  if (self == NULL || !self->settings.on_account || !view_is(event->name, "patient_account")) {
    return;
  }
  pthread_mutex_lock(&self->mutex);
  add_patient(self, event->patient);
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->mutex);
}

/* ---- one patient ------------------------------------------------------------------------------
 */
static enum outcome outcome_of(int status) {
  if (status < 300) {
    return OUTCOME_ACCEPTED;
  }
  return status < 500 && status != 429 ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

static void log_outcome(const char *kind, int status) {
  const struct log_field fields[] = {LOG_TEXT("kind", view_of(kind)),
                                     LOG_INTEGER("status", status)};
  log_write(status < 300 ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "auto-register", fields,
            sizeof fields / sizeof fields[0]);
}

/* True when no kind has to be tried again. */
static bool register_kinds(struct auto_register *self, const struct request *request,
                           struct waiting *row, struct dispatch *dispatch) {
  bool settled = true;
  for (size_t i = 0; i < CLINICAL_REGISTER_KINDS; i++) {
    if (row->settled[i]) {
      continue;
    }
    const char *kind = clinical_register_kind_name(i);
    clinical_register_kind(request, kind, dispatch);
    enum outcome outcome = outcome_of(dispatch->status);
    log_outcome(kind, dispatch->status);
    atomic_fetch_add(&self->outcomes[outcome], 1);
    row->settled[i] = outcome != OUTCOME_FAILED;
    settled = settled && row->settled[i];
  }
  return settled;
}

static bool register_patient(struct auto_register *self, struct waiting *row) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct dispatch *dispatch = arena == NULL ? NULL : arena_alloc(arena, sizeof *dispatch);
  bool settled = false;
  if (dispatch != NULL) {
    const struct request request = {
        .arena = arena,
        .services = self->services,
        .base_url = self->services->base_url,
        .path_parameters = {view_of(row->patient)},
        .deadline_us = clock_monotonic_us(self->services->clock) + PATIENT_US,
    };
    settled = register_kinds(self, &request, row, dispatch);
  }
  arena_free(arena);
  return settled;
}

/* ---- all patients of a day --------------------------------------------------------------------
 */
/* With the mutex held. */
static bool is_day_due(const struct auto_register *self) {
  int64_t now_ms = clock_now_ms(self->services->clock);
  int minute = (int)((now_ms / MINUTE_MS + JAPAN_MINUTES) % MINUTES_OF_DAY);
  return self->settings.at_minute != AUTO_REGISTER_NEVER && minute >= self->settings.at_minute &&
         clock_day(now_ms) != self->collected_day &&
         clock_monotonic_us(self->services->clock) >= self->collect_due_us;
}

static enum error visits_of_today(struct auto_register *self, struct arena *arena, int64_t now_ms,
                                  struct orca_visit_list *ret_visits) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(now_ms, now);
  struct orca_session session = {
      .orca = self->services->orca,
      .arena = arena,
      .fresh = true,
      .deadline_us = clock_monotonic_us(self->services->clock) + PATIENT_US,
  };
  return orca_visit_list_day(&session, arena_copy(arena, view_part(view_of(now), 0, DATE_BYTES)),
                             ret_visits);
}

static void log_day(enum error error, size_t visits) {
  const struct log_field fields[] = {
      LOG_TEXT("result", view_of(error == ERROR_OK ? "collected" : error_english(error))),
      LOG_INTEGER("visits", (int64_t)visits)};
  log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "auto-register-day", fields,
            sizeof fields / sizeof fields[0]);
}

static void collect_day(struct auto_register *self) {
  int64_t now_ms = clock_now_ms(self->services->clock);
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct orca_visit_list visits = {.count = 0};
  enum error error = arena == NULL ? ERROR_MEMORY : visits_of_today(self, arena, now_ms, &visits);
  log_day(error, visits.count);
  pthread_mutex_lock(&self->mutex);
  for (size_t i = 0; i < visits.count && error == ERROR_OK; i++) {
    struct view patient = visits.visits[i].patient_id;
    if (!is_done(self, patient, clock_day(now_ms))) {
      add_patient(self, patient);
    }
  }
  self->collected_day = error == ERROR_OK ? clock_day(now_ms) : self->collected_day;
  self->collect_due_us =
      clock_monotonic_us(self->services->clock) + (error == ERROR_OK ? 0 : AGAIN_US);
  pthread_mutex_unlock(&self->mutex);
  arena_free(arena);
}

/* ---- the thread -------------------------------------------------------------------------------
 */
static void work(struct auto_register *self, struct waiting *row) {
  bool settled = register_patient(self, row);
  pthread_mutex_lock(&self->mutex);
  if (settled) {
    remember_done(self, row->patient);
  } else if (++row->attempts < ATTEMPTS) {
    row->due_us = clock_monotonic_us(self->services->clock) + AGAIN_US;
    add(self, row);
  }
  pthread_mutex_unlock(&self->mutex);
}

static void *run(void *context) {
  struct auto_register *self = context;
  struct waiting row;
  pthread_mutex_lock(&self->mutex);
  while (!self->stopping) {
    bool has_patient = take(self, &row);
    if (!has_patient && !is_day_due(self)) {
      struct timespec until = steady_until(TICK_US);
      (void)pthread_cond_timedwait(&self->changed, &self->mutex, &until);
      continue;
    }
    pthread_mutex_unlock(&self->mutex);
    if (has_patient) {
      work(self, &row);
    } else {
      collect_day(self);
    }
    pthread_mutex_lock(&self->mutex);
  }
  pthread_mutex_unlock(&self->mutex);
  return NULL;
}

enum error auto_register_open(const struct auto_register_settings *settings,
                              const struct services *services,
                              struct auto_register **ret_register) {
  struct auto_register *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->settings = *settings;
  self->services = services;
  pthread_mutex_init(&self->mutex, NULL);
  steady_condition_init(&self->changed);
  *ret_register = self;
  return ERROR_OK;
}

enum error auto_register_start(struct auto_register *self) {
  if (self == NULL) {
    return ERROR_OK;
  }
  self->started = pthread_create(&self->thread, NULL, run, self) == 0;
  return self->started ? ERROR_OK : ERROR_INTERNAL;
}

void auto_register_stop(struct auto_register *self) {
  if (self == NULL) {
    return;
  }
  pthread_mutex_lock(&self->mutex);
  self->stopping = true;
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->mutex);
  if (self->started) {
    pthread_join(self->thread, NULL);
  }
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->mutex);
  free(self);
}

void auto_register_metrics(void *context, struct buffer *buffer) {
  struct auto_register *self = context;
  buffer_append_string(buffer, "# HELP fhir_facade_auto_register_total Bundles of the automatic "
                               "registration by what came of them.\n"
                               "# TYPE fhir_facade_auto_register_total counter\n");
  for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
    buffer_append_format(buffer, "fhir_facade_auto_register_total{result=\"%s\"} %" PRIu64 "\n",
                         outcome_names[i], atomic_load(&self->outcomes[i]));
  }
  pthread_mutex_lock(&self->mutex);
  size_t waiting = self->waiting_count;
  pthread_mutex_unlock(&self->mutex);
  buffer_append_format(buffer,
                       "# TYPE fhir_facade_auto_register_waiting gauge\n"
                       "fhir_facade_auto_register_waiting %zu\n",
                       waiting);
}
