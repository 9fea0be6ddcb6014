/* The chain of the audit trail: the hash of a row is SHA-256(hash of the row before it || number ||
 * text of the row), so that no row can be changed, taken out or put in without all later hashes
 * becoming wrong. The row before the first has the hash of 32 zero bytes. Number and fields are
 * netstrings ("5:hello,"), so that no two rows have the same text. Pure. */
#ifndef SERVER_STORE_AUDIT_CHAIN_H
#define SERVER_STORE_AUDIT_CHAIN_H

#include "server/base/arena.h"
#include "server/store/audit_row.h"

/* Rows that are older than the chains, numbered in their order. */
#define AUDIT_CHAIN_BEFORE "before"
/* The one chain that SQLite has. */
#define AUDIT_CHAIN_SQLITE "main"
/* The action of the row that covers them: its detail is "<number> <hash>" of that chain's end. */
#define AUDIT_ACTION_COVER "older-rows-covered"
#define AUDIT_ACTION_ARCHIVED "audit-archived"

/* Room for the text of a row and more. */
struct audit_text {
  char *bytes; /* heap; audit_chain_text_free */
  size_t length;
};

/* The row with what follows from its action and status: verb and outcome. Views are borrowed from
 * the event or static. */
struct store_audit_row audit_chain_row(const struct store_audit *what, struct view chain,
                                       int64_t now_ms);
/* All fields but number and hash, in the order of the columns. ERROR_MEMORY. */
enum error audit_chain_text(const struct store_audit_row *row,
                            struct audit_text *ret_text) MUST_USE;
void audit_chain_text_free(struct audit_text *text);
/* The hash of a row with that number and text, after the row with that hash (empty: the first). */
struct sha256 audit_chain_hash(struct view before, int64_t number, const struct audit_text *text);
/* Both in one. ERROR_MEMORY. */
enum error audit_chain_seal(struct view before, const struct store_audit_row *row,
                            struct sha256 *ret_hash) MUST_USE;

/* A patient in the trail: recognisable only to those who know the number already. Leading zeros do
 * not count (ORCA finds "12" as "00012"). Empty without a number or when memory is short (then data
 * is NULL). */
struct view audit_chain_patient(struct arena *arena, struct view institution_number,
                                struct view patient_number);

/* FHIR id of a row: "<chain>-<number>"; false when it is none. */
bool audit_chain_split_id(struct view id, struct view *ret_chain, int64_t *ret_number);

#endif
