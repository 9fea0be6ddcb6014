/* What `fhir-facade validate` knows of codes beside the definitions: the masters of a file, or of a
 * data folder together with what its server keeps. */
#ifndef SERVER_VALIDATE_TERMINOLOGY_H
#define SERVER_VALIDATE_TERMINOLOGY_H

#include "server/base/arena.h"
#include "server/validate_options.h"
#include "terminology/terminology.h"

/* *ret_terminology is counted (terminology_release); NULL when the options name neither. On failure
 * *ret_subject is what could not be read, with errno for ERROR_FILE. ERROR_SYNTAX: the masters are
 * damaged or of another version; ERROR_STORAGE, ERROR_MEMORY. */
enum error validate_terminology_open(const struct validate_options *options, struct arena *arena,
                                     const char **ret_subject,
                                     struct terminology **ret_terminology) MUST_USE;

#endif
