#include "terminology/master_message.h"

MESSAGE_TABLE(master_message, master_message, MASTER_MESSAGE_LIST);
