/* Expressions on one small document, without definitions: results as JSON text. */
#ifndef TESTS_UNIT_PROFILES_FHIRPATH_FIXTURE_H
#define TESTS_UNIT_PROFILES_FHIRPATH_FIXTURE_H

#include "profiles/fhirpath.h"

struct fhirpath_row {
  const char *expression;
  const char *result; /* JSON array; "syntax" or "error" for a failure */
};

/* A Patient with a contained Organization, extensions on primitives and a Quantity extension. */
static const char fhirpath_fixture_patient[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"active\":true,"
    "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o1\",\"name\":\"Clinic\"}],"
    "\"extension\":[{\"url\":\"http://x.test/weight\",\"valueQuantity\":{\"value\":61.50,"
    "\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}},"
    "{\"url\":\"http://x.test/since\",\"valueDateTime\":\"2020-05-01T10:00:00+09:00\"}],"
    "\"name\":[{\"use\":\"official\",\"family\":\"山田\",\"given\":[\"太郎\",\"次郎\"]},"
    "{\"use\":\"usual\",\"family\":\"Yamada\",\"given\":[null,\"Taro\"],"
    "\"_given\":[{\"extension\":[{\"url\":\"http://x.test/why\",\"valueCode\":\"masked\"}]},"
    "null]}],"
    "\"birthDate\":\"1980-02-29\","
    "\"_birthDate\":{\"extension\":[{\"url\":\"http://x.test/time\",\"valueTime\":\"10:30\"}]},"
    "\"telecom\":[{\"value\":\"03-1\",\"rank\":2},{\"value\":\"03-2\",\"rank\":1}],"
    "\"managingOrganization\":{\"reference\":\"#o1\"},"
    "\"multipleBirthInteger\":2}";

static inline void fhirpath_fixture_run(const struct fhirpath_row *row, bool as_filters) {
  struct arena *arena = arena_new(1u << 24);
  struct document document;
  struct document_failure unread;
  struct fhirpath_failure failure = {.message = NULL};
  struct view program;
  struct fhirpath_collection collection;
  struct buffer buffer = buffer_make(arena, 1u << 20);
  ck_assert_int_eq(
      document_read(arena, view_of(fhirpath_fixture_patient), NULL, &document, &unread), ERROR_OK);
  struct fhirpath_context context = {.document = &document,
                                     .focus_twin = NODE_NONE,
                                     .as_filters = as_filters,
                                     .now_ms = 1795219200000,
                                     .arena = arena};
  enum error error = fhirpath_compile(arena, view_of(row->expression), NULL, &program, &failure);
  const char *found = "syntax";
  if (error == ERROR_OK) {
    ck_assert_msg(fhirpath_check(program) == ERROR_OK, "%s: program refused", row->expression);
    error = fhirpath_run(program, &context, &collection, &failure);
    found = "error";
  }
  if (error == ERROR_OK) {
    fhirpath_write(&context, collection, &buffer);
    found = arena_string(arena, buffer_view(&buffer));
  } else if (error != ERROR_MEMORY) {
    ck_assert_msg(failure.message != NULL, "%s: no message", row->expression);
    struct view text = fhirpath_failure_text(&failure, LANGUAGE_JAPANESE, arena);
    ck_assert_msg(text.length > 0, "%s: no text", row->expression);
  }
  ck_assert_msg(strcmp(found, row->result) == 0, "%s => %s, expected %s", row->expression, found,
                row->result);
  arena_free(arena);
}

#endif
