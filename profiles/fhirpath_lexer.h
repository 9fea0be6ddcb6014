/* Tokens of FHIRPath N1 (grammar in the specification's appendix B). */
#ifndef PROFILES_FHIRPATH_LEXER_H
#define PROFILES_FHIRPATH_LEXER_H

#include "server/base/arena.h"

enum fhirpath_token_kind {
  FHIRPATH_TOKEN_END,
  FHIRPATH_TOKEN_IDENTIFIER, /* also keywords */
  FHIRPATH_TOKEN_DELIMITED,  /* `identifier` */
  FHIRPATH_TOKEN_STRING,
  FHIRPATH_TOKEN_NUMBER,
  FHIRPATH_TOKEN_DATE,
  FHIRPATH_TOKEN_DATE_TIME,
  FHIRPATH_TOKEN_TIME,
  FHIRPATH_TOKEN_VARIABLE, /* text without the dollar */
  FHIRPATH_TOKEN_SYMBOL,
  FHIRPATH_TOKEN_BAD,
};

struct fhirpath_token {
  enum fhirpath_token_kind kind;
  struct view text; /* without quotes and markers, still escaped */
  size_t offset;    /* of its first byte in the expression */
};

struct fhirpath_lexer {
  struct view text;
  size_t at;
};

/* The next token; FHIRPATH_TOKEN_BAD for what no token starts with or an unfinished literal. */
struct fhirpath_token fhirpath_lexer_next(struct fhirpath_lexer *lexer);
/* A string or delimited identifier with its escapes resolved: borrowed when there are none, else in
 * the arena; data NULL when an escape is not valid or memory is exhausted. */
struct view fhirpath_lexer_unescape(struct view text, struct arena *arena);

#endif
