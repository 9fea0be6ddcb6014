#include "tests/writes/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUNDLE_AT "http://jpfhir.jp/fhir/clins/bundle-identifier%7C1319999999%5E2026%5EFC-#"
#define TASKS "/fhir/Task?_summary=count&identifier=" BUNDLE_AT
#define TRANSLATE                                                                                  \
  "/fhir/ConceptMap/$translate?system=http://jpfhir.jp/fhir/core/mhlw/CodeSystem/"                 \
  "masterB-disease&code=1519006&targetsystem=http://medis.or.jp/CodeSystem/"                       \
  "master-disease-keyNumber"
#define GZIP KIND_FHIR "Accept-Encoding: gzip\r\n"
#define BATCH                                                                                      \
  "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["                                    \
  "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/00001\"}},"                                  \
  "{\"request\":{\"method\":\"GET\",\"url\":\"Coverage?patient=00002\"}}]}"
#define MAPPING_ROW                                                                                \
  "{\"domain\":\"laboratory\",\"source_system\":\"urn:local\",\"source_code\":\"L1\","             \
  "\"target_system\":\"urn:t\",\"target_code\":\"T1\",\"comment\":\"trial-#\"}"
#define CODE_SYSTEM                                                                                \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"writes\",\"url\":\"urn:writes\",\"version\":"         \
  "\"trial-#\",\"name\":\"Writes\",\"status\":\"active\",\"content\":\"complete\","                \
  "\"concept\":[{\"code\":\"a\",\"display\":\"trial-#\"}]}"
#define SUBSCRIPTION                                                                               \
  "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"trial-#\","            \
  "\"criteria\":\"Patient?_id=00001\",\"channel\":{\"type\":\"rest-hook\","                        \
  "\"endpoint\":\"http://127.0.0.1:9/trial-#\"}}"

static const struct kind kinds[] = {
    {"$validate", "POST", "/fhir/Bundle/$validate", KIND_FHIR, KIND_BODY_BUNDLE, NULL, 200,
     .member = "OperationOutcome"},
    {"$validate of 1 MB", "POST", "/fhir/Bundle/$validate", KIND_FHIR, KIND_BODY_LARGE, NULL, 200,
     .member = "OperationOutcome"},
    {"read", "GET", "/fhir/Patient/00001", KIND_FHIR, .status = 200, .member = "\"Patient\"",
     .uses_orca = true, .is_recorded = true},
    {"search", "GET", "/fhir/Condition?patient=00001", KIND_FHIR, .status = 200,
     .member = "searchset", .uses_orca = true, .is_recorded = true},
    {"large search", "GET", "/fhir/Condition?patient=00004&_count=1000", KIND_FHIR, .status = 200,
     .member = "searchset", .uses_orca = true, .is_recorded = true},
    {"large search, gzip", "GET", "/fhir/Condition?patient=00004&_count=1000", GZIP, .status = 200,
     .member = "searchset", .uses_orca = true, .is_recorded = true},
    {"$everything", "GET", "/fhir/Patient/00001/$everything", KIND_FHIR, .status = 200,
     .member = "searchset", .uses_orca = true, .is_recorded = true},
    {"batch", "POST", "/fhir", KIND_FHIR, KIND_BODY_TEXT, BATCH, 200, "batch-response",
     .is_recorded = true},
    {"$translate", "GET", TRANSLATE, KIND_FHIR, .status = 200, .member = "20054178"},
    {"metadata", "GET", "/fhir/metadata", KIND_FHIR, .status = 200,
     .member = "CapabilityStatement"},
    {"$clinical-bundle", "GET", "/fhir/Patient/00001/$clinical-bundle?kind=condition", KIND_FHIR,
     .status = 200, .member = "\"Bundle\"", .uses_orca = true, .is_recorded = true},
    {"$map", "POST", "/fhir/$map", KIND_FHIR, KIND_BODY_BUNDLE, NULL, 200, .member = "Parameters"},
    {"AuditEvent search", "GET", "/fhir/AuditEvent?_count=20", KIND_FHIR, .status = 200,
     .member = "searchset", .varies = true, .is_recorded = true},
    {"POST Bundle", "POST", "/fhir/Bundle", KIND_FHIR, KIND_BODY_BUNDLE, NULL, 202,
     "OperationOutcome", .is_recorded = true, .probe = TASKS, .before = "\"total\":0",
     .after = "\"total\":1"},
    {"PUT Bundle", "PUT", "/fhir/Bundle?identifier=" BUNDLE_AT, KIND_FHIR, KIND_BODY_REGISTERED,
     NULL, 202, "OperationOutcome", .is_recorded = true, .uses_registered = true, .probe = TASKS,
     .before = "\"total\":1", .after = "\"total\":2"},
    {"DELETE Bundle", "DELETE", "/fhir/Bundle?identifier=" BUNDLE_AT, KIND_FHIR, .status = 202,
     .member = "\"Task\"", .is_recorded = true, .uses_registered = true, .probe = TASKS,
     .before = "\"total\":1", .after = "\"total\":2"},
    {"PUT mapping row", "PUT", "/mapping/rows/@", KIND_JSON, KIND_BODY_TEXT, MAPPING_ROW, 200,
     "trial-#", .varies = true, .is_recorded = true, .probe = "/mapping/rows?code=L1",
     .before = "trial-#", .after = "trial-#"},
    {"PUT CodeSystem", "PUT", "/fhir/CodeSystem/writes", KIND_FHIR, KIND_BODY_TEXT, CODE_SYSTEM,
     200, "trial-#", .is_recorded = true,
     .probe = "/fhir/CodeSystem/$lookup?system=urn:writes&code=a", .before = "trial-#",
     .after = "trial-#"},
    {"POST Subscription", "POST", "/fhir/Subscription", KIND_FHIR, KIND_BODY_TEXT, SUBSCRIPTION,
     201, "trial-#", .is_recorded = true,
     .probe = "/fhir/Subscription?url=http://127.0.0.1:9/trial-#", .before = "\"total\":0",
     .after = "\"total\":1", .removal = "/fhir/Subscription/@"},
};

size_t kind_count(void) {
  return sizeof kinds / sizeof *kinds;
}

const struct kind *kind_get(size_t index) {
  return &kinds[index];
}

char *kind_fill(const char *text, unsigned number, const char *id) {
  char *filled = NULL;
  size_t length = 0;
  if (text == NULL) {
    return NULL;
  }
  FILE *stream = open_memstream(&filled, &length);
  for (; stream != NULL && *text != '\0'; text++) {
    if (*text == '#') {
      fprintf(stream, "%032u", number);
    } else if (*text == '@') {
      fputs(id, stream);
    } else {
      fputc(*text, stream);
    }
  }
  if (stream == NULL || fclose(stream) != 0) {
    abort();
  }
  return filled;
}
