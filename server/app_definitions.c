#include "server/app_definitions.h"

#include "profiles/pack_compile.h"
#include "server/app_messages.h"
#include "server/base/log.h"
#include "server/limits.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#define PACK_NAME "definitions.pack"

/* Where the tables may stand, seen from the program: a build tree, a checkout, an installation. */
static const char *const table_folders[] = {"definitions", "../profiles/definitions",
                                            "../share/fhir-facade/definitions"};
#define WORKING_TABLES "profiles/definitions"

/* The folder of the running program, without a slash at the end; empty when it cannot be found out.
 */
static struct view program_folder(struct arena *arena) {
  char *path = arena_bytes(arena, PATH_MAX);
  ssize_t length = path == NULL ? -1 : readlink("/proc/self/exe", path, PATH_MAX);
  while (length > 0 && path[length - 1] != '/') {
    length--;
  }
  return length > 1 ? view_make(path, (size_t)length - 1) : view_make(NULL, 0);
}

static const char *find_pack(struct arena *arena, const char *wanted) {
  if (wanted[0] != '\0') {
    return wanted;
  }
  struct view folder = program_folder(arena);
  struct view installed =
      arena_format(arena, "%.*s/../share/fhir-facade/" PACK_NAME, VIEW_ARGUMENTS(folder));
  struct view beside = arena_format(arena, "%.*s/" PACK_NAME, VIEW_ARGUMENTS(folder));
  if (beside.data == NULL || installed.data == NULL) {
    return PACK_NAME;
  }
  return access(beside.data, R_OK) != 0 && access(installed.data, R_OK) == 0 ? installed.data
                                                                             : beside.data;
}

/* NULL when there are none: then the packages must bring the R4 core themselves. */
static const char *find_tables(struct arena *arena, const char *wanted) {
  if (wanted != NULL && wanted[0] != '\0') {
    return wanted;
  }
  struct view folder = program_folder(arena);
  for (size_t i = 0; i < sizeof table_folders / sizeof table_folders[0]; i++) {
    struct view path = arena_format(arena, "%.*s/%s", VIEW_ARGUMENTS(folder), table_folders[i]);
    if (path.data != NULL && access(path.data, R_OK) == 0) {
      return path.data;
    }
  }
  return access(WORKING_TABLES, R_OK) == 0 ? WORKING_TABLES : NULL;
}

/* The compiler's model is many times larger than the pack: it is given back before serving. */
static enum error compile(const struct app_definitions *wanted, struct arena *arena,
                          struct issue_list *issues, struct view *ret_pack) {
  struct arena *scratch = arena_new(LIMIT_DEFINITIONS_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  struct pack_compile_request request = {find_tables(scratch, wanted->tables), wanted->packages,
                                         wanted->package_count};
  struct view pack = {NULL, 0};
  enum error error = pack_compile_tolerant(scratch, &request, issues, &pack);
  void *copy = error == ERROR_OK ? arena_alloc(arena, pack.length) : NULL;
  if (copy != NULL) {
    memcpy(copy, pack.data, pack.length);
    *ret_pack = view_make(copy, pack.length);
  } else if (error == ERROR_OK) {
    error = ERROR_MEMORY;
  }
  arena_free(scratch);
  return error;
}

/* What the compiler found, into the caller's list. */
static void tell(const struct issue_list *findings, struct issue_list *issues) {
  for (uint32_t i = 0; i < findings->count; i++) {
    if (findings->issues[i].severity <= SEVERITY_ERROR) {
      struct issue *issue = issue_add(issues, findings->issues[i].message);
      *issue = findings->issues[i];
    }
  }
}

/* Packages are published with faults: one line each says what is not used or not checked. */
static void log_findings(const struct issue_list *findings, struct arena *arena) {
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct issue *issue = &findings->issues[i];
    struct arena_mark mark = arena_mark(arena);
    log_write(LOG_LEVEL_WARNING, "package finding",
              (struct log_field[]){LOG_TEXT("id", view_of(issue->message->id)),
                                   LOG_TEXT("text", issue_text(issue, LANGUAGE_ENGLISH, arena))},
              2);
    arena_back(arena, mark);
  }
}

static enum error open_packages(const struct app_definitions *wanted, struct arena *arena,
                                struct issue_list *issues, struct definitions **ret_definitions) {
  struct view pack;
  struct issue_list findings = issue_list_make(arena, LIMIT_COMPILE_ISSUES);
  enum error error = compile(wanted, arena, &findings, &pack);
  if (error == ERROR_OK) {
    error = definitions_from_bytes(pack, ret_definitions);
  }
  if (error != ERROR_OK) {
    tell(&findings, issues);
    return app_message_fail(issues, APP_MESSAGE_PACKAGES, view_make(NULL, 0), error);
  }
  log_findings(&findings, arena);
  log_write(LOG_LEVEL_INFO, "packages compiled",
            (struct log_field[]){LOG_INTEGER("packages", wanted->package_count),
                                 LOG_INTEGER("findings", findings.count + findings.left_out)},
            2);
  return ERROR_OK;
}

enum error app_definitions_open(const struct app_definitions *wanted, struct arena *arena,
                                struct issue_list *issues, struct definitions **ret_definitions) {
  if (wanted->package_count > 0) {
    return open_packages(wanted, arena, issues, ret_definitions);
  }
  const char *path = find_pack(arena, wanted->path);
  errno = 0;
  enum error error = definitions_open(path, ret_definitions);
  if (error != ERROR_OK) {
    return app_message_fail(issues, APP_MESSAGE_DEFINITIONS, view_of(path), error);
  }
  return ERROR_OK;
}
