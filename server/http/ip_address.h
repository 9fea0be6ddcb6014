/* IPv4 and IPv6 addresses and networks as values to compare. */
#ifndef SERVER_HTTP_IP_ADDRESS_H
#define SERVER_HTTP_IP_ADDRESS_H

#include "server/base/arena.h"

#include <sys/socket.h>

#define IP_ADDRESS_BYTES 16u
#define IP_ADDRESS_IPV4_PREFIX 96u /* bits of ::ffff:0:0/96 */

/* IPv4 is ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2): the same address is the same bytes, whichever
 * socket it came in by. An interface ("fe80::1%eth0") is no part of it. */
struct ip_address {
  unsigned char bytes[IP_ADDRESS_BYTES];
};

struct ip_network {
  struct ip_address address;
  unsigned prefix; /* bits of the 16 bytes: 24 of IPv4 are 96 + 24 */
};

/* "192.0.2.7", "2001:db8::7"; false: neither. */
bool ip_address_read(struct view text, struct ip_address *ret_address);
/* False: a socket of another kind. */
bool ip_address_of(const struct sockaddr *socket_address, struct ip_address *ret_address);
/* The shortest usual form (RFC 5952); {NULL, 0} when memory is short. */
struct view ip_address_text(struct arena *arena, const struct ip_address *address);

/* "10.0.0.0/8", "2001:db8::/32", or an address, which is a network of its own. False: neither, or a
 * prefix of 0. Bits behind the prefix are kept: ip_network_is_exact tells. */
bool ip_network_read(struct view text, struct ip_network *ret_network);
/* No bit is set behind the prefix. */
bool ip_network_is_exact(const struct ip_network *network);
/* "10.0.0.0/8", the bits behind the prefix cleared; {NULL, 0} when memory is short. */
struct view ip_network_text(struct arena *arena, const struct ip_network *network);
/* A network of IPv6 has no IPv4 addresses, however short its prefix. */
bool ip_network_has(const struct ip_network *network, const struct ip_address *address);

#endif
