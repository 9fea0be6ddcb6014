/* What is added to a Bundle from table and masters together: crosswalks, days, specimens, the rule
 * of laboratory codes. All codes are invented. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"

#include "terminology/bundle_mapping.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_place.h"

#define HEADER                                                                                     \
  "domain,source_system,source_code,specimen,source_display,target_system,target_code,"            \
  "target_display,equivalence,valid_from,valid_to\n"
#define LOCAL "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS"
#define UNCODED "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_Uncoded_CS"
#define CORE MASTERS_SYSTEM_CORE_JLAC10
#define JLAC10 MASTERS_SYSTEM_JLAC10
#define DISEASE MASTERS_SYSTEM_RECEIPT_DISEASE
#define KEY MASTERS_SYSTEM_DISEASE_KEY
#define MODIFIER MASTERS_SYSTEM_RECEIPT_MODIFIER
#define DRUG MASTERS_SYSTEM_RECEIPT_DRUG
#define HOUSE "urn:house"

static const char disease_rows[] =
    "0=0|1=B|2=1000001|5=架空病|10=20000001|11=1|12=AAAA|15=A000|23=99999999\n"
    "0=0|1=B|2=1000002|3=1000001|5=廃病|10=20000002|11=1|12=BBBB|15=B001|23=20250331|"
    "37=20000001\n"
    "0=0|1=B|2=0000999|5=未コード化傷病名|10=20084317|12=CCCC|23=99999999";
static const char modifier_rows[] =
    "0=0|1=Z|2=8002|6=の疑い|15=99999999|16=27000001|17=SSSS|18=A8000000";
static const char drug_rows[] = "0=0|1=Y|2=620000001|4=薬A|30=99999999|31=1124003F2017\n"
                                "0=0|1=Y|2=620000002|4=薬B|30=99999999|31=1124003F2017\n"
                                "0=0|1=Y|2=620000003|4=薬C|30=99999999";
static const char yj_list[] = "YJコード,医薬品名,薬価コード,規格,レセプト電算コード\r\n"
                              "1124003F2017,薬A,1124003F2017,1mg,620000001\r\n"
                              "1124003F2025,薬B1,1124003F2017,1mg,620000002\r\n"
                              "1124003F2033,薬B2,1124003F2017,1mg,620000002\r\n";
static const char laboratory_list[] =
    "JLAC11コード,JLAC10コード,FHIR識別文字列,データ区分,FHIR項目名称,適用開始日,適用終了日\r\n"
    "A1234567890123411,3A0150000023271S1,識別A,検査,A,20200101,99999999\r\n"
    "B1234567890123411,3B035000002327201,識別B,検査,B,20200101,99999999\r\n"
    "C1234567890123411,3C035000002327201,識別C,検査,C,20200101,20240331\r\n"
    "D1234567890123411,3D035000002327201,識別D,検査,D,20200101,99999999\r\n"
    "D1234567890123421,3D035000002327201,識別D(定量),検査,D,20200101,99999999\r\n";

static const char mapping[] = HEADER
    /* laboratory */
    "laboratory," LOCAL ",B,,," CORE ",3B035000002327201,house name,,,\n"
    "laboratory," LOCAL ",K,023,," CORE ",3B035000002327201,,,,\n"
    "laboratory," LOCAL ",K,001,," JLAC10 ",3X000000000000001,urine,,,\n"
    "laboratory," LOCAL ",K,,," JLAC10 ",3X000000000000002,any,,,\n"
    "laboratory," LOCAL ",G,,," JLAC10 ",3B035000002327201,general,,,\n"
    "laboratory," LOCAL ",N,,," JLAC10 ",,,unmatched,,\n"
    "laboratory," LOCAL ",D1,,," CORE ",3D035000002327201,識別D(定量),,,\n"
    "laboratory," LOCAL ",D2,,," CORE ",3D035000002327201,,,,\n"
    "laboratory," LOCAL ",E,,," CORE ",3C035000002327201,,,,\n"
    "laboratory," HOUSE "-lab,7,023,seven," CORE ",3B035000002327201,,,,\n"
    /* validity and equivalence */
    "disease," HOUSE ",V,,," KEY ",20000001,,,2026-04-01,2026-04-30\n"
    "disease," HOUSE ",W,,," KEY ",20000001,wide,wider,,\n"
    "disease," HOUSE ",R,,," KEY ",20000001,narrow,narrower,,\n"
    "disease," HOUSE ",X,,," KEY ",20000002,,,,\n"
    "disease," HOUSE ",U,,," KEY ",,,unmatched,,\n"
    /* a row goes before the crosswalk */
    "disease," DISEASE ",1000001,,,urn:own,O-1,,,,\n"
    /* house drug -> receipt drug -> YJ */
    "drug," HOUSE "-drug,D,,," DRUG ",620000001,,,,\n";

static struct fixture fixture;
static struct mapping_table *table;

static struct view rows_of(unsigned columns, const char *rows) {
  struct buffer buffer = buffer_make(fixture.arena, 1u << 20);
  struct view rest = view_of(rows);
  while (rest.length > 0) {
    struct view row = view_split(&rest, '\n');
    fixture_row(&buffer, columns, arena_string(fixture.arena, row));
  }
  return buffer_view(&buffer);
}

static void load_table(void) {
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_APPROVED};
  struct mapping_csv_rows rows;
  ck_assert_int_eq(
      mapping_csv_read(fixture.arena, view_of(mapping), &settings, &fixture.issues, &rows),
      ERROR_OK);
  const struct mapping_row **list = arena_array(fixture.arena, rows.count, sizeof *list);
  for (size_t i = 0; i < rows.count; i++) {
    list[i] = &rows.rows[i];
  }
  ck_assert_int_eq(mapping_table_build(fixture.arena, list, rows.count, &table), ERROR_OK);
}

static void setup(void) {
  fixture_open(&fixture);
  const struct fixture_file files[] = {{"b", rows_of(46, disease_rows)},
                                       {"z", rows_of(19, modifier_rows)},
                                       {"y", rows_of(42, drug_rows)},
                                       {"yj", view_of(yj_list)},
                                       {"jlac", view_of(laboratory_list)}};
  enum error error = fixture_import(&fixture, files, 5);
  uint32_t last = fixture.issues.count - 1; /* before it: check digits of invented codes */
  ck_assert_msg(error == ERROR_OK, "%s", fixture_issue(&fixture, last));
  load_table();
}

static void teardown(void) {
  fixture_close(&fixture);
}

#define CODING(system, code) "{\"system\":\"" system "\",\"code\":\"" code "\"}"
#define CONDITION(more, codings)                                                                   \
  "{\"resourceType\":\"Condition\"," more "\"code\":{\"coding\":[" codings "]}}"
#define DRUG_ORDER(codings)                                                                        \
  "{\"resourceType\":\"MedicationRequest\",\"medicationCodeableConcept\":{\"coding\":[" codings    \
  "]}}"
#define LABORATORY(more, codings)                                                                  \
  "{\"resourceType\":\"Observation\"," more "\"code\":{\"coding\":[" codings "]}}"
#define SERUM                                                                                      \
  "\"contained\":[{\"resourceType\":\"Specimen\",\"id\":\"s\",\"type\":{\"coding\":[{\"code\":"    \
  "\"023\"}]}}],\"specimen\":{\"reference\":\"#s\"},"
#define BUNDLE(head, resource)                                                                     \
  "{\"resourceType\":\"Bundle\"," head                                                             \
  "\"entry\":[{\"fullUrl\":\"urn:uuid:x\",\"resource\":" resource                                  \
  "},{\"fullUrl\":\"urn:uuid:s\",\"resource\":{\"resourceType\":\"Specimen\",\"type\":{"           \
  "\"coding\":[{\"code\":\"001\"}]}}}]}"

static const struct {
  const char *given;
  const char *added;  /* "system|code|display|reason;" of each, systems shortened */
  const char *issues; /* "id;" of each */
} rows[] = {
    /* crosswalks */
    {CONDITION("", CODING(DISEASE, "1000001")), "own|O-1||table;key|20000001|架空病|crosswalk;",
     ""},
    {CONDITION("", CODING(DISEASE, "0000999")), "key|99999999||crosswalk;", ""},
    {CONDITION("", CODING(DISEASE, "7777777")), "", "mapping-code-unmapped;"},
    {CONDITION("", CODING(DISEASE, "1000001") "," CODING(KEY, "20000001")), "own|O-1||table;", ""},
    {CONDITION("", CODING(MODIFIER, "ZZZ8002")), "modKey|27000001|の疑い|crosswalk;", ""},
    {CONDITION("", CODING(MODIFIER, "8002")), "modKey|27000001|の疑い|crosswalk;", ""},
    {DRUG_ORDER(CODING(DRUG, "620000001")), "YJ|1124003F2017|薬A|crosswalk;", ""},
    {DRUG_ORDER(CODING(DRUG, "620000002")), "", "mapping-code-ambiguous;"},
    {DRUG_ORDER(CODING(DRUG, "620000003")), "", "mapping-code-unmapped;"},
    {DRUG_ORDER(CODING(HOUSE "-drug", "D")),
     "receipt|620000001|薬A|table;YJ|1124003F2017|薬A|crosswalk;", ""},
    /* the day of the event decides */
    {CONDITION("\"recordedDate\":\"2026-03-31\",", CODING(HOUSE, "V")), "",
     "mapping-code-unmapped;"},
    {CONDITION("\"recordedDate\":\"2026-04-01\",", CODING(HOUSE, "V")),
     "key|20000001|架空病|table;", ""},
    {CONDITION("\"onsetDateTime\":\"2026-04-30T23:00:00+09:00\",\"recordedDate\":\"2026-05-01\",",
               CODING(HOUSE, "V")),
     "key|20000001|架空病|table;", ""},
    {CONDITION("\"recordedDate\":\"2026-05-01\",", CODING(HOUSE, "V")), "",
     "mapping-code-unmapped;"},
    {CONDITION("\"onsetDateTime\":\"2010\",\"recordedDate\":\"2026-04-10\",", CODING(HOUSE, "V")),
     "key|20000001|架空病|table;", ""},
    {BUNDLE("\"timestamp\":\"2026-04-15T00:00:00Z\",", CONDITION("", CODING(HOUSE, "V"))),
     "key|20000001|架空病|table;", ""},
    {BUNDLE("", CONDITION("", CODING(HOUSE, "V"))), "", "mapping-code-unmapped;"},
    {"{\"resourceType\":\"Bundle\",\"timestamp\":\"2026-05-15T00:00:00Z\",\"entry\":[{\"resource\":"
     "{\"resourceType\":\"Composition\",\"date\":\"2026-04-15\"}},{\"resource\":" CONDITION(
         "", CODING(HOUSE, "V")) "}]}",
     "key|20000001|架空病|table;", ""},
    {CONDITION("\"recordedDate\":\"2025-03-31\",", CODING(HOUSE, "X")), "key|20000002|廃病|table;",
     ""},
    {CONDITION("\"recordedDate\":\"2025-04-01\",", CODING(HOUSE, "X")), "", "mapping-code-ended;"},
    {CONDITION("\"recordedDate\":\"2025-03-31\",", CODING(DISEASE, "1000002")),
     "key|20000002|廃病|crosswalk;", ""},
    {CONDITION("\"recordedDate\":\"2025-04-01\",", CODING(DISEASE, "1000002")), "",
     "mapping-code-ended;"},
    /* what the row says of the target */
    {CONDITION("", CODING(HOUSE, "W")), "key|20000001|wide|table;", ""},
    {CONDITION("", CODING(HOUSE, "R")), "", "mapping-code-unmapped;"},
    {CONDITION("", CODING(HOUSE, "U")), "key|99999999||uncoded;", ""},
    /* laboratory: exact names, suffix, specimen */
    {LABORATORY("", CODING(LOCAL, "B")), "core|3B035000002327201|識別B|table;", ""},
    {LABORATORY("", CODING(LOCAL, "K_023")), "core|3B035000002327201|識別B|table;", ""},
    {LABORATORY("", CODING(LOCAL, "K_001")), "jlac10|3X000000000000001|urine|table;", ""},
    {LABORATORY("", CODING(LOCAL, "K")), "jlac10|3X000000000000002|any|table;", ""},
    {LABORATORY(SERUM, CODING(LOCAL, "K")), "core|3B035000002327201|識別B|table;", ""},
    {BUNDLE("", LABORATORY("\"specimen\":{\"reference\":\"urn:uuid:s\"},", CODING(LOCAL, "K"))),
     "jlac10|3X000000000000001|urine|table;", ""},
    /* a shared item must stand there as one */
    {LABORATORY("", CODING(LOCAL, "G")),
     "jlac10|3B035000002327201|general|table;core|3B035000002327201|識別B|crosswalk;", ""},
    {LABORATORY("", CODING(LOCAL, "Q") "," CODING(JLAC10, "3B035000002327201")),
     "core|3B035000002327201|識別B|crosswalk;", ""},
    {LABORATORY("", CODING(LOCAL, "Q") "," CODING(JLAC10, "3X000000000000009")), "", ""},
    /* one code, two items: the row must name which */
    {LABORATORY("", CODING(LOCAL, "D1")), "core|3D035000002327201|識別D(定量)|table;", ""},
    {LABORATORY("", CODING(LOCAL, "D2")), "", "mapping-code-ambiguous;"},
    {LABORATORY("", CODING(LOCAL, "Q") "," CODING(JLAC10, "3D035000002327201")), "",
     "mapping-code-ambiguous;"},
    /* pattern 4 */
    {LABORATORY("", CODING(LOCAL, "N")),
     "uncoded|99999999999999999|未標準化コード項目(JLAC)|uncoded;", ""},
    {LABORATORY("", CODING(LOCAL, "Q")),
     "uncoded|99999999999999999|未標準化コード項目(JLAC)|uncoded;", "mapping-code-unmapped;"},
    {LABORATORY("", CODING(LOCAL, "B") "," CODING(UNCODED, "99999999999999999")), "",
     "mapping-uncoded-kept;"},
    {LABORATORY("\"effectiveDateTime\":\"2026-01-01\",", CODING(LOCAL, "E")), "",
     "mapping-code-ended;"},
    {LABORATORY("\"effectiveDateTime\":\"2024-03-31\",", CODING(LOCAL, "E")),
     "core|3C035000002327201|識別C|table;", ""},
    /* pattern 1 from a system of the house */
    {LABORATORY(SERUM, CODING(HOUSE "-lab", "7")),
     "local|7_023||local;core|3B035000002327201|識別B|table;", ""},
    /* other codes do not replace the patterns */
    {LABORATORY("", CODING(LOCAL, "Q") "," CODING("http://loinc.org", "1")),
     "uncoded|99999999999999999|未標準化コード項目(JLAC)|uncoded;", "mapping-code-unmapped;"},
    /* elsewhere than in Observation.code nothing is said to be uncoded */
    {"{\"resourceType\":\"Observation\",\"valueCodeableConcept\":{\"coding\":[" CODING(LOCAL,
                                                                                       "Q") "]}}",
     "", "mapping-code-unmapped;"},
    /* nothing to do */
    {CONDITION("", CODING("urn:other", "1")), "", ""},
    {LABORATORY("", CODING("http://loinc.org", "1")), "", ""},
};

static const char *short_name(struct view system) {
  static const struct {
    const char *system;
    const char *name;
  } names[] = {{KEY, "key"},
               {MASTERS_SYSTEM_MODIFIER_KEY, "modKey"},
               {MASTERS_SYSTEM_YJ, "YJ"},
               {DRUG, "receipt"},
               {CORE, "core"},
               {JLAC10, "jlac10"},
               {UNCODED, "uncoded"},
               {LOCAL, "local"},
               {"urn:own", "own"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (view_is(system, names[i].system)) {
      return names[i].name;
    }
  }
  return "?";
}

static struct bundle_mapping_result result;
static struct issue_list issues;

static void run(const char *given, const struct masters *masters) {
  struct document document;
  struct document_failure failure;
  struct patch patch = patch_make(fixture.arena);
  struct bundle_mapping what = {.table = table, .masters = masters, .today = 20261121};
  issues = issue_list_make(fixture.arena, 20);
  result = (struct bundle_mapping_result){0};
  ck_assert_int_eq(document_read(fixture.arena, view_of(given), NULL, &document, &failure),
                   ERROR_OK);
  ck_assert_int_eq(bundle_mapping_run(&what, &document, &patch, &issues, &result), ERROR_OK);
  ck_assert_uint_eq(patch.count, result.added);
}

static const char *issues_text(void) {
  struct buffer text = buffer_make(fixture.arena, 4096);
  for (uint32_t i = 0; i < issues.count; i++) {
    buffer_append_format(&text, "%s;", issues.issues[i].message->id);
  }
  buffer_append_byte(&text, '\0');
  return text.data;
}

START_TEST(adds_and_says) {
  run(rows[_i].given, fixture.masters);
  struct buffer added = buffer_make(fixture.arena, 4096);
  for (size_t i = 0; i < result.added; i++) {
    const struct bundle_mapping_change *change = &result.changes[i];
    buffer_append_format(&added, "%s|%.*s|%.*s|%s;", short_name(change->target.system),
                         VIEW_ARGUMENTS(change->target.code),
                         VIEW_ARGUMENTS(change->target.display), change->reason);
  }
  buffer_append_byte(&added, '\0');
  ck_assert_str_eq(added.data, rows[_i].added);
  ck_assert_str_eq(issues_text(), rows[_i].issues);
}
END_TEST

/* Once a Bundle and system, and only where a code is wanted. */
START_TEST(an_absent_master_is_said_once) {
  static const char given[] = "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" CONDITION(
      "",
      CODING(
          MODIFIER,
          "800"
          "2")) "},{\"resource\":" CONDITION("",
                                             CODING(
                                                 MODIFIER,
                                                 "8003")) "},{\"resource\":" DRUG_ORDER(CODING(DRUG,
                                                                                               "1")) "},{"
                                                                                                     "\"resource\""
                                                                                                     ":" DRUG_ORDER(CODING(
                                                                                                         MASTERS_SYSTEM_HOT9,
                                                                                                         "1") "," CODING("urn:standard",
                                                                                                                         "1")) "}]}";
  run(given, NULL);
  ck_assert_str_eq(issues_text(), "mapping-master-absent;mapping-master-absent;");
  ck_assert_uint_eq(result.added, 0);
  ck_assert_uint_eq(result.unmapped_count, 0);
  ck_assert_int_eq(issues.issues[0].severity, SEVERITY_INFORMATION);
}
END_TEST

START_TEST(the_dummy_of_diseases_needs_no_master) {
  run(CONDITION("", CODING(DISEASE, "0000999")), NULL);
  ck_assert_uint_eq(result.added, 1);
}
END_TEST

START_TEST(counts_for_the_worklist) {
  run("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" LABORATORY(
          "\"id\":\"p\",",
          CODING(LOCAL, "Q")) "},{\"resource\":" LABORATORY("", CODING(LOCAL,
                                                                       "Q")) "},{"
                                                                             "\"resource\""
                                                                             ":" DRUG_ORDER(CODING(
                                                                                 DRUG, "62"
                                                                                       "00"
                                                                                       "00"
                                                                                       "00"
                                                                                       "2")) "}]}",
      fixture.masters);
  ck_assert_uint_eq(result.unmapped_count, 2);
  ck_assert(view_is(result.unmapped[0].source_code, "Q"));
  ck_assert(view_is(result.unmapped[0].domain, "laboratory"));
  ck_assert(view_is(result.unmapped[0].reason, "unmapped"));
  ck_assert(view_is(result.unmapped[0].example, "Observation.code.coding"));
  ck_assert_uint_eq(result.unmapped[0].count, 2);
  ck_assert(view_is(result.unmapped[1].reason, "ambiguous"));
  ck_assert(
      view_is(result.unmapped[1].example, "MedicationRequest.medicationCodeableConcept.coding"));
}
END_TEST

START_TEST(names_successors_of_an_ended_code) {
  run(CONDITION("\"recordedDate\":\"2025-04-01\",", CODING(DISEASE, "1000002")), fixture.masters);
  struct view text = issue_text(&issues.issues[0], LANGUAGE_JAPANESE, fixture.arena);
  ck_assert_msg(view_find(text, view_of("20000002 廃病 -> 20000001 架空病"), 0) != SIZE_MAX, "%.*s",
                VIEW_ARGUMENTS(text));
}
END_TEST

static size_t two_candidates(void *context, const struct mapping_candidate_query *query,
                             struct arena *arena, struct mapping_candidate *ret_candidates,
                             size_t capacity) {
  (void)context;
  (void)arena;
  ck_assert(view_is(query->domain, "laboratory"));
  ck_assert(view_is(query->text, "Q"));
  ck_assert_uint_ge(capacity, 2);
  ret_candidates[0] = (struct mapping_candidate){
      {view_of(CORE), view_of("3B035000002327201"), view_of("識別B")}, 970};
  ret_candidates[1] = (struct mapping_candidate){{view_of(CORE), view_of("X"), view_of("")}, 405};
  return 2;
}

START_TEST(lists_ranked_candidates) {
  struct document document;
  struct document_failure failure;
  struct patch patch = patch_make(fixture.arena);
  struct bundle_mapping what = {.table = table, .find_candidates = two_candidates};
  issues = issue_list_make(fixture.arena, 20);
  ck_assert_int_eq(document_read(fixture.arena, view_of(LABORATORY("", CODING(LOCAL, "Q"))), NULL,
                                 &document, &failure),
                   ERROR_OK);
  ck_assert_int_eq(bundle_mapping_run(&what, &document, &patch, &issues, &result), ERROR_OK);
  struct view text = issue_text(&issues.issues[0], LANGUAGE_ENGLISH, fixture.arena);
  ck_assert_msg(view_find(text, view_of("3B035000002327201 識別B (97%), X (40%)"), 0) != SIZE_MAX,
                "%.*s", VIEW_ARGUMENTS(text));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_rules");
  TCase *cases = tcase_create("mapping_rules");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, adds_and_says, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, an_absent_master_is_said_once);
  tcase_add_test(cases, the_dummy_of_diseases_needs_no_master);
  tcase_add_test(cases, counts_for_the_worklist);
  tcase_add_test(cases, names_successors_of_an_ended_code);
  tcase_add_test(cases, lists_ranked_candidates);
  suite_add_tcase(suite, cases);
  return suite;
}
