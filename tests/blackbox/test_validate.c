/* $validate: the verdict, where it points to, and the ways to ask for it. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdlib.h>
#include <string.h>

#define CORE "http://hl7.org/fhir/StructureDefinition/"

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static const char good_patient[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"gender\":\"male\",\"birthDate\":\"1975-04-01\"}";

static const struct {
  const char *path;
  const char *body;
  size_t errors;          /* 0 = valid; else at least that many */
  const char *expression; /* of one error; NULL = not compared */
} rows[] = {
    {"/fhir/Patient/$validate", good_patient, 0, NULL},
    {"/fhir/$validate", good_patient, 0, NULL},
    {"/validateResource", good_patient, 0, NULL},
    {"/fhir/Patient/$validate?profile=" CORE "Patient", good_patient, 0, NULL},
    {"/fhir/Patient/$validate", "{\"resourceType\":\"Patient\",\"gender\":\"unsure\"}", 1,
     "Patient.gender"},
    {"/fhir/Patient/$validate", "{\"resourceType\":\"Patient\",\"nickname\":\"x\"}", 1,
     "Patient.nickname"},
    {"/fhir/Patient/$validate", "{\"resourceType\":\"Patient\",\"birthDate\":\"1975-02-30\"}", 1,
     "Patient.birthDate"},
    {"/fhir/Patient/$validate",
     "{\"resourceType\":\"Patient\",\"contact\":[{\"gender\":\"male\"},{\"gender\":5}]}", 1,
     "Patient.contact[1].gender"},
    {"/fhir/Condition/$validate", "{\"resourceType\":\"Condition\"}", 1, "Condition"},
    {"/fhir/Observation/$validate",
     "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"a\"},"
     "\"valueInteger\":1,\"valueString\":\"b\"}",
     1, NULL},
    /* the URL names another type */
    {"/fhir/Condition/$validate", good_patient, 1, NULL},
    {"/fhir/$validate", "{\"resourceType\":\"Nonsense\"}", 1, NULL},
    {"/fhir/$validate", "{\"id\":\"x\"}", 1, NULL},
    /* a profile that nobody knows is an issue, never skipped */
    {"/fhir/Patient/$validate?profile=http://example.org/fhir/StructureDefinition/unknown",
     good_patient, 1, NULL},
    {"/fhir/Patient/$validate",
     "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"http://example.org/unknown\"]}}", 0,
     "Patient.meta.profile[0]"},
    /* Parameters */
    {"/fhir/$validate",
     "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":"
     "{\"resourceType\":\"Patient\",\"gender\":\"male\"}},{\"name\":\"mode\",\"valueCode\":"
     "\"create\"}]}",
     0, NULL},
    {"/fhir/$validate",
     "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":"
     "{\"resourceType\":\"Patient\",\"gender\":\"unsure\"}}]}",
     1, "Patient.gender"},
    {"/fhir/$validate",
     "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":"
     "{\"resourceType\":\"Patient\"}},{\"name\":\"profile\",\"valueUri\":\"http://example.org/"
     "unknown\"}]}",
     1, NULL},
};

static bool names_expression(const json_t *outcome, const char *expression) {
  const json_t *issues = json_at(outcome, "issue");
  for (size_t i = 0; i < json_array_size(issues); i++) {
    if (strcmp(text_at(json_array_get(issues, i), "expression.0"), expression) == 0) {
      return true;
    }
  }
  return false;
}

START_TEST(judges) {
  struct reply reply = http_post(&world, rows[_i].path, rows[_i].body);
  ck_assert_msg(reply.status == 200, "%s <- %s: %ld %s", rows[_i].path, rows[_i].body, reply.status,
                reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  ck_assert_uint_ge(json_array_size(json_at(reply.json, "issue")), 1);
  size_t errors = outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal");
  bool right = rows[_i].errors == 0 ? errors == 0 : errors >= rows[_i].errors;
  ck_assert_msg(right, "%s <- %s: %zu errors: %s", rows[_i].path, rows[_i].body, errors,
                reply.body);
  if (rows[_i].expression != NULL) {
    ck_assert_msg(names_expression(reply.json, rows[_i].expression), "%s: %s", rows[_i].expression,
                  reply.body);
  }
  reply_free(&reply);
}
END_TEST

static json_int_t line_of(const json_t *issue) {
  const json_t *extensions = json_at(issue, "extension");
  for (size_t i = 0; i < json_array_size(extensions); i++) {
    const json_t *extension = json_array_get(extensions, i);
    if (strstr(text_at(extension, "url"), "issue-line") != NULL) {
      return json_integer_value(json_at(extension, "valueInteger"));
    }
  }
  return 0;
}

START_TEST(points_to_line_and_column) {
  struct reply reply =
      http_post(&world, "/fhir/Patient/$validate",
                "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"unsure\"\n}");
  const json_t *issues = json_at(reply.json, "issue");
  bool found = false;
  for (size_t i = 0; i < json_array_size(issues); i++) {
    const json_t *issue = json_array_get(issues, i);
    if (strcmp(text_at(issue, "expression.0"), "Patient.gender") != 0) {
      continue;
    }
    found = true;
    ck_assert_int_eq(line_of(issue), 3);
  }
  ck_assert_msg(found, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

/* ---- XML
 * ------------------------------------------------------------------------------------------ */
#define FHIR_XML "application/fhir+xml"
#define PATIENT_XML(content) "<Patient xmlns=\"http://hl7.org/fhir\">" content "</Patient>"

static const struct {
  const char *path;
  const char *type;
  const char *body;
  long status;
  const char *expression; /* of an error; NULL = there is none */
  int line;
} xml_rows[] = {
    {"/fhir/Patient/$validate", FHIR_XML, PATIENT_XML("<gender value=\"male\"/>"), 200, NULL, 0},
    {"/fhir/Patient/$validate", "application/xml", PATIENT_XML("\n<gender value=\"x\"/>"), 200,
     "Patient.gender", 2},
    {"/fhir/$validate", "text/xml; charset=utf-8", PATIENT_XML("\n\n<gender value=\"x\"/>"), 200,
     "Patient.gender", 3},
    {"/validateResource", FHIR_XML, PATIENT_XML("<gender value=\"male\" x=\"1\"/>"), 200,
     "Patient.gender", 1},
    {"/fhir/$validate", FHIR_XML,
     "<Parameters xmlns=\"http://hl7.org/fhir\">\n<parameter><name value=\"resource\"/><resource>\n"
     "<Patient><gender value=\"x\"/></Patient></resource></parameter></Parameters>",
     200, "Patient.gender", 3},
    {"/fhir/Condition/$validate", FHIR_XML, PATIENT_XML("<gender value=\"male\"/>"), 200, "Patient",
     1},
    {"/fhir/$validate", FHIR_XML, PATIENT_XML("\n<name><family value=\"a\">"), 400,
     "Patient.name[0].family", 2},
    {"/fhir/$validate", FHIR_XML, "<!DOCTYPE a>" PATIENT_XML(""), 400, "", 1},
    {"/fhir/$validate", FHIR_XML, good_patient, 400, "", 1},
    /* XML is judged, nothing else */
    {"/fhir/Bundle", FHIR_XML, "<Bundle xmlns=\"http://hl7.org/fhir\"/>", 415, "", 0},
    {"/fhir", "application/xml", "<Bundle xmlns=\"http://hl7.org/fhir\"/>", 415, "", 0},
    {"/fhir/$validate", "application/fhir+xml; charset=shift_jis", PATIENT_XML(""), 415, "", 0},
};

START_TEST(judges_xml) {
  struct reply reply = http_call(&world, &(struct call){.path = xml_rows[_i].path,
                                                        .body = xml_rows[_i].body,
                                                        .type = xml_rows[_i].type});
  ck_assert_msg(reply.status == xml_rows[_i].status, "%s: %ld %s", xml_rows[_i].body, reply.status,
                reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  size_t errors = outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal");
  ck_assert_msg((errors > 0) == (xml_rows[_i].expression != NULL), "%s", reply.body);
  if (errors > 0) {
    const json_t *issue = json_at(reply.json, "issue.0");
    ck_assert_str_eq(text_at(issue, "expression.0"), xml_rows[_i].expression);
    ck_assert_int_eq(line_of(issue), xml_rows[_i].line);
  }
  reply_free(&reply);
}
END_TEST

START_TEST(the_same_bytes_give_the_same_answer) {
  const char *body = rows[7].body;
  struct reply first = http_post(&world, "/fhir/Patient/$validate", body);
  for (size_t i = 0; i < 5; i++) {
    struct reply again = http_post(&world, "/fhir/Patient/$validate", body);
    ck_assert_str_eq(again.body, first.body);
    reply_free(&again);
  }
  reply_free(&first);
}
END_TEST

/* Numbers are text: nothing that the server answers with changes their digits. */
START_TEST(decimals_keep_their_digits) {
  struct reply reply =
      http_post(&world, "/fhir/Observation/$validate",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"a\"},"
                "\"valueQuantity\":{\"value\":1.10}}");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_msg(outcome_count(reply.json, "error") == 0, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validate");
  TCase *cases = tcase_create("validate");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, judges, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, points_to_line_and_column);
  tcase_add_loop_test(cases, judges_xml, 0, sizeof xml_rows / sizeof *xml_rows);
  tcase_add_test(cases, the_same_bytes_give_the_same_answer);
  tcase_add_test(cases, decimals_keep_their_digits);
  suite_add_tcase(suite, cases);
  return suite;
}
