/* A row of the table of interactions (server/routes.c): routing, 405/Allow, CapabilityStatement,
 * scopes, body caps and metric labels are all made from it. */
#ifndef SERVER_HTTP_ROUTE_H
#define SERVER_HTTP_ROUTE_H

#include "server/http/response.h"

enum route_flag {
  ROUTE_NO_FHIR = 1u << 0,    /* no FHIR media types are negotiated: health, metrics */
  ROUTE_FORM = 1u << 1,       /* body is application/x-www-form-urlencoded (POST _search) */
  ROUTE_FHIR_BODY = 1u << 2,  /* body must be application/fhir+json or application/json */
  ROUTE_WAITS = 1u << 3,      /* waits for ORCA or the disk: must not hold a connection thread */
  ROUTE_CSV_BODY = 1u << 4,   /* body must be text/csv or text/plain */
  ROUTE_XML_BODY = 1u << 5,   /* with ROUTE_FHIR_BODY: application/fhir+xml is read too */
  ROUTE_OPEN = 1u << 6,       /* nobody is asked who he is: health, metadata */
  ROUTE_ANY_CLIENT = 1u << 7, /* every known client may: no patient's data are read or kept, or
                                 each part is judged by itself (batch) */
};

struct search_parameter_row {
  const char *name; /* "patient" */
  const char *type; /* FHIR search parameter type: token, string, date, reference */
};

struct route {
  enum http_method method;
  const char *pattern; /* "/fhir/Patient/{id}", "/fhir/{type}/$validate" */
  request_handler *handler;
  const char *label;       /* metric and log label, e.g. "patient-read" */
  const char *resource;    /* type for the CapabilityStatement, NULL = system level, "*" = each */
  const char *interaction; /* "read", "search-type", "create", "transaction", or NULL */
  const char *operation;   /* operation name without "$", or NULL */
  const char *definition;  /* canonical URL of the operation's definition, or NULL */
  const struct search_parameter_row *search; /* ends with name NULL; may be NULL */
  size_t body_maximum;                       /* bytes; 0 = a body is refused */
  unsigned flags;
  const char *scope; /* what a client needs: "Bundle.c", "Patient.r Condition.s", "admin/outbox";
                        NULL = told by resource and interaction */
  struct view (*patient_of)(struct view id); /* whose data the first path parameter leads to */
};

struct route_table {
  const struct route *routes;
  size_t count;
};

#endif
