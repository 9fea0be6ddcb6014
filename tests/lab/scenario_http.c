#include "tests/lab/scenario_http.h"

#include <curl/curl.h>

#define ANSWER_MAXIMUM 134217728u
#define HEADERS_MAXIMUM 65536u
#define TIMEOUT_MS 60000L

static size_t collect(const char *bytes, size_t size, size_t count, void *context) {
  struct buffer *buffer = context;
  buffer_append(buffer, view_make(bytes, size * count));
  return buffer->error == ERROR_OK ? size * count : 0;
}

static struct curl_slist *add_header(struct curl_slist *list, struct view line,
                                     struct arena *arena) {
  struct curl_slist *longer = curl_slist_append(list, arena_string(arena, line));
  return longer != NULL ? longer : list;
}

static struct curl_slist *headers_of(const struct scenario_request *request, struct arena *arena) {
  struct curl_slist *list = curl_slist_append(NULL, "Expect:");
  bool typed = json_object_get(request->headers, "Content-Type") != NULL;
  if (request->body.length > 0 && !typed) {
    list = add_header(list, view_of("Content-Type: application/json"), arena);
  }
  const char *name;
  json_t *value;
  json_object_foreach(request->headers, name, value) {
    struct view line = arena_format(arena, "%s: %s", name, json_string_value(value));
    list = add_header(list, line, arena);
  }
  return list;
}

struct scenario_answer scenario_http_call(const struct scenario_request *request,
                                          struct arena *arena) {
  struct scenario_answer answer = {0};
  struct buffer body = buffer_make(arena, ANSWER_MAXIMUM);
  struct buffer lines = buffer_make(arena, HEADERS_MAXIMUM);
  CURL *curl = curl_easy_init();
  struct view url = arena_format(arena, "%s%s", request->base, request->path);
  if (curl == NULL || url.data == NULL) {
    curl_easy_cleanup(curl);
    return answer;
  }
  struct curl_slist *headers = headers_of(request, arena);
  curl_easy_setopt(curl, CURLOPT_URL, url.data);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &lines);
  if (request->body.length > 0) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
  }
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.body = buffer_view(&body);
    answer.headers = buffer_view(&lines);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return answer;
}

struct view scenario_http_header(const struct scenario_answer *answer, const char *name) {
  struct view rest = answer->headers;
  while (rest.length > 0) {
    struct view value = view_split(&rest, '\n');
    struct view found = view_split(&value, ':');
    if (view_equal_ignore_case(found, view_of(name))) {
      return view_trim(value);
    }
  }
  return (struct view){NULL, 0};
}
