/* What the mapping of local codes adds to a Bundle, in process and on one thread, over a table of a
 * large house. The Bundles are invented; reading them is not counted. */
#include "server/base/issue.h"
#include "server/limits.h"
#include "terminology/bundle_mapping.h"
#include "terminology/mapping_csv.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)1 << 30)
#define ROWS 50000u
#define BUNDLE_BYTES 48000u
#define ROUNDS 5000u
#define HOUSE "urn:example:house"
#define KEY "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

static void give_up(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

static struct mapping_table *make_table(struct arena *arena) {
  struct buffer csv = buffer_make(arena, LIMIT_MAPPING_BYTES);
  struct issue_list issues = issue_list_make(arena, 10);
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_APPROVED};
  struct mapping_csv_rows rows;
  struct mapping_table *table = NULL;
  buffer_append_string(&csv, "domain,source_system,source_code,target_system,target_code\n");
  for (unsigned i = 0; i < ROWS; i++) {
    buffer_append_format(&csv, "disease," HOUSE ",H%05u," KEY ",%08u\n", i, i);
  }
  double start = bench_now_us();
  if (mapping_csv_read(arena, buffer_view(&csv), &settings, &issues, &rows) != ERROR_OK) {
    give_up("the table cannot be read");
  }
  const struct mapping_row **list = arena_array(arena, rows.count, sizeof *list);
  for (size_t i = 0; list != NULL && i < rows.count; i++) {
    list[i] = &rows.rows[i];
  }
  if (list == NULL || mapping_table_build(arena, list, rows.count, &table) != ERROR_OK) {
    give_up("the table cannot be built");
  }
  bench_row("mapping table of 50,000 rows: read and built", (bench_now_us() - start) / 1000, "ms",
            "");
  return table;
}

/* Conditions until the size is reached; mapped ones have the standard code already. */
static struct view make_bundle(struct arena *arena, bool mapped) {
  struct buffer text = buffer_make(arena, 1u << 20);
  buffer_append_string(&text, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
  for (unsigned i = 0; text.length < BUNDLE_BYTES; i++) {
    buffer_append_format(
        &text,
        "%s{\"fullUrl\":\"urn:uuid:00000000-0000-4000-8000-%012u\",\"resource\":{\"resourceType\":"
        "\"Condition\",\"id\":\"c%u\",\"clinicalStatus\":{\"coding\":[{\"system\":"
        "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
        "\"code\":{\"coding\":[{\"system\":\"" HOUSE "\",\"code\":\"H%05u\",\"display\":\"病名\"}",
        i > 0 ? "," : "", i, i, i);
    if (mapped) {
      buffer_append_format(&text, ",{\"system\":\"" KEY "\",\"code\":\"%08u\"}", i);
    }
    buffer_append_string(&text, "],\"text\":\"病名\"},\"subject\":{\"reference\":\"urn:uuid:1\"},"
                                "\"recordedDate\":\"2026-04-01\"}}");
  }
  buffer_append_string(&text, "]}");
  return buffer_view(&text);
}

static void measure(struct arena *arena, const struct mapping_table *table, bool mapped,
                    const char *what) {
  struct view text = make_bundle(arena, mapped);
  struct document document;
  struct document_failure failure;
  struct samples samples = samples_make(ROUNDS);
  struct bundle_mapping mapping = {.table = table, .today = 20261121};
  char row[100];
  if (document_read(arena, text, NULL, &document, &failure) != ERROR_OK) {
    give_up("the Bundle cannot be read");
  }
  for (size_t i = 0; i < ROUNDS; i++) {
    struct arena_mark mark = arena_mark(arena);
    struct patch patch = patch_make(arena);
    struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
    struct bundle_mapping_result result;
    struct view patched;
    double start = bench_now_us();
    if (bundle_mapping_run(&mapping, &document, &patch, &issues, &result) != ERROR_OK ||
        patch_apply(&patch, text, &patched) != ERROR_OK) {
      give_up("the Bundle cannot be mapped");
    }
    samples_add(&samples, bench_now_us() - start);
    arena_back(arena, mark);
  }
  snprintf(row, sizeof row, "48 KB Bundle, %s, p50", what);
  bench_row(row, samples_part(&samples, 0.5) / 1000, "ms", mapped ? "<= 0.1" : "");
  snprintf(row, sizeof row, "48 KB Bundle, %s, p99", what);
  bench_row(row, samples_part(&samples, 0.99) / 1000, "ms", "");
  samples_free(&samples);
}

int main(void) {
  struct arena *arena = arena_new(ARENA_BYTES);
  if (arena == NULL) {
    give_up("no memory");
  }
  const struct mapping_table *table = make_table(arena);
  struct mapping_table *empty = NULL;
  if (mapping_table_build(arena, NULL, 0, &empty) != ERROR_OK) {
    give_up("no memory");
  }
  measure(arena, empty, true, "no local code");
  measure(arena, table, true, "every code mapped already");
  measure(arena, table, false, "every code mapped now");
  arena_free(arena);
  return 0;
}
