/* A call of an ORCA API, and what the simulator's answers to it share. */
#ifndef TESTS_LAB_ORCA_CALL_H
#define TESTS_LAB_ORCA_CALL_H

#include "tests/lab/orca_patients.h"

struct orca_call {
  struct arena *arena;
  struct record_tree *tree;
  const struct record *body; /* NULL for GET */
  struct view id;            /* ?id= of patientgetv2 */
  struct view class;         /* ?class=, empty when absent */
};

struct orca_api {
  const char *module;
  const char *name;
  const char *method;
  const char *root;
  const char *lock_code; /* 90, or E90 where codes are three wide */
  const char *json_type; /* Content-Type of a JSON answer: ORCA says application/xml for most */
  /* NULL: the answer is no record (pusheventgetv2). */
  struct record *(*answer)(const struct orca_api *api, const struct orca_call *call);
};

/* Root record with date, time, Api_Result, message and Reskey, as every answer begins. */
struct record *orca_call_answer(const struct orca_api *api, const struct orca_call *call,
                                const char *code, const char *message);

/* True for an existing day "YYYY-MM-DD" / month "YYYY-MM". */
bool orca_call_is_date(struct view text);
bool orca_call_is_month(struct view text);
/* "YYYY-MM-DD" of today in Japan. */
struct view orca_call_today(struct arena *arena);

#endif
