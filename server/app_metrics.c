#include "server/app_metrics.h"

#include "server/base/log.h"
#include "server/http/metrics.h"
#include "server/orca/orca_push.h"

#include <inttypes.h>

static void write_oldest(struct buffer *buffer, const struct store_outbox_summary *summary) {
  int64_t age_ms =
      summary->oldest_open_ms == 0 ? 0 : clock_now_ms(clock_system()) - summary->oldest_open_ms;
  buffer_append_string(buffer, "# HELP fhir_facade_jobs_oldest_seconds Age of the oldest relay job "
                               "that is not at an end.\n"
                               "# TYPE fhir_facade_jobs_oldest_seconds gauge\n");
  buffer_append_format(buffer, "fhir_facade_jobs_oldest_seconds %" PRId64 "\n", age_ms / 1000);
}

static void write_jobs(void *context, struct buffer *buffer) {
  struct store *store = context;
  struct store_outbox_summary summary;
  if (store->outbox_summary(store, &summary) != ERROR_OK) {
    return;
  }
  buffer_append_string(buffer, "# HELP fhir_facade_jobs Relay jobs by state.\n"
                               "# TYPE fhir_facade_jobs gauge\n");
  for (unsigned i = 0; i < JOB_STATE_COUNT; i++) {
    buffer_append_format(buffer, "fhir_facade_jobs{state=\"%s\"} %" PRIu64 "\n",
                         store_job_state_name((enum job_state)i), summary.counts[i]);
  }
  write_oldest(buffer, &summary);
}

static void write_counter(struct buffer *buffer, const char *name, uint64_t value) {
  buffer_append_format(buffer, "# TYPE fhir_facade_orca_%s_total counter\n", name);
  buffer_append_format(buffer, "fhir_facade_orca_%s_total %" PRIu64 "\n", name, value);
}

static void write_orca(void *context, struct buffer *buffer) {
  struct orca_statistics statistics = orca_statistics(context);
  write_counter(buffer, "calls", statistics.calls);
  write_counter(buffer, "failures", statistics.failures);
  write_counter(buffer, "cache_hits", statistics.hits);
  write_counter(buffer, "joined", statistics.joined);
  write_counter(buffer, "repeated", statistics.repeated);
  write_counter(buffer, "refused", statistics.refused);
  buffer_append_string(buffer, "# HELP fhir_facade_orca_breaker 1 for the state of the breaker.\n"
                               "# TYPE fhir_facade_orca_breaker gauge\n");
  for (unsigned i = ORCA_BREAKER_CLOSED; i <= ORCA_BREAKER_TRYING; i++) {
    buffer_append_format(buffer, "fhir_facade_orca_breaker{state=\"%s\"} %d\n",
                         orca_breaker_name((enum orca_breaker_state)i), i == statistics.breaker);
  }
  buffer_append_format(buffer,
                       "# TYPE fhir_facade_orca_cached_bytes gauge\n"
                       "fhir_facade_orca_cached_bytes %" PRIu64 "\n",
                       statistics.cached_bytes);
}

static void write_push(void *context, struct buffer *buffer) {
  struct orca_push_statistics statistics = orca_push_statistics(context);
  write_counter(buffer, "push_connections", statistics.connections);
  write_counter(buffer, "push_events", statistics.events);
  write_counter(buffer, "push_repeats", statistics.repeats);
  write_counter(buffer, "push_unreadable", statistics.unreadable);
  buffer_append_format(buffer,
                       "# TYPE fhir_facade_orca_push_listening gauge\n"
                       "fhir_facade_orca_push_listening %d\n",
                       statistics.state == ORCA_PUSH_LISTENING);
}

static void write_clock(void *context, struct buffer *buffer) {
  enum clock_source source = clock_source_get(context);
  buffer_append_string(buffer, "# HELP fhir_facade_clock_source 1 for who keeps the wall clock.\n"
                               "# TYPE fhir_facade_clock_source gauge\n");
  for (int i = CLOCK_SOURCE_UNKNOWN; i <= CLOCK_SOURCE_FREE; i++) {
    buffer_append_format(buffer, "fhir_facade_clock_source{source=\"%s\"} %d\n",
                         clock_source_name((enum clock_source)i), i == (int)source);
  }
}

static void write_log(void *context, struct buffer *buffer) {
  (void)context;
  buffer_append_format(buffer,
                       "# HELP fhir_facade_log_lost_lines_total Lines that standard error did not "
                       "take.\n"
                       "# TYPE fhir_facade_log_lost_lines_total counter\n"
                       "fhir_facade_log_lost_lines_total %" PRIu64 "\n",
                       log_lost_lines());
}

void app_metrics_add(const struct services *services) {
  metrics_add_callback(services->metrics, write_clock,
                       (void *)(uintptr_t)services->clock); /* is only read */
  metrics_add_callback(services->metrics, write_jobs, services->store);
  metrics_add_callback(services->metrics, write_log, NULL);
  if (services->orca != NULL) {
    metrics_add_callback(services->metrics, write_orca, services->orca);
  }
  if (services->orca_push != NULL) {
    metrics_add_callback(services->metrics, write_push, services->orca_push);
  }
}
