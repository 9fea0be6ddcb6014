/* Digests and hashes. SHA-256 and SHA-1 come from OpenSSL; the 64-bit hash (multiply and fold, a
 * word at a time) is for tables only (never for secrets), and is part of the pack format: it must
 * not change without a pack version. */
#ifndef SERVER_BASE_HASH_H
#define SERVER_BASE_HASH_H

#include "server/base/error.h"
#include "server/base/view.h"

#define SHA256_BYTES 32u
#define SHA256_HEX_BYTES 65u /* with the final NUL */

struct sha256 {
  unsigned char bytes[SHA256_BYTES];
};

/* Where a specification wants it as a checksum (FHIR Attachment.hash), never for security. */
#define SHA1_BYTES 20u

struct sha1 {
  unsigned char bytes[SHA1_BYTES];
};

struct sha256 hash_sha256(struct view view);
/* Of the parts one after the other. */
struct sha256 hash_sha256_parts(const struct view *parts, size_t count);
struct sha1 hash_sha1(struct view view);
/* Lower-case hexadecimal, NUL-terminated. */
void hash_sha256_hex(const struct sha256 *digest, char ret_hex[SHA256_HEX_BYTES]);
uint64_t hash_64(struct view view);
/* A checksum against damage of long content, several bytes a cycle; any single changed byte changes
 * it. */
uint64_t hash_checksum(struct view view);

#endif
