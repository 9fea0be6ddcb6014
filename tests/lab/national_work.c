#include "tests/lab/national_work.h"

struct national_answer national_work_answer(const struct national_work *work,
                                            enum national_code code) {
  return (struct national_answer){.operation = work->message.operation,
                                  .code = code,
                                  .institution = work->message.institution,
                                  .id = work->message.id};
}
