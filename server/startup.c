#include "server/startup.h"

#include <stdio.h>

void startup_complain(struct issue_list *issues, enum error error) {
  if (issues->count == 0) {
    fprintf(stderr, "fhir-facade: %s\n             %s\n", error_english(error),
            error_japanese(error));
  }
  for (uint32_t i = 0; i < issues->count; i++) {
    struct view english = issue_text(&issues->issues[i], LANGUAGE_ENGLISH, issues->arena);
    struct view japanese = issue_text(&issues->issues[i], LANGUAGE_JAPANESE, issues->arena);
    fprintf(stderr, "fhir-facade: %.*s\n             %.*s\n", VIEW_ARGUMENTS(english),
            VIEW_ARGUMENTS(japanese));
  }
}
