/* The APIs that the ORCA simulator answers: one function an API, from a request record to an answer
 * record. HTTP, formats, passwords and faults are orca_sim's business. */
#ifndef TESTS_LAB_ORCA_API_H
#define TESTS_LAB_ORCA_API_H

#include "tests/lab/orca_call.h"

/* The row of the API table; NULL when there is none. */
const struct orca_api *orca_api_find(struct view module, struct view name);

struct record *orca_patientgetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst1v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst2v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst3v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst6v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_patientlst8v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_diseasegetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_system01lstv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_insprogetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_hsconfwardv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_hsptinfv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_acceptlstv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_visitptlstv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_medicalgetv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_appointlstv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_appointlst2v2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_prescriptionv2(const struct orca_api *api, const struct orca_call *call);
struct record *orca_insuranceinf1v2(const struct orca_api *api, const struct orca_call *call);

#endif
