#include "profiles/advisor_messages.h"

MESSAGE_TABLE(advisor_message, advisor_message_get, ADVISOR_MESSAGES);
