#include "server/startup.h"

#include "server/limits.h"

#include <stdio.h>
#include <unistd.h>

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

enum error startup_config(struct arena *arena, const char *file, struct config *ret_config) {
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  const struct config_sources sources = {.file = file, .environment = (const char *const *)environ};
  enum error error = config_load(arena, &sources, &issues, ret_config);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
  }
  return error;
}
