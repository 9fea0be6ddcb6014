/* Terminology operations on the imported masters, over HTTP: throughput at 16 connections with
 * client and server on this machine, and one request at a time. Usage: bench_terminology
 * BUILD-FOLDER */
#include "tests/bench/load.h"
#include "tests/bench/masters_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH 400
#define REQUEST 900
#define REQUESTS 500u
#define CONNECTIONS 16u
#define SECONDS 3
#define WARM_UP_SECONDS 0.5
#define PATIENCE_US 10e6
#define DISEASE "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"
#define DISEASES "http://jpfhir.jp/fhir/core/mhlw/ValueSet/masterB-disease"
#define KEY_NUMBER "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

/* %s: a receipt disease code; without one the request is the same each time. */
static const struct {
  const char *name;
  const char *path;
  double bound_ms; /* of one request at a time; 0 = the bound is that of throughput */
} operations[] = {
    {"$lookup", "/fhir/CodeSystem/$lookup?system=" DISEASE "&code=%s", 0},
    {"$validate-code", "/fhir/CodeSystem/$validate-code?url=" DISEASE "&code=%s", 0},
    {"$translate",
     "/fhir/ConceptMap/$translate?system=" DISEASE "&code=%s&targetsystem=" KEY_NUMBER, 0},
    {"$expand, filter, 20 hits",
     "/fhir/ValueSet/$expand?url=" DISEASES "&filter=%%E7%%82%%8E&count=20", 1},
};

static void give_up(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

/* ---- requests ----------------------------------------------------------------------------------
 */
static char **codes_of(struct masters *masters) {
  struct masters_system system;
  char **codes = calloc(REQUESTS, sizeof *codes);
  struct view url = {DISEASE, sizeof DISEASE - 1};
  if (codes == NULL || !masters_system_find(masters, url, &system) || system.count == 0) {
    give_up("the masters hold no diseases");
  }
  for (size_t i = 0; i < REQUESTS; i++) {
    struct masters_concept concept =
        masters_concept_at(masters, system.first + (uint32_t)(i * 7919u % system.count));
    codes[i] = strndup(concept.code.data, concept.code.length);
  }
  return codes;
}

static const char *const *requests_of(const char *path, char *const *codes) {
  const char **requests = calloc(REQUESTS, sizeof *requests);
  for (size_t i = 0; requests != NULL && i < REQUESTS; i++) {
    char target[REQUEST];
    char *request = malloc(2 * REQUEST);
    const char *place = strstr(path, "%s");
    if (place == NULL) {
      snprintf(target, sizeof target, "%s", path);
    } else {
      snprintf(target, sizeof target, "%.*s%s%s", (int)(place - path), path, codes[i], place + 2);
    }
    snprintf(request, 2 * REQUEST, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    requests[i] = request;
  }
  return requests;
}

/* ---- measurements ------------------------------------------------------------------------------
 */
static void measure(int port, size_t operation, char *const *codes) {
  const char *path = operations[operation].path;
  char unescaped[REQUEST];
  size_t length = 0;
  for (const char *from = path; *from != '\0'; from++) { /* "%%" as in a format */
    from += from[0] == '%' && from[1] == '%';
    unescaped[length++] = *from;
  }
  unescaped[length] = '\0';
  const char *const *requests = requests_of(unescaped, codes);
  struct load load = {.port = port,
                      .requests = requests,
                      .request_count = REQUESTS,
                      .connections = CONNECTIONS,
                      .seconds = WARM_UP_SECONDS};
  char row[100];
  (void)load_run(&load);
  load.seconds = SECONDS;
  struct load_result many = load_run(&load);
  load.connections = 1;
  load.seconds = 1;
  struct load_result one = load_run(&load);
  if (many.failures + one.failures > 0) {
    give_up("an answer was no 200");
  }
  bool is_slow = operations[operation].bound_ms > 0;
  snprintf(row, sizeof row, "%s, 16 connections", operations[operation].name);
  bench_row(row, many.per_second, "/s", is_slow ? "" : ">= 30000");
  snprintf(row, sizeof row, "%s, 16 connections, p99", operations[operation].name);
  bench_row(row, many.p99_us / 1e3, "ms", "");
  snprintf(row, sizeof row, "%s, one at a time, p50", operations[operation].name);
  bench_row(row, one.p50_us / 1e3, "ms", is_slow ? "<= 1" : "<= 0.1");
}

static pid_t start_server(const char *build, const char *folder, int port) {
  static const char *const arguments[] = {"serve", NULL};
  char program[PATH];
  char settings[2][PATH];
  const char *environment[] = {settings[0], settings[1], NULL};
  snprintf(program, sizeof program, "%s/fhir-facade", build);
  snprintf(settings[0], PATH, "FHIR_FACADE_LISTEN_PORT=%d", port);
  snprintf(settings[1], PATH, "FHIR_FACADE_DATA_DIR=%s", folder);
  pid_t server = bench_spawn(program, arguments, environment, "/dev/null");
  double end = bench_now_us() + PATIENCE_US;
  int descriptor = -1;
  while (descriptor < 0 && bench_now_us() < end) {
    usleep(1000);
    descriptor = bench_connect(port);
  }
  if (descriptor < 0) {
    give_up("the server did not start");
  }
  close(descriptor);
  return server;
}

static void remove_folder(const char *folder) {
  static const char *const names[] = {"masters.pack",  "facade.db", "facade.db-wal",
                                      "facade.db-shm", "lock",      "masters.lock"};
  char path[PATH];
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    (void)unlink(path);
  }
  (void)rmdir(folder);
}

int main(int argc, char **argv) {
  char folder[] = "/tmp/bench-terminology-XXXXXX";
  char path[PATH];
  struct masters *masters = NULL;
  if (argc != 2) {
    fprintf(stderr, "usage: bench_terminology BUILD-FOLDER\n");
    return 2;
  }
  if (mkdtemp(folder) == NULL || !masters_file_import_into(argv[1], folder)) {
    printf("skipped: terminology over HTTP (there are no masters beside the checkout)\n");
    (void)rmdir(folder);
    return 0;
  }
  snprintf(path, sizeof path, "%s/%s", folder, MASTERS_FILE_NAME);
  if (masters_open(path, &masters) != ERROR_OK) {
    give_up("the masters cannot be opened");
  }
  char **codes = codes_of(masters);
  int port = bench_free_port();
  pid_t server = start_server(argv[1], folder, port);
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
    measure(port, i, codes);
  }
  bench_row("resident memory afterwards", (double)bench_resident(server) / 1e6, "MB", "<= 200");
  bench_stop(server);
  masters_close(masters);
  remove_folder(folder);
  return 0;
}
