/* Speaks with the lab's national service as an institution does, over the transport of the world:
 * by its Web API or through the shared folder. */
#ifndef TESTS_BLACKBOX_NATIONAL_WIRE_H
#define TESTS_BLACKBOX_NATIONAL_WIRE_H

#include "tests/blackbox/harness.h"

#define WIRE_CLINIC "1312345678"
#define WIRE_HOSPITAL "1399999901"
#define WIRE_SYSTEM "http://jpfhir.jp/fhir/clins/bundle-identifier"
#define WIRE_INSURED "01990017:99010023:10:01"

struct wire_message {
  const char *operation; /* "register" */
  const char *id;
  const char *institution; /* NULL = WIRE_CLINIC */
  const char *fields;      /* elements of the body, may be NULL */
  const char *content;     /* goes there as Base64, may be NULL */
};

/* The answer's text; to be freed. NULL when none came (connection closed; no file in 2 seconds). */
char *wire_send(const struct world *world, const struct wire_message *message);
/* The same, which must have that result code. */
void wire_expect(const struct world *world, const struct wire_message *message, const char *code);
/* Text of the first element of that name, "" when there is none; to be freed. */
char *wire_element(const char *answer, const char *name);
/* The bytes of an element that holds Base64; NUL-terminated, to be freed. */
char *wire_bytes(const char *answer, const char *name, size_t *ret_length);
/* Kind, both parts of the identifier and more elements; static until the next call. */
const char *wire_keys(const char *kind, const char *identifier, const char *more);

/* What a document of tests/lab/scenarios/documents has for its ${names}; NULL = the usual. */
struct wire_document {
  const char *file; /* "referral.json" */
  const char *identifier;
  const char *destination;
};
char *wire_document(const struct wire_document *document);

#endif
