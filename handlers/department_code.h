/* 診療科: the two-digit department codes of the receipt (レセ電) are those of the JAMI (SS-MIX2)
 * table. */
#ifndef HANDLERS_DEPARTMENT_CODE_H
#define HANDLERS_DEPARTMENT_CODE_H

#include "server/base/view.h"

/* The name that the JAMI table gives to a receipt department code; NULL when the code is not in
 * both. */
const char *department_code_display(struct view receipt_code);

#endif
