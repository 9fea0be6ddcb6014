#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define XML "application/xml; charset=UTF-8"
#define JSON "application/json; charset=UTF-8"

static const struct orca_api apis[] = {
    {"api01rv2", "patientgetv2", "GET", "patientinfores", "90", JSON, orca_patientgetv2},
    {"api01rv2", "patientlst1v2", "POST", "patientlst1res", "90", XML, orca_patientlst1v2},
    {"api01rv2", "patientlst2v2", "POST", "patientlst2res", "90", XML, orca_patientlst2v2},
    /* These two answer under the name of patientlst2v2. */
    {"api01rv2", "patientlst3v2", "POST", "patientlst2res", "90", XML, orca_patientlst3v2},
    {"api01rv2", "patientlst6v2", "POST", "patientlst2res", "E90", XML, orca_patientlst6v2},
    {"api01rv2", "patientlst8v2", "POST", "patientlst8res", "E90", XML, orca_patientlst8v2},
    {"api01rv2", "diseasegetv2", "POST", "disease_infores", "90", XML, orca_diseasegetv2},
    {"api01rv2", "medicalgetv2", "POST", "medicalget01res", "90", XML, orca_medicalgetv2},
    /* A form: JSON alone, and without a root record. */
    {"api01rv2", "prescriptionv2", "POST", "", "0090", JSON, orca_prescriptionv2},
    {"api01rv2", "system01lstv2", "POST", "system1001res", "90", XML, orca_system01lstv2},
    {"api01rv2", "insprogetv2", "POST", "insprogetres", "90", XML, orca_insprogetv2},
    /* These two answer under the root of their question. */
    {"api01rv2", "hsconfwardv2", "POST", "private_objects", "90", XML, orca_hsconfwardv2},
    {"api01rv2", "hsptinfv2", "POST", "private_objects", "90", XML, orca_hsptinfv2},
    {"api01rv2", "acceptlstv2", "POST", "acceptlstres", "90", XML, orca_acceptlstv2},
    {"api01rv2", "visitptlstv2", "POST", "visitptlst01res", "90", XML, orca_visitptlstv2},
    {"api01rv2", "appointlstv2", "POST", "appointlstres", "90", XML, orca_appointlstv2},
    {"api01rv2", "appointlst2v2", "POST", "appointlst2res", "90", XML, orca_appointlst2v2},
    {"api01rv2", "pusheventgetv2", "POST", "", "0089", JSON, NULL},
    {"api01rv2", "insuranceinf1v2", "POST", "insuranceinfres", "90", XML, orca_insuranceinf1v2},
};

const struct orca_api *orca_api_find(struct view module, struct view name) {
  for (size_t i = 0; i < COUNT(apis); i++) {
    if (view_is(module, apis[i].module) && view_is(name, apis[i].name)) {
      return &apis[i];
    }
  }
  return NULL;
}
