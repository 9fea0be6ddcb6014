/* The operations of the simulated national service, each on a message that was read. */
#ifndef TESTS_LAB_NATIONAL_WORK_H
#define TESTS_LAB_NATIONAL_WORK_H

#include "server/base/json_writer.h"
#include "tests/lab/national_answer.h"
#include "tests/lab/national_service.h"

struct national_work {
  const struct national_sim *sim;
  const struct national_call *call;
  struct arena *arena;
  struct national_message message;
  int64_t now_ms; /* of the lab's clock */
};

/* An answer with the message's institution and id. */
struct national_answer national_work_answer(const struct national_work *work,
                                            enum national_code code);
/* Operations that change what is registered (national_write.c), and the question for a verdict. */
struct national_answer national_write_process(const struct national_work *work);
struct national_answer national_write_result(const struct national_work *work);
/* Questions (national_read.c). */
struct national_answer national_read_status(const struct national_work *work);
struct national_answer national_read_facility(const struct national_work *work);
struct national_answer national_read_doclist(const struct national_work *work);
struct national_answer national_read_docfetch(const struct national_work *work);
struct national_answer national_read_mastercheck(const struct national_work *work);
/* Information about a patient of all institutions (national_view.c). */
struct national_answer national_view_process(const struct national_work *work);

enum national_audience { NATIONAL_AUDIENCE_INSTITUTION, NATIONAL_AUDIENCE_PATIENT };

/* The same information as the patient or an institution sees it, as a JSON array: type, text, date,
 * mark, institution, source. The store is locked by the caller. */
void national_view_write(const struct national_sim *sim, struct view insured,
                         enum national_audience audience, struct json_writer *writer);

#endif
