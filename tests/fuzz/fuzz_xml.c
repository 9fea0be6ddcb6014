/* FHIR in XML: any text is refused with a place inside of it or becomes a document over which the
 * validator runs, and every finding leads back into the XML. */
#include "profiles/validator.h"
#include "profiles/xml_document.h"
#include "server/limits.h"
#include "tests/fuzz/fuzz_definitions_shared.h"

static void check_places(const struct issue_list *issues, size_t size) {
  for (uint32_t i = 0; i < issues->count; i++) {
    size_t offset = issues->issues[i].offset;
    FUZZ_HOLDS(offset == ISSUE_NO_OFFSET || offset <= size);
  }
}

static void validate(const struct xml_document *xml, struct arena *arena,
                     struct issue_list *issues) {
  const struct validation_settings settings = {.clins_version = view_of("1.10.0"),
                                               .national = true};
  const struct validation_request request = {.document = &xml->document, .is_xml = true};
  enum error error = validator_run(fuzz_definitions(), &settings, &request, arena, issues);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_MEMORY);
  xml_document_locate(xml, issues);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct xml_document xml;
  struct view text = fuzz_view(bytes, size);
  (void)xml_document_is_likely(text);
  enum error error = xml_document_read(fuzz_definitions(), text, arena, &issues, &xml);
  if (error == ERROR_OK) {
    FUZZ_HOLDS(document_type(&xml.document, 0) == NODE_OBJECT);
    validate(&xml, arena, &issues);
  } else {
    FUZZ_HOLDS(error != ERROR_SYNTAX || issue_list_failed(&issues));
  }
  check_places(&issues, size);
  arena_free(arena);
  return 0;
}
