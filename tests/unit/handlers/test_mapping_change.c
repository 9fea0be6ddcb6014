/* Who is recorded for a change of the mapping table, and who counts as one person. */
#include "handlers/mapping_change.h"

#include "handlers/services.h"
#include "server/http/access_check.h"
#include "tests/unit/unit_main.h"

#define ARENA_BYTES 1048576u
#define LONG_NAME 201

static struct arena *arena;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
}

static void teardown(void) {
  arena_free(arena);
}

enum mode {
  OPEN,  /* nobody was asked */
  BOUND, /* a known client */
  ACTING /* a known client that acts for users */
};

static const struct {
  enum mode mode;
  const char *client;
  const char *header; /* NULL: none */
  bool second_person;
  const char *who;     /* recorded; NULL: refused */
  const char *message; /* of the refusal */
  enum error error;
} actors[] = {
    {OPEN, "", NULL, false, "", NULL, ERROR_OK},
    {OPEN, "", "tanaka", true, "tanaka", NULL, ERROR_OK},
    {OPEN, "certificate", "tanaka", true, "tanaka", NULL, ERROR_OK},
    {OPEN, "", NULL, true, NULL, "mapping-who-missing", ERROR_BAD_REQUEST},
    {BOUND, "ward", NULL, false, "ward", NULL, ERROR_OK},
    {BOUND, "ward", NULL, true, "ward", NULL, ERROR_OK},
    {BOUND, "ward", "ward", true, "ward", NULL, ERROR_OK},
    {BOUND, "ward", "tanaka", false, NULL, "mapping-who-other", ERROR_FORBIDDEN},
    {BOUND, "ward", "Ward", true, NULL, "mapping-who-other", ERROR_FORBIDDEN},
    {BOUND, "ward", "ward/tanaka", true, NULL, "mapping-who-other", ERROR_FORBIDDEN},
    {BOUND, "ward", "\xFF", false, NULL, "mapping-who-invalid", ERROR_BAD_REQUEST},
    {ACTING, "ehr", "tanaka", false, "ehr/tanaka", NULL, ERROR_OK},
    {ACTING, "ehr", "田中", true, "ehr/田中", NULL, ERROR_OK},
    {ACTING, "ehr", "a/b", true, "ehr/a/b", NULL, ERROR_OK},
    {ACTING, "ehr", "ehr", true, "ehr/ehr", NULL, ERROR_OK},
    {ACTING, "ehr", NULL, false, "ehr", NULL, ERROR_OK},
    {ACTING, "ehr", NULL, true, NULL, "mapping-who-missing", ERROR_BAD_REQUEST},
    {ACTING, "ehr", "\xFF", false, NULL, "mapping-who-invalid", ERROR_BAD_REQUEST},
};

/* The request of a row, whose name is header; everything lives in the arena. */
static struct request request_of(enum mode mode, const char *client, struct view header,
                                 bool second_person) {
  struct services *services = arena_alloc(arena, sizeof *services);
  struct access_rights *rights = arena_alloc(arena, sizeof *rights);
  struct name_value *headers = arena_array(arena, 1, sizeof *headers);
  services->mapping_second_person = second_person;
  rights->acts_for_users = mode == ACTING;
  headers[0] = (struct name_value){view_of(MAPPING_WHO_HEADER), header};
  return (struct request){.arena = arena,
                          .services = services,
                          .rights = mode == OPEN ? NULL : rights,
                          .client = view_of(client),
                          .headers = headers,
                          .header_count = header.data != NULL,
                          .issues = issue_list_make(arena, 10)};
}

START_TEST(who_acts) {
  struct request request = request_of(actors[_i].mode, actors[_i].client,
                                      view_of(actors[_i].header), actors[_i].second_person);
  struct view who = view_of("untouched");
  ck_assert_int_eq(mapping_change_who(&request, &who), actors[_i].error);
  if (actors[_i].who != NULL) {
    ck_assert_msg(view_is(who, actors[_i].who), "%.*s", VIEW_ARGUMENTS(who));
    ck_assert_uint_eq(request.issues.count, 0);
  } else {
    ck_assert(view_is(who, "untouched"));
    ck_assert_uint_eq(request.issues.count, 1);
    ck_assert_str_eq(request.issues.issues[0].message->id, actors[_i].message);
  }
}
END_TEST

START_TEST(a_name_may_not_be_too_long) {
  char name[LONG_NAME];
  memset(name, 'n', sizeof name);
  struct view who;
  struct request request = request_of(ACTING, "ehr", view_make(name, LONG_NAME - 1), true);
  ck_assert_int_eq(mapping_change_who(&request, &who), ERROR_OK);
  ck_assert_uint_eq(who.length, LONG_NAME - 1 + 4);
  request = request_of(ACTING, "ehr", view_make(name, LONG_NAME), true);
  ck_assert_int_eq(mapping_change_who(&request, &who), ERROR_BAD_REQUEST);
}
END_TEST

static const struct {
  const char *who;
  const char *other;
  bool same;
} persons[] = {
    {"tanaka", "tanaka", true},         {"tanaka", "sato", false},
    {"ehr/tanaka", "ehr/sato", false},  {"ehr/tanaka", "ehr/tanaka", true},
    {"ehr/tanaka", "lab/tanaka", true}, /* by another client he is no other person */
    {"ehr/tanaka", "tanaka", true},     /* as recorded before clients were known, or his own key */
    {"ward", "ward-2", false},          {"ehr/a/b", "lab/a/b", true},
    {"ehr/a/b", "ehr/b", false},        {"", "tanaka", false},
};

START_TEST(one_person) {
  struct view who = view_of(persons[_i].who);
  struct view other = view_of(persons[_i].other);
  ck_assert_int_eq(mapping_change_same_person(who, other), persons[_i].same);
  ck_assert_int_eq(mapping_change_same_person(other, who), persons[_i].same);
}
END_TEST

static const struct {
  enum mode mode;
  bool kept;
} namers[] = {{OPEN, true}, {BOUND, false}, {ACTING, true}};

START_TEST(names_in_rows) {
  struct request request = request_of(namers[_i].mode, "ward", (struct view){NULL, 0}, false);
  struct mapping_row rows[2] = {{.source_code = view_of("1"), .proposer = view_of("tanaka")},
                                {.source_code = view_of("2"), .reviewer = view_of("sato")}};
  uint32_t names = (1u << MAPPING_ROW_proposer) | (1u << MAPPING_ROW_reviewer);
  uint32_t others = 1u << MAPPING_ROW_source_code;
  uint32_t columns = mapping_change_own_names(&request, rows, 2, names | others);
  ck_assert_uint_eq(columns, namers[_i].kept ? names | others : others);
  ck_assert(view_is(rows[0].proposer, namers[_i].kept ? "tanaka" : ""));
  ck_assert(view_is(rows[1].reviewer, namers[_i].kept ? "sato" : ""));
  ck_assert(view_is(rows[1].source_code, "2"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_change");
  TCase *cases = tcase_create("mapping_change");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, who_acts, 0, sizeof actors / sizeof actors[0]);
  tcase_add_test(cases, a_name_may_not_be_too_long);
  tcase_add_loop_test(cases, one_person, 0, sizeof persons / sizeof persons[0]);
  tcase_add_loop_test(cases, names_in_rows, 0, sizeof namers / sizeof namers[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
