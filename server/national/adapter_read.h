/* Reads an adapter file; see adapter.h for what stands in it. */
#ifndef SERVER_NATIONAL_ADAPTER_READ_H
#define SERVER_NATIONAL_ADAPTER_READ_H

#include "server/national/adapter.h"

/* Reads an adapter's JSON text. Each fault is an issue with its JSON path; with any,
 * ERROR_CONFIGURATION. Everything lives in the arena. */
enum error adapter_read(struct arena *arena, struct view json, struct issue_list *issues,
                        struct adapter **ret_adapter) MUST_USE;
/* The built-in adapter's JSON text; static. */
struct view adapter_builtin(void);

#endif
