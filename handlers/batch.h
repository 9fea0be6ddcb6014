/* POST /fhir (FHIR R4 http.html#transaction): a batch Bundle of reads, searches and operations is
 * answered entry by entry; any other Bundle is one to accept (bundle_create.h). Entries do not
 * depend on each other; one that fails says so in its own place. */
#ifndef HANDLERS_BATCH_H
#define HANDLERS_BATCH_H

#include "server/http/response.h"

request_handler handle_batch;

#endif
