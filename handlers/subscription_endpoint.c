#include "handlers/subscription_endpoint.h"

#define PORT_MAXIMUM 65535u
#define PORT_HTTP 80u
#define PORT_HTTPS 443u
#define ADDRESS_PARTS 4u

struct parts {
  bool is_secure;
  struct view host;
  uint64_t port;
  struct view path; /* with its slash; may be empty; query behind it */
};

static bool starts_ignore_case(struct view text, const char *start) {
  return view_equal_ignore_case(view_part(text, 0, strlen(start)), view_of(start));
}

/* Printable ASCII that RFC 3986 allows somewhere in a URL. */
static bool is_url_text(struct view text) {
  static const char refused[] = "\"<>\\^`{|}";
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (byte <= ' ' || byte > '~' || memchr(refused, byte, sizeof refused - 1) != NULL) {
      return false;
    }
  }
  return text.length > 0;
}

static bool is_host_name(struct view host) {
  for (size_t i = 0; i < host.length; i++) {
    char byte = host.data[i];
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!is_letter && !byte_is_digit(byte) && byte != '.' && byte != '-') {
      return false;
    }
  }
  return host.length > 0;
}

static bool is_bracketed_address(struct view host) {
  static const char digits[] = "0123456789abcdefABCDEF:.";
  if (host.length < 4 || host.data[0] != '[' || host.data[host.length - 1] != ']') {
    return false;
  }
  for (size_t i = 1; i + 1 < host.length; i++) {
    if (memchr(digits, host.data[i], sizeof digits - 1) == NULL) {
      return false;
    }
  }
  return true;
}

/* "host", "host:port", "[address]", "[address]:port"; the port stays when there is none. */
static bool read_authority(struct view text, struct parts *parts) {
  size_t end = text.length > 0 && text.data[0] == '[' ? view_find_byte(text, ']', 0)
                                                      : view_find_byte(text, ':', 0);
  if (text.length > 0 && text.data[0] == '[') {
    end = end == SIZE_MAX ? SIZE_MAX : end + 1;
  }
  parts->host = view_part(text, 0, end == SIZE_MAX ? text.length : end);
  struct view rest = view_part(text, parts->host.length, text.length);
  if (rest.length > 0 &&
      (rest.data[0] != ':' ||
       !view_to_unsigned(view_part(rest, 1, rest.length), PORT_MAXIMUM, &parts->port) ||
       parts->port == 0)) {
    return false;
  }
  return is_host_name(parts->host) || is_bracketed_address(parts->host);
}

/* "." or "..", percent-encoded or not: they lead out of the path that is compared. */
static bool is_dot_segment(struct view segment) {
  size_t dots = 0;
  while (segment.length > 0) {
    size_t length = segment.data[0] == '.' ? 1 : 3;
    if (segment.data[0] != '.' && !starts_ignore_case(segment, "%2e")) {
      return false;
    }
    dots++;
    segment = view_part(segment, length, segment.length);
  }
  return dots == 1 || dots == 2;
}

static bool has_dot_segment(struct view path) {
  struct view rest = view_part(path, 0, view_find_byte(path, '?', 0));
  while (rest.length > 0) {
    if (is_dot_segment(view_split(&rest, '/'))) {
      return true;
    }
  }
  return false;
}

static bool read_url(struct view url, struct parts *ret_parts) {
  static const char *const schemes[] = {"http://", "https://"};
  bool is_secure = starts_ignore_case(url, schemes[1]);
  if ((!is_secure && !starts_ignore_case(url, schemes[0])) || !is_url_text(url) ||
      view_find_byte(url, '#', 0) != SIZE_MAX) {
    return false;
  }
  struct parts parts = {.is_secure = is_secure, .port = is_secure ? PORT_HTTPS : PORT_HTTP};
  struct view rest = view_part(url, strlen(schemes[is_secure]), url.length);
  size_t slash = view_find_byte(rest, '/', 0);
  size_t query = view_find_byte(rest, '?', 0);
  size_t end = slash < query ? slash : query;
  end = end == SIZE_MAX ? rest.length : end;
  parts.path = view_part(rest, end, rest.length);
  if (!read_authority(view_part(rest, 0, end), &parts) || has_dot_segment(parts.path)) {
    return false;
  }
  *ret_parts = parts;
  return true;
}

static bool is_loopback_address(struct view host) {
  uint64_t number = 0;
  for (size_t i = 0; i < ADDRESS_PARTS; i++) {
    bool is_last = i + 1 == ADDRESS_PARTS;
    if (!is_last && view_find_byte(host, '.', 0) == SIZE_MAX) {
      return false;
    }
    struct view part = is_last ? host : view_split(&host, '.');
    if (part.length > 3 || !view_to_unsigned(part, 255, &number) || (i == 0 && number != 127)) {
      return false;
    }
  }
  return true;
}

static bool is_this_machine(struct view host) {
  return view_equal_ignore_case(host, view_of("localhost")) || view_is(host, "[::1]") ||
         is_loopback_address(host);
}

static bool is_url(struct view item) {
  return view_find(item, view_of("://"), 0) != SIZE_MAX;
}

/* The path is the item's, or goes on below it. */
static bool is_below(struct view path, struct view start) {
  while (start.length > 0 && start.data[start.length - 1] == '/') {
    start.length--;
  }
  if (!view_starts_with(path, start)) {
    return false;
  }
  return path.length == start.length || path.data[start.length] == '/' ||
         path.data[start.length] == '?';
}

static bool fits_item(const struct parts *url, struct view item) {
  struct parts allowed = {.port = url->is_secure ? PORT_HTTPS : PORT_HTTP};
  bool has_scheme = is_url(item);
  bool is_read = has_scheme ? read_url(item, &allowed) : read_authority(item, &allowed);
  return is_read && view_equal_ignore_case(url->host, allowed.host) && url->port == allowed.port &&
         (!has_scheme ||
          (url->is_secure == allowed.is_secure && is_below(url->path, allowed.path)));
}

static bool is_listed(const struct parts *url, struct view list) {
  while (list.length > 0) {
    struct view item = view_trim(view_split(&list, ','));
    if (item.length > 0 && fits_item(url, item)) {
      return true;
    }
  }
  return false;
}

enum subscription_endpoint_verdict
subscription_endpoint_check(struct view url, const struct subscription_endpoint_policy *policy) {
  struct parts parts;
  if (!read_url(url, &parts)) {
    return SUBSCRIPTION_ENDPOINT_FORM;
  }
  if (is_this_machine(parts.host)) {
    return SUBSCRIPTION_ENDPOINT_ALLOWED;
  }
  if (!is_listed(&parts, policy->allowed)) {
    return SUBSCRIPTION_ENDPOINT_HOST;
  }
  return parts.is_secure || policy->plain_http ? SUBSCRIPTION_ENDPOINT_ALLOWED
                                               : SUBSCRIPTION_ENDPOINT_PLAIN;
}

struct view subscription_endpoint_bad_item(struct view allowed) {
  while (allowed.length > 0) {
    struct view item = view_trim(view_split(&allowed, ','));
    struct parts parts = {.port = PORT_HTTPS};
    bool is_read = is_url(item) ? read_url(item, &parts) && !subscription_endpoint_has_query(item)
                                : read_authority(item, &parts);
    if (item.length > 0 && !is_read) {
      return item;
    }
  }
  return (struct view){NULL, 0};
}

bool subscription_endpoint_has_query(struct view url) {
  return view_find_byte(url, '?', 0) != SIZE_MAX;
}
