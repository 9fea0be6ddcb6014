#include "tests/lab/lab_admin.h"

#include "server/base/clock.h"
#include "tests/lab/national_admin.h"

#include <jansson.h>
#include <stdlib.h>

#define JSON "application/json; charset=utf-8"
#define STATE_MAXIMUM 268435456u
#define MESSAGE_MAXIMUM 4096u
#define LONGEST_ADVANCE INT64_C(3200000000) /* a hundred years of seconds */

static void answer_text(const struct lab_request *request, struct lab_response *response,
                        unsigned status, struct view text) {
  struct buffer buffer = buffer_make(request->arena, MESSAGE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_string(&writer, "message", text);
  writer_object_end(&writer);
  response->status = json_writer_end(&writer) == ERROR_OK ? status : 500;
  response->content_type = JSON;
  response->body = buffer_view(&buffer);
}

static void finish(struct lab_response *response, struct buffer *buffer,
                   struct json_writer *writer) {
  response->status = json_writer_end(writer) == ERROR_OK ? 200 : 500;
  response->content_type = JSON;
  response->body = buffer_view(buffer);
}

static void answer_state(const struct lab_admin *admin, const struct lab_request *request,
                         struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, STATE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, true);
  writer_object_begin(&writer);
  writer_key(&writer, "orca");
  orca_sim_write_state(admin->orca, &writer);
  writer_member_integer(
      &writer, "push_subscribers",
      admin->push_server != NULL ? (int64_t)push_server_subscribers(admin->push_server) : 0);
  writer_key(&writer, "national");
  writer_object_begin(&writer);
  national_admin_write_state(admin->national, &writer);
  writer_object_end(&writer);
  writer_key(&writer, "faults");
  faults_write(admin->faults, &writer);
  writer_object_end(&writer);
  finish(response, &buffer, &writer);
}

static void answer_history(const struct lab_admin *admin, const struct lab_request *request,
                           struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, STATE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, true);
  national_admin_write_history(admin->national, lab_http_query(request, "identifier"), &writer);
  finish(response, &buffer, &writer);
}

static void answer_view(const struct lab_admin *admin, const struct lab_request *request,
                        struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, STATE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, true);
  national_admin_write_view(admin->national, lab_http_query(request, "insured"),
                            lab_http_query(request, "audience"), &writer);
  finish(response, &buffer, &writer);
}

static void answer_message(const struct lab_admin *admin, const struct lab_request *request,
                           struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, STATE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, true);
  if (!national_admin_message(admin->national, request, &writer)) {
    answer_text(request, response, 400, view_of("no such operation"));
    return;
  }
  finish(response, &buffer, &writer);
}

static void give_consent(const struct lab_admin *admin, const struct lab_request *request,
                         struct lab_response *response) {
  bool done = national_admin_consent(admin->national, request->body, request->arena);
  answer_text(request, response, done ? 200 : 404,
              view_of(done ? "consented" : "no such document or patient"));
}

static void answer_clock(const struct lab_admin *admin, const struct lab_request *request,
                         struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, MESSAGE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, false);
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(lab_clock_now_ms(admin->clock), now);
  writer_object_begin(&writer);
  writer_member_text(&writer, "now", now);
  writer_member_integer(&writer, "ahead_seconds", lab_clock_ahead(admin->clock));
  writer_object_end(&writer);
  finish(response, &buffer, &writer);
}

static bool read_seconds(const json_t *json, const char *name, int64_t *ret_seconds) {
  const json_t *value = json_object_get(json, name);
  int64_t seconds = json_integer_value(value);
  if (!json_is_integer(value) || seconds < 0 || seconds > LONGEST_ADVANCE) {
    return false;
  }
  *ret_seconds = seconds;
  return true;
}

/* {"advance_seconds": n} */
static void move_clock(const struct lab_admin *admin, const struct lab_request *request,
                       struct lab_response *response) {
  json_t *json = json_loadb(request->body.data, request->body.length, 0, NULL);
  int64_t seconds;
  bool read = read_seconds(json, "advance_seconds", &seconds);
  json_decref(json);
  if (!read) {
    answer_text(request, response, 400, view_of("advance_seconds is no number of seconds"));
    return;
  }
  lab_clock_advance(admin->clock, seconds);
  answer_clock(admin, request, response);
}

/* {"after_seconds": n, "seconds": n} */
static void close_service(const struct lab_admin *admin, const struct lab_request *request,
                          struct lab_response *response) {
  json_t *json = json_loadb(request->body.data, request->body.length, 0, NULL);
  int64_t after = 0;
  int64_t seconds = 0;
  bool read =
      read_seconds(json, "seconds", &seconds) && (json_object_get(json, "after_seconds") == NULL ||
                                                  read_seconds(json, "after_seconds", &after));
  json_decref(json);
  if (read) {
    faults_close(admin->faults, after, seconds);
  }
  answer_text(request, response, read ? 200 : 400, view_of(read ? "planned" : "no span of time"));
}

/* A number, a word, or true and false for 1 and 0. */
static struct view value_text(const json_t *value, struct arena *arena) {
  if (json_is_string(value)) {
    return arena_copy(arena, view_make(json_string_value(value), json_string_length(value)));
  }
  if (json_is_boolean(value)) {
    return view_of(json_is_true(value) ? "1" : "0");
  }
  return json_is_integer(value) ? arena_format(arena, "%lld", (long long)json_integer_value(value))
                                : (struct view){NULL, 0};
}

static void set_faults(const struct lab_admin *admin, const struct lab_request *request,
                       struct lab_response *response) {
  json_t *values = json_loadb(request->body.data, request->body.length, 0, NULL);
  const char *name;
  json_t *value;
  answer_text(request, response, 200, view_of("set"));
  if (!json_is_object(values)) {
    answer_text(request, response, 400, view_of("not a JSON object"));
  }
  json_object_foreach(values, name, value) {
    if (faults_set(admin->faults, view_of(name), value_text(value, request->arena)) != ERROR_OK) {
      struct view text = arena_format(request->arena, "no such fault or value: %s", name);
      answer_text(request, response, 400, text);
      break;
    }
  }
  json_decref(values);
}

/* {"fault": name, "operation": name, "count": n, "skip": n, "value": v} */
static enum error add_injection(const struct lab_admin *admin, const json_t *row,
                                struct arena *arena) {
  const json_t *count = json_object_get(row, "count");
  const struct fault_injection injection = {
      .fault = view_of(json_string_value(json_object_get(row, "fault"))),
      .operation = view_of(json_string_value(json_object_get(row, "operation"))),
      .value = value_text(json_object_get(row, "value"), arena),
      .skip = json_integer_value(json_object_get(row, "skip")),
      .count = count == NULL ? 1 : json_integer_value(count)};
  return faults_inject(admin->faults, &injection);
}

static void inject(const struct lab_admin *admin, const struct lab_request *request,
                   struct lab_response *response) {
  json_t *json = json_loadb(request->body.data, request->body.length, 0, NULL);
  enum error error = add_injection(admin, json, request->arena);
  json_decref(json);
  answer_text(request, response, error == ERROR_OK ? 200 : 400,
              view_of(error == ERROR_OK          ? "injected"
                      : error == ERROR_TOO_LARGE ? "too many injections wait"
                                                 : "no such fault or value"));
}

static struct view text_member(const json_t *json, const char *name) {
  return view_of(json_string_value(json_object_get(json, name)));
}

/* {"event":…, "body":{…}, "uuid":…} raises an event, {"raw":"…"} sends just that. */
static void push(const struct lab_admin *admin, const struct lab_request *request,
                 struct lab_response *response) {
  json_t *json = json_loadb(request->body.data, request->body.length, 0, NULL);
  char *body = json_dumps(json_object_get(json, "body"), JSON_COMPACT);
  const struct push_news news = {.event = text_member(json, "event"),
                                 .body = view_of(body),
                                 .uuid = text_member(json, "uuid"),
                                 .raw = text_member(json, "raw"),
                                 .lost = faults_value(admin->faults, FAULT_ORCA_PUSH_LOST) != 0};
  bool done = news.event.length + news.raw.length != 0 && push_store_add(admin->push, &news);
  if (done && admin->push_server != NULL) {
    push_server_wake(admin->push_server);
  }
  answer_text(request, response, done ? 200 : 400, view_of(done ? "raised" : "no event"));
  free(body);
  json_decref(json);
}

static void push_drop(const struct lab_admin *admin, const struct lab_request *request,
                      struct lab_response *response) {
  if (admin->push_server != NULL) {
    push_server_drop(admin->push_server);
  }
  answer_text(request, response, 200, view_of("dropped"));
}

static void reset(const struct lab_admin *admin, const struct lab_request *request,
                  struct lab_response *response) {
  faults_reset(admin->faults);
  lab_clock_reset(admin->clock);
  orca_sim_reset(admin->orca);
  push_store_reset(admin->push);
  atomic_store(&admin->national->load->maximum, 0);
  atomic_store(&admin->national->load->sessions_maximum, 0);
  national_store_lock(admin->national->store);
  bool done = national_store_reset(admin->national->store) == ERROR_OK;
  national_store_unlock(admin->national->store);
  answer_text(request, response, done ? 200 : 500, view_of(done ? "reset" : "not reset"));
}

static void oauth_register(const struct lab_admin *admin, const struct lab_request *request,
                           struct lab_response *response) {
  lab_oauth_register(admin->oauth, request, response);
}

static void oauth_token(const struct lab_admin *admin, const struct lab_request *request,
                        struct lab_response *response) {
  lab_oauth_token(admin->oauth, request, response);
}

static void oauth_keys(const struct lab_admin *admin, const struct lab_request *request,
                       struct lab_response *response) {
  lab_oauth_keys(admin->oauth, request, response);
}

static void oauth_rotate(const struct lab_admin *admin, const struct lab_request *request,
                         struct lab_response *response) {
  lab_oauth_rotate(admin->oauth, request, response);
}

static const struct {
  const char *path;
  const char *method;
  void (*answer)(const struct lab_admin *admin, const struct lab_request *request,
                 struct lab_response *response);
} routes[] = {
    {"/lab/state", "GET", answer_state},
    {"/lab/history", "GET", answer_history},
    {"/lab/view", "GET", answer_view},
    {"/lab/clock", "GET", answer_clock},
    {"/lab/clock", "POST", move_clock},
    {"/lab/faults", "POST", set_faults},
    {"/lab/inject", "POST", inject},
    {"/lab/maintenance", "POST", close_service},
    {"/lab/message", "POST", answer_message},
    {"/lab/consent", "POST", give_consent},
    {"/lab/reset", "POST", reset},
    {"/lab/oauth/clients", "POST", oauth_register},
    {"/lab/oauth/token", "POST", oauth_token},
    {"/lab/oauth/jwks.json", "GET", oauth_keys},
    {"/lab/oauth/rotate", "POST", oauth_rotate},
    {"/lab/push", "POST", push},
    {"/lab/push/drop", "POST", push_drop},
};

void lab_admin_handle(void *context, const struct lab_request *request,
                      struct lab_response *response) {
  const struct lab_admin *admin = context;
  if (!view_starts_with(view_of(request->path), view_of("/lab/"))) {
    national_sim_handle(admin->national, request, response);
    return;
  }
  for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
    if (strcmp(request->path, routes[i].path) != 0) {
      continue;
    }
    if (strcmp(request->method, routes[i].method) == 0) {
      routes[i].answer(admin, request, response);
      return;
    }
    response->status = 405;
    response->allow = routes[i].method;
  }
  if (response->status != 405) {
    answer_text(request, response, 404, view_of("no such lab endpoint"));
  }
}
