#include "tests/writes/log_pipe.h"

#include "tests/writes/trial.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Two pages; one that is in use takes no further line until it is read whole. */
#define PIPE_BYTES 8192
/* Of a line of the log, and one more for the NUL. */
#define LINE_BYTES 16384
#define READ_MS 200
/* Until the pipe is full for sure: each request has a line of some 200 bytes. */
#define ROUNDS 4u

struct pipe_ends {
  int reader;
  int writer;
};

static struct pipe_ends open_pipe(const struct site *site) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES) < 0) {
    world_fail(&site->world, "no pipe");
  }
  return (struct pipe_ends){ends[0], ends[1]};
}

static void use_log(struct site *site, int descriptor) {
  site->world.log = descriptor;
  site_use(site, NULL);
}

/* Every kind, with nothing failing but the log. */
static void ask_all(struct site *site, const char *name) {
  struct way way = {name, FAULT_PLACE_DATA, 0, FAULT_FAIL, .allowed = OUTCOME_WHOLE};
  struct tally unused = {0};
  for (size_t i = 0; i < kind_count(); i++) {
    if (!kind_get(i)->uses_registered) { /* would need a restart */
      (void)trial_run(site, i, &way, 0, &unused);
    }
  }
}

static void nobody_reads(struct site *site) {
  struct pipe_ends ends = open_pipe(site);
  use_log(site, ends.writer);
  (void)close(ends.writer);
  (void)close(ends.reader);
  ask_all(site, "log pipe closed");
}

/* What is in the pipe, and what comes while there is something. */
static void drain(int reader, char *ret_text, size_t size) {
  struct pollfd wanted = {.fd = reader, .events = POLLIN};
  size_t length = 0;
  while (length + 1 < size && poll(&wanted, 1, READ_MS) == 1) {
    ssize_t count = read(reader, ret_text + length, size - length - 1);
    if (count <= 0) {
      break;
    }
    length += (size_t)count;
  }
  ret_text[length] = '\0';
}

/* All but what stands before the first line end and behind the last one is JSON. */
static unsigned check_lines(const struct site *site, char *text) {
  unsigned lines = 0;
  char *rest = NULL;
  for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    json_t *json = json_loads(line, 0, NULL);
    if (!json_is_object(json)) {
      world_fail(&site->world, "a line of the log: %s", line);
    }
    json_decref(json);
    lines++;
  }
  return lines;
}

static void reader_stands_still(struct site *site) {
  static char text[LINE_BYTES * 4];
  struct pipe_ends ends = open_pipe(site);
  use_log(site, ends.writer);
  (void)close(ends.writer);
  for (unsigned i = 0; i < ROUNDS; i++) {
    ask_all(site, "log pipe full");
  }
  drain(ends.reader, text, sizeof text);
  size_t held = strlen(text);
  if (held < PIPE_BYTES / 2) {
    world_fail(&site->world, "the pipe was not full: %zu bytes", held);
  }
  ask_all(site, "log pipe read again");
  drain(ends.reader, text + held, sizeof text - held);
  bool is_told = strstr(text, "\"log-lines-lost\"") != NULL;
  char *further = strdup(text + held);
  if (!is_told || check_lines(site, further) < 2) {
    world_fail(&site->world, "the log does not go on: %s", text + held);
  }
  free(further);
  (void)check_lines(site, text);
  site->world.log = 0;
  site_use(site, NULL);
  (void)close(ends.reader);
}

void log_pipe_run(struct site *site) {
  nobody_reads(site);
  reader_stands_still(site);
}
