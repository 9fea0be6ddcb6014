/* POST /Bundle/$fetch: gets documents that are addressed to this institution from the national
 * service and keeps them (national guide 2.2.2(1)): bytes as they came, with the verdict on their
 * signature. One that is kept already is not asked for again. */
#ifndef HANDLERS_BUNDLE_FETCH_H
#define HANDLERS_BUNDLE_FETCH_H

#include "server/http/response.h"

/* Documents of one call: each costs a question and up to 10 MB. */
#define BUNDLE_FETCH_DOCUMENTS 20u

/* Which: `document` (the service's key) and `identifier` (of the Bundle, system|value), each
 * repeatable, as query or as parameters of a Parameters body. Answers Parameters with one
 * `document` a document: key, bundle ("Bundle/…"), kind, signature, received, repeated, or outcome
 * when it could not be had. When none could, the first failure is the answer's. */
request_handler handle_bundle_fetch;

#endif
