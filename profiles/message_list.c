#include "profiles/message_list.h"

MESSAGE_TABLE(message_id, message_row, VALIDATION_MESSAGES);
