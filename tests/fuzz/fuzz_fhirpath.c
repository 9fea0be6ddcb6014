/* FHIRPath: any expression is compiled or refused with a place, and what was compiled runs within
 * its bounds on a small Patient. Bytes that claim to be a program are refused or run as well. */
#include "profiles/fhirpath_model.h"
#include "tests/fuzz/fuzz_definitions_shared.h"

static const char patient[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"active\":true,\"contained\":[{\"resourceType\":"
    "\"Organization\",\"id\":\"o1\",\"name\":\"Clinic\"}],\"extension\":[{\"url\":\"urn:x\","
    "\"valueQuantity\":{\"value\":61.50,\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\","
    "\"code\":\"kg\"}}],\"name\":[{\"family\":\"山田\",\"given\":[\"太郎\",null],\"_given\":[null,"
    "{\"extension\":[{\"url\":\"urn:y\",\"valueCode\":\"masked\"}]}]}],\"birthDate\":"
    "\"1980-02-29\",\"managingOrganization\":{\"reference\":\"#o1\"},\"multipleBirthInteger\":2}";

static void run(struct view program, struct arena *arena, bool as_filters) {
  struct document document;
  struct document_failure unread;
  const struct definitions *definitions = fuzz_definitions();
  FUZZ_HOLDS(document_read(arena, view_of(patient), definitions_names(definitions), &document,
                           &unread) == ERROR_OK);
  struct fhirpath_model model = fhirpath_model_make(definitions);
  struct fhirpath_context context = {.document = &document,
                                     .focus_twin = NODE_NONE,
                                     .as_filters = as_filters,
                                     .interned = true,
                                     .now_ms = 1795219200000,
                                     .model = &model,
                                     .arena = arena};
  struct fhirpath_collection collection;
  struct fhirpath_failure failure = {.message = NULL};
  enum error error = fhirpath_run(program, &context, &collection, &failure);
  if (error == ERROR_OK) {
    struct buffer buffer = buffer_make(arena, 1u << 20);
    fhirpath_write(&context, collection, &buffer);
  } else if (error == ERROR_NOT_PROCESSABLE) {
    FUZZ_HOLDS(failure.message != NULL);
    FUZZ_HOLDS(fhirpath_failure_text(&failure, LANGUAGE_JAPANESE, arena).length > 0);
  }
}

static void compile(struct view expression, struct arena *arena) {
  struct view program;
  struct fhirpath_failure failure = {.message = NULL};
  enum error error = fhirpath_compile(arena, expression, definitions_names(fuzz_definitions()),
                                      &program, &failure);
  if (error == ERROR_OK) {
    FUZZ_HOLDS(fhirpath_check(program) == ERROR_OK);
    run(program, arena, (expression.length & 1u) != 0);
  } else if (error == ERROR_SYNTAX) {
    FUZZ_HOLDS(failure.message != NULL && failure.offset <= expression.length);
  }
}

static void damaged(struct view bytes, struct arena *arena) {
  char *program = arena_array(arena, bytes.length + 1, 1);
  FUZZ_HOLDS(program != NULL);
  memcpy(program, bytes.data, bytes.length);
  struct view view = view_make(program, bytes.length);
  if (fhirpath_check(view) == ERROR_OK) {
    run(view, arena, false);
  }
}

/* The first byte says which of the two: P is a program. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct view input = fuzz_view(bytes, size);
  if (size > 1 && bytes[0] == 'P') {
    damaged(view_make(input.data + 1, size - 1), arena);
  } else {
    compile(input, arena);
  }
  arena_free(arena);
  return 0;
}
