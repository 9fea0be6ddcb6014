/* The xml2 form: <xmlio2><root type="record"><X type="array"><X_child type="record">..., read as a
 * stream with network access and entities off. */
#include "server/limits.h"
#include "server/orca/orca_builder.h"

#include <libxml/xmlreader.h>
#include <limits.h>

#define READER_OPTIONS                                                                             \
  (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)

struct xml_walk {
  struct orca_builder builder;
  xmlTextReaderPtr reader;
  uint32_t node;    /* open element */
  uint32_t depth;   /* open elements below the wrapper */
  bool has_wrapper; /* <xmlio2> or <data> */
};

static struct view copy_text(struct xml_walk *walk, const xmlChar *text) {
  struct view copy =
      arena_copy(walk->builder.arena, view_of(text != NULL ? (const char *)text : ""));
  if (copy.data == NULL && walk->builder.error == ERROR_OK) {
    walk->builder.error = ERROR_MEMORY;
  }
  return copy;
}

static enum orca_node_kind declared_kind(xmlTextReaderPtr reader) {
  xmlChar *type = xmlTextReaderGetAttribute(reader, (const xmlChar *)"type");
  enum orca_node_kind kind = ORCA_NODE_TEXT;
  if (type != NULL && xmlStrEqual(type, (const xmlChar *)"array")) {
    kind = ORCA_NODE_ARRAY;
  } else if (type != NULL && xmlStrEqual(type, (const xmlChar *)"record")) {
    kind = ORCA_NODE_RECORD;
  }
  xmlFree(type);
  return kind;
}

static void element_end(struct xml_walk *walk) {
  if (walk->depth == 0) {
    return; /* the wrapper */
  }
  walk->depth--;
  walk->node =
      walk->builder.error == ERROR_OK ? walk->builder.nodes[walk->node].parent : ORCA_NODE_TOP;
}

static bool is_wrapper(struct view name) {
  return view_is(name, "xmlio2") || view_is(name, "data");
}

static void element_start(struct xml_walk *walk) {
  bool empty = xmlTextReaderIsEmptyElement(walk->reader) == 1;
  struct view name = copy_text(walk, xmlTextReaderConstLocalName(walk->reader));
  if (walk->depth == 0 && !walk->has_wrapper && is_wrapper(name)) {
    walk->has_wrapper = true;
    return;
  }
  if (walk->depth >= LIMIT_ORCA_DEPTH && walk->builder.error == ERROR_OK) {
    walk->builder.error = ERROR_ORCA_ANSWER;
  }
  enum orca_node_kind kind = declared_kind(walk->reader);
  walk->node = orca_builder_add(&walk->builder, walk->node, name, kind);
  walk->depth++;
  if (empty) {
    element_end(walk);
  }
}

static void element_text(struct xml_walk *walk) {
  if (walk->depth == 0 || walk->builder.error != ERROR_OK ||
      walk->builder.nodes[walk->node].kind != ORCA_NODE_TEXT) {
    return;
  }
  orca_builder_fill(&walk->builder, walk->node,
                    copy_text(walk, xmlTextReaderConstValue(walk->reader)));
}

static void take_node(struct xml_walk *walk) {
  switch (xmlTextReaderNodeType(walk->reader)) {
  case XML_READER_TYPE_ELEMENT:
    element_start(walk);
    break;
  case XML_READER_TYPE_END_ELEMENT:
    element_end(walk);
    break;
  case XML_READER_TYPE_TEXT:
  case XML_READER_TYPE_CDATA:
    element_text(walk);
    break;
  case XML_READER_TYPE_DOCUMENT_TYPE:
  case XML_READER_TYPE_ENTITY_REFERENCE:
    walk->builder.error = ERROR_ORCA_ANSWER;
    break;
  default:
    break;
  }
}

enum error orca_record_read_xml(struct arena *arena, struct view body,
                                struct orca_record *ret_record) {
  /* A document type is HTML or an attempt with entities; ORCA sends none. Refused before the parser
   * would read its definitions. */
  if (body.length > INT_MAX || view_find(body, view_of("<!DOCTYPE"), 0) != SIZE_MAX) {
    return ERROR_ORCA_ANSWER;
  }
  struct xml_walk walk = {.builder = orca_builder_make(arena), .node = ORCA_NODE_TOP};
  walk.reader = xmlReaderForMemory(body.data, (int)body.length, NULL, NULL, READER_OPTIONS);
  if (walk.reader == NULL) {
    return ERROR_MEMORY;
  }
  int more = 1;
  while (walk.builder.error == ERROR_OK && (more = xmlTextReaderRead(walk.reader)) == 1) {
    take_node(&walk);
  }
  xmlFreeTextReader(walk.reader);
  if (walk.builder.error != ERROR_OK) {
    return walk.builder.error;
  }
  if (more != 0) {
    return ERROR_ORCA_ANSWER;
  }
  *ret_record = (struct orca_record){walk.builder.nodes, walk.builder.count};
  return ERROR_OK;
}
