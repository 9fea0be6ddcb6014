/* Tiny invented masters for tests, and the way from texts to an opened file. */
#ifndef TESTS_UNIT_TERMINOLOGY_MASTER_FIXTURE_H
#define TESTS_UNIT_TERMINOLOGY_MASTER_FIXTURE_H

#include "terminology/master_import.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIXTURE_BYTES (1u << 30)
#define FIXTURE_FILES 4u

struct fixture_file {
  const char *name;
  struct view bytes;
};

struct fixture {
  struct arena *arena;
  struct issue_list issues;
  struct masters *masters;               /* NULL until something was imported */
  struct masters *former[FIXTURE_FILES]; /* reports and drafts still point into them */
  size_t former_count;
  struct master_import import;
  char path[64];
};

static inline void fixture_open(struct fixture *fixture) {
  *fixture = (struct fixture){.arena = arena_new(FIXTURE_BYTES)};
  ck_assert_ptr_nonnull(fixture->arena);
  snprintf(fixture->path, sizeof fixture->path, "/tmp/masters-XXXXXX");
  int file = mkstemp(fixture->path);
  ck_assert_int_ge(file, 0);
  close(file);
}

static inline void fixture_close(struct fixture *fixture) {
  masters_close(fixture->masters);
  for (size_t i = 0; i < fixture->former_count; i++) {
    masters_close(fixture->former[i]);
  }
  unlink(fixture->path);
  arena_free(fixture->arena);
}

/* A line of so many quoted fields; the list says which are filled: "2=8830417|5=name". */
static inline void fixture_row(struct buffer *buffer, unsigned columns, const char *fields) {
  for (unsigned i = 0; i < columns; i++) {
    struct view rest = view_of(fields);
    struct view value = {NULL, 0};
    while (rest.length > 0) {
      struct view part = view_split(&rest, '|');
      uint64_t number;
      struct view key = view_split(&part, '=');
      ck_assert(view_to_unsigned(key, columns, &number));
      value = number == i ? part : value;
    }
    buffer_append_format(buffer, "%s\"%.*s\"", i == 0 ? "" : ",", VIEW_ARGUMENTS(value));
  }
  buffer_append_string(buffer, "\r\n");
}

static inline void fixture_write(const struct fixture *fixture, struct view bytes) {
  unlink(fixture->path); /* a mapped file must not shrink */
  FILE *file = fopen(fixture->path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.length, file), bytes.length);
  ck_assert_int_eq(fclose(file), 0);
}

/* Imports on top of what is loaded and opens the result. */
static inline enum error fixture_import(struct fixture *fixture, const struct fixture_file *files,
                                        size_t count) {
  fixture->issues = issue_list_make(fixture->arena, 100);
  enum error error =
      master_import_init(&fixture->import, fixture->arena, &fixture->issues, fixture->masters);
  ck_assert_int_eq(error, ERROR_OK);
  fixture->import.at = view_of("2026-11-21T10:00:00.000+09:00");
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = master_import_add(&fixture->import, view_of(files[i].name), files[i].bytes);
  }
  error = error == ERROR_OK ? master_import_apply(&fixture->import) : error;
  if (error != ERROR_OK || !fixture->import.changed) {
    return error;
  }
  struct view pack;
  ck_assert_int_eq(master_import_write(&fixture->import, &pack), ERROR_OK);
  fixture_write(fixture, pack);
  struct masters *masters = NULL;
  ck_assert_int_eq(masters_open(fixture->path, &masters), ERROR_OK);
  if (fixture->masters != NULL) {
    ck_assert_uint_lt(fixture->former_count, FIXTURE_FILES);
    fixture->former[fixture->former_count++] = fixture->masters;
  }
  fixture->masters = masters;
  return ERROR_OK;
}

static inline enum error fixture_import_text(struct fixture *fixture, const char *name,
                                             struct view text) {
  const struct fixture_file file = {name, text};
  return fixture_import(fixture, &file, 1);
}

/* The issue's text in English. */
static inline const char *fixture_issue(const struct fixture *fixture, uint32_t index) {
  return arena_string(fixture->arena,
                      issue_text(&fixture->issues.issues[index], LANGUAGE_ENGLISH, fixture->arena));
}

/* "A,B" of the targets' codes in order. */
static inline const char *fixture_targets(const struct fixture *fixture, const char *system,
                                          const char *code, const char *target_system) {
  struct masters_target targets[16];
  const struct masters_query query = {view_of(system), view_of(code), view_of(target_system)};
  size_t count = masters_crosswalk(fixture->masters, &query, targets, 16);
  struct buffer text = buffer_make(fixture->arena, 1000);
  for (size_t i = 0; i < count && i < 16; i++) {
    buffer_append_string(&text, i == 0 ? "" : ",");
    buffer_append(&text, targets[i].concept.code);
  }
  return arena_string(fixture->arena, buffer_view(&text));
}

#endif
