/* Subscriptions and notifications in the store: once per event, together per patient and day,
 * durable, gone with the Subscription. */
#include "server/limits.h"
#include "tests/unit/store/store_fixture.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

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

static bool next(struct store_notification *ret_notification) {
  enum error error = store->notification_next(store, arena, ret_notification);
  ck_assert(error == ERROR_OK || error == ERROR_NOT_FOUND);
  return error == ERROR_OK;
}

static enum error settle(const struct store_notification *notification, bool is_done,
                         const char *status, int64_t due_ms) {
  const struct store_settlement settlement = {.notification = notification,
                                              .is_done = is_done,
                                              .status = view_of(status),
                                              .failures = 3,
                                              .due_ms = due_ms,
                                              .error = view_of("e"),
                                              .error_detail = view_of("d")};
  return store->notification_settle(store, &settlement);
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
  now += 10;
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
  now += 9 * DAY_MS;
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
  now += 1000;
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
  now += 500;
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
  now++;
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

Suite *test_suite(void) {
  Suite *suite = suite_create("store_subscription");
  TCase *cases = tcase_create("subscription");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, test_put_and_list);
  tcase_add_test(cases, test_end);
  tcase_add_test(cases, test_event_is_kept_once);
  tcase_add_test(cases, test_told_together);
  tcase_add_test(cases, test_failure_waits_and_survives);
  tcase_add_test(cases, test_error_drops_what_waits);
  tcase_add_test(cases, test_change_meanwhile);
  tcase_add_test(cases, test_delete);
  tcase_add_test(cases, test_limit);
  suite_add_tcase(suite, cases);
  return suite;
}
