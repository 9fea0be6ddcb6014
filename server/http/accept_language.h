/* Which language people read: Accept-Language (RFC 9110 section 12.5.4). */
#ifndef SERVER_HTTP_ACCEPT_LANGUAGE_H
#define SERVER_HTTP_ACCEPT_LANGUAGE_H

#include "server/base/message.h"

/* Japanese unless the header prefers English. */
enum language accept_language_choose(struct view header);
/* BCP 47 tag: "ja" or "en". */
const char *accept_language_tag(enum language language);

#endif
