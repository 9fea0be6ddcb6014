/* The ORCA APIs that are called and what their result codes mean. The meaning of a number differs
 * from API to API, so each has its own rows. Codes are written without the leading "E" and without
 * padding zeros. */
#ifndef SERVER_ORCA_ORCA_API_LIST_H
#define SERVER_ORCA_ORCA_API_LIST_H

/* X(id, name, target, method, root of the answer ("" = its members stand at the top), seconds in
 * the cache: 0 = orca.cache_seconds) */
#define ORCA_API_LIST(X)                                                                           \
  X(PATIENT_GET, "patientgetv2", "/api01rv2/patientgetv2", ORCA_GET, "patientinfores", 0)          \
  X(PATIENT_LIST1, "patientlst1v2", "/api01rv2/patientlst1v2?class=01", ORCA_POST,                 \
    "patientlst1res", 0)                                                                           \
  X(PATIENT_LIST3, "patientlst3v2", "/api01rv2/patientlst3v2?class=01", ORCA_POST,                 \
    "patientlst2res", 0)                                                                           \
  X(PATIENT_LIST6, "patientlst6v2", "/api01rv2/patientlst6v2", ORCA_POST, "patientlst2res", 0)     \
  X(PATIENT_LIST8, "patientlst8v2", "/api01rv2/patientlst8v2?class=01", ORCA_POST,                 \
    "patientlst8res", 0)                                                                           \
  X(DISEASE_GET, "diseasegetv2", "/api01rv2/diseasegetv2?class=01", ORCA_POST, "disease_infores",  \
    0)                                                                                             \
  X(DEPARTMENTS, "system01lstv2", "/api01rv2/system01lstv2?class=01", ORCA_POST, "departmentres",  \
    14400)                                                                                         \
  X(PHYSICIANS, "system01lstv2", "/api01rv2/system01lstv2?class=02", ORCA_POST, "physicianres",    \
    14400)                                                                                         \
  X(FACILITY, "system01lstv2", "/api01rv2/system01lstv2?class=04", ORCA_POST, "system1001res",     \
    14400)                                                                                         \
  X(INSURERS, "insprogetv2", "/api01rv2/insprogetv2", ORCA_POST, "insprogetres", 14400)            \
  X(WARDS, "hsconfwardv2", "/api01rv2/hsconfwardv2", ORCA_POST, "private_objects", 14400)          \
  X(STAY, "hsptinfv2", "/api01rv2/hsptinfv2", ORCA_POST, "private_objects", 0)                     \
  X(VISITS_OF_DAY, "visitptlstv2", "/api01rv2/visitptlstv2", ORCA_POST, "visitptlst01res", 0)      \
  X(VISITS_OF_PATIENT, "medicalgetv2", "/api01rv2/medicalgetv2?class=01", ORCA_POST,               \
    "medicalget01res", 0)                                                                          \
  X(RECEPTIONS, "acceptlstv2", "/api01rv2/acceptlstv2?class=03", ORCA_POST, "acceptlstres", 10)    \
  X(APPOINTMENTS_OF_DAY, "appointlstv2", "/api01rv2/appointlstv2?class=01", ORCA_POST,             \
    "appointlstres", 30)                                                                           \
  X(APPOINTMENTS_OF_PATIENT, "appointlst2v2", "/api01rv2/appointlst2v2?class=01", ORCA_POST,       \
    "appointlst2res", 30)                                                                          \
  X(PUSH_EVENTS, "pusheventgetv2", "/api01rv2/pusheventgetv2", ORCA_POST, "", 0)                   \
  X(ACTS, "medicalgetv2", "/api01rv2/medicalgetv2?class=02", ORCA_POST, "medicalget02res", 0)      \
  X(PRESCRIPTION, "prescriptionv2", "/api01rv2/prescriptionv2", ORCA_POST, "", 0)

/* X(api, seconds for which an ORCA that does not have it (404, 405) is not asked for it again).
 * Older ORCAs lack APIs that others have; one that is updated has them within that time. */
#define ORCA_ABSENCE_LIST(X) X(PATIENT_LIST8, 3600)

/* X(api, code, meaning). Rows of ALL hold for every API that has no row of its own for the code. */
#define ORCA_RESULT_LIST(X)                                                                        \
  X(PATIENT_GET, "1", BAD_INPUT)                                                                   \
  X(PATIENT_GET, "10", NO_PATIENT)                                                                 \
  X(PATIENT_LIST1, "1", BAD_INPUT)                                                                 \
  X(PATIENT_LIST1, "2", BAD_INPUT)                                                                 \
  X(PATIENT_LIST1, "10", TRUNCATED)                                                                \
  X(PATIENT_LIST1, "20", EMPTY)                                                                    \
  X(PUSH_EVENTS, "1", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "2", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "3", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "4", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "5", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "6", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "7", EMPTY)                                                                       \
  X(PUSH_EVENTS, "8", BAD_INPUT)                                                                   \
  X(PUSH_EVENTS, "4001", SYSTEM)                                                                   \
  X(PUSH_EVENTS, "4002", SYSTEM)                                                                   \
  X(PATIENT_LIST3, "10", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "11", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "12", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "13", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "14", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "15", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "16", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "17", BAD_INPUT)                                                                \
  X(PATIENT_LIST3, "20", EMPTY)                                                                    \
  X(PATIENT_LIST3, "21", TRUNCATED)                                                                \
  X(PATIENT_LIST6, "1", BAD_INPUT)                                                                 \
  X(PATIENT_LIST6, "10", NO_PATIENT)                                                               \
  X(PATIENT_LIST6, "11", BAD_INPUT)                                                                \
  X(PATIENT_LIST6, "12", BAD_INPUT)                                                                \
  X(PATIENT_LIST6, "13", BAD_INPUT)                                                                \
  X(PATIENT_LIST6, "14", BAD_INPUT)                                                                \
  X(PATIENT_LIST6, "20", EMPTY)                                                                    \
  X(PATIENT_LIST6, "21", TRUNCATED)                                                                \
  X(PATIENT_LIST8, "1", BAD_INPUT)                                                                 \
  X(PATIENT_LIST8, "10", NO_PATIENT)                                                               \
  X(PATIENT_LIST8, "11", EMPTY)                                                                    \
  X(PATIENT_LIST8, "12", TRUNCATED)                                                                \
  X(DISEASE_GET, "1", BAD_INPUT)                                                                   \
  X(DISEASE_GET, "10", NO_PATIENT)                                                                 \
  X(DISEASE_GET, "11", BAD_INPUT)                                                                  \
  X(DISEASE_GET, "20", TRUNCATED)                                                                  \
  X(DISEASE_GET, "21", EMPTY)                                                                      \
  X(DEPARTMENTS, "10", TRUNCATED)                                                                  \
  X(DEPARTMENTS, "11", EMPTY)                                                                      \
  X(PHYSICIANS, "10", TRUNCATED)                                                                   \
  X(PHYSICIANS, "11", EMPTY)                                                                       \
  X(FACILITY, "11", EMPTY)                                                                         \
  X(INSURERS, "10", BAD_INPUT)                                                                     \
  X(INSURERS, "14", TRUNCATED)                                                                     \
  X(INSURERS, "15", EMPTY)                                                                         \
  X(WARDS, "1", BAD_INPUT)                                                                         \
  X(WARDS, "92", BAD_INPUT)                                                                        \
  X(STAY, "1", BAD_INPUT)                                                                          \
  X(STAY, "2", NO_PATIENT)                                                                         \
  X(STAY, "3", SYSTEM)                                                                             \
  X(STAY, "4", EMPTY)                                                                              \
  X(STAY, "92", BAD_INPUT)                                                                         \
  X(VISITS_OF_DAY, "1", BAD_INPUT)                                                                 \
  X(VISITS_OF_DAY, "10", BAD_INPUT)                                                                \
  X(VISITS_OF_DAY, "11", BAD_INPUT)                                                                \
  X(VISITS_OF_DAY, "12", TRUNCATED)                                                                \
  X(VISITS_OF_DAY, "13", EMPTY)                                                                    \
  X(VISITS_OF_DAY, "14", TRUNCATED)                                                                \
  X(VISITS_OF_PATIENT, "1", BAD_INPUT)                                                             \
  X(VISITS_OF_PATIENT, "10", NO_PATIENT)                                                           \
  X(VISITS_OF_PATIENT, "11", BAD_INPUT)                                                            \
  X(VISITS_OF_PATIENT, "14", TRUNCATED)                                                            \
  X(VISITS_OF_PATIENT, "15", EMPTY)                                                                \
  X(VISITS_OF_PATIENT, "16", BAD_INPUT)                                                            \
  X(RECEPTIONS, "11", BAD_INPUT)                                                                   \
  X(RECEPTIONS, "20", TRUNCATED)                                                                   \
  X(RECEPTIONS, "21", EMPTY)                                                                       \
  X(APPOINTMENTS_OF_DAY, "11", BAD_INPUT)                                                          \
  X(APPOINTMENTS_OF_DAY, "20", TRUNCATED)                                                          \
  X(APPOINTMENTS_OF_DAY, "21", EMPTY)                                                              \
  X(APPOINTMENTS_OF_PATIENT, "1", BAD_INPUT)                                                       \
  X(APPOINTMENTS_OF_PATIENT, "10", NO_PATIENT)                                                     \
  X(APPOINTMENTS_OF_PATIENT, "11", BAD_INPUT)                                                      \
  X(APPOINTMENTS_OF_PATIENT, "20", TRUNCATED)                                                      \
  X(APPOINTMENTS_OF_PATIENT, "21", EMPTY)                                                          \
  X(ACTS, "1", BAD_INPUT)                                                                          \
  X(ACTS, "2", BAD_INPUT)                                                                          \
  X(ACTS, "11", BAD_INPUT)                                                                         \
  X(ACTS, "12", BAD_INPUT)                                                                         \
  X(ACTS, "13", BAD_INPUT)                                                                         \
  X(ACTS, "16", BAD_INPUT)                                                                         \
  X(ACTS, "20", BAD_INPUT)                                                                         \
  X(ACTS, "21", BAD_INPUT)                                                                         \
  X(ACTS, "22", BAD_INPUT)                                                                         \
  X(ACTS, "23", BAD_INPUT)                                                                         \
  X(ACTS, "10", NO_PATIENT)                                                                        \
  X(ACTS, "14", TRUNCATED)                                                                         \
  X(ACTS, "15", EMPTY)                                                                             \
  X(ACTS, "24", EMPTY)                                                                             \
  X(PRESCRIPTION, "105", EMPTY)                                                                    \
  X(ALL, "89", SYSTEM)                                                                             \
  X(ALL, "90", BUSY)                                                                               \
  X(ALL, "91", SYSTEM)                                                                             \
  X(ALL, "97", SYSTEM)                                                                             \
  X(ALL, "98", SYSTEM)                                                                             \
  X(ALL, "99", UNAUTHORIZED)

#endif
