/* The revocation lists of client certificates as one reading of a file or a folder gave them.
 * Nothing changes a reading afterwards. */
#ifndef SERVER_HTTP_TLS_LISTS_H
#define SERVER_HTTP_TLS_LISTS_H

#include "server/base/error.h"

#include <limits.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

enum tls_list_fault {
  TLS_LIST_USABLE,
  TLS_LIST_UNREADABLE, /* reason says why */
  TLS_LIST_NONE,       /* neither PEM nor DER of lists, or damaged */
  TLS_LIST_ENDLESS,    /* without nextUpdate: nobody could tell that it is stale */
  TLS_LIST_FORGED,     /* in the name of an authority whose key has not signed it */
  TLS_LIST_MANY,       /* more than LIMIT_REVOCATION_FILES */
};

struct tls_list_problem {
  enum tls_list_fault fault;
  int reason; /* of TLS_LIST_UNREADABLE: errno */
  char path[PATH_MAX];
};

struct tls_lists;

/* Reads a file, or all files *.crl, *.pem and *.der of a folder; PEM files may hold several lists.
 * authorities are those whose names nobody else may use. ERROR_CONFIGURATION: *ret_problem says
 * what is wrong; with a former reading (may be NULL) only when file or folder itself is not there:
 * a file of the folder that cannot be used is told in the log, and what the former reading had of
 * it is used. ERROR_MEMORY. */
enum error tls_lists_read(const char *path, STACK_OF(X509) * authorities,
                          const struct tls_lists *former, struct tls_list_problem *ret_problem,
                          struct tls_lists **ret_lists) MUST_USE;
/* NULL is allowed. */
void tls_lists_free(struct tls_lists *lists);
/* Which files there are, and which states of them; another number when one changes. */
uint64_t tls_lists_picture(const char *path);

/* Appends the lists of an issuer, borrowed. False when memory is short. */
bool tls_lists_of(const struct tls_lists *lists, const X509_NAME *issuer,
                  STACK_OF(X509_CRL) * found);

struct tls_lists_state {
  unsigned count;
  unsigned outdated; /* ended, or not yet begun, with no later one of the same issuer */
  int64_t end_ms;    /* the earliest end of those that no later one replaces; 0: there are none */
};
struct tls_lists_state tls_lists_state(const struct tls_lists *lists, int64_t now_ms);

#endif
