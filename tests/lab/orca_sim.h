/* The ORCA simulator on HTTP: passwords, prefix, body rules, formats, faults and counters around
 * the APIs of orca_api.h. Synthetic data, no state. */
#ifndef TESTS_LAB_ORCA_SIM_H
#define TESTS_LAB_ORCA_SIM_H

#include "tests/lab/faults.h"
#include "tests/lab/lab_http.h"
#include "tests/lab/push_store.h"

struct orca_sim;

struct orca_sim_settings {
  const char *prefix; /* "" or "/api" */
  const char *user;
  const char *password;
  const char *recordings; /* folder or NULL */
  struct faults *faults;
  struct push_store *push; /* events, for pusheventgetv2 */
};

/* The settings' strings and faults are borrowed. NULL when memory is short. */
struct orca_sim *orca_sim_new(const struct orca_sim_settings *settings);
void orca_sim_free(struct orca_sim *sim);
/* An answer to one HTTP request: the handler of a lab_http server, context is the simulator. */
void orca_sim_handle(void *context, const struct lab_request *request,
                     struct lab_response *response);
/* {"calls":{"<api>":n,...},"parallel_max":n} */
void orca_sim_write_state(struct orca_sim *sim, struct json_writer *writer);
void orca_sim_reset(struct orca_sim *sim);

#endif
