/* The README's table of settings must name every setting that the program knows. */
#ifndef TESTS_STYLE_RULES_SETTINGS_H
#define TESTS_STYLE_RULES_SETTINGS_H

#include "tests/style/rules.h"

/* list is the text of server/config_list.h: a key is the first string of an entry (TEXT("key",
 * ...). */
void rules_settings(struct findings *findings, struct view list, struct view readme);

#endif
