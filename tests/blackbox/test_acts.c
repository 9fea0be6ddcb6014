/* Prescriptions, dispensing, procedures and charges, live from the simulated ORCA. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <string.h>

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

struct search_row {
  const char *path;
  long total;
  const char *has; /* somewhere in the answer; NULL = nothing to look for */
};

static const struct search_row searches[] = {
    {"/fhir/MedicationRequest?patient=00003", 8, "【般】架空脂質錠１０ｍｇ"},
    {"/fhir/MedicationRequest?patient=Patient/3&authoredon=ge2026-11-01", 4, "発熱時"},
    {"/fhir/MedicationRequest?patient=00003&authoredon=lt2026-11-01", 4, "#medication"},
    {"/fhir/MedicationRequest?_id=00003.0000101.p2.1", 1, "asNeededBoolean"},
    {"/fhir/MedicationRequest?patient=00003&_id=00003.0000101.p9.1", 0, NULL},
    {"/fhir/MedicationRequest?patient=00009", 2, "99999.99999"},
    {"/fhir/MedicationRequest?patient=00009", 2, "分割調剤: 3回のうち1回目"},
    {"/fhir/MedicationRequest?patient=00009", 2, "orca-prescription-material"},
    {"/fhir/MedicationRequest?patient=00014", 1, "分２　朝夕食後　1日量2錠　14日分"},
    {"/fhir/MedicationRequest?patient=00012", 1, "入院処方"},
    {"/fhir/MedicationRequest?patient=00010", 0, NULL},
    {"/fhir/MedicationRequest?patient=99999", 0, "orca-search-patient-unknown"},
    {"/fhir/MedicationDispense?patient=00003", 3, "\"whenHandedOver\":\"2026-10-05\""},
    {"/fhir/MedicationDispense?patient=00014", 0, NULL},
    {"/fhir/Procedure?patient=00003", 4, "架空創傷処置"},
    {"/fhir/Procedure?patient=00003&date=2026-10-05", 2, "架空筋肉内注射"},
    {"/fhir/Procedure?patient=00012", 1, "架空小手術"},
    {"/fhir/Procedure?patient=00005", 1, "orca-visit-withheld"},
    {"/fhir/ChargeItem?patient=00003&occurrence=2026-10-05", 10, "架空診断書料"},
    {"/fhir/ChargeItem?patient=00004", 30, "orca-visits-left"},
    {"/fhir/ChargeItem?patient=00004&occurrence=ge2026-01-01", 30, "orca-truncated"},
};

START_TEST(searches_answer) {
  const struct search_row *row = &searches[_i];
  struct reply reply = http_get(&world, row->path);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", row->path, reply.status, reply.body);
  ck_assert_msg(json_integer_value(json_at(reply.json, "total")) == row->total, "%s: %s", row->path,
                reply.body);
  ck_assert_msg(row->has == NULL || strstr(reply.body, row->has) != NULL, "%s lacks %s: %s",
                row->path, row->has, reply.body);
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  long status;
} refusals[] = {
    {"/fhir/MedicationRequest", 400},
    {"/fhir/MedicationRequest?authoredon=2026-11-02", 400},
    {"/fhir/MedicationRequest?patient=3&authoredon=someday", 400},
    {"/fhir/MedicationRequest?patient=3&shoe-size=43", 400},
    {"/fhir/MedicationRequest/00003.0000101.p9.1", 404},
    {"/fhir/MedicationRequest/00003", 404},
    {"/fhir/MedicationRequest/99999.0000101.p1.1", 404},
    {"/fhir/Procedure/00003.0000101.a1.1", 404}, /* a fee is no procedure */
};

START_TEST(refusals_are_said) {
  struct reply reply = http_get(&world, refusals[_i].path);
  ck_assert_msg(reply.status == refusals[_i].status, "%s: %ld %s", refusals[_i].path, reply.status,
                reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  reply_free(&reply);
}
END_TEST

/* What a search finds is read by its id and is the same. */
static const char *const types[] = {"MedicationRequest", "MedicationDispense", "Procedure",
                                    "ChargeItem"};

START_TEST(what_is_found_can_be_read) {
  char path[300];
  snprintf(path, sizeof path, "/fhir/%s?patient=00003", types[_i]);
  struct reply found = http_get(&world, path);
  const json_t *entries = json_at(found.json, "entry");
  ck_assert_uint_gt(json_array_size(entries), 0);
  for (size_t i = 0; i < json_array_size(entries); i++) {
    json_t *resource = json_object_get(json_array_get(entries, i), "resource");
    snprintf(path, sizeof path, "/fhir/%s/%s", types[_i], text_at(resource, "id"));
    struct reply read = http_get(&world, path);
    ck_assert_msg(read.status == 200, "%s: %ld %s", path, read.status, read.body);
    json_object_del(json_object_get(resource, "meta"), "lastUpdated");
    json_object_del(json_object_get(read.json, "meta"), "lastUpdated");
    ck_assert_msg(json_equal(resource, read.json), "%s: %s", path, read.body);
    reply_free(&read);
  }
  reply_free(&found);
}
END_TEST

static const char *const own_resources[] = {
    "/fhir/MedicationRequest?patient=00003",  "/fhir/MedicationRequest?patient=00014",
    "/fhir/MedicationRequest?patient=00009",  "/fhir/MedicationRequest?patient=00012",
    "/fhir/MedicationDispense?patient=00003", "/fhir/MedicationDispense?patient=00012",
    "/fhir/Procedure?patient=00003",          "/fhir/Procedure?patient=00005",
    "/fhir/Procedure?patient=00012",          "/fhir/ChargeItem?patient=00003",
    "/fhir/ChargeItem?patient=00004",         "/fhir/ChargeItem?patient=00009",
};

START_TEST(what_is_made_from_orca_is_valid) {
  struct reply made = http_get(&world, own_resources[_i]);
  ck_assert_msg(made.status == 200, "%s: %ld %s", own_resources[_i], made.status, made.body);
  struct reply outcome = http_post(&world, "/fhir/$validate", made.body);
  ck_assert_int_eq(outcome.status, 200);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0 &&
                    outcome_count(outcome.json, "fatal") == 0 &&
                    outcome_count(outcome.json, "warning") == 0,
                "%s: %s", own_resources[_i], outcome.body);
  reply_free(&made);
  reply_free(&outcome);
}
END_TEST

static void look(const char *path, const char *header) {
  struct reply reply = http_call(&world, &(struct call){.path = path, .headers = {header}});
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}

/* ORCA leaves a print record for each prescription that it is asked for: once is enough, even for a
 * client that wants no kept answers, as long as the account has not changed. */
START_TEST(a_prescription_is_asked_for_once) {
  look("/fhir/MedicationRequest?patient=00003", NULL);
  int prescriptions = lab_orca_calls(&world, "prescriptionv2");
  int visits = lab_orca_calls(&world, "medicalgetv2");
  look("/fhir/MedicationRequest?patient=00003", "Cache-Control: no-cache");
  look("/fhir/MedicationRequest/00003.0000101.p1.1", "Cache-Control: no-cache");
  look("/fhir/ChargeItem?patient=00003", "Cache-Control: no-cache");
  ck_assert_int_eq(lab_orca_calls(&world, "prescriptionv2"), prescriptions);
  ck_assert_int_eq(lab_orca_calls(&world, "medicalgetv2"), visits + 6); /* the lists alone */
}
END_TEST

/* One account each, however many resources are made of it. */
START_TEST(everything_of_a_patient) {
  struct reply reply = http_get(&world, "/fhir/Patient/00014/$everything");
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    char text[100];
    snprintf(text, sizeof text, "\"resourceType\":\"%s\"", types[i]);
    bool is_wanted =
        strcmp(types[i], "MedicationRequest") == 0 || strcmp(types[i], "ChargeItem") == 0;
    ck_assert_msg((strstr(reply.body, text) != NULL) == is_wanted, "%s", types[i]);
  }
  reply_free(&reply);
}
END_TEST

/* Visit, physician and department are there to be read. */
START_TEST(references_lead_somewhere) {
  struct reply reply =
      http_get(&world, "/fhir/MedicationRequest?patient=00003&authoredon=2026-11-02"
                       "&_include=MedicationRequest:encounter"
                       "&_include=MedicationRequest:requester");
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "Encounter/visit-20261102-01-1-00003\",\"resource\""));
  ck_assert_ptr_nonnull(strstr(reply.body, "Practitioner/10001\",\"resource\""));
  ck_assert_ptr_null(strstr(reply.body, "OperationOutcome"));
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Procedure/00003.0000088.a5.1");
  ck_assert_str_eq(text_at(reply.json, "performer.0.actor.reference"),
                   "Organization/department-01");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Organization/department-01");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

START_TEST(results_are_sorted_and_traced) {
  struct reply reply = http_get(
      &world, "/fhir/MedicationRequest?patient=00003&_sort=authoredon&_provenance=true&_count=1");
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_str_eq(text_at(reply.json, "entry.0.resource.authoredOn"), "2026-10-05");
  ck_assert_ptr_nonnull(strstr(reply.body, " › Medical_Information["));
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("acts");
  TCase *cases = tcase_create("acts");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, searches_answer, 0, sizeof searches / sizeof *searches);
  tcase_add_loop_test(cases, refusals_are_said, 0, sizeof refusals / sizeof *refusals);
  tcase_add_loop_test(cases, what_is_found_can_be_read, 0, sizeof types / sizeof *types);
  tcase_add_loop_test(cases, what_is_made_from_orca_is_valid, 0,
                      sizeof own_resources / sizeof *own_resources);
  tcase_add_test(cases, a_prescription_is_asked_for_once);
  tcase_add_test(cases, everything_of_a_patient);
  tcase_add_test(cases, references_lead_somewhere);
  tcase_add_test(cases, results_are_sorted_and_traced);
  suite_add_tcase(suite, cases);
  return suite;
}
