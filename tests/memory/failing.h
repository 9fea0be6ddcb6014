/* An allocator that fails once: the n-th allocation of this thread, whether from an arena or from
 * the heap. The linker puts the functions of failing.c in the place of the real ones (--wrap), in
 * our own code; what the libraries allocate for themselves is not touched. */
#ifndef TESTS_MEMORY_FAILING_H
#define TESTS_MEMORY_FAILING_H

#include <stdbool.h>
#include <stdint.h>

/* From now on this thread's n-th allocation (from 1) fails; 0: none does, they are only counted. */
void failing_arm(uint64_t n);
/* Ends it: how many allocations there were. */
uint64_t failing_disarm(void);

#endif
