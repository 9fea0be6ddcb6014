/* The whole way from definition tables and official packages to a pack. */
#ifndef PROFILES_PACK_COMPILE_H
#define PROFILES_PACK_COMPILE_H

#include "profiles/definition_model.h"
#include "server/base/issue.h"

struct pack_compile_request {
  const char *definitions_dir; /* the project's tables (*.txt); NULL = packages alone */
  const char *const
      *packages; /* .tgz files or folders; they win over a table of the same version */
  size_t package_count;
};

/* Loads packages and tables into a linked, pruned model in the arena. Errors as pack_compile. */
enum error pack_compile_model(struct arena *arena, const struct pack_compile_request *request,
                              struct issue_list *issues,
                              struct definition_model *ret_model) MUST_USE;
/* The bytes of the pack, in the arena, aligned as definitions_from_bytes wants them. The same input
 * gives the same bytes. ERROR_FILE, ERROR_SYNTAX, ERROR_TOO_LARGE: a package or table cannot be
 * read (an issue says which and why); ERROR_NOT_PROCESSABLE: an expression cannot be compiled;
 * ERROR_CONFIGURATION: the R4 core is not among them; ERROR_MEMORY. */
enum error pack_compile(struct arena *arena, const struct pack_compile_request *request,
                        struct issue_list *issues, struct view *ret_pack) MUST_USE;
/* The same for packages that a user brings: a constraint that cannot be compiled is a warning and
 * stays in the pack without a program, so that only its own check is missing. */
enum error pack_compile_tolerant(struct arena *arena, const struct pack_compile_request *request,
                                 struct issue_list *issues, struct view *ret_pack) MUST_USE;
/* Reads packages and writes "<name>-<version>.txt" into tables_dir for each. Errors as above. */
enum error pack_compile_tables(struct arena *arena, const struct pack_compile_request *request,
                               const char *tables_dir, struct issue_list *issues) MUST_USE;

#endif
