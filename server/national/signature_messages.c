#include "server/national/signature_messages.h"

MESSAGE_TABLE(signature_message, signature_messages_get, SIGNATURE_MESSAGES);
