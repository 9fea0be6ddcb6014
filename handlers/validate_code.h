/* $validate-code of value sets and of code systems: reads the codes from the parameters and answers
 * with Parameters (FHIR R4 valueset-operation-validate-code.html,
 * codesystem-operation-validate-code.html). */
#ifndef HANDLERS_VALIDATE_CODE_H
#define HANDLERS_VALIDATE_CODE_H

#include "handlers/terminology_request.h"

enum validate_code_kind {
  VALIDATE_CODE_VALUE_SET,
  VALIDATE_CODE_CODE_SYSTEM,
};

/* Fills the response's body, or its failure_body with a failure. */
enum error validate_code_answer(struct terminology_request *operation, enum validate_code_kind kind,
                                struct response *response);

#endif
