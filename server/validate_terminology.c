#include "server/validate_terminology.h"

#include "handlers/services.h"
#include "server/app_terminology.h"
#include "server/base/clock.h"
#include "server/startup.h"
#include "server/store_place.h"
#include "terminology/terminology_library.h"

#include <errno.h>
#include <unistd.h>

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

static enum error open_stored(const struct store_place *place, const char *path,
                              struct terminology **ret_terminology) {
  struct terminology_library *library = NULL;
  struct services services = {.clock = clock_system()};
  enum error error = store_place_open(place, true, services.clock, &services.store);
  if (error != ERROR_OK) {
    return error;
  }
  error = app_terminology_open(&services, path, &library);
  services.store->close(services.store);
  return error == ERROR_OK ? take(library, ret_terminology) : error;
}

/* The server of the folder keeps its store there, unless the environment names a database. A folder
 * where nothing was served yet has none. */
static enum error open_folder(const char *folder, struct arena *arena, const char **ret_subject,
                              struct terminology **ret_terminology) {
  struct view masters = arena_format(arena, "%s/" MASTERS_FILE_NAME, folder);
  struct config config;
  if (masters.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = startup_config(arena, NULL, &config);
  if (error != ERROR_OK) {
    return error;
  }
  struct store_place place = store_place_of(&config);
  place.data_dir = folder;
  *ret_subject = masters.data;
  return store_place_exists(&place) ? open_stored(&place, masters.data, ret_terminology)
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
