#include "handlers/search_message.h"

MESSAGE_TABLE(search_message, search_message_get, SEARCH_MESSAGE_LIST);
