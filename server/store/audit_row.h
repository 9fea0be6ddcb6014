/* Rows of the audit trail: what happened, who asked for it and from where, whom it was about, how
 * it ended. Codes and ids only: no names, no clinical content, no values of a search. */
#ifndef SERVER_STORE_AUDIT_ROW_H
#define SERVER_STORE_AUDIT_ROW_H

#include "server/base/hash.h"

struct store_unmapped;

/* One event. Views borrowed for the call; empty = not known or not meant. */
struct store_audit {
  struct view action; /* "access", "bundle-accepted", "bundle-refused", "job-accepted" ... */
  struct view request_id;
  struct view subject;                   /* id of the resource or job; never a patient's number */
  struct view detail;                    /* codes only, no clinical content */
  const struct store_unmapped *unmapped; /* counted in the same transaction; may be NULL */
  size_t unmapped_count;
  struct view verb;     /* FHIR audit-event-action: "C", "R", "U", "D" or "E"; empty: by action */
  struct view client;   /* id of the authenticated client */
  struct view address;  /* where the request came from, as the connection tells */
  struct view route;    /* label of the interaction: "patient-read" */
  struct view type;     /* FHIR resource type */
  struct view patients; /* hashes of audit_chain_patient, a blank between two */
  int64_t status;       /* HTTP status of the answer; 0: this is no answer */
};

/* An event as it is kept: number `number` (from 1) of its chain. */
struct store_audit_row {
  struct view chain;
  int64_t number;
  int64_t at_ms;
  int64_t outcome; /* FHIR audit-event-outcome: 0, 4, 8 or 12 */
  struct store_audit what;
  struct view hash; /* SHA256_BYTES; empty in a row older than the chains */
};

struct store_audit_page {
  struct store_audit_row *rows;
  size_t count;
  uint64_t total; /* that the filter meets; of a walk: count */
};

/* Empty views, 0 and the open ends = no restriction. Rows come newest first. */
struct store_audit_filter {
  int64_t from_ms;     /* inclusive; INT64_MIN = open */
  int64_t to_ms;       /* exclusive; INT64_MAX = open */
  struct view patient; /* one hash */
  struct view type;
  struct view subject;
  struct view agent; /* client id or address */
  struct view verbs; /* one letter each: "RE" */
  uint32_t outcomes; /* bit 1u << outcome for each wanted one */
  uint32_t limit;
  uint32_t offset;
};

/* Rows of one chain from a number on, in their order. */
struct store_audit_walk {
  struct view chain;
  int64_t from;
  uint32_t limit;
};

/* Where a chain stands: its newest row, also when that one is archived. */
struct store_audit_head {
  struct view chain;
  int64_t number;
  struct view hash; /* SHA256_BYTES */
};

/* Rows that were written to a file and dropped: first..last of a chain. */
struct store_audit_segment {
  struct view chain;
  int64_t first;
  int64_t last;
  struct view before; /* hash of the row before the first */
  struct view hash;   /* of the last row */
  struct view file;   /* name in the folder "audit" */
};

#endif
