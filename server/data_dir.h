/* The data folder that a command works on: its own option, or the server's settings. */
#ifndef SERVER_DATA_DIR_H
#define SERVER_DATA_DIR_H

#include "server/base/issue.h"
#include "server/base/options.h"

struct data_dir_options {
  const char *data_dir; /* NULL: by the settings */
  const char *config;   /* settings file; may be NULL */
  struct options_list assignments;
};

/* *ret_dir lives in the arena or is the option's. Errors as config_load, with issues. */
enum error data_dir_find(const struct data_dir_options *options, struct arena *arena,
                         struct issue_list *issues, const char **ret_dir) MUST_USE;

#endif
