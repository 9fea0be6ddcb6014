#include "profiles/narrative_rule.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define CODE_POINT_MAXIMUM 0x10ffffu
/* Enough for every scheme and for what is looked for in a style. */
#define PLAIN_BYTES 2048u
/* &#x10FFFF; */
#define ENTITY_MAXIMUM_BYTES 10u

/* Those of HTML 4.0, chapters 7 to 11 and 15, without the ones that it deprecates: center, dir,
 * font, menu, s, strike, u (FHIR R4 narrative.html#xhtml). */
static const char *const elements[] = {
    "a",  "abbr",    "acronym", "address", "area",   "b",        "bdo", "big",   "blockquote",
    "br", "caption", "cite",    "code",    "col",    "colgroup", "dd",  "dfn",   "div",
    "dl", "dt",      "em",      "h1",      "h2",     "h3",       "h4",  "h5",    "h6",
    "hr", "i",       "img",     "kbd",     "li",     "map",      "ol",  "p",     "pre",
    "q",  "samp",    "small",   "span",    "strong", "sub",      "sup", "table", "tbody",
    "td", "tfoot",   "th",      "thead",   "tr",     "tt",       "ul",  "var"};

/* Block elements: HTML 4.0, section 9.3.1, allows none in a paragraph. */
static const char *const blocks[] = {"address", "blockquote", "div",   "dl", "h1", "h2",
                                     "h3",      "h4",         "h5",    "h6", "hr", "ol",
                                     "p",       "pre",        "table", "ul"};

/* on: elements that it belongs to, each between blanks; NULL for any. */
struct attribute_rule {
  const char *name;
  const char *on;
};

static const struct attribute_rule attributes[] = {
    {"class", NULL},
    {"style", NULL},
    {"id", NULL},
    {"title", NULL},
    {"lang", NULL},
    {"xml:lang", NULL},
    {"dir", NULL},
    {"align", NULL},
    {"valign", NULL},
    {"width", NULL},
    {"height", NULL},
    {"accesskey", NULL},
    {"tabindex", NULL},
    {"xmlns", NULL},
    {"xml:space", NULL},
    {"name", " a map img "},
    {"href", " a area "},
    {"charset", " a "},
    {"type", " a ol ul li "},
    {"hreflang", " a "},
    {"rel", " a "},
    {"rev", " a "},
    {"shape", " a area "},
    {"coords", " a area "},
    {"nohref", " area "},
    {"alt", " img area "},
    {"src", " img "},
    {"longdesc", " img "},
    {"usemap", " img "},
    {"ismap", " img "},
    {"hspace", " img "},
    {"vspace", " img "},
    {"border", " img table "},
    {"cite", " blockquote q "},
    {"summary", " table "},
    {"frame", " table "},
    {"rules", " table "},
    {"cellspacing", " table "},
    {"cellpadding", " table "},
    {"bgcolor", " table tr td th "},
    {"char", " col colgroup tbody td tfoot th thead tr "},
    {"charoff", " col colgroup tbody td tfoot th thead tr "},
    {"span", " col colgroup "},
    {"abbr", " td th "},
    {"axis", " td th "},
    {"headers", " td th "},
    {"scope", " td th "},
    {"rowspan", " td th "},
    {"colspan", " td th "},
    {"nowrap", " td th "},
    {"start", " ol "},
    {"compact", " ol ul dl "},
    {"value", " li "},
    {"clear", " br "},
    {"size", " hr "},
    {"noshade", " hr "},
};

static bool is_listed(const char *const *names, size_t count, struct view name) {
  for (size_t i = 0; i < count; i++) {
    if (view_is(name, names[i])) {
      return true;
    }
  }
  return false;
}

bool narrative_rule_element(struct view name) {
  return is_listed(elements, COUNT(elements), name);
}

bool narrative_rule_block(struct view name) {
  return is_listed(blocks, COUNT(blocks), name);
}

/* True when the list names the element between blanks. */
static bool is_named(struct view list, struct view element) {
  struct view rest = list;
  while (rest.length > 0) {
    if (view_equal(view_split(&rest, ' '), element)) {
      return true;
    }
  }
  return false;
}

bool narrative_rule_attribute(struct view element, struct view name) {
  for (size_t i = 0; i < COUNT(attributes); i++) {
    if (view_is(name, attributes[i].name)) {
      return attributes[i].on == NULL || is_named(view_of(attributes[i].on), element);
    }
  }
  return false;
}

static bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Value of a digit in a base up to 16; 16 for none. */
static uint32_t digit_value(char byte) {
  static const char digits[] = "0123456789abcdef";
  char lower = is_letter(byte) ? (char)(byte | 0x20) : byte;
  const char *found = byte == '\0' ? NULL : strchr(digits, lower);
  return found == NULL ? 16u : (uint32_t)(found - digits);
}

/* The number in "#65" or "#x41"; UINT32_MAX when it is none. */
static uint32_t number_entity(struct view name) {
  bool is_hexadecimal = name.length > 1 && name.data[1] == 'x';
  uint32_t base = is_hexadecimal ? 16u : 10u;
  uint32_t number = 0;
  size_t start = is_hexadecimal ? 2u : 1u;
  for (size_t i = start; i < name.length; i++) {
    uint32_t digit = digit_value(name.data[i]);
    if (digit >= base || number > CODE_POINT_MAXIMUM) {
      return UINT32_MAX;
    }
    number = number * base + digit;
  }
  return name.length > start ? number : UINT32_MAX;
}

/* Char of XML 1.0, production 2. */
static bool is_character(uint32_t number) {
  return number == 9 || number == 10 || number == 13 || (number >= 0x20 && number <= 0xd7ff) ||
         (number >= 0xe000 && number <= 0xfffd) ||
         (number >= 0x10000 && number <= CODE_POINT_MAXIMUM);
}

static const struct {
  const char *name;
  char byte;
} named_entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

/* The entity's character; UINT32_MAX when it is none. */
static uint32_t entity_value(struct view name) {
  if (name.length > 0 && name.data[0] == '#') {
    uint32_t number = number_entity(name);
    return is_character(number) ? number : UINT32_MAX;
  }
  for (size_t i = 0; i < COUNT(named_entities); i++) {
    if (view_is(name, named_entities[i].name)) {
      return (uint32_t)named_entities[i].byte;
    }
  }
  return UINT32_MAX;
}

static struct view entity_name(struct view text, size_t offset) {
  struct view window = view_part(text, offset + 1, ENTITY_MAXIMUM_BYTES);
  size_t end = view_find_byte(window, ';', 0);
  return end == SIZE_MAX ? view_make("", 0) : view_part(window, 0, end);
}

size_t narrative_rule_entity(struct view text, size_t offset) {
  struct view name = entity_name(text, offset);
  return entity_value(name) == UINT32_MAX ? 0 : name.length + 2;
}

/* The first bytes of a value in small letters as a browser reads them: entities resolved, blanks
 * and control characters left out. */
struct plain {
  char bytes[PLAIN_BYTES];
  size_t length;
};

static struct view make_plain(struct view value, struct plain *plain) {
  plain->length = 0;
  for (size_t i = 0; i < value.length && plain->length < sizeof plain->bytes;) {
    uint32_t code = (unsigned char)value.data[i];
    size_t entity = code == '&' ? narrative_rule_entity(value, i) : 0;
    if (entity > 0) {
      code = entity_value(entity_name(value, i));
    }
    i += entity > 0 ? entity : 1;
    if (code > ' ' && code < 0x100) {
      plain->bytes[plain->length++] = code >= 'A' && code <= 'Z' ? (char)(code | 0x20) : (char)code;
    }
  }
  return view_make(plain->bytes, plain->length);
}

static bool starts_with_any(struct view text, const char *const *starts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (view_starts_with(text, view_of(starts[i]))) {
      return true;
    }
  }
  return false;
}

/* SVG can hold scripts, but browsers do not run them in images. */
static bool is_active(struct view plain, bool is_image) {
  static const char *const anywhere[] = {"javascript:", "vbscript:", "livescript:"};
  static const char *const links[] = {"data:text/html", "data:application/xhtml", "data:image/svg"};
  return starts_with_any(plain, anywhere, COUNT(anywhere)) ||
         (!is_image && starts_with_any(plain, links, COUNT(links)));
}

/* scheme: or //host */
static bool is_absolute(struct view plain) {
  size_t colon = view_find_byte(plain, ':', 0);
  size_t end = 0;
  while (end < plain.length && strchr("/?#", plain.data[end]) == NULL) {
    end++;
  }
  return (colon != SIZE_MAX && colon < end) || view_starts_with(plain, view_of("//"));
}

static bool is_external(struct view plain) {
  return is_absolute(plain) && !view_starts_with(plain, view_of("data:"));
}

static bool is_malformed(struct view value) {
  static const char bad[] = "{}<>\\^`\" \t\r\n";
  static const char *const references[] = {"&lt;", "&gt;", "&quot;", "\xC2\xA0", "\xE3\x80\x80"};
  bool is_data = view_starts_with(value, view_of("data:")); /* base64 may have line breaks */
  for (size_t i = 0; i < value.length && !is_data; i++) {
    if (value.data[i] != '\0' && strchr(bad, value.data[i]) != NULL) {
      return true;
    }
  }
  for (size_t i = 0; i < COUNT(references); i++) {
    if (view_find(value, view_of(references[i]), 0) != SIZE_MAX) {
      return true;
    }
  }
  return value.length == 0;
}

/* CSS: expression() and behavior run code; url() and @import fetch. */
static enum narrative_link judge_plain_style(struct view plain) {
  static const char *const running[] = {"expression(",
                                        "javascript:", "vbscript:", "behavior:", "-moz-binding"};
  static const struct view start = VIEW_LITERAL("url(");
  for (size_t i = 0; i < COUNT(running); i++) {
    if (view_find(plain, view_of(running[i]), 0) != SIZE_MAX) {
      return NARRATIVE_LINK_ACTIVE;
    }
  }
  if (view_find(plain, view_of("@import"), 0) != SIZE_MAX) {
    return NARRATIVE_LINK_EXTERNAL;
  }
  for (size_t at = view_find(plain, start, 0); at != SIZE_MAX;
       at = view_find(plain, start, at + 1)) {
    struct view url = view_part(plain, at + start.length, SIZE_MAX);
    bool is_quoted = url.length > 0 && (url.data[0] == '"' || url.data[0] == '\'');
    url = view_part(url, is_quoted ? 1 : 0, SIZE_MAX);
    if (is_external(view_part(url, 0, view_find_byte(url, ')', 0)))) {
      return NARRATIVE_LINK_EXTERNAL;
    }
  }
  return NARRATIVE_LINK_GOOD;
}

/* In windows that overlap by half, so that no length hides anything. */
static enum narrative_link judge_style(struct view value) {
  enum narrative_link worst = NARRATIVE_LINK_GOOD;
  struct plain buffer;
  for (size_t start = 0; start < value.length; start += PLAIN_BYTES / 2) {
    struct view window = view_part(value, start, PLAIN_BYTES);
    enum narrative_link found = judge_plain_style(make_plain(window, &buffer));
    if (found == NARRATIVE_LINK_ACTIVE) {
      return found;
    }
    worst = found == NARRATIVE_LINK_GOOD ? worst : found;
  }
  return worst;
}

enum narrative_link narrative_rule_link(struct view name, struct view value) {
  bool is_source = view_is(name, "src");
  if (view_is(name, "style")) {
    return judge_style(value);
  }
  if (!is_source && !view_is(name, "href") && !view_is(name, "cite") &&
      !view_is(name, "longdesc") && !view_is(name, "usemap")) {
    return NARRATIVE_LINK_GOOD;
  }
  struct plain buffer;
  struct view plain = make_plain(value, &buffer);
  if (is_active(plain, is_source)) {
    return NARRATIVE_LINK_ACTIVE;
  }
  if (is_malformed(value)) {
    return NARRATIVE_LINK_MALFORMED;
  }
  return is_source && is_external(plain) ? NARRATIVE_LINK_EXTERNAL : NARRATIVE_LINK_GOOD;
}

/* <name ...>, </name>, <!-- */
static bool is_tag(struct view text, size_t offset) {
  struct view rest = view_part(text, offset + 1, SIZE_MAX);
  if (view_starts_with(rest, view_of("!--"))) {
    return true;
  }
  rest = view_part(rest, view_starts_with(rest, view_of("/")) ? 1 : 0, SIZE_MAX);
  size_t length = 0;
  while (length < rest.length &&
         (is_letter(rest.data[length]) || (length > 0 && digit_value(rest.data[length]) < 10))) {
    length++;
  }
  if (length == 0 || length == rest.length || strchr(" />\t\n", rest.data[length]) == NULL) {
    return false;
  }
  struct view inside = view_part(rest, 0, view_find_byte(rest, '<', length));
  return view_find_byte(inside, '>', length) != SIZE_MAX;
}

size_t narrative_rule_find_tag(struct view text) {
  for (size_t at = view_find_byte(text, '<', 0); at != SIZE_MAX;
       at = view_find_byte(text, '<', at + 1)) {
    if (is_tag(text, at)) {
      return at;
    }
  }
  return SIZE_MAX;
}
