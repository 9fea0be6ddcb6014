/* The importers of masters: any file (CSV in UTF-8 or CP932, ZIP, gzip, a FHIR resource) is refused
 * with an issue, or applied and written to a file that the reader takes. */
#include "terminology/master_import.h"
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

static void check_pack(struct view pack) {
  int file = memfd_create("masters", MFD_CLOEXEC);
  FUZZ_HOLDS(file >= 0 && write(file, pack.data, pack.length) == (ssize_t)pack.length);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  struct masters *masters = NULL;
  FUZZ_HOLDS(masters_open(path, &masters) == ERROR_OK);
  masters_close(masters);
  close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct issue_list issues = issue_list_make(arena, 20);
  struct master_import import;
  enum error error = master_import_init(&import, arena, &issues, NULL);
  import.at = view_of("2026-11-21T10:00:00.000+09:00");
  struct view pack = {NULL, 0};
  error =
      error == ERROR_OK ? master_import_add(&import, view_of("x"), fuzz_view(bytes, size)) : error;
  error = error == ERROR_OK ? master_import_apply(&import) : error;
  error = error == ERROR_OK ? master_import_write(&import, &pack) : error;
  FUZZ_HOLDS(error != ERROR_NOT_PROCESSABLE || issue_list_failed(&issues));
  if (error == ERROR_OK) {
    check_pack(pack);
  }
  arena_free(arena);
  return 0;
}
