/* Values that data types and code systems define beyond their form. The JSON is written with ' for
 * ". */
#include "tests/unit/profiles/validator_fixture.h"

#define OBSERVATION(members)                                                                       \
  "{'resourceType':'Observation','status':'final','code':{'text':'x'}," members "}"
#define CODING(system)                                                                             \
  OBSERVATION("'valueCodeableConcept':{'coding':[{'system':'" system "','code':'x'}]}")
#define IDENTIFIER(system, value)                                                                  \
  "{'resourceType':'Patient','identifier':[{'system':'" system "','value':'" value "'}]}"
#define META(members) "{'resourceType':'Patient','active':true,'meta':{" members "}}"
#define PHOTO(members)                                                                             \
  "{'resourceType':'Patient','photo':[{'contentType':'image/png'," members "}]}"

struct rule_case {
  const char *json;
  const char *expected;
};

static const struct rule_case cases[] = {
    /* URLs of code systems and identifier systems */
    {CODING("http://a.example/codes"), ""},
    {CODING("house-codes"), "error system-relative Observation.value.coding[0].system"},
    {CODING("2.16.840.1.113883.6.1"), "error system-relative Observation.value.coding[0].system"},
    {CODING("http://loinc.org/"), "error system-wrong Observation.value.coding[0].system"},
    {CODING("http://snomed.info/sct/900000000000207008"),
     "error system-wrong Observation.value.coding[0].system"},
    {CODING("http://hl7.org/fhir/ValueSet/observation-status"),
     "error system-value-set Observation.value.coding[0].system"},
    {OBSERVATION("'valueQuantity':{'value':1,'system':'http://unitsofmeasure.org/','code':'kg'}"),
     "error system-wrong Observation.value.system"},
    {IDENTIFIER("http://a.example/i", "1"), ""},
    {IDENTIFIER("house", "1"), "error system-relative Patient.identifier[0].system"},
    {IDENTIFIER("urn:ietf:rfc:3986", "urn:oid:1.2.3.4.5"), ""},
    {IDENTIFIER("urn:ietf:rfc:3986", "1.2.3.4.5"),
     "error identifier-value-uri Patient.identifier[0].value"},
    /* canonical URLs and UUIDs */
    {META("'profile':['patient-profile']"), "error format-canonical Patient.meta.profile[0]\n"
                                            "warning profile-unknown Patient.meta.profile[0]"},
    {META("'source':'urn:uuid:0C3151BD-1CBF-4D64-B04D-CD9187A4C6E0'"),
     "error format-uri Patient.meta.source"},
    {META("'source':'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'"), ""},
    /* profiles of data types are none of resources */
    {META("'profile':['http://hl7.org/fhir/StructureDefinition/HumanName']"),
     "error profile-not-of-resource Patient.meta.profile[0]"},
    {META("'profile':['http://hl7.org/fhir/StructureDefinition/DomainResource']"), ""},
    /* security labels are a set */
    {META("'security':[{'code':'a'},{'code':'b'}]"), ""},
    {META("'security':[{'code':'a'},{'code':'a'}]"),
     "error security-label-duplicate Patient.meta.security[1]"},
    /* attachments */
    {PHOTO("'data':'QUJD','size':3,'hash':'PAG9uybzWLqyfyZ5JKosmgP8/bg='"), ""},
    {PHOTO("'data':'QUJD','size':4"), "error attachment-size Patient.photo[0]"},
    {PHOTO("'data':'QUJE','hash':'PAG9uybzWLqyfyZ5JKosmgP8/bg='"),
     "warning attachment-hash Patient.photo[0]"},
    /* a byte order mark is noted */
    {"\xEF\xBB\xBF{'resourceType':'Patient','active':true}",
     "warning document-byte-order-mark Patient"},
};

static struct validator_fixture fixture;

static void set_up(void) {
  validator_fixture_open(&fixture);
}

static void tear_down(void) {
  validator_fixture_close(&fixture);
}

START_TEST(test_cases) {
  struct arena *arena = arena_new(1u << 26);
  char *json = arena_string(arena, view_of(cases[_i].json));
  for (size_t i = 0; json[i] != '\0'; i++) {
    json[i] = json[i] == '\'' ? '"' : json[i];
  }
  struct validator_input input = {json, NULL, NULL};
  struct view found = validator_fixture_run(fixture.definitions, &input, arena);
  ck_assert_msg(view_is(found, cases[_i].expected), "case %d found:\n%.*s\nexpected:\n%s", _i,
                VIEW_ARGUMENTS(found), cases[_i].expected);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("value_rules");
  TCase *test = tcase_create("rules");
  tcase_set_timeout(test, 60);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_cases, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  suite_add_tcase(suite, test);
  return suite;
}
