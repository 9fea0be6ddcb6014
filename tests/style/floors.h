/* The rooms of the house and what each may include: arrows go down only. */
#ifndef TESTS_STYLE_FLOORS_H
#define TESTS_STYLE_FLOORS_H

#include <stdbool.h>

/* True when a file (path from the root of the tree) may include a header (path likewise). */
bool floors_allow(const char *path, const char *header);

#endif
