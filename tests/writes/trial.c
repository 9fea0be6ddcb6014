#include "tests/writes/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line of the log is written when the answer is on its way. */
#define LOG_PAUSE_MS 3u
#define STATUS_INTERNAL 500
#define STATUS_NOT_OFFERED 501
#define STATUS_UNAVAILABLE 503

struct trial {
  struct site *site;
  const struct kind *kind;
  size_t index; /* of the kind */
  unsigned number;
  struct wire_request request;
};

enum state { STATE_BEFORE, STATE_AFTER };

/* ---- the fault ---------------------------------------------------------------------------------
 */
static void arm(const struct site *site, const struct way *way, uint64_t at) {
  struct fault_control *control = site->world.control;
  control->places = way->place;
  control->calls = way->calls;
  control->action = way->action;
  control->error = way->error;
  control->sticky = way->sticky;
  control->at = at > 0 ? at : UINT64_MAX;
  atomic_store(&control->count, 0);
  atomic_store(&control->fired, 0);
  atomic_store(&control->armed, true);
}

static void disarm(const struct site *site, const struct way *way) {
  if (way->place == FAULT_PLACE_LOG) {
    world_pause_ms(LOG_PAUSE_MS);
  }
  atomic_store(&site->world.control->armed, false);
}

/* ---- the answer --------------------------------------------------------------------------------
 */
/* For whoever looks into the folder that is kept. */
static void keep_body(const struct trial *trial, const struct wire_answer *answer) {
  char path[WORLD_PATH];
  world_path(&trial->site->world, "answer", path);
  FILE *file = answer->body != NULL ? fopen(path, "w") : NULL;
  if (file != NULL) {
    (void)fwrite(answer->body, 1, answer->length, file);
    (void)fclose(file);
  }
}

_Noreturn static void complain(const struct trial *trial, const struct wire_answer *answer,
                               const char *what) {
  keep_body(trial, answer);
  world_fail(&trial->site->world, "%s: end %d, status %d, %zu bytes\n%.400s\n%.150s", what,
             (int)answer->end, answer->status, answer->length,
             answer->head != NULL ? answer->head : "", answer->body != NULL ? answer->body : "");
}

/* A batch is answered with 200 and what became of its entries. */
static bool has_failed_entry(const struct wire_answer *answer) {
  return strstr(answer->body, "\"response\":{\"status\":\"5") != NULL;
}

static bool is_right(const struct trial *trial, const struct wire_answer *answer) {
  char *member = kind_fill(trial->kind->member, trial->number, "");
  size_t *length = &trial->site->right_length[trial->index];
  bool right = answer->status == trial->kind->status && strstr(answer->body, member) != NULL;
  free(member);
  if (right && *length == 0) {
    *length = answer->length;
  }
  return right && (trial->kind->varies || *length == answer->length);
}

static bool is_refusal(const struct wire_answer *answer) {
  char wait[20];
  wire_header(answer, "Retry-After", wait, sizeof wait);
  return answer->status > STATUS_INTERNAL && answer->status != STATUS_NOT_OFFERED &&
         strstr(answer->body, "\"OperationOutcome\"") != NULL &&
         strstr(answer->body, "\"severity\":\"error\"") != NULL &&
         (answer->status != STATUS_UNAVAILABLE || strtoul(wait, NULL, 10) > 0);
}

static enum outcome judge(const struct trial *trial, const struct wire_answer *answer) {
  if (answer->end == WIRE_CUT) {
    return OUTCOME_CUT;
  }
  if (answer->end != WIRE_WHOLE) {
    complain(trial, answer, "no answer that ends");
  }
  if (answer->status == trial->kind->status && has_failed_entry(answer)) {
    return OUTCOME_REFUSED;
  }
  if (is_right(trial, answer)) {
    return OUTCOME_WHOLE;
  }
  if (!is_refusal(answer)) {
    complain(trial, answer, "neither right nor refused");
  }
  return OUTCOME_REFUSED;
}

/* The connection stands where the answer ended: the next one on it is right. */
static void ask_on(const struct trial *trial, struct wire *wire) {
  const struct wire_request request = {"GET", "/health/live", "", NULL};
  struct wire_answer answer = wire_ask(wire, &request);
  if (answer.end != WIRE_WHOLE || answer.status != 200) {
    complain(trial, &answer, "the next request on the connection");
  }
  wire_answer_free(&answer);
}

/* ---- the state ---------------------------------------------------------------------------------
 */
static enum state read_state(const struct trial *trial) {
  const struct kind *kind = trial->kind;
  unsigned last = trial->site->last_change[trial->index];
  char *target = kind_fill(kind->probe, trial->number, "");
  char *before = kind_fill(kind->before, last, "");
  char *after = kind_fill(kind->after, trial->number, "");
  char *body = site_get(trial->site, target);
  bool is_before = strstr(body, before) != NULL;
  bool is_after = strstr(body, after) != NULL;
  if (is_before == is_after) {
    world_fail(&trial->site->world, "the state is %s: %s", is_before ? "both" : "neither", body);
  }
  free(target);
  free(before);
  free(after);
  free(body);
  return is_after ? STATE_AFTER : STATE_BEFORE;
}

static void remove_change(const struct trial *trial) {
  char *target = kind_fill(trial->kind->probe, trial->number, "");
  char *body = site_get(trial->site, target);
  json_t *json = json_loads(body, 0, NULL);
  const json_t *entry = json_array_get(json_object_get(json, "entry"), 0);
  const char *id = json_string_value(json_object_get(json_object_get(entry, "resource"), "id"));
  struct wire_request removal = {"DELETE", kind_fill(trial->kind->removal, 0, id != NULL ? id : ""),
                                 "", NULL};
  struct wire_answer answer = site_ask(trial->site, &removal);
  if (answer.end != WIRE_WHOLE || answer.status != 204) {
    complain(trial, &answer, "the removal");
  }
  wire_answer_free(&answer);
  json_decref(json);
  free((void *)(size_t)removal.target);
  free(body);
  free(target);
}

/* Without a fault, after one that was in the way. */
static void repeat(const struct trial *trial) {
  struct wire_answer answer = site_ask(trial->site, &trial->request);
  if (answer.end != WIRE_WHOLE || has_failed_entry(&answer) || !is_right(trial, &answer)) {
    complain(trial, &answer, "sent again");
  }
  if (trial->kind->is_recorded) {
    site_remember(trial->site, &answer);
  }
  wire_answer_free(&answer);
}

static void check_change(const struct trial *trial, enum outcome outcome, struct tally *tally) {
  enum state state = read_state(trial);
  if (outcome == OUTCOME_WHOLE && state != STATE_AFTER) {
    world_fail(&trial->site->world, "answered as done, and it is not");
  }
  tally->refused_done += outcome == OUTCOME_REFUSED && state == STATE_AFTER;
  tally->cut_done += outcome == OUTCOME_CUT && state == STATE_AFTER;
  if (outcome == OUTCOME_REFUSED || state == STATE_BEFORE) {
    repeat(trial);
    if (read_state(trial) != STATE_AFTER) {
      world_fail(&trial->site->world, "sent again and answered as done, and it is not");
    }
  }
  trial->site->last_change[trial->index] = trial->number;
  if (trial->kind->removal != NULL) {
    remove_change(trial);
  }
}

/* ---- all together ------------------------------------------------------------------------------
 */
static void count(enum outcome outcome, struct tally *tally) {
  tally->trials++;
  tally->whole += outcome == OUTCOME_WHOLE;
  tally->refused += outcome == OUTCOME_REFUSED;
  tally->cut += outcome == OUTCOME_CUT;
}

static enum outcome ask(const struct trial *trial, const struct way *way, uint64_t at) {
  struct wire wire = wire_open(trial->site->world.port, trial->site->tls);
  if (wire.socket < 0) {
    world_fail(&trial->site->world, "the server takes no connection");
  }
  arm(trial->site, way, at);
  struct wire_answer answer = wire_ask(&wire, &trial->request);
  disarm(trial->site, way);
  enum outcome outcome = judge(trial, &answer);
  bool fired = atomic_load(&trial->site->world.control->fired) > 0;
  unsigned allowed = fired ? way->allowed : (unsigned)OUTCOME_WHOLE;
  if ((outcome & allowed) == 0) {
    complain(trial, &answer, "this fault may not lead to that");
  }
  if (outcome == OUTCOME_WHOLE && trial->kind->is_recorded) {
    site_remember(trial->site, &answer);
  }
  bool is_lost = fired && (way->allowed & OUTCOME_CUT) != 0; /* behind an answer that came whole */
  if (answer.end == WIRE_WHOLE && answer.keeps && !is_lost) {
    ask_on(trial, &wire);
  }
  wire_answer_free(&answer);
  wire_close(&wire);
  return outcome;
}

uint64_t trial_run(struct site *site, size_t kind, const struct way *way, uint64_t at,
                   struct tally *tally) {
  struct trial trial = {.site = site, .kind = kind_get(kind), .index = kind};
  snprintf(site->world.name, sizeof site->world.name, "%s, %s%s, call %llu", trial.kind->name,
           way->name, site->tls != NULL ? " (TLS)" : "", (unsigned long long)at);
  trial.number = site_number(site, trial.kind);
  trial.request = site_request(site, trial.kind, trial.number);
  double start = world_now();
  enum outcome outcome = ask(&trial, way, at);
  double taken = world_now() - start;
  tally->slowest_s = taken > tally->slowest_s ? taken : tally->slowest_s;
  uint64_t calls = atomic_load(&site->world.control->count);
  tally->fired += atomic_load(&site->world.control->fired);
  count(outcome, tally);
  if (trial.kind->probe != NULL) {
    check_change(&trial, outcome, tally);
  } else if (outcome != OUTCOME_WHOLE) {
    repeat(&trial);
  }
  site_request_free(&trial.request);
  if (world_server_ended(&site->world)) {
    world_fail(&site->world, "the server ended");
  }
  return calls;
}

void trial_check_state(const struct site *site) {
  for (size_t i = 0; i < kind_count(); i++) {
    const struct kind *kind = kind_get(i);
    if (kind->before == NULL || strchr(kind->before, '#') == NULL) {
      continue;
    }
    char *wanted = kind_fill(kind->before, site->last_change[i], "");
    char *body = site_get(site, kind->probe);
    if (strstr(body, wanted) == NULL) {
      world_fail(&site->world, "%s after a start: %s instead of %s", kind->name, body, wanted);
    }
    free(body);
    free(wanted);
  }
}
