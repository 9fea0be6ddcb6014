#include "handlers/handler_messages.h"

MESSAGE_TABLE(handler_message, handler_message_get, HANDLER_MESSAGE_LIST);
