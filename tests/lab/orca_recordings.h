/* Recorded JSON answers of a real ORCA instead of simulated ones: files <module>_<api>[_NN].json.
 */
#ifndef TESTS_LAB_ORCA_RECORDINGS_H
#define TESTS_LAB_ORCA_RECORDINGS_H

#include "tests/lab/orca_api.h"

/* The recording that answers this call: the one of its class or request number, else the plain one.
 * Asked for another patient than the recorded one: none when it is a synthetic patient, else the
 * recording of Api_Result 10 where there is one. *ret_text are the recorded bytes, *ret_root the
 * same as a tree, for a client that speaks xml2. False when there is none, then the simulator
 * answers. */
bool orca_recordings_find(const char *folder, const struct orca_api *api,
                          const struct orca_call *call, struct view *ret_text,
                          const struct record **ret_root);

#endif
