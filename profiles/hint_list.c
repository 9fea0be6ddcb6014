#include "profiles/hint_list.h"

MESSAGE_TABLE(hint, hint_row, VALIDATION_HINTS);
