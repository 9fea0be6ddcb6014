/* The parameters of a terminology operation, from the query string of a GET or the Parameters of a
 * POST alike, and the scope that it is answered in (FHIR R4 operations.html#request). */
#ifndef HANDLERS_TERMINOLOGY_REQUEST_H
#define HANDLERS_TERMINOLOGY_REQUEST_H

#include "server/http/response.h"
#include "terminology/terminology_scope.h"

struct terminology_parameter {
  struct view name;
  struct view text; /* of a primitive value, decoded; booleans and numbers as written; else empty */
  uint32_t value;   /* node of the value or of the resource in `document`; NODE_NONE of a GET */
};

struct terminology_request {
  struct request *request;
  struct document document; /* count 0: there was no body */
  struct terminology_scope scope;
  const struct terminology_parameter *parameters; /* in order, repeats kept */
  size_t parameter_count;
};

/* Takes the current terminology for the request's life, reads the parameters, adds every
 * tx-resource to the scope. A body that is a resource of the operation's own type (POST of a
 * ValueSet to ValueSet/$expand) counts as the parameter `valueSet`, `codeSystem`, `conceptMap`.
 * ERROR_SYNTAX, ERROR_BAD_REQUEST with issues; ERROR_MEMORY. */
enum error terminology_request_begin(struct request *request,
                                     struct terminology_request *ret_operation) MUST_USE;

/* The request that stands inside of another one, as Parameters at the node: its parameters, then
 * those of the outer one that it does not name itself. The scope is shared. ERROR_MEMORY. */
enum error terminology_request_inner(const struct terminology_request *outer, uint32_t node,
                                     struct terminology_request *ret_inner) MUST_USE;

/* First parameter of that name; NULL when absent. */
const struct terminology_parameter *
terminology_request_find(const struct terminology_request *operation, const char *name);
/* Its text; empty when absent. */
struct view terminology_request_text(const struct terminology_request *operation, const char *name);
/* "true" or "false" decide, anything else and absence mean the default. */
bool terminology_request_flag(const struct terminology_request *operation, const char *name,
                              bool standard);

/* A Coding of a parameter, or put together from the parameters system, version, code, display. */
struct terminology_coding {
  struct view system;
  struct view version;
  struct view code;
  struct view display;
};
struct terminology_coding terminology_request_coding(const struct terminology_request *operation,
                                                     uint32_t node);

#endif
