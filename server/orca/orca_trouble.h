/* Which ORCA API answered what, when a call failed: what the client is told. Plain values, so that
 * it can be handed from the thread that asked to those that waited for the same answer. */
#ifndef SERVER_ORCA_ORCA_TROUBLE_H
#define SERVER_ORCA_ORCA_TROUBLE_H

#include "server/base/error.h"
#include "server/base/view.h"

#define ORCA_CODE_BYTES 16u
#define ORCA_TEXT_BYTES 320u /* Api_Result_Message is at most 100 characters */

enum orca_fault {
  ORCA_FAULT_NONE,
  ORCA_FAULT_NOT_CONFIGURED, /* no orca.base_url */
  ORCA_FAULT_UNREACHABLE,    /* no connection, or closed before an answer; text: why */
  ORCA_FAULT_TIMEOUT,
  ORCA_FAULT_QUEUE,      /* no free call within the deadline: nothing was sent */
  ORCA_FAULT_BREAKER,    /* ORCA did not answer lately: nothing was sent; retry_seconds */
  ORCA_FAULT_STATUS,     /* an HTTP status other than 200 */
  ORCA_FAULT_CUT,        /* the answer ended early or was too long */
  ORCA_FAULT_UNREADABLE, /* neither xml2 nor JSON (an HTML page, broken, wrong charset) */
  ORCA_FAULT_ROOT,       /* another record than this API's */
  ORCA_FAULT_PATIENT,    /* the answer is about another patient than the question */
  ORCA_FAULT_RESULT,     /* Api_Result says no: code and text */
  ORCA_FAULT_COUNT
};

struct orca_trouble {
  const char *api; /* static; "" before any call */
  enum orca_fault fault;
  long http_status;           /* 0 when there was none */
  uint32_t retry_seconds;     /* when to come again; 0 = not known */
  char code[ORCA_CODE_BYTES]; /* Api_Result */
  char text[ORCA_TEXT_BYTES]; /* Api_Result_Message, or libcurl's reason */
};

/* Sets all but the status; code and text are cut at a character boundary when too long. */
void orca_trouble_set(struct orca_trouble *trouble, enum orca_fault fault, struct view code,
                      struct view text);
/* How ORCA's front ends answer for a path that they do not have (404, 405). */
bool orca_trouble_is_absent(const struct orca_trouble *trouble);

#endif
