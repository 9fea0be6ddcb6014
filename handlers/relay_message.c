#include "handlers/relay_message.h"

MESSAGE_TABLE(relay_message, relay_message_get, RELAY_MESSAGE_LIST);
