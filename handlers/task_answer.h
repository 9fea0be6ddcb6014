/* A Task as the answer to what made or changed it. */
#ifndef HANDLERS_TASK_ANSWER_H
#define HANDLERS_TASK_ANSWER_H

#include "server/http/response.h"
#include "server/store/store.h"

/* The job with that id; ERROR_NOT_FOUND with an issue. */
enum error task_answer_find(struct request *request, struct view id,
                            struct store_job *ret_job) MUST_USE;
/* 200 with the Task. */
enum error task_answer_write(struct request *request, const struct store_job *job,
                             struct response *response) MUST_USE;
/* 202 with the Task of the job and its address in Content-Location. */
enum error task_answer(struct request *request, struct view id, struct response *response) MUST_USE;

#endif
