/* Whether a consent to look at what the national service holds of a patient still counts: given at
 * the card reader, it does so for 24 hours (national guide 2.2.3); clocks may differ a little. */
#ifndef HANDLERS_CONSENT_AGE_H
#define HANDLERS_CONSENT_AGE_H

#include "server/base/view.h"

#define CONSENT_AGE_MAXIMUM_MS INT64_C(86400000)
#define CONSENT_AGE_AHEAD_MS INT64_C(300000)

enum consent_age { CONSENT_AGE_GOOD, CONSENT_AGE_OLD, CONSENT_AGE_FUTURE };

/* Both ends count as good. */
enum consent_age consent_age_judge(int64_t consent_ms, int64_t now_ms);
/* An instant (FHIR R4 datatypes.html#instant): with time of day and zone, which a date has not. A
 * blank before the zone's hours is read as the plus sign that it was before form decoding. */
bool consent_age_parse(struct view text, int64_t *ret_consent_ms);

#endif
