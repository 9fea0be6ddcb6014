#include "tests/torture/checker.h"

#include "server/base/clock.h"
#include "server/store/audit_verify.h"
#include "server/store/store_sqlite.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AUDIT_BYTES 67108864u

/* What the server says of the jobs under an identifier. */
struct jobs {
  unsigned count;
  char state[32]; /* of the only one: business status */
  char location[200];
};

struct registration {
  json_int_t count;
  const char *sha256;
};

static void complain(struct verdict *verdict, unsigned *counter, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct verdict *verdict, unsigned *counter, const char *format, ...) {
  va_list arguments;
  (*counter)++;
  if (verdict->first[0] == '\0') {
    va_start(arguments, format);
    vsnprintf(verdict->first, sizeof verdict->first, format, arguments);
    va_end(arguments);
  }
}

bool checker_passed(const struct verdict *verdict) {
  return verdict->first[0] == '\0';
}

static const char *text_in(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text != NULL ? text : "";
}

/* Identifiers hold '^', which a URL may not. */
static void search_path(const char *identifier, char ret_path[WORLD_PATH]) {
  size_t length = (size_t)snprintf(ret_path, WORLD_PATH, "/fhir/Task?identifier=");
  for (; *identifier != '\0' && length + 4 < WORLD_PATH; identifier++) {
    length += *identifier == '^' ? (size_t)snprintf(ret_path + length, 4, "%%5E")
                                 : (size_t)snprintf(ret_path + length, 2, "%c", *identifier);
  }
}

static bool read_jobs(const struct world *world, const char *identifier, struct jobs *ret_jobs) {
  char path[WORLD_PATH];
  search_path(identifier, path);
  json_t *found = world_json(world->port, path);
  const json_t *entries = json_object_get(found, "entry");
  struct jobs jobs = {0};
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *task = json_object_get(json_array_get(entries, i), "resource");
    if (strcmp(text_in(task, "resourceType"), "Task") != 0) {
      continue;
    }
    const json_t *codings = json_object_get(json_object_get(task, "businessStatus"), "coding");
    snprintf(jobs.state, sizeof jobs.state, "%s", text_in(json_array_get(codings, 0), "code"));
    snprintf(jobs.location, sizeof jobs.location, "/Task/%s", text_in(task, "id"));
    jobs.count++;
  }
  bool read = found != NULL;
  json_decref(found);
  *ret_jobs = jobs;
  return read;
}

static bool is_end(const char *state) {
  return strcmp(state, "accepted") == 0 || strcmp(state, "refused") == 0 ||
         strcmp(state, "dead") == 0;
}

static bool all_ended(const struct stream *stream) {
  for (unsigned i = 0; i < stream->count; i++) {
    struct jobs jobs;
    if (!read_jobs(stream->world, stream->letters[i].identifier, &jobs) ||
        (jobs.count > 0 && !is_end(jobs.state))) {
      return false;
    }
  }
  return true;
}

bool checker_settled(const struct stream *stream, double seconds) {
  double end = world_now() + seconds;
  while (!all_ended(stream)) {
    if (world_now() > end) {
      return false;
    }
    world_pause_ms(40);
  }
  return true;
}

static struct registration find_registration(const json_t *rows, const char *identifier) {
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    if (strcmp(text_in(row, "bundle_identifier"), identifier) == 0) {
      return (struct registration){json_integer_value(json_object_get(row, "count")),
                                   text_in(row, "sha256")};
    }
  }
  return (struct registration){0, ""};
}

/* A job exists: it must have ended as this patient's do, and the service must have it once. */
static void check_delivered(const struct letter *letter, const struct jobs *jobs,
                            const struct registration *there, struct verdict *verdict) {
  const char *wanted = letter->wants_refusal ? "refused" : "accepted";
  const json_int_t count = letter->wants_refusal ? 0 : 1;
  if (jobs->count != 1) {
    complain(verdict, &verdict->doubled, "%s: %u Tasks", letter->identifier, jobs->count);
  } else if (strcmp(jobs->state, wanted) != 0) {
    complain(verdict, &verdict->lost, "%s: %s instead of %s", letter->identifier, jobs->state,
             wanted);
  } else if (there->count < count) {
    complain(verdict, &verdict->lost, "%s: not at the service", letter->identifier);
  } else if (there->count > count) {
    complain(verdict, &verdict->doubled, "%s: sent %lld times", letter->identifier,
             (long long)there->count);
  } else if (count > 0 && strcmp(there->sha256, letter->sha256) != 0) {
    complain(verdict, &verdict->altered, "%s: other bytes at the service", letter->identifier);
  }
  verdict->registered += there->count > 0;
}

static void check_accepted(const struct letter *letter, const struct jobs *jobs,
                           const struct registration *there, struct verdict *verdict) {
  verdict->accepted++;
  if (jobs->count == 0) {
    complain(verdict, &verdict->lost, "%s: answered 202, and there is no Task", letter->identifier);
    return;
  }
  if (strstr(letter->location, jobs->location) == NULL) {
    complain(verdict, &verdict->other, "%s: the Task is %s, not %s", letter->identifier,
             jobs->location, letter->location);
  }
  check_delivered(letter, jobs, there, verdict);
}

static void check_letter(const struct stream *stream, const struct letter *letter,
                         const json_t *rows, struct verdict *verdict) {
  struct registration there = find_registration(rows, letter->identifier);
  struct jobs jobs;
  if (letter->complaint[0] != '\0') {
    complain(verdict, &verdict->other, "%s: %s", letter->identifier, letter->complaint);
  }
  if (letter->other[0] != '\0' && find_registration(rows, letter->other).count > 0) {
    complain(verdict, &verdict->unwanted, "%s: registered under a reused key", letter->other);
  }
  if (!read_jobs(stream->world, letter->identifier, &jobs)) {
    complain(verdict, &verdict->other, "%s: no answer to a search", letter->identifier);
    return;
  }
  if (letter->accepted) {
    check_accepted(letter, &jobs, &there, verdict);
    return;
  }
  if (letter->unanswered && jobs.count > 0 && letter->kind != LETTER_BROKEN) {
    verdict->unanswered++;
    check_delivered(letter, &jobs, &there, verdict);
    return;
  }
  if (jobs.count > 0 || there.count > 0) {
    complain(verdict, &verdict->unwanted, "%s: answered %ld, yet %u Tasks, sent %lld times",
             letter->identifier, letter->status, jobs.count, (long long)there.count);
  }
}

void checker_compare(const struct stream *stream, struct verdict *verdict) {
  json_t *state = world_json(stream->world->national_port, "/lab/state");
  const json_t *rows = json_object_get(json_object_get(state, "national"), "registrations");
  if (!json_is_array(rows)) {
    world_fail(stream->world, "the lab does not tell its state");
  }
  for (unsigned i = 0; i < stream->count; i++) {
    check_letter(stream, &stream->letters[i], rows, verdict);
  }
  if (json_array_size(rows) > verdict->registered) {
    complain(verdict, &verdict->unwanted, "%zu registrations at the service instead of %u",
             json_array_size(rows), verdict->registered);
  }
  json_decref(state);
}

/* ---- the database -------------------------------------------------------------------------------
 */

/* The first column of the first row as text. */
static void ask(sqlite3 *database, const char *sql, char ret_text[100]) {
  sqlite3_stmt *statement = NULL;
  const unsigned char *text = NULL;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    text = sqlite3_column_text(statement, 0);
  }
  snprintf(ret_text, 100, "%s", text != NULL ? (const char *)text : sqlite3_errmsg(database));
  sqlite3_finalize(statement);
}

static const struct {
  const char *sql;
  const char *answer;
  const char *otherwise;
} questions[] = {
    {"PRAGMA integrity_check", "ok", "the database is damaged"},
    {"SELECT count(*) FROM pragma_foreign_key_check", "0", "a row without its other"},
    {"SELECT count(*) FROM job j WHERE (SELECT count(*) FROM audit a WHERE a.subject = j.id"
     " AND a.action IN ('bundle-accepted', 'bundle-replacement-accepted', 'cancel-accepted')) <> 1",
     "0", "a job without its audit row"},
    {"SELECT count(*) FROM job j WHERE (SELECT count(*) FROM audit a WHERE a.subject = j.id"
     " AND a.action IN ('job-accepted', 'job-refused')) <> 1",
     "0", "a job without the audit row of its end"},
    {"SELECT count(*) FROM audit a WHERE a.action = 'bundle-accepted'"
     " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = a.subject)",
     "0", "an audit row without its job"},
    {"SELECT count(*) FROM bundle b WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.bundle_seq ="
     " b.seq)",
     "0", "a Bundle without its job"},
    {"SELECT count(*) FROM job WHERE lease IS NOT NULL", "0", "a lease that nobody holds"},
};

/* Whatever happened, the audit trail is one chain without a gap. */
static void verify_audit(const char *data_dir, struct verdict *verdict) {
  struct arena *arena = arena_new(AUDIT_BYTES);
  struct store *store = NULL;
  struct audit_verify_result result = {.fault = AUDIT_FAULT_NONE};
  const struct store_sqlite_settings sqlite = {data_dir, true, 0};
  enum error error =
      arena == NULL ? ERROR_MEMORY : store_sqlite_open(&sqlite, clock_system(), &store);
  if (error == ERROR_OK) {
    const struct audit_verify_settings settings = {.store = store, .folder = data_dir};
    error = audit_verify_run(&settings, arena, &result);
    store->close(store);
  }
  if (error != ERROR_OK || result.fault != AUDIT_FAULT_NONE || result.rows == 0) {
    complain(verdict, &verdict->other, "the audit trail, row %lld: %s", (long long)result.number,
             error != ERROR_OK ? error_name(error) : audit_verify_text(result.fault, false));
  }
  arena_free(arena);
}

void checker_read_store(const struct world *world, struct verdict *verdict) {
  char path[WORLD_PATH];
  sqlite3 *database = NULL;
  snprintf(path, sizeof path, "%s/facade.db", world->control->data_dir);
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
    complain(verdict, &verdict->other, "the database does not open");
  }
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
    char text[100];
    ask(database, questions[i].sql, text);
    if (strcmp(text, questions[i].answer) != 0) {
      complain(verdict, &verdict->other, "%s: %s", questions[i].otherwise, text);
    }
  }
  sqlite3_close(database);
  verify_audit(world->control->data_dir, verdict);
}
