/* What was done and billed of an account: medicalgetv2 class 02. An act (剤) is a group of lines
 * that are counted together; a line is a procedure, a drug, a material, a usage or a comment. */
#ifndef SERVER_ORCA_ORCA_ACT_H
#define SERVER_ORCA_ORCA_ACT_H

#include "server/orca/orca_account.h"

struct orca_act_line {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view code; /* 9: 1.. procedure, 6.. drug, 7.. material, 001.. usage, 008/81-84.. comment */
  struct view name;
  struct view number; /* as ORCA writes it */
  struct view unit_code;
  struct view unit;
  struct view point_class; /* 1 = money, 3 = points */
  struct view point;
};

struct orca_act {
  uint32_t row;      /* in ORCA's answer, from 1 */
  struct view class; /* 3: 110 .. 990; 2xx are drugs, the last digit 1 = in house, 2 = outside */
  struct view class_name;
  struct view number; /* times; days of drugs to be taken */
  struct view point;
  struct view money;
  struct view kind;     /* 1 = included in a bundled fee, 2 = drug of a trial */
  struct view included; /* True */
  struct orca_act_line *lines;
  size_t line_count;
  size_t position;    /* 1.. among the acts of the account */
  uint32_t group_row; /* of the Medical_List_Information that it is in, from 1 */
};

struct orca_act_list {
  struct orca_act *acts;
  size_t count;
  struct orca_info info; /* empty with code 24: data of a claims migration, which ORCA withholds */
};

/* The acts of one account, and of its insurance combination alone. Errors of
 * orca_ask. */
enum error orca_act_list(struct orca_session *session, struct view patient_id,
                         const struct orca_account *account,
                         struct orca_act_list *ret_list) MUST_USE;

#endif
