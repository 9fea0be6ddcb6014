/* The client side of the harness: calls, answers and what they hold. */
#include "tests/blackbox/harness.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TASK_SECONDS 90
#define TIMEOUT_SECONDS 30L

struct text {
  char *data;
  size_t length;
};

static size_t collect(const char *bytes, size_t size, size_t count, void *context) {
  struct text *text = context;
  char *data = realloc(text->data, text->length + size * count + 1);
  if (data == NULL) {
    return 0;
  }
  memcpy(data + text->length, bytes, size * count);
  text->data = data;
  text->length += size * count;
  text->data[text->length] = '\0';
  return size * count;
}

static struct curl_slist *headers_of(const struct call *call) {
  struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
  if (call->body != NULL) {
    char line[200];
    const char *type = call->type != NULL ? call->type : "application/fhir+json";
    snprintf(line, sizeof line, "Content-Type: %s", type);
    headers = curl_slist_append(headers, line);
  }
  for (size_t i = 0; i < sizeof call->headers / sizeof *call->headers; i++) {
    if (call->headers[i] != NULL) {
      headers = curl_slist_append(headers, call->headers[i]);
    }
  }
  return headers;
}

static void set_method(CURL *curl, const struct call *call) {
  const char *method = call->method != NULL ? call->method : call->body != NULL ? "POST" : "GET";
  if (call->body != NULL) {
    size_t length = call->length > 0 ? call->length : strlen(call->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  }
  if (strcmp(method, "HEAD") == 0) {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  }
}

static void set_tls(CURL *curl, const struct world *world, const struct call *call) {
  curl_easy_setopt(curl, CURLOPT_CAINFO, world->tls_ca);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, call->tls_version);
  if (world->tls_certificate != NULL) {
    curl_easy_setopt(curl, CURLOPT_SSLCERT, world->tls_certificate);
    curl_easy_setopt(curl, CURLOPT_SSLKEY, world->tls_key);
  }
}

static struct reply call_port(const struct world *world, int port, const struct call *call) {
  bool has_tls = world->tls_ca != NULL && port == world->port;
  struct text body = {0};
  struct text header = {0};
  struct reply reply = {0};
  CURL *curl = curl_easy_init();
  ck_assert_ptr_nonnull(curl);
  char url[2000];
  snprintf(url, sizeof url, "%s://127.0.0.1:%d%s", has_tls ? "https" : "http", port, call->path);
  struct curl_slist *headers = headers_of(call);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_SECONDS);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &header);
  set_method(curl, call);
  if (has_tls) {
    set_tls(curl, world, call);
  }
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  reply.body = body.data != NULL ? body.data : strdup("");
  reply.length = body.length;
  reply.headers = header.data != NULL ? header.data : strdup("");
  reply.json = json_loadb(reply.body, reply.length, JSON_DECODE_ANY, NULL);
  return reply;
}

struct reply http_call(const struct world *world, const struct call *call) {
  return call_port(world, world->port, call);
}

struct reply lab_call(const struct world *world, const struct call *call) {
  return call_port(world, world->national_port, call);
}

struct reply http_get(const struct world *world, const char *path) {
  return http_call(world, &(struct call){.path = path});
}

struct reply http_post(const struct world *world, const char *path, const char *body) {
  return http_call(world, &(struct call){.path = path, .body = body});
}

void reply_free(struct reply *reply) {
  free(reply->body);
  free(reply->headers);
  json_decref(reply->json);
  *reply = (struct reply){0};
}

const char *reply_header(const struct reply *reply, const char *name, char *text, size_t size) {
  size_t length = strlen(name);
  text[0] = '\0';
  for (const char *line = reply->headers; line != NULL && *line != '\0';) {
    if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
      const char *value = line + length + 1 + strspn(line + length + 1, " ");
      snprintf(text, size, "%.*s", (int)strcspn(value, "\r\n"), value);
      return text;
    }
    line = strchr(line, '\n');
    line = line != NULL ? line + 1 : NULL;
  }
  return text;
}

const json_t *json_at(const json_t *json, const char *path) {
  char name[100];
  while (json != NULL && *path != '\0') {
    size_t length = strcspn(path, ".");
    snprintf(name, sizeof name, "%.*s", (int)length, path);
    json = json_is_array(json) ? json_array_get(json, strtoul(name, NULL, 10))
                               : json_object_get(json, name);
    path += length + (path[length] == '.');
  }
  return json;
}

const char *text_at(const json_t *json, const char *path) {
  const char *text = json_string_value(json_at(json, path));
  return text != NULL ? text : "";
}

size_t outcome_count(const json_t *outcome, const char *severity) {
  const json_t *issues = json_at(outcome, "issue");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(issues); i++) {
    count += strcmp(text_at(json_array_get(issues, i), "severity"), severity) == 0;
  }
  return count;
}

/* ---- the lab
 * ------------------------------------------------------------------------------------------ */

void lab_fault(const struct world *world, const char *name, int value) {
  char body[200];
  snprintf(body, sizeof body, "{\"%s\":%d}", name, value);
  struct reply reply = lab_call(
      world, &(struct call){.path = "/lab/faults", .body = body, .type = "application/json"});
  ck_assert_msg(reply.status >= 200 && reply.status < 300, "lab fault %s: %ld", name, reply.status);
  reply_free(&reply);
}

bool lab_post(const struct world *world, const char *path, const char *json) {
  struct reply reply =
      lab_call(world, &(struct call){.path = path, .body = json, .type = "application/json"});
  bool taken = reply.status == 200;
  reply_free(&reply);
  return taken;
}

json_t *lab_state(const struct world *world) {
  struct reply reply = lab_call(world, &(struct call){.path = "/lab/state"});
  ck_assert_int_eq(reply.status, 200);
  ck_assert_ptr_nonnull(reply.json);
  json_t *state = json_incref(reply.json);
  reply_free(&reply);
  return state;
}

int lab_registrations(const struct world *world, const char *identifier, char *ret_sha256) {
  json_t *state = lab_state(world);
  const json_t *rows = json_at(state, "national.registrations");
  int count = 0;
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    if (strcmp(text_at(row, "bundle_identifier"), identifier) == 0) {
      count += (int)json_integer_value(json_at(row, "count"));
      if (ret_sha256 != NULL) {
        snprintf(ret_sha256, 65, "%s", text_at(row, "sha256"));
      }
    }
  }
  json_decref(state);
  return count;
}

int lab_orca_calls(const struct world *world, const char *api) {
  json_t *state = lab_state(world);
  const json_t *calls = json_at(state, "orca.calls");
  int count = (int)json_integer_value(json_object_get(calls, api));
  json_decref(state);
  return count;
}

/* ---- Bundles and Tasks
 * ---------------------------------------------------------------------------------- */

char *bundle_of(const struct world *world, const char *patient) {
  char path[200];
  snprintf(path, sizeof path, "/fhir/Patient/%s/$clinical-bundle?kind=condition", patient);
  struct reply reply = http_get(world, path);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", path, reply.status, reply.body);
  char *bundle = strdup(reply.body);
  reply_free(&reply);
  return bundle;
}

void bundle_identifier(const char *bundle, char *ret_text, size_t size) {
  json_t *json = json_loads(bundle, 0, NULL);
  snprintf(ret_text, size, "%s", text_at(json, "identifier.value"));
  json_decref(json);
  ck_assert_str_ne(ret_text, "");
}

void bundle_accept(const struct world *world, const char *bundle, char *ret_task) {
  struct reply reply = http_post(world, "/fhir/Bundle", bundle);
  ck_assert_msg(reply.status == 202, "POST /Bundle: %ld %s", reply.status, reply.body);
  char location[300];
  reply_header(&reply, "Content-Location", location, sizeof location);
  const char *task = strstr(location, "Task/");
  ck_assert_msg(task != NULL, "Content-Location names no Task: %s", location);
  snprintf(ret_task, 64, "%s", task + 5);
  reply_free(&reply);
}

static bool task_is(const json_t *task, const char *state) {
  return strcmp(text_at(task, "status"), state) == 0 ||
         strcmp(text_at(task, "businessStatus.coding.0.code"), state) == 0;
}

struct reply task_wait(const struct world *world, const char *task, const char *state) {
  char path[200];
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  time_t end = time(NULL) + TASK_SECONDS;
  for (;;) {
    struct reply reply = http_get(world, path);
    ck_assert_msg(reply.status == 200, "%s: %ld %s", path, reply.status, reply.body);
    if (task_is(reply.json, state)) {
      return reply;
    }
    bool over = strcmp(text_at(reply.json, "status"), "failed") == 0;
    ck_assert_msg(!over && time(NULL) < end, "the Task never was %s: %s", state, reply.body);
    reply_free(&reply);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  }
}
