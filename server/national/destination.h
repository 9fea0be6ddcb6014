/* Whether the institution that a document is for takes part in the service, by the answer to a
 * facility lookup (national guide 2.2.2(1)). */
#ifndef SERVER_NATIONAL_DESTINATION_H
#define SERVER_NATIONAL_DESTINATION_H

#include "server/national/answer.h"

/* STATE_EVENT_CHECKED, or STATE_EVENT_REFUSED with a code of ours: the number is not in the list,
 * or it is and does not take part. STATE_EVENT_UNREADABLE when the answer has no such list. */
struct answer_verdict destination_judge(const struct adapter *adapter, struct view answer,
                                        struct view number, struct arena *arena);

#endif
