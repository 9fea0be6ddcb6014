/* A PostgreSQL server of the tests' own, in a folder of its own on a Unix socket: started once by
 * the test program (in test_suite(), before it forks), stopped when the program ends, however it
 * ends. As root it runs as another user, as PostgreSQL demands. */
#ifndef TESTS_UNIT_POSTGRES_SERVER_H
#define TESTS_UNIT_POSTGRES_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* durable: commits wait for the disk, as they do at home. False when PostgreSQL is not installed or
 * does not start; then the reason is on standard error. */
bool postgres_server_start(bool durable);
/* URL of a new, empty schema; false when it cannot be made. */
bool postgres_server_schema(char *ret_url, size_t size);
/* From now on (until false) nobody gets a connection and those that are open are cut: to its
 * clients the server is away. False when it cannot be done. */
bool postgres_server_away(bool away);
/* Runs SQL as the owner of everything; false when it fails. */
bool postgres_server_run(const char *sql);

#endif
