/* The simulator of the national service: what it does with a message, the same for both transports,
 * and the Web API. The shared folder is national_folder.h. */
#ifndef TESTS_LAB_NATIONAL_SIM_H
#define TESTS_LAB_NATIONAL_SIM_H

#include "tests/lab/lab_http.h"
#include "tests/lab/national_answer.h"
#include "tests/lab/national_service.h"

/* Processes one encoded message; the answer's texts live in the arena. */
struct national_answer national_sim_process(const struct national_sim *sim,
                                            const struct national_call *call, struct arena *arena);
/* The answer as bytes in the arena. */
struct view national_sim_render(const struct national_sim *sim,
                                const struct national_answer *answer, struct arena *arena);
/* An answer to a message of somebody else. */
struct view national_sim_render_other(const struct national_sim *sim, struct arena *arena);
void national_sim_begin(const struct national_sim *sim);
void national_sim_end(const struct national_sim *sim);
/* POST .../SIM<operation>; context is the struct national_sim. */
void national_sim_handle(void *context, const struct lab_request *request,
                         struct lab_response *response);

#endif
