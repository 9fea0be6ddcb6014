/* The adapter for the lab simulator: adapter_builtin.json, put into the program as it is. Every
 * name and code in it is invented. */
#include "server/national/adapter_read.h"

__asm__(".pushsection .rodata, \"a\"\n"
        "adapter_builtin_begin:\n"
        ".incbin \"server/national/adapter_builtin.json\"\n"
        "adapter_builtin_end:\n"
        ".byte 0\n"
        ".popsection\n");

extern const char adapter_builtin_begin[];
extern const char adapter_builtin_end[];

struct view adapter_builtin(void) {
  return view_make(adapter_builtin_begin, (size_t)(adapter_builtin_end - adapter_builtin_begin));
}
