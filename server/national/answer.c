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

static const xmlNode *find_element(const xmlDoc *document, struct view path) {
  const xmlNode *node = (const xmlNode *)document;
  struct view rest = view_part(path, 1, path.length);
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

enum error answer_read(const struct adapter *adapter, struct view xml, struct arena *arena,
                       struct answer *ret_answer) {
  if (xml.length == 0 || xml.length > INT_MAX) {
    return ERROR_NATIONAL_ANSWER;
  }
  xmlParserCtxt *parser = xmlNewParserCtxt();
  if (parser == NULL) {
    return ERROR_MEMORY;
  }
  parser->sax->error = ignore_message;
  parser->sax->warning = ignore_message;
  xmlDoc *document = xmlCtxtReadMemory(parser, xml.data, (int)xml.length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                           XML_PARSE_NOCDATA);
  bool usable = document != NULL && document->intSubset == NULL && document->extSubset == NULL;
  struct answer answer = {0};
  for (size_t i = 0; usable && i < ADAPTER_FIELD_COUNT; i++) {
    answer.fields[i] = element_text(find_element(document, adapter->fields[i]), arena);
  }
  xmlFreeDoc(document);
  xmlFreeParserCtxt(parser);
  if (!usable) {
    return ERROR_NATIONAL_ANSWER;
  }
  *ret_answer = answer;
  return ERROR_OK;
}

bool answer_belongs(const struct answer *answer, struct view institution, struct view message_id) {
  return view_equal(answer->fields[ADAPTER_FIELD_INSTITUTION], institution) &&
         view_equal(answer->fields[ADAPTER_FIELD_MESSAGE_ID], message_id);
}

static bool holds(const struct answer *answer, const struct adapter_predicate *predicate) {
  return view_equal(answer->fields[predicate->field], predicate->value);
}

static bool claims_success(enum state_event event) {
  return event == STATE_EVENT_REGISTERED || event == STATE_EVENT_PROCESSING;
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
