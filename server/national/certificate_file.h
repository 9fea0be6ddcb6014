/* Files of certificates, for the settings of signatures. */
#ifndef SERVER_NATIONAL_CERTIFICATE_FILE_H
#define SERVER_NATIONAL_CERTIFICATE_FILE_H

#include "server/base/issue.h"

#include <openssl/x509.h>

/* Reads every certificate of a PEM file (or the one of a DER file) in its order; the caller frees
 * the stack with sk_X509_pop_free. An issue and ERROR_CONFIGURATION when the file cannot be
 * read or has none. */
enum error certificate_file_read(const char *path, struct issue_list *issues,
                                 STACK_OF(X509) * *ret_certificates) MUST_USE;

#endif
