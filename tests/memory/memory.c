/* Memory that ends anywhere: a whole request of each main kind, in this process over the real
 * application and the lab's ORCA, again and again with another allocation failing each time. Every
 * time the answer must be the whole right one or an OperationOutcome of the server's failure (503
 * and the like), never a part, never a fault of the client's; what the store holds is all of a
 * Bundle with its Task or nothing; afterwards the request is answered as before. Built with
 * AddressSanitizer (make memory), so a crash, a leak or a use of freed memory ends it.
 *
 * memory BUILD [TRIALS]: at most TRIALS failing allocations of each kind, spread over all of them;
 * 0 = every one. */
#include "server/app.h"
#include "server/base/clock.h"
#include "server/base/log.h"
#include "server/http/dispatch.h"
#include "server/http/entity.h"
#include "server/limits.h"
#include "tests/bench/neighbours.h"
#include "tests/memory/failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASSIGNMENTS 16
#define BASE_URL "http://127.0.0.1/fhir"

struct facade {
  struct arena *arena;
  struct issue_list issues;
  struct config config;
  struct app *app;
  const struct services *services;
};

struct ask {
  const char *name;
  enum http_method method;
  const char *target;
  const char *body;   /* NULL: none; BUNDLE: the clinical Bundle with an identifier of its own */
  int status;         /* of the right answer */
  const char *member; /* that must stand in it */
};

#define BUNDLE "bundle"
#define XML_PATIENT                                                                                \
  "<?xml version=\"1.0\"?><?checked by=\"hand\"?>"                                                 \
  "<f:Patient xmlns:f=\"http://hl7.org/fhir\" xmlns:x=\"urn:example\" x:of=\"plain\">"             \
  "<f:identifier><f:system value=\"urn:a?b&amp;c\"/><f:value value=\"1\"/></f:identifier>"         \
  "<f:name><f:text value=\"\"/></f:name>stray</f:Patient>"

static const struct ask asks[] = {
    {"validate", HTTP_METHOD_POST, "/fhir/Bundle/$validate", BUNDLE, 200, "OperationOutcome"},
    {"validate XML", HTTP_METHOD_POST, "/fhir/Patient/$validate", XML_PATIENT, 200,
     "OperationOutcome"},
    {"read ORCA", HTTP_METHOD_GET, "/fhir/Patient/00001", NULL, 200, "\"Patient\""},
    {"search ORCA", HTTP_METHOD_GET, "/fhir/Condition?patient=00001", NULL, 200, "searchset"},
    {"everything", HTTP_METHOD_GET, "/fhir/Patient/00001/$everything", NULL, 200, "searchset"},
    {"translate", HTTP_METHOD_GET,
     "/fhir/ConceptMap/$translate?system=http://jpfhir.jp/fhir/core/mhlw/CodeSystem/"
     "masterB-disease&code=1519006&targetsystem=http://medis.or.jp/CodeSystem/"
     "master-disease-keyNumber",
     NULL, 200, "20054178"},
    {"capabilities", HTTP_METHOD_GET, "/fhir/metadata", NULL, 200, "CapabilityStatement"},
    {"Bundle to send", HTTP_METHOD_GET, "/fhir/Patient/00001/$clinical-bundle?kind=condition", NULL,
     200, "\"Bundle\""},
    {"map codes", HTTP_METHOD_POST, "/fhir/$map", BUNDLE, 200, "Parameters"},
    {"accept", HTTP_METHOD_POST, "/fhir/Bundle", BUNDLE, 202, "OperationOutcome"},
};

struct answer {
  int status;
  char *body;
  uint64_t allocations;
};

static void give_up(const char *what, const char *detail) {
  fprintf(stderr, "memory: %s: %s\n", what, detail);
  exit(EXIT_FAILURE);
}

/* ---- the application ---------------------------------------------------------------------------
 */
static void open_facade(const struct neighbours *neighbours, const char *build,
                        struct facade *facade) {
  facade->arena = arena_new(LIMIT_APPLICATION_BYTES);
  facade->issues = issue_list_make(facade->arena, LIMIT_ISSUES);
  char texts[ASSIGNMENTS][200];
  const char *assignments[ASSIGNMENTS];
  size_t count = 0;
#define SET(...) snprintf(texts[count], sizeof texts[count], __VA_ARGS__), count++
  SET("orca.base_url=http://127.0.0.1:%d", neighbours->orca_port);
  SET("definitions=%s/definitions.pack", build);
  SET("orca.user=ormaster");
  SET("orca.password=ormaster");
  SET("data_dir=%s/data", neighbours->folder);
  SET("institution.number=1319999999");
  SET("national.transport=webapi");
  SET("national.webapi.base_url=http://127.0.0.1:%d", neighbours->national_port);
  SET("mapping.file=tests/lab/mapping.csv");
  SET("orca.former_names=on");
#undef SET
  for (size_t i = 0; i < count; i++) {
    assignments[i] = arena_string(facade->arena, view_of(texts[i]));
  }
  const struct config_sources sources = {.assignments = assignments, .assignment_count = count};
  enum error error = config_load(facade->arena, &sources, &facade->issues, &facade->config);
  error = error == ERROR_OK
              ? app_open(&facade->config, view_of(BASE_URL), &facade->issues, &facade->app)
              : error;
  for (uint32_t i = 0; error != ERROR_OK && i < facade->issues.count; i++) {
    struct view text = issue_text(&facade->issues.issues[i], LANGUAGE_ENGLISH, facade->arena);
    fprintf(stderr, "%.*s\n", VIEW_ARGUMENTS(text));
  }
  if (error != ERROR_OK) {
    give_up("the application does not open", error_name(error));
  }
  facade->services = app_services(facade->app);
}

/* ---- one request -------------------------------------------------------------------------------
 */
static struct answer run(const struct facade *facade, const struct ask *ask, const char *body,
                         uint64_t fails_at) {
  const struct services *services = facade->services;
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  bool is_xml = body != NULL && body[0] == '<';
  const struct name_value headers[] = {
      {view_of("content-type"), view_of(is_xml ? "application/fhir+xml" : "application/fhir+json")},
      {view_of("cache-control"), view_of("no-cache")}};
  struct dispatch dispatch = {
      .request = {.arena = arena,
                  .services = services,
                  .method = ask->method,
                  .headers = headers,
                  .header_count = 2,
                  .base_url = view_of(BASE_URL),
                  .deadline_us = clock_monotonic_us(services->clock) + 20000000}};
  failing_arm(fails_at);
  enum error error = dispatch_prepare(&dispatch, services->routes, view_of(ask->target));
  if (error == ERROR_OK) {
    dispatch.request.body = view_of(body);
    dispatch_run(&dispatch);
    entity_finish(&dispatch, clock_now_ms(services->clock));
  } else {
    dispatch_fail(&dispatch, error);
  }
  struct answer answer = {.status = dispatch.status, .allocations = failing_disarm()};
  struct view text = dispatch.response.body;
  answer.body = strndup(text.length > 0 ? text.data : "", text.length);
  arena_free(arena);
  return answer;
}

/* The Bundle with another number in its identifier, so that each is a new one. */
static char *number_bundle(const char *bundle, unsigned number) {
  static const char marker[] = "\"identifier\":{\"system\":";
  const char *at = strstr(bundle, marker);
  const char *value = at == NULL ? NULL : strstr(at, "\"value\":\"");
  const char *end = value == NULL ? NULL : strchr(value + 9, '"');
  char *text = NULL;
  if (end == NULL ||
      asprintf(&text, "%.*s%06u%s", (int)(end - 6 - bundle), bundle, number % 1000000u, end) < 0) {
    give_up("the Bundle has no identifier", bundle);
  }
  return text;
}

/* What is sent the next time; NULL: nothing. The caller frees it. */
static char *body_of(const struct ask *ask, const char *bundle) {
  static unsigned number;
  if (ask->body == NULL) {
    return NULL;
  }
  return strcmp(ask->body, BUNDLE) == 0 ? number_bundle(bundle, 100000u + number++)
                                        : strdup(ask->body);
}

/* ---- what must hold ----------------------------------------------------------------------------
 */
static bool is_failure(const struct answer *answer) {
  return answer->status >= 500 && strstr(answer->body, "OperationOutcome") != NULL;
}

/* The same without what changes from one answer to the next: times and identifiers of the server's
 * own. */
static size_t length_of(const struct answer *answer) {
  return strlen(answer->body);
}

static void judge(const struct ask *ask, uint64_t n, const struct answer *right,
                  const struct answer *answer) {
  bool whole = answer->status == ask->status && strstr(answer->body, ask->member) != NULL &&
               length_of(answer) == length_of(right);
  if (!whole && !is_failure(answer)) {
    fprintf(stderr, "memory: %s with allocation %llu failing: %d, %zu bytes instead of %zu\n%s\n",
            ask->name, (unsigned long long)n, answer->status, length_of(answer), length_of(right),
            answer->body);
    exit(EXIT_FAILURE);
  }
}

static size_t rows_of(const struct facade *facade, const char *target) {
  const struct ask ask = {"count", HTTP_METHOD_GET, target, NULL, 200, ""};
  struct answer answer = run(facade, &ask, NULL, 0);
  const char *total = strstr(answer.body, "\"total\":");
  size_t count = total == NULL ? SIZE_MAX : strtoul(total + 8, NULL, 10);
  free(answer.body);
  return count;
}

/* As many Bundles as Tasks, and the Bundle that was refused for memory is taken when it is sent
 * again. */
static void judge_store(const struct facade *facade, const struct ask *ask, const char *body,
                        const struct answer *answer) {
  size_t before = rows_of(facade, "/fhir/Task?_summary=count");
  struct answer again = run(facade, ask, body, 0);
  size_t after = rows_of(facade, "/fhir/Task?_summary=count");
  bool taken = again.status == ask->status || again.status == 200;
  if (!taken || before == SIZE_MAX || after < before || after > before + 1 ||
      (answer->status == ask->status && after != before)) {
    fprintf(stderr, "memory: sent again: %d, Tasks before %zu, after %zu\n%s\n", again.status,
            before, after, again.body);
    exit(EXIT_FAILURE);
  }
  free(again.body);
}

static uint64_t try_all(const struct facade *facade, const struct ask *ask, const char *bundle,
                        uint64_t trials) {
  bool is_store = ask->status == 202;
  char *body = body_of(ask, bundle);
  struct answer right = run(facade, ask, body, 0);
  if (right.status != ask->status || strstr(right.body, ask->member) == NULL) {
    fprintf(stderr, "memory: %s: %d %s\n", ask->name, right.status, right.body);
    exit(EXIT_FAILURE);
  }
  uint64_t step = trials == 0 ? 1 : right.allocations / trials + 1;
  uint64_t tried = 0;
  uint64_t refused = 0;
  bool all = false;
  for (uint64_t n = 1; !all; n += step) {
    free(body);
    body = body_of(ask, bundle);
    struct answer answer = run(facade, ask, body, n);
    judge(ask, n, &right, &answer);
    all = answer.allocations < n;
    refused += answer.status != ask->status;
    tried++;
    if (is_store && answer.status != ask->status) {
      judge_store(facade, ask, body, &answer);
    }
    free(answer.body);
  }
  struct answer last = run(facade, ask, body, 0);
  if (last.status >= 400 || (!is_store && length_of(&last) != length_of(&right))) {
    give_up("not answered as before", last.body);
  }
  printf("%-16s %llu allocations, %llu made to fail, %llu answers refused, the others whole\n",
         ask->name, (unsigned long long)right.allocations, (unsigned long long)tried,
         (unsigned long long)refused);
  fflush(stdout);
  free(last.body);
  free(right.body);
  free(body);
  return tried;
}

static struct answer clinical_bundle(const struct facade *facade) {
  size_t at = 0;
  while (strstr(asks[at].target, "$clinical-bundle") == NULL) {
    at++;
  }
  struct answer bundle = run(facade, &asks[at], NULL, 0);
  if (bundle.status != 200) {
    give_up("no Bundle", bundle.body);
  }
  return bundle;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: memory BUILD [TRIALS]\n");
    return EXIT_FAILURE;
  }
  uint64_t trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  log_set_level(LOG_LEVEL_ERROR);
  struct neighbours neighbours;
  struct facade facade = {.services = NULL};
  neighbours_make(&neighbours, argv[1]);
  neighbours_lab_start(&neighbours);
  open_facade(&neighbours, argv[1], &facade);
  struct answer bundle = clinical_bundle(&facade);
  for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
    try_all(&facade, &asks[i], bundle.body, trials);
  }
  free(bundle.body);
  app_close(facade.app);
  arena_free(facade.arena);
  neighbours_done(&neighbours);
  return EXIT_SUCCESS;
}
