/* Bundles: identity of entries, what references mean, what documents and messages hold. */
#include "tests/unit/profiles/validation_cases.h"

#define BUNDLE(type, entries)                                                                      \
  "{'resourceType':'Bundle','type':'" type "','identifier':{'system':'http://a.example/i',"        \
  "'value':'1'},'timestamp':'2026-01-01T00:00:00Z','entry':[" entries "]}"
#define ENTRY(url, resource) "{'fullUrl':'" url "','resource':" resource "}"
#define SERVER "http://a.example/fhir/"
#define PATIENT "{'resourceType':'Patient','id':'p','active':true}"
#define PATIENT_ENTRY ENTRY(SERVER "Patient/p", PATIENT)
#define VERSION(number)                                                                            \
  ENTRY(SERVER "Patient/p",                                                                        \
        "{'resourceType':'Patient','id':'p','meta':{'versionId':'" number "'},'active':true}")
#define OBSERVATION_OF(reference)                                                                  \
  ENTRY(SERVER "Observation/o", "{'resourceType':'Observation','id':'o','status':'final','code':"  \
                                "{'text':'x'},'subject':{'reference':'" reference "'}}")
#define COMPOSITION(more)                                                                          \
  ENTRY(SERVER "Composition/c",                                                                    \
        "{'resourceType':'Composition','id':'c','status':'final','type':{'text':'x'},'date':"      \
        "'2026-01-01','title':'x','author':[{'reference':'Patient/p'}]" more "}")
#define HEADER(focus)                                                                              \
  ENTRY(SERVER "MessageHeader/m", "{'resourceType':'MessageHeader','id':'m','eventUri':"           \
                                  "'http://a.example/e','source':{'endpoint':'http://a.example'"   \
                                  "},'focus':[{'reference':'" focus "'}]}")
#define LINKS(type, first, second)                                                                 \
  "{'resourceType':'Bundle','type':'" type "','link':[{'relation':'" first "','url':"              \
  "'http://a.example/1'},{'relation':'" second "','url':'http://a.example/2'}]}"

static const struct rule_case cases[] = {
    /* identity of entries */
    {BUNDLE("collection", PATIENT_ENTRY), ""},
    {BUNDLE("collection", "{'resource':" PATIENT "}"),
     "error bundle-full-url-missing Bundle.entry[0]"},
    {BUNDLE("collection", ENTRY("http://a.example/anything", PATIENT)), ""},
    {BUNDLE("collection", ENTRY(SERVER "Group/p", PATIENT)),
     "error bundle-full-url-id Bundle.entry[0].fullUrl"},
    {BUNDLE("collection", ENTRY(SERVER "Patient/q", PATIENT)),
     "error bundle-full-url-id Bundle.entry[0].fullUrl"},
    {"{'resourceType':'Bundle','type':'transaction','entry':[{'resource':" PATIENT
     ",'request':{'method':'POST','url':'Patient'}}]}",
     ""},
    /* which entry a reference means */
    {BUNDLE("collection", PATIENT_ENTRY "," OBSERVATION_OF("Patient/p")), ""},
    {BUNDLE("collection", PATIENT_ENTRY "," OBSERVATION_OF("p")),
     "error reference-relative-form Bundle.entry[1].resource.subject"},
    {BUNDLE("collection", PATIENT_ENTRY "," OBSERVATION_OF("Patient?identifier=1")),
     "error reference-relative-form Bundle.entry[1].resource.subject"},
    {BUNDLE("collection", VERSION("1") "," VERSION("2") "," OBSERVATION_OF("Patient/p")),
     "error reference-ambiguous Bundle.entry[2].resource.subject"},
    {BUNDLE("collection", VERSION("1") "," VERSION("2") "," OBSERVATION_OF("Patient/p/_history/1")),
     ""},
    /* documents and messages */
    {"{'resourceType':'Bundle','type':'message'}", "error bundle-first-entry Bundle"},
    {BUNDLE("document", COMPOSITION("") "," PATIENT_ENTRY), ""},
    {BUNDLE("document", COMPOSITION(",'subject':{'reference':'Patient/q'}") "," PATIENT_ENTRY),
     "error reference-not-in-bundle Bundle.entry[0].resource.subject.reference"},
    {BUNDLE("document", COMPOSITION(",'relatesTo':[{'code':'replaces','targetReference':{'"
                                    "reference':'Composition/b'}}]") "," PATIENT_ENTRY),
     ""},
    {BUNDLE("document",
            COMPOSITION(",'section':[{'title':'x','extension':[{'url':'http://example.org/"
                        "e','valueReference':{'reference':'Patient/"
                        "q'}}],'entry':[{'reference':'Patient/r'}]}]") "," PATIENT_ENTRY),
     "error reference-not-in-bundle Bundle.entry[0].resource.section[0].entry[0].reference"},
    {BUNDLE("message", HEADER("Patient/p") "," PATIENT_ENTRY), ""},
    {BUNDLE("message", HEADER("Patient/q") "," PATIENT_ENTRY),
     "error reference-not-in-message Bundle.entry[0].resource.focus[0]"},
    /* one link of each */
    {LINKS("searchset", "self", "next"), ""},
    {LINKS("searchset", "next", "next"), "error bundle-link-twice Bundle.link[1].relation"},
    {LINKS("collection", "self", "self"), "error bundle-link-twice Bundle.link[1].relation"},
    {LINKS("collection", "alternate", "alternate"), ""},
};

START_TEST(test_cases) {
  rule_case_run(&cases[_i]);
}
END_TEST

Suite *test_suite(void) {
  return row_suite("bundle_rules", "rules", test_cases, (int)(sizeof(cases) / sizeof(cases[0])));
}
