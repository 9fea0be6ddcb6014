/* 診療科: the two-digit department codes of the receipt (レセ電) are those of the JAMI (SS-MIX2)
 * table. */
#ifndef HANDLERS_DEPARTMENT_CODE_H
#define HANDLERS_DEPARTMENT_CODE_H

#include "server/base/json_writer.h"

/* The name that the JAMI table gives to a receipt department code; NULL when the code is not in
 * both. */
const char *department_code_display(struct view receipt_code);
/* A CodeableConcept as one value: the clinic's name for the department and, where there is one, the
 * national code. One of the two is there. */
void department_code_write(struct json_writer *writer, struct view receipt_code, struct view name);

#endif
