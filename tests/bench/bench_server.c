/* The server as a whole: start, memory, and what it adds to an ORCA call. Usage: bench_server
 * BUILD-FOLDER */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STARTS 11u
#define CALLS 2000u
#define WARM_UP 200u
#define PATIENCE_US 10e6
#define PATH 400

struct neighbourhood {
  char folder[PATH];
  char server_path[PATH];
  char lab_path[PATH];
  char settings[6][PATH];
  const char *environment[7];
  pid_t lab;
  int orca_port;
  int port;
};

static const char validate_body[] = "{\"resourceType\":\"Patient\",\"gender\":\"male\"}";

static void give_up(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

static void lab_start(struct neighbourhood *neighbourhood) {
  static const char *const arguments[] = {"--orca-prefix",   "/api", "--orca-port",   "0",
                                          "--national-port", "0",    "--print-ports", NULL};
  char output[2 * PATH];
  snprintf(output, sizeof output, "%s/lab.out", neighbourhood->folder);
  neighbourhood->lab = bench_spawn(neighbourhood->lab_path, arguments, NULL, output);
  double end = bench_now_us() + PATIENCE_US;
  while (neighbourhood->orca_port == 0 && bench_now_us() < end) {
    char line[200] = "";
    FILE *file = fopen(output, "r");
    if (file != NULL && fgets(line, sizeof line, file) != NULL && strchr(line, '\n') != NULL) {
      const char *place = strstr(line, "orca=");
      neighbourhood->orca_port = place != NULL ? (int)strtol(place + 5, NULL, 10) : 0;
    }
    if (file != NULL) {
      fclose(file);
    }
    usleep(1000);
  }
  if (neighbourhood->orca_port == 0) {
    give_up("the lab did not start");
  }
}

static void settings_make(struct neighbourhood *neighbourhood) {
  neighbourhood->port = bench_free_port();
  snprintf(neighbourhood->settings[0], PATH, "FHIR_FACADE_LISTEN_PORT=%d", neighbourhood->port);
  snprintf(neighbourhood->settings[1], PATH, "FHIR_FACADE_DATA_DIR=%.300s/data",
           neighbourhood->folder);
  snprintf(neighbourhood->settings[2], PATH, "FHIR_FACADE_ORCA_BASE_URL=http://127.0.0.1:%d/api",
           neighbourhood->orca_port);
  snprintf(neighbourhood->settings[3], PATH, "FHIR_FACADE_ORCA_USER=ormaster");
  snprintf(neighbourhood->settings[4], PATH, "FHIR_FACADE_ORCA_PASSWORD=ormaster");
  snprintf(neighbourhood->settings[5], PATH, "FHIR_FACADE_ORCA_CACHE_SECONDS=0");
  for (size_t i = 0; i < 6; i++) {
    neighbourhood->environment[i] = neighbourhood->settings[i];
  }
}

static pid_t server_spawn(const struct neighbourhood *neighbourhood) {
  static const char *const arguments[] = {"serve", NULL};
  char output[2 * PATH];
  snprintf(output, sizeof output, "%s/server.out", neighbourhood->folder);
  return bench_spawn(neighbourhood->server_path, arguments, neighbourhood->environment, output);
}

/* Microseconds until a $validate is answered with 200. */
static double first_answer(int port, double start) {
  char request[400];
  int length = snprintf(request, sizeof request,
                        "POST /fhir/Patient/$validate HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Type: application/fhir+json\r\nContent-Length: %zu\r\n\r\n%s",
                        sizeof validate_body - 1, validate_body);
  while (bench_now_us() - start < PATIENCE_US) {
    int descriptor = bench_connect(port);
    int status = descriptor >= 0 ? bench_exchange(descriptor, request, (size_t)length) : 0;
    if (descriptor >= 0) {
      close(descriptor);
    }
    if (status == 200) {
      return bench_now_us() - start;
    }
    usleep(200);
  }
  give_up("the server did not answer");
  return 0;
}

static void measure_start(const struct neighbourhood *neighbourhood) {
  struct samples samples = samples_make(STARTS);
  double resident = 0;
  for (size_t i = 0; i < STARTS; i++) {
    double start = bench_now_us();
    pid_t server = server_spawn(neighbourhood);
    samples_add(&samples, first_answer(neighbourhood->port, start));
    resident = (double)bench_resident(server);
    bench_stop(server);
  }
  bench_row("process start to first answered $validate, median", samples_part(&samples, 0.5) / 1e3,
            "ms", "<= 50");
  bench_row("resident memory, idle", resident / 1e6, "MB", "<= 64");
  samples_free(&samples);
}

static struct samples measure_calls(int port, const char *request) {
  struct samples samples = samples_make(CALLS);
  int descriptor = bench_connect(port);
  for (size_t i = 0; i < CALLS + WARM_UP; i++) {
    double start = bench_now_us();
    int status = bench_exchange(descriptor, request, strlen(request));
    if (status != 200) {
      give_up("a call was not answered with 200");
    }
    if (i >= WARM_UP) {
      samples_add(&samples, bench_now_us() - start);
    }
  }
  close(descriptor);
  return samples;
}

static void measure_reads(const struct neighbourhood *neighbourhood) {
  pid_t server = server_spawn(neighbourhood);
  first_answer(neighbourhood->port, bench_now_us());
  struct samples direct = measure_calls(neighbourhood->orca_port,
                                        "GET /api/api01rv2/patientgetv2?id=00001 HTTP/1.1\r\n"
                                        "Host: localhost\r\n"
                                        "Authorization: Basic b3JtYXN0ZXI6b3JtYXN0ZXI=\r\n\r\n");
  struct samples facade = measure_calls(neighbourhood->port, "GET /fhir/Patient/00001 HTTP/1.1\r\n"
                                                             "Host: localhost\r\n\r\n");
  double direct_half = samples_part(&direct, 0.5);
  double direct_most = samples_part(&direct, 0.99);
  double half = samples_part(&facade, 0.5);
  double most = samples_part(&facade, 0.99);
  bench_row("ORCA simulator alone, p50", direct_half / 1e3, "ms", "");
  bench_row("ORCA simulator alone, p99", direct_most / 1e3, "ms", "");
  bench_row("GET /Patient/{id}, cache off, p50", half / 1e3, "ms", "");
  bench_row("GET /Patient/{id}, cache off, p99", most / 1e3, "ms", "");
  bench_row("added by the server, p50", (half - direct_half) / 1e3, "ms", "");
  bench_row("added by the server, p99", (most - direct_most) / 1e3, "ms", "<= 1");
  samples_free(&direct);
  samples_free(&facade);
  bench_stop(server);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: bench_server BUILD-FOLDER\n");
    return 2;
  }
  struct neighbourhood neighbourhood = {.folder = "/tmp/facade-bench-XXXXXX"};
  if (mkdtemp(neighbourhood.folder) == NULL) {
    give_up("no temporary folder");
  }
  snprintf(neighbourhood.server_path, PATH, "%s/fhir-facade", argv[1]);
  snprintf(neighbourhood.lab_path, PATH, "%s/fhir-facade-lab", argv[1]);
  lab_start(&neighbourhood);
  settings_make(&neighbourhood);
  measure_start(&neighbourhood);
  measure_reads(&neighbourhood);
  bench_stop(neighbourhood.lab);
  return 0;
}
