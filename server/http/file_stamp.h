/* Which state of a file was read: tells whether it has to be read again. */
#ifndef SERVER_HTTP_FILE_STAMP_H
#define SERVER_HTTP_FILE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

struct file_stamp {
  int64_t modified_ns; /* 0: not there */
  int64_t size;
  uint64_t number; /* inode: a file that took another one's place */
};

/* Of a file that is not there (or path NULL or ""): all zero. */
struct file_stamp file_stamp_of(const char *path);
bool file_stamp_equal(struct file_stamp a, struct file_stamp b);

#endif
