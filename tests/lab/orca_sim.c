#include "tests/lab/orca_sim.h"

#include "server/base/utf8.h"
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_damage.h"
#include "tests/lab/orca_json.h"
#include "tests/lab/orca_recordings.h"
#include "tests/lab/orca_xml2.h"

#include <pthread.h>
#include <stdlib.h>

#define ANSWER_MAXIMUM 67108864u
#define BODY_MAXIMUM 10485760u
#define COUNTERS 16u
#define NAME_LENGTH 32u
#define XML "application/xml; charset=UTF-8"
#define JSON "application/json; charset=UTF-8"

struct counter {
  char api[NAME_LENGTH];
  int64_t calls;
};

struct orca_sim {
  struct orca_sim_settings settings;
  pthread_mutex_t mutex;
  struct counter counters[COUNTERS];
  size_t counter_count;
  int64_t running;
  int64_t parallel_max;
};

/* One call on its way through the simulator. */
struct visit {
  struct orca_sim *sim;
  const struct lab_request *request;
  struct lab_response *response;
  struct fault_snapshot faults;
  const struct orca_api *api;
  bool json; /* the client speaks JSON */
};

struct orca_sim *orca_sim_new(const struct orca_sim_settings *settings) {
  struct orca_sim *sim = calloc(1, sizeof *sim);
  if (sim == NULL) {
    return NULL;
  }
  sim->settings = *settings;
  pthread_mutex_init(&sim->mutex, NULL);
  return sim;
}

void orca_sim_free(struct orca_sim *sim) {
  if (sim == NULL) {
    return;
  }
  pthread_mutex_destroy(&sim->mutex);
  free(sim);
}

static struct counter *counter_of(struct orca_sim *sim, struct view name) {
  for (size_t i = 0; i < sim->counter_count; i++) {
    if (view_is(name, sim->counters[i].api)) {
      return &sim->counters[i];
    }
  }
  if (sim->counter_count == COUNTERS || name.length >= NAME_LENGTH) {
    return &sim->counters[COUNTERS - 1];
  }
  struct counter *counter = &sim->counters[sim->counter_count++];
  memcpy(counter->api, name.data, name.length);
  return counter;
}

static void begin_call(struct orca_sim *sim, struct view name) {
  pthread_mutex_lock(&sim->mutex);
  counter_of(sim, name)->calls++;
  sim->running++;
  if (sim->running > sim->parallel_max) {
    sim->parallel_max = sim->running;
  }
  pthread_mutex_unlock(&sim->mutex);
}

static void end_call(struct orca_sim *sim) {
  pthread_mutex_lock(&sim->mutex);
  sim->running--;
  pthread_mutex_unlock(&sim->mutex);
}

void orca_sim_write_state(struct orca_sim *sim, struct json_writer *writer) {
  pthread_mutex_lock(&sim->mutex);
  writer_object_begin(writer);
  writer_key(writer, "calls");
  writer_object_begin(writer);
  for (size_t i = 0; i < sim->counter_count; i++) {
    writer_member_integer(writer, sim->counters[i].api, sim->counters[i].calls);
  }
  writer_object_end(writer);
  writer_member_integer(writer, "parallel_max", sim->parallel_max);
  writer_object_end(writer);
  pthread_mutex_unlock(&sim->mutex);
}

void orca_sim_reset(struct orca_sim *sim) {
  pthread_mutex_lock(&sim->mutex);
  memset(sim->counters, 0, sizeof sim->counters);
  sim->counter_count = 0;
  sim->parallel_max = sim->running;
  pthread_mutex_unlock(&sim->mutex);
}

static void set_body(struct lab_response *response, unsigned status, const char *content_type,
                     const char *text) {
  response->status = status;
  response->content_type = content_type;
  response->body = view_of(text);
}

/* An error that needs no API: where the front of ORCA answers by itself. */
static bool refuse_connection(struct visit *visit) {
  const int64_t *values = visit->faults.values;
  const struct orca_sim_settings *settings = &visit->sim->settings;
  if (values[FAULT_ORCA_DOWN] != 0) {
    visit->response->delivery = LAB_DELIVERY_NONE;
  } else if (values[FAULT_ORCA_RESET] != 0) {
    visit->response->delivery = LAB_DELIVERY_RESET;
  } else if (!lab_http_has_certificate(visit->request)) {
    visit->response->status = 502; /* as the cloud was seen to do */
  } else if (values[FAULT_ORCA_REFUSE] != 0 ||
             !lab_http_authorized(visit->request, settings->user, settings->password)) {
    set_body(visit->response, 401, JSON, "{\"Code\":401,\"Message\":\"Unauthorized\"}");
    visit->response->authenticate = "Basic realm=\"ORCA\"";
  } else if (values[FAULT_ORCA_STATUS] == 503) {
    set_body(visit->response, 503, "text/plain; charset=UTF-8",
             "マスター更新中です。しばらくお待ちください。");
  } else if (values[FAULT_ORCA_STATUS] != 0) {
    visit->response->status = (unsigned)values[FAULT_ORCA_STATUS];
  } else if (values[FAULT_ORCA_HTML] != 0) {
    set_body(visit->response, 200, "text/html; charset=UTF-8",
             "<!DOCTYPE html>\n<html><body><h1>ログイン</h1></body></html>\n");
  } else {
    return false;
  }
  return true;
}

/* The path behind the prefix; false when the prefix is missing, which WebORCA answers in its own
 * way. */
static bool behind_prefix(struct visit *visit, struct view *ret_path) {
  struct view path = view_of(visit->request->path);
  struct view prefix = view_of(visit->sim->settings.prefix);
  struct view rest = view_part(path, prefix.length, path.length);
  if (view_starts_with(path, prefix) && view_starts_with(rest, view_of("/"))) {
    *ret_path = rest;
    return true;
  }
  if (strcmp(visit->request->method, "POST") == 0) {
    visit->response->status = 405;
    visit->response->allow = "OPTIONS, GET";
  } else {
    set_body(visit->response, 404, JSON, "{\"Code\":404,\"Message\":\"Not Found\"}");
  }
  return false;
}

/* /<module>/<api> */
static bool find_api(struct visit *visit) {
  struct view rest;
  if (!behind_prefix(visit, &rest)) {
    return false;
  }
  (void)view_split(&rest, '/');
  struct view module = view_split(&rest, '/');
  visit->api = orca_api_find(module, rest);
  if (visit->api == NULL) {
    set_body(visit->response, 404, JSON, "{\"Code\":404,\"Message\":\"Not Found\"}");
    return false;
  }
  if (strcmp(visit->request->method, visit->api->method) != 0) {
    visit->response->status = 405;
    visit->response->allow = visit->api->method;
    return false;
  }
  return true;
}

static bool check_transport(struct visit *visit) {
  bool post = strcmp(visit->api->method, "POST") == 0;
  if (post && lab_http_header(visit->request, "Content-Type") == NULL) {
    visit->response->status = 400;
    return false;
  }
  if (visit->request->body.length > BODY_MAXIMUM) {
    visit->response->status = 413;
    return false;
  }
  return true;
}

static struct record *answer_call(struct visit *visit, struct orca_call *call) {
  struct view body = view_trim(visit->request->body);
  if (strcmp(visit->api->method, "POST") == 0) {
    if (utf8_check(body) != body.length) {
      return orca_call_answer(visit->api, call, "91", "処理区分未設定");
    }
    call->body = visit->json ? orca_json_read(call->tree, body, call->arena)
                             : orca_xml2_read(call->tree, body, call->arena);
    if (call->body == NULL) {
      return orca_call_answer(visit->api, call, "98", "送信内容の読込ができませんでした");
    }
  }
  struct record *answer = visit->api->answer(visit->api, call);
  orca_damage_record(answer, &visit->faults);
  if (visit->faults.values[FAULT_ORCA_LOCK] == 0) {
    return answer;
  }
  struct orca_api locked = *visit->api;
  locked.root = answer->name; /* system01lstv2 has several */
  return orca_call_answer(&locked, call, locked.lock_code, "他端末使用中");
}

static void write_answer(struct visit *visit, const struct orca_call *call,
                         const struct record *root) {
  struct buffer buffer = buffer_make(visit->request->arena, ANSWER_MAXIMUM);
  bool is_form = visit->api->root[0] == '\0';
  bool json = visit->json || is_form || visit->faults.values[FAULT_ORCA_JSON] != 0;
  if (json) {
    orca_json_write(root, &buffer);
  } else {
    orca_xml2_write(root, &buffer);
  }
  visit->response->content_type = json ? visit->api->json_type : XML;
  visit->response->body = buffer_view(&buffer);
  if (visit->faults.values[FAULT_ORCA_CHARSET] != 0) {
    visit->response->body = orca_damage_charset(visit->response->body, visit->request->arena);
  }
  if (buffer.error != ERROR_OK || record_tree_failed(call->tree)) {
    set_body(visit->response, 500, NULL, "");
  }
}

/* pusheventgetv2 speaks JSON only, and answers a bare array. */
static void write_events(struct visit *visit, struct orca_call *call) {
  struct buffer buffer = buffer_make(visit->request->arena, ANSWER_MAXIMUM);
  const struct record *body =
      visit->json ? orca_json_read(call->tree, view_trim(visit->request->body), call->arena) : NULL;
  const struct push_query query = {record_value(body, "event"), record_value(body, "start_time"),
                                   record_value(body, "end_time")};
  if (body != NULL) {
    push_store_write(visit->sim->settings.push, &query, &buffer);
  } else {
    buffer_append_string(&buffer, "{\"error\":{\"code\":\"0098\",\"message\":\"JSON\"}}");
  }
  visit->response->content_type = JSON;
  visit->response->body = buffer_view(&buffer);
}

static void finish_call(struct visit *visit, struct orca_call *call) {
  if (visit->api->answer == NULL) {
    write_events(visit, call);
    return;
  }
  const char *folder = visit->sim->settings.recordings;
  const struct record *root = answer_call(visit, call);
  const struct record *recorded;
  if (folder != NULL && visit->faults.values[FAULT_ORCA_LOCK] == 0 &&
      orca_recordings_find(folder, visit->api, call, &visit->response->body, &recorded)) {
    if (visit->json) {
      visit->response->content_type = visit->api->json_type;
      return;
    }
    root = recorded;
  }
  write_answer(visit, call, root);
}

static void run_call(struct visit *visit) {
  const char *class = lab_http_query(visit->request, "class");
  const char *id = lab_http_query(visit->request, "id");
  const char *format = lab_http_query(visit->request, "format");
  struct view body = view_trim(visit->request->body);
  struct orca_call call = {.arena = visit->request->arena,
                           .tree = record_tree_new(visit->request->arena),
                           .id = view_of(id),
                           .class = view_of(class)};
  if (call.tree == NULL) {
    visit->response->status = 500;
    return;
  }
  visit->json = body.length > 0 ? body.data[0] == '{' : view_is(view_of(format), "json");
  finish_call(visit, &call);
  if (visit->faults.values[FAULT_ORCA_CUT] != 0) {
    visit->response->delivery = LAB_DELIVERY_HALF;
  }
}

/* For the counters: the last part of the path when it is an API, else "other". */
static struct view counted_name(const struct lab_request *request) {
  struct view rest = view_of(request->path);
  struct view module = {NULL, 0};
  struct view last = {NULL, 0};
  while (rest.length > 0) {
    module = last;
    last = view_split(&rest, '/');
  }
  return orca_api_find(module, last) != NULL ? last : view_of("other");
}

void orca_sim_handle(void *context, const struct lab_request *request,
                     struct lab_response *response) {
  struct visit visit = {.sim = context, .request = request, .response = response};
  begin_call(visit.sim, counted_name(request));
  faults_occasion(visit.sim->settings.faults, FAULT_SIDE_ORCA, counted_name(request),
                  &visit.faults);
  lab_http_wait(request->server, visit.faults.values[FAULT_ORCA_DELAY_MS]);
  if (!refuse_connection(&visit) && find_api(&visit) && check_transport(&visit)) {
    run_call(&visit);
  }
  end_call(visit.sim);
}
