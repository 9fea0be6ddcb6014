#include "server/config_messages.h"

MESSAGE_TABLE(config_message, config_message_get, CONFIG_MESSAGE_LIST);
