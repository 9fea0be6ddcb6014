/* The accounts (伝票) of the synthetic patients: visits, what was done, billed and prescribed.
 * Drugs, procedures and their codes are made up (.99…), but for a few whose codes are facts of
 * public masters. */
#ifndef TESTS_LAB_ORCA_ACCOUNTS_H
#define TESTS_LAB_ORCA_ACCOUNTS_H

#include "tests/lab/orca_patients.h"

#define ORCA_LINE_SLOTS 6
#define ORCA_ACT_SLOTS 8
#define ORCA_RP_SLOTS 6
#define ORCA_MEMO_SLOTS 3

struct orca_act_line {
  const char *code;
  const char *name;
  const char *number;
  const char *unit_code;
  const char *unit;
  const char *point_class;
  const char *point;
};

struct orca_act {
  const char *class;
  const char *class_name;
  const char *number;
  const char *point;
  const char *money;
  const char *kind;
  const char *included;
  struct orca_act_line lines[ORCA_LINE_SLOTS];
};

struct orca_rp_line {
  const char *name;
  const char *amount;
  const char *unit;
  const char *code;
  const char *generic_flag;
  const char *generic_code;
  const char *unchangeable;
  const char *choice;
};

struct orca_rp {
  const char *class;
  const char *count;
  const char *unit;
  const char *split_total;
  struct orca_rp_line lines[ORCA_LINE_SLOTS];
};

struct orca_account {
  const char *patient;
  const char *in_out; /* I or NULL */
  const char *date;   /* NULL = today, so that there is always a day at work */
  const char *department;
  const char *department_name;
  const char *sequence;
  const char *combination;
  const char *insurance_class;
  const char *insurance_name;
  const char *invoice; /* NULL: ORCA tells none */
  const char *created;
  const char *updated;
  const char *updated_time;
  bool migrated; /* from claims data: class 02 refuses it */
  const char *doctor;
  const char *doctor_name;
  const char *issued; /* NULL: no prescription */
  const char *split_count;
  const char *split_number;
  const char *refill;
  struct orca_act acts[ORCA_ACT_SLOTS];
  struct orca_rp rps[ORCA_RP_SLOTS];
  const char *memos[ORCA_MEMO_SLOTS];
};

/* Those that are not generated, of all patients. */
size_t orca_accounts_count(void);
const struct orca_account *orca_accounts_at(size_t position);
/* The accounts of a patient, generated ones in the arena, the newest first. NULL and 0 when there
 * are none or memory is short. */
const struct orca_account *orca_accounts_of(const struct orca_patient *patient, struct arena *arena,
                                            size_t *ret_count);

#endif
