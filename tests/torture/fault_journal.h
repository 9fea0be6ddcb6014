/* What a power cut takes away: writes to files that were not synced since. Each is remembered with
 * the bytes before it. Part of the shim; plain system calls only. */
#ifndef TESTS_TORTURE_FAULT_JOURNAL_H
#define TESTS_TORTURE_FAULT_JOURNAL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Before the write. */
void fault_journal_add(int file, off_t offset, size_t length);
void fault_journal_synced(int file);
/* Takes the last unsynced writes back; how many of the first ones stay comes from the seed: a disk
 * may have got to some of them. */
void fault_journal_undo(uint64_t seed);

#endif
