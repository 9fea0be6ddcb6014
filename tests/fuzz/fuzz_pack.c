/* The reader of compiled definitions: a pack with a right digest and any content is refused, or a
 * validation over it stays inside. */
#include "profiles/pack.h"
#include "profiles/validator.h"
#include "server/limits.h"
#include "tests/fuzz/fuzz.h"

static const char observation[] =
    "{\"resourceType\":\"Observation\",\"id\":\"a\",\"code\":{\"coding\":[{\"system\":\"urn:s\","
    "\"code\":\"x\"}],\"text\":\"t\"},\"valueQuantity\":{\"unit\":\"kg\"},\"component\":[{\"code\":"
    "{\"text\":\"u\"},\"part\":[{\"code\":{\"text\":\"v\"}}]},{\"code\":{}}]}";

static void validate(const struct definitions *definitions, struct arena *arena) {
  struct document document;
  struct document_failure failure;
  FUZZ_HOLDS(document_read(arena, view_of(observation), definitions_names(definitions), &document,
                           &failure) == ERROR_OK);
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  const struct view profile = view_of("http://g/p");
  const struct validation_settings settings = {.clins_version = view_of("1.10.0"),
                                               .national = true};
  const struct validation_request request = {
      .document = &document, .profiles = &profile, .profile_count = 1};
  enum error error = validator_run(definitions, &settings, &request, arena, &issues);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_MEMORY);
  for (uint32_t i = 0; i < issues.count; i++) {
    (void)issue_text(&issues.issues[i], LANGUAGE_JAPANESE, arena);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size < sizeof(struct pack_header)) {
    return 0;
  }
  size_t room = (size + PACK_ALIGNMENT - 1) / PACK_ALIGNMENT * PACK_ALIGNMENT;
  char *pack = aligned_alloc(PACK_ALIGNMENT, room);
  FUZZ_HOLDS(pack != NULL);
  memcpy(pack, bytes, size);
  pack_seal(pack, size);
  struct definitions *definitions = NULL;
  if (definitions_from_bytes(view_make(pack, size), &definitions) == ERROR_OK) {
    struct arena *arena = fuzz_arena();
    validate(definitions, arena);
    arena_free(arena);
    definitions_close(definitions);
  }
  free(pack);
  return 0;
}
