#include "tests/bench/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_BYTES 262144
#define SAMPLES 4000000u

struct connection {
  int descriptor;
  size_t next; /* request */
  double sent_us;
  size_t length; /* of what came so far */
  char answer[ANSWER_BYTES];
};

struct running {
  const struct load *load;
  int events;
  struct connection *connections;
  struct samples samples;
  size_t failures;
};

static void give_up(const char *what) {
  fprintf(stderr, "load: %s\n", what);
  exit(1);
}

static void send_next(struct running *running, struct connection *connection) {
  const char *request = running->load->requests[connection->next];
  connection->next = (connection->next + 1) % running->load->request_count;
  connection->length = 0;
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
  running->failures += strncmp(connection->answer, "HTTP/1.1 200", 12) != 0 ? 1 : 0;
  send_next(running, connection);
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
    send_next(running, connection);
  }
}

static void turn(struct running *running, double end) {
  struct epoll_event ready[LOAD_CONNECTIONS];
  while (bench_now_us() < end && running->samples.count < SAMPLES - LOAD_CONNECTIONS) {
    int count = epoll_wait(running->events, ready, LOAD_CONNECTIONS, 1000);
    for (int i = 0; i < count; i++) {
      take(running, ready[i].data.ptr);
    }
  }
}

struct load_result load_run(const struct load *load) {
  struct running running = {.load = load, .events = epoll_create1(EPOLL_CLOEXEC)};
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
                               .failures = running.failures};
  close(running.events);
  free(running.connections);
  samples_free(&running.samples);
  return result;
}
