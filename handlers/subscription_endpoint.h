/* Where a Subscription may send to. A client names the URL, this server calls it: without a list of
 * what is allowed, it could be used to reach machines that the client cannot. */
#ifndef HANDLERS_SUBSCRIPTION_ENDPOINT_H
#define HANDLERS_SUBSCRIPTION_ENDPOINT_H

#include "server/base/view.h"

struct subscription_endpoint_policy {
  struct view allowed; /* setting subscription.endpoints: "host", "host:port" or the beginning of a
                          URL up to a slash, separated by commas; this machine is always allowed */
  bool plain_http;     /* http:// to other machines, too */
};

enum subscription_endpoint_verdict {
  SUBSCRIPTION_ENDPOINT_ALLOWED,
  SUBSCRIPTION_ENDPOINT_FORM,  /* no whole URL, or with user, fragment, dot segments */
  SUBSCRIPTION_ENDPOINT_PLAIN, /* http:// to another machine */
  SUBSCRIPTION_ENDPOINT_HOST,  /* not in the list */
};

/* Compares parts of the URL (RFC 3986), not its text: "https://good.example@evil.example" and
 * "https://good.example.evil.example" are not "good.example". This machine is "localhost",
 * 127.0.0.0/8 in four decimal parts and "[::1]"; a host of the list has the standard port unless it
 * says another one. Names are not resolved: who lists one answers for where it leads. */
enum subscription_endpoint_verdict
subscription_endpoint_check(struct view url, const struct subscription_endpoint_policy *policy);
/* The first item of the list that is neither host nor URL; empty when all can be used. */
struct view subscription_endpoint_bad_item(struct view allowed);
bool subscription_endpoint_has_query(struct view url);

#endif
