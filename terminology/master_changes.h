/* One import of masters: its files, the draft that they change, and what each of them did. */
#ifndef TERMINOLOGY_MASTER_CHANGES_H
#define TERMINOLOGY_MASTER_CHANGES_H

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
  bool beside; /* of a system that stands beside the master's own: not counted */
};

/* What one file did. */
struct master_report {
  const struct master_file *file;
  uint32_t rows;
  bool known;      /* imported before: nothing to do */
  bool superseded; /* another file of this import has the same resource: it counts instead */
  bool
      older; /* left alone: a newer version of the resource, a full file that includes the update */
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

#endif
