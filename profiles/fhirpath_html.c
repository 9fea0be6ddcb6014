#include "profiles/fhirpath_html.h"

#include "profiles/narrative_rule.h"

#define DEPTH_MAXIMUM 128u

struct scanner {
  struct view text;
  size_t at;
  struct view open[DEPTH_MAXIMUM];
  size_t depth;
  bool has_content;
};

static char byte_at(const struct scanner *scanner, size_t at) {
  return at < scanner->text.length ? scanner->text.data[at] : '\0';
}

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(struct scanner *scanner) {
  while (is_blank(byte_at(scanner, scanner->at))) {
    scanner->at++;
  }
}

static bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == ':' || byte == '-' || byte == '_' || byte == '.';
}

static struct view take_name(struct scanner *scanner) {
  size_t start = scanner->at;
  while (is_name_byte(byte_at(scanner, scanner->at))) {
    scanner->at++;
  }
  return view_part(scanner->text, start, scanner->at - start);
}

/* &amp; &#160; &#xA0; */
static bool take_entity(struct scanner *scanner) {
  size_t length = narrative_rule_entity(scanner->text, scanner->at);
  scanner->at += length;
  return length > 0;
}

static bool take_attribute(struct scanner *scanner, struct view element) {
  struct view name = take_name(scanner);
  bool namespace = view_starts_with(name, view_of("xmlns:"));
  if (!namespace && !narrative_rule_attribute(element, name)) {
    return false;
  }
  skip_blanks(scanner);
  if (byte_at(scanner, scanner->at) != '=') {
    return false;
  }
  scanner->at++;
  skip_blanks(scanner);
  char quote = byte_at(scanner, scanner->at);
  if (quote != '"' && quote != '\'') {
    return false;
  }
  size_t end = view_find_byte(scanner->text, quote, scanner->at + 1);
  if (end == SIZE_MAX) {
    return false;
  }
  struct view value = view_part(scanner->text, scanner->at + 1, end - scanner->at - 1);
  scanner->at = end + 1;
  return view_find_byte(value, '<', 0) == SIZE_MAX;
}

static bool take_end_tag(struct scanner *scanner) {
  scanner->at += 2;
  struct view name = take_name(scanner);
  skip_blanks(scanner);
  if (byte_at(scanner, scanner->at) != '>' || scanner->depth == 0 ||
      !view_equal(scanner->open[scanner->depth - 1], name)) {
    return false;
  }
  scanner->at++;
  scanner->depth--;
  return true;
}

static bool take_start_tag(struct scanner *scanner) {
  scanner->at++;
  struct view name = take_name(scanner);
  bool is_root = scanner->depth == 0;
  if (!narrative_rule_element(name) || (is_root && !view_is(name, "div")) ||
      scanner->depth == DEPTH_MAXIMUM) {
    return false;
  }
  scanner->has_content = scanner->has_content || view_is(name, "img");
  scanner->open[scanner->depth++] = name;
  for (;;) {
    skip_blanks(scanner);
    char byte = byte_at(scanner, scanner->at);
    if (byte == '>') {
      scanner->at++;
      return true;
    }
    if (byte == '/' && byte_at(scanner, scanner->at + 1) == '>') {
      scanner->at += 2;
      scanner->depth--;
      return true;
    }
    if (!is_name_byte(byte) || !take_attribute(scanner, name)) {
      return false;
    }
  }
}

static bool take_comment(struct scanner *scanner) {
  size_t end = view_find(scanner->text, view_of("-->"), scanner->at + 4);
  if (end == SIZE_MAX) {
    return false;
  }
  scanner->at = end + 3;
  return true;
}

static bool take_markup(struct scanner *scanner) {
  struct view rest = view_part(scanner->text, scanner->at, 4);
  if (view_is(rest, "<!--")) {
    return take_comment(scanner);
  }
  return byte_at(scanner, scanner->at + 1) == '/' ? take_end_tag(scanner) : take_start_tag(scanner);
}

/* Text up to the next markup; false where text may not stand. */
static bool take_text(struct scanner *scanner) {
  if (scanner->depth == 0) {
    return false;
  }
  char byte = scanner->text.data[scanner->at];
  scanner->has_content = scanner->has_content || !is_blank(byte);
  if (byte == '&') {
    return take_entity(scanner);
  }
  scanner->at++;
  return true;
}

bool fhirpath_html_is_allowed(struct view text) {
  struct scanner scanner = {.text = view_trim(text)};
  bool good = byte_at(&scanner, 0) == '<';
  while (good && scanner.at < scanner.text.length) {
    if (scanner.text.data[scanner.at] != '<') {
      good = take_text(&scanner);
      continue;
    }
    bool second_root =
        scanner.depth == 0 && scanner.at > 0 && byte_at(&scanner, scanner.at + 1) != '!';
    good = !second_root && take_markup(&scanner);
  }
  return good && scanner.depth == 0 && scanner.has_content;
}
