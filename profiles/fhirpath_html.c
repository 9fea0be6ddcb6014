#include "profiles/fhirpath_html.h"

#define DEPTH_MAXIMUM 128u

static const char *const allowed_elements[] = {
    "a",     "abbr",  "acronym", "b",        "big",    "blockquote", "br",  "caption",
    "cite",  "code",  "col",     "colgroup", "dd",     "dfn",        "div", "dl",
    "dt",    "em",    "h1",      "h2",       "h3",     "h4",         "h5",  "h6",
    "hr",    "i",     "img",     "li",       "ol",     "p",          "pre", "q",
    "s",     "samp",  "small",   "span",     "strike", "strong",     "sub", "sup",
    "table", "tbody", "td",      "tfoot",    "th",     "thead",      "tr",  "tt",
    "u",     "ul",    "var",     "del",      "ins",    "kbd",        "map", "area"};

static const char *const allowed_attributes[] = {
    "abbr",        "accesskey",   "align",      "alt",      "axis",    "border",  "cellhalign",
    "cellpadding", "cellspacing", "cellvalign", "char",     "charoff", "charset", "cite",
    "class",       "colspan",     "compact",    "coords",   "dir",     "frame",   "headers",
    "height",      "href",        "hreflang",   "hspace",   "id",      "lang",    "longdesc",
    "name",        "nowrap",      "rel",        "rev",      "rowspan", "rules",   "scope",
    "shape",       "span",        "src",        "start",    "style",   "summary", "tabindex",
    "title",       "type",        "valign",     "value",    "vspace",  "width",   "xml:lang",
    "xmlns",       "bgcolor",     "clear",      "datetime", "usemap"};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct scanner {
  struct view text;
  size_t at;
  struct view open[DEPTH_MAXIMUM];
  size_t depth;
  bool has_content;
};

static bool is_listed(struct view name, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (view_is(name, list[i])) {
      return true;
    }
  }
  return false;
}

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

/* &amp; &#160; &#xA0; &nbsp; */
static bool take_entity(struct scanner *scanner) {
  size_t end = view_find_byte(scanner->text, ';', scanner->at);
  if (end == SIZE_MAX || end - scanner->at > 32 || end == scanner->at + 1) {
    return false;
  }
  for (size_t i = scanner->at + 1; i < end; i++) {
    if (!is_name_byte(scanner->text.data[i]) && scanner->text.data[i] != '#') {
      return false;
    }
  }
  scanner->at = end + 1;
  return true;
}

static bool take_attribute(struct scanner *scanner, bool is_root) {
  struct view name = take_name(scanner);
  bool namespace = is_root && view_starts_with(name, view_of("xmlns:"));
  if (!namespace && !is_listed(name, allowed_attributes, COUNT(allowed_attributes))) {
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
  if (!is_listed(name, allowed_elements, COUNT(allowed_elements)) ||
      (is_root && !view_is(name, "div")) || scanner->depth == DEPTH_MAXIMUM) {
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
    if (!is_name_byte(byte) || !take_attribute(scanner, is_root)) {
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
