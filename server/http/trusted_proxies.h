/* Reverse proxies whose X-Forwarded-For is believed, and what it then says of the client:
 *
 *   X-Forwarded-For: <client>, <proxy>, <proxy>      each proxy adds whom it was called by
 *
 * Read from the right, the first address that is no trusted proxy is the client: what stands left
 * of it may be anybody's invention. Several header lines are one list (RFC 9110 section 5.3).
 * Forwarded (RFC 7239) is not read. */
#ifndef SERVER_HTTP_TRUSTED_PROXIES_H
#define SERVER_HTTP_TRUSTED_PROXIES_H

#include "server/base/error.h"
#include "server/http/ip_address.h"
#include "server/http/request.h"
#include "server/limits.h"

struct trusted_proxies {
  struct ip_network networks[LIMIT_TRUSTED_PROXIES];
  size_t count; /* 0: nobody is believed */
};

/* The item of a list that cannot be used. */
struct trusted_proxies_mistake {
  struct view item;
  struct ip_network network; /* what was read of it, for ERROR_NOT_PROCESSABLE */
};

/* Addresses and networks separated by commas, as ip_network_read has them; an empty text is an
 * empty list. ERROR_SYNTAX: an item is neither; ERROR_NOT_PROCESSABLE: an address within its
 * network ("10.0.0.5/24"), where one of the two must be meant; ERROR_TOO_LARGE: more than
 * LIMIT_TRUSTED_PROXIES. */
enum error trusted_proxies_read(struct view list, struct trusted_proxies *ret_proxies,
                                struct trusted_proxies_mistake *ret_mistake) MUST_USE;
bool trusted_proxies_has(const struct trusted_proxies *proxies, const struct ip_address *address);
/* Who is behind the peer of the connection by the request's headers; the peer itself when it is not
 * trusted or says nothing. An entry that is no address ("unknown") ends the walk at the one right
 * of it; ports ("192.0.2.7:4711", "[2001:db8::7]:4711") are left out. When all are trusted it is
 * the left-most. */
struct ip_address trusted_proxies_client(const struct trusted_proxies *proxies,
                                         const struct ip_address *peer,
                                         const struct request *request);

#endif
