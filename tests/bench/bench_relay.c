/* The relay's way of a Bundle of 22 KB: accepted (validated, kept, synced) by 16 clients, delivered
 * to the lab's service, accepted while 100,000 others wait. Every Bundle has an identifier of its
 * own. Client, server and lab share the machine. Usage: bench_relay BUILD-FOLDER */
#include "tests/bench/load.h"
#include "tests/bench/neighbours.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENT "00005" /* has a Bundle of 22 KB */
#define MARK "1319999999^2026^FC-"
#define ANSWER_BYTES (1u << 20)
#define CLIENTS 16u
#define SECONDS 4.0
#define WARM_UP_SECONDS 0.5
#define PACE_SECONDS 8.0
/* Pauses come on top of the answers' times: more than 500 a second are accepted then. */
#define PACE_PER_SECOND 650.0
#define ROUNDS 4u
#define ROUND_SECONDS 2.5
#define WAITING 100000
#define DRAIN_SECONDS 60
#define QUERY 6000

static void give_up(const char *what) {
  fprintf(stderr, "bench_relay: %s\n", what);
  exit(1);
}

/* The answer's body, to be freed. */
static char *fetch(int port, const char *path) {
  char request[400];
  char *answer = calloc(1, ANSWER_BYTES);
  size_t length = 0;
  ssize_t count = 0;
  int descriptor = bench_connect(port);
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
  if (answer == NULL || descriptor < 0 || write(descriptor, request, (size_t)size) != size) {
    give_up("no connection");
  }
  while (length + 1 < ANSWER_BYTES &&
         (count = read(descriptor, answer + length, ANSWER_BYTES - 1 - length)) > 0) {
    length += (size_t)count;
  }
  close(descriptor);
  char *body = strstr(answer, "\r\n\r\n");
  if (strncmp(answer, "HTTP/1.1 200", 12) != 0 || body == NULL) {
    give_up("an answer is no 200");
  }
  body = strdup(body + 4);
  free(answer);
  return body;
}

/* POST of the server's own Bundle; *ret_stamp is where the running number goes. */
static char *make_request(int port, size_t *ret_stamp) {
  char *bundle = fetch(port, "/fhir/Patient/" PATIENT "/$clinical-bundle?kind=condition");
  char *request = NULL;
  if (asprintf(&request,
               "POST /fhir/Bundle HTTP/1.1\r\nHost: localhost\r\n"
               "Content-Type: application/fhir+json\r\nContent-Length: %zu\r\n\r\n%s",
               strlen(bundle), bundle) < 0 ||
      strstr(request, MARK) == NULL) {
    give_up("no Bundle to post");
  }
  printf("%-52s %10.1f %s\n", "size of the Bundle", (double)strlen(bundle) / 1e3, "KB");
  free(bundle);
  *ret_stamp = (size_t)(strstr(request, MARK) - request) + strlen(MARK);
  return request;
}

struct place {
  struct neighbours neighbours;
  char request_dir[100];
  char result_dir[100];
  char *request;
  struct load load;
};

static void make_folder(struct place *place, const char *name, const char *setting,
                        char ret_path[100]) {
  snprintf(ret_path, 100, "%s/%s", place->neighbours.folder, name);
  (void)mkdir(ret_path, 0700);
  neighbours_set(&place->neighbours, setting, ret_path);
}

static void start(struct place *place) {
  neighbours_server_start(&place->neighbours);
  (void)neighbours_server_wait(&place->neighbours);
}

static void open_place(struct place *place, const char *build, const char *transport) {
  char url[60];
  struct neighbours *neighbours = &place->neighbours;
  neighbours_make(neighbours, build);
  neighbours_set(neighbours, "INSTITUTION_NUMBER", "1319999999");
  neighbours_set(neighbours, "MAPPING_FILE", "tests/lab/mapping.csv");
  neighbours_set(neighbours, "NATIONAL_TRANSPORT", transport);
  snprintf(url, sizeof url, "http://127.0.0.1:%d", neighbours->national_port);
  neighbours_set(neighbours, "NATIONAL_WEBAPI_BASE_URL", url);
  make_folder(place, "request", "NATIONAL_FOLDER_REQUEST_DIR", place->request_dir);
  make_folder(place, "result", "NATIONAL_FOLDER_RESULT_DIR", place->result_dir);
  neighbours->request_dir = place->request_dir;
  neighbours->result_dir = place->result_dir;
  neighbours_lab_start(neighbours);
  start(place);
}

static void close_place(struct place *place) {
  (void)rmdir(place->request_dir);
  (void)rmdir(place->result_dir);
  neighbours_done(&place->neighbours);
}

/* ---- accepting ----------------------------------------------------------------------------------
 */

static void prepare_load(struct place *place, unsigned clients) {
  size_t stamp = 0;
  place->request = make_request(place->neighbours.port, &stamp);
  place->load = (struct load){.port = place->neighbours.port,
                              .requests = (const char *const *)&place->request,
                              .request_count = 1,
                              .connections = clients,
                              .stamp = place->request + stamp,
                              .status = 202};
}

static struct load_result run_load(struct place *place, double seconds) {
  place->load.seconds = seconds;
  struct load_result result = load_run(&place->load);
  place->load.first_number = result.next_number;
  if (result.failures > 0) {
    give_up("an answer was no 202");
  }
  return result;
}

static void print_accepts(const char *what, const struct load_result *result, bool bounded) {
  char row[120];
  snprintf(row, sizeof row, "%s, Bundles a second", what);
  bench_row(row, result->per_second, "/s", bounded ? ">= 1500" : "");
  snprintf(row, sizeof row, "%s, p50", what);
  bench_row(row, result->p50_us / 1e3, "ms", "");
  snprintf(row, sizeof row, "%s, p99", what);
  bench_row(row, result->p99_us / 1e3, "ms", bounded ? "<= 20" : "");
}

/* Of the server so far, in milliseconds: what a busy machine does not change. */
static double processor_ms(pid_t server) {
  char path[64];
  char line[1000] = "";
  snprintf(path, sizeof path, "/proc/%d/stat", (int)server);
  FILE *file = fopen(path, "r");
  if (file == NULL || fgets(line, sizeof line, file) == NULL || strchr(line, ')') == NULL) {
    give_up("no processor time");
  }
  fclose(file);
  char *rest = strchr(line, ')') + 2;
  for (unsigned field = 3; field < 14; field++) {
    rest = strchr(rest, ' ') + 1;
  }
  double ticks = strtod(rest, &rest);
  ticks += strtod(rest, NULL);
  return ticks * 1e3 / (double)sysconf(_SC_CLK_TCK);
}

static void measure_accepts(const char *build) {
  struct place place = {0};
  open_place(&place, build, "none");
  prepare_load(&place, CLIENTS);
  (void)run_load(&place, WARM_UP_SECONDS);
  double before = processor_ms(place.neighbours.server);
  struct load_result many = run_load(&place, SECONDS);
  double used = processor_ms(place.neighbours.server) - before;
  print_accepts("accepted, 16 clients", &many, true);
  bench_row("accepted, processor time of the server", used / (many.per_second * SECONDS), "ms", "");
  place.load.connections = 1;
  struct load_result one = run_load(&place, SECONDS / 4);
  print_accepts("accepted, 1 client", &one, false);
  free(place.request);
  close_place(&place);
}

/* ---- delivering ---------------------------------------------------------------------------------
 */

static sqlite3 *open_store(const struct place *place) {
  char path[100];
  sqlite3 *database = NULL;
  snprintf(path, sizeof path, "%s/facade.db", place->neighbours.folder);
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_busy_timeout(database, 10000) != SQLITE_OK) {
    give_up("the store does not open");
  }
  return database;
}

static double ask(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK ||
      sqlite3_step(statement) != SQLITE_ROW) {
    give_up(sqlite3_errmsg(database));
  }
  double number = sqlite3_column_double(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

static double count_registered(sqlite3 *database) {
  return ask(database, "SELECT count(*) FROM audit WHERE action = 'job-accepted'");
}

/* Seconds until that many are registered. */
static double wait_registered(sqlite3 *database, double wanted) {
  double start = bench_now_us();
  while (count_registered(database) < wanted) {
    if (bench_now_us() > start + DRAIN_SECONDS * 1e6) {
      give_up("the deliveries do not end");
    }
    usleep(20000);
  }
  return (bench_now_us() - start) / 1e6;
}

/* Clients post at the pace; what waits at their end shows whether deliveries keep up. */
static void measure_pace(const char *build) {
  struct place place = {0};
  open_place(&place, build, "webapi");
  prepare_load(&place, CLIENTS);
  place.load.pause_us = CLIENTS / PACE_PER_SECOND * 1e6;
  struct load_result result = run_load(&place, PACE_SECONDS);
  sqlite3 *database = open_store(&place);
  double registered = count_registered(database);
  double accepted = ask(database, "SELECT count(*) FROM job");
  bench_row("while delivered: accepted", result.per_second, "/s", "");
  bench_row("while delivered: accepted, p99", result.p99_us / 1e3, "ms", "");
  bench_row("while delivered: still waiting after 8 s", accepted - registered, "", "<= 100");
  (void)wait_registered(database, accepted);
  sqlite3_close(database);
  free(place.request);
  close_place(&place);
}

/* A heap is delivered: Bundles that were accepted while the transport was another server's. */
static void measure_drain(const char *build, const char *transport, double seconds) {
  char row[120];
  struct place place = {0};
  open_place(&place, build, "none");
  prepare_load(&place, CLIENTS);
  (void)run_load(&place, seconds);
  neighbours_server_stop(&place.neighbours);
  sqlite3 *database = open_store(&place);
  double accepted = ask(database, "SELECT count(*) FROM job");
  neighbours_set(&place.neighbours, "NATIONAL_TRANSPORT", transport);
  start(&place);
  double already = count_registered(database);
  double took = wait_registered(database, accepted);
  snprintf(row, sizeof row, "a heap of %.0f delivered, %s", accepted, transport);
  bench_row(row, (accepted - already) / took, "/s",
            strcmp(transport, "webapi") == 0 ? ">= 500" : "");
  sqlite3_close(database);
  free(place.request);
  close_place(&place);
}

/* ---- accepting beside a heap --------------------------------------------------------------------
 */

/* The columns of a table behind its key, with some of them replaced; made from the table itself, so
 * that a new column needs nothing here. */
static void list_columns(sqlite3 *database, const char *table, char ret_names[QUERY / 4],
                         char ret_values[QUERY / 2]) {
  static const char *const replaced[][2] = {
      {"id", "id || '-' || n"},
      {"identifier_value", "identifier_value || '-' || n"},
      {"content", "zeroblob(500)"},
      {"bundle_seq", "bundle_seq + n"},
      {"next_attempt_ms", "next_attempt_ms + 250000"},
  };
  sqlite3_stmt *columns = NULL;
  char sql[100];
  size_t names = 0;
  size_t values = 0;
  snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') WHERE name <> 'seq'", table);
  if (sqlite3_prepare_v2(database, sql, -1, &columns, NULL) != SQLITE_OK) {
    give_up(sqlite3_errmsg(database));
  }
  while (sqlite3_step(columns) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(columns, 0);
    const char *value = name;
    for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++) {
      value = strcmp(replaced[i][0], name) == 0 ? replaced[i][1] : value;
    }
    names += (size_t)snprintf(ret_names + names, QUERY / 4 - names, ", %s", name);
    values += (size_t)snprintf(ret_values + values, QUERY / 2 - values, ", %s", value);
  }
  sqlite3_finalize(columns);
}

static void multiply(sqlite3 *database, const char *table) {
  char names[QUERY / 4] = "";
  char values[QUERY / 2] = "";
  char sql[QUERY];
  list_columns(database, table, names, values);
  snprintf(sql, sizeof sql,
           "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
           " WHERE n < %d) INSERT INTO %s (seq%s) SELECT seq + n%s FROM %s, numbers"
           " WHERE seq = (SELECT max(seq) FROM %s)",
           WAITING, table, names, values, table, table);
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) {
    give_up(sqlite3_errmsg(database));
  }
}

/* One Bundle becomes a heap of them, put off for some minutes as after a failure. */
static void fill(struct place *place) {
  place->load.connections = 1;
  (void)run_load(place, WARM_UP_SECONDS / 10);
  neighbours_server_stop(&place->neighbours);
  sqlite3 *database = open_store(place);
  if (sqlite3_exec(database,
                   "UPDATE job SET state = 1, lease = NULL,"
                   " next_attempt_ms = 1000 * CAST(strftime('%s', 'now') AS INTEGER)",
                   NULL, NULL, NULL) != SQLITE_OK) {
    give_up(sqlite3_errmsg(database));
  }
  multiply(database, "bundle");
  multiply(database, "job");
  sqlite3_close(database);
  start(place);
  place->load.connections = CLIENTS;
}

/* Both in turn, because what else runs on the machine changes by the second. */
static void measure_heap(const char *build) {
  struct place places[2] = {0};
  double sums[2] = {0};
  for (size_t i = 0; i < 2; i++) {
    open_place(&places[i], build, "webapi");
    prepare_load(&places[i], CLIENTS);
  }
  fill(&places[1]);
  for (unsigned round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < 2; i++) {
      sums[i] += run_load(&places[i], ROUND_SECONDS).per_second / ROUNDS;
    }
  }
  sqlite3 *database = open_store(&places[1]);
  double waiting = ask(database, "SELECT count(*) FROM job WHERE state = 1");
  sqlite3_close(database);
  bench_row("while delivered, 16 clients without pause", sums[0], "/s", "");
  bench_row("the same while others wait", sums[1], "/s", "");
  bench_row("others that waited, at the end", waiting, "", "");
  bench_row("with others waiting, in parts of without", sums[1] / sums[0], "", ">= 0.9");
  for (size_t i = 0; i < 2; i++) {
    free(places[i].request);
    close_place(&places[i]);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: bench_relay BUILD-FOLDER\n");
    return 2;
  }
  printf("\nRelay\n");
  measure_accepts(argv[1]);
  measure_pace(argv[1]);
  measure_drain(argv[1], "webapi", 2 * SECONDS);
  measure_drain(argv[1], "folder", WARM_UP_SECONDS / 2);
  measure_heap(argv[1]);
  return 0;
}
