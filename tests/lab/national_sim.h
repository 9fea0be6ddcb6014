/* The simulator of the national service: what it does with a message, the same for both transports,
 * and the Web API. The shared folder is national_folder.h. */
#ifndef TESTS_LAB_NATIONAL_SIM_H
#define TESTS_LAB_NATIONAL_SIM_H

#include "tests/lab/faults.h"
#include "tests/lab/lab_http.h"
#include "tests/lab/national_message.h"
#include "tests/lab/national_store.h"

/* The contract's limit of an encoded message. */
#define NATIONAL_SIM_MESSAGE_MAXIMUM 10000000u

struct national_sim {
  struct faults *faults;
  struct national_store *store;
};

/* Processes one encoded message of an operation; the answer's texts live in the arena. */
struct national_answer national_sim_process(const struct national_sim *sim,
                                            enum national_operation operation, struct view text,
                                            const struct fault_snapshot *faults,
                                            struct arena *arena);
/* POST .../SIMregister and .../SIMresult; context is the struct national_sim. */
void national_sim_handle(void *context, const struct lab_request *request,
                         struct lab_response *response);

#endif
