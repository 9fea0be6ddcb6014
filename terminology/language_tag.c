#include "terminology/language_tag.h"

#include "server/base/utf8.h"
#include "terminology/code_table.h"
#include "terminology/iso_code.h"
#include "terminology/language_code_list.h"

#define SUBTAG_MAXIMUM_BYTES 8u
#define EXTENDED_LANGUAGES_MAXIMUM 3u
/* Far beyond what is in use; bounds the search for repeated subtags. */
#define TAG_MAXIMUM_BYTES 255u
#define SHORT_BYTES 2u
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct code_table languages_2 = CODE_TABLE(LANGUAGE_CODES_2, 2);
static const struct code_table languages_3[] = {
#define LANGUAGES_ROW(codes) CODE_TABLE(codes, 3),
    LANGUAGE_CODES_3(LANGUAGES_ROW)
#undef LANGUAGES_ROW
};
static const struct code_table shortened = CODE_TABLE(LANGUAGE_CODES_SHORTENED, 5);
static const struct code_table scripts = CODE_TABLE(SCRIPT_CODES, 4);

/* RFC 5646 section 2.2.8. */
static const char *const grandfathered[] = {
    "art-lojban", "cel-gaulish", "en-GB-oed", "i-ami",      "i-bnn",     "i-default", "i-enochian",
    "i-hak",      "i-klingon",   "i-lux",     "i-mingo",    "i-navajo",  "i-pwn",     "i-tao",
    "i-tay",      "i-tsu",       "no-bok",    "no-nyn",     "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
    "zh-guoyu",   "zh-hakka",    "zh-min",    "zh-min-nan", "zh-xiang"};

/* Countries that are written for their languages. */
static const struct {
  struct view written;
  struct view meant;
} habits[] = {
    {VIEW_LITERAL("jp"), VIEW_LITERAL("ja")},       {VIEW_LITERAL("cn"), VIEW_LITERAL("zh")},
    {VIEW_LITERAL("cz"), VIEW_LITERAL("cs")},       {VIEW_LITERAL("dk"), VIEW_LITERAL("da")},
    {VIEW_LITERAL("gb"), VIEW_LITERAL("en")},       {VIEW_LITERAL("us"), VIEW_LITERAL("en")},
    {VIEW_LITERAL("japanese"), VIEW_LITERAL("ja")}, {VIEW_LITERAL("english"), VIEW_LITERAL("en")},
};

struct scanner {
  struct view tag;
  size_t at; /* start of the current subtag */
  struct code_fault *fault;
};

static bool is_letter(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool all_letters(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    if (!is_letter(text.data[i])) {
      return false;
    }
  }
  return true;
}

static bool all_digits(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    if (!byte_is_digit(text.data[i])) {
      return false;
    }
  }
  return true;
}

/* The current subtag; empty at the end. */
static struct view current(const struct scanner *scanner) {
  size_t end = view_find_byte(scanner->tag, '-', scanner->at);
  return view_part(scanner->tag, scanner->at, end == SIZE_MAX ? SIZE_MAX : end - scanner->at);
}

static bool at_end(const struct scanner *scanner) {
  return scanner->at >= scanner->tag.length;
}

static void advance(struct scanner *scanner) {
  scanner->at += current(scanner).length + 1;
}

static bool refuse(struct scanner *scanner, enum code_fault_reason reason) {
  return scanner->fault != NULL &&
         code_fault_set(scanner->fault, reason, scanner->at, current(scanner).length);
}

/* Codes are looked up in the case of their lists. Longer texts are in none of them. */
struct cased {
  char bytes[SUBTAG_MAXIMUM_BYTES];
};

static struct view to_lower(struct view text, struct cased *cased) {
  size_t length = text.length <= SUBTAG_MAXIMUM_BYTES ? text.length : 0;
  for (size_t i = 0; i < length; i++) {
    char byte = text.data[i];
    cased->bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
  }
  return view_make(cased->bytes, length);
}

static struct view to_upper(struct view text, struct cased *cased) {
  struct view lower = to_lower(text, cased);
  for (size_t i = 0; i < lower.length; i++) {
    char byte = cased->bytes[i];
    cased->bytes[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
  }
  return lower;
}

/* The two-letter code for a three-letter one (ISO 639-2, also its bibliographic codes). */
static struct view two_letters(struct view code) {
  for (size_t i = 0; i < shortened.codes.length && code.length == 3; i += shortened.width) {
    if (view_equal(code, view_part(shortened.codes, i, code.length))) {
      return view_part(shortened.codes, i + code.length, SHORT_BYTES);
    }
  }
  return view_make("", 0);
}

/* Small letters only. */
static bool is_language(struct view code) {
  bool is_private = code.length == 3 && view_compare(code, view_of("qaa")) >= 0 &&
                    view_compare(code, view_of("qtz")) <= 0;
  return is_private || code_table_has(&languages_2, code) ||
         (code.length > 0 && code_table_has(&languages_3[code.data[0] - 'a'], code));
}

static bool refuse_language(struct scanner *scanner, struct view code) {
  (void)refuse(scanner, CODE_FAULT_LANGUAGE_UNKNOWN);
  struct view meant = two_letters(code);
  for (size_t i = 0; i < COUNT(habits); i++) {
    if (view_equal(habits[i].written, code)) {
      meant = habits[i].meant;
    }
  }
  if (scanner->fault != NULL) {
    code_fault_suggest(scanner->fault, CODE_FAULT_LANGUAGE_UNKNOWN_NEAR, meant, view_make("", 0));
  }
  return false;
}

/* language and up to three extended languages. */
static bool take_language(struct scanner *scanner) {
  struct cased cased;
  struct view subtag = current(scanner);
  if (subtag.length < 2 || !all_letters(subtag)) {
    return refuse(scanner, CODE_FAULT_LANGUAGE_FORM);
  }
  struct view code = to_lower(subtag, &cased);
  if (!is_language(code)) {
    return refuse_language(scanner, code);
  }
  advance(scanner);
  for (size_t i = 0; i < EXTENDED_LANGUAGES_MAXIMUM && subtag.length <= 3; i++) {
    struct view extended = current(scanner);
    if (extended.length != 3 || !all_letters(extended)) {
      break;
    }
    code = to_lower(extended, &cased);
    if (!is_language(code)) {
      return refuse_language(scanner, code);
    }
    advance(scanner);
  }
  return true;
}

static bool take_script(struct scanner *scanner) {
  struct cased cased;
  struct view subtag = current(scanner);
  if (subtag.length != 4 || !all_letters(subtag)) {
    return true;
  }
  struct view code = to_lower(subtag, &cased);
  bool is_private =
      view_compare(code, view_of("qaaa")) >= 0 && view_compare(code, view_of("qabx")) <= 0;
  cased.bytes[0] = (char)(cased.bytes[0] - 'a' + 'A');
  if (!is_private && !code_table_has(&scripts, code)) {
    return refuse(scanner, CODE_FAULT_LANGUAGE_SCRIPT);
  }
  advance(scanner);
  return true;
}

/* AA, QM to QZ, XA to XZ and ZZ are for private use. */
static bool is_private_region(struct view code) {
  return code.length == 2 && (code.data[0] == 'X' || (code.data[0] == 'Q' && code.data[1] >= 'M'));
}

static bool take_region(struct scanner *scanner) {
  struct cased cased;
  struct view subtag = current(scanner);
  bool is_number = subtag.length == 3 && all_digits(subtag);
  if (!is_number && (subtag.length != 2 || !all_letters(subtag))) {
    return true;
  }
  struct view code = to_upper(subtag, &cased);
  if (!iso_code_region(code) && !is_private_region(code)) {
    return refuse(scanner, CODE_FAULT_LANGUAGE_REGION);
  }
  advance(scanner);
  return true;
}

/* True when the current subtag stands between start and here already. */
static bool is_repeated(const struct scanner *scanner, size_t start) {
  struct scanner before = {.tag = scanner->tag, .at = start};
  for (; before.at < scanner->at; advance(&before)) {
    if (view_equal_ignore_case(current(&before), current(scanner))) {
      return true;
    }
  }
  return false;
}

static bool take_variants(struct scanner *scanner) {
  size_t start = scanner->at;
  for (struct view subtag = current(scanner); !at_end(scanner); subtag = current(scanner)) {
    bool short_form = subtag.length == 4 && byte_is_digit(subtag.data[0]);
    if (!short_form && (subtag.length < 5 || subtag.length > SUBTAG_MAXIMUM_BYTES)) {
      break;
    }
    if (is_repeated(scanner, start)) {
      return refuse(scanner, CODE_FAULT_LANGUAGE_REPEATED);
    }
    advance(scanner);
  }
  return true;
}

/* A singleton and what belongs to it; x takes all the rest. */
static bool take_extension(struct scanner *scanner, bool *ret_is_private) {
  struct scanner singleton = *scanner;
  bool is_private = view_equal_ignore_case(current(scanner), view_of("x"));
  size_t minimum = is_private ? 1 : 2;
  size_t count = 0;
  advance(scanner);
  while (!at_end(scanner) && current(scanner).length >= minimum) {
    advance(scanner);
    count++;
  }
  *ret_is_private = is_private;
  return count > 0 || refuse(&singleton, CODE_FAULT_LANGUAGE_EXTENSION);
}

/* Singletons since start: a repeated one is a fault. Subtags behind one are longer. */
static bool take_extensions(struct scanner *scanner) {
  size_t start = scanner->at;
  bool is_private = false;
  while (!at_end(scanner) && !is_private) {
    if (current(scanner).length != 1) {
      return refuse(scanner, CODE_FAULT_LANGUAGE_FORM);
    }
    if (is_repeated(scanner, start)) {
      return refuse(scanner, CODE_FAULT_LANGUAGE_REPEATED);
    }
    if (!take_extension(scanner, &is_private)) {
      return false;
    }
  }
  return true;
}

/* "ja_JP" */
static bool refuse_separator(struct view tag, size_t offset, struct code_fault *fault) {
  char meant[CODE_FAULT_SUGGESTION_BYTES];
  if (fault == NULL) {
    return false;
  }
  (void)code_fault_set(fault, CODE_FAULT_LANGUAGE_FORM, offset, 1);
  if (tag.length < sizeof meant) {
    for (size_t i = 0; i < tag.length; i++) {
      meant[i] = tag.data[i] == '_' ? '-' : tag.data[i];
    }
    code_fault_suggest(fault, CODE_FAULT_LANGUAGE_SEPARATOR, view_make(meant, tag.length),
                       view_make("", 0));
  }
  return false;
}

/* Letters, digits and single hyphens, at most eight bytes between them. */
static bool check_characters(struct scanner *scanner) {
  struct view tag = scanner->tag;
  for (size_t i = 0; i < tag.length; i++) {
    if (is_letter(tag.data[i]) || byte_is_digit(tag.data[i]) || tag.data[i] == '-') {
      continue;
    }
    if (tag.data[i] == '_') {
      return refuse_separator(tag, i, scanner->fault);
    }
    size_t end = i;
    (void)utf8_next(tag, &end);
    return scanner->fault != NULL &&
           code_fault_set(scanner->fault, CODE_FAULT_LANGUAGE_FORM, i, end - i);
  }
  struct scanner walk = *scanner;
  for (;; advance(&walk)) {
    struct view subtag = current(&walk);
    if (subtag.length == 0 || subtag.length > SUBTAG_MAXIMUM_BYTES) {
      return refuse(&walk, CODE_FAULT_LANGUAGE_FORM);
    }
    if (walk.at + subtag.length == tag.length) {
      return true;
    }
  }
}

static bool is_grandfathered(struct view tag) {
  for (size_t i = 0; i < COUNT(grandfathered); i++) {
    if (view_equal_ignore_case(tag, view_of(grandfathered[i]))) {
      return true;
    }
  }
  return false;
}

bool language_tag_check(struct view tag, struct code_fault *ret_fault) {
  struct scanner scanner = {.tag = tag, .fault = ret_fault};
  if (tag.length == 0) {
    return refuse(&scanner, CODE_FAULT_EMPTY);
  }
  if (tag.length > TAG_MAXIMUM_BYTES) {
    return refuse(&scanner, CODE_FAULT_TOO_LONG);
  }
  if (!check_characters(&scanner)) {
    return false;
  }
  if (is_grandfathered(tag)) {
    return true;
  }
  if (view_equal_ignore_case(current(&scanner), view_of("x"))) {
    return take_extensions(&scanner);
  }
  return take_language(&scanner) && take_script(&scanner) && take_region(&scanner) &&
         take_variants(&scanner) && take_extensions(&scanner);
}
