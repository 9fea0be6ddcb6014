/* Patients: patientgetv2 (one, whole), patientlst3v2 (by name) and patientlst1v2 (by day of
 * registration), both with fewer fields. */
#ifndef SERVER_ORCA_ORCA_PATIENT_H
#define SERVER_ORCA_ORCA_PATIENT_H

#include "server/orca/orca.h"
#include "server/orca/orca_insurance.h"

/* All views are cleaned texts in the session's arena, empty when ORCA has none; dates are
 * YYYY-MM-DD. */
struct orca_address {
  struct view name;         /* of the workplace, contact, second home */
  struct view relationship; /* contact only, free text */
  struct view zip_code;     /* 7 digits */
  struct view line1;
  struct view line2;
  struct view phone;  /* PhoneNumber */
  struct view phone1; /* home, or by day */
  struct view phone2; /* to reach the person, or at night */
};

/* A drug that must not be given (Patient_Contra_Info). */
struct orca_contraindication {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view code; /* 9 digits */
  struct view name;
  struct view start_date;
  struct view end_date; /* end of the drug in the master, not of the contraindication */
};

struct orca_patient {
  uint32_t row;   /* in ORCA's answer, from 1 */
  struct view id; /* as ORCA writes it: padded to the clinic's width */
  struct view name;
  struct view kana;
  struct view nickname;
  struct view birth_date;
  struct view sex; /* 1 male, 2 female */
  struct view householder;
  struct view relationship; /* of the patient to the householder */
  struct view test_flag;    /* 1 = no real person */
  struct view update_date;  /* of the last registration; patientlst1v2 only */
  struct view update_time;  /* HH:MM:SS, Japan's time */
  struct view death_flag;   /* 1 */
  struct view occupation;
  struct view mobile;
  struct view fax;
  struct view email;
  struct view inpatient;      /* Outpatient_Class 1 */
  struct view admission_date; /* of the latest stay in hospital */
  struct orca_address home;
  struct orca_address workplace;
  struct orca_address contact;
  struct view allergy[2]; /* free texts */
  struct view contraindication[2];
  struct orca_contraindication *drugs;
  size_t drug_count;
  struct orca_insurance *insurances;
  size_t insurance_count;
  struct orca_info info;
};

struct orca_patient_list {
  struct orca_patient *patients;
  size_t count;
  struct orca_info info;
};

/* What patientlst3v2 can search by. */
struct orca_patient_search {
  struct view name; /* mandatory: kanji or kana, beginning of the name; '*' is ORCA's wildcard */
  struct view birth_from; /* YYYY-MM-DD, both or none */
  struct view birth_to;
  struct view sex; /* "1", "2" or empty */
};

/* Days of registration, both ends included. */
struct orca_patient_updates {
  struct view from; /* YYYY-MM-DD */
  struct view to;
  bool with_tests; /* test patients too */
};

/* Errors of orca_ask. The id must pass orca_text_is_patient_id, else ERROR_NOT_FOUND without a
 * call. */
enum error orca_patient_get(struct orca_session *session, struct view patient_id,
                            struct orca_patient *ret_patient) MUST_USE;
/* At most 100 rows; info.truncated tells that there are more. */
enum error orca_patient_search(struct orca_session *session,
                               const struct orca_patient_search *search,
                               struct orca_patient_list *ret_list) MUST_USE;
/* Patients registered (new or again) in that time, at most 1000 rows: numbers, names, birth date,
 * sex and when. */
enum error orca_patient_updated(struct orca_session *session,
                                const struct orca_patient_updates *updates,
                                struct orca_patient_list *ret_list) MUST_USE;
/* For tests and other answers that carry a patient: decodes a Patient_Information record. */
enum error orca_patient_decode(struct arena *arena, const struct orca_record *record, uint32_t node,
                               struct orca_patient *ret_patient) MUST_USE;

#endif
