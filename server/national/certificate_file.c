#include "server/national/certificate_file.h"

#include "server/base/certificate.h"
#include "server/base/file.h"
#include "server/limits.h"
#include "server/national/signature_messages.h"

#include <errno.h>

static enum error read_content(const char *path, struct view content, struct issue_list *issues,
                               STACK_OF(X509) * *ret_certificates) {
  STACK_OF(X509) *certificates = sk_X509_new_null();
  if (certificates == NULL || !certificate_read_all(content, certificates)) {
    sk_X509_pop_free(certificates, X509_free);
    return ERROR_MEMORY;
  }
  if (sk_X509_num(certificates) == 0) {
    sk_X509_pop_free(certificates, X509_free);
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_CONTENT), view_of(path),
                   view_of("X.509"));
    return ERROR_CONFIGURATION;
  }
  *ret_certificates = certificates;
  return ERROR_OK;
}

enum error certificate_file_read(const char *path, struct issue_list *issues,
                                 STACK_OF(X509) * *ret_certificates) {
  struct arena *arena = arena_new(LIMIT_CERTIFICATE_FILE_BYTES * (size_t)2);
  if (arena == NULL) {
    return ERROR_MEMORY;
  }
  struct view content;
  enum error error = file_read(arena, path, LIMIT_CERTIFICATE_FILE_BYTES, &content);
  if (error == ERROR_OK) {
    error = read_content(path, content, issues, ret_certificates);
  } else if (error == ERROR_FILE || error == ERROR_TOO_LARGE) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_UNREADABLE), view_of(path),
                   view_of(error == ERROR_FILE ? strerror(errno) : strerror(EFBIG)));
    error = ERROR_CONFIGURATION;
  }
  arena_free(arena);
  return error;
}
