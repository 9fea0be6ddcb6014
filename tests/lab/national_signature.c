#include "tests/lab/national_signature.h"

#include "server/base/buffer.h"
#include "tests/lab/lab_base64.h"

#include <jansson.h>
#include <limits.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define ES256_BYTES 64
#define DER_BYTES 80
#define INPUT_MAXIMUM 134217728u

/* The parts of "header..signature". */
struct jws {
  struct arena *arena;
  struct view header; /* as it stands: it is part of what is signed */
  struct view signature;
  json_t *claims; /* of the header */
  X509 *certificate;
};

static bool split(struct view text, struct jws *jws, struct arena *arena) {
  struct view rest = text;
  jws->arena = arena;
  jws->header = view_split(&rest, '.');
  struct view payload = view_split(&rest, '.');
  jws->signature = lab_base64_url_decode(rest, arena);
  struct view header = lab_base64_url_decode(jws->header, arena);
  if (payload.length != 0 || jws->signature.length == 0 || header.length == 0) {
    return false;
  }
  jws->claims = json_loadb(header.data, header.length, JSON_REJECT_DUPLICATES, NULL);
  return json_is_object(jws->claims);
}

static X509 *read_certificate(const json_t *claims, struct arena *arena) {
  const json_t *leaf = json_array_get(json_object_get(claims, "x5c"), 0);
  struct view text = view_make(json_string_value(leaf), json_string_length(leaf));
  struct view der = lab_base64_decode(text, arena);
  const unsigned char *bytes = (const unsigned char *)der.data;
  return der.length > 0 && der.length < INT_MAX ? d2i_X509(NULL, &bytes, (long)der.length) : NULL;
}

/* header "." payload; the payload encoded, unless the header says "b64": false. */
static struct view signing_input(const struct jws *jws, struct view content) {
  struct buffer buffer = buffer_make(jws->arena, INPUT_MAXIMUM);
  buffer_append(&buffer, jws->header);
  buffer_append_byte(&buffer, '.');
  bool raw = json_is_false(json_object_get(jws->claims, "b64"));
  buffer_append(&buffer, raw ? content : lab_base64_url_encode(content, jws->arena));
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

/* The two numbers of ES256 as OpenSSL wants them (DER); empty when they are none. */
static struct view der_of(struct view raw, struct arena *arena) {
  unsigned char *der = arena_alloc(arena, DER_BYTES);
  ECDSA_SIG *pair = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn((const unsigned char *)raw.data, ES256_BYTES / 2, NULL);
  BIGNUM *s = BN_bin2bn((const unsigned char *)raw.data + ES256_BYTES / 2, ES256_BYTES / 2, NULL);
  int length = 0;
  if (der != NULL && pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
    unsigned char *end = der;
    length = i2d_ECDSA_SIG(pair, &end);
  } else {
    BN_free(r);
    BN_free(s);
  }
  ECDSA_SIG_free(pair);
  return view_make((const char *)der, length > 0 ? (size_t)length : 0);
}

static bool verify(EVP_PKEY *key, struct view signature, struct view input) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool good = context != NULL &&
              EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
              EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.length,
                               (const unsigned char *)input.data, input.length) == 1;
  EVP_MD_CTX_free(context);
  return good;
}

static enum national_code check_key(const struct jws *jws, struct view content) {
  const json_t *algorithm = json_object_get(jws->claims, "alg");
  struct view name = view_make(json_string_value(algorithm), json_string_length(algorithm));
  EVP_PKEY *key = X509_get0_pubkey(jws->certificate);
  struct view signature = jws->signature;
  int type = key != NULL ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
  if (view_is(name, "ES256") && type == EVP_PKEY_EC && signature.length == ES256_BYTES) {
    signature = der_of(signature, jws->arena);
  } else if (!view_is(name, "RS256") || type != EVP_PKEY_RSA) {
    return NATIONAL_CODE_SIGNATURE_FORMAT;
  }
  struct view input = signing_input(jws, content);
  return signature.length > 0 && input.length > 0 && verify(key, signature, input)
             ? NATIONAL_CODE_DONE
             : NATIONAL_CODE_SIGNATURE_TAMPERED;
}

static bool is_revoked(const char *pem, X509 *certificate) {
  BIO *bio = pem != NULL ? BIO_new_mem_buf(pem, -1) : NULL;
  X509_CRL *list = bio != NULL ? PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL) : NULL;
  X509_REVOKED *entry = NULL;
  bool revoked = list != NULL &&
                 X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate)) == 0 &&
                 X509_CRL_get0_by_cert(list, &entry, certificate) == 1;
  X509_CRL_free(list);
  BIO_free(bio);
  return revoked;
}

static enum national_code check_certificate(const struct national_signature_settings *settings,
                                            X509 *certificate, int64_t now_ms) {
  time_t now = (time_t)(now_ms / 1000);
  if (X509_cmp_time(X509_get0_notBefore(certificate), &now) >= 0 ||
      X509_cmp_time(X509_get0_notAfter(certificate), &now) <= 0) {
    return NATIONAL_CODE_SIGNATURE_EXPIRED;
  }
  return is_revoked(settings->crl, certificate) ? NATIONAL_CODE_SIGNATURE_REVOKED
                                                : NATIONAL_CODE_DONE;
}

enum national_code national_signature_check(const struct national_signature_settings *settings,
                                            struct view signature, struct view content,
                                            int64_t now_ms, struct arena *arena) {
  struct jws jws = {.arena = arena};
  enum national_code code = NATIONAL_CODE_SIGNATURE_FORMAT;
  if (split(signature, &jws, arena)) {
    jws.certificate = read_certificate(jws.claims, arena);
  }
  if (jws.certificate != NULL) {
    code = check_key(&jws, content);
  }
  if (code == NATIONAL_CODE_DONE) {
    code = check_certificate(settings, jws.certificate, now_ms);
  }
  X509_free(jws.certificate);
  json_decref(jws.claims);
  return code;
}
