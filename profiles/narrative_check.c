#include "profiles/narrative_check.h"

#include "profiles/narrative_rule.h"
#include "server/base/utf8.h"
#include "server/limits.h"

#define XHTML_NAMESPACE "http://www.w3.org/1999/xhtml"
/* Attributes of one tag that are compared with each other. */
#define ATTRIBUTES_MAXIMUM 32u

struct narrative {
  struct evaluation *evaluation;
  uint32_t element;
  uint32_t node;
  struct view text;
  size_t at;
  struct view *open;       /* names of the open elements: room for LIMIT_DOCUMENT_DEPTH */
  struct view *attributes; /* of the tag that is read: room for ATTRIBUTES_MAXIMUM */
  uint32_t depth;
  bool has_root;
  bool has_content;
  bool failed; /* not well-formed: nothing behind it is judged */
};

/* A start tag while its attributes are read. */
struct tag {
  struct view name;
  size_t offset;
  uint32_t attribute_count;
  bool is_root;
  bool has_namespace;
};

struct attribute {
  size_t offset;
  struct view name;
  size_t value_offset;
  struct view value;
};

/* Arguments: {0} part, {1} position as a character, {2} around. */
static void say(struct narrative *narrative, enum message_id message, size_t offset,
                const struct view parts[2]) {
  struct view before = view_part(narrative->text, 0, offset);
  struct view position =
      evaluation_number(narrative->evaluation, (uint32_t)utf8_count(before) + 1u);
  evaluation_report(narrative->evaluation,
                    &(struct finding){.message = message,
                                      .node = narrative->node,
                                      .element = narrative->element,
                                      .arguments = {parts[0], position, parts[1]}});
}

static void say_part(struct narrative *narrative, enum message_id message, size_t offset,
                     struct view part) {
  say(narrative, message, offset, (struct view[2]){part, {NULL, 0}});
}

static bool fail(struct narrative *narrative, enum message_id message, size_t offset,
                 struct view part) {
  say_part(narrative, message, offset, part);
  narrative->failed = true;
  return false;
}

static char peek(const struct narrative *narrative) {
  return narrative->at < narrative->text.length ? narrative->text.data[narrative->at] : '\0';
}

static bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool skip_space(struct narrative *narrative) {
  size_t start = narrative->at;
  while (is_space(peek(narrative))) {
    narrative->at++;
  }
  return narrative->at > start;
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

/* The entity at an offset; its length, 0 with a finding when it is none. */
static size_t check_entity(struct narrative *narrative, size_t offset) {
  size_t length = narrative_rule_entity(narrative->text, offset);
  if (length == 0) {
    size_t end = offset + 1;
    while (end < narrative->text.length && is_name_byte(narrative->text.data[end])) {
      end++;
    }
    bool is_closed = end < narrative->text.length && narrative->text.data[end] == ';';
    (void)fail(narrative, MESSAGE_NARRATIVE_ENTITY, offset,
               view_part(narrative->text, offset, end - offset + (is_closed ? 1u : 0u)));
  }
  return length;
}

/* An attribute value's entities; no "<" (XML 1.0, production 10). */
static bool check_value(struct narrative *narrative, const struct attribute *attribute) {
  struct view value = attribute->value;
  size_t start = attribute->value_offset;
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] == '<') {
      return fail(narrative, MESSAGE_NARRATIVE_ATTRIBUTE_FORM, start + i, attribute->name);
    }
    if (value.data[i] == '&') {
      size_t length = check_entity(narrative, start + i);
      if (length == 0) {
        return false;
      }
      i += length - 1;
    }
  }
  return true;
}

static void check_link(struct narrative *narrative, const struct attribute *attribute) {
  struct view value = attribute->value;
  size_t offset = attribute->value_offset;
  switch (narrative_rule_link(attribute->name, value)) {
  case NARRATIVE_LINK_GOOD:
    break;
  case NARRATIVE_LINK_MALFORMED:
    say_part(narrative, MESSAGE_NARRATIVE_LINK, offset, value);
    break;
  case NARRATIVE_LINK_ACTIVE:
    say_part(narrative, MESSAGE_NARRATIVE_ACTIVE, offset, value);
    break;
  case NARRATIVE_LINK_EXTERNAL:
    say_part(narrative, MESSAGE_NARRATIVE_EXTERNAL, offset, value);
    break;
  }
}

static bool is_repeated(struct narrative *narrative, struct tag *tag, struct view name) {
  for (uint32_t i = 0; i < tag->attribute_count; i++) {
    if (view_equal(narrative->attributes[i], name)) {
      return true;
    }
  }
  if (tag->attribute_count < ATTRIBUTES_MAXIMUM) {
    narrative->attributes[tag->attribute_count++] = name;
  }
  return false;
}

static bool judge_attribute(struct narrative *narrative, struct tag *tag,
                            const struct attribute *attribute) {
  struct view name = attribute->name;
  size_t offset = attribute->offset;
  if (is_repeated(narrative, tag, name)) {
    return fail(narrative, MESSAGE_NARRATIVE_ATTRIBUTE_TWICE, offset, name);
  }
  if (!check_value(narrative, attribute)) {
    return false;
  }
  /* other prefixes may be declared where HTML was made by a tool; an element that has one is
   * refused by its name */
  bool is_prefix = view_starts_with(name, view_of("xmlns:"));
  if (!is_prefix && !narrative_rule_attribute(tag->name, name)) {
    say(narrative, MESSAGE_NARRATIVE_ATTRIBUTE, offset, (struct view[2]){name, tag->name});
  }
  check_link(narrative, attribute);
  if (view_is(name, "xmlns")) {
    tag->has_namespace = true;
    if (!view_is(attribute->value, XHTML_NAMESPACE)) {
      say_part(narrative, MESSAGE_NARRATIVE_ROOT, offset, attribute->value);
    }
  }
  return true;
}

/* name="value" */
static bool take_attribute(struct narrative *narrative, struct tag *tag) {
  size_t offset = narrative->at;
  struct view name = take_name(narrative);
  if (name.length == 0) {
    return fail(narrative, MESSAGE_NARRATIVE_TAG_FORM, tag->offset, tag->name);
  }
  (void)skip_space(narrative);
  bool has_value = peek(narrative) == '=';
  narrative->at += has_value ? 1u : 0u;
  (void)skip_space(narrative);
  char quote = peek(narrative);
  size_t start = narrative->at + 1;
  size_t end = has_value && (quote == '"' || quote == '\'')
                   ? view_find_byte(narrative->text, quote, start)
                   : SIZE_MAX;
  if (end == SIZE_MAX) {
    return fail(narrative, MESSAGE_NARRATIVE_ATTRIBUTE_FORM, offset, name);
  }
  narrative->at = end + 1;
  struct view value = view_part(narrative->text, start, end - start);
  return judge_attribute(narrative, tag, &(struct attribute){offset, name, start, value});
}

static void take_close(struct narrative *narrative) {
  size_t offset = narrative->at;
  narrative->at += 2;
  struct view name = take_name(narrative);
  (void)skip_space(narrative);
  if (peek(narrative) != '>' || narrative->depth == 0 ||
      !view_equal(narrative->open[narrative->depth - 1], name)) {
    (void)fail(narrative, MESSAGE_NARRATIVE_END_TAG, offset, name);
    return;
  }
  narrative->at++;
  narrative->depth--;
}

static bool take_attributes(struct narrative *narrative, struct tag *tag) {
  for (;;) {
    bool has_space = skip_space(narrative);
    char byte = peek(narrative);
    if (byte == '>' || byte == '/') {
      return true;
    }
    if (!has_space) {
      return fail(narrative, MESSAGE_NARRATIVE_TAG_FORM, tag->offset, tag->name);
    }
    if (!take_attribute(narrative, tag)) {
      return false;
    }
  }
}

static bool is_in_paragraph(const struct narrative *narrative) {
  for (uint32_t i = 0; i < narrative->depth; i++) {
    if (view_is(narrative->open[i], "p")) {
      return true;
    }
  }
  return false;
}

static void judge_element(struct narrative *narrative, struct tag *tag) {
  bool is_second = tag->is_root && narrative->has_root;
  if (is_second || (tag->is_root && !view_is(tag->name, "div"))) {
    say_part(narrative, MESSAGE_NARRATIVE_ROOT, tag->offset, tag->name);
    tag->has_namespace = true; /* said */
  }
  if (!narrative_rule_element(tag->name)) {
    say_part(narrative, MESSAGE_NARRATIVE_ELEMENT, tag->offset, tag->name);
  }
  if (narrative_rule_block(tag->name) && is_in_paragraph(narrative)) {
    say_part(narrative, MESSAGE_NARRATIVE_NESTING, tag->offset, tag->name);
  }
  narrative->has_root = true;
  narrative->has_content = narrative->has_content || view_is(tag->name, "img");
}

static void take_open(struct narrative *narrative) {
  struct tag tag = {.offset = narrative->at, .is_root = narrative->depth == 0};
  narrative->at++;
  tag.name = take_name(narrative);
  if (tag.name.length == 0) {
    (void)fail(narrative, MESSAGE_NARRATIVE_TAG, tag.offset, tag.name);
    return;
  }
  if (narrative->depth == LIMIT_DOCUMENT_DEPTH) {
    (void)fail(narrative, MESSAGE_NARRATIVE_DEPTH, tag.offset, tag.name);
    return;
  }
  judge_element(narrative, &tag);
  if (!take_attributes(narrative, &tag)) {
    return;
  }
  bool is_empty = peek(narrative) == '/';
  narrative->at += is_empty ? 1u : 0u;
  if (peek(narrative) != '>') {
    (void)fail(narrative, MESSAGE_NARRATIVE_TAG_FORM, tag.offset, tag.name);
    return;
  }
  narrative->at++;
  if (tag.is_root && !tag.has_namespace) {
    say_part(narrative, MESSAGE_NARRATIVE_ROOT, tag.offset, tag.name);
  }
  if (!is_empty) {
    narrative->open[narrative->depth++] = tag.name;
  }
}

/* XML 1.0, production 15: no "--" inside. */
static void take_comment(struct narrative *narrative) {
  size_t end = view_find(narrative->text, view_of("--"), narrative->at + 4);
  if (end == SIZE_MAX || !view_is(view_part(narrative->text, end, 3), "-->")) {
    (void)fail(narrative, MESSAGE_NARRATIVE_COMMENT, narrative->at, view_make(NULL, 0));
    return;
  }
  narrative->at = end + 3;
}

static void take_markup(struct narrative *narrative) {
  struct view rest = view_part(narrative->text, narrative->at, 9);
  char second = rest.length > 1 ? rest.data[1] : '\0';
  if (second == '/') {
    take_close(narrative);
  } else if (second != '!' && second != '?') {
    take_open(narrative);
  } else if (view_starts_with(rest, view_of("<!--"))) {
    take_comment(narrative);
  } else {
    (void)fail(narrative, MESSAGE_NARRATIVE_MARKUP, narrative->at, rest);
  }
}

static void take_text(struct narrative *narrative) {
  char byte = peek(narrative);
  if (!is_space(byte)) {
    narrative->has_content = true;
    if (narrative->depth == 0) {
      narrative->failed = true;
      say_part(narrative, MESSAGE_NARRATIVE_ROOT, narrative->at, view_make(NULL, 0));
      return;
    }
  }
  if (byte == '&') {
    narrative->at += check_entity(narrative, narrative->at);
    return;
  }
  do {
    narrative->at++;
    byte = peek(narrative);
  } while (narrative->has_content && narrative->depth > 0 && byte != '<' && byte != '&' &&
           byte != '\0');
}

static void check(struct narrative *narrative) {
  while (narrative->at < narrative->text.length && !narrative->failed) {
    if (peek(narrative) == '<') {
      take_markup(narrative);
    } else {
      take_text(narrative);
    }
  }
  if (narrative->failed) {
    return;
  }
  if (narrative->depth > 0) {
    (void)fail(narrative, MESSAGE_NARRATIVE_NOT_CLOSED, narrative->text.length,
               narrative->open[narrative->depth - 1]);
  } else if (!narrative->has_content) {
    say_part(narrative, MESSAGE_NARRATIVE_EMPTY, 0, view_make(NULL, 0));
  } else if (!narrative->has_root) {
    say_part(narrative, MESSAGE_NARRATIVE_ROOT, 0, view_make(NULL, 0));
  }
}

void narrative_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  struct view open[LIMIT_DOCUMENT_DEPTH];
  struct view attributes[ATTRIBUTES_MAXIMUM];
  struct narrative narrative = {.evaluation = evaluation,
                                .open = open,
                                .attributes = attributes,
                                .element = element,
                                .node = node,
                                .text = evaluation_text(evaluation, node)};
  check(&narrative);
}

/* Severity of HTML in plain strings. */
static enum severity html_severity(enum validation_html setting) {
  static const enum severity severities[] = {
      [VALIDATION_HTML_INFORMATION] = SEVERITY_INFORMATION,
      [VALIDATION_HTML_WARNING] = SEVERITY_WARNING,
      [VALIDATION_HTML_ERROR] = SEVERITY_ERROR,
      [VALIDATION_HTML_PASS] = SEVERITY_INFORMATION,
  };
  return severities[setting];
}

void narrative_check_string(struct evaluation *evaluation, uint32_t element, uint32_t node,
                            struct view text) {
  enum validation_html setting = evaluation->settings->html_in_strings;
  size_t offset = setting == VALIDATION_HTML_PASS ? SIZE_MAX : narrative_rule_find_tag(text);
  if (offset == SIZE_MAX) {
    return;
  }
  uint32_t position = (uint32_t)utf8_count(view_part(text, 0, offset)) + 1u;
  evaluation_report(evaluation,
                    &(struct finding){.message = MESSAGE_HTML_IN_STRING,
                                      .node = node,
                                      .element = element,
                                      .arguments = {evaluation_number(evaluation, position)},
                                      .has_severity = true,
                                      .severity = html_severity(setting)});
}
