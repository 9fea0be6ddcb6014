#include "server/http/metrics.h"
#include "tests/unit/unit_main.h"

static const struct route rows[] = {{.pattern = "/a", .label = "one"},
                                    {.pattern = "/b", .label = "two"},
                                    {.pattern = "/c", .label = "one"}};
static const struct route_table table = {rows, 3};

static void write_extra(void *context, struct buffer *buffer) {
  buffer_append_format(buffer, "extra %s\n", (const char *)context);
}

static bool has_line(struct view text, const char *line) {
  return view_find(text, view_of(line), 0) != SIZE_MAX;
}

START_TEST(counts) {
  struct metrics *metrics = metrics_new(&table);
  static const struct metrics_request requests[] = {
      {&rows[0], 200, 90, 10, 20}, {&rows[2], 200, 400, 1, 2}, {&rows[1], 404, 20000000, 0, 5},
      {NULL, 404, 1, 0, 0},        {&rows[1], 299, 100, 0, 0},
  };
  for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
    metrics_request_begin(metrics);
    metrics_request_end(metrics, &requests[i]);
  }
  metrics_request_begin(metrics);
  char word[] = "42";
  metrics_add_callback(metrics, write_extra, word);
  struct arena *arena = arena_new(1u << 20);
  struct buffer buffer = buffer_make(arena, 1u << 19);
  metrics_write(metrics, &buffer);
  ck_assert_int_eq(buffer.error, ERROR_OK);
  struct view text = buffer_view(&buffer);
  static const char *const lines[] = {
      "fhir_facade_requests_total{route=\"one\",status=\"200\"} 2\n",
      "fhir_facade_requests_total{route=\"two\",status=\"404\"} 1\n",
      "fhir_facade_requests_total{route=\"two\",status=\"0\"} 1\n",
      "fhir_facade_requests_total{route=\"unmatched\",status=\"404\"} 1\n",
      "fhir_facade_request_seconds_bucket{route=\"one\",le=\"0.0001\"} 1\n",
      "fhir_facade_request_seconds_bucket{route=\"one\",le=\"0.0005\"} 2\n",
      "fhir_facade_request_seconds_bucket{route=\"two\",le=\"10\"} 1\n",
      "fhir_facade_request_seconds_bucket{route=\"two\",le=\"+Inf\"} 2\n",
      "fhir_facade_request_seconds_sum{route=\"one\"} 0.000490\n",
      "fhir_facade_request_seconds_count{route=\"two\"} 2\n",
      "fhir_facade_requests_in_flight 1\n",
      "fhir_facade_received_bytes_total 11\n",
      "fhir_facade_sent_bytes_total 27\n",
      "extra 42\n",
  };
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    ck_assert_msg(has_line(text, lines[i]), "missing: %s", lines[i]);
  }
  arena_free(arena);
  metrics_free(metrics);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("metrics");
  TCase *cases = tcase_create("metrics");
  tcase_add_test(cases, counts);
  suite_add_tcase(suite, cases);
  return suite;
}
