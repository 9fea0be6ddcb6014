/* system01lstv2, the clinic's own lists: departments (01), physicians (02), facility (04). Each
 * answers under a root of its own, so each is a row of the API list. */
#ifndef SERVER_ORCA_ORCA_SYSTEM_H
#define SERVER_ORCA_ORCA_SYSTEM_H

#include "server/orca/orca.h"

/* Asks for what is registered today; number is the Request_Number of the API's row. Errors of
 * orca_ask. */
enum error orca_system_ask(struct orca_session *session, enum orca_api_id api, const char *number,
                           struct orca_reply *ret_reply) MUST_USE;

#endif
