/* Proof that the relay loses nothing: many runs, each with its own lab, server, data folder and one
 * kind of trouble. The long form (FULL runs and more) first hits every call of a Bundle's way, one
 * a run, then goes on at random; the short form is random only.
 * Usage: torture BUILD-FOLDER [--runs N] [--seed N] [--jobs N], or with --class NAME one run. */
#include "tests/torture/run.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS_MAXIMUM 100000u
#define RUNS_SHORT 50u
#define RUNS_FULL 700u /* from here on the enumerations come first */
#define JOBS 6u
#define JOBS_MAXIMUM 32u
#define LANES_MAXIMUM 128u
/* Calls vary a little from run to run: an enumeration ends when nothing happened so often. */
#define MISSES_MAXIMUM 3u
#define TIMEOUT_S 240u

/* A class on a transport: what an enumeration walks along. */
struct lane {
  const struct plan_class *class;
  bool folder_transport;
  uint64_t next_at;
  unsigned misses;
  unsigned points; /* calls hit by enumeration */
};

struct job {
  pid_t process; /* 0 = free */
  unsigned number;
  struct run run;
  struct lane *lane;
};

struct options {
  const char *build;
  unsigned runs;
  unsigned seed;
  unsigned jobs;
  struct run one; /* class NULL = many */
};

struct total {
  unsigned runs;
  unsigned failed;
  unsigned fired;
  unsigned starts;
  struct verdict verdict;
};

struct torture {
  struct options options;
  struct stream_templates templates;
  struct lane lanes[LANES_MAXIMUM];
  size_t lane_count;
  struct job jobs[JOBS_MAXIMUM];
  struct run_result *results; /* shared with the runs; one a job */
  struct total totals[LANES_MAXIMUM];
  unsigned started;
  unsigned seed;
};

static void give_up(const char *what) {
  fprintf(stderr, "torture: %s\n", what);
  exit(2);
}

/* ---- which run comes next -----------------------------------------------------------------------
 */

static void make_lanes(struct torture *torture) {
  for (size_t i = 0; i < plan_count(); i++) {
    const struct plan_class *class = plan_get(i);
    for (unsigned transport = PLAN_WEBAPI; transport <= PLAN_FOLDER; transport++) {
      if ((class->transports & transport) != 0) {
        torture->lanes[torture->lane_count++] = (struct lane){
            .class = class, .folder_transport = transport == PLAN_FOLDER, .next_at = 1};
      }
    }
  }
}

/* NULL when every enumeration has come to its end. */
static struct lane *next_enumerated(struct torture *torture) {
  if (torture->options.runs < RUNS_FULL) {
    return NULL;
  }
  struct lane *best = NULL;
  for (size_t i = 0; i < torture->lane_count; i++) {
    struct lane *lane = &torture->lanes[i];
    bool open = lane->class->enumerated && lane->misses < MISSES_MAXIMUM;
    if (open && (best == NULL || lane->next_at < best->next_at)) {
      best = lane;
    }
  }
  return best;
}

static void next_run(struct torture *torture, struct job *job) {
  struct lane *lane = next_enumerated(torture);
  struct run run = {.seed = (unsigned)rand_r(&torture->seed), .single = lane != NULL};
  if (lane != NULL) {
    run.at = lane->next_at++;
  } else {
    /* Every lane once before any comes again, in an order that the seed gives. */
    size_t step = torture->options.seed % torture->lane_count;
    lane = &torture->lanes[(torture->started * 7 + step) % torture->lane_count];
    run.at = lane->class->range > 0 ? 1 + (unsigned)rand_r(&torture->seed) % lane->class->range : 0;
  }
  run.class = lane->class;
  run.folder_transport = lane->folder_transport;
  job->run = run;
  job->lane = lane;
}

/* ---- runs as processes --------------------------------------------------------------------------
 */

static void start_job(struct torture *torture, size_t index) {
  struct job *job = &torture->jobs[index];
  next_run(torture, job);
  job->number = ++torture->started;
  torture->results[index] = (struct run_result){0};
  fflush(stdout);
  job->process = fork();
  if (job->process < 0) {
    give_up("no process");
  }
  if (job->process == 0) {
    alarm(TIMEOUT_S);
    run_execute(&job->run, &torture->templates, torture->options.build, &torture->results[index]);
    fflush(stdout);
    _exit(0);
  }
}

static void add_verdict(struct verdict *sum, const struct verdict *verdict) {
  sum->accepted += verdict->accepted;
  sum->unanswered += verdict->unanswered;
  sum->registered += verdict->registered;
  sum->lost += verdict->lost;
  sum->doubled += verdict->doubled;
  sum->altered += verdict->altered;
  sum->unwanted += verdict->unwanted;
  sum->other += verdict->other;
}

static void add_result(struct total *total, const struct run_result *result) {
  total->runs++;
  total->fired += result->fired;
  total->starts += result->starts;
  add_verdict(&total->verdict, &result->verdict);
}

static void tell_failure(const struct torture *torture, const struct job *job, int status) {
  char text[300];
  run_describe(&job->run, text, sizeof text);
  if (WIFSIGNALED(status)) {
    printf("FAILED: signal %d: %s\n", WTERMSIG(status), text);
  }
  printf("  again: %s/tests/torture/torture %s %s\n", torture->options.build,
         torture->options.build, text);
  fflush(stdout);
}

static void end_job(struct torture *torture, size_t index, int status) {
  struct job *job = &torture->jobs[index];
  const struct run_result *result = &torture->results[index];
  struct total *total = &torture->totals[job->lane - torture->lanes];
  add_result(total, result);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !result->finished) {
    total->failed++;
    tell_failure(torture, job, status);
  }
  if (job->run.single && result->finished) {
    job->lane->misses += result->hit == 0;
    job->lane->points += result->hit > 0;
  }
  job->process = 0;
}

static size_t find_job(const struct torture *torture, pid_t process) {
  for (size_t i = 0; i < torture->options.jobs; i++) {
    if (torture->jobs[i].process == process) {
      return i;
    }
  }
  return JOBS_MAXIMUM;
}

static void run_all(struct torture *torture) {
  unsigned ended = 0;
  while (ended < torture->options.runs) {
    size_t index = torture->started < torture->options.runs ? find_job(torture, 0) : JOBS_MAXIMUM;
    if (index < JOBS_MAXIMUM) {
      start_job(torture, index);
      continue;
    }
    int status = 0;
    pid_t process = wait(&status);
    index = process > 0 ? find_job(torture, process) : JOBS_MAXIMUM;
    if (index < JOBS_MAXIMUM) {
      end_job(torture, index, status);
      ended++;
    }
  }
}

/* ---- what is told -------------------------------------------------------------------------------
 */

static void print_lane(const struct lane *lane, const struct total *total) {
  if (total->runs == 0) {
    return;
  }
  printf("%-34s %-7s %5u %6u %7u %9u %11u %6u", lane->class->name,
         lane->folder_transport ? "folder" : "webapi", total->runs, total->fired, total->starts,
         total->verdict.accepted, total->verdict.registered, total->failed);
  if (lane->points > 0) {
    printf("  each of %u calls%s", lane->points,
           lane->misses >= MISSES_MAXIMUM ? "" : ", more were not reached");
  }
  printf("\n");
}

static int report(const struct torture *torture, double seconds) {
  struct total sum = {0};
  printf("%-34s %-7s %5s %6s %7s %9s %11s %6s\n", "trouble", "way", "runs", "faults", "starts",
         "accepted", "registered", "failed");
  for (size_t i = 0; i < torture->lane_count; i++) {
    const struct total *total = &torture->totals[i];
    print_lane(&torture->lanes[i], total);
    sum.runs += total->runs;
    sum.failed += total->failed;
    sum.fired += total->fired;
    sum.starts += total->starts;
    add_verdict(&sum.verdict, &total->verdict);
  }
  printf("torture: %u runs, %u faults fired, %u lost, %u doubled, %u altered\n", sum.runs,
         sum.fired, sum.verdict.lost, sum.verdict.doubled, sum.verdict.altered);
  printf(
      "torture: %u Bundles accepted, %u registered, %u unwanted, %u without an answer, %u starts "
      "of the server, %u runs failed, seed %u, %.0f s\n",
      sum.verdict.accepted, sum.verdict.registered, sum.verdict.unwanted, sum.verdict.unanswered,
      sum.starts, sum.failed, torture->options.seed, seconds);
  return sum.failed == 0 ? 0 : 1;
}

/* ---- command line -------------------------------------------------------------------------------
 */

static unsigned number_of(const char *text, unsigned maximum) {
  char *end = NULL;
  unsigned long number = strtoul(text, &end, 10);
  if (end == text || *end != '\0' || number > maximum) {
    give_up("not a number that can be");
  }
  return (unsigned)number;
}

static bool take_option(struct options *options, const char *name, const char *value) {
  if (strcmp(name, "--runs") == 0) {
    options->runs = number_of(value, RUNS_MAXIMUM);
  } else if (strcmp(name, "--seed") == 0) {
    options->seed = number_of(value, UINT32_MAX);
  } else if (strcmp(name, "--jobs") == 0) {
    options->jobs = number_of(value, JOBS_MAXIMUM);
  } else if (strcmp(name, "--class") == 0) {
    options->one.class = plan_find(value);
    return options->one.class != NULL;
  } else if (strcmp(name, "--transport") == 0) {
    options->one.folder_transport = strcmp(value, "folder") == 0;
  } else if (strcmp(name, "--at") == 0) {
    options->one.at = number_of(value, RUNS_MAXIMUM);
  } else {
    return false;
  }
  return true;
}

static void read_options(int argc, char **argv, struct options *options) {
  if (argc < 2) {
    give_up("which folder holds the built programs?");
  }
  options->build = argv[1];
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "--single") == 0) {
      options->one.single = true;
    } else if (i + 1 == argc || !take_option(options, argv[i], argv[i + 1])) {
      give_up("--runs N, --seed N, --jobs N, --class NAME, --transport webapi|folder, --at N, "
              "--single");
    } else {
      i++;
    }
  }
  if (options->jobs == 0 || options->runs == 0) {
    give_up("--runs and --jobs are at least 1");
  }
}

static int run_one(struct torture *torture) {
  struct run_result result = {0};
  torture->options.one.seed = torture->options.seed;
  run_execute(&torture->options.one, &torture->templates, torture->options.build, &result);
  printf("passed: %u faults fired, %u starts, %u accepted, %u registered\n", result.fired,
         result.starts, result.verdict.accepted, result.verdict.registered);
  return 0;
}

int main(int argc, char **argv) {
  static struct torture torture;
  torture.options = (struct options){.runs = RUNS_SHORT, .seed = 1, .jobs = JOBS};
  read_options(argc, argv, &torture.options);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  stream_templates_make(&torture.templates, torture.options.build);
  if (torture.options.one.class != NULL) {
    return run_one(&torture);
  }
  torture.results = mmap(NULL, sizeof(struct run_result) * JOBS_MAXIMUM, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (torture.results == MAP_FAILED) {
    give_up("no memory");
  }
  torture.seed = torture.options.seed;
  make_lanes(&torture);
  double start = world_now();
  run_all(&torture);
  return report(&torture, world_now() - start);
}
