#include "server/http/access_check.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

static const struct search_parameter_row by_patient[] = {{"patient", "reference"}, {NULL, NULL}};
static const struct search_parameter_row by_id[] = {
    {"_id", "token"}, {"name", "string"}, {NULL, NULL}};
static const struct search_parameter_row by_name[] = {{"name", "string"}, {NULL, NULL}};

/* "1-x" -> "1" */
static struct view before_hyphen(struct view id) {
  return view_part(id, 0, view_find_byte(id, '-', 0) == SIZE_MAX ? 0 : view_find_byte(id, '-', 0));
}

enum row { READ, SEARCH, PATIENTS, STAFF, RETRY, TWO, BATCH, METADATA, NOTHING };
static const struct route rows[] = {
    [READ] = {.resource = "Condition", .interaction = "read", .patient_of = before_hyphen},
    [SEARCH] = {.resource = "Condition", .interaction = "search-type", .search = by_patient},
    [PATIENTS] = {.resource = "Patient", .interaction = "search-type", .search = by_id},
    [STAFF] = {.resource = "Practitioner", .interaction = "search-type", .search = by_name},
    [RETRY] = {.resource = "Task", .operation = "retry", .scope = "admin/outbox"},
    [TWO] = {.resource = "Patient", .scope = "Patient.r Bundle.c"},
    [BATCH] = {.interaction = "batch", .flags = ROUTE_ANY_CLIENT},
    [METADATA] = {.flags = ROUTE_OPEN},
    [NOTHING] = {.resource = NULL},
};

static struct request request_of(struct arena *arena, enum row row,
                                 const struct access_rights *rights) {
  return (struct request){.arena = arena,
                          .route = &rows[row],
                          .rights = rights,
                          .base_url = view_of("https://facade/fhir"),
                          .issues = issue_list_make(arena, LIMIT_ISSUES)};
}

struct scope_case {
  enum row row;
  const char *scopes;
  const char *missing; /* NULL: allowed */
};
static const struct scope_case scope_cases[] = {
    {READ, "system/Condition.r", NULL},
    {READ, "system/Condition.s", "system/Condition.r"},
    {SEARCH, "system/Condition.s", NULL},
    {SEARCH, "system/Condition.r", "system/Condition.s"},
    {RETRY, "admin/outbox", NULL},
    {RETRY, "system/*.cruds", "admin/outbox"},
    {TWO, "system/Patient.r system/Bundle.c", NULL},
    {TWO, "system/Patient.r", "system/Bundle.c"},
    {TWO, "system/Bundle.c", "system/Patient.r"},
    {BATCH, "", NULL},
    {METADATA, "", NULL},
    {NOTHING, "system/*.cruds", ""}, /* a row that says nothing is for nobody */
};

START_TEST(scope_is_checked) {
  const struct scope_case *row = &scope_cases[_i];
  struct arena *arena = arena_new(1 << 20);
  const struct access_rights rights = {.scopes = view_of(row->scopes)};
  struct request request = request_of(arena, row->row, &rights);
  struct response response = {.header_count = 0};
  enum error error = access_check_scope(&request, &response);
  ck_assert_int_eq(error, row->missing == NULL ? ERROR_OK : ERROR_FORBIDDEN);
  ck_assert_int_eq(access_permits(&request, request.route), row->missing == NULL);
  if (row->missing != NULL) {
    struct view wanted =
        arena_format(arena, "Bearer error=\"insufficient_scope\", scope=\"%s\"", row->missing);
    ck_assert_uint_eq(response.header_count, 1);
    ck_assert(view_equal(response.headers[0].value, wanted));
    ck_assert(view_is(request.issues.issues[0].arguments[0], row->missing));
  }
  request.rights = NULL;
  ck_assert_int_eq(access_check_scope(&request, &response), ERROR_OK);
  arena_free(arena);
}
END_TEST

struct patient_case {
  enum row row;
  const char *patients; /* NULL: not limited */
  const char *id;       /* path */
  const char *query;    /* name=value&... */
  bool allowed;
};
static const struct patient_case patient_cases[] = {
    {READ, NULL, "9-x", "", true},
    {READ, "1,2", "1-x", "", true},
    {READ, "1,2", "2-x", "", true},
    {READ, "1,2", "3-x", "", false},
    {READ, "1,2", "12-x", "", false},
    {READ, "1,2", "x", "", false},
    {READ, "", "1-x", "", false},
    {SEARCH, "1,2", "", "patient=1", true},
    {SEARCH, "1,2", "", "patient=Patient/1", true},
    {SEARCH, "1,2", "", "patient=https://facade/fhir/Patient/1", true},
    {SEARCH, "1,2", "", "patient=https://other/fhir/Patient/1", false},
    {SEARCH, "1,2", "", "patient=1,2", true},
    {SEARCH, "1,2", "", "patient=1,3", false},
    {SEARCH, "1,2", "", "patient=1,", true},
    {SEARCH, "1,2", "", "patient=", false},
    {SEARCH, "1,2", "", "patient=1&patient=3", false},
    {SEARCH, "1,2", "", "patient=1&subject=3", false},
    {SEARCH, "1,2", "", "patient=1&code=3", true},
    {SEARCH, "1,2", "", "patient:Patient=1", false},
    {SEARCH, "1,2", "", "code=3", false},
    {SEARCH, "1,2", "", "", false},
    {SEARCH, NULL, "", "", true},
    {PATIENTS, "1", "", "_id=1", true},
    {PATIENTS, "1", "", "_id=1&_count=5", true},
    {PATIENTS, "1", "", "_id=2", false},
    {PATIENTS, "1", "", "name=x", false},
    {PATIENTS, "1", "", "_id=1&name=x", false},
    {STAFF, "1", "", "name=x", false},
    {STAFF, "1", "", "patient=1", false},
    {STAFF, NULL, "", "name=x", true},
    {BATCH, "1", "", "", true},
    {METADATA, "1", "", "", true},
};

START_TEST(patients_are_checked) {
  const struct patient_case *row = &patient_cases[_i];
  struct arena *arena = arena_new(1 << 20);
  const struct access_rights rights = {
      .limited = row->patients != NULL,
      .patients = view_of(row->patients != NULL ? row->patients : ""),
  };
  struct request request = request_of(arena, row->row, &rights);
  struct name_value query[4];
  struct view rest = view_of(row->query);
  while (rest.length > 0) {
    struct view value = view_split(&rest, '&');
    query[request.query_count].name = view_split(&value, '=');
    query[request.query_count++].value = value;
  }
  request.query = query;
  request.path_parameters[0] = view_of(row->id);
  ck_assert_msg(access_check_patients(&request) == (row->allowed ? ERROR_OK : ERROR_FORBIDDEN),
                "%s %s", row->id, row->query);
  arena_free(arena);
}
END_TEST

START_TEST(limited_clients_may_not_what_has_no_patient) {
  struct arena *arena = arena_new(1 << 20);
  const struct access_rights rights = {.scopes = view_of("system/*.cruds"), .limited = true};
  struct request request = request_of(arena, BATCH, &rights);
  struct response response = {.header_count = 0};
  ck_assert(access_permits(&request, &rows[READ]));
  ck_assert(access_permits(&request, &rows[SEARCH]));
  ck_assert(!access_permits(&request, &rows[STAFF]));
  ck_assert_int_eq(access_check_needed(&request, &response, "Bundle.c"), ERROR_FORBIDDEN);
  const struct access_rights free_rights = {.scopes = view_of("system/*.cruds")};
  request.rights = &free_rights;
  ck_assert(access_permits(&request, &rows[STAFF]));
  ck_assert_int_eq(access_check_needed(&request, &response, "Bundle.c"), ERROR_OK);
  ck_assert_int_eq(access_check_needed(&request, &response, "admin/masters"), ERROR_FORBIDDEN);
  request.rights = NULL;
  ck_assert_int_eq(access_check_needed(&request, &response, "admin/masters"), ERROR_OK);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("access_check");
  TCase *cases = tcase_create("rights");
  tcase_add_loop_test(cases, scope_is_checked, 0, sizeof scope_cases / sizeof scope_cases[0]);
  tcase_add_loop_test(cases, patients_are_checked, 0,
                      sizeof patient_cases / sizeof patient_cases[0]);
  tcase_add_test(cases, limited_clients_may_not_what_has_no_patient);
  suite_add_tcase(suite, cases);
  return suite;
}
