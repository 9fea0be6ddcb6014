/* Imports masters: files are added (unpacked, decoded, recognised and checked), then all are
 * applied to a draft of what is loaded, full files before updates and older ones before newer ones.
 * All or nothing: the caller writes the result only when everything went well. */
#ifndef TERMINOLOGY_MASTER_IMPORT_H
#define TERMINOLOGY_MASTER_IMPORT_H

#include "terminology/master_file.h"
#include "terminology/masters_draft.h"

enum master_change_kind {
  MASTER_CHANGE_ADDED,
  MASTER_CHANGE_CHANGED,
  MASTER_CHANGE_RENAMED,
  MASTER_CHANGE_ABOLISHED, /* has got a last day, or is gone from a full file */
  MASTER_CHANGE_KINDS,
};

struct master_change {
  enum master_change_kind kind;
  struct view system;
  struct view code;
  struct view before; /* former display */
  struct view after;
};

/* What one file did. */
struct master_report {
  const struct master_file *file;
  uint32_t rows;
  bool known; /* imported before: nothing to do */
  bool first; /* nothing of this master was loaded: its rows are not listed as changes */
  uint32_t counts[MASTER_CHANGE_KINDS];
  struct master_change *changes; /* count of them, in file order */
  uint32_t change_count;
  uint32_t change_capacity;
};

struct master_import {
  struct arena *arena;
  struct issue_list *issues;
  struct masters_draft draft;
  struct view at; /* FHIR instant, goes to the origin records */
  bool replace;   /* older and much smaller files are taken too */
  struct master_file **files;
  uint32_t file_count;
  uint32_t file_capacity;
  struct master_report *reports; /* after master_import_apply, in the order of application */
  uint32_t report_count;
  bool changed; /* something is to be written */
};

/* base: what is loaded, NULL when nothing is; must stay open as long as the import is used. */
enum error master_import_init(struct master_import *import, struct arena *arena,
                              struct issue_list *issues, const struct masters *base) MUST_USE;
/* Adds a file or archive as distributed (bytes and name are borrowed). ERROR_NOT_PROCESSABLE:
 * refused, an issue says why. */
enum error master_import_add(struct master_import *import, struct view name,
                             struct view bytes) MUST_USE;
/* Adds a file of a FHIR package (copied): ERROR_OK also when it is no CodeSystem or ConceptMap. */
enum error master_import_add_resource(struct master_import *import, struct view name,
                                      struct view bytes) MUST_USE;
/* Applies what was added. ERROR_NOT_PROCESSABLE: refused, an issue says why; the draft is then of
 * no use. */
enum error master_import_apply(struct master_import *import) MUST_USE;
/* The new file's bytes, in the arena. */
enum error master_import_write(struct master_import *import, struct view *ret_pack) MUST_USE;

#endif
