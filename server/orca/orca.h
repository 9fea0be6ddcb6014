/* ORCA as the handlers see it: questions in, plain structs of views out. Behind it: few parallel
 * calls, one per patient, single flight, a short cache, deadlines. No call that locks or changes
 * anything is made. */
#ifndef SERVER_ORCA_ORCA_H
#define SERVER_ORCA_ORCA_H

#include "server/orca/orca_record.h"
#include "server/orca/orca_settings.h"
#include "server/orca/orca_transport.h"

struct orca;

#define ORCA_CACHE_BYTES 16777216u

/* Copies the settings' texts. Does not call ORCA. ERROR_CONFIGURATION: base_url is no http(s) URL.
 * ERROR_MEMORY. */
enum error orca_open(const struct orca_settings *settings, struct orca **ret_orca) MUST_USE;
/* NULL is allowed. No question may be under way. */
void orca_close(struct orca *orca);
/* Forgets what is kept about a patient (or everything, when empty). */
void orca_forget(struct orca *orca, struct view patient_id);

struct orca_statistics {
  uint64_t calls;    /* sent to ORCA */
  uint64_t failures; /* of them, without a usable answer */
  uint64_t hits;     /* answered from the cache */
  uint64_t joined;   /* waited for an equal question */
  uint64_t cached_bytes;
};
struct orca_statistics orca_statistics(struct orca *orca);

/* One client request's dealings with ORCA. orca may be NULL (not configured): every question then
 * fails with ERROR_ORCA_UNREACHABLE. */
struct orca_session {
  struct orca *orca;
  struct arena *arena;
  int64_t deadline_us;         /* clock_monotonic_us; each call is also bounded by timeout_ms */
  bool fresh;                  /* kept answers are not good enough (Cache-Control: no-cache) */
  struct orca_trouble trouble; /* after a failure: which API answered what */
};

/* What is said beside the data of a usable answer. */
struct orca_info {
  int64_t fetched_ms; /* when the (oldest) answer came */
  bool truncated;     /* ORCA holds more than it gave */
  bool empty;         /* ORCA said that there is nothing */
  struct view code;   /* Api_Result when it is a hint, empty, truncated */
  struct view text;   /* Api_Result_Message then */
};

/* For the units of this room: asks, checks status, root and Api_Result. *ret_node is the answer's
 * root record. Errors: NOT_FOUND (ORCA does not know the patient), BAD_REQUEST (ORCA finds the
 * input wrong), ORCA_UNREACHABLE, ORCA_TIMEOUT, ORCA_BUSY (locked, or no free call in time),
 * ORCA_REFUSED (user, password, certificate), ORCA_ANSWER, MEMORY; session->trouble tells the
 * details. */
struct orca_question {
  enum orca_api_id api;
  struct view query;   /* appended to the API's target, e.g. "?id=12"; plain ASCII */
  struct view body;    /* xml2 */
  struct view patient; /* asked about; empty when none */
};
struct orca_reply {
  struct orca_record record;
  uint32_t node;
  struct orca_info info;
};
enum error orca_ask(struct orca_session *session, const struct orca_question *question,
                    struct orca_reply *ret_reply) MUST_USE;
/* The session's time, for units that need today's date. */
int64_t orca_now_ms(const struct orca_session *session);

#endif
