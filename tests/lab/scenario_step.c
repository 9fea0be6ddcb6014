#include "tests/lab/scenario_step.h"

#include "tests/lab/scenario_text.h"

#include <stdlib.h>
#include <time.h>

#define PAUSE_MS 100
#define SHOWN_MAXIMUM 300

/* A short way to write a request to the lab: {"advance_seconds": 60} is a step. */
struct short_form {
  const char *member;
  const char *path;
  bool whole; /* the body is the step's member with its name, not its value */
};

static const struct short_form short_forms[] = {
    {"advance_seconds", "/lab/clock", true}, {"faults", "/lab/faults", false},
    {"inject", "/lab/inject", false},        {"maintenance", "/lab/maintenance", false},
    {"consent", "/lab/consent", false},      {"message", "/lab/message", false},
};

/* What was sent and came back, once. */
struct attempt {
  struct scenario_step *step;
  json_t *source; /* of the step, resolved */
  struct scenario_answer answer;
  json_t *json; /* of the answer; NULL when it is none */
  const char *failure;
};

static bool fail(struct attempt *attempt, struct view failure) {
  attempt->failure = failure.data != NULL ? failure.data : "memory is short";
  return false;
}

static const char *text_member(const json_t *json, const char *name, const char *otherwise) {
  const json_t *value = json_object_get(json, name);
  return json_is_string(value) ? json_string_value(value) : otherwise;
}

/* Text as it is, anything else as JSON. */
static struct view body_of(const json_t *body, struct arena *arena) {
  if (json_is_string(body)) {
    return arena_copy(arena, view_make(json_string_value(body), json_string_length(body)));
  }
  char *text = body != NULL ? json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  struct view kept = arena_copy(arena, view_of(text));
  free(text);
  return kept;
}

static bool make_short(struct attempt *attempt, struct scenario_request *request) {
  for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++) {
    const struct short_form *form = &short_forms[i];
    json_t *value = json_object_get(attempt->source, form->member);
    if (value == NULL) {
      continue;
    }
    json_t *body = form->whole ? json_pack("{s:O}", form->member, value) : json_incref(value);
    request->base = attempt->step->http->lab;
    request->method = "POST";
    request->path = form->path;
    request->body = body_of(body, attempt->step->arena);
    json_decref(body);
    return true;
  }
  return false;
}

static bool make_request(struct attempt *attempt, struct scenario_request *request) {
  const json_t *wanted = json_object_get(attempt->source, "request");
  const char *to = text_member(wanted, "to", "facade");
  if (wanted == NULL && !make_short(attempt, request)) {
    return fail(attempt, view_of("the step asks for nothing"));
  }
  if (wanted != NULL) {
    const json_t *body = json_object_get(wanted, "body");
    request->base = strcmp(to, "lab") == 0 ? attempt->step->http->lab : attempt->step->http->facade;
    request->method = text_member(wanted, "method", body != NULL ? "POST" : "GET");
    request->path = text_member(wanted, "path", "/");
    request->headers = json_object_get(wanted, "headers");
    request->body = body_of(body, attempt->step->arena);
  }
  return request->base != NULL ||
         fail(attempt, arena_format(attempt->step->arena, "the URL of the %s is not given", to));
}

static struct view shown(const json_t *value, struct arena *arena) {
  char *text = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  struct view kept =
      arena_copy(arena, view_part(view_of(text != NULL ? text : "nothing"), 0, SHOWN_MAXIMUM));
  free(text);
  return kept;
}

/* {"contains": text}, {"not": value}, {"exists": true or false}, {"count": n}; else the value. */
static bool matches(const json_t *expected, const json_t *seen) {
  const json_t *part = json_object_get(expected, "contains");
  const json_t *other = json_object_get(expected, "not");
  const json_t *exists = json_object_get(expected, "exists");
  const json_t *count = json_object_get(expected, "count");
  if (part != NULL) {
    return json_is_string(seen) && strstr(json_string_value(seen), json_string_value(part)) != NULL;
  }
  if (other != NULL) {
    return !json_equal(other, seen);
  }
  if (exists != NULL) {
    return json_is_true(exists) == (seen != NULL);
  }
  if (count != NULL) {
    return (json_int_t)json_array_size(seen) == json_integer_value(count);
  }
  return json_equal(expected, seen);
}

static bool check_json(struct attempt *attempt, json_t *expected) {
  struct arena *arena = attempt->step->arena;
  const char *pointer;
  json_t *value;
  json_object_foreach(expected, pointer, value) {
    const json_t *seen = scenario_text_at(attempt->json, pointer);
    if (!matches(value, seen)) {
      struct view wanted = shown(value, arena);
      struct view found = shown(seen, arena);
      return fail(attempt, arena_format(arena, "%s: expected %.*s, seen %.*s", pointer,
                                        VIEW_ARGUMENTS(wanted), VIEW_ARGUMENTS(found)));
    }
  }
  return true;
}

static bool check_answer(struct attempt *attempt) {
  struct arena *arena = attempt->step->arena;
  const json_t *expect = json_object_get(attempt->source, "expect");
  const json_t *status = json_object_get(expect, "status");
  const char *text = text_member(expect, "text", NULL);
  long wanted = status != NULL ? (long)json_integer_value(status) : 200;
  struct view body = view_part(attempt->answer.body, 0, SHOWN_MAXIMUM);
  if (attempt->answer.status != wanted) {
    return fail(attempt, arena_format(arena, "status: expected %ld, seen %ld %.*s", wanted,
                                      attempt->answer.status, VIEW_ARGUMENTS(body)));
  }
  if (text != NULL && view_find(attempt->answer.body, view_of(text), 0) == SIZE_MAX) {
    return fail(attempt,
                arena_format(arena, "text: expected %s, seen %.*s", text, VIEW_ARGUMENTS(body)));
  }
  return check_json(attempt, json_object_get(expect, "json"));
}

/* What a pointer names, as text; of the pointer "" the answer as it came. */
static struct view saved_text(const struct attempt *attempt, const char *pointer) {
  if (pointer[0] == '\0') {
    return attempt->answer.body;
  }
  return body_of(scenario_text_at(attempt->json, pointer), attempt->step->arena);
}

/* "header Content-Location": the part of the header's value behind the last slash. */
static struct view saved_header(const struct attempt *attempt, struct view name) {
  struct view rest =
      scenario_http_header(&attempt->answer, arena_string(attempt->step->arena, name));
  struct view last = {NULL, 0};
  while (rest.length > 0) {
    last = view_split(&rest, '/');
  }
  return last;
}

/* {"save": {"name": pointer or header}} */
static bool save(struct attempt *attempt) {
  static const struct view header = VIEW_LITERAL("header ");
  json_t *wanted = json_object_get(attempt->source, "save");
  const char *name;
  json_t *place;
  json_object_foreach(wanted, name, place) {
    struct view where = view_make(json_string_value(place), json_string_length(place));
    struct view text = view_starts_with(where, header)
                           ? saved_header(attempt, view_part(where, header.length, where.length))
                           : saved_text(attempt, json_string_value(place));
    if (text.length == 0 || json_object_set_new(attempt->step->variables, name,
                                                json_stringn(text.data, text.length)) != 0) {
      return fail(attempt, arena_format(attempt->step->arena, "%.*s: nothing to save",
                                        VIEW_ARGUMENTS(where)));
    }
  }
  return true;
}

static bool try_once(struct attempt *attempt) {
  struct scenario_request request = {0};
  if (!make_request(attempt, &request)) {
    return false;
  }
  attempt->answer = scenario_http_call(&request, attempt->step->arena);
  json_decref(attempt->json);
  attempt->json = json_loadb(attempt->answer.body.data != NULL ? attempt->answer.body.data : "",
                             attempt->answer.body.length, JSON_DECODE_ANY, NULL);
  return check_answer(attempt) && save(attempt);
}

/* {"set": {"name": text}}: before anything else of the step. */
static void set_variables(struct scenario_step *step) {
  json_t *wanted = json_object_get(step->source, "set");
  const char *name;
  json_t *value;
  json_object_foreach(wanted, name, value) {
    struct view text =
        scenario_text_expand(step->variables, view_of(json_string_value(value)), step->arena);
    (void)json_object_set_new(step->variables, name, json_stringn(text.data, text.length));
  }
}

static bool only_sets(const json_t *source) {
  for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++) {
    if (json_object_get(source, short_forms[i].member) != NULL) {
      return false;
    }
  }
  return json_object_get(source, "set") != NULL && json_object_get(source, "request") == NULL;
}

static void pause_ms(json_int_t milliseconds) {
  struct timespec span = {.tv_sec = (time_t)(milliseconds / 1000),
                          .tv_nsec = (long)(milliseconds % 1000) * 1000000};
  nanosleep(&span, NULL);
}

/* {"wait": {"tries": n, "pause_ms": n}}: again until it is as expected, n times at most. */
bool scenario_step_run(struct scenario_step *step, const char **ret_failure) {
  struct attempt attempt = {.step = step};
  set_variables(step);
  attempt.source = scenario_text_resolve(step->variables, step->source, step->folder, step->arena);
  const json_t *wait = json_object_get(attempt.source, "wait");
  const json_t *pause = json_object_get(wait, "pause_ms");
  json_int_t tries = wait != NULL ? json_integer_value(json_object_get(wait, "tries")) : 1;
  bool done = false;
  attempt.failure = "a file of the step cannot be read";
  for (json_int_t i = 0; i < tries && !done && attempt.source != NULL; i++) {
    if (i > 0) {
      pause_ms(pause != NULL ? json_integer_value(pause) : PAUSE_MS);
    }
    done = only_sets(attempt.source) || try_once(&attempt);
  }
  *ret_failure = attempt.failure;
  json_decref(attempt.source);
  json_decref(attempt.json);
  return done;
}
