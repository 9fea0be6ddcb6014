/* PostgreSQL as the store: any number of servers and relay workers on any machines share it. Their
 * clocks must agree within the time that a claim outlives an exchange. */
#ifndef SERVER_STORE_STORE_POSTGRES_H
#define SERVER_STORE_STORE_POSTGRES_H

#include "server/store/store.h"

struct store_postgres_settings {
  const char *url;      /* libpq's: "postgresql://user:password@host/database?options" */
  uint32_t connections; /* at a time, from 1 */
  bool read_only;
  const char *server; /* its name in the audit trail; NULL or "" = that of the machine */
};

/* Connects, brings the tables to the newest version (read_only: only looks at it) and takes back
 * the leases that are over; those of workers that live stay. What only SQLite has, an exclusive
 * lock, has no counterpart: the store is made to be shared. ERROR_STORAGE: no connection or no
 * tables; ERROR_CONFIGURATION: the tables are of another version. */
enum error store_postgres_open(const struct store_postgres_settings *settings,
                               const struct clock *clock, struct store **ret_store) MUST_USE;

#endif
