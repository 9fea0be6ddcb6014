/* The xml2 form: <xmlio2><root type="record"><X type="array"><X_child type="record">..., read as
 * events, without a tree of the parser's own, with network access off. A document type and entities
 * of its own are refused. */
#include "server/base/buffer.h"
#include "server/limits.h"
#include "server/orca/orca_builder.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>

/* An attribute of an element is five pointers (libxml2, startElementNsSAX2Func). */
#define ATTRIBUTE_POINTERS 5
#define ATTRIBUTE_NAME 0
#define ATTRIBUTE_VALUE 3
#define ATTRIBUTE_END 4

struct xml_walk {
  struct orca_builder builder;
  xmlParserCtxtPtr parser;
  struct buffer text; /* of the open element */
  uint32_t node;      /* open element */
  uint32_t depth;     /* open elements below the wrapper */
  bool has_wrapper;   /* <xmlio2> or <data> */
};

static void fail(struct xml_walk *walk, enum error error) {
  if (walk->builder.error == ERROR_OK) {
    walk->builder.error = error;
  }
  xmlStopParser(walk->parser);
}

static struct view copy_text(struct xml_walk *walk, struct view text) {
  struct view copy = arena_copy(walk->builder.arena, text);
  if (copy.data == NULL) {
    fail(walk, ERROR_MEMORY);
  }
  return copy;
}

static struct view view_of_xml(const xmlChar *begin, const xmlChar *end) {
  return view_make((const char *)begin, (size_t)(end - begin));
}

static enum orca_node_kind declared_kind(const xmlChar **attributes, int count) {
  for (int i = 0; i < count; i++) {
    const xmlChar **attribute = attributes + (ptrdiff_t)ATTRIBUTE_POINTERS * i;
    if (!view_is(view_of((const char *)attribute[ATTRIBUTE_NAME]), "type")) {
      continue;
    }
    struct view type = view_of_xml(attribute[ATTRIBUTE_VALUE], attribute[ATTRIBUTE_END]);
    if (view_is(type, "array")) {
      return ORCA_NODE_ARRAY;
    }
    return view_is(type, "record") ? ORCA_NODE_RECORD : ORCA_NODE_TEXT;
  }
  return ORCA_NODE_TEXT;
}

static bool is_wrapper(struct view name) {
  return view_is(name, "xmlio2") || view_is(name, "data");
}

/* The parameters are libxml2's. */
static void element_start(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes) {
  struct xml_walk *walk = context;
  (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted_count;
  struct view local = view_of((const char *)name);
  if (walk->builder.error != ERROR_OK) {
    return;
  }
  if (walk->depth == 0 && !walk->has_wrapper && is_wrapper(local)) {
    walk->has_wrapper = true;
    return;
  }
  if (walk->depth >= LIMIT_ORCA_DEPTH) {
    fail(walk, ERROR_ORCA_ANSWER);
    return;
  }
  /* First what the attributes say: a name that finds no room stops the parser, which frees them. */
  enum orca_node_kind kind = declared_kind(attributes, attribute_count);
  struct view copy = copy_text(walk, local);
  if (walk->builder.error != ERROR_OK) {
    return;
  }
  walk->node = orca_builder_add(&walk->builder, walk->node, copy, kind);
  walk->depth++;
  walk->text.length = 0;
}

static void element_end(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri) {
  struct xml_walk *walk = context;
  (void)name, (void)prefix, (void)uri;
  if (walk->depth == 0 || walk->builder.error != ERROR_OK) {
    return; /* the wrapper */
  }
  const struct orca_node *node = &walk->builder.nodes[walk->node];
  uint32_t parent = node->parent;
  if (node->kind == ORCA_NODE_TEXT && walk->text.length != 0) {
    orca_builder_fill(&walk->builder, walk->node, copy_text(walk, buffer_view(&walk->text)));
  }
  walk->text.length = 0;
  walk->depth--;
  walk->node = parent;
}

/* A text may come in several parts. */
static void element_text(void *context, const xmlChar *text, int length) {
  struct xml_walk *walk = context;
  if (walk->depth == 0 || walk->builder.error != ERROR_OK ||
      walk->builder.nodes[walk->node].kind != ORCA_NODE_TEXT) {
    return;
  }
  buffer_append(&walk->text, view_make((const char *)text, (size_t)length));
  if (walk->text.error != ERROR_OK) {
    fail(walk, ERROR_MEMORY);
  }
}

static void refuse_entity(void *context, const xmlChar *name) {
  (void)name;
  fail(context, ERROR_ORCA_ANSWER);
}

static void refuse_subset(void *context, const xmlChar *name, const xmlChar *external_id,
                          const xmlChar *system_id) {
  (void)name, (void)external_id, (void)system_id;
  fail(context, ERROR_ORCA_ANSWER);
}

static enum error parse(struct xml_walk *walk) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .internalSubset = refuse_subset,
                           .reference = refuse_entity,
                           .startElementNs = element_start,
                           .endElementNs = element_end,
                           .characters = element_text,
                           .cdataBlock = element_text};
  xmlSAXHandlerPtr own = walk->parser->sax;
  walk->parser->sax = &handler;
  walk->parser->userData = walk;
  (void)xmlCtxtUseOptions(walk->parser, XML_PARSE_NONET);
  bool is_read = xmlParseDocument(walk->parser) == 0 && walk->parser->wellFormed != 0;
  bool is_short = walk->parser->errNo == XML_ERR_NO_MEMORY;
  walk->parser->sax = own;
  if (walk->builder.error != ERROR_OK) {
    return walk->builder.error;
  }
  if (is_read) {
    return ERROR_OK;
  }
  return is_short ? ERROR_MEMORY : ERROR_ORCA_ANSWER;
}

enum error orca_record_read_xml(struct arena *arena, struct view body,
                                struct orca_record *ret_record) {
  /* A document type is HTML or an attempt with entities; ORCA sends none. Refused before the parser
   * would read its definitions. */
  if (body.length > INT_MAX || view_find(body, view_of("<!DOCTYPE"), 0) != SIZE_MAX) {
    return ERROR_ORCA_ANSWER;
  }
  struct xml_walk walk = {.builder = orca_builder_make(arena),
                          .text = buffer_make(arena, LIMIT_ORCA_ANSWER_BYTES),
                          .node = ORCA_NODE_TOP};
  walk.parser = xmlCreateMemoryParserCtxt(body.data, (int)body.length);
  if (walk.parser == NULL) {
    return body.length == 0 ? ERROR_ORCA_ANSWER : ERROR_MEMORY;
  }
  enum error error = walk.builder.error == ERROR_OK ? parse(&walk) : walk.builder.error;
  xmlFreeParserCtxt(walk.parser);
  if (error == ERROR_OK) {
    *ret_record = (struct orca_record){walk.builder.nodes, walk.builder.count};
  }
  return error;
}
