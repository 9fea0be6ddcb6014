/* X-Request-Id: the client's when it is harmless, else a fresh one. */
#ifndef SERVER_HTTP_REQUEST_ID_H
#define SERVER_HTTP_REQUEST_ID_H

#include "server/base/arena.h"

#define REQUEST_ID_MAXIMUM 64u

/* 1-64 of [A-Za-z0-9._-]: safe in headers and logs. */
bool request_id_is_valid(struct view id);
/* The client's id when valid, else a UUID in the arena; empty only when memory is exhausted. */
struct view request_id_choose(struct arena *arena, struct view header);

#endif
