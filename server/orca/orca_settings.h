/* How ORCA is reached and how carefully. */
#ifndef SERVER_ORCA_ORCA_SETTINGS_H
#define SERVER_ORCA_ORCA_SETTINGS_H

#include "server/base/clock.h"

#include <stdatomic.h>

struct orca_identity;  /* server/orca/orca_identity.h */
struct orca_transport; /* server/orca/orca_transport.h */

/* What stands in front of ORCA. */
enum orca_kind { ORCA_KIND_AUTO, ORCA_KIND_CLASSIC, ORCA_KIND_WEBORCA, ORCA_KIND_CLOUD };

struct orca_settings {
  const char *base_url; /* whole, with /api where there is one; a slash at the end is taken off */
  const char *user;
  const char *password;
  const char *password_file; /* read again when ORCA refuses the password; NULL or "" = none */
  const struct orca_identity *identity; /* client certificate; borrowed; NULL = the PEM files */
  const char *client_certificate;       /* PEM files; NULL or "" = none */
  const char *client_key;
  const char *ca_file;
  uint32_t timeout_ms;       /* longest wait for one answer */
  uint32_t max_parallel;     /* 1..16 */
  uint32_t cache_seconds;    /* of patients' answers; 0 = keep nothing */
  size_t cache_bytes;        /* 0 = ORCA_CACHE_BYTES */
  uint32_t breaker_failures; /* in a row that open the circuit breaker; 0 = it never opens */
  enum orca_kind kind;
  const struct clock *clock;
  const _Atomic bool *stopping; /* set by orca_open: calls under way are given up when true */
  const struct orca_transport *transport; /* NULL = libcurl to base_url; tests give a function */
};

#endif
