/* Asks ORCA one harmless question in the background when the server starts and whenever ORCA is in
 * trouble, until it answers, so that its outlook is known without clients that ask. */
#ifndef SERVER_ORCA_ORCA_WATCH_H
#define SERVER_ORCA_ORCA_WATCH_H

#include "server/orca/orca.h"

struct orca_watch;

/* Starts the thread. orca is borrowed. ERROR_MEMORY, ERROR_INTERNAL. */
enum error orca_watch_start(struct orca *orca, struct orca_watch **ret_watch) MUST_USE;
/* Waits for a question under way: call orca_stop before. NULL is allowed. */
void orca_watch_stop(struct orca_watch *watch);

#endif
