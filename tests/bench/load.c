#include "tests/bench/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES 262144
#define SAMPLES 4000000u
#define STAMP_DIGITS 12u

struct connection {
  int descriptor;
  size_t next; /* request */
  double sent_us;
  double due_us; /* of the next request; 0 = one is under way */
  size_t length; /* of what came so far */
  char answer[ANSWER_BYTES];
};

struct running {
  const struct load *load;
  int events;
  struct connection *connections;
  struct samples samples;
  size_t failures;
  uint64_t number; /* of the next stamp */
};

static void give_up(const char *what) {
  fprintf(stderr, "load: %s\n", what);
  exit(1);
}

static void stamp(struct running *running) {
  char *digit = running->load->stamp;
  uint64_t rest = running->number++;
  for (size_t i = 0; digit != NULL && i < STAMP_DIGITS; i++, rest /= 10) {
    digit[STAMP_DIGITS - 1 - i] = (char)('0' + rest % 10);
  }
}

static void send_next(struct running *running, struct connection *connection) {
  const char *request = running->load->requests[connection->next];
  stamp(running);
  connection->next = (connection->next + 1) % running->load->request_count;
  connection->length = 0;
  connection->due_us = 0;
  connection->sent_us = bench_now_us();
  if (send(connection->descriptor, request, strlen(request), MSG_NOSIGNAL) < 0) {
    give_up("a request could not be sent");
  }
}

/* Bytes of the whole answer once its head is there; 0 before. */
static size_t answer_length(const struct connection *connection) {
  const char *end = strstr(connection->answer, "\r\n\r\n");
  const char *field = strcasestr(connection->answer, "\r\ncontent-length:");
  if (end == NULL || field == NULL || field > end) {
    return 0;
  }
  return (size_t)(end - connection->answer) + 4 + strtoul(field + 17, NULL, 10);
}

/* Pauses of 0.5 to 1.5 of the average, so that the clients do not fall into step. */
static void pause_or_send(struct running *running, struct connection *connection) {
  if (running->load->pause_us <= 0) {
    send_next(running, connection);
    return;
  }
  double part = 0.5 + (double)rand() / (double)RAND_MAX;
  connection->due_us = bench_now_us() + part * running->load->pause_us;
}

/* Sends what is due; microseconds until the next one, at most a second. */
static double send_due(struct running *running) {
  double now = bench_now_us();
  double wait = 1e6;
  for (unsigned i = 0; i < running->load->connections; i++) {
    struct connection *connection = &running->connections[i];
    if (connection->due_us > 0 && connection->due_us <= now) {
      send_next(running, connection);
    } else if (connection->due_us > 0 && connection->due_us - now < wait) {
      wait = connection->due_us - now;
    }
  }
  return wait;
}

static void take(struct running *running, struct connection *connection) {
  ssize_t count = recv(connection->descriptor, connection->answer + connection->length,
                       ANSWER_BYTES - 1 - connection->length, 0);
  if (count <= 0) {
    give_up("a connection was closed");
  }
  connection->length += (size_t)count;
  connection->answer[connection->length] = '\0';
  size_t whole = answer_length(connection);
  if (whole == 0 || connection->length < whole) {
    return;
  }
  samples_add(&running->samples, bench_now_us() - connection->sent_us);
  long wanted = running->load->status != 0 ? running->load->status : 200;
  running->failures += strtol(connection->answer + 9, NULL, 10) != wanted ? 1 : 0;
  pause_or_send(running, connection);
}

static void open_all(struct running *running) {
  for (unsigned i = 0; i < running->load->connections; i++) {
    struct connection *connection = &running->connections[i];
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
    connection->descriptor = bench_connect(running->load->port);
    connection->next = running->load->request_count * i / running->load->connections;
    if (connection->descriptor < 0 ||
        epoll_ctl(running->events, EPOLL_CTL_ADD, connection->descriptor, &event) != 0) {
      give_up("the server cannot be reached");
    }
    pause_or_send(running, connection);
  }
}

static void turn(struct running *running, double end) {
  struct epoll_event ready[LOAD_CONNECTIONS];
  while (bench_now_us() < end && running->samples.count < SAMPLES - LOAD_CONNECTIONS) {
    const struct timespec wait = {.tv_nsec = (long)(send_due(running) * 999)};
    int count = epoll_pwait2(running->events, ready, LOAD_CONNECTIONS, &wait, NULL);
    for (int i = 0; i < count; i++) {
      take(running, ready[i].data.ptr);
    }
  }
}

struct load_result load_run(const struct load *load) {
  struct running running = {
      .load = load, .events = epoll_create1(EPOLL_CLOEXEC), .number = load->first_number};
  running.connections = calloc(load->connections, sizeof *running.connections);
  running.samples = samples_make(SAMPLES);
  if (running.events < 0 || running.connections == NULL) {
    give_up("no memory");
  }
  open_all(&running);
  double start = bench_now_us();
  turn(&running, start + load->seconds * 1e6);
  double elapsed = bench_now_us() - start;
  for (unsigned i = 0; i < load->connections; i++) {
    close(running.connections[i].descriptor);
  }
  struct load_result result = {.per_second = (double)running.samples.count * 1e6 / elapsed,
                               .p50_us = samples_part(&running.samples, 0.5),
                               .p99_us = samples_part(&running.samples, 0.99),
                               .failures = running.failures,
                               .next_number = running.number};
  close(running.events);
  free(running.connections);
  samples_free(&running.samples);
  return result;
}
