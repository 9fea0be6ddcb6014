#include "server/validate_terminology.h"

#include "handlers/services.h"
#include "server/app_terminology.h"
#include "server/base/clock.h"
#include "server/store/store.h"
#include "terminology/terminology_library.h"

#include <errno.h>
#include <unistd.h>

#define STORE_FILE_NAME "facade.db"

static enum error take(struct terminology_library *library, struct terminology **ret_terminology) {
  *ret_terminology = terminology_library_acquire(library);
  terminology_library_close(library);
  return ERROR_OK;
}

static enum error open_file(const char *path, struct terminology **ret_terminology) {
  struct terminology_library *library = NULL;
  errno = 0;
  if (access(path, R_OK) != 0) {
    return ERROR_FILE;
  }
  enum error error = terminology_library_open(path, clock_system(), &library);
  return error == ERROR_OK ? take(library, ret_terminology) : error;
}

static enum error open_stored(const char *folder, const char *path,
                              struct terminology **ret_terminology) {
  struct terminology_library *library = NULL;
  struct services services = {.clock = clock_system()};
  enum error error = store_sqlite_open(folder, true, services.clock, &services.store);
  if (error != ERROR_OK) {
    return error;
  }
  error = app_terminology_open(&services, path, &library);
  services.store->close(services.store);
  return error == ERROR_OK ? take(library, ret_terminology) : error;
}

/* A folder where nothing was served yet has no database. */
static enum error open_folder(const char *folder, struct arena *arena, const char **ret_subject,
                              struct terminology **ret_terminology) {
  struct view masters = arena_format(arena, "%s/" MASTERS_FILE_NAME, folder);
  struct view store = arena_format(arena, "%s/" STORE_FILE_NAME, folder);
  if (masters.data == NULL || store.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_subject = masters.data;
  return access(store.data, R_OK) == 0 ? open_stored(folder, masters.data, ret_terminology)
                                       : open_file(masters.data, ret_terminology);
}

enum error validate_terminology_open(const struct validate_options *options, struct arena *arena,
                                     const char **ret_subject,
                                     struct terminology **ret_terminology) {
  *ret_terminology = NULL;
  *ret_subject = options->masters;
  if (options->masters != NULL) {
    return open_file(options->masters, ret_terminology);
  }
  return options->data_dir == NULL
             ? ERROR_OK
             : open_folder(options->data_dir, arena, ret_subject, ret_terminology);
}
