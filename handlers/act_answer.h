/* Reads and searches of the types that are made of a patient's visits: MedicationRequest,
 * MedicationDispense, Procedure, ChargeItem. A type says how its items are collected and written;
 * parameters, ids, dates and the Bundle are the same for all. */
#ifndef HANDLERS_ACT_ANSWER_H
#define HANDLERS_ACT_ANSWER_H

#include "handlers/act_list.h"
#include "handlers/from_orca.h"
#include "handlers/medicine.h"
#include "server/http/response.h"
#include "server/http/route.h"

/* One resource to be; what it is made of is the type's own. */
struct act_entry {
  struct view id;
  struct view rp; /* Rp number; empty where there is none */
  const struct patient_visit *visit;
  const void *item;
};

struct act_entries {
  struct act_entry *entries;
  size_t count;
};

struct act_type {
  const char *name;
  const char *date_parameter;
  const struct search_parameter_row *parameters;
  bool has_prescriptions;
  enum error (*collect)(struct request *request, const struct patient_acts *acts,
                        struct act_entries *ret_entries);
  void (*write)(const struct from_orca *from, const struct act_entry *entry);
};

/* X for tables of parameters. A search wants `patient`, or `_id` or `identifier` of a resource of
 * this server, whose ids name the patient. */
#define ACT_PARAMETERS(X, date)                                                                    \
  X("_id", "token")                                                                                \
  X("identifier", "token") X("patient", "reference") X("subject", "reference") X(date, "date")

/* Entries of the lines that are wanted (items: struct act_item), and of drugs (struct medicine).
 * ERROR_MEMORY. */
enum error act_answer_lines(struct request *request, const struct patient_acts *acts,
                            act_item_wanted *wanted, struct act_entries *ret_entries) MUST_USE;
enum error act_answer_medicines(struct request *request, const struct medicine_list *list,
                                struct act_entries *ret_entries) MUST_USE;

enum error act_answer_search(struct request *request, struct response *response,
                             const struct act_type *type) MUST_USE;
enum error act_answer_read(struct request *request, struct response *response,
                           const struct act_type *type) MUST_USE;

#endif
