/* Handlers that ask ORCA, run over the fake ORCA: a request in, the answer's JSON out. */
#ifndef TESTS_UNIT_HANDLERS_ORCA_REQUEST_H
#define TESTS_UNIT_HANDLERS_ORCA_REQUEST_H

#include "handlers/services.h"
#include "server/base/document.h"
#include "server/http/response.h"
#include "server/limits.h"
#include "tests/unit/handlers/mapping_fixture.h"
#include "tests/unit/orca/fake_orca.h"

#include <stdio.h>
#include <stdlib.h>

#define ORCA_REQUEST_QUERIES 8u
#define NO_MORE_ANSWERS                                                                            \
  { NULL, NULL, 0, NULL, ERROR_OK }

#define MAPPING_CSV                                                                                \
  "domain,source_system,source_code,source_display,target_system,target_code,target_display\n"     \
  "disease,http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease,5319009,胃潰瘍,"          \
  "http://medis.or.jp/CodeSystem/master-disease-keyNumber,20057460,胃潰瘍\n"                    \
  "disease,http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease,2500013,糖尿病,"          \
  "http://medis.or.jp/CodeSystem/master-disease-keyNumber,20061710,糖尿病\n"                    \
  "disease,http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease,2500013,糖尿病,"          \
  "http://medis.or.jp/CodeSystem/master-disease-keyNumber,20061711,糖尿病\n"                    \
  "modifier,http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier,2057,両,"         \
  "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber,20068263,両\n"                       \
  "drug,urn:oid:1.2.392.100495.20.2.71,620000001,薬,"                                             \
  "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS,YCM1119402A1022,薬\n"  \
  "drug,urn:oid:1.2.392.100495.20.2.71,620000001,薬,"                                             \
  "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code,1119402A1022,薬\n"

struct orca_request {
  struct fake_orca fake;
  struct fake_setup setup;
  struct services services;
  struct request request;
  struct response response;
  struct name_value query[ORCA_REQUEST_QUERIES];
  enum error error;
  const char *json; /* of the answer; "" after a failure */
};

static inline void orca_request_init(struct orca_request *test, const struct fake_answer *answers) {
  memset(test, 0, sizeof(*test));
  fake_orca_init(&test->fake, answers);
  if (fake_orca_open(&test->fake, 60, &test->setup) != ERROR_OK) {
    abort();
  }
  struct arena *arena = arena_new(64u << 20);
  test->services = (struct services){.mapping = mapping_fixture(arena, NULL, view_of(MAPPING_CSV)),
                                     .orca = test->setup.orca,
                                     .clock = &test->setup.clock,
                                     .institution_number = view_of("1318814790"),
                                     .clins_version = view_of("1.10.0")};
  test->request = (struct request){.arena = arena,
                                   .services = &test->services,
                                   .query = test->query,
                                   .base_url = view_of("http://test/fhir"),
                                   .issues = issue_list_make(arena, LIMIT_ISSUES),
                                   .deadline_us = 10000000};
}

static inline void orca_request_query(struct orca_request *test, const char *name,
                                      const char *value) {
  test->query[test->request.query_count++] = (struct name_value){view_of(name), view_of(value)};
}

/* Runs the handler; a body that is no valid JSON ends the test. */
static inline void orca_request_run(struct orca_request *test, request_handler *handler) {
  struct document document;
  struct document_failure failure;
  test->error = handler(&test->request, &test->response);
  test->json = "";
  if (test->error == ERROR_OK) {
    test->json = arena_string(test->request.arena, test->response.body);
    if (document_read(test->request.arena, test->response.body, NULL, &document, &failure) !=
        ERROR_OK) {
      printf("no JSON at %zu: %s\n", failure.offset, test->json);
      abort();
    }
  }
}

static inline bool orca_request_has(const struct orca_request *test, const char *part) {
  return strstr(test->json, part) != NULL;
}

/* Every part is in the answer; NULL or the limit ends them. */
static inline void orca_request_expect(const struct orca_request *test, const char *const *parts,
                                       size_t limit) {
  for (size_t i = 0; i < limit && parts[i] != NULL; i++) {
    ck_assert_msg(orca_request_has(test, parts[i]), "no %s in %s", parts[i], test->json);
  }
}

static inline size_t orca_request_count(const struct orca_request *test, const char *part) {
  size_t count = 0;
  for (const char *at = strstr(test->json, part); at != NULL; at = strstr(at + 1, part)) {
    count++;
  }
  return count;
}

static inline bool orca_request_has_issue(const struct orca_request *test, const char *id) {
  for (uint32_t i = 0; i < test->request.issues.count; i++) {
    if (strcmp(test->request.issues.issues[i].message->id, id) == 0) {
      return true;
    }
  }
  return false;
}

/* The same request in arenas from too small to large enough: each answer is a failure for want of
 * memory or the whole answer, never a part of it. */
static inline bool orca_request_survives_small_arenas(struct orca_request *test,
                                                      request_handler *handler) {
  struct request request = test->request;
  request.issues.count = 0;
  for (size_t bytes = 512; bytes < (16u << 20); bytes += bytes / 3) {
    struct response response = {.header_count = 0};
    test->request = request;
    test->request.arena = arena_new(bytes);
    test->request.issues = issue_list_make(test->request.arena, LIMIT_ISSUES);
    enum error error = handler(&test->request, &response);
    bool same = error == ERROR_OK && view_is(response.body, test->json);
    arena_free(test->request.arena);
    test->request = request;
    if (error == ERROR_OK || error != ERROR_MEMORY) {
      return same;
    }
  }
  return false;
}

static inline void orca_request_done(struct orca_request *test) {
  orca_close(test->setup.orca);
  arena_free(test->request.arena);
}

/* ---- synthetic answers
 * ------------------------------------------------------------------------------- */

#define TEXT(name, text) "<" name " type=\"string\">" text "</" name ">"
#define RECORD(name, content) "<" name " type=\"record\">" content "</" name ">"
#define ARRAY(name, content) "<" name " type=\"array\">" content "</" name ">"
#define CHILD(name, content) RECORD(name "_child", content)
#define ANSWER(root, code, content)                                                                \
  "<xmlio2>" RECORD(root, TEXT("Api_Result", code) TEXT("Api_Result_Message", "メッセージ")        \
                              content) "</xmlio2>"
#define PATIENT(content) ANSWER("patientinfores", "00", RECORD("Patient_Information", content))

#endif
