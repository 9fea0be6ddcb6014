#include "server/store/store_postgres.h"

#include "server/store/postgres_operations.h"
#include "server/store/postgres_schema.h"

#include <stdlib.h>

struct postgres_store {
  struct store store;
  const struct clock *clock;
  bool read_only;
  struct postgres_pool *pool;
};

static struct postgres_store *implementation(struct store *store) {
  return store->implementation;
}

static enum error write_with(struct store *store, postgres_operation *operation, const void *input,
                             struct arena *arena, void *output) {
  struct postgres_store *self = implementation(store);
  const struct postgres_work work = {clock_now_ms(self->clock), arena, input, output};
  return self->read_only ? ERROR_STORAGE : postgres_pool_transact(self->pool, operation, &work);
}

static enum error read_with(struct store *store, postgres_operation *operation, const void *input,
                            struct arena *arena, void *output) {
  struct postgres_store *self = implementation(store);
  const struct postgres_work work = {clock_now_ms(self->clock), arena, input, output};
  return postgres_pool_run(self->pool, operation, &work);
}

/* ---- writing ------------------------------------------------------------------------------------
 */
static enum error store_accept(struct store *store, const struct store_bundle *bundle,
                               struct arena *arena, struct store_accepted *ret_accepted) {
  struct store_accepted accepted;
  enum error error = write_with(store, postgres_operations_accept, bundle, arena, &accepted);
  if (error == ERROR_OK) {
    *ret_accepted = accepted;
  }
  return error;
}

static enum error store_act_on(struct store *store, const struct store_act *act,
                               struct arena *arena, struct store_accepted *ret_accepted) {
  struct store_accepted accepted;
  enum error error = write_with(store, postgres_operations_act, act, arena, &accepted);
  if (error == ERROR_OK) {
    *ret_accepted = accepted;
  }
  return error;
}

static enum error store_audit_row(struct store *store, const struct store_audit *audit) {
  return write_with(store, postgres_operations_audit, audit, NULL, NULL);
}

static enum error store_audit_rows(struct store *store, const struct store_audit *rows,
                                   size_t count) {
  const struct postgres_audit_many many = {rows, count};
  return write_with(store, postgres_operations_audit_many, &many, NULL, NULL);
}

static enum error store_audit_archived(struct store *store,
                                       const struct store_audit_segment *segment) {
  return write_with(store, postgres_operations_audit_archive, segment, NULL, NULL);
}

static enum error store_receive(struct store *store, const struct store_received *received,
                                struct arena *arena, struct view *ret_bundle_id) {
  struct view bundle_id;
  enum error error = write_with(store, postgres_operations_receive, received, arena, &bundle_id);
  if (error == ERROR_OK) {
    *ret_bundle_id = bundle_id;
  }
  return error;
}

/* The leases that are over come back first, also when nothing is due then. */
static enum error store_claim(struct store *store, const struct store_claim *wanted,
                              struct arena *arena, struct store_job *ret_job,
                              struct view *ret_lease) {
  struct postgres_store *self = implementation(store);
  const struct postgres_work before = {.now_ms = wanted->now_ms, .input = wanted};
  struct postgres_claim claim;
  enum error error = self->read_only
                         ? ERROR_STORAGE
                         : postgres_pool_run(self->pool, postgres_operations_release, &before);
  if (error == ERROR_OK && wanted->horizon_ms > 0) {
    error = postgres_pool_run(self->pool, postgres_operations_pull, &before);
  }
  if (error == ERROR_OK) {
    error = write_with(store, postgres_operations_claim, wanted, arena, &claim);
  }
  if (error == ERROR_OK) {
    *ret_job = claim.job;
    *ret_lease = claim.lease;
  }
  return error;
}

static enum error store_change(struct store *store, const struct store_transition *transition) {
  return write_with(store, postgres_operations_transition, transition, NULL, NULL);
}

static enum error store_job_ordered(struct store *store, struct view job_id,
                                    enum store_order wanted) {
  const struct postgres_order order = {job_id, wanted};
  return write_with(store, postgres_operations_order, &order, NULL, NULL);
}

static enum error store_states(struct store *store, const struct store_job_states *states) {
  return write_with(store, postgres_operations_states, states, NULL, NULL);
}

static enum error store_pruned(struct store *store, int64_t ended_before_ms, uint32_t limit,
                               uint64_t *ret_count) {
  const struct postgres_prune prune = {ended_before_ms, limit};
  uint64_t count = 0;
  enum error error = write_with(store, postgres_operations_prune, &prune, NULL, &count);
  if (error == ERROR_OK) {
    *ret_count = count;
  }
  return error;
}

static enum error store_resource_put(struct store *store, const struct store_resource *resource,
                                     bool *ret_created) {
  bool created = false;
  enum error error = write_with(store, postgres_operations_resource_put, resource, NULL, &created);
  if (error == ERROR_OK) {
    *ret_created = created;
  }
  return error;
}

static enum error store_resource_delete(struct store *store,
                                        const struct store_resource *resource) {
  return write_with(store, postgres_operations_resource_delete, resource, NULL, NULL);
}

static enum error store_mapping_change(struct store *store, struct store_mapping_batch *batch) {
  const struct postgres_mapping mapping = {batch};
  return write_with(store, postgres_operations_mapping, &mapping, NULL, NULL);
}

static enum error store_subscription_put(struct store *store,
                                         const struct store_subscription *subscription,
                                         bool *ret_created) {
  bool created = false;
  enum error error =
      write_with(store, postgres_operations_subscription_put, subscription, NULL, &created);
  if (error == ERROR_OK) {
    *ret_created = created;
  }
  return error;
}

static enum error store_subscription_delete(struct store *store,
                                            const struct store_subscription *subscription) {
  return write_with(store, postgres_operations_subscription_delete, subscription, NULL, NULL);
}

static enum error store_notification_add(struct store *store, const struct store_event *event,
                                         uint64_t *ret_count) {
  struct postgres_store *self = implementation(store);
  const struct postgres_work forget = {.now_ms = clock_now_ms(self->clock)};
  uint64_t count = 0;
  enum error error =
      self->read_only
          ? ERROR_STORAGE
          : postgres_pool_run(self->pool, postgres_operations_notification_forget, &forget);
  if (error == ERROR_OK) {
    error = write_with(store, postgres_operations_notification_add, event, NULL, &count);
  }
  if (error == ERROR_OK) {
    *ret_count = count;
  }
  return error;
}

static enum error store_notification_next(struct store *store, int64_t lease_ms,
                                          struct arena *arena,
                                          struct store_notification *ret_notification) {
  struct store_notification notification = {.due_ms = 0};
  enum error error =
      write_with(store, postgres_operations_notification_next, &lease_ms, arena, &notification);
  if (error == ERROR_OK) {
    *ret_notification = notification;
  } else if (error == ERROR_NOT_FOUND) {
    ret_notification->due_ms = notification.due_ms;
  }
  return error;
}

static enum error store_notification_hold(struct store *store,
                                          const struct store_notification *notification,
                                          int64_t lease_ms) {
  const struct postgres_hold hold = {notification, lease_ms};
  return write_with(store, postgres_operations_notification_hold, &hold, NULL, NULL);
}

/* What could not be settled is told anew, by whoever comes first. */
static enum error store_notification_settle(struct store *store,
                                            const struct store_settlement *settlement) {
  struct postgres_store *self = implementation(store);
  const struct postgres_work release = {.input = settlement->notification};
  enum error error =
      write_with(store, postgres_operations_notification_settle, settlement, NULL, NULL);
  if (error != ERROR_CONFLICT) {
    return error;
  }
  error = postgres_pool_run(self->pool, postgres_operations_notification_release, &release);
  return error == ERROR_OK ? ERROR_CONFLICT : error;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error store_received_one(struct store *store, struct view document_key,
                                     struct arena *arena, struct store_received *ret_received) {
  struct store_received received;
  enum error error =
      read_with(store, postgres_operations_received, &document_key, arena, &received);
  if (error == ERROR_OK) {
    *ret_received = received;
  }
  return error;
}

static enum error store_bundle_content(struct store *store, struct view id, struct arena *arena,
                                       struct view *ret_content) {
  struct view content;
  enum error error = read_with(store, postgres_operations_bundle, &id, arena, &content);
  if (error == ERROR_OK) {
    *ret_content = content;
  }
  return error;
}

static enum error store_compositions(struct store *store,
                                     const struct store_composition_filter *filter,
                                     struct arena *arena, struct store_composition **ret_rows,
                                     size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_compositions, filter, arena, &rows);
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_jobs(struct store *store, const struct store_job_filter *filter,
                             struct arena *arena, struct store_job **ret_rows, size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_jobs, filter, arena, &rows);
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_summary(struct store *store, struct store_outbox_summary *ret_summary) {
  struct store_outbox_summary summary;
  enum error error = read_with(store, postgres_operations_summary, NULL, NULL, &summary);
  if (error == ERROR_OK) {
    *ret_summary = summary;
  }
  return error;
}

static enum error store_resources(struct store *store, struct arena *arena,
                                  struct store_resource **ret_rows, size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_resources, NULL, arena, &rows);
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_mapping_rows(struct store *store, const struct store_mapping_filter *filter,
                                     struct arena *arena, struct store_mapping_page *ret_page) {
  struct store_mapping_page page;
  enum error error = read_with(store, postgres_operations_mapping_list, filter, arena, &page);
  if (error == ERROR_OK) {
    *ret_page = page;
  }
  return error;
}

static enum error store_mapping_revision(struct store *store, int64_t *ret_revision) {
  int64_t revision = 0;
  enum error error = read_with(store, postgres_operations_mapping_revision, NULL, NULL, &revision);
  if (error == ERROR_OK) {
    *ret_revision = revision;
  }
  return error;
}

static enum error store_unmapped_rows(struct store *store,
                                      const struct store_unmapped_filter *filter,
                                      struct arena *arena, struct store_unmapped_page *ret_page) {
  struct store_unmapped_page page;
  enum error error = read_with(store, postgres_operations_unmapped_list, filter, arena, &page);
  if (error == ERROR_OK) {
    *ret_page = page;
  }
  return error;
}

static enum error store_subscriptions(struct store *store, struct view id, struct arena *arena,
                                      struct store_subscription **ret_rows, size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_subscriptions, &id, arena, &rows);
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_subscription_count(struct store *store,
                                           struct store_subscription_counts *ret_counts) {
  struct store_subscription_counts counts;
  enum error error = read_with(store, postgres_operations_subscription_counts, NULL, NULL, &counts);
  if (error == ERROR_OK) {
    *ret_counts = counts;
  }
  return error;
}

static enum error store_audit_found(struct store *store, const struct store_audit_filter *filter,
                                    struct arena *arena, struct store_audit_page *ret_page) {
  struct store_audit_page page;
  enum error error = read_with(store, postgres_operations_audit_list, filter, arena, &page);
  if (error == ERROR_OK) {
    *ret_page = page;
  }
  return error;
}

static enum error store_audit_walked(struct store *store, const struct store_audit_walk *walk,
                                     struct arena *arena, struct store_audit_page *ret_page) {
  struct store_audit_page page;
  enum error error = read_with(store, postgres_operations_audit_walk, walk, arena, &page);
  if (error == ERROR_OK) {
    *ret_page = page;
  }
  return error;
}

static enum error store_audit_head_list(struct store *store, struct arena *arena,
                                        struct store_audit_head **ret_heads, size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_audit_heads, NULL, arena, &rows);
  if (error == ERROR_OK) {
    *ret_heads = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error store_audit_segment_list(struct store *store, struct arena *arena,
                                           struct store_audit_segment **ret_segments,
                                           size_t *ret_count) {
  struct postgres_rows rows;
  enum error error = read_with(store, postgres_operations_audit_segments, NULL, arena, &rows);
  if (error == ERROR_OK) {
    *ret_segments = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error ping(struct postgres_connection *connection, const struct postgres_work *work) {
  (void)work;
  return postgres_connection_run(connection, POSTGRES_STATEMENT_PING, NULL, NULL);
}

static enum error store_ping(struct store *store) {
  return read_with(store, ping, NULL, NULL, NULL);
}

/* ---- opening ------------------------------------------------------------------------------------
 */
static void store_close(struct store *store) {
  struct postgres_store *self = implementation(store);
  postgres_pool_close(self->pool);
  free(self);
}

static enum error prepare_tables(struct postgres_connection *connection,
                                 const struct postgres_work *work) {
  if (connection->read_only) {
    return postgres_schema_check(connection);
  }
  enum error error = postgres_schema_migrate(connection);
  return error != ERROR_OK ? error : postgres_operations_release(connection, work);
}

static enum error open_pool(struct postgres_store *self,
                            const struct store_postgres_settings *settings) {
  const struct postgres_pool_settings pool = {settings->url, settings->connections,
                                              settings->read_only, settings->server};
  const struct postgres_work work = {.now_ms = clock_now_ms(self->clock)};
  enum error error = postgres_pool_open(&pool, &self->pool);
  if (error == ERROR_OK) {
    error = postgres_pool_run(self->pool, prepare_tables, &work);
  }
  return error != ERROR_OK || settings->read_only
             ? error
             : postgres_pool_transact(self->pool, postgres_operations_audit_cover, &work);
}

enum error store_postgres_open(const struct store_postgres_settings *settings,
                               const struct clock *clock, struct store **ret_store) {
  struct postgres_store *self = calloc(1, sizeof(*self));
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->clock = clock;
  self->read_only = settings->read_only;
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
      .job_claim = store_claim,
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
  enum error error = open_pool(self, settings);
  if (error != ERROR_OK) {
    store_close(&self->store);
    return error;
  }
  *ret_store = &self->store;
  return ERROR_OK;
}
