#include "tests/lab/orca_xml2.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

#define DEPTH_MAXIMUM 16u

struct reader {
  struct record_tree *tree;
  struct arena *arena;
};

static const char *name_of(const struct reader *reader, const xmlNode *element) {
  const char *name = arena_string(reader->arena, view_of((const char *)element->name));
  return name != NULL ? name : "";
}

static struct view text_of(const struct reader *reader, xmlNode *element) {
  xmlChar *content = xmlNodeGetContent(element);
  struct view text = arena_copy(reader->arena, view_of((const char *)content));
  xmlFree(content);
  return text;
}

static bool is_child_of_array(const xmlNode *element) {
  return view_ends_with(view_of((const char *)element->name), view_of("_child"));
}

static void read_members(const struct reader *reader, const xmlNode *parent, struct record *record,
                         uint32_t depth) {
  for (xmlNode *element = xmlFirstElementChild((xmlNode *)(uintptr_t)parent);
       element != NULL && depth < DEPTH_MAXIMUM; element = xmlNextElementSibling(element)) {
    const xmlNode *first = xmlFirstElementChild(element);
    if (first == NULL) {
      record_text(record, name_of(reader, element), text_of(reader, element));
    } else if (record->kind == RECORD_ARRAY) {
      read_members(reader, element, record_item(record), depth + 1);
    } else if (is_child_of_array(first)) {
      read_members(reader, element, record_array(record, name_of(reader, element), 0), depth + 1);
    } else {
      read_members(reader, element, record_group(record, name_of(reader, element)), depth + 1);
    }
  }
}

struct record *orca_xml2_read(struct record_tree *tree, struct view text, struct arena *arena) {
  const struct reader reader = {tree, arena};
  struct record *root = NULL;
  if (text.length > INT_MAX) {
    return NULL;
  }
  xmlDoc *document = xmlReadMemory(text.data, (int)text.length, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (document == NULL) {
    return NULL;
  }
  xmlNode *data = xmlDocGetRootElement(document);
  xmlNode *element = data != NULL ? xmlFirstElementChild(data) : NULL;
  if (element != NULL) {
    root = record_root(tree, name_of(&reader, element));
    read_members(&reader, element, root, 0);
  }
  xmlFreeDoc(document);
  return root;
}

static void write_escaped(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    switch (text.data[i]) {
    case '&':
      buffer_append_string(buffer, "&amp;");
      break;
    case '<':
      buffer_append_string(buffer, "&lt;");
      break;
    case '>':
      buffer_append_string(buffer, "&gt;");
      break;
    default:
      buffer_append_byte(buffer, text.data[i]);
    }
  }
}

static void open_element(struct buffer *buffer, const char *name, const char *suffix,
                         const char *type) {
  buffer_append_format(buffer, "<%s%s type=\"%s\">", name, suffix, type);
}

static void write_group(const struct record *group, struct buffer *buffer, uint32_t depth);

static void write_array(const struct record *array, struct buffer *buffer, uint32_t depth) {
  open_element(buffer, array->name, "", "array");
  for (const struct record *item = array->first; item != NULL; item = item->next) {
    if (!record_empty(item)) {
      open_element(buffer, array->name, "_child", "record");
      write_group(item, buffer, depth + 1);
      buffer_append_format(buffer, "</%s_child>", array->name);
    }
  }
  buffer_append_format(buffer, "</%s>", array->name);
}

static void write_member(const struct record *member, struct buffer *buffer, uint32_t depth) {
  switch (member->kind) {
  case RECORD_TEXT:
    open_element(buffer, member->name, "", "string");
    write_escaped(buffer, member->text);
    buffer_append_format(buffer, "</%s>", member->name);
    break;
  case RECORD_GROUP:
    open_element(buffer, member->name, "", "record");
    write_group(member, buffer, depth + 1);
    buffer_append_format(buffer, "</%s>", member->name);
    break;
  case RECORD_ARRAY:
    write_array(member, buffer, depth);
    break;
  }
}

static void write_group(const struct record *group, struct buffer *buffer, uint32_t depth) {
  for (const struct record *member = group->first; member != NULL && depth < DEPTH_MAXIMUM;
       member = member->next) {
    if (!record_empty(member)) {
      write_member(member, buffer, depth);
    }
  }
}

void orca_xml2_write(const struct record *root, struct buffer *buffer) {
  buffer_append_string(buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmlio2>");
  open_element(buffer, root->name, "", "record");
  write_group(root, buffer, 0);
  buffer_append_format(buffer, "</%s></xmlio2>\n", root->name);
}
