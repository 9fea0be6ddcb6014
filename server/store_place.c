#include "server/store_place.h"

#include "server/store/store_postgres.h"
#include "server/store/store_sqlite.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static bool is_postgres(const struct store_place *place) {
  return place->url[0] != '\0';
}

struct store_place store_place_of(const struct config *config) {
  return (struct store_place){config->data_dir, config->store_url.value,
                              (uint32_t)config->store_connections,
                              (uint32_t)config->store_cache_bytes, config->audit_server};
}

struct store_place store_place_folder(const char *data_dir) {
  return (struct store_place){.data_dir = data_dir, .url = "", .connections = 1, .server = ""};
}

const char *store_place_name(const struct store_place *place) {
  return is_postgres(place) ? "store.url" : place->data_dir;
}

bool store_place_exists(const struct store_place *place) {
  char path[PATH_MAX];
  return is_postgres(place) ||
         (snprintf(path, sizeof path, "%s/facade.db", place->data_dir) < (int)sizeof path &&
          access(path, R_OK) == 0);
}

enum error store_place_open(const struct store_place *place, bool read_only,
                            const struct clock *clock, struct store **ret_store) {
  const struct store_postgres_settings postgres = {place->url, place->connections, read_only,
                                                   place->server};
  const struct store_sqlite_settings sqlite = {place->data_dir, read_only, place->cache_bytes};
  return is_postgres(place) ? store_postgres_open(&postgres, clock, ret_store)
                            : store_sqlite_open(&sqlite, clock, ret_store);
}

enum error store_place_order(const struct store_place *place, struct view job_id,
                             enum store_order order, const struct clock *clock) {
  struct store *store = NULL;
  if (!is_postgres(place)) {
    return store_sqlite_order(place->data_dir, job_id, order, clock);
  }
  enum error error = store_place_open(place, false, clock, &store);
  if (error != ERROR_OK) {
    return error;
  }
  error = store->job_order(store, job_id, order);
  store->close(store);
  return error;
}

enum error store_place_mapping(const struct store_place *place, struct store_mapping_batch *batch,
                               const struct clock *clock) {
  struct store *store = NULL;
  if (!is_postgres(place)) {
    return store_sqlite_mapping(place->data_dir, batch, clock);
  }
  enum error error = store_place_open(place, false, clock, &store);
  if (error != ERROR_OK) {
    return error;
  }
  error = store->mapping_change(store, batch);
  store->close(store);
  return error;
}

enum error store_place_find(const struct store_place_options *options, struct arena *arena,
                            struct issue_list *issues, struct store_place *ret_place) {
  if (options->data_dir != NULL) {
    *ret_place = store_place_folder(options->data_dir);
    return ERROR_OK;
  }
  struct config config;
  const struct config_sources sources = {.file = options->config,
                                         .environment = (const char *const *)environ,
                                         .assignments = options->assignments.items,
                                         .assignment_count = options->assignments.count};
  enum error error = config_load(arena, &sources, issues, &config);
  if (error == ERROR_OK) {
    *ret_place = store_place_of(&config);
  }
  return error;
}
