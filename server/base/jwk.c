#include "server/base/jwk.h"

#include "server/base/base64.h"
#include "server/base/document.h"
#include "server/limits.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#define COORDINATE_BYTES 32u /* of P-256 */
#define UNCOMPRESSED 4       /* SEC 1 section 2.3.3 */
/* RSA moduli up to 16384 bits, as OpenSSL's own limit. */
#define NUMBER_BYTES 2048

static void free_key(void *key) {
  EVP_PKEY_free(key);
}

/* A number of the object in base64url; empty when it is missing or malformed. */
static struct view bytes_of(const struct document *document, uint32_t object, const char *name,
                            struct arena *arena) {
  struct view bytes = {NULL, 0};
  struct view text = document_member_string(document, object, name, arena);
  return text.length > 0 && base64_decode(text, BASE64_URL, arena, &bytes) == ERROR_OK
             ? bytes
             : view_make(NULL, 0);
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM_BLD *builder) {
  EVP_PKEY *key = NULL;
  OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
  if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
      EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    key = NULL;
  }
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  return key;
}

static EVP_PKEY *make_rsa(struct view modulus, struct view exponent) {
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  BIGNUM *n = BN_bin2bn((const unsigned char *)modulus.data, (int)modulus.length, NULL);
  BIGNUM *e = BN_bin2bn((const unsigned char *)exponent.data, (int)exponent.length, NULL);
  EVP_PKEY *key = NULL;
  if (builder != NULL && n != NULL && e != NULL &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1) {
    key = make_key("RSA", builder);
  }
  OSSL_PARAM_BLD_free(builder);
  BN_free(n);
  BN_free(e);
  return key;
}

static EVP_PKEY *make_ec(struct view x, struct view y) {
  unsigned char point[1 + 2 * COORDINATE_BYTES] = {UNCOMPRESSED};
  if (x.length != COORDINATE_BYTES || y.length != COORDINATE_BYTES) {
    return NULL;
  }
  memcpy(point + 1, x.data, COORDINATE_BYTES);
  memcpy(point + 1 + COORDINATE_BYTES, y.data, COORDINATE_BYTES);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  EVP_PKEY *key = NULL;
  if (builder != NULL &&
      OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) ==
          1) {
    key = make_key("EC", builder);
  }
  OSSL_PARAM_BLD_free(builder);
  return key;
}

/* NULL: a key that is not for us. */
static EVP_PKEY *read_key(const struct document *document, uint32_t object, struct arena *arena) {
  struct view type = document_member_string(document, object, "kty", arena);
  if (view_is(type, "RSA")) {
    struct view modulus = bytes_of(document, object, "n", arena);
    struct view exponent = bytes_of(document, object, "e", arena);
    return modulus.length == 0 || modulus.length > NUMBER_BYTES || exponent.length == 0 ||
                   exponent.length > NUMBER_BYTES
               ? NULL
               : make_rsa(modulus, exponent);
  }
  if (view_is(type, "EC") &&
      view_is(document_member_string(document, object, "crv", arena), "P-256")) {
    return make_ec(bytes_of(document, object, "x", arena), bytes_of(document, object, "y", arena));
  }
  return NULL;
}

/* Of another use, or for an algorithm that is not known. */
static bool is_for_others(const struct document *document, uint32_t object, struct arena *arena,
                          struct jwk *jwk) {
  struct view use = document_member_string(document, object, "use", arena);
  struct view algorithm = document_member_string(document, object, "alg", arena);
  jwk->has_algorithm = algorithm.length > 0;
  return (use.length > 0 && !view_is(use, "sig")) ||
         (jwk->has_algorithm && !jws_algorithm_find(algorithm, &jwk->algorithm));
}

static enum error add_key(const struct document *document, uint32_t object, struct arena *arena,
                          struct jwk_set *set) {
  struct jwk jwk = {.id = document_member_string(document, object, "kid", arena)};
  if (document_type(document, object) != NODE_OBJECT ||
      is_for_others(document, object, arena, &jwk)) {
    return ERROR_OK;
  }
  jwk.key = read_key(document, object, arena);
  if (jwk.key == NULL) {
    return ERROR_OK;
  }
  enum error error = arena_defer(arena, free_key, jwk.key);
  bool fits = error == ERROR_OK && !jws_key_is_weak(jwk.key) &&
              (!jwk.has_algorithm || jws_key_fits(jwk.key, jwk.algorithm));
  if (fits) {
    set->keys[set->count++] = jwk;
  }
  return error;
}

enum error jwk_set_read(struct arena *arena, struct view json, struct jwk_set *ret_set) {
  struct document document;
  struct document_failure failure;
  struct view text = arena_copy(arena, json);
  enum error error =
      text.data == NULL ? ERROR_MEMORY : document_read(arena, text, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t list = document_member(&document, 0, view_of("keys"));
  if (list == NODE_NONE || document_type(&document, list) != NODE_ARRAY) {
    return ERROR_SYNTAX;
  }
  uint32_t count = document_count(&document, list);
  struct jwk_set set = {.keys = arena_array(arena, count > 0 ? count : 1, sizeof *set.keys)};
  if (set.keys == NULL || count > LIMIT_JWK_KEYS) {
    return set.keys == NULL ? ERROR_MEMORY : ERROR_TOO_LARGE;
  }
  for (uint32_t item = document_first(&document, list); item != NODE_NONE && error == ERROR_OK;
       item = document_next(&document, list, item)) {
    error = add_key(&document, item, arena, &set);
  }
  if (error == ERROR_OK) {
    *ret_set = set;
  }
  return error;
}

static enum error write_number(struct json_writer *writer, const EVP_PKEY *key, const char *name,
                               const char *parameter, int bytes) {
  unsigned char number[NUMBER_BYTES];
  BIGNUM *value = NULL;
  if (EVP_PKEY_get_bn_param(key, parameter, &value) != 1) {
    return ERROR_INTERNAL;
  }
  int length = bytes > 0 ? bytes : BN_num_bytes(value);
  bool done = length <= NUMBER_BYTES && BN_bn2binpad(value, number, length) == length;
  BN_free(value);
  if (!done) {
    return ERROR_INTERNAL;
  }
  struct view text = base64_encode(view_make((const char *)number, (size_t)length), BASE64_URL,
                                   writer->buffer->arena);
  writer_member_string(writer, name, text);
  return text.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error jwk_write(struct json_writer *writer, const EVP_PKEY *key, enum jws_algorithm algorithm,
                     struct view id) {
  bool is_ec = algorithm == JWS_ES256;
  writer_object_begin(writer);
  writer_member_text(writer, "kty", is_ec ? "EC" : "RSA");
  writer_member_text(writer, "use", "sig");
  writer_member_text(writer, "alg", jws_algorithm_name(algorithm));
  writer_member_optional(writer, "kid", id);
  enum error error = ERROR_OK;
  if (is_ec) {
    writer_member_text(writer, "crv", "P-256");
    error = write_number(writer, key, "x", OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE_BYTES);
    if (error == ERROR_OK) {
      error = write_number(writer, key, "y", OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE_BYTES);
    }
  } else {
    error = write_number(writer, key, "n", OSSL_PKEY_PARAM_RSA_N, 0);
    if (error == ERROR_OK) {
      error = write_number(writer, key, "e", OSSL_PKEY_PARAM_RSA_E, 0);
    }
  }
  writer_object_end(writer);
  return error;
}
