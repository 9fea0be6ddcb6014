/* A C source file as tokens, with line numbers: enough to count and to find names, no more. */
#ifndef TESTS_STYLE_SOURCE_H
#define TESTS_STYLE_SOURCE_H

#include "server/base/arena.h"

enum token_type {
  TOKEN_NAME,
  TOKEN_NUMBER,
  TOKEN_STRING,    /* string or character constant */
  TOKEN_DIRECTIVE, /* a whole preprocessor line, continuation lines included */
  TOKEN_SIGN,      /* punctuation, one character; "&&", "||" and "->" as one */
};

struct token {
  enum token_type type;
  struct view text;
  uint32_t line; /* from 1 */
};

struct source {
  const char *path; /* relative to the root of the tree */
  struct view text;
  struct token *tokens;
  size_t count;
  uint32_t lines;
};

/* Reads and tokenises a file into the arena; comments leave no token. */
enum error source_read(struct arena *arena, const char *path, struct source *ret_source) MUST_USE;
/* True when token index is that name or sign; false out of range. */
bool source_is(const struct source *source, size_t index, const char *text);
/* The name of a directive line: "include", "ifndef" ...; *ret_rest is what follows, trimmed. */
struct view source_directive(struct view line, struct view *ret_rest);
/* True when token index is an #include of a file of this tree; *ret_header is its path. */
bool source_includes(const struct source *source, size_t index, struct view *ret_header);
/* Index of the bracket that closes the one at index; count when there is none. */
size_t source_close(const struct source *source, size_t index);

#endif
