#include "server/national/answer.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

void answer_initialize(void) {
  xmlInitParser();
}

static const xmlNode *find_child(const xmlNode *parent, struct view name) {
  for (const xmlNode *child = parent->children; child != NULL; child = child->next) {
    if (child->type == XML_ELEMENT_NODE && view_is(name, (const char *)child->name)) {
      return child;
    }
  }
  return NULL;
}

/* The element at the path below a node: names joined by slashes, one before the first allowed. */
static const xmlNode *find_element(const xmlNode *node, struct view path) {
  struct view rest = path;
  if (rest.length > 0 && rest.data[0] == '/') {
    rest = view_part(rest, 1, rest.length);
  }
  while (node != NULL && rest.length > 0) {
    node = find_child(node, view_split(&rest, '/'));
  }
  return node;
}

static struct view element_text(const xmlNode *element, struct arena *arena) {
  if (element == NULL) {
    return (struct view){NULL, 0};
  }
  xmlChar *content = xmlNodeGetContent(element);
  struct view text = arena_copy(arena, view_trim(view_of((const char *)content)));
  xmlFree(content);
  return text;
}

static void ignore_message(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

/* NULL for what is not well formed or has a document type. */
static xmlDoc *parse(struct view xml) {
  xmlParserCtxt *parser = xml.length == 0 || xml.length > INT_MAX ? NULL : xmlNewParserCtxt();
  if (parser == NULL) {
    return NULL;
  }
  parser->sax->error = ignore_message;
  parser->sax->warning = ignore_message;
  /* Contents of 10 MB stand in one text; the depth is bounded by the size of what is read. */
  xmlDoc *document = xmlCtxtReadMemory(parser, xml.data, (int)xml.length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                           XML_PARSE_NOCDATA | XML_PARSE_HUGE);
  xmlFreeParserCtxt(parser);
  if (document != NULL && (document->intSubset != NULL || document->extSubset != NULL)) {
    xmlFreeDoc(document);
    return NULL;
  }
  return document;
}

enum error answer_read(const struct adapter *adapter, struct view xml, struct arena *arena,
                       struct answer *ret_answer) {
  xmlDoc *document = parse(xml);
  if (document == NULL) {
    return ERROR_NATIONAL_ANSWER;
  }
  struct answer answer = {0};
  for (size_t i = 0; i < ADAPTER_FIELD_COUNT; i++) {
    if (adapter->fields[i].length > 0) {
      answer.fields[i] =
          element_text(find_element((const xmlNode *)document, adapter->fields[i]), arena);
    }
  }
  xmlFreeDoc(document);
  *ret_answer = answer;
  return ERROR_OK;
}

/* The path of the element that holds the rows, and the rows' own name. */
static void split_row_path(struct view path, struct view *ret_parent, struct view *ret_name) {
  size_t slash = path.length;
  while (slash > 0 && path.data[slash - 1] != '/') {
    slash--;
  }
  *ret_parent = view_part(path, 0, slash > 0 ? slash - 1 : 0);
  *ret_name = view_part(path, slash, path.length);
}

static bool is_row(const xmlNode *node, struct view name) {
  return node->type == XML_ELEMENT_NODE && view_is(name, (const char *)node->name);
}

static void read_row(const struct adapter *adapter, const xmlNode *node, struct arena *arena,
                     struct answer_row *row) {
  for (size_t i = 0; i < ADAPTER_COLUMN_COUNT; i++) {
    if (adapter->columns[i].length > 0) {
      row->columns[i] = element_text(find_element(node, adapter->columns[i]), arena);
    }
  }
}

static enum error read_rows(const struct adapter *adapter, const xmlNode *parent, struct view name,
                            struct arena *arena, struct answer_rows *rows) {
  size_t count = 0;
  for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
    count += is_row(node, name);
  }
  rows->rows = arena_array(arena, count, sizeof *rows->rows);
  if (rows->rows == NULL) {
    return ERROR_MEMORY;
  }
  for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
    if (is_row(node, name)) {
      read_row(adapter, node, arena, &rows->rows[rows->count++]);
    }
  }
  return ERROR_OK;
}

enum error answer_read_rows(const struct adapter *adapter, struct view xml, enum adapter_list list,
                            struct arena *arena, struct answer_rows *ret_rows) {
  *ret_rows = (struct answer_rows){NULL, 0};
  xmlDoc *document = adapter->lists[list].length == 0 ? NULL : parse(xml);
  if (document == NULL) {
    return ERROR_NATIONAL_ANSWER;
  }
  struct view parent_path;
  struct view name;
  split_row_path(adapter->lists[list], &parent_path, &name);
  const xmlNode *parent = find_element((const xmlNode *)document, parent_path);
  enum error error = parent == NULL ? ERROR_OK : read_rows(adapter, parent, name, arena, ret_rows);
  xmlFreeDoc(document);
  return error;
}

bool answer_belongs(const struct answer *answer, struct view institution, struct view message_id) {
  return view_equal(answer->fields[ADAPTER_FIELD_INSTITUTION], institution) &&
         view_equal(answer->fields[ADAPTER_FIELD_MESSAGE_ID], message_id);
}

static bool holds(const struct answer *answer, const struct adapter_predicate *predicate) {
  return view_equal(answer->fields[predicate->field], predicate->value);
}

static bool claims_success(enum state_event event) {
  return event == STATE_EVENT_ACCEPTED || event == STATE_EVENT_PROCESSING;
}

static bool speaks_of_message(enum state_event event) {
  return event == STATE_EVENT_REFUSED || event == STATE_EVENT_NOT_RECEIVED || claims_success(event);
}

struct answer_verdict answer_judge(const struct adapter *adapter, const struct answer *answer,
                                   enum adapter_operation operation) {
  bool message_taken = holds(answer, &adapter->message_success);
  struct answer_verdict verdict = {
      .code =
          answer->fields[message_taken ? ADAPTER_FIELD_RESULT_CODE : ADAPTER_FIELD_MESSAGE_CODE],
      .text =
          answer->fields[message_taken ? ADAPTER_FIELD_RESULT_TEXT : ADAPTER_FIELD_MESSAGE_TEXT],
      .receipt = answer->fields[ADAPTER_FIELD_RECEIPT],
  };
  verdict.event = adapter_codes_find(&adapter->codes, verdict.code);
  bool success = message_taken && holds(answer, &adapter->result_success);
  if (claims_success(verdict.event) && !success) {
    verdict.event = STATE_EVENT_UNREADABLE;
  }
  if (!message_taken && operation == ADAPTER_OPERATION_RESULT && speaks_of_message(verdict.event)) {
    verdict.event = STATE_EVENT_UNREADABLE;
  }
  if (success && verdict.event == STATE_EVENT_REFUSED) {
    verdict.event = STATE_EVENT_UNREADABLE;
  }
  return verdict;
}
