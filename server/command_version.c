#include "server/app_definitions.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/version.h"

#include <stdio.h>

static void print_packages(const struct definitions *definitions) {
  printf("definitions %s\n", definitions_id(definitions));
  for (size_t i = 0; i < definitions_package_count(definitions); i++) {
    struct definitions_package package = definitions_package_at(definitions, i);
    printf("  %.*s %.*s\n", VIEW_ARGUMENTS(package.name), VIEW_ARGUMENTS(package.version));
  }
}

static int print_version(const char *path) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct app_definitions wanted = {.path = path};
  struct definitions *definitions = NULL;
  printf("%s %s (%s)\n", VERSION_NAME, VERSION_NUMBER, VERSION_DATE);
  enum error error = app_definitions_open(&wanted, arena, &issues, &definitions);
  if (error == ERROR_OK) {
    print_packages(definitions);
  } else {
    startup_complain(&issues, error);
  }
  definitions_close(definitions);
  arena_free(arena);
  return error == ERROR_OK ? 0 : STARTUP_FAILED;
}

static const struct options_row rows[] = {
    COMMAND_OPTION_DEFINITIONS(0),
};

static const struct options_table table = {
    .program = "fhir-facade version",
    .usage = "[--definitions FILE]",
    .introduction = "Prints the version and the FHIR packages of the definitions.\n"
                    "バージョンと、定義に含まれる FHIR パッケージを表示します。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
};

int command_version(int argc, char **argv) {
  const char *definitions = "";
  struct options_words words;
  int status = options_read(&table, argc, argv, &definitions, &words);
  return status == OPTIONS_GO ? print_version(definitions) : status;
}
