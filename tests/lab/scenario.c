#include "tests/lab/scenario.h"

#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/base/options.h"
#include "tests/lab/scenario_step.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_MAXIMUM 536870912u
#define FILE_MAXIMUM 16777216u
#define RUN_LENGTH 8
#define STATUS_FAILED 1

static const struct options_row rows[] = {
    {.name = "facade",
     .value = "URL",
     .kind = OPTIONS_TEXT,
     .offset = offsetof(struct scenario_http, facade),
     .english = "base of the facade, e.g. http://127.0.0.1:8080"},
    {.name = "lab",
     .value = "URL",
     .kind = OPTIONS_TEXT,
     .offset = offsetof(struct scenario_http, lab),
     .english = "base of the lab's national port, e.g. http://127.0.0.1:18001"},
};

static const struct options_table table = {
    .program = "fhir-facade-lab scenario",
    .usage = "[OPTION]... FILE...",
    .introduction = "Runs files of steps against a facade and a lab, one line a step.\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = OPTIONS_LIST_MAXIMUM,
};

/* A scenario in progress. */
struct run {
  const struct scenario_http *http;
  const char *path;
  const char *folder;
  json_t *variables;
  size_t failures;
};

static void run_step(struct run *run, json_t *source, size_t number) {
  const char *failure = "memory is short";
  const char *name = json_string_value(json_object_get(source, "name"));
  struct scenario_step step = {.arena = arena_new(ARENA_MAXIMUM),
                               .http = run->http,
                               .folder = run->folder,
                               .variables = run->variables,
                               .source = source};
  bool done = step.arena != NULL && scenario_step_run(&step, &failure);
  printf("%-4s %s %zu %s%s%s\n", done ? "ok" : "FAIL", run->path, number, name != NULL ? name : "",
         done ? "" : ": ", done ? "" : failure);
  (void)fflush(stdout);
  run->failures += done ? 0 : 1;
  arena_free(step.arena);
}

/* ${run} makes the identifiers of one run its own. */
static json_t *first_variables(void) {
  char uuid[UUID_BYTES];
  uuid_random(uuid);
  return json_pack("{s:s%}", "run", uuid, (size_t)RUN_LENGTH);
}

static struct view folder_of(const char *path, struct arena *arena) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? arena_copy(arena, view_make(path, (size_t)(slash - path)))
                       : arena_copy(arena, view_of("."));
}

/* False: the file is no scenario. */
static bool run_file(const struct scenario_http *http, const char *path, struct arena *arena,
                     size_t *failures) {
  struct view content;
  json_error_t error;
  if (file_read(arena, path, FILE_MAXIMUM, &content) != ERROR_OK) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  json_t *scenario = json_loadb(content.data, content.length, JSON_REJECT_DUPLICATES, &error);
  const json_t *steps = json_object_get(scenario, "steps");
  if (json_array_size(steps) == 0) {
    fprintf(stderr, "%s: no steps %s (line %d)\n", path, scenario == NULL ? error.text : "",
            scenario == NULL ? error.line : 1);
    json_decref(scenario);
    return false;
  }
  struct run run = {.http = http,
                    .path = path,
                    .folder = folder_of(path, arena).data,
                    .variables = first_variables()};
  for (size_t i = 0; i < json_array_size(steps); i++) {
    run_step(&run, json_array_get(steps, i), i + 1);
  }
  *failures += run.failures;
  json_decref(run.variables);
  json_decref(scenario);
  return true;
}

int scenario_main(int argc, char **argv) {
  struct scenario_http http = {0};
  struct options_words words;
  size_t failures = 0;
  int status = options_read(&table, argc, argv, &http, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct arena *arena = arena_new(ARENA_MAXIMUM);
  (void)curl_global_init(CURL_GLOBAL_DEFAULT);
  status = arena != NULL ? EXIT_SUCCESS : OPTIONS_REFUSED;
  for (size_t i = 0; i < words.count && status == EXIT_SUCCESS; i++) {
    status = run_file(&http, words.items[i], arena, &failures) ? EXIT_SUCCESS : OPTIONS_REFUSED;
  }
  curl_global_cleanup();
  arena_free(arena);
  return status == EXIT_SUCCESS && failures > 0 ? STATUS_FAILED : status;
}
