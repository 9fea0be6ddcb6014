#include "tests/style/source.h"

#include "server/base/file.h"

#include <ctype.h>

#define FILE_BYTES (16u << 20)

struct scanner {
  struct arena *arena;
  struct source *source;
  size_t capacity;
  size_t at;
  uint32_t line;
  bool line_is_blank; /* nothing but blanks before at on its line */
};

static int peek(const struct scanner *scanner, size_t ahead) {
  size_t at = scanner->at + ahead;
  return at < scanner->source->text.length ? (unsigned char)scanner->source->text.data[at] : -1;
}

static void step(struct scanner *scanner) {
  if (peek(scanner, 0) == '\n') {
    scanner->line++;
    scanner->line_is_blank = true;
  }
  scanner->at++;
}

static void skip_line_comment(struct scanner *scanner) {
  while (peek(scanner, 0) != -1 && peek(scanner, 0) != '\n') {
    step(scanner);
  }
}

static void skip_comment(struct scanner *scanner) {
  scanner->at += 2;
  while (peek(scanner, 0) != -1 && !(peek(scanner, 0) == '*' && peek(scanner, 1) == '/')) {
    step(scanner);
  }
  scanner->at += 2;
}

static bool skip_blank(struct scanner *scanner) {
  if (peek(scanner, 0) == '/' && peek(scanner, 1) == '*') {
    skip_comment(scanner);
  } else if (peek(scanner, 0) == '/' && peek(scanner, 1) == '/') {
    skip_line_comment(scanner);
  } else if (isspace(peek(scanner, 0))) {
    step(scanner);
  } else {
    return false;
  }
  return true;
}

static enum token_type skip_directive(struct scanner *scanner) {
  while (peek(scanner, 0) != -1 && peek(scanner, 0) != '\n') {
    if (peek(scanner, 0) == '/' && peek(scanner, 1) == '*') {
      skip_comment(scanner);
      continue;
    }
    if (peek(scanner, 0) == '\\') {
      step(scanner);
    }
    step(scanner);
  }
  return TOKEN_DIRECTIVE;
}

static enum token_type skip_quoted(struct scanner *scanner) {
  int quote = peek(scanner, 0);
  step(scanner);
  while (peek(scanner, 0) != -1 && peek(scanner, 0) != quote) {
    if (peek(scanner, 0) == '\\') {
      step(scanner);
    }
    step(scanner);
  }
  step(scanner);
  return TOKEN_STRING;
}

static enum token_type skip_word(struct scanner *scanner) {
  enum token_type type = isdigit(peek(scanner, 0)) ? TOKEN_NUMBER : TOKEN_NAME;
  while (isalnum(peek(scanner, 0)) || peek(scanner, 0) == '_' || peek(scanner, 0) == '.') {
    if (type == TOKEN_NAME && peek(scanner, 0) == '.') {
      break;
    }
    step(scanner);
  }
  return type;
}

static enum token_type skip_sign(struct scanner *scanner) {
  int first = peek(scanner, 0);
  int second = peek(scanner, 1);
  bool pair = (first == '&' && second == '&') || (first == '|' && second == '|') ||
              (first == '-' && second == '>');
  scanner->at += pair ? 2 : 1;
  return TOKEN_SIGN;
}

static enum token_type skip_token(struct scanner *scanner) {
  int byte = peek(scanner, 0);
  if (byte == '#' && scanner->line_is_blank) {
    return skip_directive(scanner);
  }
  if (byte == '"' || byte == '\'') {
    return skip_quoted(scanner);
  }
  return isalnum(byte) || byte == '_' ? skip_word(scanner) : skip_sign(scanner);
}

static enum error add_token(struct scanner *scanner, struct token token) {
  struct source *source = scanner->source;
  if (source->count == scanner->capacity) {
    size_t capacity = scanner->capacity == 0 ? 1024 : scanner->capacity * 2;
    struct token *tokens =
        arena_grow(scanner->arena, source->tokens, scanner->capacity * sizeof *tokens,
                   capacity * sizeof *tokens);
    if (tokens == NULL) {
      return ERROR_MEMORY;
    }
    source->tokens = tokens;
    scanner->capacity = capacity;
  }
  source->tokens[source->count++] = token;
  return ERROR_OK;
}

static enum error tokenise(struct scanner *scanner) {
  while (peek(scanner, 0) != -1) {
    if (skip_blank(scanner)) {
      continue;
    }
    size_t start = scanner->at;
    struct token token = {.line = scanner->line};
    token.type = skip_token(scanner);
    token.text = view_part(scanner->source->text, start, scanner->at - start);
    scanner->line_is_blank = false;
    enum error error = add_token(scanner, token);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

enum error source_read(struct arena *arena, const char *path, struct source *ret_source) {
  struct source source = {.path = path};
  enum error error = file_read(arena, path, FILE_BYTES, &source.text);
  if (error != ERROR_OK) {
    return error;
  }
  struct scanner scanner = {.arena = arena, .source = &source, .line = 1, .line_is_blank = true};
  error = tokenise(&scanner);
  if (error != ERROR_OK) {
    return error;
  }
  source.lines = scanner.line - 1;
  *ret_source = source;
  return ERROR_OK;
}

bool source_is(const struct source *source, size_t index, const char *text) {
  return index < source->count && source->tokens[index].type != TOKEN_STRING &&
         view_is(source->tokens[index].text, text);
}

struct view source_directive(struct view line, struct view *ret_rest) {
  struct view text = view_trim(view_part(line, 1, SIZE_MAX));
  size_t length = 0;
  while (length < text.length && isalpha((unsigned char)text.data[length])) {
    length++;
  }
  *ret_rest = view_trim(view_part(text, length, SIZE_MAX));
  return view_part(text, 0, length);
}

bool source_includes(const struct source *source, size_t index, struct view *ret_header) {
  const struct token *token = &source->tokens[index];
  struct view rest;
  if (token->type != TOKEN_DIRECTIVE || !view_is(source_directive(token->text, &rest), "include") ||
      rest.length < 2 || rest.data[0] != '"') {
    return false;
  }
  *ret_header = view_part(rest, 1, view_find_byte(rest, '"', 1) - 1);
  return true;
}

size_t source_close(const struct source *source, size_t index) {
  size_t depth = 0;
  for (size_t i = index; i < source->count; i++) {
    const struct token *token = &source->tokens[i];
    if (token->type != TOKEN_SIGN) {
      continue;
    }
    if (strchr("([{", token->text.data[0]) != NULL) {
      depth++;
    } else if (strchr(")]}", token->text.data[0]) != NULL && --depth == 0) {
      return i;
    }
  }
  return source->count;
}
