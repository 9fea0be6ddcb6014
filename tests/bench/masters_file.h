/* The published masters of the folder of facts, imported into a folder of their own for a
 * benchmark. */
#ifndef TESTS_BENCH_MASTERS_FILE_H
#define TESTS_BENCH_MASTERS_FILE_H

#include "terminology/masters.h"

/* Runs build/fhir-facade import into the folder. False when there are no masters beside the
 * checkout, or they cannot be imported (which is said). */
bool masters_file_import_into(const char *build, const char *folder);
/* The same and maps the result, whose folder is gone at once. NULL when there
 * are no masters beside the checkout. Closed by the caller. */
struct masters *masters_file_import(const char *build);

#endif
