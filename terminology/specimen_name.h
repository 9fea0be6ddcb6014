/* Whether the specimen of a laboratory code is the one that a local test is made on: by the
 * material code inside JLAC10 and JLAC11 codes and by its names. */
#ifndef TERMINOLOGY_SPECIMEN_NAME_H
#define TERMINOLOGY_SPECIMEN_NAME_H

#include "server/base/arena.h"
#include "terminology/masters.h"

/* 材料 of JLAC10 */
#define SPECIMEN_SYSTEM_MATERIAL                                                                   \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_ObservationSampleMaterialCode_CS"

enum specimen_agreement {
  SPECIMEN_SAME,
  SPECIMEN_UNSTATED, /* the code does not say */
  SPECIMEN_DIFFERENT,
};

/* specimen: a name ("血清", "尿") or a material code of 3 characters. Additions in brackets do not
 * count: "血漿" is "血漿(EDTA入り)". Scratch in the arena is given back. ERROR_MEMORY. */
enum error specimen_name_compare(const struct masters *masters, struct arena *arena,
                                 struct view specimen, const struct masters_concept *concept,
                                 enum specimen_agreement *ret_agreement) MUST_USE;

#endif
