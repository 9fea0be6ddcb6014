/* Whole files. */
#ifndef SERVER_BASE_FILE_H
#define SERVER_BASE_FILE_H

#include "server/base/arena.h"

/* Reads at most maximum bytes of a file into the arena. ERROR_FILE (errno says why),
 * ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error file_read(struct arena *arena, const char *path, size_t maximum,
                     struct view *ret_content) MUST_USE;
/* Writes to "<path>.tmp-<random>", fsyncs, renames over path and fsyncs the folder: after ERROR_OK
 * the file survives a power cut; before, the old one is there. mode as for open(2). */
enum error file_write_durable(const char *path, struct view content, unsigned mode) MUST_USE;

#endif
