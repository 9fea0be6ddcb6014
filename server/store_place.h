/* Where the store is: the only place that chooses between the implementations. PostgreSQL when a
 * URL is given, else SQLite in the data folder. */
#ifndef SERVER_STORE_PLACE_H
#define SERVER_STORE_PLACE_H

#include "server/base/options.h"
#include "server/config.h"
#include "server/store/store.h"

struct store_place {
  const char *data_dir;
  const char *url;      /* "" = SQLite in data_dir */
  uint32_t connections; /* of PostgreSQL, at a time */
  uint32_t cache_bytes; /* pages that SQLite keeps in memory */
  const char *server;   /* its name in the audit trail of PostgreSQL; "" = that of the machine */
};

/* That of the server with these settings; borrowed from them. */
struct store_place store_place_of(const struct config *config);
/* SQLite in that folder, whatever the settings say. */
struct store_place store_place_folder(const char *data_dir);
/* What a person knows it by: the folder, or "store.url" (the URL may hold a password). */
const char *store_place_name(const struct store_place *place);
/* False for a folder without a database; a URL is believed. */
bool store_place_exists(const struct store_place *place);

/* Errors of store_sqlite_open and store_postgres_open. */
enum error store_place_open(const struct store_place *place, bool read_only,
                            const struct clock *clock, struct store **ret_store) MUST_USE;
/* A person's order from the command line, with or without running servers: as store->job_order. */
enum error store_place_order(const struct store_place *place, struct view job_id,
                             enum store_order order, const struct clock *clock) MUST_USE;
/* Changes mapping rows likewise, as store->mapping_change; makes the tables when there are none. */
enum error store_place_mapping(const struct store_place *place, struct store_mapping_batch *batch,
                               const struct clock *clock) MUST_USE;

/* Where a command works: its own option --data-dir, or the server's settings. */
struct store_place_options {
  const char *data_dir; /* NULL: by the settings */
  const char *config;   /* settings file; may be NULL */
  struct options_list assignments;
};

/* Texts live in the arena or are the options'. Errors as config_load, with issues. */
enum error store_place_find(const struct store_place_options *options, struct arena *arena,
                            struct issue_list *issues, struct store_place *ret_place) MUST_USE;

#endif
