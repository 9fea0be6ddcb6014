#include "server/national/certificate.h"

#include "server/base/file.h"
#include "server/limits.h"
#include "server/national/signature_messages.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <time.h>

#define SUBJECT_BYTES 256u

X509 *certificate_from_der(struct view der) {
  const unsigned char *at = (const unsigned char *)der.data;
  X509 *certificate = d2i_X509(NULL, &at, (long)der.length);
  if (certificate != NULL && at != (const unsigned char *)der.data + der.length) {
    X509_free(certificate);
    certificate = NULL;
  }
  ERR_clear_error();
  return certificate;
}

/* False when memory is short. */
static bool take(STACK_OF(X509) * certificates, X509 *certificate) {
  if (sk_X509_push(certificates, certificate) > 0) {
    return true;
  }
  X509_free(certificate);
  return false;
}

static bool read_all(struct view content, STACK_OF(X509) * certificates) {
  BIO *pem = BIO_new_mem_buf(content.data, (int)content.length);
  X509 *certificate = NULL;
  bool done = pem != NULL;
  while (done && (certificate = PEM_read_bio_X509(pem, NULL, NULL, NULL)) != NULL) {
    done = take(certificates, certificate);
  }
  BIO_free(pem);
  ERR_clear_error();
  if (done && sk_X509_num(certificates) == 0) {
    certificate = certificate_from_der(content);
    done = certificate == NULL || take(certificates, certificate);
  }
  return done;
}

static enum error read_content(const char *path, struct view content, struct issue_list *issues,
                               STACK_OF(X509) * *ret_certificates) {
  STACK_OF(X509) *certificates = sk_X509_new_null();
  if (certificates == NULL || !read_all(content, certificates)) {
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

struct view certificate_der(const X509 *certificate, struct arena *arena) {
  int length = i2d_X509(certificate, NULL);
  char *bytes = length > 0 ? arena_bytes(arena, (size_t)length) : NULL;
  if (bytes == NULL) {
    return (struct view){NULL, 0};
  }
  unsigned char *to = (unsigned char *)bytes;
  i2d_X509(certificate, &to);
  return view_make(bytes, (size_t)length);
}

struct view certificate_subject(const X509 *certificate, struct arena *arena) {
  BIO *text = BIO_new(BIO_s_mem());
  char *data = NULL;
  struct view subject = view_of("?");
  unsigned long form = (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
  if (text != NULL && X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0, form) >= 0) {
    long length = BIO_get_mem_data(text, &data);
    size_t kept = length > 0 ? (size_t)length : 0;
    if (kept > SUBJECT_BYTES) { /* not in the middle of a character */
      kept = SUBJECT_BYTES;
      while (kept > 0 && ((unsigned char)data[kept] & 0xC0u) == 0x80u) {
        kept--;
      }
    }
    subject = kept > 0 ? arena_copy(arena, view_make(data, kept)) : subject;
  }
  BIO_free(text);
  return subject.data != NULL ? subject : view_of("?");
}

bool certificate_time(const ASN1_TIME *time, int64_t *ret_unix_ms) {
  struct tm parts;
  if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) {
    return false;
  }
  *ret_unix_ms = (int64_t)timegm(&parts) * 1000;
  return true;
}
