#include "tests/bench/bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS 32
#define ANSWER_BYTES (1u << 20)

double bench_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

struct samples samples_make(size_t capacity) {
  struct samples samples = {.values = calloc(capacity, sizeof(double)), .capacity = capacity};
  if (samples.values == NULL) {
    perror("bench");
    exit(2);
  }
  return samples;
}

void samples_add(struct samples *samples, double value) {
  if (samples->count < samples->capacity) {
    samples->values[samples->count++] = value;
  }
}

static int by_value(const void *a, const void *b) {
  const double *left = a;
  const double *right = b;
  return (*left > *right) - (*left < *right);
}

double samples_part(struct samples *samples, double part) {
  if (samples->count == 0) {
    return 0;
  }
  qsort(samples->values, samples->count, sizeof *samples->values, by_value);
  size_t index = (size_t)(part * (double)samples->count);
  return samples->values[index < samples->count ? index : samples->count - 1];
}

void samples_free(struct samples *samples) {
  free(samples->values);
  *samples = (struct samples){0};
}

void bench_row(const char *what, double value, const char *unit, const char *bound) {
  printf("%-52s %10.2f %-6s %s\n", what, value, unit, bound);
}

static void run_in_child(const char *path, const char *const *given, const char *const *environment,
                         const char *output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(file, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  char *arguments[ARGUMENTS + 2] = {strdup(path)};
  for (size_t i = 0; i < ARGUMENTS && given[i] != NULL; i++) {
    arguments[i + 1] = strdup(given[i]);
  }
  for (size_t i = 0; environment != NULL && environment[i] != NULL; i++) {
    putenv(strdup(environment[i]));
  }
  execv(path, arguments);
  _exit(127);
}

pid_t bench_spawn(const char *path, const char *const *arguments, const char *const *environment,
                  const char *output) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    run_in_child(path, arguments, environment, output);
  }
  return child;
}

void bench_stop(pid_t child) {
  kill(child, SIGTERM);
  waitpid(child, NULL, 0);
}

static struct sockaddr_in local_address(int port) {
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int bench_free_port(void) {
  struct sockaddr_in address = local_address(0);
  socklen_t size = sizeof address;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 ||
      getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) {
    perror("bench");
    exit(2);
  }
  close(descriptor);
  return ntohs(address.sin_port);
}

size_t bench_resident(pid_t child) {
  char path[64];
  char line[256];
  size_t kilobytes = 0;
  snprintf(path, sizeof path, "/proc/%d/status", (int)child);
  FILE *file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "VmRSS:", 6) == 0) {
      kilobytes = strtoul(line + 6, NULL, 10);
    }
  }
  if (file != NULL) {
    fclose(file);
  }
  return kilobytes * 1024;
}

int bench_connect(int port) {
  struct sockaddr_in address = local_address(port);
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

/* Bytes of the whole answer when its head is complete, else 0. */
static size_t answer_length(const char *answer) {
  const char *end = strstr(answer, "\r\n\r\n");
  const char *length = strcasestr(answer, "\r\nContent-Length:");
  if (end == NULL || length == NULL || length > end) {
    return 0;
  }
  return (size_t)(end - answer) + 4 + strtoul(length + 17, NULL, 10);
}

int bench_exchange(int descriptor, const char *request, size_t length) {
  static const int prefix = sizeof "HTTP/1.1 " - 1;
  char *answer = malloc(ANSWER_BYTES);
  int status = 0;
  size_t received = 0;
  if (answer == NULL || send(descriptor, request, length, MSG_NOSIGNAL) != (ssize_t)length) {
    free(answer);
    return 0;
  }
  while (received + 1 < ANSWER_BYTES) {
    ssize_t bytes = recv(descriptor, answer + received, ANSWER_BYTES - 1 - received, 0);
    if (bytes <= 0) {
      break;
    }
    received += (size_t)bytes;
    answer[received] = '\0';
    size_t whole = answer_length(answer);
    if (whole > 0 && received >= whole) {
      status = (int)strtol(answer + prefix, NULL, 10);
      break;
    }
  }
  free(answer);
  return status;
}
