/* The clinic's departments: system01lstv2, Request_Number 01. Their codes are the clinic's own;
 * Receipt_Code is the national one of claims. */
#ifndef SERVER_ORCA_ORCA_DEPARTMENT_H
#define SERVER_ORCA_ORCA_DEPARTMENT_H

#include "server/orca/orca.h"

struct orca_department {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view code; /* 2, the clinic's */
  struct view name;
  struct view receipt_code; /* 2, of claims */
};

struct orca_department_list {
  struct orca_department *departments;
  size_t count;
  struct orca_info info;
};

/* Kept for hours. Errors of orca_ask. */
enum error orca_department_list(struct orca_session *session,
                                struct orca_department_list *ret_list) MUST_USE;
/* NULL when there is none of that code. */
const struct orca_department *orca_department_find(const struct orca_department_list *list,
                                                   struct view code);

#endif
