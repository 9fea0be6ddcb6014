/* What goes over the line for an answer: entity tag and 304 (RFC 9110 section 8.8.3, 13.1.2; FHIR
 * R4 http.html#cread), age (RFC 9111 section 5.1), compression (RFC 9110 section 8.4).
 * The tag is weak and made of the content without the times of fetching (lastUpdated, recorded):
 * the same facts fetched twice have the same tag. */
#ifndef SERVER_HTTP_ENTITY_H
#define SERVER_HTTP_ENTITY_H

#include "server/http/dispatch.h"

/* Fewer bytes fit into one packet either way. */
#define ENTITY_COMPRESSED_BYTES 1400u

/* Completes the answer of a request that was run; now_ms is the time for Age. Memory that is short
 * costs the tag or the compression, not the answer. */
void entity_finish(struct dispatch *dispatch, int64_t now_ms);

#endif
