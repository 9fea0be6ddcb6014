/* At most so many ORCA calls at a time, and one per patient: ORCA's few workers are shared with the
 * people at the desk. */
#ifndef SERVER_ORCA_ORCA_GATE_H
#define SERVER_ORCA_ORCA_GATE_H

#include "server/base/error.h"
#include "server/base/view.h"

#include <pthread.h>

#define ORCA_GATE_SLOTS 16u
#define ORCA_GATE_KEY_BYTES 24u

struct orca_gate_waiter;

struct orca_gate {
  pthread_mutex_t mutex;
  struct orca_gate_waiter *first; /* who waits, the longest first */
  uint32_t waiting;
  uint32_t slot_count;
  bool taken[ORCA_GATE_SLOTS];
  char patients[ORCA_GATE_SLOTS][ORCA_GATE_KEY_BYTES]; /* "" = none */
};

/* slot_count is put between 1 and ORCA_GATE_SLOTS. */
void orca_gate_init(struct orca_gate *gate, uint32_t slot_count);
void orca_gate_done(struct orca_gate *gate);
/* Waits at most wait_us for a free slot while no other call runs for the same patient (empty =
 * any). Who comes first is served first, but for those whose patient is being asked about.
 * ERROR_ORCA_BUSY when there was none in time. */
enum error orca_gate_enter(struct orca_gate *gate, struct view patient, int64_t wait_us,
                           uint32_t *ret_slot) MUST_USE;
void orca_gate_leave(struct orca_gate *gate, uint32_t slot);

#endif
