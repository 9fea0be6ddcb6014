#include "profiles/narrative_check.h"

#include "server/limits.h"

#define XHTML_NAMESPACE "http://www.w3.org/1999/xhtml"

/* HTML 4.0 chapters 7 to 11 and 15, links and images. */
static const char *const allowed_elements[] = {
    "a",      "abbr",    "acronym", "address", "area",  "b",     "bdo",      "big",   "blockquote",
    "br",     "caption", "center",  "cite",    "code",  "col",   "colgroup", "dd",    "del",
    "dfn",    "div",     "dl",      "dt",      "em",    "font",  "h1",       "h2",    "h3",
    "h4",     "h5",      "h6",      "hr",      "i",     "img",   "ins",      "kbd",   "li",
    "map",    "ol",      "p",       "pre",     "q",     "s",     "samp",     "small", "span",
    "strike", "strong",  "sub",     "sup",     "table", "tbody", "td",       "tfoot", "th",
    "thead",  "tr",      "tt",      "u",       "ul",    "var"};

struct narrative {
  struct evaluation *evaluation;
  uint32_t element;
  uint32_t node;
  struct view text;
  size_t at;
  struct view open[LIMIT_DOCUMENT_DEPTH]; /* names of the open elements */
  uint32_t depth;
  bool has_content;
  bool failed;
};

static void fail(struct narrative *narrative, enum message_id message, struct view a,
                 struct view b) {
  evaluation_report(narrative->evaluation, &(struct finding){.message = message,
                                                             .node = narrative->node,
                                                             .element = narrative->element,
                                                             .arguments = {a, b}});
}

static void fail_syntax(struct narrative *narrative, const char *reason) {
  if (!narrative->failed) {
    fail(narrative, MESSAGE_NARRATIVE_SYNTAX, view_of(reason), view_make(NULL, 0));
  }
  narrative->failed = true;
}

static char peek(const struct narrative *narrative) {
  return narrative->at < narrative->text.length ? narrative->text.data[narrative->at] : '\0';
}

static bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_space(struct narrative *narrative) {
  while (is_space(peek(narrative))) {
    narrative->at++;
  }
}

static bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == ':' || byte == '.';
}

static struct view take_name(struct narrative *narrative) {
  size_t start = narrative->at;
  while (is_name_byte(peek(narrative))) {
    narrative->at++;
  }
  return view_part(narrative->text, start, narrative->at - start);
}

static bool is_allowed(struct view name) {
  for (size_t i = 0; i < sizeof(allowed_elements) / sizeof(allowed_elements[0]); i++) {
    if (view_is(name, allowed_elements[i])) {
      return true;
    }
  }
  return false;
}

/* Characters that no URL has (RFC 3986). */
static bool is_link_good(struct view name, struct view value) {
  if (!view_is(name, "href") && !view_is(name, "src")) {
    return true;
  }
  for (size_t i = 0; i < value.length; i++) {
    if (strchr("{}<>\\^`|", value.data[i]) != NULL && value.data[i] != '\0') {
      return false;
    }
  }
  return true;
}

/* Event handlers and script links are the ways to make a narrative act. */
static bool is_attribute_allowed(struct view name, struct view value) {
  static const struct view script = VIEW_LITERAL("javascript:");
  bool is_event = name.length > 2 && view_equal_ignore_case(view_part(name, 0, 2), view_of("on"));
  struct view scheme = view_part(view_trim(value), 0, script.length);
  return !is_event && !view_equal_ignore_case(scheme, script);
}

static void check_entity(struct narrative *narrative) {
  size_t end = view_find_byte(narrative->text, ';', narrative->at);
  if (end == SIZE_MAX || end - narrative->at < 2 || end - narrative->at > 12) {
    fail_syntax(narrative, "& without entity");
    return;
  }
  for (size_t i = narrative->at + 1; i < end; i++) {
    char byte = narrative->text.data[i];
    if (!is_name_byte(byte) && byte != '#') {
      fail_syntax(narrative, "& without entity");
      return;
    }
  }
  narrative->at = end + 1;
}

/* name="value"; false at the end of the attributes. */
static bool take_attribute(struct narrative *narrative, struct view element) {
  skip_space(narrative);
  struct view name = take_name(narrative);
  if (name.length == 0) {
    return false;
  }
  skip_space(narrative);
  if (peek(narrative) != '=') {
    fail_syntax(narrative, "attribute without value");
    return false;
  }
  narrative->at++;
  skip_space(narrative);
  char quote = peek(narrative);
  size_t start = narrative->at + 1;
  size_t end =
      quote == '"' || quote == '\'' ? view_find_byte(narrative->text, quote, start) : SIZE_MAX;
  if (end == SIZE_MAX) {
    fail_syntax(narrative, "attribute value without quotation marks");
    return false;
  }
  struct view value = view_part(narrative->text, start, end - start);
  narrative->at = end + 1;
  if (!is_attribute_allowed(name, value)) {
    fail(narrative, MESSAGE_NARRATIVE_ATTRIBUTE, name, element);
  }
  if (!is_link_good(name, value)) {
    fail(narrative, MESSAGE_NARRATIVE_LINK, value, view_make(NULL, 0));
  }
  bool is_root = narrative->depth == 0;
  if (is_root && view_is(name, "xmlns") && !view_is(value, XHTML_NAMESPACE)) {
    fail(narrative, MESSAGE_NARRATIVE_ROOT, view_make(NULL, 0), view_make(NULL, 0));
  }
  return true;
}

static void take_close(struct narrative *narrative) {
  narrative->at += 2;
  struct view name = take_name(narrative);
  skip_space(narrative);
  if (peek(narrative) != '>' || narrative->depth == 0 ||
      !view_equal(narrative->open[narrative->depth - 1], name)) {
    fail_syntax(narrative, "end tag without its start tag");
    return;
  }
  narrative->at++;
  narrative->depth--;
}

static void take_open(struct narrative *narrative) {
  narrative->at++;
  struct view name = take_name(narrative);
  if (name.length == 0 || narrative->depth == LIMIT_DOCUMENT_DEPTH) {
    fail_syntax(narrative, "< without tag");
    return;
  }
  if (narrative->depth == 0 && !view_is(name, "div")) {
    fail(narrative, MESSAGE_NARRATIVE_ROOT, view_make(NULL, 0), view_make(NULL, 0));
  }
  if (!is_allowed(name)) {
    fail(narrative, MESSAGE_NARRATIVE_ELEMENT, name, view_make(NULL, 0));
  }
  narrative->has_content = narrative->has_content || view_is(name, "img");
  while (take_attribute(narrative, name) && !narrative->failed) {
  }
  bool is_empty = peek(narrative) == '/';
  narrative->at += is_empty ? 1u : 0u;
  if (peek(narrative) != '>') {
    fail_syntax(narrative, "tag is not closed");
    return;
  }
  narrative->at++;
  if (!is_empty) {
    narrative->open[narrative->depth++] = name;
  }
}

static void take_comment(struct narrative *narrative) {
  size_t end = view_find(narrative->text, view_of("-->"), narrative->at);
  if (end == SIZE_MAX) {
    fail_syntax(narrative, "comment is not closed");
    return;
  }
  narrative->at = end + 3;
}

static void take_markup(struct narrative *narrative) {
  struct view rest = view_part(narrative->text, narrative->at, 4);
  if (view_is(rest, "<!--")) {
    take_comment(narrative);
  } else if (view_starts_with(rest, view_of("</"))) {
    take_close(narrative);
  } else {
    take_open(narrative);
  }
}

static void take_text(struct narrative *narrative) {
  char byte = peek(narrative);
  if (byte == '&') {
    narrative->has_content = true;
    check_entity(narrative);
    return;
  }
  if (!is_space(byte)) {
    narrative->has_content = true;
    if (narrative->depth == 0) {
      fail_syntax(narrative, "text outside of div");
    }
  }
  narrative->at++;
}

void narrative_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  struct narrative narrative = {.evaluation = evaluation,
                                .element = element,
                                .node = node,
                                .text = evaluation_text(evaluation, node)};
  while (narrative.at < narrative.text.length && !narrative.failed) {
    if (peek(&narrative) == '<') {
      take_markup(&narrative);
    } else {
      take_text(&narrative);
    }
  }
  if (narrative.depth > 0) {
    fail_syntax(&narrative, "element is not closed");
  }
  if (!narrative.failed && !narrative.has_content) {
    fail(&narrative, MESSAGE_NARRATIVE_EMPTY, view_make(NULL, 0), view_make(NULL, 0));
  }
}
