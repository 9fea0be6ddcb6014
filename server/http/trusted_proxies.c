#include "server/http/trusted_proxies.h"

#define HEADER "x-forwarded-for"
#define PORT_MAXIMUM 65535u

static enum error add(struct trusted_proxies *proxies, struct trusted_proxies_mistake *mistake) {
  if (!ip_network_read(mistake->item, &mistake->network)) {
    return ERROR_SYNTAX;
  }
  if (!ip_network_is_exact(&mistake->network)) {
    return ERROR_NOT_PROCESSABLE;
  }
  if (proxies->count == LIMIT_TRUSTED_PROXIES) {
    return ERROR_TOO_LARGE;
  }
  proxies->networks[proxies->count++] = mistake->network;
  return ERROR_OK;
}

enum error trusted_proxies_read(struct view list, struct trusted_proxies *ret_proxies,
                                struct trusted_proxies_mistake *ret_mistake) {
  struct trusted_proxies proxies = {.count = 0};
  struct view rest = view_trim(list);
  bool more = rest.length > 0;
  while (more) {
    more = view_find_byte(rest, ',', 0) != SIZE_MAX;
    struct trusted_proxies_mistake mistake = {.item = view_trim(view_split(&rest, ','))};
    enum error error = add(&proxies, &mistake);
    if (error != ERROR_OK) {
      *ret_mistake = mistake;
      return error;
    }
  }
  *ret_proxies = proxies;
  return ERROR_OK;
}

bool trusted_proxies_has(const struct trusted_proxies *proxies, const struct ip_address *address) {
  for (size_t i = 0; i < proxies->count; i++) {
    if (ip_network_has(&proxies->networks[i], address)) {
      return true;
    }
  }
  return false;
}

/* Empty, or ":" and a port. */
static bool is_port(struct view text) {
  uint64_t port = 0;
  return text.length == 0 || (text.data[0] == ':' &&
                              view_to_unsigned(view_part(text, 1, SIZE_MAX), PORT_MAXIMUM, &port));
}

static bool read_entry(struct view entry, struct ip_address *ret_address) {
  size_t colon = view_find_byte(entry, ':', 0);
  if (entry.length > 0 && entry.data[0] == '[') {
    size_t end = view_find_byte(entry, ']', 0);
    return end != SIZE_MAX && colon < end && is_port(view_part(entry, end + 1, SIZE_MAX)) &&
           ip_address_read(view_part(entry, 1, end - 1), ret_address);
  }
  bool one_colon = colon != SIZE_MAX && view_find_byte(entry, ':', colon + 1) == SIZE_MAX;
  return one_colon ? is_port(view_part(entry, colon, SIZE_MAX)) &&
                         ip_address_read(view_part(entry, 0, colon), ret_address)
                   : ip_address_read(entry, ret_address);
}

/* The part behind the last comma; *rest becomes what stands before it. False: it was all. */
static bool take_last(struct view *rest, struct view *ret_entry) {
  size_t begin = rest->length;
  while (begin > 0 && rest->data[begin - 1] != ',') {
    begin--;
  }
  *ret_entry = view_trim(view_part(*rest, begin, SIZE_MAX));
  *rest = view_part(*rest, 0, begin > 0 ? begin - 1 : 0);
  return begin > 0;
}

/* Follows one header line; true when the next one to the left may be believed, too. */
static bool walk(const struct trusted_proxies *proxies, struct view line,
                 struct ip_address *client) {
  bool more = true;
  while (more) {
    struct view entry;
    more = take_last(&line, &entry);
    if (!read_entry(entry, client) || !trusted_proxies_has(proxies, client)) {
      return false;
    }
  }
  return true;
}

struct ip_address trusted_proxies_client(const struct trusted_proxies *proxies,
                                         const struct ip_address *peer,
                                         const struct request *request) {
  struct ip_address client = *peer;
  bool believed = trusted_proxies_has(proxies, peer);
  for (size_t i = request->header_count; i > 0 && believed; i--) {
    const struct name_value *header = &request->headers[i - 1];
    if (view_is(header->name, HEADER)) {
      believed = walk(proxies, header->value, &client);
    }
  }
  return client;
}
