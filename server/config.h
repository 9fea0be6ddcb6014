/* The configuration: defaults < file < environment < command line. Anything unknown or out of range
 * stops the start with its place and key. Made from config_list.h. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "server/base/issue.h"
#include "server/config_values.h"

#include <stdio.h>

/* Where settings come from; each may be NULL or empty. */
struct config_sources {
  const char *file;               /* JSON: nested objects or dotted keys; members whose name begins
                                     with "//" are comments */
  const char *const *environment; /* NULL-terminated "NAME=value" */
  const char *const *assignments; /* "key=value" of --set */
  size_t assignment_count;
  const char *const *packages; /* of --packages; they replace the list of the other sources */
  size_t package_count;
};

/* ERROR_CONFIGURATION: the issues say what is wrong and where (all findings, not only the first).
 */
enum error config_load(struct arena *arena, const struct config_sources *sources,
                       struct issue_list *issues, struct config *ret_config) MUST_USE;
/* One line a setting: key, value range, default, English and Japanese text. */
void config_print_help(FILE *file);
/* A JSON file that sets every default, with comments: config_load accepts it. */
void config_print_sample(FILE *file);

#endif
