/* Where a signature goes, and the form of one inside the document.
 *
 * FHIR R4 leaves open which bytes of a Bundle its Bundle.signature covers when it is JSON, and what
 * the national service wants is not public. This is the project's own form, by bytes, so that no
 * canonical form of JSON is needed:
 *
 *   covered = the Bundle's text without the member "signature" of its root: from the comma before
 *             the member's name to the end of its value (of a first member: from its name to the
 *             comma behind its value), blanks between them included. Nothing else is touched.
 *
 * The writer puts the member behind the last one of the root, so that what is covered are exactly
 * the bytes that were signed, and a valid Bundle by themselves. Signature.data is the base64 of the
 * detached JWS; type, when and who stand beside it and are not covered: the signing time that
 * counts is in the JWS. */
#ifndef SERVER_NATIONAL_SIGNATURE_PLACE_H
#define SERVER_NATIONAL_SIGNATURE_PLACE_H

#include "server/base/document.h"
#include "server/base/issue.h"

#define SIGNATURE_PLACES(X)                                                                        \
  X(NONE, "none")                                                                                  \
  X(BUNDLE, "bundle")     /* Bundle.signature, as above */                                         \
  X(ENVELOPE, "envelope") /* a field of the adapter's message */                                   \
  X(FILE, "file")         /* a file beside the message's */

enum signature_place {
#define SIGNATURE_PLACE_ENUM(name, text) SIGNATURE_PLACE_##name,
  SIGNATURE_PLACES(SIGNATURE_PLACE_ENUM)
#undef SIGNATURE_PLACE_ENUM
      SIGNATURE_PLACE_COUNT
};

/* What stands beside Signature.data (FHIR R4 datatypes.html#Signature). Empty ones are left out,
 * but type_code, when and one of the who_* must be there. */
struct signature_words {
  struct view type_system; /* e.g. "urn:iso-astm:E1762-95:2013" */
  struct view type_code;   /* e.g. "1.2.840.10065.1.12.1.1", author's signature */
  struct view when;        /* instant */
  struct view who_reference;
  struct view who_identifier_system;
  struct view who_identifier_value;
  struct view who_display;
};

struct signature_found {
  struct view covered; /* in the arena */
  struct view jws;     /* decoded Signature.data, in the arena */
};

bool signature_place_find(struct view name, enum signature_place *ret_place);

/* The Bundle's text with the signature, in the arena. Issues and ERROR_NOT_PROCESSABLE when the
 * document is no Bundle or has a signature already; ERROR_MEMORY, ERROR_TOO_LARGE. */
enum error signature_embed(const struct document *bundle, struct view jws,
                           const struct signature_words *words, struct issue_list *issues,
                           struct view *ret_bundle) MUST_USE;
/* What the Bundle's signature is and covers. ERROR_NOT_FOUND without an issue when there is none;
 * issues and ERROR_SYNTAX when it cannot be read, ERROR_NOT_PROCESSABLE when it is no JWS
 * (sigFormat); ERROR_MEMORY. */
enum error signature_extract(const struct document *bundle, struct arena *arena,
                             struct issue_list *issues, struct signature_found *ret_found) MUST_USE;

#endif
