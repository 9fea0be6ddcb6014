#include "server/http/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define IPV4_AT 12u /* byte where an IPv4 address begins */
#define IPV4_BITS 32u
#define ALL_BITS (IP_ADDRESS_BYTES * 8u)

static const unsigned char ipv4_start[IPV4_AT] = {[10] = 0xff, [11] = 0xff};

static bool is_ipv4(const struct ip_address *address) {
  return memcmp(address->bytes, ipv4_start, IPV4_AT) == 0;
}

static struct ip_address of_ipv4(const void *four_bytes) {
  struct ip_address address;
  memcpy(address.bytes, ipv4_start, IPV4_AT);
  memcpy(address.bytes + IPV4_AT, four_bytes, IP_ADDRESS_BYTES - IPV4_AT);
  return address;
}

bool ip_address_read(struct view text, struct ip_address *ret_address) {
  char string[INET6_ADDRSTRLEN];
  struct in_addr four;
  struct ip_address six;
  if (text.length >= sizeof string || view_find_byte(text, '\0', 0) != SIZE_MAX) {
    return false;
  }
  memcpy(string, text.length > 0 ? text.data : "", text.length);
  string[text.length] = '\0';
  if (inet_pton(AF_INET, string, &four) == 1) {
    *ret_address = of_ipv4(&four);
    return true;
  }
  if (inet_pton(AF_INET6, string, six.bytes) == 1) {
    *ret_address = six;
    return true;
  }
  return false;
}

bool ip_address_of(const struct sockaddr *socket_address, struct ip_address *ret_address) {
  if (socket_address->sa_family == AF_INET) {
    struct sockaddr_in four;
    memcpy(&four, socket_address, sizeof four);
    *ret_address = of_ipv4(&four.sin_addr);
    return true;
  }
  if (socket_address->sa_family == AF_INET6) {
    struct sockaddr_in6 six;
    memcpy(&six, socket_address, sizeof six);
    memcpy(ret_address->bytes, &six.sin6_addr, IP_ADDRESS_BYTES);
    return true;
  }
  return false;
}

struct view ip_address_text(struct arena *arena, const struct ip_address *address) {
  char text[INET6_ADDRSTRLEN] = "";
  bool four = is_ipv4(address);
  (void)inet_ntop(four ? AF_INET : AF_INET6, address->bytes + (four ? IPV4_AT : 0u), text,
                  sizeof text);
  return arena_copy(arena, view_of(text));
}

bool ip_network_read(struct view text, struct ip_network *ret_network) {
  struct ip_network network = {.prefix = ALL_BITS};
  struct view rest = text;
  struct view address = view_split(&rest, '/');
  uint64_t bits = 0;
  if (!ip_address_read(address, &network.address)) {
    return false;
  }
  bool four = is_ipv4(&network.address) && view_find_byte(address, ':', 0) == SIZE_MAX;
  if (address.length < text.length) {
    if (!view_to_unsigned(rest, four ? IPV4_BITS : ALL_BITS, &bits) || bits == 0) {
      return false;
    }
    network.prefix = (unsigned)bits + (four ? IP_ADDRESS_IPV4_PREFIX : 0u);
  }
  *ret_network = network;
  return true;
}

/* The bits of one byte that belong to the network. */
static unsigned mask_of(const struct ip_network *network, unsigned byte) {
  unsigned begin = byte * 8u;
  unsigned bits = network->prefix <= begin ? 0u : network->prefix - begin;
  return bits >= 8u ? 0xffu : (0xff00u >> bits) & 0xffu;
}

static struct ip_address cleared(const struct ip_network *network,
                                 const struct ip_address *address) {
  struct ip_address result;
  for (unsigned i = 0; i < IP_ADDRESS_BYTES; i++) {
    result.bytes[i] = (unsigned char)(address->bytes[i] & mask_of(network, i));
  }
  return result;
}

bool ip_network_is_exact(const struct ip_network *network) {
  struct ip_address start = cleared(network, &network->address);
  return memcmp(start.bytes, network->address.bytes, IP_ADDRESS_BYTES) == 0;
}

struct view ip_network_text(struct arena *arena, const struct ip_network *network) {
  struct ip_address start = cleared(network, &network->address);
  bool four = is_ipv4(&start) && network->prefix > IP_ADDRESS_IPV4_PREFIX;
  struct view text = ip_address_text(arena, &start);
  return arena_format(arena, "%.*s/%u", VIEW_ARGUMENTS(text),
                      network->prefix - (four ? IP_ADDRESS_IPV4_PREFIX : 0u));
}

bool ip_network_has(const struct ip_network *network, const struct ip_address *address) {
  if (is_ipv4(address) && network->prefix < IP_ADDRESS_IPV4_PREFIX) {
    return false;
  }
  struct ip_address start = cleared(network, address);
  return memcmp(start.bytes, network->address.bytes, IP_ADDRESS_BYTES) == 0;
}
