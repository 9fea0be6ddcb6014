/* Files as publishers distribute them: ZIP (PKWARE APPNOTE, stored and deflated members) and gzip,
 * unpacked with zlib under limits. Nothing is written to disk and names are never used as paths. */
#ifndef TERMINOLOGY_MASTER_ARCHIVE_H
#define TERMINOLOGY_MASTER_ARCHIVE_H

#include "server/base/arena.h"

enum archive_kind { ARCHIVE_NONE, ARCHIVE_ZIP, ARCHIVE_GZIP };

enum archive_fault {
  ARCHIVE_FAULT_NONE,
  ARCHIVE_FAULT_TRUNCATED, /* ends too early or its directory points outside */
  ARCHIVE_FAULT_ENCRYPTED,
  ARCHIVE_FAULT_METHOD, /* another compression, ZIP64, several volumes */
  ARCHIVE_FAULT_CHECKSUM,
  ARCHIVE_FAULT_SIZE,
};

struct archive_member {
  struct view name; /* as stored: CP932 or UTF-8; for messages and comparisons only */
  struct view packed;
  uint32_t method;
  uint32_t size; /* unpacked */
  uint32_t checksum;
  bool encrypted;
};

struct archive {
  struct archive_member *members; /* folders are left out */
  uint32_t count;
};

/* By the first bytes. */
enum archive_kind master_archive_kind(struct view bytes);
/* The directory of a ZIP file; members point into bytes. ERROR_SYNTAX: *ret_fault says why. */
enum error master_archive_open(struct arena *arena, struct view bytes, struct archive *ret_archive,
                               enum archive_fault *ret_fault) MUST_USE;
/* One member unpacked into the arena. ERROR_SYNTAX as above. */
enum error master_archive_read(struct arena *arena, const struct archive_member *member,
                               struct view *ret_content, enum archive_fault *ret_fault) MUST_USE;
/* NULL when absent. */
const struct archive_member *master_archive_find(const struct archive *archive, const char *name);
/* A whole gzip file unpacked. ERROR_SYNTAX as above. */
enum error master_archive_gunzip(struct arena *arena, struct view bytes, struct view *ret_content,
                                 enum archive_fault *ret_fault) MUST_USE;
/* Static texts. */
const char *master_archive_fault_english(enum archive_fault fault);
const char *master_archive_fault_japanese(enum archive_fault fault);

#endif
