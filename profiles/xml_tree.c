#include "profiles/xml_tree.h"

#include "profiles/xml_bytes.h"
#include "server/base/buffer.h"
#include "server/base/utf8.h"
#include "server/limits.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

/* Values over 10 MB are refused by libxml2 without XML_PARSE_HUGE, which is left out on purpose.
 * The encoding is checked here, so what the text declares is not followed. */
#define READER_OPTIONS (XML_PARSE_NONET | XML_PARSE_IGNORE_ENC)
#define ATTRIBUTE_PARTS 5 /* name, prefix, namespace, value, end of the value */
#define TEXT_SHOWN 60u
#define NARRATIVE_BYTES LIMIT_DOCUMENT_BYTES

static const struct view byte_order_mark = VIEW_LITERAL("\xef\xbb\xbf");

struct xml_reader {
  struct arena *arena;
  struct view text;
  size_t start; /* bytes before what the parser sees */
  xmlParserCtxtPtr parser;
  struct xml_tree tree;
  struct xml_element *open; /* innermost */
  struct xml_instruction *last_instruction;
  uint32_t depth;           /* open elements */
  uint32_t narrative_depth; /* of them: the narrative and what is in it */
  struct xml_failure failure;
  bool stopped;
  bool out_of_memory;
};

/* ---- the parser's state -------------------------------------------------------------------------
 */
static size_t position(const struct xml_reader *reader) {
  long consumed = xmlByteConsumed(reader->parser);
  size_t offset = reader->start + (consumed > 0 ? (size_t)consumed : 0);
  return offset < reader->text.length ? offset : reader->text.length;
}

/* The first fault wins. */
static void stop(struct xml_reader *reader, int code) {
  if (!reader->stopped) {
    reader->stopped = true;
    reader->failure = (struct xml_failure){xml_fault_get(code), position(reader), reader->open};
    xmlStopParser(reader->parser);
  }
}

static void *take_memory(struct xml_reader *reader, size_t size) {
  void *memory = arena_alloc(reader->arena, size);
  if (memory == NULL) {
    reader->out_of_memory = true;
    stop(reader, XML_FAULT_OTHER);
  }
  return memory;
}

/* A parser that was stopped has freed what its callback was given: nothing is read of it any more.
 */
static struct view keep(struct xml_reader *reader, struct view view) {
  if (reader->stopped) {
    return view_make(NULL, 0);
  }
  struct view copy = arena_copy(reader->arena, view);
  if (copy.data == NULL) {
    reader->out_of_memory = true;
    stop(reader, XML_FAULT_OTHER);
    return view_make(NULL, 0);
  }
  return copy;
}

static struct view keep_string(struct xml_reader *reader, const xmlChar *string) {
  return string == NULL ? view_make(NULL, 0) : keep(reader, view_of((const char *)string));
}

/* ---- elements -----------------------------------------------------------------------------------
 */

/* While entities stay unexpanded, libxml2 hands out every '&' of a value as "&#38;". */
static struct view attribute_value(struct xml_reader *reader, const xmlChar *start,
                                   const xmlChar *end) {
  static const struct view ampersand = VIEW_LITERAL("&#38;");
  struct view raw = view_make((const char *)start, (size_t)(end - start));
  if (reader->stopped || view_find(raw, ampersand, 0) == SIZE_MAX) {
    return keep(reader, raw);
  }
  struct buffer buffer = buffer_make(reader->arena, raw.length);
  for (size_t at = 0; at < raw.length;) {
    size_t found = view_find(raw, ampersand, at);
    size_t plain = (found == SIZE_MAX ? raw.length : found + 1) - at;
    buffer_append(&buffer, view_part(raw, at, plain));
    at += plain + (found == SIZE_MAX ? 0 : ampersand.length - 1);
  }
  if (buffer.error != ERROR_OK) {
    reader->out_of_memory = true;
    stop(reader, XML_FAULT_OTHER);
  }
  return buffer_view(&buffer);
}

static struct xml_attribute *make_attribute(struct xml_reader *reader, const xmlChar **parts) {
  struct xml_attribute *attribute = take_memory(reader, sizeof *attribute);
  if (attribute == NULL) {
    return NULL;
  }
  const char *prefix = (const char *)parts[1];
  attribute->name = prefix == NULL
                        ? keep_string(reader, parts[0])
                        : arena_format(reader->arena, "%s:%s", prefix, (const char *)parts[0]);
  if (attribute->name.data == NULL) {
    reader->out_of_memory = true;
    stop(reader, XML_FAULT_OTHER);
    return NULL;
  }
  attribute->space = keep_string(reader, parts[2]);
  attribute->value = attribute_value(reader, parts[3], parts[4]);
  return attribute;
}

static void add_child(struct xml_reader *reader, struct xml_element *element) {
  element->parent = reader->open;
  if (element->parent == NULL) {
    reader->tree.root = element;
  } else if (element->parent->last == NULL) {
    element->parent->first = element;
    element->parent->last = element;
  } else {
    element->parent->last->next = element;
    element->parent->last = element;
  }
  reader->open = element;
}

/* The parser stands behind the attributes, and a value has no '<'. */
static size_t tag_start(const struct xml_reader *reader) {
  size_t end = position(reader);
  const char *found = memrchr(reader->text.data, '<', end);
  return found == NULL ? end : (size_t)(found - reader->text.data);
}

/* Of an element that begins. The parser's list of namespaces has two places for each. */
static void check_bounds(struct xml_reader *reader) {
  if (++reader->depth > LIMIT_XML_DEPTH) {
    stop(reader, XML_FAULT_DEPTH);
  } else if (xmlDictSize(reader->parser->dict) > LIMIT_XML_NAMES) {
    stop(reader, XML_FAULT_NAMES);
  } else if (reader->parser->nsNr > 2 * LIMIT_XML_NAMESPACES) {
    stop(reader, XML_FAULT_NAMESPACES);
  }
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int namespace_count, const xmlChar **namespaces,
                     int attribute_count, int default_count, const xmlChar **attributes) {
  struct xml_reader *reader = context;
  (void)namespace_count;
  (void)namespaces;
  (void)default_count;
  check_bounds(reader);
  if (reader->stopped) {
    return;
  }
  if (reader->narrative_depth > 0) {
    reader->narrative_depth++;
    return;
  }
  struct xml_element *element = take_memory(reader, sizeof *element);
  if (element == NULL) {
    return;
  }
  *element = (struct xml_element){.name = keep_string(reader, name),
                                  .prefix = keep_string(reader, prefix),
                                  .space = keep_string(reader, space),
                                  .offset = tag_start(reader),
                                  .end = reader->text.length,
                                  .written = SIZE_MAX};
  element->is_narrative =
      view_is(element->space, XML_NAMESPACE_XHTML) || view_is(element->name, "div");
  reader->narrative_depth = element->is_narrative ? 1 : 0;
  struct xml_attribute **link = &element->attributes;
  for (int i = 0; i < attribute_count && !reader->stopped; i++) {
    *link = make_attribute(reader, attributes + (ptrdiff_t)i * ATTRIBUTE_PARTS);
    link = *link == NULL ? link : &(*link)->next;
  }
  add_child(reader, element);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *space) {
  struct xml_reader *reader = context;
  (void)name;
  (void)prefix;
  (void)space;
  reader->depth--;
  if (reader->narrative_depth > 1) {
    reader->narrative_depth--;
    return;
  }
  reader->narrative_depth = 0;
  if (reader->open != NULL) {
    reader->open->end = position(reader);
    reader->open = reader->open->parent;
  }
}

/* ---- what stands between elements ---------------------------------------------------------------
 */
static void on_text(void *context, const xmlChar *text, int length) {
  struct xml_reader *reader = context;
  struct view piece = view_trim(view_make((const char *)text, (size_t)length));
  struct xml_element *element = reader->open;
  if (reader->narrative_depth > 0 || element == NULL || piece.length == 0 ||
      element->text.length > 0) {
    return;
  }
  piece = view_part(piece, 0, TEXT_SHOWN);
  element->text = keep(reader, view_part(piece, 0, utf8_check(piece)));
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *content) {
  struct xml_reader *reader = context;
  (void)content;
  if (reader->narrative_depth > 0) {
    return;
  }
  struct xml_instruction *instruction = take_memory(reader, sizeof *instruction);
  if (instruction == NULL) {
    return;
  }
  *instruction = (struct xml_instruction){
      .target = keep_string(reader, target), .offset = tag_start(reader), .parent = reader->open};
  if (reader->last_instruction == NULL) {
    reader->tree.instructions = instruction;
  } else {
    reader->last_instruction->next = instruction;
  }
  reader->last_instruction = instruction;
}

static void on_document_type(void *context, const xmlChar *name, const xmlChar *external,
                             const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  stop(context, XML_FAULT_DOCTYPE);
}

static void on_error(void *context, xmlErrorPtr error) {
  struct xml_reader *reader = context;
  if (error->level < XML_ERR_ERROR) {
    return;
  }
  reader->out_of_memory = reader->out_of_memory || error->code == XML_ERR_NO_MEMORY;
  stop(reader, error->code);
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static void parse(struct xml_reader *reader) {
  /* ignorableWhitespace the same as characters: libxml2 then does not guess which blanks matter */
  static const xmlSAXHandler handler = {.internalSubset = on_document_type,
                                        .startElementNs = on_start,
                                        .endElementNs = on_end,
                                        .characters = on_text,
                                        .ignorableWhitespace = on_text,
                                        .processingInstruction = on_instruction,
                                        .serror = on_error,
                                        .initialized = XML_SAX2_MAGIC};
  *reader->parser->sax = handler;
  reader->parser->userData = reader;
  (void)xmlCtxtUseOptions(reader->parser, READER_OPTIONS);
  (void)xmlParseDocument(reader->parser);
  if (reader->parser->wellFormed == 0 || reader->tree.root == NULL) {
    stop(reader, XML_FAULT_OTHER);
  }
}

enum error xml_tree_read(struct arena *arena, struct view text, struct xml_tree *ret_tree,
                         struct xml_failure *ret_failure) {
  struct xml_reader reader = {.arena = arena, .text = text};
  if (text.length > LIMIT_DOCUMENT_BYTES) {
    return ERROR_TOO_LARGE;
  }
  reader.start = view_starts_with(text, byte_order_mark) ? byte_order_mark.length : 0;
  struct view content = view_part(text, reader.start, text.length);
  size_t fault_at = 0;
  int fault = xml_bytes_check(content, &fault_at);
  if (fault != 0) {
    reader.failure =
        (struct xml_failure){xml_fault_get(fault), reader.start + fault_at, reader.open};
    *ret_tree = reader.tree;
    *ret_failure = reader.failure;
    return ERROR_SYNTAX;
  }
  xmlInitParser();
  reader.parser = xmlCreateMemoryParserCtxt(content.data, (int)content.length);
  if (reader.parser == NULL) {
    return ERROR_MEMORY;
  }
  parse(&reader);
  xmlFreeParserCtxt(reader.parser);
  if (reader.out_of_memory) {
    return ERROR_MEMORY;
  }
  *ret_tree = reader.tree;
  *ret_failure = reader.failure;
  return reader.stopped ? ERROR_SYNTAX : ERROR_OK;
}

/* ---- narratives ---------------------------------------------------------------------------------
 */

/* Copies raw without "prefix:" behind "<" and "</". */
static void append_without_prefix(struct buffer *buffer, struct view raw, struct view prefix) {
  for (size_t at = 0; at < raw.length;) {
    size_t tag = view_find_byte(raw, '<', at);
    size_t name = tag == SIZE_MAX ? raw.length : tag + 1;
    name += name < raw.length && raw.data[name] == '/' ? 1 : 0;
    buffer_append(buffer, view_part(raw, at, name - at));
    struct view rest = view_part(raw, name, raw.length);
    bool has_prefix = prefix.length > 0 && view_starts_with(rest, prefix) &&
                      rest.length > prefix.length && rest.data[prefix.length] == ':';
    at = name + (has_prefix ? prefix.length + 1 : 0);
  }
}

struct view xml_tree_narrative(const struct xml_element *element, struct view text,
                               struct arena *arena) {
  struct view raw = view_part(text, element->offset, element->end - element->offset);
  size_t name_end =
      1 + element->prefix.length + (element->prefix.length > 0 ? 1 : 0) + element->name.length;
  struct view tag = view_part(raw, 0, view_find_byte(raw, '>', 0));
  bool has_namespace = view_find(tag, view_of("xmlns="), 0) != SIZE_MAX;
  if (!view_is(element->space, XML_NAMESPACE_XHTML) ||
      (element->prefix.length == 0 && has_namespace)) {
    return raw;
  }
  struct view declaration = arena_format(arena, "xmlns:%.*s=", VIEW_ARGUMENTS(element->prefix));
  struct view behind = view_part(raw, name_end, raw.length);
  size_t declared = view_find(view_part(tag, name_end, tag.length), declaration, 0);
  struct buffer buffer = buffer_make(arena, NARRATIVE_BYTES);
  buffer_append_format(&buffer, "<%.*s xmlns=\"" XML_NAMESPACE_XHTML "\"",
                       VIEW_ARGUMENTS(element->name));
  if (element->prefix.length > 0 && declared != SIZE_MAX && declared > 0) {
    /* its own declaration of the prefix goes with the prefix, and the blank before it */
    buffer_append(&buffer, view_part(behind, 0, declared - 1));
    size_t value = declared + declaration.length;
    char quote = value < behind.length ? behind.data[value] : '"';
    size_t end = view_find_byte(behind, quote, value + 1);
    behind = end == SIZE_MAX ? view_make(NULL, 0) : view_part(behind, end + 1, behind.length);
  }
  append_without_prefix(&buffer, behind, element->prefix);
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : view_make(NULL, 0);
}
