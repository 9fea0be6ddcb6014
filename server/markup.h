/* Text inside XML and HTML: escaped, and without what neither may hold. */
#ifndef SERVER_MARKUP_H
#define SERVER_MARKUP_H

#include "server/base/buffer.h"

/* Appends text for element content or a quoted attribute: & < > " ' become references; control
 * characters that XML 1.0 (2.2) forbids and bytes that are not UTF-8 become U+FFFD. */
void markup_append(struct buffer *buffer, struct view text);
void markup_append_string(struct buffer *buffer, const char *text);

#endif
