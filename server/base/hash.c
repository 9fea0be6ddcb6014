#include "server/base/hash.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

struct sha256 hash_sha256(struct view view) {
  struct sha256 digest;
  SHA256((const unsigned char *)view.data, view.length, digest.bytes);
  return digest;
}

/* Out of memory here has no channel, as with the one-shot functions of OpenSSL. */
struct sha256 hash_sha256_parts(const struct view *parts, size_t count) {
  struct sha256 digest;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool done = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
  for (size_t i = 0; i < count && done; i++) {
    done = EVP_DigestUpdate(context, parts[i].data, parts[i].length) == 1;
  }
  done = done && EVP_DigestFinal_ex(context, digest.bytes, NULL) == 1;
  EVP_MD_CTX_free(context);
  if (!done) {
    abort();
  }
  return digest;
}

struct sha1 hash_sha1(struct view view) {
  struct sha1 digest;
  SHA1((const unsigned char *)view.data, view.length, digest.bytes);
  return digest;
}

void hash_sha256_hex(const struct sha256 *digest, char ret_hex[SHA256_HEX_BYTES]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < SHA256_BYTES; i++) {
    ret_hex[2 * i] = digits[digest->bytes[i] >> 4];
    ret_hex[2 * i + 1] = digits[digest->bytes[i] & 15u];
  }
  ret_hex[SHA256_HEX_BYTES - 1] = '\0';
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 32);
}

uint64_t hash_64(struct view view) {
  uint64_t hash = (uint64_t)view.length * 0xd6e8feb86659fd93u;
  uint64_t word;
  size_t at = 0;
  for (; view.length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, view.data + at, sizeof word);
    hash = mix(hash, word);
  }
  if (at < view.length) {
    word = 0;
    memcpy(&word, view.data + at, view.length - at);
    hash = mix(hash, word);
  }
  return mix(hash, 0);
}

#define CHECKSUM_LANES 4u

uint64_t hash_checksum(struct view view) {
  uint64_t lanes[CHECKSUM_LANES] = {1, 2, 3, 4};
  uint64_t words[CHECKSUM_LANES];
  size_t at = 0;
  for (; view.length - at >= sizeof words; at += sizeof words) {
    memcpy(words, view.data + at, sizeof words);
    for (size_t i = 0; i < CHECKSUM_LANES; i++) {
      lanes[i] = mix(lanes[i], words[i]);
    }
  }
  uint64_t hash = hash_64(view_part(view, at, view.length - at)) ^ view.length;
  for (size_t i = 0; i < CHECKSUM_LANES; i++) {
    hash = mix(hash, lanes[i]);
  }
  return hash;
}
