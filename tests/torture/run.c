#include "tests/torture/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS 10u
/* Longest wait of a job: a lease whose owner could not write down what became of it, 33 s. */
#define SETTLE_S 75
/* After this a person would restart a server that had trouble with its disk. */
#define HELP_S 2.5
#define STICKY_MS 500u
/* Between two doings of the driver; a stream takes about half a second. */
#define EVENT_PAUSE_MS 200
#define HOUR_MS INT64_C(3600000)

struct course {
  const struct run *run;
  struct world world;
  struct stream stream;
  unsigned seed;
  double fired_at; /* when it was noticed; 0 = not yet */
  double next_event_at;
  unsigned events_left; /* kills and jumps of the driver */
  unsigned events;
};

void run_describe(const struct run *run, char *ret_text, size_t size) {
  snprintf(ret_text, size, "--seed %u --class '%s' --transport %s --at %llu%s", run->seed,
           run->class->name, run->folder_transport ? "folder" : "webapi",
           (unsigned long long)run->at, run->single ? " --single" : "");
}

static void arm(struct course *course) {
  const struct plan_class *class = course->run->class;
  struct fault_control *control = course->world.control;
  if (class->places == 0) {
    return;
  }
  control->places = class->places;
  control->calls = class->calls;
  control->action = class->action;
  control->error = class->error;
  control->sticky = class->sticky;
  control->at = course->run->at;
  atomic_store(&control->armed, true);
}

static void disarm(struct course *course) {
  atomic_store(&course->world.control->armed, false);
}

/* Trouble that does not end by itself ends after a while. */
static void end_sticky(struct course *course) {
  bool fired = atomic_load(&course->world.control->fired) > 0;
  if (fired && course->fired_at <= 0) {
    course->fired_at = world_now();
  }
  if (fired && world_now() > course->fired_at + STICKY_MS / 1e3) {
    disarm(course);
  }
}

static void jump(struct course *course) {
  static const int64_t hours[] = {1, -1, 24, -24};
  int64_t offset_ms = hours[(size_t)rand_r(&course->seed) % 4] * HOUR_MS;
  if (rand_r(&course->seed) % 4 == 0) {
    offset_ms = 0; /* put right again */
  }
  atomic_store(&course->world.control->clock_offset_ms, offset_ms);
}

static void plan_event(struct course *course) {
  course->next_event_at = world_now() + (double)(rand_r(&course->seed) % EVENT_PAUSE_MS) / 1e3;
}

/* The driver's own doings: kills and jumps. */
static void stir(struct course *course) {
  const struct plan_class *class = course->run->class;
  if (course->events_left == 0 || world_now() < course->next_event_at) {
    return;
  }
  course->events_left--;
  course->events++;
  if (class->clock_jumps && (!class->kills || rand_r(&course->seed) % 2 == 0)) {
    jump(course);
  } else {
    world_server_kill(&course->world);
  }
  plan_event(course);
}

static void tick(struct course *course) {
  if (world_server_ended(&course->world)) {
    world_server_start(&course->world);
  }
  end_sticky(course);
  stir(course);
  world_pause_ms(5);
}

/* Only a lease that could not be given back is worth a restart before it runs out; whether it runs
 * out as it should is seen in one run of eight. */
static bool may_help(const struct course *course) {
  const struct plan_class *class = course->run->class;
  return (class->places & FAULT_PLACE_DATA) != 0 && class->action == FAULT_FAIL &&
         course->run->seed % 8 != 0;
}

static void settle(struct course *course) {
  double start = world_now();
  bool helped = !may_help(course);
  for (;;) {
    tick(course);
    if (course->events_left == 0 && checker_settled(&course->stream, 0)) {
      return;
    }
    double passed = world_now() - start;
    if (!helped && passed > HELP_S) {
      disarm(course);
      world_server_kill(&course->world);
      helped = true;
    }
    if (passed > SETTLE_S) {
      world_fail(&course->world, "not every job comes to an end within %d s", SETTLE_S);
    }
    world_pause_ms(30);
  }
}

static void set_lab_fault(struct course *course, int value) {
  const struct plan_class *class = course->run->class;
  if (class->lab_fault != NULL) {
    world_lab_fault(&course->world, class->lab_fault, value);
  }
}

/* How often the simulator's fault was met; a level counts as one. */
static unsigned count_lab_faults(const struct course *course) {
  const struct plan_class *class = course->run->class;
  if (class->lab_fault == NULL) {
    return 0;
  }
  json_t *state = world_json(course->world.national_port, "/lab/state");
  const json_t *left = json_object_get(json_object_get(state, "faults"), class->lab_fault);
  json_int_t met = class->lab_value - json_integer_value(left);
  json_decref(state);
  return met > 0 ? (unsigned)met : 1;
}

static void run_stream(struct course *course) {
  const unsigned count = course->stream.count;
  set_lab_fault(course, course->run->class->lab_value);
  course->events_left = course->run->class->kills || course->run->class->clock_jumps ? 4 : 0;
  plan_event(course);
  stream_start(&course->stream);
  while (atomic_load(&course->stream.done) < count) {
    tick(course);
  }
  stream_join(&course->stream);
}

static void stop_and_start(struct course *course) {
  if (course->run->class->moment != PLAN_STOP) {
    return;
  }
  settle(course);
  arm(course);
  (void)world_server_stop(&course->world);
  disarm(course);
  world_server_ready(&course->world);
}

static void judge(struct course *course, struct run_result *ret_result) {
  struct verdict *verdict = &ret_result->verdict;
  ret_result->hit = atomic_load(&course->world.control->fired);
  ret_result->fired = ret_result->hit + course->events;
  ret_result->starts = course->world.starts;
  world_server_ready(&course->world);
  checker_compare(&course->stream, verdict);
  int status = world_server_stop(&course->world);
  if (status != 0) {
    world_fail(&course->world, "the server ended with status %d at last", status);
  }
  checker_read_store(&course->world, verdict);
  if (!checker_passed(verdict)) {
    world_fail(&course->world, "%s", verdict->first);
  }
}

static struct course *course_make(const struct run *run, const struct stream_templates *templates,
                                  const char *build) {
  struct course *course = calloc(1, sizeof *course);
  if (course == NULL) {
    exit(1);
  }
  course->run = run;
  course->seed = run->seed;
  course->world.build = build;
  course->world.folder_transport = run->folder_transport;
  run_describe(run, course->world.name, sizeof course->world.name);
  course->stream.world = &course->world;
  course->stream.count = run->single ? 1 : LETTERS;
  course->stream.clients = run->single ? 1 : 3;
  stream_make(&course->stream, templates, &course->seed);
  for (unsigned i = 0; run->class->gives_up && i < course->stream.count; i++) {
    course->stream.letters[i].insists = false;
  }
  return course;
}

void run_execute(const struct run *run, const struct stream_templates *templates, const char *build,
                 struct run_result *ret_result) {
  struct course *course = course_make(run, templates, build);
  enum plan_moment moment = run->class->moment;
  world_open(&course->world);
  course->world.control->journals = run->class->action == FAULT_POWER_CUT;
  if (moment == PLAN_START) {
    arm(course);
  }
  world_server_ready(&course->world);
  if (moment == PLAN_STREAM) {
    arm(course);
  }
  run_stream(course);
  if (run->class->lab_fault != NULL) {
    world_pause_ms(STICKY_MS);
    course->events += count_lab_faults(course);
    set_lab_fault(course, 0);
  }
  stop_and_start(course);
  settle(course);
  disarm(course);
  judge(course, ret_result);
  stream_free(&course->stream);
  world_close(&course->world);
  free(course);
  ret_result->finished = true;
}
