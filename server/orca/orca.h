/* ORCA as the handlers see it: questions in, plain structs of views out. Behind it: few parallel
 * calls, one per patient, single flight, a short cache, deadlines. No call that locks or changes
 * anything is made. */
#ifndef SERVER_ORCA_ORCA_H
#define SERVER_ORCA_ORCA_H

#include "server/orca/orca_breaker.h"
#include "server/orca/orca_outlook.h"
#include "server/orca/orca_reply.h"
#include "server/orca/orca_settings.h"
#include "server/orca/orca_transport.h"

struct orca;

#define ORCA_CACHE_BYTES 16777216u

/* Copies the settings' texts. Does not call ORCA. ERROR_CONFIGURATION: base_url is no http(s) URL.
 * ERROR_MEMORY. */
enum error orca_open(const struct orca_settings *settings, struct orca **ret_orca) MUST_USE;
/* What is known of ORCA; lives as long as orca. */
struct orca_outlook *orca_outlook(struct orca *orca);
/* Questions under way are given up within about a second, others fail. NULL is allowed. */
void orca_stop(struct orca *orca);
/* What the settings say; its texts live as long as orca. */
const struct orca_settings *orca_settings(const struct orca *orca);
/* NULL is allowed. No question may be under way. */
void orca_close(struct orca *orca);
/* Forgets what is kept about a patient (or everything, when empty). */
void orca_forget(struct orca *orca, struct view patient_id);
/* Forgets what is kept about every patient, but for answers with a stamp: those are used only when
 * a fresh answer about the same number told the stamp. For when a number may have become another's.
 */
void orca_forget_numbers(struct orca *orca);
/* Forgets every answer of an API. */
void orca_forget_api(struct orca *orca, enum orca_api_id api);

struct orca_statistics {
  uint64_t calls;    /* sent to ORCA */
  uint64_t failures; /* of them, without a usable answer */
  uint64_t hits;     /* answered from the cache */
  uint64_t joined;   /* waited for an equal question */
  uint64_t repeated; /* calls made again because ORCA was busy */
  uint64_t refused;  /* questions that were not sent because the breaker was open */
  uint64_t cached_bytes;
  enum orca_breaker_state breaker;
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

/* The xml2 request that orca_api_request makes of these. */
struct orca_xml2_request {
  const char *root; /* NULL: none */
  const struct orca_argument *arguments;
  size_t count;
};

struct orca_question {
  enum orca_api_id api;
  struct view query; /* appended to the API's target, e.g. "?id=12"; plain ASCII */
  struct orca_xml2_request request;
  struct view body;    /* what is sent instead, when request has no root */
  struct view patient; /* asked about; empty when none */
  /* ORCA's stamp of what is asked about, when it has one: an answer is kept for a day, for the same
   * stamp only, and is good enough even when fresh ones are wanted, since the list that told the
   * stamp was fresh. */
  struct view stamp;
};

/* For the units of this room: asks, checks status, root and Api_Result. *ret_node is the answer's
 * root record. Errors: NOT_FOUND (ORCA does not know the patient), BAD_REQUEST (ORCA finds the
 * input wrong), ORCA_UNREACHABLE, ORCA_TIMEOUT, ORCA_BUSY (locked, or no free call in time),
 * ORCA_REFUSED (user, password, certificate), ORCA_ANSWER, MEMORY; session->trouble tells the
 * details. A busy ORCA (90, 502, 503, 504) is asked again after 0.5, 1.5 and 3 s as long as the
 * deadline allows. */
enum error orca_ask(struct orca_session *session, const struct orca_question *question,
                    struct orca_reply *ret_reply) MUST_USE;
/* The session's time, for units that need today's date. */
int64_t orca_now_ms(const struct orca_session *session);

#endif
