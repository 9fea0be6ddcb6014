#include "profiles/package_message_list.h"

MESSAGE_TABLE(package_message, package_message, PACKAGE_MESSAGE_LIST);
