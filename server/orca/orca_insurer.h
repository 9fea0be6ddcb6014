/* Insurers by their number: insprogetv2. */
#ifndef SERVER_ORCA_ORCA_INSURER_H
#define SERVER_ORCA_ORCA_INSURER_H

#include "server/orca/orca.h"

struct orca_insurer {
  uint32_t row;       /* in ORCA's answer, from 1 */
  struct view number; /* as ORCA writes it: 6 digits (national health insurance) or 8 */
  struct view name;
  struct view short_name;
  struct view class; /* 保険番号, 3 digits */
  struct view class_name;
  struct view zip_code; /* 7 digits */
  struct view address1;
  struct view address2;
  struct view phone;
};

struct orca_insurer_list {
  struct orca_insurer *insurers;
  size_t count;
  struct orca_info info;
};

/* The rows of one number in ORCA's form (one for each 保険番号 that uses it); empty when ORCA's
 * master has none. The number must be digits. Kept for hours. Errors of orca_ask. */
enum error orca_insurer_list(struct orca_session *session, struct view number,
                             struct orca_insurer_list *ret_list) MUST_USE;

#endif
