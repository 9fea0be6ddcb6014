#include "tests/unit/unit_main.h"

#include "tests/unit/profiles/fhirpath_fixture.h"

/* FHIRPath N1 section by section; expressions are our own. */
static const struct fhirpath_row rows[] = {
    /* paths, choices, twins, types of the focus */
    {"name.family", "[\"山田\",\"Yamada\"]"},
    {"Patient.name[1].use", "[\"usual\"]"},
    {"DomainResource.id", "[\"p1\"]"},
    {"Observation.id", "[]"},
    {"multipleBirth", "[2]"},
    {"multiple", "[]"},
    {"multipleBirth is integer", "[true]"},
    {"extension.value.ofType(Quantity).code", "[\"kg\"]"},
    {"extension('http://x.test/weight').value.value", "[61.50]"},
    {"birthDate.extension('http://x.test/time').value", "[\"10:30\"]"},
    {"name.given.select(hasValue())", "[true,true,false,true]"},
    {"name.given.where(hasValue().not()).extension.value", "[\"masked\"]"},
    {"name.given.count()", "[4]"},
    {"`name`.`use`", "[\"official\",\"usual\"]"},
    {"managingOrganization.resolve().name", "[\"Clinic\"]"},
    {"contained.is(Organization)", "[true]"},
    {"children().count() > 8", "[true]"},
    {"descendants().where($this is Organization).id", "[\"o1\"]"},
    {"%resource.id & %rootResource.id & %context.id", "[\"p1p1p1\"]"},
    {"%unknown", "syntax"},
    {"nothing.here", "[]"},
    /* filtering and projection */
    {"telecom.where(rank = 1).value", "[\"03-2\"]"},
    {"telecom.select($index)", "[0,1]"},
    {"telecom.all(value.startsWith('03'))", "[true]"},
    {"telecom.exists(rank > 5)", "[false]"},
    {"{}.all(false)", "[true]"},
    {"telecom.rank.sort()", "[1,2]"},
    {"telecom.sort(-rank).value", "[\"03-1\",\"03-2\"]"},
    {"telecom.rank.aggregate($this + $total, 10)", "[13]"},
    {"(1 | 2 | 3).aggregate(iif($total.empty(), $this, $total * $this))", "[6]"},
    {"'a'.repeat($this & 'b').first()", "error"},
    {"iif(active, 'yes', 1 / 0)", "[\"yes\"]"},
    {"iif(false, 1)", "[]"},
    {"(1 | 2).iif(true, 1, 2)", "error"},
    {"name.trace('n', family).count()", "[2]"},
    /* subsetting, combining */
    {"(1 | 2 | 3 | 4).skip(1).take(2)", "[2,3]"},
    {"(1 | 2 | 3).last()", "[3]"},
    {"(1 | 2).single()", "error"},
    {"(1 | 2 | 2)", "[1,2]"},
    {"1.combine(1).isDistinct()", "[false]"},
    {"(1 | 2).intersect(2 | 3)", "[2]"},
    {"(1 | 2 | 3).exclude(2)", "[1,3]"},
    {"(1 | 2).subsetOf(1 | 2 | 3)", "[true]"},
    {"(1 | 2) contains 2", "[true]"},
    {"3 in (1 | 2)", "[false]"},
    {"(1 | 2) in 1", "error"},
    /* logic of three values */
    {"{} and false", "[false]"},
    {"{} and true", "[]"},
    {"true or {}", "[true]"},
    {"{} implies true", "[true]"},
    {"{} implies false", "[]"},
    {"true xor true", "[false]"},
    {"false and (1 | 2)", "[false]"},
    {"(1 | 2) and true", "error"},
    {"name.first() and true", "[true]"},
    /* equality, equivalence, order */
    {"1.0 = 1.00", "[true]"},
    {"name[0] = name[0]", "[true]"},
    {"name[0] = name[1]", "[false]"},
    {"(1 | 2) = (2 | 1)", "[false]"},
    {"(1 | 2) ~ (2 | 1)", "[true]"},
    {"'Ab  c' ~ 'aB c'", "[true]"},
    {"{} = 1", "[]"},
    {"{} ~ {}", "[true]"},
    {"0.67 ~ 0.666", "[true]"},
    {"0.67 ~ 0.66", "[false]"},
    {"'a' < 'b'", "[true]"},
    {"1 < 'a'", "error"},
    {"@2020-01 < @2020-01-02", "[]"},
    {"@2020 < @2021-01-02", "[true]"},
    {"@2020-01-01T10:00:00Z = @2020-01-01T19:00:00+09:00", "[true]"},
    {"@2020-01-01T10:00:00Z = @2020-01-01T10:00:00", "[]"},
    {"@2020-01-01T10:00:00Z < @2020-01-03T10:00:00", "[true]"},
    {"@T10:00 < @T10:00:01", "[]"},
    {"extension.value.ofType(dateTime) > @2020-05-01T00:59:59Z", "[true]"},
    {"birthDate = @1980-02-29", "[true]"},
    /* numbers */
    {"1 + 2 * 3", "[7]"},
    {"0.1 + 0.2", "[0.3]"},
    {"7 div 2", "[3]"},
    {"-7 mod 3", "[-1]"},
    {"1 / 3", "[0.3333333333333333]"},
    {"1 / 0", "[]"},
    {"99999999999999999999.5 + 0.5", "[100000000000000000000.0]"},
    {"3.14159.round(2)", "[3.14]"},
    {"(-1.5).floor() | (-1.5).ceiling() | (-1.5).truncate() | (-1.5).abs()", "[-2,-1,1.5]"},
    {"2.power(10) | 9.sqrt() | 1000.log(10) | 0.exp()", "[1024,3,1]"},
    {"(-1).sqrt()", "[]"},
    {"-true", "error"},
    /* dates */
    {"@2020-01-31 + 1 month", "[\"2020-02-29\"]"},
    {"@2020-02-29 - 1 year", "[\"2019-02-28\"]"},
    {"@2020-12-31T23:30:00+09:00 + 45 minutes", "[\"2021-01-01T00:15:00+09:00\"]"},
    {"@2020 + 400 days", "[\"2021\"]"},
    {"@T23:30 + 2 hours", "[\"01:30\"]"},
    {"@2020-01-01 + 1 'mo'", "error"},
    {"@9999-12-31 + 1 day", "error"},
    {"@2020-13-01", "syntax"},
    {"today()", "[\"2026-11-21\"]"},
    {"now().toString().length()", "[29]"},
    /* quantities */
    {"1 'kg' = 1000 'g'", "[true]"},
    {"1 'cm' < 1 'm'", "[true]"},
    {"1 'kg' = 1 'm'", "[]"},
    {"7 days = 1 week", "[true]"},
    {"1 'a' = 1 year", "[]"},
    {"1 'a' ~ 1 year", "[true]"},
    {"2 'cm' * 3 'cm' = 6 'cm2'", "[true]"},
    {"6 'mg' / 2 'mL'", "[{\"value\":3,\"code\":\"mg/mL\"}]"},
    {"extension.value.ofType(Quantity) > 61 'kg'", "[true]"},
    {"extension.value.ofType(Quantity) = 61500 'g'", "[true]"},
    {"'5 days'.toQuantity()", "[{\"value\":5,\"unit\":\"day\"}]"},
    /* conversion */
    {"'12'.toInteger() + 1", "[13]"},
    {"'1.5'.convertsToInteger()", "[false]"},
    {"'yes'.toBoolean() | 0.toBoolean()", "[true,false]"},
    {"1.50.toString() & true.toString()", "[\"1.50true\"]"},
    {"'2020-02-30'.convertsToDate()", "[false]"},
    {"'24:00'.convertsToTime()", "[false]"},
    {"@2020-05-01T10:00.toDate()", "[\"2020-05-01\"]"},
    /* strings count code points */
    {"name[0].family.length()", "[2]"},
    {"'山田太郎'.substring(1, 2)", "[\"田太\"]"},
    {"'山田太郎'.indexOf('太')", "[2]"},
    {"'abc'.substring(-1)", "[]"},
    {"'abc'.substring(5)", "[]"},
    {"'aXbX'.replace('X', '')", "[\"ab\"]"},
    {"'ab'.replace('', '-')", "[\"-a-b-\"]"},
    {"'Straße Ä'.lower()", "[\"straße ä\"]"},
    {"'a,b'.split(',').join(';')", "[\"a;b\"]"},
    {"'日本'.toChars()", "[\"日\",\"本\"]"},
    {"'\\u3042\\'\\\\\\n'.length()", "[4]"},
    {"'x'.encode('base64').decode('base64')", "[\"x\"]"},
    {"'4a4B'.decode('hex')", "[\"JK\"]"},
    {"'4g'.decode('hex')", "[]"},
    {"'4\\u0011'.decode('hex')", "[]"}, /* a control character is no digit */
    {"'<a>'.escape('html').unescape('html')", "[\"<a>\"]"},
    {"'2020-05'.matches('[0-9]{4}-[0-9]{2}')", "[true]"},
    {"'x2020'.matches('^[0-9]+$')", "[false]"},
    {"'2020/05/01'.replaceMatches('(\\\\d+)/(\\\\d+)/(\\\\d+)', '$3.$2.$1')", "[\"01.05.2020\"]"},
    {"'a'.matches('(')", "syntax"},
    {"'a'.matches('(' & '')", "error"},
    {"name.family.length()", "error"},
    /* types */
    {"1.type().name & '1'.type().namespace", "[\"IntegerSystem\"]"},
    {"1.is(System.Integer) and 1.is(FHIR.integer).not()", "[true]"},
    {"name.as(HumanName)", "error"},
    {"1 is NoSuchType", "error"},
    {"1 | 1 is Integer", "[1,true]"},
    /* precedence and grammar */
    {"1 = 1 and 2 = 2 or false", "[true]"},
    {"-1.abs()", "[-1]"},
    {"2 + /* inside */ 2 // behind", "[4]"},
    {"2 /* open", "syntax"},
    {"1 +", "syntax"},
    {"name..family", "syntax"},
    {"name.where()", "syntax"},
    {"name.first(1)", "syntax"},
    {"name.noFunction()", "syntax"},
    {"'open", "syntax"},
    {"", "syntax"},
    {"(1", "syntax"},
    {"1 2", "syntax"},
    {"@T10:00+09:00", "syntax"},
};

START_TEST(expressions) {
  fhirpath_fixture_run(&rows[_i], false);
}
END_TEST

/* R4's core invariants use as() on many items (dom-3). */
START_TEST(as_can_filter) {
  const struct fhirpath_row fails = {"descendants().as(Organization).id", "error"};
  fhirpath_fixture_run(
      &(const struct fhirpath_row){"descendants().as(Organization).id", "[\"o1\"]"}, true);
  fhirpath_fixture_run(&fails, false);
  fhirpath_fixture_run(&(const struct fhirpath_row){"active is Boolean", "[true]"}, true);
  fhirpath_fixture_run(&(const struct fhirpath_row){"active is Boolean", "[false]"}, false);
}
END_TEST

START_TEST(depth_is_limited) {
  char expression[4096];
  memset(expression, '(', sizeof expression);
  expression[2000] = '1';
  memset(expression + 2001, ')', 2000);
  expression[4001] = '\0';
  fhirpath_fixture_run(&(const struct fhirpath_row){expression, "syntax"}, false);
}
END_TEST

struct invariant_row {
  const char *expression;
  bool fails;
  bool holds;
};

static const struct invariant_row invariants[] = {
    {"name.exists()", false, true},
    {"name.empty()", false, false},
    {"name.noSuchElement", false, false}, /* empty counts as false */
    {"name", true, false},
    {"descendants().as(uri).empty()", false, true},
    {"name.family + 1", true, false},
};

START_TEST(invariants_leave_nothing_behind) {
  const struct invariant_row *row = &invariants[_i];
  struct arena *arena = arena_new(1u << 24);
  struct document document;
  struct document_failure unread;
  struct fhirpath_failure failure = {.message = NULL};
  struct view program;
  bool holds = !row->holds;
  ck_assert_int_eq(
      document_read(arena, view_of(fhirpath_fixture_patient), NULL, &document, &unread), ERROR_OK);
  ck_assert_int_eq(fhirpath_compile(arena, view_of(row->expression), NULL, &program, &failure),
                   ERROR_OK);
  struct fhirpath_context context = {
      .document = &document, .focus_twin = NODE_NONE, .arena = arena};
  size_t used = arena_used(arena);
  enum error error = fhirpath_test(program, &context, &holds, &failure);
  if (row->fails) {
    ck_assert_int_eq(error, ERROR_NOT_PROCESSABLE);
    ck_assert_ptr_nonnull(failure.message);
  } else {
    ck_assert_int_eq(error, ERROR_OK);
    ck_assert_int_eq(holds, row->holds);
    ck_assert_uint_eq(arena_used(arena), used);
  }
  arena_free(arena);
}
END_TEST

static enum fhirpath_answer member_of(void *self, uint32_t node, struct view text,
                                      struct view value_set) {
  *(uint32_t *)self = node;
  if (view_is(value_set, "http://x.test/unknown")) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  return view_is(text, "official") ? FHIRPATH_ANSWER_TRUE : FHIRPATH_ANSWER_FALSE;
}

static const struct fhirpath_row member_rows[] = {
    {"name[0].use.memberOf('http://x.test/uses')", "[true]"},
    {"name[1].use.memberOf('http://x.test/uses')", "[false]"},
    {"name[0].use.memberOf('http://x.test/unknown')", "[]"},
    {"noName.memberOf('http://x.test/uses')", "[]"},
};

START_TEST(services_answer) {
  const struct fhirpath_row *row = &member_rows[_i];
  struct arena *arena = arena_new(1u << 24);
  struct document document;
  struct document_failure unread;
  struct fhirpath_failure failure;
  struct view program;
  struct fhirpath_collection collection;
  struct buffer buffer = buffer_make(arena, 4096);
  uint32_t node = NODE_NONE;
  struct fhirpath_services services = {.self = &node, .member_of = member_of};
  ck_assert_int_eq(
      document_read(arena, view_of(fhirpath_fixture_patient), NULL, &document, &unread), ERROR_OK);
  ck_assert_int_eq(fhirpath_compile(arena, view_of(row->expression), NULL, &program, &failure),
                   ERROR_OK);
  struct fhirpath_context context = {
      .document = &document, .focus_twin = NODE_NONE, .services = &services, .arena = arena};
  ck_assert_int_eq(fhirpath_run(program, &context, &collection, &failure), ERROR_OK);
  fhirpath_write(&context, collection, &buffer);
  ck_assert_str_eq(arena_string(arena, buffer_view(&buffer)), row->result);
  arena_free(arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath");
  TCase *tests = tcase_create("expressions");
  tcase_set_timeout(tests, 60); /* the bounds are reached slowly on a busy machine */
  tcase_add_loop_test(tests, expressions, 0, COUNT(rows));
  tcase_add_test(tests, as_can_filter);
  tcase_add_test(tests, depth_is_limited);
  tcase_add_loop_test(tests, invariants_leave_nothing_behind, 0, COUNT(invariants));
  tcase_add_loop_test(tests, services_answer, 0, COUNT(member_rows));
  suite_add_tcase(suite, tests);
  return suite;
}
