/* Subscriptions and notifications in the store: once per event, together per patient and day,
 * durable, gone with the Subscription; told by one of the servers that share a store. */
#include "server/limits.h"
#include "tests/unit/store/store_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define LEASE_MS 90000
#define SERVERS 4
#define SUBSCRIPTIONS 3
#define EVENTS 40

static void put(const char *id, const char *type, const char *status, int64_t end_ms) {
  const struct store_subscription row = {.id = view_of(id),
                                         .type = view_of(type),
                                         .status = view_of(status),
                                         .criteria = view_of("Patient?name=a"),
                                         .endpoint = view_of("http://localhost/"),
                                         .end_ms = end_ms,
                                         .content = view_of("{\"a\":1.10}"),
                                         .request_id = view_of("r")};
  bool created = false;
  ck_assert_int_eq(store->subscription_put(store, &row, &created), ERROR_OK);
}

static struct store_subscription get(const char *id) {
  struct store_subscription *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->subscription_list(store, view_of(id), arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  return rows[0];
}

static uint64_t add(const char *uuid, const char *patient, const char *day, const char *type) {
  const struct store_event event = {view_of(uuid), view_of(patient), view_of(day), view_of(type)};
  uint64_t count = 99;
  ck_assert_int_eq(store->notification_add(store, &event, &count), ERROR_OK);
  return count;
}

static bool next_at(struct store *at, struct store_notification *ret_notification) {
  enum error error = at->notification_next(at, LEASE_MS, arena, ret_notification);
  ck_assert(error == ERROR_OK || error == ERROR_NOT_FOUND);
  return error == ERROR_OK;
}

static bool next(struct store_notification *ret_notification) {
  return next_at(store, ret_notification);
}

static enum error settle_at(struct store *at, const struct store_notification *notification,
                            bool is_done, const char *status, int64_t due_ms) {
  const struct store_settlement settlement = {.notification = notification,
                                              .is_done = is_done,
                                              .status = view_of(status),
                                              .failures = 3,
                                              .due_ms = due_ms,
                                              .error = view_of("e"),
                                              .error_detail = view_of("d")};
  return at->notification_settle(at, &settlement);
}

static enum error settle(const struct store_notification *notification, bool is_done,
                         const char *status, int64_t due_ms) {
  return settle_at(store, notification, is_done, status, due_ms);
}

static struct store_subscription_counts counts(void) {
  struct store_subscription_counts result;
  ck_assert_int_eq(store->subscription_counts(store, &result), ERROR_OK);
  return result;
}

static void reopen(void) {
  store->close(store);
  open_store();
}

START_TEST(test_put_and_list) {
  bool created = false;
  put("b", "Patient", "active", 0);
  put("a", "Encounter", "off", 7);
  reopen();
  struct store_subscription row = get("b");
  ck_assert(view_is(row.type, "Patient"));
  ck_assert(view_is(row.status, "active"));
  ck_assert(view_is(row.criteria, "Patient?name=a"));
  ck_assert(view_is(row.endpoint, "http://localhost/"));
  ck_assert(view_is(row.content, "{\"a\":1.10}"));
  ck_assert(view_is(row.error, ""));
  ck_assert_int_eq(row.updated_ms, now);
  struct store_subscription *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->subscription_list(store, view_of(""), arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 2);
  ck_assert(view_is(rows[0].id, "a"));
  ck_assert_int_eq(rows[0].end_ms, 7);
  ck_assert_int_eq(store->subscription_put(store, &row, &created), ERROR_OK);
  ck_assert(!created);
  ck_assert_int_gt(get("b").version, row.version); /* in the same millisecond, too */
}
END_TEST

START_TEST(test_end) {
  put("a", "Patient", "active", now + 10);
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 1);
  ck_assert(view_is(get("a").status, "active"));
  pass(10);
  struct store_notification notification;
  ck_assert(view_is(get("a").status, "off"));
  ck_assert(!next(&notification));
  ck_assert_uint_eq(add("u2", "1", "", "Patient"), 0);
  ck_assert_uint_eq(counts().off, 1);
  ck_assert_uint_eq(counts().waiting, 0);
}
END_TEST

START_TEST(test_event_is_kept_once) {
  put("a", "Patient", "active", 0);
  put("b", "Patient", "active", 0);
  put("c", "Encounter", "active", 0);
  put("d", "Patient", "off", 0);
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 2);
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 0);
  ck_assert_uint_eq(add("", "1", "", "Patient"), 2);
  ck_assert_uint_eq(add("", "1", "", "Patient"), 2);
  struct store_notification notification;
  ck_assert(next(&notification));
  ck_assert_int_eq(settle(&notification, true, "active", 0), ERROR_OK);
  reopen();
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 0); /* told, and told again by ORCA */
  pass(9 * DAY_MS);
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 2); /* forgotten */
}
END_TEST

/* The oldest first; those of one patient and day together, but for what came meanwhile. */
START_TEST(test_told_together) {
  struct store_notification first;
  struct store_notification second;
  put("a", "Encounter", "active", 0);
  add("u1", "1", "2026-11-21", "Encounter");
  add("u2", "2", "2026-11-21", "Encounter");
  pass(1000);
  add("u3", "1", "2026-11-21", "Encounter");
  add("u4", "1", "2026-11-22", "Encounter");
  ck_assert(next(&first));
  ck_assert(view_is(first.patient, "1"));
  ck_assert(view_is(first.day, "2026-11-21"));
  ck_assert_int_eq(first.created_ms, now - 1000);
  ck_assert(view_is(first.subscription.id, "a"));
  ck_assert(view_is(first.subscription.content, "{\"a\":1.10}"));
  add("u5", "1", "2026-11-21", "Encounter"); /* while the first are being told */
  ck_assert_uint_eq(counts().waiting, 5);
  ck_assert_int_eq(settle(&first, true, "active", 0), ERROR_OK);
  ck_assert_uint_eq(counts().waiting, 3);
  ck_assert(next(&second));
  ck_assert(view_is(second.patient, "2"));
  ck_assert_int_eq(settle(&second, true, "active", 0), ERROR_OK);
  ck_assert(next(&second));
  ck_assert(view_is(second.day, "2026-11-22"));
  ck_assert_int_eq(settle(&second, true, "active", 0), ERROR_OK);
  ck_assert(next(&second));
  ck_assert(view_is(second.day, "2026-11-21"));
  ck_assert_int_eq(settle(&second, true, "active", 0), ERROR_OK);
  ck_assert(!next(&second));
  ck_assert_int_eq(second.due_ms, 0);
}
END_TEST

START_TEST(test_failure_waits_and_survives) {
  struct store_notification notification;
  put("a", "Patient", "active", 0);
  put("b", "Encounter", "active", 0);
  add("u1", "1", "", "Patient");
  add("u2", "2", "", "Patient");
  ck_assert(next(&notification));
  ck_assert_int_eq(settle(&notification, false, "active", now + 500), ERROR_OK);
  reopen();
  ck_assert(!next(&notification));
  ck_assert_int_eq(notification.due_ms, now + 500);
  add("u3", "3", "", "Patient"); /* the endpoint has its rest */
  ck_assert(!next(&notification));
  add("u4", "4", "", "Encounter"); /* another one does not wait for it */
  ck_assert(next(&notification));
  ck_assert(view_is(notification.subscription.id, "b"));
  ck_assert_int_eq(settle(&notification, true, "active", 0), ERROR_OK);
  pass(500);
  ck_assert(next(&notification));
  ck_assert(view_is(notification.patient, "1"));
  ck_assert_uint_eq(notification.subscription.failures, 3);
  ck_assert(view_is(notification.subscription.error, "e"));
  ck_assert(view_is(notification.subscription.error_detail, "d"));
}
END_TEST

START_TEST(test_error_drops_what_waits) {
  struct store_notification notification;
  put("a", "Patient", "active", 0);
  add("u1", "1", "", "Patient");
  add("u2", "2", "", "Patient");
  ck_assert(next(&notification));
  ck_assert_int_eq(settle(&notification, true, "error", 0), ERROR_OK);
  ck_assert(view_is(get("a").status, "error"));
  ck_assert_uint_eq(counts().error, 1);
  ck_assert_uint_eq(add("u3", "3", "", "Patient"), 0);
  put("a", "Patient", "active", 0); /* asked for anew */
  ck_assert(!next(&notification));
  ck_assert(view_is(get("a").error, ""));
  ck_assert_uint_eq(get("a").failures, 0);
  ck_assert_uint_eq(add("u4", "4", "", "Patient"), 1);
  ck_assert(next(&notification));
  ck_assert(view_is(notification.patient, "4"));
}
END_TEST

/* What came of telling an older version changes nothing. */
START_TEST(test_change_meanwhile) {
  struct store_notification notification;
  put("a", "Patient", "active", 0);
  add("u1", "1", "", "Patient");
  ck_assert(next(&notification));
  put("a", "Patient", "active", 0);
  ck_assert_int_eq(settle(&notification, true, "error", 0), ERROR_CONFLICT);
  ck_assert(view_is(get("a").status, "active"));
  ck_assert(next(&notification));
  put("a", "Patient", "off", 0);
  ck_assert(!next(&notification));
  ck_assert_uint_eq(counts().waiting, 0);
}
END_TEST

START_TEST(test_delete) {
  const struct store_subscription row = {.id = view_of("a"), .request_id = view_of("r")};
  struct store_notification notification;
  put("a", "Patient", "active", 0);
  add("u1", "1", "", "Patient");
  ck_assert(next(&notification));
  ck_assert_int_eq(store->subscription_delete(store, &row), ERROR_OK);
  ck_assert_int_eq(store->subscription_delete(store, &row), ERROR_NOT_FOUND);
  ck_assert_int_eq(settle(&notification, true, "active", 0), ERROR_CONFLICT);
  reopen();
  ck_assert(!next(&notification));
  pass(1);
  put("a", "Patient", "active", 0);
  ck_assert(!next(&notification)); /* nothing of the old one is left */
  ck_assert_uint_eq(add("u1", "1", "", "Patient"), 1);
}
END_TEST

START_TEST(test_limit) {
  char id[16];
  for (int i = 0; i < LIMIT_SUBSCRIPTIONS; i++) {
    snprintf(id, sizeof id, "s%d", i);
    put(id, "Patient", "active", 0);
  }
  struct store_subscription row = get("s0");
  bool created = false;
  ck_assert_int_eq(store->subscription_put(store, &row, &created), ERROR_OK);
  row.id = view_of("one-more");
  ck_assert_int_eq(store->subscription_put(store, &row, &created), ERROR_CONFLICT);
  ck_assert_uint_eq(counts().active, LIMIT_SUBSCRIPTIONS);
}
END_TEST

/* ---- PostgreSQL only ----------------------------------------------------------------------------
 */
/* One server tells; the others are given what is of other subscriptions only, until it is settled.
 */
START_TEST(test_one_server_tells) {
  struct store *other = NULL;
  struct store_notification first;
  struct store_notification second;
  ck_assert_int_eq(open_another(false, &other), ERROR_OK);
  put("a", "Patient", "active", 0);
  put("b", "Encounter", "active", 0);
  add("u1", "1", "", "Patient");
  add("u2", "2", "", "Patient");
  add("u3", "3", "", "Encounter");
  ck_assert(next(&first));
  ck_assert(view_is(first.subscription.id, "a"));
  ck_assert(next_at(other, &second));
  ck_assert(view_is(second.subscription.id, "b"));
  ck_assert_int_eq(settle_at(other, &second, true, "active", 0), ERROR_OK);
  ck_assert(!next_at(other, &second));
  put("a", "Patient", "active", 0); /* the first version is being told still */
  ck_assert(!next_at(other, &second));
  ck_assert_int_eq(settle(&first, true, "active", 0), ERROR_CONFLICT);
  ck_assert(next_at(other, &second));
  ck_assert(view_is(second.patient, "1"));
  ck_assert_int_eq(settle_at(other, &second, false, "active", 0), ERROR_OK); /* given back */
  ck_assert(next(&first));
  ck_assert(view_is(first.patient, "1"));
  other->close(other);
}
END_TEST

/* What a server was telling when it was killed comes back when its lease is over, whatever the
 * servers' own clocks do; a server that lives still tells it no more. */
START_TEST(test_a_killed_server_is_followed) {
  struct store *other = NULL;
  struct store_notification first;
  struct store_notification second;
  ck_assert_int_eq(open_another(false, &other), ERROR_OK);
  put("a", "Patient", "active", 0);
  add("u1", "1", "", "Patient");
  ck_assert(next(&first));
  jumped = DAY_MS;
  pass(LEASE_MS - 1);
  ck_assert(!next_at(other, &second));
  jumped = 0;
  ck_assert_int_eq(store->notification_hold(store, &first, LEASE_MS), ERROR_OK);
  pass(LEASE_MS - 1);
  ck_assert(!next_at(other, &second));
  pass(1);
  ck_assert(next_at(other, &second));
  ck_assert(view_is(second.patient, "1"));
  ck_assert_int_eq(store->notification_hold(store, &first, LEASE_MS), ERROR_CONFLICT);
  ck_assert_int_eq(settle(&first, true, "error", 0), ERROR_CONFLICT);
  ck_assert(view_is(get("a").status, "active"));
  ck_assert(!next(&first)); /* the late settlement has not ended the other's claim */
  ck_assert_int_eq(settle_at(other, &second, true, "active", 0), ERROR_OK);
  ck_assert(!next(&first));
  ck_assert_uint_eq(counts().waiting, 0);
  other->close(other);
}
END_TEST

struct server {
  pthread_t thread;
  struct store *store;
  unsigned failures;
};
static atomic_int told[SUBSCRIPTIONS][EVENTS];
static atomic_int telling[SUBSCRIPTIONS];

/* Every event is of a patient of its own. */
static void tell_one(struct server *server, const struct store_notification *notification) {
  uint64_t subscription = 0;
  uint64_t patient = 0;
  bool known = view_to_unsigned(notification->subscription.id, SUBSCRIPTIONS - 1, &subscription) &&
               view_to_unsigned(notification->patient, EVENTS - 1, &patient);
  if (!known) {
    server->failures++;
    return;
  }
  server->failures += atomic_fetch_add(&telling[subscription], 1) != 0;
  atomic_fetch_add(&told[subscription][patient], 1);
  usleep(500);
  atomic_fetch_sub(&telling[subscription], 1);
  server->failures += settle_at(server->store, notification, true, "active", 0) != ERROR_OK;
}

/* Keeps every event, as each server hears all of them, and tells what it is given. */
static void *hear_and_tell(void *argument) {
  struct server *server = argument;
  struct store *at = server->store;
  struct arena *own = arena_new(50000000);
  struct store_notification notification = {.due_ms = 1};
  for (int i = 0; own != NULL && i < EVENTS; i++) {
    struct view number = arena_format(own, "%d", i);
    const struct store_event event = {number, number, view_of(""), view_of("Patient")};
    uint64_t count = 0;
    server->failures += at->notification_add(at, &event, &count) != ERROR_OK;
  }
  while (own != NULL && server->failures == 0 && notification.due_ms >= 0) {
    struct store_subscription_counts waiting;
    enum error error = at->notification_next(at, LEASE_MS, own, &notification);
    if (error == ERROR_OK) {
      tell_one(server, &notification);
    }
    server->failures += error != ERROR_OK && error != ERROR_NOT_FOUND;
    server->failures += at->subscription_counts(at, &waiting) != ERROR_OK;
    notification.due_ms = waiting.waiting > 0 ? 0 : -1;
  }
  arena_free(own);
  return NULL;
}

START_TEST(test_servers_share_the_telling) {
  struct server servers[SERVERS] = {{.store = NULL}};
  for (int i = 0; i < SUBSCRIPTIONS; i++) {
    put((char[]){(char)('0' + i), '\0'}, "Patient", "active", 0);
  }
  for (int i = 0; i < SERVERS; i++) {
    ck_assert_int_eq(open_another(false, &servers[i].store), ERROR_OK);
  }
  for (int i = 0; i < SERVERS; i++) {
    ck_assert_int_eq(pthread_create(&servers[i].thread, NULL, hear_and_tell, &servers[i]), 0);
  }
  for (int i = 0; i < SERVERS; i++) {
    pthread_join(servers[i].thread, NULL);
    servers[i].store->close(servers[i].store);
    ck_assert_uint_eq(servers[i].failures, 0);
  }
  for (int i = 0; i < SUBSCRIPTIONS * EVENTS; i++) {
    ck_assert_int_eq(told[i / EVENTS][i % EVENTS], 1);
  }
}
END_TEST

static void *put_many(void *argument) {
  struct server *server = argument;
  struct store *at = server->store;
  for (int i = 0; i < LIMIT_SUBSCRIPTIONS; i++) {
    char id[UUID_BYTES];
    uuid_random(id);
    const struct store_subscription row = {
        .id = view_of(id), .type = view_of("Patient"), .status = view_of("active")};
    bool created = false;
    enum error error = at->subscription_put(at, &row, &created);
    server->failures += error != ERROR_OK && error != ERROR_CONFLICT;
  }
  return NULL;
}

START_TEST(test_limit_of_all_servers) {
  struct server servers[SERVERS] = {{.store = NULL}};
  for (int i = 0; i < SERVERS; i++) {
    servers[i].store = store;
    ck_assert_int_eq(pthread_create(&servers[i].thread, NULL, put_many, &servers[i]), 0);
  }
  for (int i = 0; i < SERVERS; i++) {
    pthread_join(servers[i].thread, NULL);
    ck_assert_uint_eq(servers[i].failures, 0);
  }
  ck_assert_uint_eq(counts().active, LIMIT_SUBSCRIPTIONS);
}
END_TEST

static void add_tests(TCase *cases) {
  tcase_add_test(cases, test_put_and_list);
  tcase_add_test(cases, test_end);
  tcase_add_test(cases, test_event_is_kept_once);
  tcase_add_test(cases, test_told_together);
  tcase_add_test(cases, test_failure_waits_and_survives);
  tcase_add_test(cases, test_error_drops_what_waits);
  tcase_add_test(cases, test_change_meanwhile);
  tcase_add_test(cases, test_delete);
  tcase_add_test(cases, test_limit);
}

static void add_postgres_tests(TCase *cases) {
  add_tests(cases);
  tcase_add_test(cases, test_one_server_tells);
  tcase_add_test(cases, test_a_killed_server_is_followed);
  tcase_add_test(cases, test_servers_share_the_telling);
  tcase_add_test(cases, test_limit_of_all_servers);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_subscription");
  suite_add_tcase(suite, sqlite_case(add_tests));
  suite_add_tcase(suite, postgres_case(add_postgres_tests));
  return suite;
}
