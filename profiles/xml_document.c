#include "profiles/xml_document.h"

#include "profiles/location.h"
#include "profiles/xml_convert.h"

/* Offsets behind the end of the JSON stand for places that only the XML has: one each. */

bool xml_document_is_likely(struct view text) {
  static const struct view byte_order_mark = VIEW_LITERAL("\xef\xbb\xbf");
  bool has_mark = view_starts_with(text, byte_order_mark);
  text = view_trim(view_part(text, has_mark ? byte_order_mark.length : 0, text.length));
  return text.length > 0 && text.data[0] == '<';
}

struct reading {
  struct xml_conversion conversion;
  struct issue_list *issues;
  struct document document;
};

/* The value that was written at that offset of the JSON. */
static uint32_t find_node(const struct document *document, size_t offset) {
  uint32_t low = 0;
  uint32_t high = document->count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (document_node(document, middle)->offset < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < document->count ? low : 0;
}

/* The location of the element, or of the innermost around it that has one. */
static struct view locate(const struct reading *reading, const struct xml_element *element) {
  while (element != NULL && element->written == SIZE_MAX) {
    element = element->parent;
  }
  if (element == NULL) {
    return view_make(NULL, 0);
  }
  return location_of(reading->conversion.pack, &reading->document, 0,
                     find_node(&reading->document, element->written), reading->conversion.arena);
}

static enum error convert(struct reading *reading, struct xml_converted *ret_converted,
                          struct xml_element **ret_deep) {
  struct document_failure failure;
  enum error error = xml_convert(&reading->conversion, ret_converted, ret_deep);
  if (error != ERROR_OK) {
    return error;
  }
  error = document_read(reading->conversion.arena, ret_converted->json, reading->conversion.names,
                        &reading->document, &failure);
  return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
}

static enum error refuse(const struct reading *reading, const struct xml_failure *failure,
                         struct view expression) {
  struct issue *issue =
      issue_add_with(reading->issues, message_row(MESSAGE_XML_SYNTAX),
                     view_of(failure->fault->english), view_of(failure->fault->japanese));
  issue->offset = failure->offset;
  issue->expression = expression;
  return ERROR_SYNTAX;
}

/* What was read before the fault tells where it is. */
static enum error refuse_tree(struct reading *reading, const struct xml_failure *failure) {
  struct xml_converted converted;
  struct xml_element *deep;
  struct view expression = view_make(NULL, 0);
  if (reading->conversion.tree.root != NULL && convert(reading, &converted, &deep) == ERROR_OK) {
    expression = locate(reading, failure->element);
  }
  return refuse(reading, failure, expression);
}

static void tell(const struct reading *reading, struct xml_converted *converted) {
  struct issue_list *issues = reading->issues;
  for (const struct xml_finding *finding = converted->findings; finding != NULL;
       finding = finding->next) {
    struct issue *issue = issue_add(issues, message_row(finding->message));
    size_t place = converted->json.length + 1 + converted->place_count;
    converted->places[converted->place_count++] = (struct xml_place){place, finding->offset};
    if (issues->left_out > 0) {
      continue;
    }
    memcpy(issue->arguments, finding->arguments, sizeof issue->arguments);
    issue->offset = place;
    issue->expression = locate(reading, finding->element);
  }
  issues->left_out += converted->left_out;
  issues->severities[SEVERITY_ERROR] += converted->left_out;
}

enum error xml_document_read(const struct definitions *definitions, struct view text,
                             struct arena *arena, struct issue_list *issues,
                             struct xml_document *ret_document) {
  struct reading reading = {.conversion = {.pack = definitions_pack(definitions),
                                           .names = definitions_names(definitions),
                                           .arena = arena,
                                           .text = text},
                            .issues = issues};
  struct xml_failure failure;
  struct xml_converted converted;
  struct xml_element *deep = NULL;
  enum error error = xml_tree_read(arena, text, &reading.conversion.tree, &failure);
  if (error == ERROR_SYNTAX) {
    return refuse_tree(&reading, &failure);
  }
  if (error == ERROR_OK) {
    error = convert(&reading, &converted, &deep);
  }
  if (error == ERROR_SYNTAX) {
    failure = (struct xml_failure){xml_fault_get(XML_FAULT_DEPTH), deep->offset, deep};
    return refuse(&reading, &failure, view_make(NULL, 0));
  }
  if (error != ERROR_OK) {
    return error;
  }
  tell(&reading, &converted);
  *ret_document = (struct xml_document){reading.document, converted.places, converted.place_count};
  return ERROR_OK;
}

static size_t offset_in_xml(const struct xml_document *document, size_t offset) {
  size_t low = 0; /* the last place at or before the offset is before `high` */
  size_t high = document->place_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (document->places[middle].json <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? 0 : document->places[low - 1].xml;
}

void xml_document_locate(const struct xml_document *document, struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    struct issue *issue = &issues->issues[i];
    if (issue->offset != ISSUE_NO_OFFSET) {
      issue->offset = offset_in_xml(document, issue->offset);
    }
  }
  issue_list_sort(issues);
}
