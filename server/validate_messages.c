#include "server/validate_messages.h"

MESSAGE_TABLE(validate_message, validate_message_get, VALIDATE_MESSAGES);
