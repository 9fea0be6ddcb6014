/* Other names of the Japanese code systems. Data of several ages name one system by its OID or by
 * its URL; tables here know the URL only, so every look-up goes through this first. Received
 * documents are not changed by it. */
#ifndef TERMINOLOGY_SYSTEM_ALIAS_H
#define TERMINOLOGY_SYSTEM_ALIAS_H

#include "server/base/view.h"

/* The URL of a system given as "urn:oid:..."; the view itself when it is no known OID. The result
 * is static or the argument. */
struct view system_alias_resolve(struct view system);

#endif
