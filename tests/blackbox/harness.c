#include "tests/blackbox/harness.h"

#include "server/base/hash.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READY_SECONDS 20
#define ARGUMENTS 32
#define ENVIRONMENT 48

static const char *build_folder(void) {
  const char *folder = getenv("FHIR_FACADE_BUILD");
  return folder != NULL && folder[0] != '\0' ? folder : "build";
}

static char *join(const char *a, const char *separator, const char *b) {
  char *text = NULL;
  ck_assert_int_ge(asprintf(&text, "%s%s%s", a, separator, b), 0);
  return text;
}

char *world_path(const struct world *world, const char *name) {
  return join(world->directory, "/", name);
}

char *file_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return NULL;
  }
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = calloc(1, (size_t)size + 1);
  if (text != NULL && fread(text, 1, (size_t)size, file) != (size_t)size) {
    free(text);
    text = NULL;
  }
  fclose(file);
  return text;
}

static void pause_briefly(void) {
  nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

static int64_t seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

bool wait_until(bool (*done)(void *context), void *context) {
  int64_t end = seconds_now() + 10;
  while (seconds_now() <= end) {
    if (done(context)) {
      return true;
    }
    pause_briefly();
  }
  return false;
}

void sha256_of(const char *bytes, size_t length, char ret_hex[65]) {
  struct sha256 digest = hash_sha256(view_make(bytes, length));
  hash_sha256_hex(&digest, ret_hex);
}

const char *shared_folder(const char *needed_by) {
  const char *folder = getenv("FHIR_FACADE_SHARED");
  folder = folder != NULL && folder[0] != '\0' ? folder : "../shared";
  if (access(folder, R_OK) == 0) {
    return folder;
  }
  printf("skipped: %s (no %s)\n", needed_by, folder);
  return NULL;
}

/* ---- processes
 * ----------------------------------------------------------------------------------- */

struct program {
  const char *name;
  const char *arguments[ARGUMENTS]; /* behind the name, NULL-terminated */
  char *const *environment;         /* "NAME=value", NULL-terminated; NULL = as it is */
  const char *output;               /* file for stdout */
  const char *errors;               /* file for stderr, appended to */
  long file_limit;                  /* see struct world */
};

static void redirect(const char *path, int flags, int descriptor) {
  int file = open(path, O_WRONLY | O_CREAT | flags, 0600);
  if (file >= 0) {
    dup2(file, descriptor);
    close(file);
  }
}

static void run_in_child(const struct program *program, const char *path) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  redirect(program->output, O_TRUNC, STDOUT_FILENO);
  redirect(program->errors, O_APPEND, STDERR_FILENO);
  char *arguments[ARGUMENTS + 2] = {strdup(path)};
  for (size_t i = 0; i < ARGUMENTS && program->arguments[i] != NULL; i++) {
    arguments[i + 1] = strdup(program->arguments[i]);
  }
  for (size_t i = 0; program->environment != NULL && program->environment[i] != NULL; i++) {
    putenv(strdup(program->environment[i]));
  }
  if (program->file_limit > 0) {
    rlim_t bytes = (rlim_t)program->file_limit;
    signal(SIGXFSZ, SIG_IGN); /* a write fails then, as on a full disk */
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = bytes, .rlim_max = bytes});
  }
  execv(path, arguments);
  _exit(127);
}

static pid_t spawn(const struct program *program) {
  char *path = join(build_folder(), "/", program->name);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    run_in_child(program, path);
  }
  free(path);
  return child;
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool has_ended(pid_t child) {
  siginfo_t information = {0};
  waitid(P_PID, (id_t)child, &information, WEXITED | WNOHANG | WNOWAIT);
  return information.si_pid == child;
}

/* A port that is free now. The server could choose one itself; a restart must come back to the
 * same. */
static int free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
  ck_assert_int_eq(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
  close(descriptor);
  return ntohs(address.sin_port);
}

/* ---- the lab
 * --------------------------------------------------------------------------------------- */

/* "orca=PORT national=PORT" and a line end in the lab's output. */
static bool read_lab_ports(struct world *world, const char *path) {
  char line[100] = "";
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    return false;
  }
  bool complete = fgets(line, sizeof line, file) != NULL && strchr(line, '\n') != NULL;
  fclose(file);
  const char *orca = strstr(line, "orca=");
  const char *national = strstr(line, "national=");
  const char *push = strstr(line, "push=");
  if (!complete || orca == NULL || national == NULL) {
    return false;
  }
  world->orca_port = (int)strtol(orca + 5, NULL, 10);
  world->national_port = (int)strtol(national + 9, NULL, 10);
  world->push_port = push != NULL ? (int)strtol(push + 5, NULL, 10) : 0;
  return true;
}

static void lab_start(struct world *world) {
  char *requests = world_path(world, "request");
  char *results = world_path(world, "result");
  char *output = world_path(world, "lab.out");
  char *errors = world_path(world, "lab.log");
  ck_assert_int_eq(mkdir(requests, 0700), 0);
  ck_assert_int_eq(mkdir(results, 0700), 0);
  struct program program = {.name = "fhir-facade-lab",
                            .arguments = {"--orca-prefix", "/api", "--orca-port", "0",
                                          "--national-port", "0", "--request-dir", requests,
                                          "--result-dir", results, "--orca-user", "ormaster",
                                          "--orca-password", "ormaster", "--print-ports"},
                            .output = output,
                            .errors = errors};
  size_t count = 0;
  while (program.arguments[count] != NULL) {
    count++;
  }
  if (world->push) {
    program.arguments[count++] = "--push-port";
    program.arguments[count++] = "0";
  }
  for (size_t i = 0; i < HARNESS_SETTINGS && world->lab_arguments[i] != NULL; i++) {
    ck_assert_uint_lt(count, ARGUMENTS);
    program.arguments[count++] = world->lab_arguments[i];
  }
  world->lab = spawn(&program);
  int64_t end = seconds_now() + READY_SECONDS;
  while (!read_lab_ports(world, output)) {
    ck_assert_msg(seconds_now() < end && !has_ended(world->lab), "the lab did not start: %s",
                  errors);
    pause_briefly();
  }
  free(requests);
  free(results);
  free(output);
  free(errors);
}

/* ---- the server
 * ------------------------------------------------------------------------------------ */

struct environment {
  char *rows[ENVIRONMENT]; /* "NAME=value", NULL-terminated */
  size_t count;
};

static void environment_add(struct environment *environment, const char *name, const char *value) {
  ck_assert_uint_lt(environment->count + 1, ENVIRONMENT);
  environment->rows[environment->count++] = join(name, "=", value);
}

static void environment_path(struct environment *environment, const char *name,
                             const struct world *world, const char *file) {
  char *path = world_path(world, file);
  environment_add(environment, name, path);
  free(path);
}

static struct environment server_environment(const struct world *world, int port) {
  struct environment environment = {.count = 0};
  char text[64];
  snprintf(text, sizeof text, "%d", port);
  environment_add(&environment, "FHIR_FACADE_LISTEN_PORT", text);
  environment_path(&environment, "FHIR_FACADE_DATA_DIR", world,
                   world->data_name != NULL ? world->data_name : "data");
  snprintf(text, sizeof text, "%s://127.0.0.1:%d%s", world->orca_tls ? "https" : "http",
           world->orca_port, world->orca_path != NULL ? world->orca_path : "/api");
  environment_add(&environment, "FHIR_FACADE_ORCA_BASE_URL", text);
  if (world->push) {
    snprintf(text, sizeof text, "%s://127.0.0.1:%d/ws", world->orca_tls ? "wss" : "ws",
             world->push_port);
    environment_add(&environment, "FHIR_FACADE_ORCA_PUSH_URL", text);
  }
  environment_add(&environment, "FHIR_FACADE_ORCA_USER", "ormaster");
  environment_add(&environment, "FHIR_FACADE_ORCA_PASSWORD", "ormaster");
  environment_add(&environment, "FHIR_FACADE_INSTITUTION_NUMBER", HARNESS_INSTITUTION);
  environment_add(&environment, "FHIR_FACADE_NATIONAL_TRANSPORT", world->transport);
  snprintf(text, sizeof text, "http://127.0.0.1:%d", world->national_port);
  environment_add(&environment, "FHIR_FACADE_NATIONAL_WEBAPI_BASE_URL", text);
  environment_path(&environment, "FHIR_FACADE_NATIONAL_FOLDER_REQUEST_DIR", world, "request");
  environment_path(&environment, "FHIR_FACADE_NATIONAL_FOLDER_RESULT_DIR", world, "result");
  environment_add(&environment, "FHIR_FACADE_MAPPING_FILE", "tests/lab/mapping.csv");
  for (size_t i = 0; i < HARNESS_SETTINGS && world->settings[i] != NULL; i++) {
    ck_assert_uint_lt(environment.count + 1, ENVIRONMENT);
    environment.rows[environment.count++] = strdup(world->settings[i]);
  }
  return environment;
}

static pid_t spawn_server(const struct world *world, int port, const char *log) {
  struct environment environment = server_environment(world, port);
  char *errors = world_path(world, log);
  char *output = world_path(world, "server.out");
  struct program program = {.name = "fhir-facade",
                            .arguments = {"serve"},
                            .environment = environment.rows,
                            .output = output,
                            .errors = errors,
                            .file_limit = world->file_limit};
  pid_t child = spawn(&program);
  for (size_t i = 0; i < environment.count; i++) {
    free(environment.rows[i]);
  }
  free(errors);
  free(output);
  return child;
}

void server_start(struct world *world) {
  world->server = spawn_server(world, world->port, "server.log");
  int64_t end = seconds_now() + READY_SECONDS;
  for (;;) {
    struct reply reply = http_get(world, "/health/ready");
    long status = reply.status;
    reply_free(&reply);
    if (status == 200) {
      return;
    }
    ck_assert_msg(seconds_now() < end && !has_ended(world->server),
                  "the server did not get ready (last status %ld): %s/server.log", status,
                  world->directory);
    pause_briefly();
  }
}

void server_start_beside(const struct world *world, const char *data_name,
                         struct world *ret_world) {
  *ret_world = *world;
  ret_world->data_name = data_name;
  ret_world->port = free_port();
  server_start(ret_world);
}

int server_stop(struct world *world) {
  kill(world->server, SIGTERM);
  int status = wait_for(world->server);
  world->server = 0;
  return status;
}

void server_kill(struct world *world) {
  kill(world->server, SIGKILL);
  wait_for(world->server);
  world->server = 0;
}

struct ended {
  pid_t child;
};

static bool child_ended(void *context) {
  struct ended *ended = context;
  return has_ended(ended->child);
}

int server_start_second(struct world *world, char **ret_stderr) {
  struct ended ended = {.child = spawn_server(world, free_port(), "second.log")};
  int status = -1;
  if (wait_until(child_ended, &ended)) {
    status = wait_for(ended.child);
  } else {
    kill(ended.child, SIGKILL);
    wait_for(ended.child);
  }
  char *log = world_path(world, "second.log");
  *ret_stderr = file_text(log);
  free(log);
  return status;
}

size_t server_log_end(const struct world *world) {
  char *path = world_path(world, "server.log");
  char *text = file_text(path);
  size_t length = text != NULL ? strlen(text) : 0;
  free(text);
  free(path);
  return length;
}

bool server_log_has(const struct world *world, const char *text, size_t offset) {
  char *path = world_path(world, "server.log");
  int64_t end = seconds_now() + 10;
  bool found = false;
  while (!found && seconds_now() <= end) {
    char *log = file_text(path);
    found = log != NULL && strlen(log) >= offset && strstr(log + offset, text) != NULL;
    free(log);
    if (!found) {
      pause_briefly();
    }
  }
  free(path);
  return found;
}

static void make_directory(struct world *world) {
  const char *base = getenv("TMPDIR");
  int length = snprintf(world->directory, sizeof world->directory, "%s/facade-XXXXXX",
                        base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_int_lt(length, (int)sizeof world->directory);
  ck_assert_ptr_nonnull(mkdtemp(world->directory));
}

void world_start_lab(struct world *world) {
  make_directory(world);
  lab_start(world);
  world->port = world->national_port;
}

void world_start(struct world *world) {
  make_directory(world);
  if (world->transport == NULL) {
    world->transport = "webapi";
  }
  lab_start(world);
  world->port = free_port();
  server_start(world);
}

void world_stop(struct world *world) {
  int status = world->server > 0 ? server_stop(world) : 0;
  kill(world->lab, SIGTERM);
  wait_for(world->lab);
  ck_assert_msg(status == 0, "the server ended with status %d: %s/server.log", status,
                world->directory);
}
