/* Operations on what was registered, orders of people, what was received, pruning. */
#include "tests/unit/store/store_fixture.h"

static struct store_bundle make_bundle(const char *value, const char *content) {
  struct store_bundle bundle = fixture_bundle(value, content);
  bundle.kind = view_of("referral");
  bundle.insured = view_of("00012345::1:");
  bundle.destination = view_of("1310000001");
  bundle.destination_name = view_of("病院");
  bundle.consent = view_of("1");
  return bundle;
}

static enum error put(enum job_operation operation, const char *content,
                      struct store_accepted *ret_accepted) {
  struct store_bundle bundle = make_bundle("A", content);
  bundle.operation = operation;
  return store->accept(store, &bundle, arena, ret_accepted);
}

static enum error act(enum job_operation operation, struct store_accepted *ret_accepted) {
  const struct store_act wanted = {.operation = operation,
                                   .identifier_system = view_of("urn:system"),
                                   .identifier_value = view_of("A"),
                                   .request_id = view_of("request")};
  return store->act(store, &wanted, arena, ret_accepted);
}

static struct store_job find_job(struct view id) {
  struct store_job_filter filter = {
      .id = id, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX};
  struct store_job *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  return rows[0];
}

/* Claims the job that is due, which must be that one, and ends it in the state. */
static struct store_job deliver(struct view id, enum job_state state) {
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(store->job_claim(store, &(struct store_claim){.now_ms = now, .lease_ms = 1000},
                                    arena, &job, &lease),
                   ERROR_OK);
  ck_assert(view_equal(job.id, id));
  const struct store_transition transition = {.job_id = job.id,
                                              .lease = lease,
                                              .operation = job.operation,
                                              .state = state,
                                              .attempts = job.attempts,
                                              .result_code = view_of("SIM-0000")};
  ck_assert_int_eq(store->job_transition(store, &transition), ERROR_OK);
  return job;
}

START_TEST(a_life_of_a_document) {
  struct store_accepted first;
  struct store_accepted cancel;
  struct store_accepted undo;
  struct store_accepted replace;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &first), ERROR_OK);
  struct store_job job = deliver(first.job_id, JOB_ACCEPTED);
  ck_assert(view_is(job.content, "1") && view_is(job.insured, "00012345::1:"));
  ck_assert(view_is(job.destination, "1310000001") && view_is(job.destination_name, "病院"));
  ck_assert(view_is(job.consent, "1"));

  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &cancel), ERROR_OK);
  ck_assert(view_equal(cancel.bundle_id, first.bundle_id));
  job = deliver(cancel.job_id, JOB_ACCEPTED);
  ck_assert_uint_eq(job.content.length, 0);
  ck_assert(view_is(job.kind, "referral") && view_is(job.insured, "00012345::1:"));
  ck_assert_int_eq(find_job(first.job_id).state, JOB_CANCELLED);

  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &cancel), ERROR_CONFLICT);
  ck_assert_int_eq(put(JOB_OPERATION_REPLACE, "2", &replace), ERROR_NOT_FOUND);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL_UNDO, &undo), ERROR_OK);
  deliver(undo.job_id, JOB_ACCEPTED);
  ck_assert_int_eq(find_job(first.job_id).state, JOB_ACCEPTED);

  ck_assert_int_eq(put(JOB_OPERATION_REPLACE, "2", &replace), ERROR_OK);
  job = deliver(replace.job_id, JOB_ACCEPTED);
  ck_assert_int_eq(job.operation, JOB_OPERATION_REPLACE);
  ck_assert(view_is(job.content, "2"));
  ck_assert_int_eq(find_job(first.job_id).state, JOB_SUPERSEDED);
  ck_assert_int_eq(find_job(replace.job_id).state, JOB_ACCEPTED);
}
END_TEST

/* A refused operation leaves the registration as it was. */
START_TEST(refused_operations_change_nothing) {
  static const enum job_operation operations[] = {
      JOB_OPERATION_CANCEL, JOB_OPERATION_CANCEL_DERIVED, JOB_OPERATION_REPLACE};
  struct store_accepted first;
  struct store_accepted second;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &first), ERROR_OK);
  deliver(first.job_id, JOB_ACCEPTED);
  bool replace = operations[_i] == JOB_OPERATION_REPLACE;
  ck_assert_int_eq(
      replace ? put(JOB_OPERATION_REPLACE, "2", &second) : act(operations[_i], &second), ERROR_OK);
  deliver(second.job_id, JOB_REFUSED);
  ck_assert_int_eq(find_job(first.job_id).state, JOB_ACCEPTED);
}
END_TEST

START_TEST(only_what_was_registered_here) {
  struct store_accepted accepted;
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &accepted), ERROR_NOT_FOUND);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL_UNDO, &accepted), ERROR_NOT_FOUND);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL_DERIVED, &accepted), ERROR_NOT_FOUND);
  ck_assert_int_eq(put(JOB_OPERATION_REPLACE, "2", &accepted), ERROR_NOT_FOUND);
}
END_TEST

START_TEST(a_repeated_order_is_one_job) {
  struct store_accepted first;
  struct store_accepted again;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &first), ERROR_OK);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &first), ERROR_OK);
  ck_assert(!first.repeated);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &again), ERROR_OK);
  ck_assert(again.repeated);
  ck_assert(view_equal(again.job_id, first.job_id));
}
END_TEST

START_TEST(an_edited_bundle_takes_the_place_of_a_dead_one) {
  struct store_accepted first;
  struct store_accepted second;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &first), ERROR_OK);
  struct store_bundle edited = make_bundle("A", "2");
  edited.instead_of = first.job_id;
  ck_assert_int_eq(store->accept(store, &edited, arena, &second), ERROR_CONFLICT); /* still open */
  deliver(first.job_id, JOB_DEAD);
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "2", &second), ERROR_CONFLICT);
  ck_assert_int_eq(find_job(first.job_id).state, JOB_DEAD);
  ck_assert_int_eq(store->accept(store, &edited, arena, &second), ERROR_OK);
  ck_assert_int_eq(find_job(first.job_id).state, JOB_SUPERSEDED);
  deliver(second.job_id, JOB_ACCEPTED);
}
END_TEST

START_TEST(gives_up_by_hand) {
  struct store_accepted accepted;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &accepted), ERROR_OK);
  ck_assert_int_eq(store->job_order(store, accepted.job_id, STORE_ORDER_GIVE_UP), ERROR_OK);
  ck_assert_int_eq(find_job(accepted.job_id).state, JOB_DEAD);
  ck_assert_int_eq(store->job_order(store, accepted.job_id, STORE_ORDER_GIVE_UP), ERROR_CONFLICT);
  ck_assert_int_eq(store->job_order(store, view_of("none"), STORE_ORDER_GIVE_UP), ERROR_NOT_FOUND);
  ck_assert_int_eq(store->job_order(store, accepted.job_id, STORE_ORDER_RETRY), ERROR_OK);
  ck_assert_int_eq(find_job(accepted.job_id).state, JOB_UNKNOWN);
}
END_TEST

START_TEST(waits_for_the_check_of_the_destination) {
  struct store_bundle bundle = make_bundle("A", "1");
  struct store_accepted accepted;
  struct store_job job;
  struct view lease;
  bundle.check_destination = true;
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_OK);
  ck_assert_int_eq(store->job_claim(store, &(struct store_claim){.now_ms = now, .lease_ms = 1000},
                                    arena, &job, &lease),
                   ERROR_OK);
  ck_assert_int_eq(job.state, JOB_VALIDATED);
  pass(2000); /* the worker died: nothing was sent */
  ck_assert_int_eq(store->job_claim(store, &(struct store_claim){.now_ms = now, .lease_ms = 1000},
                                    arena, &job, &lease),
                   ERROR_OK);
  ck_assert_int_eq(job.state, JOB_VALIDATED);
}
END_TEST

START_TEST(keeps_a_received_document_once) {
  const struct store_received received = {.document_key = view_of("K1"),
                                          .kind = view_of("referral"),
                                          .content = view_of("{ \"a\": 1.10 }"),
                                          .verdict = view_of("unsigned"),
                                          .composition_id = view_of("c1"),
                                          .composition_type = view_of("57133-1"),
                                          .patient = view_of("00099")};
  struct view first;
  struct view again;
  struct view content;
  struct store_received found;
  ck_assert_int_eq(store->received_find(store, view_of("K1"), arena, &found), ERROR_NOT_FOUND);
  ck_assert_int_eq(store->receive(store, &received, arena, &first), ERROR_OK);
  ck_assert_int_eq(store->receive(store, &received, arena, &again), ERROR_OK);
  ck_assert(view_equal(first, again));
  ck_assert_int_eq(store->received_find(store, view_of("K1"), arena, &found), ERROR_OK);
  ck_assert(view_equal(found.bundle_id, first) && view_is(found.verdict, "unsigned"));
  ck_assert_int_eq(store->bundle_read(store, first, arena, &content), ERROR_OK);
  ck_assert(view_equal(content, received.content));
  struct store_composition *compositions = NULL;
  size_t count = 0;
  const struct store_composition_filter filter = {.id = view_of("c1")};
  ck_assert_int_eq(store->composition_list(store, &filter, arena, &compositions, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_equal(compositions[0].bundle_id, first));
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(store->job_claim(store, &(struct store_claim){.now_ms = now, .lease_ms = 1000},
                                    arena, &job, &lease),
                   ERROR_NOT_FOUND);
}
END_TEST

START_TEST(keeps_what_the_service_told) {
  struct store_accepted accepted;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &accepted), ERROR_OK);
  const struct store_job_states states = {accepted.job_id, view_of("consented"),
                                          view_of("acquired")};
  ck_assert_int_eq(store->job_states(store, &states), ERROR_OK);
  struct store_job job = find_job(accepted.job_id);
  ck_assert(view_is(job.consent_state, "consented") && view_is(job.acquisition_state, "acquired"));
  ck_assert_int_eq(job.states_ms, now);
  const struct store_job_states none = {view_of("none"), view_of(""), view_of("")};
  ck_assert_int_eq(store->job_states(store, &none), ERROR_NOT_FOUND);
}
END_TEST

/* Bytes go, keys stay: what was pruned can still be cancelled, and a repeat is still one. */
START_TEST(prunes_what_ended_long_ago) {
  struct store_accepted ended;
  struct store_accepted other;
  struct view content;
  uint64_t count = 0;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &ended), ERROR_OK);
  deliver(ended.job_id, JOB_ACCEPTED);
  struct store_bundle open = make_bundle("B", "open");
  ck_assert_int_eq(store->accept(store, &open, arena, &other), ERROR_OK);
  ck_assert_int_eq(store->prune(store, now, 10, &count), ERROR_OK);
  ck_assert_uint_eq(count, 0);
  pass(1000);
  ck_assert_int_eq(store->prune(store, now, 10, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert_int_eq(store->prune(store, now, 10, &count), ERROR_OK);
  ck_assert_uint_eq(count, 0);
  ck_assert_int_eq(store->bundle_read(store, ended.bundle_id, arena, &content), ERROR_GONE);
  ck_assert_int_eq(store->bundle_read(store, other.bundle_id, arena, &content), ERROR_OK);
  struct store_accepted again;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &again), ERROR_OK);
  ck_assert(again.repeated);
  ck_assert_int_eq(act(JOB_OPERATION_CANCEL, &again), ERROR_OK);
}
END_TEST

/* What came from the service has no job that could end: it is kept. */
START_TEST(keeps_received_documents) {
  const struct store_received received = {.document_key = view_of("K1"),
                                          .kind = view_of("referral"),
                                          .content = view_of("{\"a\":1}"),
                                          .verdict = view_of("unsigned")};
  struct store_accepted ended;
  struct view document;
  struct view content;
  uint64_t count = 0;
  ck_assert_int_eq(store->receive(store, &received, arena, &document), ERROR_OK);
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &ended), ERROR_OK);
  deliver(ended.job_id, JOB_ACCEPTED);
  pass(1000);
  ck_assert_int_eq(store->prune(store, now, 10, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert_int_eq(store->bundle_read(store, ended.bundle_id, arena, &content), ERROR_GONE);
  ck_assert_int_eq(store->bundle_read(store, document, arena, &content), ERROR_OK);
  ck_assert(view_equal(content, received.content));
}
END_TEST

START_TEST(tells_the_age_of_the_oldest) {
  struct store_outbox_summary summary;
  struct store_accepted first;
  ck_assert_int_eq(store->outbox_summary(store, &summary), ERROR_OK);
  ck_assert_int_eq(summary.oldest_open_ms, 0);
  int64_t began = now;
  ck_assert_int_eq(put(JOB_OPERATION_REGISTER, "1", &first), ERROR_OK);
  pass(5000);
  ck_assert_int_eq(store->outbox_summary(store, &summary), ERROR_OK);
  ck_assert_int_eq(summary.oldest_open_ms, began);
  deliver(first.job_id, JOB_ACCEPTED);
  ck_assert_int_eq(store->outbox_summary(store, &summary), ERROR_OK);
  ck_assert_int_eq(summary.oldest_open_ms, 0);
}
END_TEST

static void add_tests(TCase *tests) {
  tcase_add_test(tests, a_life_of_a_document);
  tcase_add_loop_test(tests, refused_operations_change_nothing, 0, 3);
  tcase_add_test(tests, only_what_was_registered_here);
  tcase_add_test(tests, a_repeated_order_is_one_job);
  tcase_add_test(tests, an_edited_bundle_takes_the_place_of_a_dead_one);
  tcase_add_test(tests, gives_up_by_hand);
  tcase_add_test(tests, waits_for_the_check_of_the_destination);
  tcase_add_test(tests, keeps_a_received_document_once);
  tcase_add_test(tests, keeps_what_the_service_told);
  tcase_add_test(tests, prunes_what_ended_long_ago);
  tcase_add_test(tests, keeps_received_documents);
  tcase_add_test(tests, tells_the_age_of_the_oldest);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_operations");
  suite_add_tcase(suite, sqlite_case(add_tests));
  suite_add_tcase(suite, postgres_case(add_tests));
  return suite;
}
