/* ORCA's insurance combinations as FHIR Coverages (JP_Coverage, JP Core 1.2.0): one for each card,
 * of health insurance or of public expense. Also the insured person's id of the national service.
 */
#ifndef HANDLERS_COVERAGE_FROM_ORCA_H
#define HANDLERS_COVERAGE_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_insurance.h"

/* One card. */
struct coverage {
  struct view id;
  const struct orca_insurance *insurance;             /* NULL for a public one */
  const struct orca_public_insurance *public_expense; /* NULL for an insurance */
  uint32_t combination_row; /* of the first combination that has the card */
};

/* The different cards in the combinations, in their order: the same card stands in several
 * combinations, and ORCA's pseudo entries (950-977 without 971, 973, 975: burden limits and the
 * like) are no cards. ERROR_MEMORY. */
enum error coverage_from_orca_collect(struct arena *arena, const struct orca_insurance_list *list,
                                      struct coverage **ret_coverages, size_t *ret_count) MUST_USE;
/* Writes the resource as one value. */
void coverage_from_orca_write(const struct from_orca *from, const struct coverage *coverage);

/* Both: data NULL only when memory is exhausted. 被保険者個人識別子 of an insurance, e.g.
 * "00012345:あいう:１８７:05" (JP-CLINS, R1013); empty when the card has no usable insurer number.
 */
struct view coverage_from_orca_member_id(struct arena *arena,
                                         const struct orca_insurance *insurance);
/* The same for public assistance (生活保護), "12345678::1234567:"; empty when the numbers are not 8
 * and 7 digits. */
struct view coverage_from_orca_public_member_id(struct arena *arena,
                                                const struct orca_public_insurance *insurance);
/* The health insurance valid on a date (YYYY-MM-DD) that started last; NULL when there is none. */
const struct orca_insurance *coverage_from_orca_current(const struct orca_insurance *insurances,
                                                        size_t count, struct view date);

#endif
