/* What the application gives to its handlers: chosen once in server/app.c, read-only while serving.
 */
#ifndef HANDLERS_SERVICES_H
#define HANDLERS_SERVICES_H

#include "handlers/signature_check.h"
#include "profiles/validator.h"
#include "server/base/clock.h"
#include "server/store/store.h"

struct orca;                /* server/orca/orca.h */
struct orca_push;           /* server/orca/orca_push.h */
struct orca_watch;          /* server/orca/orca_watch.h */
struct bundle_signing;      /* handlers/bundle_signature.h */
struct relay;               /* server/national/relay.h */
struct audit_recorder;      /* server/store/audit_recorder.h */
struct metrics;             /* server/http/metrics.h */
struct route_table;         /* server/http/route.h */
struct tls;                 /* server/http/tls.h */
struct mapping_library;     /* terminology/mapping_library.h */
struct terminology_library; /* terminology/terminology_library.h */

/* How clients make themselves known: what metadata and the SMART configuration tell. */
struct access_offer {
  bool keys;
  bool oauth;
  struct view issuer;
  struct view token_endpoint; /* may be empty */
  struct view jwks_url;       /* may be empty */
};

struct services {
  struct access_offer access;
  const struct definitions *definitions;
  struct validation_settings validation;
  struct mapping_library *mapping;         /* the local code-mapping table */
  bool mapping_second_person;              /* mapping.second_person */
  struct terminology_library *terminology; /* masters, code systems, value sets, maps */
  bool orca_former_names;                  /* orca.former_names: reads ask for them */
  bool orca_test_patients;                 /* orca.test_patients: searches show them */
  struct orca *orca;                       /* NULL when orca.base_url is not set */
  struct orca_watch *orca_watch;           /* likewise */
  struct orca_push *orca_push;             /* NULL when orca.push.url is not set */
  struct store *store;
  struct audit_recorder *recorder; /* NULL: answers are not recorded */
  bool audit_batched_reads;        /* audit.patient_reads = batched */
  struct view audit_server;        /* audit.server, else the machine's name */
  struct relay *relay;             /* woken after each accept; asked for what the service knows */
  const struct bundle_signing *signing;
  bool check_destination;                        /* national.check_destination */
  bool patient_only;                             /* national.patient_only */
  bool cancel_undo;                              /* national.cancel_undo */
  bool refuse_unsigned;                          /* national.accept_unsigned is off */
  const struct signature_check *signature_check; /* NULL: signatures are kept unchecked */
  const struct clock *clock;
  const struct tls *tls; /* NULL: plain HTTP */
  struct metrics *metrics;
  const struct route_table *routes;
  struct view institution_number; /* institution.number, 10 digits */
  struct view clins_version;      /* national.clins_version */
  struct view base_url;
  struct view subscription_endpoints; /* subscription.endpoints */
  bool subscription_http;             /* subscription.http */
};

#endif
