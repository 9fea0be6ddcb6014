/* Values that data types and code systems define beyond their form. */
#include "tests/unit/profiles/validation_cases.h"

#define OBSERVATION(members)                                                                       \
  "{'resourceType':'Observation','status':'final','code':{'text':'x'}," members "}"
#define CODING(system)                                                                             \
  OBSERVATION("'valueCodeableConcept':{'coding':[{'system':'" system "','code':'x'}]}")
#define IDENTIFIER(system, value)                                                                  \
  "{'resourceType':'Patient','identifier':[{'system':'" system "','value':'" value "'}]}"
#define META(members) "{'resourceType':'Patient','active':true,'meta':{" members "}}"
#define PHOTO(members)                                                                             \
  "{'resourceType':'Patient','photo':[{'contentType':'image/png'," members "}]}"

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

START_TEST(test_cases) {
  rule_case_run(&cases[_i]);
}
END_TEST

Suite *test_suite(void) {
  return row_suite("value_rules", "rules", test_cases, (int)(sizeof(cases) / sizeof(cases[0])));
}
