/* GET /mapping/candidates over a small imported master: answers, refusals, nothing imported. */
#include "handlers/mapping_candidates.h"
#include "handlers/services.h"
#include "server/base/issue.h"
#include "terminology/terminology_library.h"
#include "tests/unit/terminology/master_fixture.h"
#include "tests/unit/unit_main.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define PARAMETERS 4

static const char diseases[] =
    "{\"resourceType\":\"CodeSystem\",\"url\":\"" MASTERS_SYSTEM_DISEASE_KEY
    "\",\"version\":\"1\",\"content\":\"complete\",\"concept\":["
    "{\"code\":\"10000001\",\"display\":\"肺炎\"},"
    "{\"code\":\"10000002\",\"display\":\"急性肺炎\"}]}";

static struct fixture fixture;
static struct terminology_library *library;

static void setup(void) {
  fixture_open(&fixture);
  ck_assert_int_eq(fixture_import_text(&fixture, "a.json", view_of(diseases)), ERROR_OK);
  ck_assert_int_eq(terminology_library_open(fixture.path, clock_system(), &library), ERROR_OK);
}

static void teardown(void) {
  terminology_library_close(library);
  fixture_close(&fixture);
}

struct answer_row {
  const char *parameters[2 * PARAMETERS]; /* name, value, ... */
  enum error error;
  const char *holds; /* of the body, or the id of the issue */
};

static const struct answer_row rows[] = {
    {{"text", "ﾊｲｴﾝ", "domain", "disease"}, ERROR_OK, "\"candidates\":[]"},
    {{"text", "肺炎", "domain", "disease"},
     ERROR_OK,
     "\"code\":\"10000001\",\"display\":\"肺炎\",\"score\":1000"},
    {{"text", "肺炎", "system", MASTERS_SYSTEM_DISEASE_KEY, "count", "1"}, ERROR_OK, "10000001"},
    {{"text", "肺炎", "domain", "drug"}, ERROR_OK, "\"candidates\":[]"},
    {{"domain", "disease"}, ERROR_BAD_REQUEST, "candidates-text"},
    {{"text", " ", "domain", "disease"}, ERROR_BAD_REQUEST, "candidates-text"},
    {{"text", "肺炎"}, ERROR_BAD_REQUEST, "candidates-domain"},
    {{"text", "肺炎", "domain", "house"}, ERROR_BAD_REQUEST, "candidates-domain"},
    {{"text", "肺炎", "domain", "disease", "count", "0"}, ERROR_BAD_REQUEST, "candidates-count"},
    {{"text", "肺炎", "domain", "disease", "count", "101"}, ERROR_BAD_REQUEST, "candidates-count"},
    {{"text", "肺炎", "domain", "disease", "count", "x"}, ERROR_BAD_REQUEST, "candidates-count"},
};

static enum error ask(const struct answer_row *row, struct request *request,
                      struct response *response) {
  struct name_value *query = arena_array(request->arena, PARAMETERS, sizeof *query);
  for (size_t i = 0; i < PARAMETERS && row->parameters[2 * i] != NULL; i++) {
    query[request->query_count++] =
        (struct name_value){view_of(row->parameters[2 * i]), view_of(row->parameters[2 * i + 1])};
  }
  request->query = query;
  request->issues = issue_list_make(request->arena, 10);
  return handle_mapping_candidates(request, response);
}

START_TEST(answers) {
  const struct answer_row *row = &rows[_i];
  struct services services = {.terminology = library, .clock = clock_system()};
  struct request request = {.arena = arena_new(1u << 26), .services = &services};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(ask(row, &request, &response), row->error);
  if (row->error == ERROR_OK) {
    ck_assert_msg(view_find(response.body, view_of(row->holds), 0) != SIZE_MAX, "%.*s",
                  VIEW_ARGUMENTS(response.body));
  } else {
    ck_assert_uint_eq(request.issues.count, 1);
    ck_assert_str_eq(request.issues.issues[0].message->id, row->holds);
  }
  arena_free(request.arena);
}
END_TEST

START_TEST(nothing_imported) {
  struct terminology_library *empty = NULL;
  ck_assert_int_eq(terminology_library_open("/nonexistent/masters.pack", clock_system(), &empty),
                   ERROR_OK);
  struct services services = {.terminology = empty, .clock = clock_system()};
  struct request request = {.arena = arena_new(1u << 26), .services = &services};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(ask(&rows[1], &request, &response), ERROR_OK);
  ck_assert(view_find(response.body, view_of("\"candidates\":[]"), 0) != SIZE_MAX);
  arena_free(request.arena);
  terminology_library_close(empty);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_candidates");
  TCase *cases = tcase_create("mapping_candidates");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, answers, 0, COUNT(rows));
  tcase_add_test(cases, nothing_imported);
  suite_add_tcase(suite, cases);
  return suite;
}
