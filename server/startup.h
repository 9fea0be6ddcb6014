/* How commands tell a person at the terminal that they cannot start. */
#ifndef SERVER_STARTUP_H
#define SERVER_STARTUP_H

#include "server/config.h"

/* Exit status: could not be carried out. */
#define STARTUP_FAILED 2

/* Each finding in English and Japanese on standard error; the error's own text when there is none.
 */
void startup_complain(struct issue_list *issues, enum error error);
/* The settings of the file (NULL = none) and the environment; what is wrong with them is told.
 * Errors of config_load. */
enum error startup_config(struct arena *arena, const char *file,
                          struct config *ret_config) MUST_USE;

#endif
