/* Walks the chains of the audit trail from their first row, through the archives that are there, to
 * their heads, and tells the first thing that is not as it was written. */
#ifndef SERVER_STORE_AUDIT_VERIFY_H
#define SERVER_STORE_AUDIT_VERIFY_H

#include "server/store/store.h"

/* What is wrong with a chain: X(name, English, Japanese) */
#define AUDIT_FAULTS(X)                                                                            \
  X(NONE, "", "")                                                                                  \
  X(CHANGED, "the row was changed, or one before it was put in or taken out",                      \
    "この行が改変されたか、これより前の行が挿入または削除されています")                            \
  X(MISSING, "the row is missing", "この行がありません")                                           \
  X(HEAD, "the chain does not end where its head says: the newest rows were cut off or added",     \
    "記録の末尾が一致しません。最新の行が削除または追加されています")                              \
  X(SEGMENT, "the archived segment does not fit to the rows before it",                            \
    "書き出し済み区間が前の行とつながりません")                                                    \
  X(ARCHIVE, "the archive file was changed or is damaged",                                         \
    "書き出しファイルが改変または破損しています")                                                  \
  X(COVER, "no row covers the rows that are older than the chains",                                \
    "連鎖を始める前の古い行を証明する行がありません")                                              \
  X(ANCHOR, "no row has the anchor's hash: the trail is not the one that it was taken from",       \
    "指定されたハッシュの行がありません。控えを取った記録とは異なります")

enum audit_fault {
#define AUDIT_FAULT_ENUM(name, english, japanese) AUDIT_FAULT_##name,
  AUDIT_FAULTS(AUDIT_FAULT_ENUM)
#undef AUDIT_FAULT_ENUM
};

struct audit_verify_settings {
  struct store *store;
  const char *folder;   /* of the archives */
  struct sha256 anchor; /* a head that was noted before */
  bool has_anchor;
};

struct audit_verify_result {
  enum audit_fault fault;
  struct view chain; /* where; in the arena */
  int64_t number;    /* of the first broken row or of the segment's first */
  uint64_t rows;     /* in the database, looked at */
  uint64_t archived; /* rows in archives, looked at */
  uint64_t absent;   /* rows in archives whose files are not in the folder: not looked at */
  size_t chains;
};

/* ERROR_STORAGE and the like when the trail cannot be read; a broken one is ERROR_OK with a fault.
 */
enum error audit_verify_run(const struct audit_verify_settings *settings, struct arena *arena,
                            struct audit_verify_result *ret_result) MUST_USE;
/* What a fault means, static. */
const char *audit_verify_text(enum audit_fault fault, bool japanese);

#endif
