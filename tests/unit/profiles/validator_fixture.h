/* The project's own definition tables as a pack, compiled once for a test program, and one-line
 * validation. Header-only, since each unit test is one file. Tests run from the root of the
 * checkout. */
#ifndef TESTS_UNIT_PROFILES_VALIDATOR_FIXTURE_H
#define TESTS_UNIT_PROFILES_VALIDATOR_FIXTURE_H

#include "profiles/pack_compile.h"
#include "profiles/validator.h"
#include "server/base/buffer.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

struct validator_fixture {
  struct arena *arena; /* of the pack */
  struct view pack;
  struct definitions *definitions;
};

struct validator_input {
  const char *json;
  const char *profile;       /* or NULL */
  const char *clins_version; /* or NULL */
};

static inline void validator_fixture_open(struct validator_fixture *fixture) {
  struct pack_compile_request request = {"profiles/definitions", NULL, 0};
  fixture->arena = arena_new(LIMIT_DEFINITIONS_BYTES);
  ck_assert_ptr_nonnull(fixture->arena);
  struct issue_list issues = issue_list_make(fixture->arena, LIMIT_ISSUES);
  ck_assert_int_eq(pack_compile(fixture->arena, &request, &issues, &fixture->pack), ERROR_OK);
  ck_assert_int_eq(definitions_from_bytes(fixture->pack, &fixture->definitions), ERROR_OK);
}

static inline void validator_fixture_close(struct validator_fixture *fixture) {
  definitions_close(fixture->definitions);
  arena_free(fixture->arena);
}

/* All that the validator finds in the JSON, measured by the profile unless it is NULL. */
static inline struct issue_list validator_fixture_issues(const struct definitions *definitions,
                                                         const struct validation_settings *settings,
                                                         struct view json, const char *profile,
                                                         struct arena *arena) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, json, definitions_names(definitions), &document, &failure),
                   ERROR_OK);
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct view profile_url = view_of(profile);
  struct validation_request request = {
      .document = &document, .profiles = &profile_url, .profile_count = profile == NULL ? 0 : 1};
  ck_assert_int_eq(validator_run(definitions, settings, &request, arena, &issues), ERROR_OK);
  return issues;
}

/* "severity id path" lines of what the validator finds, joined by '\n'; informations left out. */
static inline struct view validator_fixture_run(const struct definitions *definitions,
                                                const struct validator_input *input,
                                                struct arena *arena) {
  const char *version = input->clins_version == NULL ? "1.10.0" : input->clins_version;
  const struct validation_settings settings = {.clins_version = view_of(version)};
  struct issue_list issues =
      validator_fixture_issues(definitions, &settings, view_of(input->json), input->profile, arena);
  struct buffer lines = buffer_make(arena, 65536);
  for (uint32_t i = 0; i < issues.count; i++) {
    const struct issue *issue = &issues.issues[i];
    if (issue->severity != SEVERITY_INFORMATION) {
      buffer_append_format(&lines, "%s%s %s %.*s", lines.length > 0 ? "\n" : "",
                           severity_name(issue->severity), issue->message->id,
                           VIEW_ARGUMENTS(issue->expression));
    }
  }
  return buffer_view(&lines);
}

#endif
