/* What the lab's national service makes of the content of a unit: rules, and who sees what of it.
 */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/national_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDENTIFIER "1312345678^2026^LAB-1"
#define INSURED_ELEMENT "<InsuredIdentifier>" WIRE_INSURED "</InsuredIdentifier>"

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "webapi"};
  world_start_lab(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static char *text_of(const char *file) {
  return wire_document(&(struct wire_document){.file = file, .identifier = IDENTIFIER});
}

/* An answer's element must be that. */
static void check_element(const char *answer, const char *name, const char *expected) {
  char *seen = wire_element(answer, name);
  ck_assert_msg(strcmp(seen, expected) == 0, "%s: expected %s: %s", name, expected, answer);
  free(seen);
}

struct mutation {
  const char *part; /* the first of it in conditions.json */
  const char *instead;
  const char *code;
  const char *rule; /* NULL = none of the numbered ones */
};

static const struct mutation mutations[] = {
    {"高血圧症", "低血圧症", "SIM-0000", "RECOMMENDED"},
    {"\"onsetDateTime\"", "\"recordedDate\"", "SIM-E-201", "R9015C"},
    {"JP_eCS_Department\"", "JP_eCS_Other\"", "SIM-E-201", "R9014C"},
    {"JP_eCS_InstitutionNumber\"", "JP_eCS_Other\"", "SIM-E-201", "R9011"},
    {"\"encounter\":", "\"partOf\":", "SIM-E-201", "R9013C"},
    {"\"valueIdentifier\": {", "\"valueReference\": {", "SIM-E-201", "R1021"},
    {"BundleResourceType_CS", "BundleOther_CS", "SIM-E-201", "R02141"},
    {"StructureDefinition/JP_Bundle_CLINS", "StructureDefinition/JP_Bundle", "SIM-E-201", "R0213"},
    {"StructureDefinition/JP_Patient_eCS", "StructureDefinition/JP_Patient", "SIM-E-201", "R0212"},
    {"\"code\": \"Condition\"", "\"code\": \"Procedure\"", "SIM-E-201", "R02142"},
    {"\"code\": \"Condition\"", "\"code\": \"Observation\"", "SIM-E-201", "R02143"},
    {"1.2.392.100495.20.3.51", "1.2.392.100495.20.3.99", "SIM-E-201", "R1010"},
    {"テスト 太郎", "テスト　太郎", "SIM-E-201", "R1113"},
    {"\"display\": \"未告知\"", "\"display\": \"未提供\"", "SIM-E-201", "DISPLAY"},
    {"\"code\": \"active\"", "\"code\": \"lively\"", "SIM-E-201", "CODE"},
    {"\"code\": \"confirmed\"", "\"code\": \"entered-in-error\"", "SIM-E-201", "con-5"},
    {"\"subject\":", "\"asserter\":", "SIM-E-201", "REQUIRED"},
    {"\"resourceType\": \"Condition\"", "\"resourceType\": \"Observation\"", "SIM-E-201", NULL},
    {"\"resourceType\": \"Condition\"", "\"resourceType\": \"Procedure\"", "SIM-0000", NULL},
    {"\"type\": \"collection\"", "\"type\": \"document\"", "SIM-E-201", NULL},
    {"\"fullUrl\": \"urn:uuid:", "\"fullUrl\": \"urn:oid:", "SIM-E-201", NULL},
    {"1975-04-01", "1975-04-02", "SIM-E-101", NULL},
};

static char *changed(const char *text, const struct mutation *mutation) {
  const char *found = strstr(text, mutation->part);
  char *result = NULL;
  ck_assert_msg(found != NULL, "%s", mutation->part);
  ck_assert_int_gt(asprintf(&result, "%.*s%s%s", (int)(found - text), text, mutation->instead,
                            found + strlen(mutation->part)),
                   0);
  return result;
}

/* The rule is among the findings; without one there is nothing but advice. */
static void check_rule(const char *answer, const char *rule) {
  char finding[100];
  if (rule == NULL) {
    ck_assert_msg(strstr(answer, "<ResultCode>R0") == NULL, "%s", answer);
    ck_assert_msg(strstr(answer, "<ResultCode>REQUIRED") == NULL, "%s", answer);
    return;
  }
  snprintf(finding, sizeof finding, "<ResultCode>%s</ResultCode>", rule);
  ck_assert_msg(strstr(answer, finding) != NULL, "%s: %s", rule, answer);
}

/* Whatever is wrong with one part: the unit is refused, and nothing is registered. */
START_TEST(a_unit_passes_as_a_whole) {
  const struct mutation *mutation = &mutations[_i];
  char *text = text_of("conditions.json");
  char *other = changed(text, mutation);
  lab_fault(&world, "national_all_messages", 1);
  char *answer =
      wire_send(&world, &(struct wire_message){.operation = "register",
                                               .id = "u-1",
                                               .fields = wire_keys("clinical", IDENTIFIER, ""),
                                               .content = other});
  check_element(answer, "ProcessingResultCode", mutation->code);
  check_rule(answer, mutation->rule);
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, NULL),
                   strcmp(mutation->code, "SIM-0000") == 0 ? 1 : 0);
  free(answer);
  free(other);
  free(text);
}
END_TEST

START_TEST(a_full_url_comes_once) {
  char *text = text_of("conditions.json");
  char *second = strstr(strstr(text, "urn:uuid:") + 1, "\"fullUrl\": \"urn:uuid:");
  ck_assert_ptr_nonnull(second);
  memcpy(second + 12, strstr(text, "urn:uuid:"), 45);
  char *answer =
      wire_send(&world, &(struct wire_message){.operation = "register",
                                               .id = "u-2",
                                               .fields = wire_keys("clinical", IDENTIFIER, ""),
                                               .content = text});
  check_element(answer, "ProcessingResultCode", "SIM-E-201");
  ck_assert_ptr_nonnull(strstr(answer, "重複"));
  free(answer);
  free(text);
}
END_TEST

static char *view(const char *id, const char *form, const char *consent_at) {
  char fields[400];
  snprintf(fields, sizeof fields, INSURED_ELEMENT "<ConsentAt>%s</ConsentAt><Form>%s</Form>",
           consent_at, form);
  return wire_send(&world, &(struct wire_message){.operation = "clinicalview",
                                                  .id = id,
                                                  .institution = WIRE_HOSPITAL,
                                                  .fields = fields});
}

static void check_view(const char *now) {
  size_t length;
  char *answer = view("v-1", "xml", now);
  char *xml = wire_bytes(answer, "Content", &length);
  ck_assert_msg(strstr(xml, "<Mark>未告知</Mark>") != NULL, "%s", xml);
  ck_assert_ptr_null(strstr(xml, "検討中の病名"));
  free(xml);
  free(answer);
  answer = view("v-2", "pdf", now);
  char *pdf = wire_bytes(answer, "Content", &length);
  const char *place = strstr(pdf, "startxref\n");
  ck_assert_int_eq(strncmp(pdf, "%PDF-1.4\n", 9), 0);
  ck_assert_ptr_nonnull(place);
  ck_assert_int_eq(strncmp(pdf + strtol(place + 10, NULL, 10), "xref\n", 5), 0);
  free(pdf);
  free(answer);
  answer = view("v-3", "xml", "yesterday");
  check_element(answer, "ErrorCode", "SIM-E-900");
  free(answer);
}

/* Diseases that began before the period's end are shown; on both forms of a date. */
static void check_period(const char *now, const char *until, bool shown) {
  size_t length;
  char fields[400];
  snprintf(fields, sizeof fields,
           INSURED_ELEMENT "<ConsentAt>%s</ConsentAt><Form>xml</Form><PeriodTo>%s</PeriodTo>", now,
           until);
  char *answer = wire_send(&world, &(struct wire_message){.operation = "clinicalview",
                                                          .id = "v-5",
                                                          .institution = WIRE_HOSPITAL,
                                                          .fields = fields});
  char *xml = wire_bytes(answer, "Content", &length);
  ck_assert_msg((strstr(xml, "高血圧症") != NULL) == shown, "%s %s", until, xml);
  free(xml);
  free(answer);
}

/* Another institution may look for 24 hours from the consent that the message tells. */
START_TEST(what_is_registered_can_be_viewed) {
  char *text = text_of("conditions.json");
  wire_expect(&world,
              &(struct wire_message){.operation = "register",
                                     .id = "v-0",
                                     .fields = wire_keys("clinical", IDENTIFIER, ""),
                                     .content = text},
              "SIM-0000");
  struct reply reply = http_get(&world, "/lab/clock");
  char now[64];
  snprintf(now, sizeof now, "%s", text_at(reply.json, "now"));
  check_view(now);
  check_period(now, "2026-10-01", true);
  check_period(now, "20261001", true);
  check_period(now, "20260930", false);
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":86500}"));
  char *answer = view("v-4", "xml", now);
  check_element(answer, "ProcessingResultCode", "SIM-E-602");
  free(answer);
  reply_free(&reply);
  free(text);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("lab_bundle");
  TCase *cases = tcase_create("bundle");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, a_unit_passes_as_a_whole, 0, sizeof mutations / sizeof *mutations);
  tcase_add_test(cases, a_full_url_comes_once);
  tcase_add_test(cases, what_is_registered_can_be_viewed);
  suite_add_tcase(suite, cases);
  return suite;
}
