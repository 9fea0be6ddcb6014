/* Black-box tests: the real server on a free port, the lab's simulators beside it, libcurl as the
 * client. Everything that is started dies with the test process, also when a check fails. The
 * folder of the built programs comes from FHIR_FACADE_BUILD (default "build"). */
#ifndef TESTS_BLACKBOX_HARNESS_H
#define TESTS_BLACKBOX_HARNESS_H

#include <check.h>
#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#define HARNESS_PATH 256
#define HARNESS_SETTINGS 16
#define HARNESS_PATIENT "00001" /* has six diseases, all mappable, and a contraindicated drug */
#define HARNESS_INSTITUTION "1319999999"

/* One neighbourhood: the lab, a data folder, a server. */
struct world {
  char
      directory[HARNESS_PATH]; /* of its own under TMPDIR: data, request and result folders, logs */
  pid_t lab;
  int orca_port;
  int national_port;
  pid_t server;
  int port;
  const char *transport; /* "webapi" | "folder" | "none" */
  long
      file_limit; /* bytes that the server may write to one file, as on a full disk; 0 = no limit */
  bool push;      /* with ORCA's PUSH server */
  int push_port;
  bool orca_tls;                               /* the lab's ORCA speaks TLS */
  const char *orca_path;                       /* of orca.base_url; NULL = "/api" */
  const char *data_name;                       /* of the data folder; NULL = "data" */
  const char *lab_arguments[HARNESS_SETTINGS]; /* more arguments of the lab */
  const char *tls_ca;          /* the server speaks TLS, with a certificate of this authority */
  const char *tls_certificate; /* that the client shows; NULL = none */
  const char *tls_key;
  const char *settings[HARNESS_SETTINGS]; /* more "NAME=value" of the server's environment */
};

struct reply {
  long status; /* 0 = no answer */
  char *body;  /* NUL-terminated */
  size_t length;
  char *headers; /* all lines, as received */
  json_t *json;  /* NULL when the body is no JSON */
};

/* A request; NULL members mean none. headers ends with NULL. */
struct call {
  const char *method; /* NULL = GET, POST with a body */
  const char *path;   /* from the root: "/fhir/Patient/00001" */
  const char *body;
  size_t length;    /* of the body; 0 = strlen */
  const char *type; /* Content-Type; NULL = application/fhir+json */
  const char *headers[6];
  long tls_version; /* CURLOPT_SSLVERSION; 0 = what libcurl likes */
};

/* Starts lab and server and waits until both are ready; fails the test when they are not. */
void world_start(struct world *world);
/* The lab alone; calls of http_... go to its national port. Ended by world_stop. */
void world_start_lab(struct world *world);
void world_stop(struct world *world);
/* The server alone; the data folder stays. */
void server_start(struct world *world);
/* One more server of the same neighbourhood, with a data folder and a port of its own; the lab
 * stays the first one's. */
void server_start_beside(const struct world *world, const char *data_name, struct world *ret_world);
/* SIGTERM and wait; returns the exit status (128 + signal when one ended it). */
int server_stop(struct world *world);
/* SIGKILL and wait: nothing is finished. */
void server_kill(struct world *world);
/* Starts a second server on the same data folder and waits for its end; *ret_stderr (to be freed)
 * is what it wrote. Returns its exit status, -1 when it went on running. */
int server_start_second(struct world *world, char **ret_stderr);
/* True within 10 seconds: the server's log has the text from that offset on; the offset to begin
 * with is that of server_log_end. */
bool server_log_has(const struct world *world, const char *text, size_t offset);
size_t server_log_end(const struct world *world);

struct reply http_call(const struct world *world, const struct call *call);
struct reply http_get(const struct world *world, const char *path);
/* The same to the lab's national port. */
struct reply lab_call(const struct world *world, const struct call *call);
struct reply http_post(const struct world *world, const char *path, const char *body);
void reply_free(struct reply *reply);
/* Value of a header, copied into text; empty when absent. */
const char *reply_header(const struct reply *reply, const char *name, char *text, size_t size);
/* Member by path: "entry.0.resource.id"; NULL when absent. Borrowed. */
const json_t *json_at(const json_t *json, const char *path);
/* String at a path, "" when absent. */
const char *text_at(const json_t *json, const char *path);
/* Number of the outcome's issues of a severity. */
size_t outcome_count(const json_t *outcome, const char *severity);

/* POST /lab/faults {name: value}. */
void lab_fault(const struct world *world, const char *name, int value);
/* POST to a path of the lab's own ("/lab/push"); true when it was taken. */
bool lab_post(const struct world *world, const char *path, const char *json);
/* GET /lab/state; to be freed with json_decref. */
json_t *lab_state(const struct world *world);
/* How often the bundle of that identifier was registered; *ret_sha256 (65 bytes) of its bytes, may
 * be NULL. */
int lab_registrations(const struct world *world, const char *identifier, char *ret_sha256);
/* Calls of one ORCA API so far. */
int lab_orca_calls(const struct world *world, const char *api);

/* A valid national Bundle of a patient, made by the server; to be freed. */
char *bundle_of(const struct world *world, const char *patient);
/* Value of the Bundle's identifier, copied. */
void bundle_identifier(const char *bundle, char *ret_text, size_t size);
/* POST /Bundle that must be accepted; ret_task (64 bytes) gets the Task's id. */
void bundle_accept(const struct world *world, const char *bundle, char *ret_task);
/* Asks for the Task until businessStatus or status is that word, at most 90 seconds; returns the
 * last answer. Fails the test when it never is. */
struct reply task_wait(const struct world *world, const char *task, const char *state);
/* True within 10 seconds: asks done(context) again and again. */
bool wait_until(bool (*done)(void *context), void *context);
/* Lower-case hexadecimal SHA-256 of bytes. */
void sha256_of(const char *bytes, size_t length, char ret_hex[65]);
/* A whole file; to be freed; NULL when it cannot be read. */
char *file_text(const char *path);
/* Path inside the world's folder; to be freed. */
char *world_path(const struct world *world, const char *name);
/* The folder of facts and examples beside the checkout; NULL (and a line "skipped: ...") when
 * absent. */
const char *shared_folder(const char *needed_by);

#endif
