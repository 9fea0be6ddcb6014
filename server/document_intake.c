#include "server/document_intake.h"

#include "handlers/inner_request.h"
#include "server/base/file.h"
#include "server/base/log.h"
#include "server/base/worker.h"
#include "server/limits.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often the folder is looked at. */
#define LOOK_US 1000000
/* After a failure of our own (disk full, neighbours) nothing is tried for so long. */
#define AGAIN_US 10000000
#define DOCUMENT_US 120000000
#define PATH_BYTES 1024
#define SUFFIX ".json"
#define OUTCOME_SUFFIX ".outcome.json"
#define KEY_DIGITS 48u

enum result { RESULT_ACCEPTED, RESULT_REFUSED, RESULT_FAILED, RESULT_COUNT };
static const struct {
  const char *name;
  const char *folder; /* NULL: the file stays where it is */
} results[RESULT_COUNT] = {{"accepted", "accepted"}, {"refused", "refused"}, {"failed", NULL}};

struct document_intake {
  const char *dir;
  const struct services *services;
  struct worker worker;
  _Atomic uint64_t counts[RESULT_COUNT];
};

struct file_path {
  char text[PATH_BYTES];
};

static bool make_path(const struct document_intake *self, const char *folder, const char *name,
                      struct file_path *ret_path) {
  int length = snprintf(ret_path->text, sizeof ret_path->text, "%s%s%s/%s", self->dir,
                        folder != NULL ? "/" : "", folder != NULL ? folder : "", name);
  return length > 0 && (size_t)length < sizeof ret_path->text;
}

/* ---- one document -----------------------------------------------------------------------------
 */
static struct view key_of(struct view content, struct arena *arena) {
  char hex[SHA256_HEX_BYTES];
  struct sha256 digest = hash_sha256(content);
  hash_sha256_hex(&digest, hex);
  return arena_format(arena, "intake-%.*s", (int)KEY_DIGITS, hex);
}

static enum result result_of(int status) {
  if (status == 202) {
    return RESULT_ACCEPTED;
  }
  return status >= 400 && status < 500 ? RESULT_REFUSED : RESULT_FAILED;
}

static void post(const struct document_intake *self, struct view content, struct arena *arena,
                 struct dispatch *dispatch) {
  const struct request outer = {
      .arena = arena,
      .services = self->services,
      .base_url = self->services->base_url,
      .deadline_us = clock_monotonic_us(self->services->clock) + DOCUMENT_US,
  };
  const struct inner_request inner = {
      .method = HTTP_METHOD_POST,
      .target = view_of("/fhir/Bundle"),
      .body = content,
      .header = {view_of("idempotency-key"), key_of(content, arena)},
  };
  inner_request_run(&outer, &inner, dispatch);
}

static struct view header_of(const struct response *response, const char *name) {
  for (size_t i = 0; i < response->header_count; i++) {
    if (view_is(response->headers[i].name, name)) {
      return response->headers[i].value;
    }
  }
  return view_make(NULL, 0);
}

/* The outcome first: whoever sees the document in its new place finds it. */
static enum error move_document(const struct document_intake *self, const char *name,
                                enum result result, struct view outcome) {
  struct file_path from;
  struct file_path to;
  struct file_path beside;
  char outcome_name[PATH_BYTES];
  int length = snprintf(outcome_name, sizeof outcome_name, "%s" OUTCOME_SUFFIX, name);
  if (length <= 0 || (size_t)length >= sizeof outcome_name || !make_path(self, NULL, name, &from) ||
      !make_path(self, results[result].folder, name, &to) ||
      !make_path(self, results[result].folder, outcome_name, &beside)) {
    return ERROR_FILE;
  }
  enum error error = file_write_durable(beside.text, outcome, 0640);
  return error == ERROR_OK && rename(from.text, to.text) != 0 ? ERROR_FILE : error;
}

static void log_document(int status, struct view task, enum error error) {
  log_write(error == ERROR_OK && status < 500 ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
            "document-intake",
            (struct log_field[]){LOG_INTEGER("status", status), LOG_TEXT("task", task),
                                 LOG_TEXT("error", view_of(error_name(error)))},
            3);
}

static enum result take_in(struct document_intake *self, const char *name, struct arena *arena) {
  struct file_path path;
  struct view content;
  struct dispatch *dispatch = arena_alloc(arena, sizeof *dispatch);
  if (dispatch == NULL || !make_path(self, NULL, name, &path)) {
    return RESULT_FAILED;
  }
  enum error error = file_read(arena, path.text, LIMIT_BUNDLE_BYTES + 1, &content);
  if (error == ERROR_TOO_LARGE) {
    log_document(413, view_make(NULL, 0), error);
    return move_document(self, name, RESULT_REFUSED, view_of(error_english(error))) == ERROR_OK
               ? RESULT_REFUSED
               : RESULT_FAILED;
  }
  if (error != ERROR_OK) {
    return RESULT_FAILED;
  }
  post(self, content, arena, dispatch);
  enum result result = result_of(dispatch->status);
  if (results[result].folder != NULL) {
    error = move_document(self, name, result, dispatch->response.body);
  }
  log_document(dispatch->status, header_of(&dispatch->response, "Content-Location"), error);
  return error == ERROR_OK ? result : RESULT_FAILED;
}

/* ---- the folder -------------------------------------------------------------------------------
 */
static bool is_document(const char *name) {
  size_t length = strlen(name);
  size_t suffix = strlen(SUFFIX);
  return name[0] != '.' && length > suffix && strcmp(name + length - suffix, SUFFIX) == 0;
}

static bool is_regular(const struct document_intake *self, const char *name) {
  struct file_path path;
  struct stat status;
  return make_path(self, NULL, name, &path) && lstat(path.text, &status) == 0 &&
         S_ISREG(status.st_mode);
}

/* False when something failed that may be better later. */
static bool take_one(struct document_intake *self, const char *name) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  enum result result = arena == NULL ? RESULT_FAILED : take_in(self, name, arena);
  atomic_fetch_add(&self->counts[result], 1);
  arena_free(arena);
  return result != RESULT_FAILED;
}

static bool take_all(struct document_intake *self) {
  DIR *folder = opendir(self->dir);
  bool well = folder != NULL;
  struct dirent *entry;
  while (well && !worker_is_stopping(&self->worker) && (entry = readdir(folder)) != NULL) {
    if (is_document(entry->d_name) && is_regular(self, entry->d_name)) {
      well = take_one(self, entry->d_name);
    }
  }
  if (folder != NULL) {
    closedir(folder);
  }
  return well;
}

static void *run(void *context) {
  struct document_intake *self = context;
  while (!worker_is_stopping(&self->worker)) {
    bool well = take_all(self);
    worker_wait(&self->worker, well ? LOOK_US : AGAIN_US);
  }
  return NULL;
}

/* ---- life -------------------------------------------------------------------------------------
 */
static enum error make_folders(const struct document_intake *self) {
  if (access(self->dir, R_OK | W_OK | X_OK) != 0) {
    return ERROR_FILE;
  }
  for (unsigned i = 0; i < RESULT_COUNT; i++) {
    struct file_path path;
    if (results[i].folder == NULL) {
      continue;
    }
    if (!make_path(self, NULL, results[i].folder, &path)) {
      return ERROR_FILE;
    }
    if (mkdir(path.text, 0750) != 0 && access(path.text, W_OK | X_OK) != 0) {
      return ERROR_FILE;
    }
  }
  return ERROR_OK;
}

enum error document_intake_open(const char *dir, const struct services *services,
                                struct document_intake **ret_intake) {
  struct document_intake *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->dir = dir;
  self->services = services;
  worker_init(&self->worker);
  enum error error = make_folders(self);
  if (error != ERROR_OK) {
    document_intake_stop(self);
    return error;
  }
  *ret_intake = self;
  return ERROR_OK;
}

enum error document_intake_start(struct document_intake *self) {
  return self == NULL ? ERROR_OK : worker_start(&self->worker, run, self);
}

void document_intake_stop(struct document_intake *self) {
  if (self != NULL) {
    worker_done(&self->worker);
    free(self);
  }
}

void document_intake_metrics(void *context, struct buffer *buffer) {
  struct document_intake *self = context;
  buffer_append_string(buffer, "# HELP fhir_facade_document_intake_total Files of intake.dir by "
                               "what came of them.\n"
                               "# TYPE fhir_facade_document_intake_total counter\n");
  for (unsigned i = 0; i < RESULT_COUNT; i++) {
    buffer_append_format(buffer, "fhir_facade_document_intake_total{result=\"%s\"} %" PRIu64 "\n",
                         results[i].name, atomic_load(&self->counts[i]));
  }
}
