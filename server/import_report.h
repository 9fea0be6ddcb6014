/* What an import prints: what each file changed, which mappings that touches, what is loaded. */
#ifndef SERVER_IMPORT_REPORT_H
#define SERVER_IMPORT_REPORT_H

#include "terminology/master_touched.h"

struct import_output {
  enum language language;
  bool all; /* every change, not only the first ones of a kind */
};

/* One of two texts by language. */
const char *import_report_text(const struct import_output *output, const char *english,
                               const char *japanese);
/* Files in the order of application; the resources of one package or Bundle are one line. */
enum error import_report_print(const struct import_output *output,
                               const struct master_import *import) MUST_USE;
void import_report_touched(const struct import_output *output,
                           const struct master_touched_list *touched);
/* What was imported: when, file, SHA-256, master, counts; a package is one entry. NULL: nothing
 * yet.
 */
enum error import_report_loaded(const struct import_output *output, struct arena *arena,
                                const struct masters *masters) MUST_USE;

#endif
