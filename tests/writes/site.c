#include "tests/writes/site.h"

#include "tests/torture/checker.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "1319999999^2026^FC-"
#define DIGITS 32
#define LARGE_BYTES (1u << 20)
#define PATIENCE_S 60
/* SQLite's writer keeps up to 16 MB of pages; the rest is for its readers, statements, threads. A
 * leak of a few KB a trial is more. */
#define GROWTH_BYTES (24u << 20)

/* So small that a large answer needs many calls. */
#define CLIENT_BUFFER 16384

/* One connection to ORCA, so that the number of descriptors is the same at rest; the allocator
 * gives back at once what is freed, so that memory is what is in use. */
static const char *const settings[] = {"FHIR_FACADE_ACCESS_RATE_PER_CLIENT=0",
                                       "FHIR_FACADE_ORCA_MAX_PARALLEL=1",
                                       "MALLOC_ARENA_MAX=1",
                                       "MALLOC_TRIM_THRESHOLD_=0",
                                       "MALLOC_TOP_PAD_=0",
                                       "MALLOC_MMAP_THRESHOLD_=65536"};
#define SETTINGS (sizeof settings / sizeof *settings)

static const char create_row[] =
    "{\"domain\":\"laboratory\",\"source_system\":\"urn:local\",\"source_code\":\"L1\","
    "\"target_system\":\"urn:t\",\"target_code\":\"T1\",\"comment\":\"trial-#\"}";

/* ---- requests ----------------------------------------------------------------------------------
 */
static char *bundle_with(const char *bundle, unsigned number, bool changed) {
  char digits[DIGITS + 1];
  char *text = NULL;
  if (asprintf(&text, "%s%s", bundle, changed ? "\n" : "") < 0) {
    abort();
  }
  snprintf(digits, sizeof digits, "%032u", number);
  memcpy(strstr(text, MARK) + sizeof MARK - 1, digits, DIGITS);
  return text;
}

static char *body_of(const struct site *site, const struct kind *kind, unsigned number) {
  switch (kind->body) {
  case KIND_BODY_BUNDLE:
  case KIND_BODY_REGISTERED:
    return bundle_with(site->bundle, number, kind->body == KIND_BODY_REGISTERED);
  case KIND_BODY_LARGE:
    return strdup(site->large);
  case KIND_BODY_TEXT:
    return kind_fill(kind->text, number, site->mapping_id);
  case KIND_BODY_NONE:
    break;
  }
  return NULL;
}

struct wire_request site_request(const struct site *site, const struct kind *kind,
                                 unsigned number) {
  return (struct wire_request){kind->method, kind_fill(kind->target, number, site->mapping_id),
                               kind->headers, body_of(site, kind, number)};
}

void site_request_free(struct wire_request *request) {
  free((void *)(size_t)request->target);
  free((void *)(size_t)request->body);
}

struct wire_answer site_ask(const struct site *site, const struct wire_request *request) {
  struct wire wire = wire_open(site->world.port, site->tls);
  if (wire.socket < 0) {
    world_fail(&site->world, "the server takes no connection");
  }
  struct wire_answer answer = wire_ask(&wire, request);
  wire_close(&wire);
  return answer;
}

/* Must be answered whole with that status. */
static struct wire_answer demand(const struct site *site, const struct wire_request *request,
                                 int status) {
  struct wire_answer answer = site_ask(site, request);
  if (answer.end != WIRE_WHOLE || answer.status != status) {
    world_fail(&site->world, "%s %s without a fault: %d %s", request->method, request->target,
               answer.status, answer.body != NULL ? answer.body : "");
  }
  return answer;
}

char *site_get(const struct site *site, const char *target) {
  struct wire_request request = {"GET", target, KIND_FHIR, NULL};
  struct wire_answer answer = demand(site, &request, 200);
  char *body = answer.body;
  answer.body = NULL;
  wire_answer_free(&answer);
  return body;
}

static unsigned total_of(const struct site *site, const char *target) {
  char *body = site_get(site, target);
  const char *total = strstr(body, "\"total\":");
  if (total == NULL) {
    world_fail(&site->world, "%s: %s", target, body);
  }
  unsigned count = (unsigned)strtoul(total + 8, NULL, 10);
  free(body);
  return count;
}

void site_remember(struct site *site, const struct wire_answer *answer) {
  if (site->recorded_count == SITE_IDS) {
    world_fail(&site->world, "more than %u answers to remember", SITE_IDS);
  }
  wire_header(answer, "X-Request-Id", site->recorded[site->recorded_count++], SITE_ID);
}

/* ---- Bundles that the service has --------------------------------------------------------------
 */
static void start(struct site *site) {
  world_server_start(&site->world);
  double end = world_now() + PATIENCE_S;
  for (;;) {
    struct wire_request request = {"GET", "/health/ready", "", NULL};
    struct wire wire = wire_open(site->world.port, site->tls);
    struct wire_answer answer = {0};
    if (wire.socket >= 0) {
      answer = wire_ask(&wire, &request);
      wire_close(&wire);
    }
    int status = answer.status;
    wire_answer_free(&answer);
    if (status == 200) {
      return;
    }
    if (world_now() > end || world_server_ended(&site->world)) {
      world_fail(&site->world, "the server does not get ready");
    }
    world_pause_ms(5);
  }
}

static void stop(struct site *site) {
  atomic_store(&site->world.control->fired, 0);
  int status = world_server_stop(&site->world);
  if (status != 0) {
    world_fail(&site->world, "the server ended with status %d", status);
  }
}

/* Everything that was accepted comes to an end. */
static void deliver_all(const struct site *site) {
  double end = world_now() + PATIENCE_S;
  while (total_of(site, "/fhir/Task?_summary=count&status=requested,in-progress,on-hold,ready") >
         0) {
    if (world_now() > end) {
      world_fail(&site->world, "not everything is delivered");
    }
    world_pause_ms(20);
  }
}

static void register_more(struct site *site) {
  static const struct kind post = {"",        "POST",           "/fhir/Bundle",
                                   KIND_FHIR, KIND_BODY_BUNDLE, .status = 202};
  site->registered = site->number + 1;
  for (unsigned i = 0; i < site->registered_for_one; i++) {
    struct wire_request request = site_request(site, &post, ++site->number);
    struct wire_answer answer = demand(site, &request, post.status);
    wire_answer_free(&answer);
    site_request_free(&request);
  }
  site->registered_end = site->number + 1;
  deliver_all(site);
}

/* ---- what the server holds ---------------------------------------------------------------------
 */
struct descriptors {
  unsigned databases;
  unsigned logs;   /* write-ahead logs: a connection opens its one when it first reads */
  unsigned others; /* with the databases */
};

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text);
  return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* The list in the folder is for whoever looks into it afterwards. */
static struct descriptors list_descriptors(const struct site *site, DIR *folder, FILE *list) {
  char target[WORLD_PATH];
  struct descriptors counts = {0};
  const struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);
    if (length <= 0) {
      continue;
    }
    target[length] = '\0';
    fprintf(list, "%s %s\n", entry->d_name, target);
    counts.databases += ends_with(target, "/facade.db");
    counts.logs += ends_with(target, "/facade.db-wal");
    counts.others += !ends_with(target, "/facade.db-wal");
  }
  if (counts.logs > counts.databases) {
    world_fail(&site->world, "%u logs of %u databases are open", counts.logs, counts.databases);
  }
  return counts;
}

static unsigned count_descriptors(const struct site *site, const char *name) {
  char path[WORLD_PATH];
  char folder_path[40];
  world_path(&site->world, name, path);
  snprintf(folder_path, sizeof folder_path, "/proc/%d/fd", (int)site->world.server);
  FILE *list = fopen(path, "w");
  DIR *folder = opendir(folder_path);
  if (list == NULL || folder == NULL) {
    world_fail(&site->world, "nothing tells of the descriptors");
  }
  struct descriptors counts = list_descriptors(site, folder, list);
  (void)closedir(folder);
  (void)fclose(list);
  return counts.others;
}

static size_t read_resident(const struct site *site) {
  char path[40];
  unsigned long pages = 0;
  char line[200] = "";
  snprintf(path, sizeof path, "/proc/%d/statm", (int)site->world.server);
  FILE *file = fopen(path, "r");
  if (file != NULL && fgets(line, sizeof line, file) != NULL) {
    const char *second = strchr(line, ' ');
    pages = second != NULL ? strtoul(second, NULL, 10) : 0;
  }
  if (file != NULL) {
    fclose(file);
  }
  return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

void site_check_resources(struct site *site) {
  double end = world_now() + PATIENCE_S;
  unsigned count;
  while ((count = count_descriptors(site, "descriptors")) > site->descriptors) {
    if (world_now() > end) {
      world_fail(&site->world, "%u descriptors, at the start %u", count, site->descriptors);
    }
    world_pause_ms(20);
  }
  size_t now = read_resident(site);
  size_t growth = now > site->resident ? now - site->resident : 0;
  site->growth = growth > site->growth ? growth : site->growth;
  if (growth > GROWTH_BYTES) {
    world_fail(&site->world, "%zu bytes resident, at the start %zu", now, site->resident);
  }
}

/* The right answers; what opens a file or fills a cache at its first use has done so. */
static void warm_up(struct site *site) {
  for (size_t i = 0; i < kind_count(); i++) {
    const struct kind *kind = kind_get(i);
    if (kind->uses_registered || kind->probe != NULL) {
      continue;
    }
    struct wire_request request = site_request(site, kind, ++site->number);
    struct wire_answer answer = demand(site, &request, kind->status);
    site->right_length[i] = answer.length;
    if (strstr(answer.body, kind->member) == NULL) {
      world_fail(&site->world, "%s: %s", kind->name, answer.body);
    }
    wire_answer_free(&answer);
    site_request_free(&request);
  }
  site->descriptors = count_descriptors(site, "descriptors.start");
  site->resident = read_resident(site);
}

static void start_keeping(struct site *site) {
  site->world.keeps = true;
  start(site);
  warm_up(site);
}

void site_use(struct site *site, SSL_CTX *tls) {
  site_check_resources(site);
  stop(site);
  site->tls = tls;
  start_keeping(site);
}

bool site_set(struct site *site, const char *name, const char *value) {
  size_t count = 0;
  while (count < WORLD_FURTHER && site->world.further[count] != NULL) {
    count++;
  }
  return count + 1 < WORLD_FURTHER &&
         asprintf(&site->world.further[count], "FHIR_FACADE_%s=%s", name, value) > 0;
}

void site_unset(struct site *site) {
  size_t count = 0;
  while (site->world.further[count] != NULL) {
    count++;
  }
  free(site->world.further[count - 1]);
  site->world.further[count - 1] = NULL;
}

unsigned site_number(struct site *site, const struct kind *kind) {
  if (!kind->uses_registered) {
    return ++site->number;
  }
  if (site->registered == site->registered_end) {
    site_check_resources(site);
    stop(site);
    site->world.keeps = false;
    start(site);
    register_more(site);
    stop(site);
    start_keeping(site);
  }
  return site->registered++;
}

/* ---- beginning ---------------------------------------------------------------------------------
 */

/* The resources of the Bundle again and again, until it is large enough. */
static char *enlarge(const char *bundle) {
  json_t *json = json_loads(bundle, 0, NULL);
  json_t *entries = json_object_get(json, "entry");
  const json_t *last = json_array_get(entries, json_array_size(entries) - 1);
  size_t bytes = strlen(bundle);
  char *one = json_dumps(last, JSON_COMPACT);
  for (; bytes < LARGE_BYTES; bytes += strlen(one)) {
    json_array_append_new(entries, json_deep_copy(last));
  }
  char *large = json_dumps(json, JSON_COMPACT);
  free(one);
  json_decref(json);
  return large;
}

static void create_mapping_row(struct site *site) {
  char *body = kind_fill(create_row, ++site->number, "");
  struct wire_request request = {"POST", "/mapping/rows", KIND_JSON, body};
  struct wire_answer answer = demand(site, &request, 201);
  json_t *json = json_loads(answer.body, 0, NULL);
  snprintf(site->mapping_id, sizeof site->mapping_id, "%s",
           json_string_value(json_object_get(json, "id")));
  json_decref(json);
  wire_answer_free(&answer);
  free(body);
}

/* What a change changes is there before. */
static void create_first(struct site *site) {
  create_mapping_row(site);
  for (size_t i = 0; i < kind_count(); i++) {
    const struct kind *kind = kind_get(i);
    site->last_change[i] = site->number;
    if (strcmp(kind->name, "PUT CodeSystem") == 0) {
      struct wire_request request = site_request(site, kind, site->number);
      struct wire_answer answer = demand(site, &request, 201);
      wire_answer_free(&answer);
      site_request_free(&request);
    }
  }
}

void site_open(struct site *site, const char *build, unsigned registered_for_one) {
  char push[40];
  site->world.build = build;
  site->registered_for_one = registered_for_one;
  site->recorded = calloc(SITE_IDS, sizeof *site->recorded);
  snprintf(site->world.name, sizeof site->world.name, "beginning");
  world_open(&site->world);
  site->world.control->client_buffer = CLIENT_BUFFER;
  for (size_t i = 0; i < SETTINGS; i++) {
    site->world.further[i] = strdup(settings[i]);
  }
  snprintf(push, sizeof push, "ws://127.0.0.1:%d", site->world.push_port);
  if (!site_set(site, "ORCA_PUSH_URL", push)) {
    world_fail(&site->world, "no room for settings");
  }
  start(site);
  site->bundle = site_get(site, "/fhir/Patient/00001/$clinical-bundle?kind=condition");
  if (strstr(site->bundle, MARK) == NULL) {
    world_fail(&site->world, "no identifier in %s", site->bundle);
  }
  site->large = enlarge(site->bundle);
  create_first(site);
  stop(site);
  start_keeping(site);
}

/* ---- end ---------------------------------------------------------------------------------------
 */
static void check_recorded(const struct site *site) {
  char path[WORLD_PATH];
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  snprintf(path, sizeof path, "%s/facade.db", site->world.control->data_dir);
  bool opened = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                sqlite3_exec(database,
                             "CREATE TEMP TABLE told AS SELECT DISTINCT request_id FROM audit;"
                             "CREATE INDEX temp.told_id ON told(request_id)",
                             NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(database, "SELECT count(*) FROM told WHERE request_id = ?", -1,
                                   &statement, NULL) == SQLITE_OK;
  for (size_t i = 0; i < site->recorded_count && opened; i++) {
    sqlite3_reset(statement);
    sqlite3_bind_text(statement, 1, site->recorded[i], -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_ROW || sqlite3_column_int(statement, 0) != 1) {
      world_fail(&site->world, "request %s was answered, and the audit trail has no row of it",
                 site->recorded[i]);
    }
  }
  if (!opened) {
    world_fail(&site->world, "the database: %s", sqlite3_errmsg(database));
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

/* After the last trial: what was accepted is delivered, and the database is one that torture would
 * let pass. */
void site_close(struct site *site) {
  struct verdict verdict = {0};
  snprintf(site->world.name, sizeof site->world.name, "end");
  site_check_resources(site);
  stop(site);
  site->world.keeps = false;
  start(site);
  deliver_all(site);
  stop(site);
  checker_read_store(&site->world, &verdict);
  if (!checker_passed(&verdict)) {
    world_fail(&site->world, "%s", verdict.first);
  }
  check_recorded(site);
  world_close(&site->world);
  for (size_t i = 0; i < WORLD_FURTHER; i++) {
    free(site->world.further[i]);
  }
  free(site->recorded);
  free(site->bundle);
  free(site->large);
}
