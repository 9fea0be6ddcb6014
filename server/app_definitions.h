/* Where the definitions come from: the pack of the build, and packages given at start compiled on
 * top. */
#ifndef SERVER_APP_DEFINITIONS_H
#define SERVER_APP_DEFINITIONS_H

#include "profiles/definitions.h"
#include "server/base/issue.h"

struct app_definitions {
  const char *path;   /* of the pack; "" = definitions.pack beside the program, else
                         ../share/fhir-facade/ of it */
  const char *tables; /* folder of definition tables, for packages; NULL or "" = definitions beside
                         the program,
                         ../profiles/definitions, ../share/fhir-facade/definitions, or
                         profiles/definitions of the working folder */
  const char *const
      *packages; /* when there are any, tables and packages are compiled and the pack is not used */
  size_t package_count;
};

/* Compiled packages live in the arena, which must outlive *ret_definitions. Failures have an issue.
 */
enum error app_definitions_open(const struct app_definitions *wanted, struct arena *arena,
                                struct issue_list *issues,
                                struct definitions **ret_definitions) MUST_USE;

#endif
