#include "server/masters_update.h"

#include "handlers/content_base64.h"
#include "server/base/log.h"
#include "server/base/worker.h"
#include "server/limits.h"
#include "server/masters_stage.h"
#include "server/national/relay.h"
#include "server/orca/orca_gate.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#define MINUTES_OF_DAY 1440
#define JAPAN_MINUTES 540
#define MINUTE_MS 60000
/* How often the clock is looked at. */
#define TICK_US 10000000
/* What failed is tried again after this, so many times a day. */
#define AGAIN_US 300000000
#define ATTEMPTS 12u
/* The service has so long for one master. */
#define QUESTION_US 60000000

enum outcome {
  OUTCOME_CURRENT, /* nothing newer */
  OUTCOME_STAGED,
  OUTCOME_APPLIED,
  OUTCOME_REFUSED, /* what came cannot be imported, or the service refused */
  OUTCOME_FAILED,  /* no answer, no disk: tried again */
  OUTCOME_COUNT
};
static const char *const outcome_names[OUTCOME_COUNT] = {"current", "staged", "applied", "refused",
                                                         "failed"};

struct masters_update {
  struct masters_update_settings settings;
  const struct services *services;
  struct worker worker;
  /* Of the thread alone. */
  uint32_t day;                       /* clock_day of the round */
  bool settled[MASTERS_UPDATE_NAMES]; /* on that day */
  unsigned attempts;
  int64_t due_us;
  /* For the metrics. */
  _Atomic uint64_t outcomes[OUTCOME_COUNT];
  _Atomic int64_t checked_ms;
};

bool masters_update_names(struct view list, struct masters_update_settings *settings) {
  settings->name_count = 0;
  while (list.length > 0) {
    struct view name = view_trim(view_split(&list, ','));
    if (!masters_stage_is_name(name) || settings->name_count == MASTERS_UPDATE_NAMES) {
      return false;
    }
    settings->names[settings->name_count++] = name;
  }
  return settings->name_count > 0;
}

/* ---- one master --------------------------------------------------------------------------------
 */
struct check {
  const struct masters_update *update;
  struct arena *arena;
  struct issue_list *issues;
  struct view name;
  struct view version; /* held */
  struct question_answer answer;
};

static enum error ask(struct check *check) {
  const struct services *services = check->update->services;
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_MASTER_NAME] = check->name;
  values.texts[ADAPTER_PLACEHOLDER_MASTER_VERSION] = check->version;
  const struct question question = {.operation = ADAPTER_OPERATION_MASTER_CHECK,
                                    .values = &values,
                                    .arena = check->arena,
                                    .deadline_us =
                                        clock_monotonic_us(services->clock) + QUESTION_US};
  return relay_ask(services->relay, &question, check->issues, &check->answer);
}

static enum error stage(struct check *check) {
  const struct view *fields = check->answer.answer.fields;
  struct content_base64 content;
  enum error error =
      content_base64_read(check->arena, fields[ADAPTER_FIELD_CONTENT_BASE64], &content);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? ERROR_NATIONAL_ANSWER : error;
  }
  struct view file = fields[ADAPTER_FIELD_FILE_NAME];
  const struct masters_stage_download download = {.name = check->name,
                                                  .version = fields[ADAPTER_FIELD_MASTER_VERSION],
                                                  .file = file.length != 0 ? file : check->name,
                                                  .bytes = content.bytes};
  return masters_stage_put(check->arena, check->update->settings.data_dir, check->issues,
                           &download);
}

static enum outcome outcome_of(enum error error) {
  return error == ERROR_NOT_PROCESSABLE || error == ERROR_NATIONAL_REFUSED ||
                 error == ERROR_NOT_OFFERED
             ? OUTCOME_REFUSED
             : OUTCOME_FAILED;
}

static enum error run_check(struct check *check, enum outcome *ret_outcome) {
  struct masters_stage_list list;
  enum error error = masters_stage_read(check->arena, check->update->settings.data_dir, &list);
  if (error != ERROR_OK) {
    return error;
  }
  check->version = masters_stage_version(&list, check->name);
  error = ask(check);
  bool is_current =
      error == ERROR_OK && check->answer.answer.fields[ADAPTER_FIELD_CONTENT_BASE64].length == 0;
  if (error == ERROR_OK && !is_current) {
    error = stage(check);
  }
  if (error == ERROR_OK) {
    *ret_outcome = is_current ? OUTCOME_CURRENT : OUTCOME_STAGED;
  }
  return error;
}

static void log_check(const struct check *check, enum outcome outcome, enum error error) {
  struct view why = error == ERROR_OK          ? check->answer.code
                    : check->issues->count > 0 ? view_of(check->issues->issues[0].message->id)
                                               : view_of(error_name(error));
  const struct log_field fields[] = {
      LOG_TEXT("master", check->name), LOG_TEXT("result", view_of(outcome_names[outcome])),
      LOG_TEXT("version", check->answer.answer.fields[ADAPTER_FIELD_MASTER_VERSION]),
      LOG_TEXT("reason", why)};
  bool is_fault = outcome == OUTCOME_REFUSED || outcome == OUTCOME_FAILED;
  log_write(is_fault ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "masters-check", fields,
            sizeof fields / sizeof fields[0]);
}

/* True when it need not be tried again today. */
static bool check_master(struct masters_update *self, struct view name) {
  struct arena *arena = arena_new(LIMIT_IMPORT_BYTES);
  if (arena == NULL) {
    return false;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  struct check check = {.update = self, .arena = arena, .issues = &issues, .name = name};
  enum outcome outcome = OUTCOME_FAILED;
  enum error error = run_check(&check, &outcome);
  outcome = error == ERROR_OK ? outcome : outcome_of(error);
  log_check(&check, outcome, error);
  atomic_fetch_add(&self->outcomes[outcome], 1);
  arena_free(arena);
  return outcome != OUTCOME_FAILED;
}

/* What was staged on earlier days, too: the setting may be newer than they are. */
static void apply(struct masters_update *self) {
  struct arena *arena = arena_new(LIMIT_IMPORT_BYTES);
  if (arena == NULL) {
    return;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  uint32_t count = 0;
  enum error error = masters_stage_apply(arena, self->settings.data_dir, &issues, &count);
  if (error != ERROR_OK || count > 0) {
    const struct log_field fields[] = {LOG_TEXT("result", view_of(error_name(error))),
                                       LOG_INTEGER("masters", count)};
    log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "masters-apply", fields,
              sizeof fields / sizeof fields[0]);
  }
  atomic_fetch_add(&self->outcomes[OUTCOME_APPLIED], count);
  arena_free(arena);
}

/* ---- the thread --------------------------------------------------------------------------------
 */
static bool is_settled(const struct masters_update *self) {
  for (size_t i = 0; i < self->settings.name_count; i++) {
    if (!self->settled[i]) {
      return false;
    }
  }
  return true;
}

static bool is_due(struct masters_update *self) {
  int64_t now_ms = clock_now_ms(self->services->clock);
  int minute = (int)((now_ms / MINUTE_MS + JAPAN_MINUTES) % MINUTES_OF_DAY);
  if (self->day != clock_day(now_ms)) {
    self->day = clock_day(now_ms);
    self->attempts = 0;
    self->due_us = 0;
    memset(self->settled, 0, sizeof self->settled);
  }
  return minute >= self->settings.at_minute && self->attempts < ATTEMPTS && !is_settled(self) &&
         clock_monotonic_us(self->services->clock) >= self->due_us;
}

static void run_round(struct masters_update *self) {
  for (size_t i = 0; i < self->settings.name_count && !worker_is_stopping(&self->worker); i++) {
    self->settled[i] = self->settled[i] || check_master(self, self->settings.names[i]);
  }
  if (self->settings.apply && !worker_is_stopping(&self->worker)) {
    apply(self);
  }
  self->attempts++;
  self->due_us = clock_monotonic_us(self->services->clock) + AGAIN_US;
  atomic_store(&self->checked_ms, clock_now_ms(self->services->clock));
}

static void *run(void *context) {
  struct masters_update *self = context;
  while (!worker_is_stopping(&self->worker)) {
    if (is_due(self)) {
      run_round(self);
      continue;
    }
    worker_wait(&self->worker, TICK_US);
  }
  return NULL;
}

enum error masters_update_open(const struct masters_update_settings *settings,
                               const struct services *services,
                               struct masters_update **ret_update) {
  struct masters_update *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->settings = *settings;
  self->services = services;
  worker_init(&self->worker);
  *ret_update = self;
  return ERROR_OK;
}

enum error masters_update_start(struct masters_update *self) {
  return self == NULL ? ERROR_OK : worker_start(&self->worker, run, self);
}

void masters_update_stop(struct masters_update *self) {
  if (self != NULL) {
    worker_done(&self->worker);
    free(self);
  }
}

/* Read anew each time: the command line changes the list, too. */
static uint32_t count_waiting(const struct masters_update *self) {
  struct arena *arena = arena_new_small(LIMIT_CONFIG_BYTES * (size_t)8);
  struct masters_stage_list list = {NULL, 0};
  uint32_t count = 0;
  if (arena != NULL && masters_stage_read(arena, self->settings.data_dir, &list) == ERROR_OK) {
    for (size_t i = 0; i < list.count; i++) {
      count += list.rows[i].state == MASTERS_STAGE_STAGED;
    }
  }
  arena_free(arena);
  return count;
}

void masters_update_metrics(void *context, struct buffer *buffer) {
  struct masters_update *self = context;
  buffer_append_string(buffer, "# HELP fhir_facade_masters_checks_total Questions for newer "
                               "masters by what came of them; applied: masters taken into use.\n"
                               "# TYPE fhir_facade_masters_checks_total counter\n");
  for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
    buffer_append_format(buffer, "fhir_facade_masters_checks_total{result=\"%s\"} %" PRIu64 "\n",
                         outcome_names[i], atomic_load(&self->outcomes[i]));
  }
  buffer_append_format(buffer,
                       "# HELP fhir_facade_masters_staged Masters that wait to be applied.\n"
                       "# TYPE fhir_facade_masters_staged gauge\n"
                       "fhir_facade_masters_staged %u\n"
                       "# TYPE fhir_facade_masters_checked_seconds gauge\n"
                       "fhir_facade_masters_checked_seconds %" PRId64 "\n",
                       count_waiting(self), atomic_load(&self->checked_ms) / 1000);
}
