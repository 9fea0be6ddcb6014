/* How fast the validator is, in process and on one thread: reading included, every check on. The
 * ratio to reading alone comes from the same run. R4_EXAMPLES may name a folder of R4 example
 * resources. */
#include "profiles/validator.h"
#include "server/base/issue.h"
#include "server/limits.h"
#include "terminology/terminology.h"
#include "tests/bench/bench.h"
#include "tests/bench/masters_file.h"
#include "tests/bench/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)1 << 30)
#define SECONDS 1.0
#define LATENCIES 2000u
#define TURNS 3
#define MEMORY_ROUNDS 1000000u

struct work {
  const struct definitions *definitions;
  struct arena *arena;
  const struct texts *texts;
  bool validate;                         /* else only read */
  const struct terminology *terminology; /* NULL: none */
};

static void run_one(const struct work *work, struct view text) {
  struct arena_mark mark = arena_mark(work->arena);
  struct document document;
  struct document_failure failure;
  enum error error =
      document_read(work->arena, text, definitions_names(work->definitions), &document, &failure);
  if (error == ERROR_OK && work->validate) {
    struct issue_list issues = issue_list_make(work->arena, LIMIT_ISSUES);
    struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0"),
                                           .issue_maximum = LIMIT_ISSUES,
                                           .terminology = work->terminology};
    struct validation_request request = {.document = &document};
    error = validator_run(work->definitions, &settings, &request, work->arena, &issues);
  }
  if (error != ERROR_OK) {
    fprintf(stderr, "an example cannot be worked on: %s\n", error_name(error));
    exit(1);
  }
  arena_back(work->arena, mark);
}

static double megabytes_per_second(struct work *work, bool validate) {
  work->validate = validate;
  double start = bench_now_us();
  double elapsed = 0;
  size_t rounds = 0;
  for (; elapsed < SECONDS * 1e6; rounds++) {
    for (size_t i = 0; i < work->texts->count; i++) {
      run_one(work, work->texts->views[i]);
    }
    elapsed = bench_now_us() - start;
  }
  return (double)work->texts->bytes * (double)rounds / elapsed;
}

static void measure_speed(struct work *work, const char *what) {
  char row[100];
  double reading = megabytes_per_second(work, false);
  double validating = megabytes_per_second(work, true);
  snprintf(row, sizeof row, "%s: reading", what);
  bench_row(row, reading, "MB/s", "");
  snprintf(row, sizeof row, "%s: reading and validating", what);
  bench_row(row, validating, "MB/s", ">= 60");
  snprintf(row, sizeof row, "%s: times reading alone", what);
  bench_row(row, reading / validating, "x", "<= 6");
}

/* In turns, since other work on the machine slows both. */
static void measure_with_masters(struct work *work, const char *build) {
  struct terminology *terminology = NULL;
  struct masters *masters = masters_file_import(build);
  double with = 0;
  double without = 0;
  if (masters == NULL || terminology_new(masters, &terminology) != ERROR_OK) {
    puts("skipped: validating with masters (none beside the checkout)");
    return;
  }
  for (int turn = 0; turn < TURNS; turn++) {
    work->terminology = NULL;
    without += megabytes_per_second(work, true);
    work->terminology = terminology;
    with += megabytes_per_second(work, true);
  }
  work->terminology = NULL;
  bench_row("JP-CLINS Bundles: time with masters, in parts of that without", without / with, "x",
            "<= 1.1");
  terminology_release(terminology);
}

static void measure_latency(struct work *work, struct view text) {
  struct samples samples = samples_make(LATENCIES);
  work->validate = true;
  for (size_t i = 0; i < LATENCIES; i++) {
    double start = bench_now_us();
    run_one(work, text);
    samples_add(&samples, bench_now_us() - start);
  }
  bench_row("eReferral example, p50", samples_part(&samples, 0.5) / 1000, "ms", "<= 0.8");
  bench_row("eReferral example, p99", samples_part(&samples, 0.99) / 1000, "ms", "");
  samples_free(&samples);
}

/* A small resource, so that a million of them take seconds. */
static void measure_memory(struct work *work) {
  struct view text =
      view_of("{\"resourceType\":\"Patient\",\"id\":\"example\",\"identifier\":[{\"system\":"
              "\"urn:oid:1.2.392.100495.20.3.51.11312345678\",\"value\":\"00001\"}],\"name\":[{"
              "\"text\":\"テスト　太郎\"}],\"gender\":\"male\",\"birthDate\":\"1975-04-01\"}");
  work->validate = true;
  run_one(work, text);
  size_t before = bench_resident(getpid());
  for (size_t i = 0; i < MEMORY_ROUNDS; i++) {
    run_one(work, text);
  }
  double growth = (double)bench_resident(getpid()) - (double)before;
  bench_row("resident memory after 1,000,000 more validations", growth / 1e6, "MB", "0");
}

static struct definitions *open_definitions(struct arena *arena, const char *build) {
  struct view path = arena_format(arena, "%s/definitions.pack", build);
  struct definitions *definitions = NULL;
  double start = bench_now_us();
  if (definitions_open(path.data, &definitions) != ERROR_OK) {
    fprintf(stderr, "%s cannot be opened\n", path.data);
    exit(1);
  }
  bench_row("definitions opened and checked", (bench_now_us() - start) / 1000, "ms", "<= 10");
  return definitions;
}

int main(int argc, char **argv) {
  static struct texts bundles;
  static struct texts referral;
  static struct texts resources;
  struct arena *arena = arena_new(ARENA_BYTES);
  const char *build = argc > 1 ? argv[1] : "build";
  struct definitions *definitions = open_definitions(arena, build);
  struct work work = {.definitions = definitions, .arena = arena};
  texts_load_shared(&bundles, arena, "data/examples/clins-1.10.0/Bundle-*.json");
  texts_load_shared(&referral, arena, "data/examples/clins-1.5.3/Bundle-*Referral-Example*.json");
  if (bundles.count == 0 || referral.count == 0) {
    puts("skipped: validator speed (no example Bundles)");
  } else {
    work.texts = &bundles;
    measure_speed(&work, "JP-CLINS Bundles");
    measure_latency(&work, referral.views[0]);
    measure_with_masters(&work, build);
  }
  const char *folder = getenv("R4_EXAMPLES");
  if (folder != NULL) {
    struct view pattern = arena_format(
        arena, "%s/{Patient,Observation,Condition,Encounter,Procedure,Medication*,Allergy*}-*.json",
        folder);
    texts_load(&resources, arena, pattern.data);
    work.texts = &resources;
    measure_speed(&work, "clinical R4 examples");
  }
  measure_memory(&work);
  definitions_close(definitions);
  arena_free(arena);
  return 0;
}
