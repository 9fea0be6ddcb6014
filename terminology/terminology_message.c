#include "terminology/terminology_message.h"

MESSAGE_TABLE(terminology_message, terminology_message, TERMINOLOGY_MESSAGE_LIST);
