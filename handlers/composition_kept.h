/* The documents kept in the outbox, by their Composition: finding one and cutting it out of its
 * Bundle. */
#ifndef HANDLERS_COMPOSITION_KEPT_H
#define HANDLERS_COMPOSITION_KEPT_H

#include "server/http/response.h"

/* The bytes of the Bundle whose Composition has that id. ERROR_NOT_FOUND with an issue. */
enum error composition_kept_bundle(struct request *request, struct view id,
                                   struct view *ret_bundle) MUST_USE;
/* The bytes of the Composition inside, exactly as received. ERROR_INTERNAL when a kept Bundle has
 * none. */
enum error composition_kept_cut(struct request *request, struct view bundle,
                                struct view *ret_composition) MUST_USE;

#endif
