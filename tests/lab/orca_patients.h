/* The synthetic patients of the ORCA simulator, made for this project: no such people, insurers of
 * a prefecture 99 that does not exist. Each one exercises a quirk; tests/lab/README.md lists them.
 */
#ifndef TESTS_LAB_ORCA_PATIENTS_H
#define TESTS_LAB_ORCA_PATIENTS_H

#include "tests/lab/record.h"

#define ORCA_PUBLIC_SLOTS 4
#define ORCA_SINGLE_SLOTS 6

/* All texts as ORCA writes them on the wire; NULL = not registered. Dates YYYY-MM-DD. */
struct orca_public_insurance {
  const char *class;
  const char *name;
  const char *insurer;
  const char *number;
  const char *rate_admission;
  const char *money_admission;
  const char *rate_outpatient;
  const char *money_outpatient;
  const char *start;
  const char *end;
};

/* What the national service knows about a card. */
enum orca_card_state { ORCA_CARD_VALID, ORCA_CARD_EXPIRED, ORCA_CARD_UNKNOWN };

/* One insurance combination (a billing set, not a card). */
struct orca_insurance {
  const char *combination;
  const char *rate;
  const char *combination_start;
  const char *combination_end;
  const char *nondisplay;
  const char *class;
  const char *insurer;
  const char *name;
  const char *symbol;
  const char *number;
  const char *branch;
  const char *assistance;
  const char *assistance_name;
  const char *relation;
  const char *insured_name;
  const char *start;
  const char *end;
  const char *acquired;
  const char *checked;
  const struct orca_public_insurance *publics[ORCA_PUBLIC_SLOTS];
  enum orca_card_state card_state;
};

struct orca_contraindicated_drug {
  const char *code;
  const char *name;
  const char *master_end;
  const char *start;
};

struct orca_disease_single {
  const char *code;
  const char *name;
  const char *condition;
};

struct orca_disease {
  const char *in_out;
  const char *department;
  const char *combination;
  const char *name;
  struct orca_disease_single singles[ORCA_SINGLE_SLOTS];
  const char *category;
  const char *suspected;
  const char *start;
  const char *end;
  const char *outcome;
  const char *supplement;
  const char *karte_name;
  const char *class;
  const char *insurance_disease;
};

struct orca_patient {
  const char *id;
  const char *name;
  const char *kana;
  const char *birth;
  const char *sex;
  const char *householder;
  const char *relationship;
  const char *zip;
  const char *address1;
  const char *address2;
  const char *phone1;
  const char *phone2;
  const char *contact_name;
  const char *contact_relationship;
  const char *contact_phone;
  const char *contraindication1;
  const char *contraindication2;
  const char *allergy1;
  const char *allergy2;
  const char *infection1;
  const char *comment1;
  const char *test_flag;
  const char *death_flag;
  const char *occupation;
  const char *nickname;
  const char *cellular;
  const char *email;
  const char *first_visit;
  const char *last_visit;
  const char *outpatient_class;
  const char *admission;
  const char *discharge;
  const char *created;
  const char *updated;
  const char *updated_time;
  const struct orca_contraindicated_drug *drugs; /* drug_count of them */
  size_t drug_count;
};

size_t orca_patients_count(void);
const struct orca_patient *orca_patients_at(size_t position);
/* By number, with or without leading zeros ("12" and "00012" are one patient); NULL when there is
 * none. */
const struct orca_patient *orca_patients_find(struct view id);

/* The insurance combinations of a patient; static. NULL and 0 when there are none. */
const struct orca_insurance *orca_insurances_of(const char *patient_id, size_t *ret_count);

/* The diseases of a patient in display order, generated ones in the arena. NULL and 0 when there
 * are none or memory is short. */
const struct orca_disease *orca_diseases_of(const struct orca_patient *patient, struct arena *arena,
                                            size_t *ret_count);

#endif
