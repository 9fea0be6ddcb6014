/* Masters that the national service offered: downloaded into <data_dir>/masters.staged and imported
 * on trial, so that what would not do is known at once. They are used when a person (or
 * masters.apply) applies them: then they are imported, as `fhir-facade import` does it, on top of
 * what is loaded at that time. */
#ifndef SERVER_MASTERS_STAGE_H
#define SERVER_MASTERS_STAGE_H

#include "terminology/master_import.h"

/* Where a download stands. A name has at most one that is staged or applied, and one refused. */
#define MASTERS_STAGE_STATES(X)                                                                    \
  X(STAGED, "staged")   /* imported on trial without errors; not used yet */                       \
  X(APPLIED, "applied") /* in use, unless newer files were imported since */                       \
  X(REFUSED, "refused") /* cannot be imported */

enum masters_stage_state {
#define MASTERS_STAGE_ENUM(name, text) MASTERS_STAGE_##name,
  MASTERS_STAGE_STATES(MASTERS_STAGE_ENUM)
#undef MASTERS_STAGE_ENUM
      MASTERS_STAGE_STATE_COUNT
};
/* "staged", ... static */
const char *masters_stage_state_name(enum masters_stage_state state);

struct masters_stage_row {
  struct view name;    /* the service's, of the master */
  struct view version; /* the service's */
  struct view file;    /* as the service calls it */
  struct view kept;    /* name in the folder; empty when it is there no more */
  enum masters_stage_state state;
  struct view at;      /* FHIR instant of the last change */
  struct view english; /* why it was refused */
  struct view japanese;
};

struct masters_stage_list {
  struct masters_stage_row *rows;
  size_t count;
};

struct masters_stage_download {
  struct view name;
  struct view version;
  struct view file;
  struct view bytes;
};

/* Letters, digits, "-", "_" and "."; 1 to 64. */
bool masters_stage_is_name(struct view name);
/* Nothing staged yet: no rows. ERROR_SYNTAX: the list is damaged. */
enum error masters_stage_read(struct arena *arena, const char *data_dir,
                              struct masters_stage_list *ret_list) MUST_USE;
/* The version that is held of a master; empty when none is. */
struct view masters_stage_version(const struct masters_stage_list *list, struct view name);

/* An import on trial of all that is staged; base stays open for the import's reports. */
struct masters_stage_trial {
  struct masters *base; /* NULL: nothing was imported yet */
  struct master_import import;
};
/* ERROR_NOT_PROCESSABLE with issues. Close the base in either case. */
enum error masters_stage_try(struct arena *arena, const char *data_dir, struct issue_list *issues,
                             const struct masters_stage_list *list,
                             struct masters_stage_trial *ret_trial) MUST_USE;

/* Keeps a download and tries it with what is staged already. ERROR_NOT_PROCESSABLE: refused, the
 * issues and the list say why; what was staged before stays. ERROR_FILE: also when another import
 * is running. */
enum error masters_stage_put(struct arena *arena, const char *data_dir, struct issue_list *issues,
                             const struct masters_stage_download *download) MUST_USE;
/* Imports what is staged into the masters that are in use. *ret_count: how many, 0 when nothing is
 * staged. Errors as masters_stage_put; on failure nothing has changed. */
enum error masters_stage_apply(struct arena *arena, const char *data_dir, struct issue_list *issues,
                               uint32_t *ret_count) MUST_USE;

#endif
