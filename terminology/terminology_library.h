/* The thread-safe place of the current terminology snapshot. Readers take the snapshot as it is and
 * keep it for their request; writers make a new one and put it in its place, one writer at a time.
 * A masters file that was replaced on the disk (`fhir-facade import`) is found and taken. */
#ifndef TERMINOLOGY_TERMINOLOGY_LIBRARY_H
#define TERMINOLOGY_TERMINOLOGY_LIBRARY_H

#include "server/base/clock.h"
#include "terminology/terminology.h"

struct terminology_library;

/* masters_path may name no file yet. The path and the clock are borrowed. ERROR_SYNTAX: the masters
 * file is of another format or damaged. ERROR_FILE, ERROR_MEMORY. */
enum error terminology_library_open(const char *masters_path, const struct clock *clock,
                                    struct terminology_library **ret_library) MUST_USE;
/* NULL is allowed. Snapshots that are still held stay valid. */
void terminology_library_close(struct terminology_library *library);

/* The current snapshot, counted: terminology_release it. Looks at the masters file at most once a
 * second; a file that cannot be read leaves the snapshot as it is. Never NULL. */
struct terminology *terminology_library_acquire(struct terminology_library *library);
/* How a change is made durable: run once the new snapshot is ready and before it is seen, while no
 * other writer runs, so that what is stored and what is known never differ in their order. */
struct terminology_keep {
  enum error (*run)(void *context);
  void *context;
};

/* Adds or replaces stored resources; keep NULL: they are stored already. Errors as of
 * terminology_with and of keep; on failure nothing has changed. */
enum error terminology_library_put(struct terminology_library *library,
                                   const struct terminology_resource *resources, size_t count,
                                   const struct terminology_keep *keep) MUST_USE;
/* ERROR_NOT_FOUND, ERROR_MEMORY, and errors of keep. */
enum error terminology_library_remove(struct terminology_library *library,
                                      enum terminology_kind kind, struct view id,
                                      const struct terminology_keep *keep) MUST_USE;

#endif
