#include "handlers/orca_message.h"

MESSAGE_TABLE(orca_message, orca_message_get, ORCA_MESSAGE_LIST);
