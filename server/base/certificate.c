#include "server/base/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <time.h>

#define NAME_BYTES 256u

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

bool certificate_read_all(struct view content, STACK_OF(X509) * certificates) {
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

struct view certificate_name(const X509_NAME *name, struct arena *arena) {
  BIO *text = BIO_new(BIO_s_mem());
  char *data = NULL;
  struct view words = view_of("?");
  unsigned long form = (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
  if (text != NULL && X509_NAME_print_ex(text, name, 0, form) >= 0) {
    long length = BIO_get_mem_data(text, &data);
    size_t kept = length > 0 ? (size_t)length : 0;
    if (kept > NAME_BYTES) { /* not in the middle of a character */
      kept = NAME_BYTES;
      while (kept > 0 && ((unsigned char)data[kept] & 0xC0u) == 0x80u) {
        kept--;
      }
    }
    words = kept > 0 ? arena_copy(arena, view_make(data, kept)) : words;
  }
  BIO_free(text);
  return words.data != NULL ? words : view_of("?");
}

struct view certificate_subject(const X509 *certificate, struct arena *arena) {
  return certificate_name(X509_get_subject_name(certificate), arena);
}

bool certificate_time(const ASN1_TIME *time, int64_t *ret_unix_ms) {
  struct tm parts;
  if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) {
    return false;
  }
  *ret_unix_ms = (int64_t)timegm(&parts) * 1000;
  return true;
}
