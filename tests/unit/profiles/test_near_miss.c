/* Near misses of open slices. */
#include "profiles/message_list.h"
#include "tests/unit/profiles/validation_cases.h"

#define PREFIX "http://jpfhir.jp/fhir/clins/CodeSystem/"
#define CORE PREFIX "JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS"
#define INFECTION PREFIX "JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS"
#define UNCODED PREFIX "JP_CLINS_ObsLabResult_Uncoded_CS"
#define LOCAL PREFIX "JP_CLINS_ObsLabResult_LocalCode_CS"
#define CODING(system, code, display)                                                              \
  "{\"system\":\"" system "\",\"code\":\"" code "\",\"display\":\"" display "\"}"
#define OBSERVATION(codings)                                                                       \
  "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[" codings "]}}"
#define OBSERVATION_PROFILE                                                                        \
  "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS"
#define CONDITION(codings)                                                                         \
  "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[" codings "]},\"subject\":{"              \
  "\"display\":\"x\"}}"
#define CONDITION_PROFILE "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Condition_eCS"
#define DISEASE "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

struct near_case {
  const char *json;
  const char *profile;
  const char *expected; /* "severity|nearest|discriminator|wanted|found" or "" */
};

static const struct near_case cases[] = {
    /* it matches */
    {OBSERVATION(CODING(CORE, "3A015000002327101", "ALB")), OBSERVATION_PROFILE, ""},
    /* a foreign code is none of the guide's business, even with the same display */
    {OBSERVATION(CODING("http://loinc.org", "1751-7", "ALB")), OBSERVATION_PROFILE, ""},
    /* the code is in the slice's value set: it was meant to match */
    {OBSERVATION(CODING(CORE, "3A015000002327101", "アルブミン")), OBSERVATION_PROFILE,
     "warning|coreLaboJLAC10/alb|display|ALB|アルブミン"},
    /* only width and case differ */
    {OBSERVATION(CODING(CORE, "x", "ａｌｂ")), OBSERVATION_PROFILE,
     "warning|coreLaboJLAC10/alb|display|ALB|ａｌｂ"},
    /* no display at all, though the code alone says which one it must be */
    {OBSERVATION("{\"system\":\"" CORE "\",\"code\":\"3A015000002327101\"}"), OBSERVATION_PROFILE,
     "warning|coreLaboJLAC10/alb|display|ALB|"},
    {OBSERVATION("{\"system\":\"" CORE "\",\"code\":\"x\"}"), OBSERVATION_PROFILE, ""},
    /* an infection, the item without a standard code */
    {OBSERVATION(CODING(INFECTION, "5F016141002302311", "HBs抗原")), OBSERVATION_PROFILE,
     "warning|infectionLaboJLAC10/hbsagresult|display|HBs抗原(定性)|HBs抗原"},
    {OBSERVATION(CODING(UNCODED, "99999999999999999", "未標準化項目")), OBSERVATION_PROFILE,
     "warning|unCoded|display|未標準化コード項目(JLAC)|未標準化項目"},
    {OBSERVATION("{\"system\":\"" UNCODED "\",\"code\":\"99999999999999999\"}"),
     OBSERVATION_PROFILE, "warning|unCoded|display|未標準化コード項目(JLAC)|"},
    {OBSERVATION(CODING(UNCODED, "99999999999999999", "未標準化コード項目(JLAC)")),
     OBSERVATION_PROFILE, ""},
    /* one letter more, code unknown */
    {OBSERVATION(CODING(CORE, "x", "ALBX")), OBSERVATION_PROFILE,
     "information|coreLaboJLAC10/alb|display|ALB|ALBX"},
    /* a system with a slash too few: the same address */
    {OBSERVATION(CODING("http:/jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS",
                        "L1", "x")),
     OBSERVATION_PROFILE,
     "warning|localLaboCode|system|" LOCAL
     "|http:/jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS"},
    {OBSERVATION(CODING(
         "https://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS/", "L1", "x")),
     OBSERVATION_PROFILE,
     "warning|localLaboCode|system|" LOCAL
     "|https://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS/"},
    {OBSERVATION(CODING(LOCAL "X", "L1", "x")), OBSERVATION_PROFILE,
     "information|localLaboCode|system|" LOCAL "|" LOCAL "X"},
    /* a required slice: told while it is missing, silent when another item satisfies it */
    {CONDITION(CODING(DISEASE "s", "20062455", "x")), CONDITION_PROFILE,
     "information|medisRecordNo|system|" DISEASE "|" DISEASE "s"},
    {CONDITION(CODING(DISEASE, "20062455", "x") "," CODING(DISEASE "s", "20062455", "x")),
     CONDITION_PROFILE, ""},
    /* an OID with another digit is another system */
    {"{\"resourceType\":\"MedicationRequest\",\"identifier\":[{\"system\":"
     "\"urn:oid:1.2.392.100495.20.3.83\",\"value\":\"1\"}],\"subject\":{\"display\":\"x\"}}",
     "http://jpfhir.jp/fhir/core/StructureDefinition/JP_MedicationRequest", ""},
    /* nothing to compare */
    {OBSERVATION("{\"code\":\"x\"}"), OBSERVATION_PROFILE, ""},
};

/* Every near miss that was told, a line each. */
static struct view near_misses(const struct issue_list *issues, struct arena *arena) {
  struct buffer lines = buffer_make(arena, 65536);
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    if (strcmp(issue->message->id, "slice-near-miss") != 0) {
      continue;
    }
    buffer_append_format(&lines, "%s%s", lines.length > 0 ? "\n" : "",
                         severity_name(issue->severity));
    for (size_t j = 0; j < 4; j++) { /* that the message has */
      buffer_append_format(&lines, "|%.*s", VIEW_ARGUMENTS(issue->arguments[j]));
    }
  }
  return buffer_view(&lines);
}

START_TEST(test_cases) {
  const struct near_case *row = &cases[_i];
  struct arena *arena = arena_new(1u << 26);
  const struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0")};
  struct issue_list issues = validator_fixture_issues(fixture.definitions, &settings,
                                                      view_of(row->json), row->profile, arena);
  struct view found = near_misses(&issues, arena);
  ck_assert_msg(view_is(found, row->expected), "found '%.*s', expected '%s'", VIEW_ARGUMENTS(found),
                row->expected);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  return row_suite("near_miss", "slices", test_cases, (int)(sizeof(cases) / sizeof(cases[0])));
}
