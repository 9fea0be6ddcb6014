#include "server/http/metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Every status that the server can answer with; others are counted under 0. */
static const int statuses[] = {0,   200, 201, 202, 204, 400, 401, 403, 404, 405, 406, 408,
                               409, 413, 415, 422, 429, 500, 501, 502, 503, 504, 507};
#define STATUS_COUNT (sizeof statuses / sizeof statuses[0])

/* Upper bounds in microseconds; the last bucket has none. */
static const uint64_t bounds[] = {100,     250,     500,     1000,    2500,   5000,
                                  10000,   25000,   50000,   100000,  250000, 500000,
                                  1000000, 2500000, 5000000, 10000000};
#define BOUND_COUNT (sizeof bounds / sizeof bounds[0])

struct label_counters {
  const char *label;
  _Atomic uint64_t requests[STATUS_COUNT];
  _Atomic uint64_t latency[BOUND_COUNT + 1]; /* not cumulative; summed when written */
  _Atomic uint64_t microseconds;
};

struct metrics_callback {
  void (*write)(void *context, struct buffer *buffer);
  void *context;
};

struct metrics {
  const struct route_table *routes;
  struct label_counters *labels; /* label_count of them; the last one is for no route */
  size_t label_count;
  uint32_t *label_of_route; /* by index of the route */
  _Atomic int64_t in_flight;
  _Atomic uint64_t bytes_in;
  _Atomic uint64_t bytes_out;
  struct metrics_callback callbacks[METRICS_CALLBACKS];
  size_t callback_count;
};

static uint32_t label_index(struct metrics *metrics, const char *label) {
  for (uint32_t i = 0; i < metrics->label_count; i++) {
    if (strcmp(metrics->labels[i].label, label) == 0) {
      return i;
    }
  }
  metrics->labels[metrics->label_count].label = label;
  return (uint32_t)metrics->label_count++;
}

struct metrics *metrics_new(const struct route_table *routes) {
  struct metrics *metrics = calloc(1, sizeof *metrics);
  if (metrics == NULL) {
    return NULL;
  }
  metrics->routes = routes;
  metrics->labels = calloc(routes->count + 1, sizeof *metrics->labels);
  metrics->label_of_route = calloc(routes->count + 1, sizeof *metrics->label_of_route);
  if (metrics->labels == NULL || metrics->label_of_route == NULL) {
    metrics_free(metrics);
    return NULL;
  }
  for (size_t i = 0; i < routes->count; i++) {
    metrics->label_of_route[i] = label_index(metrics, routes->routes[i].label);
  }
  metrics->label_of_route[routes->count] = label_index(metrics, "unmatched");
  return metrics;
}

void metrics_free(struct metrics *metrics) {
  if (metrics == NULL) {
    return;
  }
  free(metrics->labels);
  free(metrics->label_of_route);
  free(metrics);
}

static size_t status_index(int status) {
  for (size_t i = 0; i < STATUS_COUNT; i++) {
    if (statuses[i] == status) {
      return i;
    }
  }
  return 0;
}

static size_t bound_index(uint64_t microseconds) {
  size_t i = 0;
  while (i < BOUND_COUNT && microseconds > bounds[i]) {
    i++;
  }
  return i;
}

static void add(_Atomic uint64_t *counter, uint64_t value) {
  atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter) {
  return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_request_begin(struct metrics *metrics) {
  atomic_fetch_add_explicit(&metrics->in_flight, 1, memory_order_relaxed);
}

void metrics_request_end(struct metrics *metrics, const struct metrics_request *request) {
  size_t route = request->route == NULL ? metrics->routes->count
                                        : (size_t)(request->route - metrics->routes->routes);
  struct label_counters *counters = &metrics->labels[metrics->label_of_route[route]];
  add(&counters->requests[status_index(request->status)], 1);
  add(&counters->latency[bound_index(request->microseconds)], 1);
  add(&counters->microseconds, request->microseconds);
  add(&metrics->bytes_in, request->bytes_in);
  add(&metrics->bytes_out, request->bytes_out);
  atomic_fetch_sub_explicit(&metrics->in_flight, 1, memory_order_relaxed);
}

void metrics_add_callback(struct metrics *metrics,
                          void (*write)(void *context, struct buffer *buffer), void *context) {
  assert(metrics->callback_count < METRICS_CALLBACKS);
  metrics->callbacks[metrics->callback_count++] = (struct metrics_callback){write, context};
}

static void write_head(struct buffer *buffer, const char *name, const char *type,
                       const char *help) {
  buffer_append_format(buffer, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_requests(const struct metrics *metrics, struct buffer *buffer) {
  write_head(buffer, "fhir_facade_requests_total", "counter",
             "Requests by interaction and HTTP status; status 0: the client went away.");
  for (size_t i = 0; i < metrics->label_count; i++) {
    const struct label_counters *counters = &metrics->labels[i];
    for (size_t j = 0; j < STATUS_COUNT; j++) {
      uint64_t count = get(&counters->requests[j]);
      if (count > 0) {
        buffer_append_format(buffer,
                             "fhir_facade_requests_total{route=\"%s\",status=\"%d\"} %" PRIu64 "\n",
                             counters->label, statuses[j], count);
      }
    }
  }
}

static void write_latency_of(const struct label_counters *counters, struct buffer *buffer) {
  uint64_t total = 0;
  for (size_t i = 0; i < BOUND_COUNT; i++) {
    total += get(&counters->latency[i]);
    buffer_append_format(buffer,
                         "fhir_facade_request_seconds_bucket{route=\"%s\",le=\"%g\"} %" PRIu64 "\n",
                         counters->label, (double)bounds[i] / 1e6, total);
  }
  total += get(&counters->latency[BOUND_COUNT]);
  buffer_append_format(buffer,
                       "fhir_facade_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n"
                       "fhir_facade_request_seconds_sum{route=\"%s\"} %.6f\n"
                       "fhir_facade_request_seconds_count{route=\"%s\"} %" PRIu64 "\n",
                       counters->label, total, counters->label,
                       (double)get(&counters->microseconds) / 1e6, counters->label, total);
}

static void write_latency(const struct metrics *metrics, struct buffer *buffer) {
  write_head(buffer, "fhir_facade_request_seconds", "histogram",
             "Time from the request line to the last byte of the answer.");
  for (size_t i = 0; i < metrics->label_count; i++) {
    write_latency_of(&metrics->labels[i], buffer);
  }
}

static void write_single(struct buffer *buffer, const char *name, const char *type,
                         const char *help, uint64_t value) {
  write_head(buffer, name, type, help);
  buffer_append_format(buffer, "%s %" PRIu64 "\n", name, value);
}

void metrics_write(const struct metrics *metrics, struct buffer *buffer) {
  int64_t in_flight = atomic_load_explicit(&metrics->in_flight, memory_order_relaxed);
  write_requests(metrics, buffer);
  write_latency(metrics, buffer);
  write_single(buffer, "fhir_facade_requests_in_flight", "gauge", "Requests being worked on.",
               in_flight > 0 ? (uint64_t)in_flight : 0);
  write_single(buffer, "fhir_facade_received_bytes_total", "counter", "Bytes of request bodies.",
               get(&metrics->bytes_in));
  write_single(buffer, "fhir_facade_sent_bytes_total", "counter", "Bytes of answer bodies.",
               get(&metrics->bytes_out));
  for (size_t i = 0; i < metrics->callback_count; i++) {
    metrics->callbacks[i].write(metrics->callbacks[i].context, buffer);
  }
}
