#include "terminology/code_check.h"
#include "tests/unit/terminology/tx_fixture.h"

static struct tx_world world;

static void setup(void) {
  tx_open(&world);
}

static void teardown(void) {
  tx_close(&world);
}

enum wish { ABSTRACT_REFUSED = 1, INFERS = 2, LENIENT = 4, MEMBERSHIP = 8, ACTIVE = 16 };

/* code: "system|version#code", or "#code". */
static struct code_check_coding coding_of(const char *code, const char *display) {
  struct code_check_coding coding = {.display = view_of(display == NULL ? "" : display)};
  struct view rest = view_of(code);
  struct view system = view_split(&rest, '#');
  version_split(system, &coding.system, &coding.version);
  coding.code = rest;
  return coding;
}

static struct code_check check_of(const char *url, unsigned wishes) {
  world.question.active_only = (wishes & ACTIVE) != 0;
  return (struct code_check){
      .question = &world.question,
      .value_set = tx_value_set(&world, url),
      .form = CODE_CHECK_CODE,
      .coding_count = 1,
      .refuses_abstract = (wishes & ABSTRACT_REFUSED) != 0,
      .infers_system = (wishes & INFERS) != 0,
      .is_lenient_display = (wishes & LENIENT) != 0,
      .membership_only = (wishes & MEMBERSHIP) != 0,
  };
}

static struct code_check_result run(const struct code_check *check) {
  struct code_check_result result;
  ck_assert_int_eq(code_check_run(check, &result), ERROR_OK);
  return result;
}

static const struct {
  const char *value_set; /* NULL: the code system alone */
  const char *code;
  const char *display;
  unsigned wishes;
  const char *rule;
  bool valid;
  const char *version; /* of the answer */
  const char *shown;   /* display of the answer */
  const char *findings;
} codes[] = {
    {"urn:all", "urn:animals#dog", NULL, 0, NULL, true, "2", "Dog!", ""},
    {"urn:all", "urn:animals#ox", NULL, 0, NULL, false, "2", "",
     "error not-in-vs code; error invalid-code code"},
    {"urn:one", "urn:animals#newt", NULL, 0, NULL, false, "2", "Newt", "error not-in-vs code"},
    {"urn:dogs", "urn:animals#pug", NULL, 0, NULL, true, "2", "Pug", ""},
    {"urn:dogs", "urn:animals#cat", NULL, 0, NULL, false, "2", "Cat", "error not-in-vs code"},
    {"urn:import", "urn:animals#dog", NULL, 0, NULL, true, "2", "Doggy",
     "warning code-comment code"},
    {"urn:import", "urn:animals#pug", NULL, 0, NULL, false, "2", "Pug", "error not-in-vs code"},
    {"urn:but", "urn:animals#cat", NULL, 0, NULL, true, "2", "Cat", ""},
    {"urn:but", "urn:animals#pug", NULL, 0, NULL, false, "2", "Pug", "error not-in-vs code"},
    {"urn:lost", "urn:animals#dog", NULL, 0, NULL, false, "2", "Dog!", "error not-found"},
    /* state of the concept */
    {"urn:all", "urn:animals#fish", NULL, 0, NULL, true, "2", "Fish", "warning code-comment code"},
    {"urn:all", "urn:animals#fish", NULL, ACTIVE, NULL, false, "2", "Fish",
     "error code-rule code; error not-in-vs code; warning code-comment code"},
    {"urn:active", "urn:animals#fish", NULL, 0, NULL, false, "2", "Fish",
     "error code-rule code; error not-in-vs code; warning code-comment code"},
    {"urn:all", "urn:animals#mole", NULL, 0, NULL, true, "2", "Mole", "warning code-comment code"},
    {"urn:all", "urn:animals#beast", NULL, 0, NULL, true, "2", "Beast", ""},
    {"urn:all", "urn:animals#beast", NULL, ABSTRACT_REFUSED, NULL, false, "2", "Beast",
     "error code-rule code; error not-in-vs code"},
    /* displays */
    {"urn:one", "urn:animals|1#dog", "Dog", 0, NULL, true, "1", "Dog", ""},
    {"urn:one", "urn:animals|1#dog", "Ｄｏｇ", 0, NULL, true, "1", "Dog", ""},
    {"urn:one", "urn:animals|1#dog", "dog", 0, NULL, true, "1", "Dog", ""},
    {"urn:one", "urn:animals|1#dog", "犬", 0, NULL, true, "1", "Dog", ""},
    {"urn:one", "urn:animals|1#dog", "hound", 0, NULL, false, "1", "Dog",
     "error invalid-display display"},
    {"urn:one", "urn:animals|1#dog", "Cat", LENIENT, NULL, true, "1", "Dog",
     "warning invalid-display display"},
    {"urn:one", "urn:animals|1#dog", "Cat", MEMBERSHIP, NULL, true, "1", "Dog", ""},
    /* versions */
    {"urn:one", "urn:animals|2#dog", NULL, 0, NULL, false, "1", "Dog", "error vs-invalid version"},
    {"urn:one", "urn:animals|9#dog", NULL, 0, NULL, false, "1", "Dog",
     "error vs-invalid version; error not-found system"},
    {"urn:all", "urn:animals|1#dog", NULL, 0, NULL, true, "1", "Dog", ""},
    {"urn:all", "urn:animals|9#dog", NULL, 0, NULL, false, "2", "Dog!",
     "warning vs-invalid version; error not-found system"},
    {"urn:all", "urn:animals#dog", NULL, 0, "default urn:animals|1", true, "1", "Dog", ""},
    {"urn:all", "urn:animals|2#dog", NULL, 0, "default urn:animals|1", false, "1", "Dog",
     "error vs-invalid version"},
    {"urn:one", "urn:animals#dog", NULL, 0, "force urn:animals|2", true, "2", "Dog!", ""},
    {"urn:one", "urn:animals#dog", NULL, 0, "check urn:animals|2", false, "1", "Dog",
     "error version-error version"},
    {"urn:wild", "urn:animals|1#dog", NULL, 0, NULL, true, "1", "Dog", ""},
    {"urn:wild", "urn:animals#dog", NULL, 0, NULL, true, "2", "Dog!", ""},
    {"urn:nine", "urn:animals#dog", NULL, 0, NULL, false, "2", "Dog!", "error not-found system"},
    {"urn:both", "urn:animals#dog", NULL, 0, NULL, true, "2", "Dog!", ""},
    {"urn:apart", "urn:animals#dog", NULL, 0, NULL, true, "2", "Dog!", ""},
    {"urn:both", "urn:animals|1#dog", NULL, 0, NULL, true, "1", "Dog", ""},
    {"urn:both", "urn:animals|1#newt", NULL, 0, NULL, false, "1", "",
     "error not-in-vs code; error invalid-code code"},
    {"urn:old", "urn:animals#dog", NULL, 0, NULL, false, "2", "Dog!", "error not-in-vs code"},
    {"urn:old", "urn:animals#newt", NULL, 0, NULL, true, "2", "Newt", ""},
    /* systems */
    {"urn:all", "urn:nobody#dog", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error not-found system"},
    {"urn:all", "urn:dogs#dog", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error invalid-data system"},
    {"urn:all", "urn:more#cat", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error invalid-data system"},
    {"urn:all", "animals#dog", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error invalid-data system; error not-found system"},
    {"urn:unknown", "urn:nobody#x", NULL, 0, NULL, false, "", "", "error not-found system"},
    {"urn:unknown-list", "urn:nobody#x", NULL, 0, NULL, true, "", "X", ""},
    {"urn:unknown-list", "urn:nobody#y", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error not-found system"},
    {"urn:nothing", "urn:empty#x", NULL, 0, NULL, false, "", "", "error not-found system"},
    {"urn:words-all", "urn:words#go", NULL, 0, NULL, true, "", "Go", "information code-rule code"},
    {"urn:words-all", "urn:words#stay", NULL, 0, NULL, true, "", "", "warning invalid-code code"},
    {"urn:units", "http://unitsofmeasure.org#mg/dL", NULL, 0, NULL, true, "2.2", "mg/dL", ""},
    {"urn:units", "http://unitsofmeasure.org#mg/dL", "milligrams", 0, NULL, true, "2.2", "mg/dL",
     ""},
    {"urn:units", "http://unitsofmeasure.org#mgg", NULL, 0, NULL, false, "2.2", "",
     "error not-in-vs code; error invalid-code code; information invalid-code code"},
    {"urn:expanded", "urn:elsewhere#e", NULL, 0, NULL, true, "", "E", ""},
    {"urn:expanded", "urn:elsewhere#g", NULL, 0, NULL, false, "", "",
     "error not-in-vs code; error not-found system"},
    /* the system is looked for */
    {"urn:dogs", "#pug", NULL, INFERS, NULL, true, "2", "Pug", ""},
    {"urn:dogs", "#cat", NULL, INFERS, NULL, false, "", "",
     "error not-in-vs code; error cannot-infer code"},
    {"urn:dogs", "#pug", NULL, 0, NULL, false, "", "",
     "warning invalid-data code; error not-in-vs code"},
    /* the code system alone */
    {NULL, "urn:animals#dog", NULL, 0, NULL, true, "2", "Dog!", ""},
    {NULL, "urn:animals|1#dog", "Dog", 0, NULL, true, "1", "Dog", ""},
    {NULL, "urn:animals|1#newt", NULL, 0, NULL, false, "1", "", "error invalid-code code"},
    {NULL, "urn:animals|9#dog", NULL, 0, NULL, false, "", "", "error not-found system"},
    {NULL, "urn:words#stay", NULL, 0, NULL, true, "", "", "warning invalid-code code"},
    {NULL, "urn:animals#fish", NULL, 0, NULL, true, "2", "Fish", "warning code-comment code"},
};

START_TEST(a_code_is_judged) {
  struct code_check check = check_of(codes[_i].value_set, codes[_i].wishes);
  struct code_check_coding coding = coding_of(codes[_i].code, codes[_i].display);
  check.codings = &coding;
  tx_rule(&world, codes[_i].rule);
  struct code_check_result result = run(&check);
  const char *name = codes[_i].code;
  ck_assert_msg(result.is_valid == codes[_i].valid, "%s: %s", name, tx_findings(&world));
  ck_assert_str_eq(tx_findings(&world), codes[_i].findings);
  ck_assert_str_eq(text_of(world.arena, result.version), codes[_i].version);
  ck_assert_str_eq(text_of(world.arena, result.display), codes[_i].shown);
}
END_TEST

static const struct {
  const char *value_set;
  const char *codings[2];
  const char *displays[2];
  bool valid;
  const char *code; /* of the answer */
  const char *findings;
} concepts[] = {
    {"urn:dogs", {"urn:animals#pug", NULL}, {NULL, NULL}, true, "pug", ""},
    {"urn:dogs",
     {"urn:animals#cat", "urn:animals#pug"},
     {NULL, NULL},
     true,
     "pug",
     "information this-code-not-in-vs CodeableConcept.coding[0].code"},
    {"urn:dogs",
     {"urn:animals#cat", NULL},
     {NULL, NULL},
     false,
     "",
     "information this-code-not-in-vs CodeableConcept.coding[0].code; error not-in-vs"},
    {"urn:dogs",
     {"urn:animals#ox", "urn:animals#pug"},
     {NULL, NULL},
     false,
     "pug",
     "information this-code-not-in-vs CodeableConcept.coding[0].code; "
     "error invalid-code CodeableConcept.coding[0].code"},
    {"urn:dogs",
     {"urn:house#1", "urn:animals#pug"},
     {NULL, NULL},
     true,
     "pug",
     "information this-code-not-in-vs CodeableConcept.coding[0].code; "
     "warning not-found CodeableConcept.coding[0].system"},
    {"urn:dogs",
     {"urn:animals#pug", NULL},
     {"Cat", NULL},
     false,
     "pug",
     "error invalid-display CodeableConcept.coding[0].display"},
    {"urn:nine",
     {"urn:animals#pug", NULL},
     {NULL, NULL},
     false,
     "",
     "error not-found CodeableConcept.coding[0].system"},
};

START_TEST(one_coding_of_a_concept_is_enough) {
  struct code_check check = check_of(concepts[_i].value_set, 0);
  struct code_check_coding codings[2];
  check.form = CODE_CHECK_CONCEPT;
  check.codings = codings;
  check.coding_count = 0;
  for (size_t i = 0; i < 2 && concepts[_i].codings[i] != NULL; i++) {
    codings[check.coding_count++] = coding_of(concepts[_i].codings[i], concepts[_i].displays[i]);
  }
  struct code_check_result result = run(&check);
  ck_assert_str_eq(tx_findings(&world), concepts[_i].findings);
  ck_assert_int_eq(result.is_valid, concepts[_i].valid);
  ck_assert_str_eq(text_of(world.arena, result.code), concepts[_i].code);
}
END_TEST

static const struct {
  const char *languages;
  const char *display;
  const char *findings;
  const char *shown;
} languages[] = {
    {"ja", "犬", "", "犬"},
    {"ja", "Dog", "error invalid-display Coding.display", "犬"},
    {"en", "犬", "error invalid-display Coding.display", "Dog"},
    {"en,ja", "犬", "", "Dog"},
    {"fr", "Dog", "information invalid-display Coding.display", "Dog"},
    {"fr", "犬", "error invalid-display Coding.display", "Dog"},
};

START_TEST(displays_are_judged_by_language) {
  struct code_check check = check_of("urn:one", 0);
  struct code_check_coding coding = coding_of("urn:animals#dog", languages[_i].display);
  check.form = CODE_CHECK_CODING;
  check.codings = &coding;
  check.languages = display_languages_read(world.arena, view_of(languages[_i].languages));
  struct code_check_result result = run(&check);
  ck_assert_str_eq(tx_findings(&world), languages[_i].findings);
  ck_assert_str_eq(text_of(world.arena, result.display), languages[_i].shown);
}
END_TEST

static const struct {
  const char *url;
  const char *finding;
} broken[] = {
    {"urn:circle-a", "error vs-invalid"},
    {"urn:no-value", "error vs-invalid ValueSet.compose.include[0].filter[0]"},
    {"urn:bad-op", "error vs-invalid ValueSet.compose.include[0].filter[0]"},
    {"urn:bad-regex", "error vs-invalid ValueSet.compose.include[0].filter[0]"},
};

START_TEST(a_value_set_that_cannot_be_used_is_refused) {
  struct code_check check = check_of(broken[_i].url, 0);
  struct code_check_coding coding = coding_of("urn:animals#dog", NULL);
  struct code_check_result result;
  check.codings = &coding;
  ck_assert_int_eq(code_check_run(&check, &result), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(tx_findings(&world), broken[_i].finding);
}
END_TEST

/* Each value set includes the next one twice: 2^n ways to the last one. */
START_TEST(value_sets_that_multiply_are_stopped) {
  enum { COUNT = 30 };
  struct code_check_result result;
  struct code_check_coding coding = coding_of("urn:animals#none", NULL);
  for (int i = 0; i < COUNT; i++) {
    struct view text = arena_format(
        world.arena,
        "{'resourceType':'ValueSet','url':'urn:v%d','compose':{'include':[{'valueSet':['urn:v%d']},"
        "{'valueSet':['urn:v%d']}]}}",
        i, i + 1, i + 1);
    struct document *document = arena_alloc(world.arena, sizeof *document);
    *document = document_of(world.arena, text_of(world.arena, text));
    ck_assert_int_eq(terminology_scope_add(&world.scope, document, 0), ERROR_OK);
  }
  struct document last = document_of(world.arena, TX_SET("urn:v30", "'title':'last'"));
  ck_assert_int_eq(terminology_scope_add(&world.scope, &last, 0), ERROR_OK);
  struct code_check check = check_of("urn:v0", 0);
  check.codings = &coding;
  ck_assert_int_eq(code_check_run(&check, &result), ERROR_TOO_LARGE);
}
END_TEST

START_TEST(unknown_systems_are_named) {
  struct code_check check = check_of("urn:nine", 0);
  struct code_check_coding coding = coding_of("urn:animals#dog", NULL);
  check.codings = &coding;
  struct code_check_result result = run(&check);
  ck_assert_uint_eq(result.caused_by_unknown_count, 1);
  ck_assert(view_is(result.caused_by_unknown[0], "urn:animals|9"));
  tx_ask(&world);
  check = check_of("urn:all", 0);
  coding = coding_of("urn:nobody#dog", NULL);
  check.codings = &coding;
  result = run(&check);
  ck_assert_uint_eq(result.unknown_count, 1);
  ck_assert(view_is(result.unknown[0], "urn:nobody"));
  ck_assert_uint_eq(result.caused_by_unknown_count, 0);
}
END_TEST

START_TEST(a_supplement_adds_displays) {
  const struct view supplement = view_of("urn:more|3");
  struct code_check check = check_of("urn:all", 0);
  struct code_check_coding coding = coding_of("urn:animals#cat", "Kat");
  check.codings = &coding;
  ck_assert(!run(&check).is_valid);
  tx_ask(&world);
  ck_assert_int_eq(content_take_supplements(&world.question, check.value_set, &supplement, 1),
                   ERROR_OK);
  ck_assert(run(&check).is_valid);
  const struct view missing[] = {view_of("urn:none"), view_of("urn:animals")};
  tx_ask(&world);
  ck_assert_int_eq(content_take_supplements(&world.question, check.value_set, missing, 2),
                   ERROR_NOT_FOUND);
  ck_assert_str_eq(tx_findings(&world), "error not-found");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("code_check");
  TCase *tests = tcase_create("codes");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_code_is_judged, 0, sizeof codes / sizeof *codes);
  tcase_add_loop_test(tests, one_coding_of_a_concept_is_enough, 0,
                      sizeof concepts / sizeof *concepts);
  tcase_add_loop_test(tests, displays_are_judged_by_language, 0,
                      sizeof languages / sizeof *languages);
  tcase_add_loop_test(tests, a_value_set_that_cannot_be_used_is_refused, 0,
                      sizeof broken / sizeof *broken);
  tcase_add_test(tests, value_sets_that_multiply_are_stopped);
  tcase_add_test(tests, unknown_systems_are_named);
  tcase_add_test(tests, a_supplement_adds_displays);
  suite_add_tcase(suite, tests);
  return suite;
}
