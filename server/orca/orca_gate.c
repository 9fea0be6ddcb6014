#include "server/orca/orca_gate.h"

#include "server/base/steady_wait.h"

void orca_gate_init(struct orca_gate *gate, uint32_t slot_count) {
  memset(gate, 0, sizeof(*gate));
  pthread_mutex_init(&gate->mutex, NULL);
  gate->slot_count = slot_count == 0 ? 1 : slot_count;
  if (gate->slot_count > ORCA_GATE_SLOTS) {
    gate->slot_count = ORCA_GATE_SLOTS;
  }
}

void orca_gate_done(struct orca_gate *gate) {
  pthread_mutex_destroy(&gate->mutex);
}

/* A free slot, or slot_count when there is none or the patient is being asked for already. */
static uint32_t find_slot(const struct orca_gate *gate, struct view patient) {
  uint32_t found = gate->slot_count;
  for (uint32_t i = gate->slot_count; i > 0; i--) {
    uint32_t slot = i - 1;
    if (!gate->taken[slot]) {
      found = slot;
    } else if (patient.length != 0 && view_is(patient, gate->patients[slot])) {
      return gate->slot_count;
    }
  }
  return found;
}

static void take_slot(struct orca_gate *gate, uint32_t slot, struct view patient) {
  gate->taken[slot] = true;
  if (patient.length != 0) {
    memcpy(gate->patients[slot], patient.data, patient.length);
  }
  gate->patients[slot][patient.length] = '\0';
}

/* One who waits, on its own stack. */
struct orca_gate_waiter {
  pthread_cond_t served;
  struct view patient;
  uint32_t slot; /* slot_count: not yet */
  struct orca_gate_waiter *next;
};

static void queue_remove(struct orca_gate *gate, const struct orca_gate_waiter *waiter) {
  struct orca_gate_waiter **link = &gate->first;
  while (*link != waiter) {
    link = &(*link)->next;
  }
  *link = waiter->next;
  gate->waiting--;
}

static void queue_add(struct orca_gate *gate, struct orca_gate_waiter *waiter) {
  struct orca_gate_waiter **link = &gate->first;
  while (*link != NULL) {
    link = &(*link)->next;
  }
  *link = waiter;
  gate->waiting++;
}

/* Until a slot is given to it, or its time is over. */
static void wait_served(struct orca_gate *gate, struct orca_gate_waiter *waiter, int64_t wait_us) {
  struct timespec until = steady_until(wait_us);
  int wait_result = 0;
  steady_condition_init(&waiter->served);
  queue_add(gate, waiter);
  while (waiter->slot == gate->slot_count && wait_result == 0) {
    wait_result = pthread_cond_timedwait(&waiter->served, &gate->mutex, &until);
  }
  if (waiter->slot == gate->slot_count) {
    queue_remove(gate, waiter);
  }
  pthread_cond_destroy(&waiter->served);
}

enum error orca_gate_enter(struct orca_gate *gate, struct view patient, int64_t wait_us,
                           uint32_t *ret_slot) {
  patient = view_part(patient, 0, ORCA_GATE_KEY_BYTES - 1);
  struct orca_gate_waiter waiter = {.patient = patient};
  pthread_mutex_lock(&gate->mutex);
  /* A slot that is free is one that nobody who waits can use. */
  waiter.slot = find_slot(gate, patient);
  if (waiter.slot != gate->slot_count) {
    take_slot(gate, waiter.slot, patient);
  } else {
    wait_served(gate, &waiter, wait_us);
  }
  pthread_mutex_unlock(&gate->mutex);
  if (waiter.slot == gate->slot_count) {
    return ERROR_ORCA_BUSY;
  }
  *ret_slot = waiter.slot;
  return ERROR_OK;
}

/* Those who wait longest come first; nobody else is woken. */
static void serve_waiters(struct orca_gate *gate) {
  struct orca_gate_waiter **link = &gate->first;
  while (*link != NULL) {
    struct orca_gate_waiter *waiter = *link;
    uint32_t slot = find_slot(gate, waiter->patient);
    if (slot == gate->slot_count) {
      link = &waiter->next;
      continue;
    }
    *link = waiter->next;
    gate->waiting--;
    take_slot(gate, slot, waiter->patient);
    waiter->slot = slot;
    pthread_cond_signal(&waiter->served);
  }
}

void orca_gate_leave(struct orca_gate *gate, uint32_t slot) {
  pthread_mutex_lock(&gate->mutex);
  gate->taken[slot] = false;
  gate->patients[slot][0] = '\0';
  serve_waiters(gate);
  pthread_mutex_unlock(&gate->mutex);
}
