/* One drug that was prescribed or given, the same from a prescription (prescriptionv2) and from
 * billed acts (medicalgetv2). Lines of ORCA follow each other without structure: what stands
 * between two drugs belongs to the first of them, what stands behind the last drug to all of the
 * group. A usage is never read: neither ORCA's codes for it nor its words are a standard. */
#ifndef HANDLERS_MEDICINE_H
#define HANDLERS_MEDICINE_H

#include "handlers/patient_acts.h"

enum medicine_use {
  MEDICINE_INTERNAL,  /* amount a day, count = days */
  MEDICINE_AS_NEEDED, /* amount each time, count = times */
  MEDICINE_EXTERNAL,
  MEDICINE_OTHER, /* 29x */
  MEDICINE_INJECTION,
};

struct medicine {
  struct view id;
  const struct patient_visit *visit;
  enum medicine_use use;
  bool outside; /* for an outside pharmacy */
  struct view rp;
  struct view order; /* in the group; of an injection empty */
  struct orca_rp_line drug;
  struct view count;                    /* "007" */
  struct view count_unit;               /* 日分, 回分; empty from acts */
  struct view usage;                    /* lines behind the last drug, joined */
  const struct orca_rp_line **comments; /* behind this drug; of acts also of the group */
  size_t comment_count;
  const struct orca_prescription *prescription; /* NULL from acts */
  const struct orca_rp *group;                  /* NULL from acts */
  const struct orca_act *act; /* NULL from prescriptions; of an injection all its drugs */
};

struct medicine_list {
  struct arena *arena;
  struct medicine *medicines;
  size_t count;
  size_t capacity;
};

/* Every prescribed drug: of prescriptions, of acts for outside pharmacies without one, of acts in
 * house; injections as one each. ERROR_MEMORY. */
enum error medicine_list_prescribed(struct request *request, const struct patient_acts *acts,
                                    struct medicine_list *ret_list) MUST_USE;
/* The drugs that the clinic itself handed out. ERROR_MEMORY. */
enum error medicine_list_dispensed(struct request *request, const struct patient_acts *acts,
                                   struct medicine_list *ret_list) MUST_USE;

#endif
