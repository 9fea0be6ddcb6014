#include "handlers/inbox_message.h"

MESSAGE_TABLE(inbox_message, inbox_message_get, INBOX_MESSAGE_LIST);
