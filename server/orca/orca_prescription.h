/* A prescription for an outside pharmacy: prescriptionv2, Request_Number 02 (data, no printing),
 * one for each account (伝票). ORCA answers without a root record, amounts and counts padded with
 * zeros; drug, usage and comment lines follow each other, and only drugs have a code. ORCA leaves a
 * print record for each call, so answers are kept under the account's stamp. */
#ifndef SERVER_ORCA_ORCA_PRESCRIPTION_H
#define SERVER_ORCA_ORCA_PRESCRIPTION_H

#include "server/orca/orca_account.h"

struct orca_rp_line {
  uint32_t row; /* in ORCA's answer, from 1 */
  struct view name;
  struct view amount; /* "00003.00000" */
  struct view unit;
  struct view code;         /* 9; empty for usages and comments */
  struct view generic_flag; /* 1 = prescribed by generic name */
  struct view generic_code; /* 12: of the price list, or of the generic name */
  struct view unchangeable; /* 1 = no substitution */
  struct view choice;       /* the patient wants the brand */
};

struct orca_rp {
  uint32_t row;      /* in ORCA's answer, from 1 */
  struct view class; /* 21 internal, 22 as needed, 23 external */
  struct view count; /* "007" */
  struct view unit;  /* 日分, 回分 */
  struct view split_total;
  struct orca_rp_line *lines;
  size_t line_count;
};

struct orca_text_line {
  uint32_t row; /* in ORCA's answer, from 1 */
  struct view text;
};

struct orca_prescription {
  uint32_t row; /* in ORCA's answer, from 1 */
  struct view perform_date;
  struct view issued_date;
  struct view department;
  struct view department_name;
  struct view doctor_code;
  struct view doctor_name;
  struct view split_count;
  struct view split_number;
  struct view refill_count;
  struct orca_rp *rps;
  size_t rp_count;
  struct orca_text_line *memos;
  size_t memo_count;
};

/* More than one page of the form are more than one item. */
struct orca_prescription_list {
  struct orca_prescription *prescriptions;
  size_t count; /* 0: none was issued */
  struct orca_info info;
};

/* The account must have an invoice number. Errors of orca_ask. */
enum error orca_prescription_list(struct orca_session *session, struct view patient_id,
                                  const struct orca_account *account,
                                  struct orca_prescription_list *ret_list) MUST_USE;

#endif
