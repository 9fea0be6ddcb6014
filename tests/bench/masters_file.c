#include "tests/bench/masters_file.h"

#include "tests/bench/bench.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_BYTES 512
#define FIXED_ARGUMENTS 3
#define FILES 28

static const char *const patterns[] = {
    "data/masters/ssk/b_*.zip",
    "data/masters/ssk/z_*.zip",
    "data/masters/ssk/y_ALL*.zip",
    "data/masters/hot/*.csv.gz",
    "data/masters/mhlw/*.xlsx",
    "data/masters/jfagy/JFAGY_J9FN_20250401_R01.utf8.csv",
    "data/masters/jfagy/*_utf8crlf.csv*",
    "data/masters/clins/emr_lab_master_*.csv.gz",
    "data/fhir-packages/jpfhir-terminology.r4-1*.tgz",
};

static glob_t find_files(void) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  glob_t found = {0};
  for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
    char pattern[PATH_BYTES];
    snprintf(pattern, sizeof pattern, "%s/%s", shared != NULL ? shared : "../shared", patterns[i]);
    (void)glob(pattern, found.gl_pathc > 0 ? GLOB_APPEND : 0, NULL, &found);
  }
  return found;
}

static bool import(const char *build, const char *folder, const glob_t *found) {
  char program[PATH_BYTES];
  const char *arguments[FIXED_ARGUMENTS + FILES + 1] = {"import", "--data-dir", folder};
  snprintf(program, sizeof program, "%s/fhir-facade", build);
  for (size_t i = 0; i < found->gl_pathc && i < FILES; i++) {
    arguments[FIXED_ARGUMENTS + i] = found->gl_pathv[i];
  }
  int status = 1;
  pid_t child = bench_spawn(program, arguments, NULL, "/dev/null");
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool masters_file_import_into(const char *build, const char *folder) {
  glob_t found = find_files();
  bool has_files = found.gl_pathc > 0;
  bool imported = has_files && import(build, folder, &found);
  if (has_files && !imported) {
    fprintf(stderr, "the masters cannot be imported\n");
  }
  globfree(&found);
  return imported;
}

struct masters *masters_file_import(const char *build) {
  char folder[] = "/tmp/bench-masters-XXXXXX";
  char path[sizeof folder + sizeof MASTERS_FILE_NAME];
  struct masters *masters = NULL;
  if (mkdtemp(folder) == NULL) {
    return NULL;
  }
  snprintf(path, sizeof path, "%s/%s", folder, MASTERS_FILE_NAME);
  if (masters_file_import_into(build, folder) && masters_open(path, &masters) != ERROR_OK) {
    fprintf(stderr, "the masters cannot be opened\n");
    masters = NULL;
  }
  unlink(path);
  rmdir(folder);
  return masters;
}
