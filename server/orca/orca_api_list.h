/* The ORCA APIs that are called and what their result codes mean. The meaning of a number differs
 * from API to API, so each has its own rows. Codes are written without the leading "E" and without
 * padding zeros. */
#ifndef SERVER_ORCA_ORCA_API_LIST_H
#define SERVER_ORCA_ORCA_API_LIST_H

/* X(id, name, target, method, root of the answer, seconds in the cache: 0 = orca.cache_seconds) */
#define ORCA_API_LIST(X)                                                                           \
  X(PATIENT_GET, "patientgetv2", "/api01rv2/patientgetv2", ORCA_GET, "patientinfores", 0)          \
  X(PATIENT_LIST1, "patientlst1v2", "/api01rv2/patientlst1v2?class=01", ORCA_POST,                 \
    "patientlst1res", 0)                                                                           \
  X(PATIENT_LIST3, "patientlst3v2", "/api01rv2/patientlst3v2?class=01", ORCA_POST,                 \
    "patientlst2res", 0)                                                                           \
  X(PATIENT_LIST6, "patientlst6v2", "/api01rv2/patientlst6v2", ORCA_POST, "patientlst2res", 0)     \
  X(DISEASE_GET, "diseasegetv2", "/api01rv2/diseasegetv2?class=01", ORCA_POST, "disease_infores",  \
    0)                                                                                             \
  X(DEPARTMENTS, "system01lstv2", "/api01rv2/system01lstv2?class=01", ORCA_POST, "departmentres",  \
    14400)

/* X(api, code, meaning). Rows of ALL hold for every API that has no row of its own for the code. */
#define ORCA_RESULT_LIST(X)                                                                        \
  X(PATIENT_GET, "1", BAD_INPUT)                                                                   \
  X(PATIENT_GET, "10", NO_PATIENT)                                                                 \
  X(PATIENT_LIST1, "1", BAD_INPUT)                                                                 \
  X(PATIENT_LIST1, "2", BAD_INPUT)                                                                 \
  X(PATIENT_LIST1, "10", TRUNCATED)                                                                \
  X(PATIENT_LIST1, "20", EMPTY)                                                                    \
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
  X(DISEASE_GET, "1", BAD_INPUT)                                                                   \
  X(DISEASE_GET, "10", NO_PATIENT)                                                                 \
  X(DISEASE_GET, "11", BAD_INPUT)                                                                  \
  X(DISEASE_GET, "20", TRUNCATED)                                                                  \
  X(DISEASE_GET, "21", EMPTY)                                                                      \
  X(DEPARTMENTS, "10", TRUNCATED)                                                                  \
  X(ALL, "89", SYSTEM)                                                                             \
  X(ALL, "90", BUSY)                                                                               \
  X(ALL, "91", SYSTEM)                                                                             \
  X(ALL, "97", SYSTEM)                                                                             \
  X(ALL, "98", SYSTEM)                                                                             \
  X(ALL, "99", UNAUTHORIZED)

#endif
