/* The Subscription as a client sends it and gets it back (FHIR R4 subscription.html). What is kept
 * are the bytes received; id, meta, status and error are the server's. */
#ifndef HANDLERS_SUBSCRIPTION_RESOURCE_H
#define HANDLERS_SUBSCRIPTION_RESOURCE_H

#include "server/base/document.h"
#include "server/base/json_writer.h"
#include "server/http/response.h"
#include "server/store/subscription_row.h"

/* What a notification needs of the resource. */
struct subscription_channel {
  bool has_payload;     /* the resource goes with it, as application/fhir+json */
  struct view *headers; /* lines "Name: value" */
  size_t header_count;
};

/* Reads and checks request->body: valid by the definition of R4, and something that this server can
 * do. The id is set from `id`; one in the body must be the same, but for an empty `id`, which is
 * replaced by a new one. Status becomes active or off. ERROR_SYNTAX, ERROR_NOT_PROCESSABLE with
 * issues, ERROR_MEMORY. */
enum error subscription_resource_read(struct request *request, struct view id,
                                      struct store_subscription *ret_subscription) MUST_USE;
/* Of kept content. ERROR_MEMORY; ERROR_SYNTAX cannot happen to what was checked. */
enum error subscription_resource_channel(struct arena *arena, struct view content,
                                         struct subscription_channel *ret_channel) MUST_USE;

/* One Subscription as a value. Without headers the result is marked as a subset when there were
 * some: they may hold secrets. ERROR_MEMORY. */
enum error subscription_resource_write(const struct request *request, struct json_writer *writer,
                                       const struct store_subscription *subscription,
                                       bool with_headers) MUST_USE;
/* 200 with the Subscription, headers and all. */
enum error subscription_resource_answer(const struct request *request, struct response *response,
                                        const struct store_subscription *subscription) MUST_USE;
/* Reads, keeps and answers: 201 with Location or 200. `id` as for subscription_resource_read. */
enum error subscription_resource_keep(struct request *request, struct response *response,
                                      struct view id) MUST_USE;

#endif
