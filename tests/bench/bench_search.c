/* Search over the published masters, in process: making indexes, hits that contain a text, most
 * similar names, how often the right name comes first, candidates. Times are those of the thread,
 * so neighbours on the machine do not count. */
#include "server/base/utf8.h"
#include "terminology/candidate.h"
#include "terminology/search_index.h"
#include "tests/bench/bench.h"
#include "tests/bench/masters_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES ((size_t)1 << 32)
#define HITS 20u
#define QUERIES 2000u
#define TRIES 20000u /* some concepts have no name, some no kana */
#define NAME_CHARACTERS 64u

struct subject {
  const char *name;
  const char *system; /* NULL: all of them */
  const char *bound;  /* of making */
};

static const struct subject subjects[] = {
    {"receipt diseases", MASTERS_SYSTEM_RECEIPT_DISEASE, "<= 30"},
    {"receipt drugs", MASTERS_SYSTEM_RECEIPT_DRUG, ""},
    {"HOT9", MASTERS_SYSTEM_HOT9, "<= 40"},
    {"all systems in one index", NULL, ""},
};

struct work {
  const struct masters *masters;
  struct arena *arena;
  struct search_text *texts;
  uint32_t text_count;
  uint32_t first; /* concept row of row 0 */
  uint32_t rows;
  struct search_index *index;
};

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void *needed(void *pointer) {
  if (pointer == NULL) {
    fprintf(stderr, "memory is short\n");
    exit(2);
  }
  return pointer;
}

static void must(enum error error) {
  if (error != ERROR_OK) {
    fprintf(stderr, "search: %s\n", error_name(error));
    exit(1);
  }
}

static void collect(struct work *work, const char *system) {
  work->first = 0;
  work->rows = masters_concept_count(work->masters);
  if (system != NULL) {
    struct masters_system found;
    if (!masters_system_find(work->masters, view_of(system), &found)) {
      work->rows = 0;
      return;
    }
    work->first = found.first;
    work->rows = found.count;
  }
  work->texts = needed(arena_array(work->arena, work->rows * 2u + 1u, sizeof *work->texts));
  work->text_count = 0;
  for (uint32_t row = 0; row < work->rows; row++) {
    struct masters_concept concept = masters_concept_at(work->masters, work->first + row);
    work->texts[work->text_count++] = (struct search_text){concept.display, row, SEARCH_RANK_NAME};
    work->texts[work->text_count++] = (struct search_text){concept.kana, row, SEARCH_RANK_NAME};
  }
}

static void measure_making(struct work *work, const struct subject *subject,
                           enum search_form form) {
  size_t before = arena_used(work->arena);
  double start = now_us();
  must(search_index_new(work->arena, form, work->texts, work->text_count, &work->index));
  bench_row("  made in", (now_us() - start) / 1e3, "ms", subject->bound);
  bench_row("  memory a concept", (double)(arena_used(work->arena) - before) / work->rows, "bytes",
            "");
}

/* ---- queries ----------------------------------------------------------------------------------
 */
struct name {
  uint32_t points[NAME_CHARACTERS];
  size_t count;
};

static struct name name_of(struct view text) {
  struct name name = {.count = 0};
  for (size_t offset = 0; offset < text.length && name.count < NAME_CHARACTERS;) {
    name.points[name.count++] = utf8_next(text, &offset);
  }
  return name;
}

static struct view name_text(const struct name *name, char *bytes) {
  size_t length = 0;
  for (size_t i = 0; i < name->count; i++) {
    length += utf8_write(name->points[i], bytes + length);
  }
  return view_make(bytes, length);
}

static struct masters_concept any_concept(const struct work *work) {
  return masters_concept_at(work->masters, work->first + (uint32_t)rand() % work->rows);
}

/* A part of some name, of 1 to 8 characters. */
static struct view any_part(const struct work *work, char *bytes) {
  struct name name = name_of(any_concept(work).display);
  size_t length = 1 + (size_t)rand() % 8;
  length = length < name.count ? length : name.count;
  size_t start = name.count > length ? (size_t)rand() % (name.count - length) : 0;
  memmove(name.points, name.points + start, length * sizeof name.points[0]);
  name.count = length;
  return name_text(&name, bytes);
}

static double find_us(const struct work *work, struct view text, uint32_t *ret_total) {
  const struct search_query query = {text, NULL, 0, HITS};
  struct search_hits hits;
  struct arena_mark mark = arena_mark(work->arena);
  double start = now_us();
  must(search_index_find(work->index, work->arena, &query, &hits));
  double elapsed = now_us() - start;
  *ret_total = hits.total;
  arena_back(work->arena, mark);
  return elapsed;
}

static void row_of(const char *what, struct samples *samples, const char *bound) {
  char line[128];
  static const struct {
    const char *name;
    double part;
  } parts[] = {{"p50", .5}, {"p99", .99}, {"max", 1}};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    snprintf(line, sizeof line, "  %s %s", what, parts[i].name);
    bench_row(line, samples_part(samples, parts[i].part), "us", i == 1 ? bound : "");
  }
  samples_free(samples);
}

static void measure_finding(struct work *work) {
  static const char *const common[] = {"症", "錠", "mg", "炎", "１０"};
  struct samples samples = samples_make(QUERIES);
  char bytes[NAME_CHARACTERS * UTF8_MAXIMUM_BYTES];
  uint32_t total;
  for (uint32_t i = 0; i < QUERIES; i++) {
    samples_add(&samples, find_us(work, any_part(work, bytes), &total));
  }
  row_of("20 that contain a text,", &samples, "<= 1000");
  for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
    double elapsed = find_us(work, view_of(common[i]), &total);
    char line[128];
    snprintf(line, sizeof line, "  20 of %u that contain %s", total, common[i]);
    bench_row(line, elapsed, "us", "<= 1000");
  }
}

/* ---- similarity -------------------------------------------------------------------------------
 */
enum change { SAME, DELETED, SWAPPED, REPLACED, WRAPPED, HALF, KANA, CHANGES };

static const char *const change_names[CHANGES] = {
    "as it is",      "one deleted",     "two swapped",      "one replaced",
    "右急性…の疑い", "first half only", "kana, one deleted"};

static void change_name(struct name *name, enum change change) {
  size_t at = (size_t)rand() % name->count;
  size_t next = at + 1 < name->count ? at + 1 : 0;
  uint32_t kept = name->points[at];
  switch (change) {
  case DELETED:
  case KANA:
    memmove(name->points + at, name->points + at + 1,
            (name->count - at - 1) * sizeof name->points[0]);
    name->count -= name->count > 1;
    break;
  case SWAPPED:
    name->points[at] = name->points[next];
    name->points[next] = kept;
    break;
  case REPLACED:
    name->points[at] = 0x4E00u + (uint32_t)rand() % 0x4000u;
    break;
  case HALF:
    name->count = (name->count + 1) / 2;
    break;
  case SAME:
  case WRAPPED:
  case CHANGES:
    break;
  }
}

static struct view changed_text(struct view text, enum change change, char *bytes) {
  static const char before[] = "右急性";
  static const char after[] = "の疑い";
  struct name name = name_of(text);
  if (name.count > 0) {
    change_name(&name, change);
  }
  if (change != WRAPPED) {
    return name_text(&name, bytes);
  }
  size_t length = sizeof before - 1;
  memcpy(bytes, before, length);
  length += name_text(&name, bytes + length).length;
  memcpy(bytes + length, after, sizeof after - 1);
  return view_make(bytes, length + sizeof after - 1);
}

/* Another row of the same name is as right. */
static uint32_t place_of(const struct work *work, const struct search_similar *similar,
                         uint32_t count, struct view display) {
  for (uint32_t i = 0; i < count; i++) {
    if (view_equal(masters_concept_at(work->masters, work->first + similar[i].row).display,
                   display)) {
      return i;
    }
  }
  return UINT32_MAX;
}

static void measure_similar(struct work *work, enum change change) {
  struct samples samples = samples_make(QUERIES);
  char bytes[NAME_CHARACTERS * UTF8_MAXIMUM_BYTES + 32];
  uint32_t first = 0;
  uint32_t fifth = 0;
  uint32_t asked = 0;
  for (uint32_t i = 0; asked < QUERIES && i < TRIES; i++) {
    struct masters_concept concept = any_concept(work);
    struct view display = concept.display;
    struct view text = change == KANA ? concept.kana : display;
    if (display.length == 0 || text.length == 0) {
      continue;
    }
    const struct search_query query = {changed_text(text, change, bytes), NULL, 0, HITS};
    struct search_similar similar[HITS];
    uint32_t count;
    double start = now_us();
    must(search_index_similar(work->index, work->arena, &query, similar, &count));
    samples_add(&samples, now_us() - start);
    uint32_t place = place_of(work, similar, count, display);
    first += place < 1;
    fifth += place < 5;
    asked++;
  }
  printf("  20 most like a name, %-18s first %.3f  five %.3f  p50 %5.0f us  p99 %5.0f us\n",
         change_names[change], (double)first / (asked + 1e-9), (double)fifth / (asked + 1e-9),
         samples_part(&samples, .5), samples_part(&samples, .99));
  samples_free(&samples);
}

static void measure(struct work *work, const struct subject *subject) {
  struct arena_mark mark = arena_mark(work->arena);
  collect(work, subject->system);
  printf("%s: %u concepts\n", subject->name, work->rows);
  if (work->rows > 0) {
    srand(1);
    measure_making(work, subject, SEARCH_FORM_TEXT);
    measure_finding(work);
    measure_making(work, subject, SEARCH_FORM_LOOSE);
    for (enum change change = SAME; change < CHANGES; change++) {
      measure_similar(work, change);
    }
  }
  arena_back(work->arena, mark);
}

/* ---- candidates -------------------------------------------------------------------------------
 */
static void measure_domain(struct work *work, struct candidate_indexes *indexes, const char *domain,
                           const char *system) {
  struct samples samples = samples_make(QUERIES);
  char bytes[NAME_CHARACTERS * UTF8_MAXIMUM_BYTES + 32];
  char line[128];
  double first = 0; /* makes the index */
  collect(work, system);
  for (uint32_t i = 0; work->rows > 0 && i < QUERIES; i++) {
    struct view display = any_concept(work).display;
    if (display.length == 0) {
      continue;
    }
    struct view text = changed_text(display, (enum change)(i % CHANGES), bytes);
    const struct candidate_query query = {
        .text = text, .domain = view_of(domain), .date = 20240601, .count = HITS};
    const struct candidate *candidates;
    uint32_t count;
    struct arena_mark mark = arena_mark(work->arena);
    double start = now_us();
    must(candidate_search(indexes, work->arena, &query, &candidates, &count));
    double elapsed = now_us() - start;
    arena_back(work->arena, mark);
    if (first > 0) {
      samples_add(&samples, elapsed);
    } else {
      first = elapsed;
    }
  }
  snprintf(line, sizeof line, "20 candidates, %s, first one with its index", domain);
  bench_row(line, first / 1e3, "ms", "");
  snprintf(line, sizeof line, "20 candidates, %s,", domain);
  row_of(line, &samples, "<= 1000");
}

static void measure_candidates(struct work *work) {
  static const struct {
    const char *domain;
    const char *system; /* whose names are asked for */
  } rows[] = {{"disease", MASTERS_SYSTEM_RECEIPT_DISEASE},
              {"drug", MASTERS_SYSTEM_RECEIPT_DRUG},
              {"laboratory", MASTERS_SYSTEM_JLAC10},
              {"allergen", MASTERS_SYSTEM_YCM}};
  struct candidate_indexes *indexes = needed(candidate_indexes_new(work->masters));
  printf("candidates\n");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    measure_domain(work, indexes, rows[i].domain, rows[i].system);
  }
  candidate_indexes_free(indexes);
}

int main(int argc, char **argv) {
  struct masters *masters = masters_file_import(argc > 1 ? argv[1] : "build");
  struct work work = {.masters = masters, .arena = needed(arena_new(ARENA_BYTES))};
  if (masters == NULL) {
    printf("skipped: no published masters beside the checkout\n");
    return 0;
  }
  printf("\nSearch over the published masters\n");
  for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
    measure(&work, &subjects[i]);
  }
  measure_candidates(&work);
  arena_free(work.arena);
  masters_close(masters);
  return 0;
}
