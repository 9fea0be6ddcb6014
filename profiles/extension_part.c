#include "profiles/extension_part.h"

void extension_part_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  const struct document *document = evaluation->document;
  const struct pack_element_cold *cold = &pack->elements_cold[element];
  bool in_extension = pack->profiles[cold->profile].kind == PACK_KIND_EXTENSION &&
                      view_is(evaluation_element_name(pack, element), "extension");
  uint32_t url_node =
      in_extension ? document_member_id(document, node, evaluation->names.url) : NODE_NONE;
  if (url_node == NODE_NONE || document_type(document, url_node) != NODE_STRING) {
    return;
  }
  struct view url = document_raw(document, url_node);
  if (view_find_byte(url, ':', 0) == SIZE_MAX) {
    evaluation_report(evaluation, &(struct finding){.message = MESSAGE_EXTENSION_PART_UNKNOWN,
                                                    .node = node,
                                                    .element = element,
                                                    .arguments = {url}});
  }
}
