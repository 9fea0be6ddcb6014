/* A relay job as a FHIR R4 Task (task.html): what stands at the national service, readable by
 * people. */
#ifndef HANDLERS_TASK_FROM_JOB_H
#define HANDLERS_TASK_FROM_JOB_H

#include "server/base/json_writer.h"
#include "server/base/message.h"
#include "server/national/adapter.h"
#include "server/store/store.h"

/* CodeSystems of Task.businessStatus: where the relay stands, and the service's own result codes.
 */
#define TASK_STATE_SYSTEM "urn:fhir-facade:relay-state"
#define TASK_RESULT_SYSTEM "urn:fhir-facade:national-result"
/* CodeSystem of Task.code: names of enum job_operation. */
#define TASK_OPERATION_SYSTEM "urn:fhir-facade:relay-operation"

/* Task.status of a state (FHIR R4 valueset-task-status.html); static. */
const char *task_from_job_status(enum job_state state);
/* The states that a Task.status stands for, as a mask of 1u << state; 0 for an unknown status and
 * for one that no job can have. *ret_known tells the two apart. */
uint32_t task_from_job_states(struct view status, bool *ret_known);
/* How a Task is told. */
struct task_telling {
  const struct adapter *adapter; /* gives the service's codes a reason; may be NULL */
  enum language language;
  struct arena *arena;
};

/* Why the job stands where it stands, for people; in the arena or static. */
struct view task_from_job_reason(const struct task_telling *telling, const struct store_job *job);
/* Writes the Task as one value. */
void task_from_job_write(struct json_writer *writer, const struct task_telling *telling,
                         const struct store_job *job);

#endif
