/* The client of the scenarios. */
#ifndef TESTS_LAB_SCENARIO_HTTP_H
#define TESTS_LAB_SCENARIO_HTTP_H

#include "server/base/buffer.h"

#include <jansson.h>

struct scenario_http {
  const char *facade; /* base URLs; NULL when not given */
  const char *lab;
};

struct scenario_request {
  const char *base;
  const char *method;
  const char *path;
  struct view body;
  json_t *headers; /* object of texts, or NULL; borrowed */
};

struct scenario_answer {
  long status; /* 0 = none came */
  struct view body;
  struct view headers; /* all lines, as they came */
};

struct scenario_answer scenario_http_call(const struct scenario_request *request,
                                          struct arena *arena);
/* A header's value; empty when there is none. */
struct view scenario_http_header(const struct scenario_answer *answer, const char *name);

#endif
