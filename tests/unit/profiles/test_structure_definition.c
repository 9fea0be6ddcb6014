#include "profiles/structure_definition.h"

#include "profiles/definition_tables.h"
#include "profiles/package_load.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (64u << 20)

static struct arena *arena;
static struct arena *scratch;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  scratch = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(scratch);
  arena_free(arena);
}

/* Members of an ElementDefinition -> the facts that the model keeps, in the words of the tables. */
static const struct {
  const char *members;
  const char *facts;
} cases[] = {
    {"", "0..*"},
    {"\"min\":2,\"max\":\"3\"", "2..3"},
    {"\"min\":0,\"max\":\"0\"", "0..0"},
    {"\"min\":-1,\"max\":\"many\"", "0..*"},
    {"\"min\":\"text\",\"max\":5", "0..5"},
    {"\"short\":\"words\",\"definition\":\"words\",\"comment\":\"words\",\"mapping\":[{}]", "0..*"},
    {"\"type\":[{\"code\":\"string\"},{\"code\":\"Quantity\"}]", "0..*\tt:string\tt:Quantity"},
    {"\"type\":[{\"code\":\"Reference\",\"profile\":[\"http://p\"],\"targetProfile\":[\"http://a\","
     "\"http://b|1\"]}]",
     "0..*\tt:Reference ^http://p >http://a >http://b|1"},
    {"\"type\":[{}]", "0..*"},
    {"\"type\":[{\"code\":\"http://hl7.org/fhirpath/System.String\"}]", "0..*\tt:string"},
    {"\"type\":[{\"code\":\"http://hl7.org/fhirpath/System.DateTime\"}]", "0..*\tt:dateTime"},
    {"\"type\":[{\"code\":\"http://hl7.org/fhirpath/System.String\",\"extension\":[{\"url\":"
     "\"http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type\",\"valueUrl\":"
     "\"uri\"}]}]",
     "0..*\tt:uri"},
    {"\"fixedDecimal\":1.10", "0..*\tf:Decimal 1.10"},
    {"\"fixedString\":\"a \\\" \\u3042\"", "0..*\tf:String \"a \\\\\" \\\\u3042\""},
    {"\"patternCoding\":{ \"code\" : \"a b\" }", "0..*\tp:Coding {\"code\":\"a b\"}"},
    {"\"minValueInteger\":1,\"maxValueDate\":\"2020-01-01\",\"maxLength\":10",
     "0..*\t<:1\t>:\"2020-01-01\"\tl:10"},
    {"\"binding\":{\"strength\":\"required\",\"valueSet\":\"http://v|1\"}", "0..*\tb:r http://v|1"},
    {"\"binding\":{\"strength\":\"preferred\",\"valueSet\":\"http://v\"}", "0..*\tb:p http://v"},
    {"\"binding\":{\"strength\":\"example\",\"valueSet\":\"http://v\"}", "0..*"},
    {"\"binding\":{\"strength\":\"required\"}", "0..*"},
    {"\"binding\":{\"strength\":\"example\",\"extension\":[{\"url\":"
     "\"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet\","
     "\"valueCanonical\":\"http://m\"}]}",
     "0..*\tm:http://m"},
    {"\"slicing\":{\"rules\":\"closed\",\"ordered\":true,\"discriminator\":[{\"type\":\"value\","
     "\"path\":\"a.b\"},{\"type\":\"profile\",\"path\":\"resolve()\"},{\"type\":\"luck\"}]}",
     "0..*\ts:closed ordered value:a.b profile:resolve()"},
    {"\"slicing\":{\"rules\":\"openAtEnd\"}", "0..*\ts:atEnd"},
    {"\"slicing\":{}", "0..*\ts:open"},
    {"\"contentReference\":\"#Observation.component\"", "0..*\tr:Observation.component"},
    {"\"contentReference\":\"http://hl7.org/x#Observation.component\"",
     "0..*\tr:Observation.component"},
    {"\"mustSupport\":true,\"isModifier\":true,\"isSummary\":true", "0..*\t!SMU"},
    {"\"mustSupport\":false,\"isModifier\":\"true\"", "0..*"},
    {"\"constraint\":[{\"key\":\"k\",\"severity\":\"warning\",\"expression\":\"a\\nb\","
     "\"source\":\"http://s\",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
     "elementdefinition-bestpractice\",\"valueBoolean\":true}]},{\"key\":\"none\"}]",
     "0..*\tc:k wb http://s a\\nb"},
    {"\"type\":\"text\",\"constraint\":5,\"slicing\":[],\"binding\":\"x\"", "0..*\ts:open"},
};

START_TEST(test_element) {
  const char *definition =
      arena_format(arena,
                   "{\"resourceType\":\"StructureDefinition\",\"url\":\"http://g/p\",\"type\":"
                   "\"Observation\",\"kind\":\"resource\",\"derivation\":\"constraint\","
                   "\"snapshot\":{\"element\":[{\"path\":\"Observation\"},"
                   "{\"path\":\"Observation.code\"%s%s}]}}",
                   cases[_i].members[0] == '\0' ? "" : ",", cases[_i].members)
          .data;
  struct definition_model model = definition_model_make(arena);
  ck_assert_int_eq(package_load(&model, scratch, mini_guide(arena, definition), &issues), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  definition_tables_write(model.packages[0], &buffer);
  buffer_append_byte(&buffer, '\0');
  const char *line = strstr(buffer.data, "\n..code\t");
  ck_assert_ptr_nonnull(line);
  struct view rest = view_of(line + sizeof "\n..code\t" - 1);
  struct view facts = view_split(&rest, '\n');
  ck_assert_msg(view_is(facts, cases[_i].facts), "%.*s", VIEW_ARGUMENTS(facts));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("structure_definition");
  TCase *test = tcase_create("elements");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_element, 0, (int)(sizeof cases / sizeof cases[0]));
  suite_add_tcase(suite, test);
  return suite;
}
