/* Mapping rows and counters of the store: all or nothing, versions, audit rows, ranking. */
#include "tests/unit/store/store_fixture.h"

static struct store_mapping_change change(enum store_mapping_action action, const char *id,
                                          const char *code, const char *status) {
  return (struct store_mapping_change){.action = action,
                                       .audit = view_of("mapping-test"),
                                       .row = {.id = view_of(id),
                                               .domain = view_of("drug"),
                                               .source_system = view_of("urn:s"),
                                               .source_code = view_of(code),
                                               .source_display = view_of("Name アスピリン"),
                                               .target_system = view_of("urn:t"),
                                               .target_code = view_of("T"),
                                               .status = view_of(status)}};
}

static struct store_mapping_batch batch;

static enum error run(const struct store_mapping_change *changes, size_t count) {
  batch = (struct store_mapping_batch){
      .changes = changes, .count = count, .who = view_of("tanaka"), .request_id = view_of("r")};
  return store->mapping_change(store, &batch);
}

static void insert(const char *id, const char *code, const char *status) {
  struct store_mapping_change one = change(STORE_MAPPING_INSERT, id, code, status);
  ck_assert_int_eq(run(&one, 1), ERROR_OK);
}

static struct store_mapping_page list(struct store_mapping_filter filter) {
  struct store_mapping_page page;
  ck_assert_int_eq(store->mapping_list(store, &filter, arena, &page), ERROR_OK);
  return page;
}

static int64_t revision(void) {
  int64_t number = 0;
  ck_assert_int_eq(store->mapping_revision(store, &number), ERROR_OK);
  return number;
}

START_TEST(keeps_rows) {
  int64_t before = revision();
  insert("a", "1", "proposed");
  insert("b", "2", "approved");
  ck_assert_int_gt(revision(), before);
  struct store_mapping_page page = list((struct store_mapping_filter){.limit = 0});
  ck_assert_uint_eq(page.count, 2);
  ck_assert_uint_eq(page.total, 2);
  ck_assert(view_is(page.rows[0].id, "a"));
  ck_assert_uint_eq(page.rows[0].version, 1);
  ck_assert_int_eq(page.rows[0].updated_ms, now);
  struct store_mapping_change wanted = change(STORE_MAPPING_INSERT, "a", "1", "proposed");
  ck_assert(mapping_row_equal(&page.rows[0], &wanted.row));
  ck_assert_int_eq(
      store_sql("SELECT count(*) FROM audit WHERE action = 'mapping-test' AND subject = 'a'"
                " AND detail = 'tanaka: urn:s|1| -> urn:t|T'"),
      1);
}
END_TEST

static const struct {
  struct store_mapping_filter filter;
  size_t count;
  uint64_t total;
} filters[] = {
    {{.limit = 0}, 3, 3},
    {{.limit = 2}, 2, 3},
    {{.limit = 2, .offset = 2}, 1, 3},
    {{.id = VIEW_LITERAL("b")}, 1, 1},
    {{.source_code = VIEW_LITERAL("2")}, 1, 1},
    {{.source_code = VIEW_LITERAL("2"), .status = VIEW_LITERAL("proposed")}, 0, 0},
    {{.status = VIEW_LITERAL("proposed")}, 2, 2},
    {{.domain = VIEW_LITERAL("drug"), .source_system = VIEW_LITERAL("urn:s")}, 3, 3},
    {{.domain = VIEW_LITERAL("disease")}, 0, 0},
    {{.text = VIEW_LITERAL("name")}, 3, 3},
    {{.text = VIEW_LITERAL("スピ")}, 3, 3},
    {{.text = VIEW_LITERAL("%")}, 0, 0},
};

START_TEST(finds_rows) {
  insert("a", "1", "proposed");
  insert("b", "2", "approved");
  insert("c", "3", "proposed");
  struct store_mapping_page page = list(filters[_i].filter);
  ck_assert_uint_eq(page.count, filters[_i].count);
  ck_assert_uint_eq(page.total, filters[_i].total);
}
END_TEST

START_TEST(versions_stop_lost_updates) {
  insert("a", "1", "proposed");
  struct store_mapping_change update = change(STORE_MAPPING_UPDATE, "a", "1", "approved");
  update.row.version = 1;
  ck_assert_int_eq(run(&update, 1), ERROR_OK);
  ck_assert_uint_eq(list((struct store_mapping_filter){.limit = 0}).rows[0].version, 2);
  ck_assert_int_eq(run(&update, 1), ERROR_CONFLICT);
  ck_assert(!batch.duplicate);
  update.row.version = 0;
  ck_assert_int_eq(run(&update, 1), ERROR_OK);
  struct store_mapping_change removal = change(STORE_MAPPING_DELETE, "a", "1", "");
  removal.row.version = 2;
  ck_assert_int_eq(run(&removal, 1), ERROR_CONFLICT);
  removal.row.version = 3;
  ck_assert_int_eq(run(&removal, 1), ERROR_OK);
  ck_assert_int_eq(run(&removal, 1), ERROR_NOT_FOUND);
  ck_assert_uint_eq(list((struct store_mapping_filter){.limit = 0}).total, 0);
}
END_TEST

START_TEST(a_batch_is_all_or_nothing) {
  insert("a", "1", "proposed");
  int64_t before = revision();
  int64_t audited = store_sql("SELECT count(*) FROM audit");
  const struct store_mapping_change changes[] = {
      change(STORE_MAPPING_INSERT, "b", "2", "proposed"),
      change(STORE_MAPPING_UPDATE, "a", "9", "approved"),
      change(STORE_MAPPING_INSERT, "c", "9", "proposed"), /* the same key as a has now */
      change(STORE_MAPPING_INSERT, "d", "4", "proposed"),
  };
  ck_assert_int_eq(run(changes, 4), ERROR_CONFLICT);
  ck_assert_uint_eq(batch.failed, 2);
  ck_assert(batch.duplicate);
  struct store_mapping_page page = list((struct store_mapping_filter){.limit = 0});
  ck_assert_uint_eq(page.total, 1);
  ck_assert(view_is(page.rows[0].source_code, "1"));
  ck_assert_int_eq(revision(), before);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit"), audited);
}
END_TEST

static struct store_unmapped unmapped(const char *code, uint64_t count) {
  return (struct store_unmapped){.domain = view_of("drug"),
                                 .source_system = view_of("urn:s"),
                                 .source_code = view_of(code),
                                 .source_display = view_of(code),
                                 .reason = view_of("unmapped"),
                                 .example = view_of("MedicationRequest"),
                                 .count = count};
}

static void count_codes(const struct store_unmapped *rows, size_t count) {
  struct store_audit audit = {
      .action = view_of("bundle-refused"), .unmapped = rows, .unmapped_count = count};
  ck_assert_int_eq(store->audit(store, &audit), ERROR_OK);
}

static struct store_unmapped_page worklist(struct store_unmapped_filter filter) {
  struct store_unmapped_page page;
  ck_assert_int_eq(store->unmapped_list(store, &filter, arena, &page), ERROR_OK);
  return page;
}

START_TEST(ranks_what_could_not_be_mapped) {
  const struct store_unmapped first[] = {unmapped("1", 1), unmapped("2", 3)};
  count_codes(first, 2);
  now += 1000;
  const struct store_unmapped second[] = {unmapped("1", 5)};
  count_codes(second, 1);
  store->close(store);
  open_store();
  struct store_unmapped_page page = worklist((struct store_unmapped_filter){.limit = 10});
  ck_assert_uint_eq(page.total, 2);
  ck_assert(view_is(page.rows[0].source_code, "1"));
  ck_assert_uint_eq(page.rows[0].count, 6);
  ck_assert_int_eq(page.rows[0].first_ms, now - 1000);
  ck_assert_int_eq(page.rows[0].last_ms, now);
  ck_assert_uint_eq(page.rows[1].count, 3);
  ck_assert_uint_eq(
      worklist((struct store_unmapped_filter){.text = view_of("2"), .limit = 10}).total, 1);
  ck_assert_uint_eq(worklist((struct store_unmapped_filter){.domain = view_of("x")}).total, 0);
}
END_TEST

START_TEST(an_approved_row_leaves_the_worklist) {
  const struct store_unmapped rows[] = {unmapped("1", 1), unmapped("1_023", 1), unmapped("2", 1)};
  count_codes(rows, 3);
  insert("a", "1", "proposed");
  ck_assert_uint_eq(worklist((struct store_unmapped_filter){.limit = 0}).total, 3);
  struct store_mapping_change update = change(STORE_MAPPING_UPDATE, "a", "1", "approved");
  update.row.specimen = view_of("023");
  ck_assert_int_eq(run(&update, 1), ERROR_OK);
  struct store_unmapped_page page = worklist((struct store_unmapped_filter){.limit = 0});
  ck_assert_uint_eq(page.total, 1);
  ck_assert(view_is(page.rows[0].source_code, "2"));
}
END_TEST

START_TEST(counts_with_an_accepted_bundle_once) {
  const struct store_unmapped rows[] = {unmapped("1", 2)};
  struct store_bundle bundle = {.id = view_of("b"),
                                .kind = view_of("clinical"),
                                .content = view_of("{}"),
                                .identifier_value = view_of("i"),
                                .unmapped = rows,
                                .unmapped_count = 1};
  struct store_accepted accepted;
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_OK);
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_OK);
  ck_assert(accepted.repeated);
  ck_assert_uint_eq(worklist((struct store_unmapped_filter){.limit = 0}).rows[0].count, 2);
}
END_TEST

START_TEST(a_command_changes_rows_beside_the_server) {
  struct store_mapping_change one = change(STORE_MAPPING_INSERT, "a", "1", "approved");
  struct store_mapping_batch beside = {.changes = &one, .count = 1};
  int64_t before = revision();
  ck_assert_int_eq(store_sqlite_mapping(directory, &beside, &fake_clock), ERROR_OK);
  ck_assert_int_gt(revision(), before);
  ck_assert_uint_eq(list((struct store_mapping_filter){.limit = 0}).total, 1);
  ck_assert_int_eq(store_sqlite_mapping(directory, &beside, &fake_clock), ERROR_CONFLICT);
  ck_assert(beside.duplicate);
}
END_TEST

static void add_tests(TCase *tests) {
  tcase_add_test(tests, keeps_rows);
  tcase_add_loop_test(tests, finds_rows, 0, sizeof(filters) / sizeof(filters[0]));
  tcase_add_test(tests, versions_stop_lost_updates);
  tcase_add_test(tests, a_batch_is_all_or_nothing);
  tcase_add_test(tests, ranks_what_could_not_be_mapped);
  tcase_add_test(tests, an_approved_row_leaves_the_worklist);
  tcase_add_test(tests, counts_with_an_accepted_bundle_once);
}

static void add_sqlite_tests(TCase *tests) {
  add_tests(tests);
  tcase_add_test(tests, a_command_changes_rows_beside_the_server);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_mapping");
  suite_add_tcase(suite, sqlite_case(add_sqlite_tests));
  suite_add_tcase(suite, postgres_case(add_tests));
  return suite;
}
