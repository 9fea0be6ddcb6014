/* A row of the audit trail as one line of JSON with all that its hash is made of: what archives and
 * exports hold. Times stand twice: "recorded" for people, "at_ms" for the hash. */
#ifndef SERVER_STORE_AUDIT_LINE_H
#define SERVER_STORE_AUDIT_LINE_H

#include "server/base/json_writer.h"
#include "server/store/audit_row.h"

/* One JSON object, no line end. */
void audit_line_write(struct json_writer *writer, const struct store_audit_row *row);
/* The row of a line; views live in the arena. ERROR_SYNTAX, ERROR_MEMORY. */
enum error audit_line_read(struct arena *arena, struct view line,
                           struct store_audit_row *ret_row) MUST_USE;

#endif
