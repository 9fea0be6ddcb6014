#include "terminology/media_type_grammar.h"

/* RFC 6838 4.2. */
#define NAME_MAXIMUM_BYTES 127u
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct scanner {
  struct view code;
  size_t at;
  struct code_fault *fault;
};

/* The IANA registry, and the one unregistered type that is in use. */
static const char *const top_level_types[] = {"application", "audio",     "chemical", "example",
                                              "font",        "haptics",   "image",    "message",
                                              "model",       "multipart", "text",     "video"};

/* Names that older software writes without a type. */
static const struct {
  struct view written;
  struct view meant;
} habits[] = {
    {VIEW_LITERAL("pdf"), VIEW_LITERAL("application/pdf")},
    {VIEW_LITERAL("json"), VIEW_LITERAL("application/json")},
    {VIEW_LITERAL("xml"), VIEW_LITERAL("application/xml")},
    {VIEW_LITERAL("zip"), VIEW_LITERAL("application/zip")},
    {VIEW_LITERAL("dicom"), VIEW_LITERAL("application/dicom")},
    {VIEW_LITERAL("jpg"), VIEW_LITERAL("image/jpeg")},
    {VIEW_LITERAL("jpeg"), VIEW_LITERAL("image/jpeg")},
    {VIEW_LITERAL("png"), VIEW_LITERAL("image/png")},
    {VIEW_LITERAL("gif"), VIEW_LITERAL("image/gif")},
    {VIEW_LITERAL("tiff"), VIEW_LITERAL("image/tiff")},
    {VIEW_LITERAL("html"), VIEW_LITERAL("text/html")},
    {VIEW_LITERAL("text"), VIEW_LITERAL("text/plain")},
    {VIEW_LITERAL("txt"), VIEW_LITERAL("text/plain")},
    {VIEW_LITERAL("csv"), VIEW_LITERAL("text/csv")},
};

static char peek(const struct scanner *scanner) {
  return scanner->at < scanner->code.length ? scanner->code.data[scanner->at] : '\0';
}

static bool at_end(const struct scanner *scanner) {
  return scanner->at >= scanner->code.length;
}

/* RFC 2045: printable ASCII but for the special characters. */
static bool is_token_byte(char byte) {
  return byte > ' ' && byte < 0x7f && strchr("()<>@,;:\\\"/[]?=", byte) == NULL;
}

static bool refuse(struct scanner *scanner, enum code_fault_reason reason, size_t start,
                   size_t length) {
  return scanner->fault != NULL && code_fault_set(scanner->fault, reason, start, length);
}

static void skip_blanks(struct scanner *scanner) {
  while (peek(scanner) == ' ' || peek(scanner) == '\t') {
    scanner->at++;
  }
}

static bool is_type_known(struct view type) {
  for (size_t i = 0; i < COUNT(top_level_types); i++) {
    if (view_equal_ignore_case(type, view_of(top_level_types[i]))) {
      return true;
    }
  }
  return type.length > 2 && view_equal_ignore_case(view_part(type, 0, 2), view_of("x-"));
}

/* A token: RFC 6838 would refuse the * of media ranges, which signatures carry in sigFormat. */
static bool check_name(struct scanner *scanner, size_t start, struct view name) {
  if (name.length == 0) {
    return refuse(scanner, CODE_FAULT_MEDIA_TYPE_FORM, start, 0);
  }
  for (size_t i = 0; i < name.length; i++) {
    if (!is_token_byte(name.data[i])) {
      return refuse(scanner, CODE_FAULT_MEDIA_TYPE_NAME, start + i, 1);
    }
  }
  return name.length <= NAME_MAXIMUM_BYTES ||
         refuse(scanner, CODE_FAULT_TOO_LONG, start, name.length);
}

static bool refuse_form(struct scanner *scanner) {
  (void)refuse(scanner, CODE_FAULT_MEDIA_TYPE_FORM, 0, scanner->code.length);
  for (size_t i = 0; i < COUNT(habits) && scanner->fault != NULL; i++) {
    if (view_equal_ignore_case(habits[i].written, scanner->code)) {
      code_fault_suggest(scanner->fault, CODE_FAULT_MEDIA_TYPE_FORM_NEAR, habits[i].meant,
                         view_make("", 0));
    }
  }
  return false;
}

static bool take_types(struct scanner *scanner) {
  size_t end = view_find_byte(scanner->code, ';', 0);
  struct view subtype = view_part(scanner->code, 0, end);
  while (subtype.length > 0 && end != SIZE_MAX && subtype.data[subtype.length - 1] == ' ') {
    subtype.length--;
  }
  size_t slash = view_find_byte(subtype, '/', 0);
  if (slash == SIZE_MAX) {
    return refuse_form(scanner);
  }
  struct view type = view_part(subtype, 0, slash);
  subtype = view_part(subtype, slash + 1, SIZE_MAX);
  if (!check_name(scanner, 0, type) || !check_name(scanner, slash + 1, subtype)) {
    return false;
  }
  if (!is_type_known(type)) {
    return refuse(scanner, CODE_FAULT_MEDIA_TYPE_UNKNOWN, 0, type.length);
  }
  scanner->at = end == SIZE_MAX ? scanner->code.length : end;
  return true;
}

static bool take_quoted(struct scanner *scanner) {
  for (scanner->at++; peek(scanner) != '"'; scanner->at++) {
    scanner->at += peek(scanner) == '\\' ? 1u : 0u;
    if (at_end(scanner)) {
      return false;
    }
  }
  scanner->at++;
  return true;
}

static bool take_token(struct scanner *scanner) {
  size_t start = scanner->at;
  while (is_token_byte(peek(scanner))) {
    scanner->at++;
  }
  return scanner->at > start;
}

/* Up to the next ";": R4's own examples have blanks and slashes in values without quotation marks.
 */
static bool take_value(struct scanner *scanner) {
  size_t start = scanner->at;
  while (peek(scanner) >= ' ' && peek(scanner) < 0x7f && peek(scanner) != ';' &&
         peek(scanner) != '"') {
    scanner->at++;
  }
  return scanner->at > start;
}

/* ; name=value */
static bool take_parameter(struct scanner *scanner) {
  scanner->at++;
  skip_blanks(scanner);
  size_t start = scanner->at;
  bool good = take_token(scanner) && peek(scanner) == '=';
  if (good) {
    scanner->at++;
    good = peek(scanner) == '"' ? take_quoted(scanner) : take_value(scanner);
  }
  size_t end = scanner->at;
  skip_blanks(scanner);
  good = good && (peek(scanner) == ';' || (at_end(scanner) && end == scanner->at));
  return good || refuse(scanner, CODE_FAULT_MEDIA_TYPE_PARAMETER, start,
                        scanner->code.length -
                            (start < scanner->code.length ? start : scanner->code.length));
}

bool media_type_grammar_check(struct view code, struct code_fault *ret_fault) {
  struct scanner scanner = {.code = code, .fault = ret_fault};
  if (code.length == 0) {
    return refuse(&scanner, CODE_FAULT_EMPTY, 0, 0);
  }
  bool good = take_types(&scanner);
  while (good && !at_end(&scanner)) {
    good = take_parameter(&scanner);
  }
  return good;
}
