#include "server/data_dir.h"

#include "server/config.h"

#include <unistd.h>

enum error data_dir_find(const struct data_dir_options *options, struct arena *arena,
                         struct issue_list *issues, const char **ret_dir) {
  if (options->data_dir != NULL) {
    *ret_dir = options->data_dir;
    return ERROR_OK;
  }
  struct config config;
  const struct config_sources sources = {.file = options->config,
                                         .environment = (const char *const *)environ,
                                         .assignments = options->assignments.items,
                                         .assignment_count = options->assignments.count};
  enum error error = config_load(arena, &sources, issues, &config);
  if (error == ERROR_OK) {
    *ret_dir = config.data_dir;
  }
  return error;
}
