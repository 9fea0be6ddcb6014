/* The clinic itself: system01lstv2, Request_Number 04. */
#ifndef SERVER_ORCA_ORCA_FACILITY_H
#define SERVER_ORCA_ORCA_FACILITY_H

#include "server/orca/orca.h"

struct orca_facility {
  struct view prefecture; /* 2 */
  struct view point_list; /* 点数表, 1 = medical */
  struct view code;       /* 7; with the two before it the 10-digit institution number */
  struct view kind;       /* 1 hospital, 2 clinic */
  struct view name;
  struct view short_name;
  struct view address;
  struct view zip_code; /* 7 digits */
  struct view phone;
  struct view fax;
  struct view email;
  struct view homepage;
  struct orca_info info;
};

/* Kept for hours. Errors of orca_ask. */
enum error orca_facility_get(struct orca_session *session,
                             struct orca_facility *ret_facility) MUST_USE;

#endif
