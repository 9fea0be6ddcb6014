/* A clinic's day, made short: 24 hours of reads by eight clients while PUSH events come, PUSH is
 * cut, ORCA restarts, hangs, is locked, busy or breaks off. It must end with no error that ORCA did
 * not cause, never more calls at a time than allowed, and the memory and descriptors of the earlier
 * hours. Usage: clinic_day BUILD-FOLDER [READS]; the exit status tells. */
#include "tests/bench/neighbours.h"
#include "tests/soak/clinic_client.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOURS 24u
#define READS 20000u
#define MAX_PARALLEL 2
#define PATIENCE_US 60e6
#define TICK_US 5000u
#define TROUBLES_MAXIMUM HOURS
/* The second quarter of the day is compared with the last one, by medians: in the first the caches
 * fill, and a single hour may end while something is still under way. What remains moves by 0.3 MB;
 * the bound is 100 bytes lost by each of the 10,000 reads in between, 800 bytes with READS=2400. */
#define QUARTER (HOURS / 4)
#define MEMORY_GROWTH 1e6
#define DESCRIPTOR_GROWTH 2u
#define FAILURES_SHOWN 10u
#define EVENTS_PER_HOUR 6u

/* From before ORCA is in trouble until it answers again. */
struct trouble {
  double start_us;
  double end_us;
};

struct day {
  struct neighbours neighbours;
  struct clinic clinic;
  struct trouble troubles[TROUBLES_MAXIMUM];
  size_t trouble_count;
  long long calls; /* to ORCA; the lab forgets its counts when it restarts */
  long long parallel_max;
  unsigned restarts;
  unsigned drops;
  unsigned events;
  size_t memory[HOURS]; /* after each hour, in bytes */
  size_t descriptors[HOURS];
};

/* What an hour has beside reads and events; the rows take turns. */
enum incident { QUIET, PUSH_DROP, FAULT, RESTART };
static const struct {
  const char *name;
  enum incident incident;
  const char *faults; /* of the lab */
} hours[] = {
    {"quiet", QUIET, NULL},
    {"PUSH is cut", PUSH_DROP, NULL},
    {"ORCA restarts", RESTART, NULL},
    {"ORCA hangs", FAULT, "{\"orca_delay_ms\":100,\"orca_times\":10}"},
    {"a patient is locked", FAULT, "{\"orca_lock\":1,\"orca_times\":2}"},
    {"half answers", FAULT, "{\"orca_cut\":1,\"orca_times\":4}"},
    {"ORCA is busy", FAULT, "{\"orca_status\":503,\"orca_times\":2}"},
    {"connections are reset", FAULT, "{\"orca_reset\":1,\"orca_times\":4}"},
};
#define INCIDENTS (sizeof hours / sizeof hours[0])

/* glibc keeps what was freed for later, some MB more or less by chance: given back at once,
 * resident memory is what is in use. */
static const char *const allocator[][2] = {
    {"MALLOC_ARENA_MAX", "1"},
    {"MALLOC_TRIM_THRESHOLD_", "0"},
    {"MALLOC_TOP_PAD_", "0"},
    {"MALLOC_MMAP_THRESHOLD_", "65536"},
};

static void give_up(const char *what) {
  fprintf(stderr, "clinic: %s\n", what);
  exit(1);
}

/* ---- what is seen from outside ----------------------------------------------------------------
 */
static size_t descriptors_of(pid_t process) {
  char path[64];
  size_t count = 0;
  snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
  DIR *folder = opendir(path);
  while (folder != NULL && readdir(folder) != NULL) {
    count++;
  }
  if (folder != NULL) {
    closedir(folder);
  }
  return count;
}

static json_t *json_of(int port, const char *path) {
  char *text = clinic_text(port, path, NULL);
  json_t *json = text != NULL ? json_loads(text, 0, NULL) : NULL;
  free(text);
  return json;
}

static void lab_ask(const struct day *day, const char *path, const char *body) {
  char *text = clinic_text(day->neighbours.national_port, path, body);
  if (text == NULL) {
    give_up("the lab does not answer");
  }
  free(text);
}

/* Before the lab ends: its counts go with it. */
static void take_counts(struct day *day) {
  json_t *state = json_of(day->neighbours.national_port, "/lab/state");
  json_t *orca = json_object_get(state, "orca");
  const char *name;
  json_t *count;
  if (orca == NULL) {
    give_up("the lab does not tell its state");
  }
  json_object_foreach(json_object_get(orca, "calls"), name, count) {
    day->calls += json_integer_value(count);
  }
  json_int_t most = json_integer_value(json_object_get(orca, "parallel_max"));
  day->parallel_max = most > day->parallel_max ? most : day->parallel_max;
  json_decref(state);
}

static bool push_listens(const struct day *day) {
  json_t *health = json_of(day->neighbours.port, "/health/ready");
  const char *state = json_string_value(json_object_get(json_object_get(health, "orca"), "push"));
  bool listens = state != NULL && strcmp(state, "listening") == 0;
  json_decref(health);
  json_t *lab = json_of(day->neighbours.national_port, "/lab/state");
  listens = listens && json_integer_value(json_object_get(lab, "push_subscribers")) == 1;
  json_decref(lab);
  return listens;
}

static bool orca_answers(const struct day *day) {
  return clinic_get(day->neighbours.port, "/fhir/Patient/00001", 1) == 200;
}

static void wait_for(const struct day *day, bool (*is_so)(const struct day *day),
                     const char *otherwise) {
  double end = bench_now_us() + PATIENCE_US;
  while (!is_so(day)) {
    if (bench_now_us() > end) {
      give_up(otherwise);
    }
    usleep(TICK_US);
  }
}

/* ---- an hour ----------------------------------------------------------------------------------
 */
static void wait_reads(const struct day *day, unsigned reads) {
  double end = bench_now_us() + PATIENCE_US;
  while (atomic_load(&day->clinic.reads) < reads && bench_now_us() < end) {
    usleep(TICK_US / 5);
  }
}

static void raise_events(struct day *day, unsigned hour) {
  static const char *const names[] = {"patient_infomation", "patient_accept", "patient_account"};
  for (unsigned i = 0; i < EVENTS_PER_HOUR; i++) {
    char body[200];
    snprintf(body, sizeof body, "{\"event\":\"%s\",\"body\":{\"Patient_ID\":\"%05u\"}}",
             names[i % 3], hour % 10 + i % 3 + 1);
    lab_ask(day, "/lab/push", body);
    day->events++;
  }
}

static void restart_orca(struct day *day, unsigned reads) {
  take_counts(day);
  neighbours_lab_stop(&day->neighbours);
  wait_reads(day, reads); /* some of the clients notice */
  neighbours_lab_start(&day->neighbours);
  day->restarts++;
}

static void have_incident(struct day *day, unsigned hour, unsigned reads) {
  enum incident incident = hours[hour % INCIDENTS].incident;
  struct trouble trouble = {.start_us = bench_now_us()};
  if (incident == PUSH_DROP) {
    lab_ask(day, "/lab/push/drop", "{}");
    day->drops++;
  } else if (incident == RESTART) {
    restart_orca(day, reads);
  } else if (incident == FAULT) {
    lab_ask(day, "/lab/faults", hours[hour % INCIDENTS].faults);
    wait_reads(day, reads);
  }
  if (incident == RESTART || incident == FAULT) {
    wait_for(day, orca_answers, "ORCA is back, the server does not notice");
    trouble.end_us = bench_now_us();
    day->troubles[day->trouble_count++] = trouble;
  }
  wait_for(day, push_listens, "PUSH does not come back");
}

static void print_hour(const struct day *day, unsigned hour, double seconds) {
  printf("%4u  %-22s %8u %9zu %11.1f %11zu %7.1f\n", hour + 1, hours[hour % INCIDENTS].name,
         atomic_load(&day->clinic.reads), day->clinic.failure_count,
         (double)day->memory[hour] / 1e6, day->descriptors[hour], seconds);
  fflush(stdout);
}

static void run_hour(struct day *day, unsigned hour) {
  double start = bench_now_us();
  unsigned before = atomic_load(&day->clinic.reads);
  pthread_barrier_wait(&day->clinic.open);
  wait_reads(day, before + day->clinic.reads_per_hour / 4);
  raise_events(day, hour);
  have_incident(day, hour, before + day->clinic.reads_per_hour / 2);
  pthread_barrier_wait(&day->clinic.over);
  day->memory[hour] = bench_resident(day->neighbours.server);
  day->descriptors[hour] = descriptors_of(day->neighbours.server);
  print_hour(day, hour, (bench_now_us() - start) / 1e6);
}

/* ---- verdict ----------------------------------------------------------------------------------
 */
/* An answer that says that ORCA failed, while it did. */
static bool is_orcas(const struct day *day, const struct clinic_failure *failure) {
  if (failure->status != 502 && failure->status != 503 && failure->status != 504) {
    return false;
  }
  for (size_t i = 0; i < day->trouble_count; i++) {
    if (failure->end_us >= day->troubles[i].start_us &&
        failure->start_us <= day->troubles[i].end_us) {
      return true;
    }
  }
  return false;
}

static size_t count_ours(const struct day *day) {
  size_t ours = 0;
  for (size_t i = 0; i < day->clinic.failure_count; i++) {
    const struct clinic_failure *failure = &day->clinic.failures[i];
    if (is_orcas(day, failure)) {
      continue;
    }
    if (ours++ < FAILURES_SHOWN) {
      printf("not ORCA's: %ld instead of %ld: %s\n", failure->status, failure->wanted,
             failure->path);
    }
  }
  return ours;
}

static bool row(const char *what, double value, const char *bound, bool holds) {
  printf("%-48s %12.2f  %-10s %s\n", what, value, bound, holds ? "" : "BROKEN");
  return holds;
}

static int compare_sizes(const void *left, const void *right) {
  size_t a = *(const size_t *)left;
  size_t b = *(const size_t *)right;
  return (a > b) - (a < b);
}

/* Of the hours of the quarter that begins there. */
static double median_of(const size_t values[HOURS], size_t first) {
  size_t sorted[QUARTER];
  memcpy(sorted, values + first, sizeof sorted);
  qsort(sorted, QUARTER, sizeof sorted[0], compare_sizes);
  return (double)(sorted[(QUARTER - 1) / 2] + sorted[QUARTER / 2]) / 2;
}

static bool judge_growth(const struct day *day) {
  const size_t last = HOURS - QUARTER;
  const double reads = (double)(last - QUARTER) / HOURS * atomic_load(&day->clinic.reads);
  double before = median_of(day->memory, QUARTER);
  double after = median_of(day->memory, last);
  (void)row("resident memory, MB, hour 1", (double)day->memory[0] / 1e6, "", true);
  (void)row("resident memory, MB, median of hours 7 to 12", before / 1e6, "", true);
  (void)row("resident memory, MB, median of hours 19 to 24", after / 1e6, "", true);
  bool good = row("growth, MB", (after - before) / 1e6, "<= 1", after <= before + MEMORY_GROWTH);
  (void)row("growth for each read, bytes", (after - before) / reads, "", true);
  (void)row("descriptors, hour 1", (double)day->descriptors[0], "", true);
  good &= row("descriptors, hour 24", (double)day->descriptors[HOURS - 1], "+ 2",
              day->descriptors[HOURS - 1] <= day->descriptors[0] + DESCRIPTOR_GROWTH);
  return good;
}

static bool judge(const struct day *day) {
  const struct clinic *clinic = &day->clinic;
  size_t ours = count_ours(day);
  bool good = true;
  printf("\n");
  (void)row("reads", atomic_load(&clinic->reads), "", true);
  (void)row("of these further pages", atomic_load(&clinic->pages), "", true);
  (void)row("of these wrong requests, told so", atomic_load(&clinic->refusals), "", true);
  (void)row("calls to ORCA", (double)day->calls, "", true);
  (void)row("PUSH events", day->events, "", true);
  (void)row("PUSH cut / ORCA restarted", day->drops + day->restarts, "", true);
  (void)row("errors that ORCA caused", (double)(clinic->failure_count - ours), "", true);
  good &= row("errors that ORCA did not cause", (double)ours, "0", ours == 0);
  good &= row("ORCA calls at a time, at most", (double)day->parallel_max, "<= 2",
              day->parallel_max <= MAX_PARALLEL);
  return judge_growth(day) && good;
}

static void open_clinic(struct day *day, const char *build, unsigned reads) {
  char push[60];
  struct neighbours *neighbours = &day->neighbours;
  neighbours_make(neighbours, build);
  snprintf(push, sizeof push, "ws://127.0.0.1:%d/ws", neighbours->push_port);
  neighbours_set(neighbours, "ORCA_PUSH_URL", push);
  neighbours_set(neighbours, "ORCA_CACHE_SECONDS", "1");     /* the day is short */
  neighbours_set(neighbours, "STORE_CACHE_BYTES", "262144"); /* full before growth is measured */
  neighbours_lab_start(neighbours);
  neighbours_server_start(neighbours);
  (void)neighbours_server_wait(neighbours);
  wait_for(day, push_listens, "PUSH does not come");
  day->clinic = (struct clinic){
      .port = neighbours->port, .hours = HOURS, .reads_per_hour = reads / HOURS + CLINIC_CLIENTS};
  clinic_start(&day->clinic);
}

int main(int argc, char **argv) {
  static struct day day;
  if (argc != 2 && argc != 3) {
    fprintf(stderr, "usage: clinic_day BUILD-FOLDER [READS]\n");
    return 2;
  }
  unsigned long reads = argc == 3 ? strtoul(argv[2], NULL, 10) : READS;
  if (reads == 0 || reads > 10 * READS) {
    fprintf(stderr, "clinic_day: READS is 1 to %u\n", 10 * READS);
    return 2;
  }
  for (size_t i = 0; i < sizeof allocator / sizeof allocator[0]; i++) {
    setenv(allocator[i][0], allocator[i][1], 1);
  }
  open_clinic(&day, argv[1], (unsigned)reads);
  printf("hour  what happens              reads  failures  memory, MB descriptors seconds\n");
  for (unsigned hour = 0; hour < HOURS; hour++) {
    run_hour(&day, hour);
  }
  take_counts(&day);
  bool good = judge(&day);
  clinic_done(&day.clinic);
  neighbours_done(&day.neighbours);
  return good ? 0 : 1;
}
