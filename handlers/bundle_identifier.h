/* Which Bundle a request means: ?identifier=system|value, or a parameter "identifier" (Identifier
 * or text) of a Parameters body. */
#ifndef HANDLERS_BUNDLE_IDENTIFIER_H
#define HANDLERS_BUNDLE_IDENTIFIER_H

#include "server/http/response.h"

/* The national Bundle.identifier.system, when a request leaves it out. */
#define BUNDLE_IDENTIFIER_SYSTEM "http://jpfhir.jp/fhir/clins/bundle-identifier"

struct bundle_identifier {
  struct view system;
  struct view value;
};

/* ERROR_BAD_REQUEST with an issue when none is given, ERROR_SYNTAX for a body that is no JSON. */
enum error bundle_identifier_read(struct request *request,
                                  struct bundle_identifier *ret_identifier) MUST_USE;

#endif
