#include "handlers/record_patient.h"

#include "handlers/appointment_from_orca.h"
#include "handlers/encounter_gather.h"
#include "handlers/from_orca.h"
#include "handlers/patient_acts.h"
#include "handlers/record_id.h"

static const struct view none = {NULL, 0};

struct kind {
  const char *word;
  size_t parts;
};
static const struct kind kinds[] = {{ENCOUNTER_VISIT, ENCOUNTER_VISIT_PARTS},
                                    {ENCOUNTER_STAY, ENCOUNTER_STAY_PARTS},
                                    {APPOINTMENT_KIND, APPOINTMENT_PARTS}};

struct view record_patient_itself(struct view id) {
  return id;
}

struct view record_patient_before_key(struct view id) {
  struct view key = from_orca_record_key(id);
  return key.length < id.length ? view_part(id, 0, id.length - key.length - 1) : none;
}

struct view record_patient_before_visit(struct view id) {
  struct view patient;
  struct view visit;
  return patient_acts_split_id(id, &patient, &visit) ? patient : none;
}

struct view record_patient_at_end(struct view id) {
  struct record_id key;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (record_id_split(id, kinds[i].word, kinds[i].parts, &key)) {
      return key.parts[key.count - 1];
    }
  }
  return none;
}
