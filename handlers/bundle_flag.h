/* POST /Bundle/$flag: sets the flags of the national service (JP_ehrshrs_indication: LTS long
 * retention, UNINFORMED, UNDELIVERED) on entries of a Bundle, by adding tags to the bytes as they
 * are. Which entry gets which flag is a physician's decision: nothing is set by itself. */
#ifndef HANDLERS_BUNDLE_FLAG_H
#define HANDLERS_BUNDLE_FLAG_H

#include "server/http/response.h"

/* Takes Parameters: "resource" (the Bundle), and for each flag "flag" with the parts "entry"
 * (fullUrl of the entry, or id of its resource) and "code". Answers the Bundle.
 * ERROR_NOT_PROCESSABLE with issues for an entry that is not there, a code that is none of the
 * three, or a flag that the type of resource does not take (JP-CLINS: UNINFORMED and UNDELIVERED on
 * Condition only). */
enum error handle_bundle_flag(struct request *request, struct response *response);

#endif
