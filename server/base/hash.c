#include "server/base/hash.h"

#include <openssl/sha.h>

struct sha256 hash_sha256(struct view view) {
  struct sha256 digest;
  SHA256((const unsigned char *)view.data, view.length, digest.bytes);
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

uint64_t hash_64(struct view view) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < view.length; i++) {
    hash = (hash ^ (unsigned char)view.data[i]) * 0x100000001b3u;
  }
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93u;
  return hash ^ (hash >> 32);
}
