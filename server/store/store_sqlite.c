#include "server/store/store_sqlite.h"

#include "server/store/sqlite_folder.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_schema.h"
#include "server/store/sqlite_writer.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads do not wait for each other up to this number; each connection costs about 100 KB. */
#define READERS 4

struct sqlite_store {
  struct store store;
  const struct clock *clock;
  int lock_file;
  struct sqlite_writer *writer; /* NULL when opened read-only */
  pthread_mutex_t mutex;
  pthread_cond_t returned;
  struct sqlite_connection readers[READERS];
  bool reader_busy[READERS];
};

static struct sqlite_store *implementation(struct store *store) {
  return store->implementation;
}

static int64_t now_of(const struct sqlite_store *store) {
  return clock_now_ms(store->clock);
}

static int reader_take(struct sqlite_store *store) {
  pthread_mutex_lock(&store->mutex);
  for (;;) {
    for (int i = 0; i < READERS; i++) {
      if (store->reader_busy[i]) {
        continue;
      }
      store->reader_busy[i] = true;
      pthread_mutex_unlock(&store->mutex);
      return i;
    }
    pthread_cond_wait(&store->returned, &store->mutex);
  }
}

static void reader_return(struct sqlite_store *store, int reader) {
  pthread_mutex_lock(&store->mutex);
  store->reader_busy[reader] = false;
  pthread_cond_signal(&store->returned);
  pthread_mutex_unlock(&store->mutex);
}

static enum error write_with(struct sqlite_store *store, sqlite_operation *operation,
                             void *arguments) {
  return store->writer == NULL ? ERROR_STORAGE
                               : sqlite_writer_run(store->writer, operation, arguments);
}

static enum error store_accept(struct store *store, const struct store_bundle *bundle,
                               struct arena *arena, struct store_accepted *ret_accepted) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_accept accept = {.bundle = bundle, .now_ms = now_of(self), .arena = arena};
  enum error error = write_with(self, sqlite_operations_accept, &accept);
  if (error == ERROR_OK) {
    *ret_accepted = accept.accepted;
  }
  return error;
}

static enum error store_audit_row(struct store *store, const struct store_audit *row) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_audit audit = {row, now_of(self)};
  return write_with(self, sqlite_operations_audit, &audit);
}

static enum error store_audit_rows(struct store *store, const struct store_audit *rows,
                                   size_t count) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_audit_many many = {rows, count, now_of(self)};
  return write_with(self, sqlite_operations_audit_many, &many);
}

static enum error store_audit_archived(struct store *store,
                                       const struct store_audit_segment *segment) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_audit_archive archive = {segment, now_of(self)};
  return write_with(self, sqlite_operations_audit_archive, &archive);
}

static enum error store_audit_found(struct store *store, const struct store_audit_filter *filter,
                                    struct arena *arena, struct store_audit_page *ret_page) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_audit_list(&self->readers[reader], filter, arena, ret_page);
  reader_return(self, reader);
  return error;
}

static enum error store_audit_walked(struct store *store, const struct store_audit_walk *walk,
                                     struct arena *arena, struct store_audit_page *ret_page) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_audit_walk(&self->readers[reader], walk, arena, ret_page);
  reader_return(self, reader);
  return error;
}

static enum error store_audit_head_list(struct store *store, struct arena *arena,
                                        struct store_audit_head **ret_heads, size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_rows rows;
  int reader = reader_take(self);
  enum error error = sqlite_operations_audit_heads(&self->readers[reader], arena, &rows);
  reader_return(self, reader);
  if (error == ERROR_OK) {
    *ret_heads = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_audit_segment_list(struct store *store, struct arena *arena,
                                           struct store_audit_segment **ret_segments,
                                           size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_rows rows;
  int reader = reader_take(self);
  enum error error = sqlite_operations_audit_segments(&self->readers[reader], arena, &rows);
  reader_return(self, reader);
  if (error == ERROR_OK) {
    *ret_segments = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_job_claim(struct store *store, const struct store_claim *wanted,
                                  struct arena *arena, struct store_job *ret_job,
                                  struct view *ret_lease) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_claim claim = {.now_ms = wanted->now_ms,
                               .steady_ms = clock_monotonic_us(self->clock) / 1000,
                               .lease_ms = wanted->lease_ms,
                               .horizon_ms = wanted->horizon_ms,
                               .arena = arena};
  enum error error = write_with(self, sqlite_operations_claim, &claim);
  if (error != ERROR_OK) {
    return error;
  }
  *ret_job = claim.job;
  *ret_lease = claim.lease;
  return ERROR_OK;
}

static enum error store_change(struct store *store, const struct store_transition *transition) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_transition change = {transition, now_of(self)};
  return write_with(self, sqlite_operations_transition, &change);
}

static enum error store_bundle_content(struct store *store, struct view id, struct arena *arena,
                                       struct view *ret_content) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_bundle(&self->readers[reader], id, arena, ret_content);
  reader_return(self, reader);
  return error;
}

static enum error store_compositions(struct store *store,
                                     const struct store_composition_filter *filter,
                                     struct arena *arena, struct store_composition **ret_rows,
                                     size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_compositions(&self->readers[reader], filter, arena, ret_rows, ret_count);
  reader_return(self, reader);
  return error;
}

static enum error store_jobs(struct store *store, const struct store_job_filter *filter,
                             struct arena *arena, struct store_job **ret_rows, size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_jobs(&self->readers[reader], filter, arena, ret_rows, ret_count);
  reader_return(self, reader);
  return error;
}

static enum error store_act_on(struct store *store, const struct store_act *wanted,
                               struct arena *arena, struct store_accepted *ret_accepted) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_act act = {.act = wanted, .now_ms = now_of(self), .arena = arena};
  enum error error = write_with(self, sqlite_operations_act, &act);
  if (error == ERROR_OK) {
    *ret_accepted = act.accepted;
  }
  return error;
}

static enum error store_receive(struct store *store, const struct store_received *received,
                                struct arena *arena, struct view *ret_bundle_id) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_receive receive = {.received = received, .now_ms = now_of(self), .arena = arena};
  enum error error = write_with(self, sqlite_operations_receive, &receive);
  if (error == ERROR_OK) {
    *ret_bundle_id = receive.bundle_id;
  }
  return error;
}

static enum error store_received_one(struct store *store, struct view document_key,
                                     struct arena *arena, struct store_received *ret_received) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_received(&self->readers[reader], document_key, arena, ret_received);
  reader_return(self, reader);
  return error;
}

static enum error store_job_ordered(struct store *store, struct view job_id,
                                    enum store_order wanted) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_order order = {job_id, wanted, now_of(self)};
  return write_with(self, sqlite_operations_order, &order);
}

static enum error store_states(struct store *store, const struct store_job_states *told) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_states states = {told, now_of(self)};
  return write_with(self, sqlite_operations_states, &states);
}

static enum error store_summary(struct store *store, struct store_outbox_summary *ret_summary) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_summary(&self->readers[reader], ret_summary);
  reader_return(self, reader);
  return error;
}

static enum error store_pruned(struct store *store, int64_t ended_before_ms, uint32_t limit,
                               uint64_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_prune prune = {ended_before_ms, limit, now_of(self), 0};
  enum error error = write_with(self, sqlite_operations_prune, &prune);
  if (error == ERROR_OK) {
    *ret_count = prune.count;
  }
  return error;
}

static enum error store_resource_put(struct store *store, const struct store_resource *resource,
                                     bool *ret_created) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_resource put = {.resource = resource, .now_ms = now_of(self)};
  enum error error = write_with(self, sqlite_operations_resource_put, &put);
  if (error == ERROR_OK) {
    *ret_created = put.created;
  }
  return error;
}

static enum error store_resource_delete(struct store *store,
                                        const struct store_resource *resource) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_resource deleted = {.resource = resource, .now_ms = now_of(self)};
  return write_with(self, sqlite_operations_resource_delete, &deleted);
}

static enum error store_resources(struct store *store, struct arena *arena,
                                  struct store_resource **ret_rows, size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_resources(&self->readers[reader], arena, ret_rows, ret_count);
  reader_return(self, reader);
  return error;
}

static enum error store_mapping_change(struct store *store, struct store_mapping_batch *batch) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_mapping mapping = {batch, now_of(self)};
  return write_with(self, sqlite_operations_mapping, &mapping);
}

static enum error store_mapping_rows(struct store *store, const struct store_mapping_filter *filter,
                                     struct arena *arena, struct store_mapping_page *ret_page) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_mapping_list(&self->readers[reader], filter, arena, ret_page);
  reader_return(self, reader);
  return error;
}

static enum error store_mapping_revision(struct store *store, int64_t *ret_revision) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_mapping_revision(&self->readers[reader], ret_revision);
  reader_return(self, reader);
  return error;
}

static enum error store_unmapped_rows(struct store *store,
                                      const struct store_unmapped_filter *filter,
                                      struct arena *arena, struct store_unmapped_page *ret_page) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_unmapped_list(&self->readers[reader], filter, arena, ret_page);
  reader_return(self, reader);
  return error;
}

static enum error store_subscription_put(struct store *store,
                                         const struct store_subscription *subscription,
                                         bool *ret_created) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_subscription put = {.subscription = subscription, .now_ms = now_of(self)};
  enum error error = write_with(self, sqlite_operations_subscription_put, &put);
  if (error == ERROR_OK) {
    *ret_created = put.created;
  }
  return error;
}

static enum error store_subscription_delete(struct store *store,
                                            const struct store_subscription *subscription) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_subscription deleted = {.subscription = subscription, .now_ms = now_of(self)};
  return write_with(self, sqlite_operations_subscription_delete, &deleted);
}

static enum error store_subscriptions(struct store *store, struct view id, struct arena *arena,
                                      struct store_subscription **ret_rows, size_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  const struct sqlite_subscription_query query = {id, now_of(self), arena};
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_subscriptions(&self->readers[reader], &query, ret_rows, ret_count);
  reader_return(self, reader);
  return error;
}

static enum error store_notification_add(struct store *store, const struct store_event *event,
                                         uint64_t *ret_count) {
  struct sqlite_store *self = implementation(store);
  struct sqlite_event add = {.event = event, .now_ms = now_of(self)};
  enum error error = write_with(self, sqlite_operations_notification_add, &add);
  if (error == ERROR_OK) {
    *ret_count = add.count;
  }
  return error;
}

/* There is one process, which tells one after the other. */
static enum error store_notification_next(struct store *store, int64_t lease_ms,
                                          struct arena *arena,
                                          struct store_notification *ret_notification) {
  (void)lease_ms;
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_operations_notification_next(&self->readers[reader], now_of(self),
                                                         arena, ret_notification);
  reader_return(self, reader);
  return error;
}

static enum error store_notification_hold(struct store *store,
                                          const struct store_notification *notification,
                                          int64_t lease_ms) {
  (void)store;
  (void)notification;
  (void)lease_ms;
  return ERROR_OK;
}

static enum error store_notification_settle(struct store *store,
                                            const struct store_settlement *settlement) {
  struct store_settlement copy = *settlement;
  return write_with(implementation(store), sqlite_operations_notification_settle, &copy);
}

static enum error store_subscription_count(struct store *store,
                                           struct store_subscription_counts *ret_counts) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error =
      sqlite_operations_subscription_counts(&self->readers[reader], now_of(self), ret_counts);
  reader_return(self, reader);
  return error;
}

static enum error store_ping(struct store *store) {
  struct sqlite_store *self = implementation(store);
  int reader = reader_take(self);
  enum error error = sqlite_connection_execute(&self->readers[reader], SQLITE_STATEMENT_PING);
  reader_return(self, reader);
  return error;
}

static void store_close(struct store *store) {
  struct sqlite_store *self = implementation(store);
  for (int i = 0; i < READERS; i++) {
    sqlite_connection_close(&self->readers[i]);
  }
  if (self->writer != NULL) {
    sqlite_writer_stop(self->writer);
  }
  if (self->lock_file >= 0) {
    close(self->lock_file);
  }
  pthread_cond_destroy(&self->returned);
  pthread_mutex_destroy(&self->mutex);
  free(self);
}

static enum error open_writer(struct sqlite_store *self, const char *path, uint32_t cache_bytes) {
  struct sqlite_connection connection = {0};
  enum error error = sqlite_folder_open(path, now_of(self), &connection);
  if (error != ERROR_OK) {
    return error;
  }
  if (cache_bytes != 0) {
    sqlite_connection_keep(&connection, cache_bytes);
  }
  error = sqlite_writer_start(&connection, &self->writer);
  if (error != ERROR_OK) {
    sqlite_connection_close(&connection);
  }
  return error;
}

static enum error open_all(struct sqlite_store *self,
                           const struct store_sqlite_settings *settings) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof(path), "%s/facade.db", settings->data_dir) >= (int)sizeof(path)) {
    return ERROR_STORAGE;
  }
  enum error error = ERROR_OK;
  if (!settings->read_only) {
    error = sqlite_folder_lock(settings->data_dir, &self->lock_file);
    if (error == ERROR_OK) {
      error = open_writer(self, path, settings->cache_bytes);
    }
  }
  for (int i = 0; error == ERROR_OK && i < READERS; i++) {
    error = sqlite_connection_open(path, true, &self->readers[i]);
  }
  return error;
}

enum error store_sqlite_open(const struct store_sqlite_settings *settings,
                             const struct clock *clock, struct store **ret_store) {
  struct sqlite_store *self = calloc(1, sizeof(*self));
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->clock = clock;
  self->lock_file = -1;
  pthread_mutex_init(&self->mutex, NULL);
  pthread_cond_init(&self->returned, NULL);
  self->store = (struct store){
      .implementation = self,
      .accept = store_accept,
      .act = store_act_on,
      .audit = store_audit_row,
      .audit_many = store_audit_rows,
      .audit_list = store_audit_found,
      .audit_walk = store_audit_walked,
      .audit_heads = store_audit_head_list,
      .audit_segments = store_audit_segment_list,
      .audit_archive = store_audit_archived,
      .receive = store_receive,
      .received_find = store_received_one,
      .bundle_read = store_bundle_content,
      .composition_list = store_compositions,
      .job_list = store_jobs,
      .job_claim = store_job_claim,
      .job_transition = store_change,
      .job_order = store_job_ordered,
      .job_states = store_states,
      .outbox_summary = store_summary,
      .prune = store_pruned,
      .resource_put = store_resource_put,
      .resource_delete = store_resource_delete,
      .resource_list = store_resources,
      .mapping_change = store_mapping_change,
      .mapping_list = store_mapping_rows,
      .mapping_revision = store_mapping_revision,
      .unmapped_list = store_unmapped_rows,
      .subscription_put = store_subscription_put,
      .subscription_delete = store_subscription_delete,
      .subscription_list = store_subscriptions,
      .notification_add = store_notification_add,
      .notification_next = store_notification_next,
      .notification_hold = store_notification_hold,
      .notification_settle = store_notification_settle,
      .subscription_counts = store_subscription_count,
      .ping = store_ping,
      .close = store_close,
  };
  enum error error = open_all(self, settings);
  if (error != ERROR_OK) {
    store_close(&self->store);
    return error;
  }
  *ret_store = &self->store;
  return ERROR_OK;
}

/* One transaction of a person's command beside a running server. */
static enum error run_beside(const char *path, sqlite_operation *operation, void *arguments) {
  struct sqlite_connection connection = {0};
  enum error error = sqlite_connection_open(path, false, &connection);
  if (error != ERROR_OK) {
    return error;
  }
  error = sqlite_schema_migrate(connection.database);
  if (error == ERROR_OK) {
    error = sqlite_connection_execute(&connection, SQLITE_STATEMENT_BEGIN);
  }
  if (error == ERROR_OK) {
    error = operation(&connection, arguments);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_execute(&connection, SQLITE_STATEMENT_COMMIT);
  }
  /* Closing undoes what was not committed. */
  sqlite_connection_close(&connection);
  return error;
}

enum error store_sqlite_order(const char *data_dir, struct view job_id, enum store_order order,
                              const struct clock *clock) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof(path), "%s/facade.db", data_dir) >= (int)sizeof(path) ||
      access(path, F_OK) != 0) {
    return ERROR_STORAGE;
  }
  struct sqlite_order wanted = {job_id, order, clock_now_ms(clock)};
  return run_beside(path, sqlite_operations_order, &wanted);
}

enum error store_sqlite_mapping(const char *data_dir, struct store_mapping_batch *batch,
                                const struct clock *clock) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof(path), "%s/facade.db", data_dir) >= (int)sizeof(path) ||
      (mkdir(data_dir, 0700) != 0 && errno != EEXIST)) {
    return ERROR_STORAGE;
  }
  struct sqlite_mapping mapping = {batch, clock_now_ms(clock)};
  return run_beside(path, sqlite_operations_mapping, &mapping);
}

uint64_t store_sqlite_commits(struct store *store) {
  struct sqlite_store *self = implementation(store);
  return self->writer == NULL ? 0 : sqlite_writer_commits(self->writer);
}
