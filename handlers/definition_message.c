#include "handlers/definition_message.h"

MESSAGE_TABLE(definition_message, definition_message_get, DEFINITION_MESSAGE_LIST);
