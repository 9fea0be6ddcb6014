/* GET and POST /ValueSet/$expand and /ValueSet/{id}/$expand (FHIR R4
 * valueset-operation-expand.html). */
#ifndef HANDLERS_VALUE_SET_EXPAND_H
#define HANDLERS_VALUE_SET_EXPAND_H

#include "server/http/response.h"

enum error handle_value_set_expand(struct request *request, struct response *response);

#endif
