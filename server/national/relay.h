/* Delivers what the outbox holds to the national service: worker threads that claim jobs by lease,
 * send or ask, and write what came of it; and asks the service what changes nothing there. With
 * transport "none" jobs stay queued. */
#ifndef SERVER_NATIONAL_RELAY_H
#define SERVER_NATIONAL_RELAY_H

#include "server/national/question.h"
#include "server/store/store.h"

struct relay;

/* All strings are borrowed until relay_close; NULL means not set. */
struct relay_settings {
  const char *transport;    /* "webapi", "folder" or "none" */
  const char *adapter_file; /* NULL or empty = built in */
  const char *institution_number;
  const char *webapi_base_url;
  const char *webapi_client_certificate;
  const char *webapi_client_key;
  const char *webapi_ca_file;
  const char *folder_request_dir;
  const char *folder_result_dir;
  const char *signature_extension; /* ".jws": signatures go beside the message; NULL: inside */
  int64_t keep_ms;                 /* bytes of what ended so long ago are dropped; 0 = never */
  /* A claim outlives the longest exchange by this much: time to write down what came of it, and
   * for clocks of several servers to differ. 0 = 30 seconds. */
  int64_t takeover_ms;
  struct issue_list *issues; /* receives what is wrong with adapter file and settings */
};

/* Reads the adapter, opens the transport and starts the workers. ERROR_CONFIGURATION with issues;
 * ERROR_FILE when the adapter file cannot be read. */
enum error relay_open(const struct relay_settings *settings, struct store *store,
                      const struct clock *clock, struct relay **ret_relay) MUST_USE;
/* New work is there. Never blocks; NULL is allowed. */
void relay_wake(struct relay *relay);
/* Asks the service and waits for the answer, at most the adapter's answer_ms and until the
 * question's deadline. Called by any thread; takes one of the adapter's parallel messages. Errors
 * as question_run; NULL is allowed: ERROR_NOT_OFFERED. */
enum error relay_ask(struct relay *relay, const struct question *question,
                     struct issue_list *issues, struct question_answer *ret_answer) MUST_USE;
/* What the service is asked in and answers with; NULL without a relay. Lives as long as it. */
const struct adapter *relay_adapter(const struct relay *relay);
/* Stops and joins the workers within a second; an exchange that is running counts as lost and is
 * reconciled at the next start. NULL is allowed. */
void relay_close(struct relay *relay);

#endif
