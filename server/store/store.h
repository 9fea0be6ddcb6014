/* What must not be lost, behind one struct of functions: SQLite now, PostgreSQL beside it later.
 * The unit of durability is a transaction: after ERROR_OK the data survive a power cut.
 * Thread-safe. Views in results live in the arena given to the call. */
#ifndef SERVER_STORE_STORE_H
#define SERVER_STORE_STORE_H

#include "server/base/arena.h"
#include "server/base/clock.h"
#include "server/base/hash.h"
#include "server/store/mapping_row.h"

/* Where a relay job stands. Names are in store_job_state_name(). */
enum job_state {
  JOB_QUEUED,     /* accepted, not yet sent */
  JOB_SENDING,    /* claimed by a worker, lease running */
  JOB_WAITING,    /* the service has it; its result is asked for */
  JOB_UNKNOWN,    /* sent, no answer: must be reconciled before anything is sent again */
  JOB_REGISTERED, /* the service confirmed: end */
  JOB_REFUSED,    /* the service refused for good: end */
  JOB_DEAD,       /* given up: end, needs a person */
  JOB_STATE_COUNT
};
/* "queued", "sending", ... static */
const char *store_job_state_name(enum job_state state);

/* A Bundle to keep and to relay. All views borrowed for the call. */
struct store_bundle {
  struct view id;                /* ours, also of the Bundle read (UUID) */
  struct view kind;              /* "clinical" | "referral" | "checkup" | ... */
  struct view content;           /* the exact bytes to relay */
  struct sha256 digest;          /* of content */
  struct view identifier_system; /* Bundle.identifier */
  struct view identifier_value;
  struct view composition_id; /* of the Composition inside; empty for collections */
  struct view composition_identifier;
  struct view composition_type; /* code of Composition.type */
  struct view patient;         /* the local patient number or insured id; for search and ordering */
  struct view idempotency_key; /* empty when the client gave none */
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
  struct view kind;
  struct view patient;
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
  struct view message_id; /* correlation id of the message sent last */
  struct view content;    /* filled by job_claim only */
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
  struct view who; /* as given by the client */
  struct view request_id;
  size_t failed;  /* after ERROR_CONFLICT and ERROR_NOT_FOUND: the change that could not be made */
  bool duplicate; /* after ERROR_CONFLICT: another row maps the same; else the version is another */
};

struct store_audit {
  struct view action; /* "bundle-accepted", "bundle-refused", "job-registered" ... */
  struct view request_id;
  struct view subject;                   /* hashed patient or job id; never a name */
  struct view detail;                    /* codes only, no clinical content */
  const struct store_unmapped *unmapped; /* counted in the same transaction; may be NULL */
  size_t unmapped_count;
};

struct store {
  void *implementation;

  /* One durable transaction: bundle, outbox row, audit row. Repeats: same idempotency key or same
   * Bundle.identifier with the same received bytes = the first answer, repeated = true; other bytes
   * = ERROR_CONFLICT. Disk full or write failure: ERROR_STORAGE, nothing kept. */
  enum error (*accept)(struct store *store, const struct store_bundle *bundle, struct arena *arena,
                       struct store_accepted *ret_accepted);
  enum error (*audit)(struct store *store, const struct store_audit *audit);

  /* The kept bytes. ERROR_NOT_FOUND. */
  enum error (*bundle_read)(struct store *store, struct view id, struct arena *arena,
                            struct view *ret_content);
  enum error (*composition_list)(struct store *store, const struct store_composition_filter *filter,
                                 struct arena *arena, struct store_composition **ret_rows,
                                 size_t *ret_count);

  enum error (*job_list)(struct store *store, const struct store_job_filter *filter,
                         struct arena *arena, struct store_job **ret_rows, size_t *ret_count);
  /* Claims the oldest job that is due and whose (patient, kind, identifier) has no other job in
   * flight; ERROR_NOT_FOUND when there is none. *ret_lease names the claim. Expired leases of
   * JOB_SENDING come back as JOB_UNKNOWN: it may have been sent. */
  enum error (*job_claim)(struct store *store, const struct store_claim *claim, struct arena *arena,
                          struct store_job *ret_job, struct view *ret_lease);
  /* ERROR_CONFLICT when the lease is not held any more. */
  enum error (*job_transition)(struct store *store, const struct store_transition *transition);
  /* Count of jobs per state, for metrics. */
  enum error (*job_counts)(struct store *store, uint64_t ret_counts[JOB_STATE_COUNT]);

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

  /* Small durable settings (schema version, worker marks). ERROR_NOT_FOUND. */
  enum error (*ping)(struct store *store);
  void (*close)(struct store *store);
};

/* Opens (creates) data_dir/facade.db with WAL and synchronous=FULL and takes data_dir/lock: a
 * second process gets ERROR_STORAGE_BUSY. read_only does not take the lock (for `outbox` beside a
 * running server). */
enum error store_sqlite_open(const char *data_dir, bool read_only, const struct clock *clock,
                             struct store **ret_store) MUST_USE;

#endif
