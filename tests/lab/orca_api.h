/* The APIs that the ORCA simulator answers: one function an API, from a request record to an answer
 * record. HTTP, formats, passwords and faults are orca_sim's business. */
#ifndef TESTS_LAB_ORCA_API_H
#define TESTS_LAB_ORCA_API_H

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
  struct record *(*answer)(const struct orca_api *api, const struct orca_call *call);
};

/* The row of the API table; NULL when there is none. */
const struct orca_api *orca_api_find(struct view module, struct view name);

/* Root record with date, time, Api_Result, message and Reskey, as every answer begins. */
struct record *orca_api_answer(const struct orca_api *api, const struct orca_call *call,
                               const char *code, const char *message);

/* True for an existing day "YYYY-MM-DD" / month "YYYY-MM". */
bool orca_api_is_date(struct view text);
bool orca_api_is_month(struct view text);
/* "YYYY-MM-DD" of today in Japan. */
struct view orca_api_today(struct arena *arena);

struct record *orca_patientgetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst1v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst2v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst3v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst6v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_diseasegetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_system01lstv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_insuranceinf1v2(const struct orca_api *api, const struct orca_call *call);

#endif
