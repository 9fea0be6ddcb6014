/* What must not be lost, behind one struct of functions: SQLite or PostgreSQL.
 * The unit of durability is a transaction: after ERROR_OK the data survive a power cut.
 * Thread-safe. Views in results live in the arena given to the call. */
#ifndef SERVER_STORE_STORE_H
#define SERVER_STORE_STORE_H

#include "server/base/arena.h"
#include "server/base/clock.h"
#include "server/base/hash.h"
#include "server/store/audit_row.h"
#include "server/store/mapping_row.h"
#include "server/store/subscription_row.h"

/* Where a relay job stands, with its name outside. What is received and not valid is never kept, so
 * a job begins as validated (a check at the service comes first) or as queued; from ACCEPTED on it
 * is at an end, which only another job or a person's order can change. */
#define JOB_STATES(X)                                                                              \
  X(VALIDATED, "validated")   /* kept; its destination is to be checked before it is sent */       \
  X(QUEUED, "queued")         /* ready to be sent */                                               \
  X(SENDING, "sending")       /* claimed by a worker, lease running */                             \
  X(WAITING, "waiting")       /* the service has it; its result is asked for */                    \
  X(UNKNOWN, "unknown")       /* sent, no answer: reconciled before anything is sent again */      \
  X(ACCEPTED, "accepted")     /* the service confirmed */                                          \
  X(REFUSED, "refused")       /* the service refused for good */                                   \
  X(DEAD, "dead")             /* given up: needs a person */                                       \
  X(CANCELLED, "cancelled")   /* was accepted, later taken back at the service */                  \
  X(SUPERSEDED, "superseded") /* was accepted, later replaced at the service */

enum job_state {
#define JOB_STATE_ENUM(name, text) JOB_##name,
  JOB_STATES(JOB_STATE_ENUM)
#undef JOB_STATE_ENUM
      JOB_STATE_COUNT
};
/* "queued", "sending", ... static */
const char *store_job_state_name(enum job_state state);
/* True for the states that no worker goes on from. */
bool store_job_state_is_end(enum job_state state);

/* What a job asks the service to do. */
#define JOB_OPERATIONS(X)                                                                          \
  X(REGISTER, "register")                                                                          \
  X(REPLACE, "replace")               /* the new content for what is registered */                 \
  X(CANCEL, "cancel")                 /* take back what is registered; no content is sent */       \
  X(CANCEL_UNDO, "cancel-undo")       /* bring back what was cancelled */                          \
  X(CANCEL_DERIVED, "cancel-derived") /* only the information that the service took out of it */

enum job_operation {
#define JOB_OPERATION_ENUM(name, text) JOB_OPERATION_##name,
  JOB_OPERATIONS(JOB_OPERATION_ENUM)
#undef JOB_OPERATION_ENUM
      JOB_OPERATION_COUNT
};
/* "register", "replace", ... static */
const char *store_job_operation_name(enum job_operation operation);

/* A Bundle to keep and to relay. All views borrowed for the call. */
struct store_bundle {
  enum job_operation operation; /* JOB_OPERATION_REGISTER or JOB_OPERATION_REPLACE */
  struct view instead_of;       /* id of the refused or dead job that it supersedes; may be empty */
  bool check_destination;       /* the job begins as JOB_VALIDATED */
  struct view id;               /* ours, also of the Bundle read (UUID) */
  struct view kind;             /* "clinical" | "referral" | "checkup" | ... */
  struct view content;          /* the exact bytes to relay */
  struct sha256 digest;         /* of content */
  struct view identifier_system; /* Bundle.identifier */
  struct view identifier_value;
  struct view composition_id; /* of the Composition inside; empty for collections */
  struct view composition_identifier;
  struct view composition_type; /* code of Composition.type */
  struct view patient;      /* the local patient number or insured id; for search and ordering */
  struct view patient_hash; /* the same as the audit trail names it; may be empty */
  struct view insured;      /* the insured person's identifier: a key at the service */
  struct view destination;  /* number of the institution that a document is for; may be empty */
  struct view destination_name;  /* its name in the document */
  struct view consent;           /* "1", "2", "3" (national guide 1.6.3) or empty */
  struct view signature;         /* made over content, beside it; may be empty */
  struct view idempotency_key;   /* empty when the client gave none */
  struct sha256 received_digest; /* of the bytes as the client sent them (before mapping) */
  struct view pack_id;           /* of the definitions, "+" that of the terminology */
  struct view clins_version;
  struct view request_id;
  const struct store_unmapped *unmapped; /* counted with it unless it is a repeat; may be NULL */
  size_t unmapped_count;
};

struct store_accepted {
  bool repeated; /* the same key and bytes were accepted before: ids are of the first answer */
  struct view bundle_id;
  struct view job_id; /* of the Task */
};

struct store_job {
  struct view id; /* Task id */
  struct view bundle_id;
  enum job_operation operation;
  struct view kind;
  struct view patient;
  struct view insured;
  struct view destination;
  struct view destination_name;
  struct view consent;
  struct view identifier_system;
  struct view identifier_value;
  enum job_state state;
  int64_t created_ms;
  int64_t updated_ms;
  int64_t next_attempt_ms; /* 0 = none planned */
  uint32_t attempts;
  struct view receipt;     /* the service's receipt number */
  struct view result_code; /* the service's own code and text */
  struct view result_text;
  struct view message_id;        /* correlation id of the message sent last */
  struct view consent_state;     /* as the service told when it was asked: names of adapter words */
  struct view acquisition_state; /* likewise */
  int64_t states_ms;             /* when; 0: never */
  struct view content;   /* filled by job_claim only; empty of an operation without content */
  struct view signature; /* likewise */
};

/* An operation on what was registered before, without new content. Views borrowed for the call. */
struct store_act {
  enum job_operation operation;  /* JOB_OPERATION_CANCEL, _CANCEL_UNDO or _CANCEL_DERIVED */
  struct view identifier_system; /* Bundle.identifier */
  struct view identifier_value;
  struct view request_id;
};

/* What the service told about a registered document. Views borrowed for the call. */
struct store_job_states {
  struct view job_id;
  struct view consent_state;
  struct view acquisition_state;
};

/* A person's order for one job. */
enum store_order {
  STORE_ORDER_RETRY,   /* refused: send again; dead: ask, then send; open: due at once */
  STORE_ORDER_GIVE_UP, /* open and not being sent: dead */
};

/* A document that the service gave us. Views borrowed for the call. */
struct store_received {
  struct view document_key; /* the service's name for it */
  struct view kind;
  struct view content; /* the exact bytes */
  struct view signature;
  struct view verdict; /* of the signature: name of signature_verify.h, "unsigned" */
  struct view identifier_system;
  struct view identifier_value;
  struct view composition_id;
  struct view composition_identifier;
  struct view composition_type;
  struct view patient;
  struct view request_id;
  struct view bundle_id; /* results only: ours */
  int64_t received_ms;   /* results only */
};

struct store_outbox_summary {
  uint64_t counts[JOB_STATE_COUNT];
  int64_t oldest_open_ms; /* when the oldest job that is not at an end was accepted; 0: none */
};

/* Empty views and a zero mask = no restriction. Rows come newest first. */
struct store_job_filter {
  struct view id;
  struct view identifier_system; /* with identifier_value */
  struct view identifier_value;
  uint32_t states; /* bit 1u << enum job_state for each wanted state; 0 = all */
  struct view patient;
  int64_t updated_from_ms; /* inclusive; INT64_MIN = open */
  int64_t updated_to_ms;   /* exclusive; INT64_MAX = open */
  uint32_t limit;
  uint32_t offset;
};

struct store_composition {
  struct view id;
  struct view bundle_id;
  struct view patient;
  struct view identifier;
  struct view type;
  int64_t created_ms;
};

struct store_composition_filter {
  struct view id;
  struct view patient;
  struct view identifier;
  struct view type;
  uint32_t limit;
  uint32_t offset;
};

struct store_claim {
  int64_t now_ms;
  int64_t lease_ms;   /* how long the claim holds, whatever the wall clock does meanwhile */
  int64_t horizon_ms; /* no job waits longer than this: one that seems to was put off before the
                       * clock went back, and is due; 0 = no limit */
};

/* What happened to a job, written with the transition in one transaction. */
struct store_transition {
  struct view job_id;
  struct view lease; /* the lease that the worker holds; a stale one changes nothing */
  enum job_operation
      operation; /* the job's: with JOB_ACCEPTED it changes the registration before */
  enum job_state state;
  int64_t next_attempt_ms;
  uint32_t attempts;
  struct view receipt;
  struct view result_code;
  struct view result_text;
  struct view message_id;
};

/* A definition that a client stored: CodeSystem, ValueSet, ConceptMap, NamingSystem. */
struct store_resource {
  struct view type;
  struct view id;
  struct view url;     /* empty of a NamingSystem */
  struct view version; /* business version; may be empty */
  struct view content; /* as received */
  struct view request_id;
  int64_t updated_ms; /* of what is read; set by the store */
};

/* A local code that was met and could not be mapped: what the worklist is made of. Never patient
 * data: the example is a path such as "Observation.code". */
struct store_unmapped {
  struct view domain;
  struct view source_system;
  struct view source_code;
  struct view source_display;
  struct view reason; /* "unmapped" | "ambiguous" | "ended" */
  struct view example;
  uint64_t count;   /* how often; when written: this time */
  int64_t first_ms; /* results only */
  int64_t last_ms;
};

/* Empty views = no restriction. The codes that were met most often come first. */
struct store_unmapped_filter {
  struct view domain;
  struct view text; /* in code or display */
  uint32_t limit;
  uint32_t offset;
};

struct store_unmapped_page {
  struct store_unmapped *rows;
  size_t count;
  uint64_t total; /* that the filter meets */
};

/* Empty views = no restriction. Rows come in the order of their creation. */
struct store_mapping_filter {
  struct view id;
  struct view domain;
  struct view source_system;
  struct view source_code;
  struct view status;
  struct view text; /* somewhere in codes, names or comment; ASCII letters in any case */
  uint32_t limit;   /* 0 = all */
  uint32_t offset;
};

struct store_mapping_page {
  struct mapping_row *rows;
  size_t count;
  uint64_t total; /* that the filter meets */
};

enum store_mapping_action { STORE_MAPPING_INSERT, STORE_MAPPING_UPDATE, STORE_MAPPING_DELETE };

struct store_mapping_change {
  enum store_mapping_action action;
  struct mapping_row row; /* id always; version: the one that is to be changed, 0 = any */
  struct view audit;      /* audit action, e.g. "mapping-approved" */
};

/* Changes that happen together or not at all. */
struct store_mapping_batch {
  const struct store_mapping_change *changes;
  size_t count;
  struct view who; /* as it is recorded */
  struct view request_id;
  size_t failed;  /* after ERROR_CONFLICT and ERROR_NOT_FOUND: the change that could not be made */
  bool duplicate; /* after ERROR_CONFLICT: another row maps the same; else the version is another */
};

struct store {
  void *implementation;

  /* One durable transaction: bundle, outbox row, audit row. Repeats: same idempotency key or same
   * Bundle.identifier with the same received bytes = the first answer, repeated = true; other bytes
   * = ERROR_CONFLICT. What was refused or cancelled may be registered anew under its identifier. A
   * replacement of what was never registered here: ERROR_NOT_FOUND; one instead of a job that is
   * neither refused nor dead: ERROR_CONFLICT. Disk full or write failure:
   * ERROR_STORAGE, nothing kept. */
  enum error (*accept)(struct store *store, const struct store_bundle *bundle, struct arena *arena,
                       struct store_accepted *ret_accepted);
  /* One durable transaction like accept, for an operation without content. ERROR_NOT_FOUND: nothing
   * was registered here under the identifier; ERROR_CONFLICT: it is not in a state for that. The
   * same operation that is still under way: the first answer, repeated = true. */
  enum error (*act)(struct store *store, const struct store_act *act, struct arena *arena,
                    struct store_accepted *ret_accepted);
  enum error (*audit)(struct store *store, const struct store_audit *audit);
  /* All in one durable transaction, in their order. */
  enum error (*audit_many)(struct store *store, const struct store_audit *audits, size_t count);
  enum error (*audit_list)(struct store *store, const struct store_audit_filter *filter,
                           struct arena *arena, struct store_audit_page *ret_page);
  enum error (*audit_walk)(struct store *store, const struct store_audit_walk *walk,
                           struct arena *arena, struct store_audit_page *ret_page);
  /* By name of the chain. */
  enum error (*audit_heads)(struct store *store, struct arena *arena,
                            struct store_audit_head **ret_heads, size_t *ret_count);
  /* By chain and number. */
  enum error (*audit_segments)(struct store *store, struct arena *arena,
                               struct store_audit_segment **ret_segments, size_t *ret_count);
  /* Drops the rows of the segment, which are in its file, and remembers it: the only way by which
   * rows leave the trail. With an audit row. */
  enum error (*audit_archive)(struct store *store, const struct store_audit_segment *segment);

  /* Keeps a document once per document_key: a repeat gives the first answer. */
  enum error (*receive)(struct store *store, const struct store_received *received,
                        struct arena *arena, struct view *ret_bundle_id);
  /* What was received under the key, without content; ERROR_NOT_FOUND. */
  enum error (*received_find)(struct store *store, struct view document_key, struct arena *arena,
                              struct store_received *ret_received);

  /* The kept bytes. ERROR_NOT_FOUND; ERROR_GONE when they were pruned. */
  enum error (*bundle_read)(struct store *store, struct view id, struct arena *arena,
                            struct view *ret_content);
  enum error (*composition_list)(struct store *store, const struct store_composition_filter *filter,
                                 struct arena *arena, struct store_composition **ret_rows,
                                 size_t *ret_count);

  enum error (*job_list)(struct store *store, const struct store_job_filter *filter,
                         struct arena *arena, struct store_job **ret_rows, size_t *ret_count);
  /* Claims the oldest job that is due and whose (patient, kind, identifier) has no older job open
   * and none in flight; ERROR_NOT_FOUND when there is none. *ret_lease names the claim. Expired
   * leases of JOB_SENDING come back as JOB_UNKNOWN: it may have been sent. */
  enum error (*job_claim)(struct store *store, const struct store_claim *claim, struct arena *arena,
                          struct store_job *ret_job, struct view *ret_lease);
  /* ERROR_CONFLICT when the lease is not held any more. */
  enum error (*job_transition)(struct store *store, const struct store_transition *transition);
  /* ERROR_NOT_FOUND: no such job; ERROR_CONFLICT: it is accepted, being sent, or at an end. */
  enum error (*job_order)(struct store *store, struct view job_id, enum store_order order);
  /* Keeps what the service told, with the time of now. ERROR_NOT_FOUND. */
  enum error (*job_states)(struct store *store, const struct store_job_states *states);
  enum error (*outbox_summary)(struct store *store, struct store_outbox_summary *ret_summary);
  /* Drops the bytes of Bundles whose jobs all ended before then, at most limit at a time; keys,
   * states and digests stay, so that they can still be cancelled and repeats recognised. */
  enum error (*prune)(struct store *store, int64_t ended_before_ms, uint32_t limit,
                      uint64_t *ret_count);

  /* Adds the resource or replaces the one of its type and id, with an audit row in the same
   * transaction. ERROR_STORAGE: nothing has changed. */
  enum error (*resource_put)(struct store *store, const struct store_resource *resource,
                             bool *ret_created);
  /* ERROR_NOT_FOUND. Only type, id and request_id are looked at. */
  enum error (*resource_delete)(struct store *store, const struct store_resource *resource);
  /* All of them, by type and id. */
  enum error (*resource_list)(struct store *store, struct arena *arena,
                              struct store_resource **ret_rows, size_t *ret_count);

  /* All changes in one durable transaction, each with its audit row. The batch tells which change
   * failed. */
  enum error (*mapping_change)(struct store *store, struct store_mapping_batch *batch);
  enum error (*mapping_list)(struct store *store, const struct store_mapping_filter *filter,
                             struct arena *arena, struct store_mapping_page *ret_page);
  /* A number that grows with every change of the mapping rows, also by another process. */
  enum error (*mapping_revision)(struct store *store, int64_t *ret_revision);
  enum error (*unmapped_list)(struct store *store, const struct store_unmapped_filter *filter,
                              struct arena *arena, struct store_unmapped_page *ret_page);

  /* Adds the subscription or replaces the one of its id, whose failures are forgotten, with an
   * audit row. What waits for one that is not active any more is dropped. ERROR_CONFLICT: there are
   * LIMIT_SUBSCRIPTIONS already. */
  enum error (*subscription_put)(struct store *store, const struct store_subscription *subscription,
                                 bool *ret_created);
  /* With all that waits for it. ERROR_NOT_FOUND. Only id and request_id are looked at. */
  enum error (*subscription_delete)(struct store *store,
                                    const struct store_subscription *subscription);
  /* The one of that id, or all (empty id) by id. One whose end is over is "off". */
  enum error (*subscription_list)(struct store *store, struct view id, struct arena *arena,
                                  struct store_subscription **ret_rows, size_t *ret_count);
  /* Keeps the event for every active subscription to that type that was not told of it before. */
  enum error (*notification_add)(struct store *store, const struct store_event *event,
                                 uint64_t *ret_count);
  /* The oldest that may be told now. Where several servers share the store nobody is given anything
   * of its subscription until it is settled, or lease_ms are over: a server that was killed settles
   * nothing. ERROR_NOT_FOUND: none; then only ret->due_ms is filled. */
  enum error (*notification_next)(struct store *store, int64_t lease_ms, struct arena *arena,
                                  struct store_notification *ret_notification);
  /* lease_ms begins anew. ERROR_CONFLICT: it was over, and another server tells it. */
  enum error (*notification_hold)(struct store *store,
                                  const struct store_notification *notification, int64_t lease_ms);
  /* Ends the claim. ERROR_CONFLICT: the subscription was changed or deleted in the meantime, or
   * another server has taken it over; nothing else is written. */
  enum error (*notification_settle)(struct store *store, const struct store_settlement *settlement);
  enum error (*subscription_counts)(struct store *store,
                                    struct store_subscription_counts *ret_counts);

  /* Small durable settings (schema version, worker marks). ERROR_NOT_FOUND. */
  enum error (*ping)(struct store *store);
  void (*close)(struct store *store);
};

#endif
