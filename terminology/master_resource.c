#include "terminology/master_resource.h"

#define ROOT 0u

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The member's bytes from its key to the next member; of the last one, from the comma before. */
static void find_cut(struct view text, size_t *start, size_t *end) {
  size_t behind = *end;
  while (behind < text.length && is_blank(text.data[behind])) {
    behind++;
  }
  if (behind < text.length && text.data[behind] == ',') {
    behind++;
    while (behind < text.length && is_blank(text.data[behind])) {
      behind++;
    }
    *end = behind;
    return;
  }
  size_t before = *start;
  while (before > 0 && is_blank(text.data[before - 1])) {
    before--;
  }
  *start = before > 0 && text.data[before - 1] == ',' ? before - 1 : *start;
}

/* The root's bytes without its narrative (DomainResource.text): no terminology operation reads it,
 * and it is the larger half of many published resources. */
static struct view content_of(const struct document *document, struct arena *arena) {
  struct view text = document->text;
  const struct node *root = document_node(document, ROOT);
  for (uint32_t key = document_first(document, ROOT); key != NODE_NONE;
       key = document_next(document, ROOT, key)) {
    if (view_is(document_raw(document, key), "text") &&
        document_type(document, key + 1) == NODE_OBJECT) {
      const struct node *narrative = document_node(document, key + 1);
      size_t start = document_node(document, key)->offset - 1u; /* of the quotation mark */
      size_t end = (size_t)narrative->offset + narrative->length;
      find_cut(text, &start, &end);
      size_t head = start - root->offset;
      size_t tail = root->offset + root->length - end;
      char *bytes = arena_bytes(arena, head + tail);
      if (bytes != NULL) {
        memcpy(bytes, text.data + root->offset, head);
        memcpy(bytes + head, text.data + end, tail);
      }
      return view_make(bytes, bytes != NULL ? head + tail : 0);
    }
  }
  return document_raw(document, ROOT);
}

struct masters_resource master_resource_of(const struct document *document, struct arena *arena) {
  return (struct masters_resource){
      .type = document_member_string(document, ROOT, "resourceType", arena),
      .url = document_member_string(document, ROOT, "url", arena),
      .version = document_member_string(document, ROOT, "version", arena),
      .id = document_member_string(document, ROOT, "id", arena),
      .content = content_of(document, arena),
  };
}

bool master_resource_is_bundle(const struct document *document) {
  uint32_t type = document_member(document, ROOT, view_of("resourceType"));
  return type != NODE_NONE && document_string_is(document, type, view_of("Bundle"));
}

bool master_resource_entry(const struct document *bundle, uint32_t position,
                           struct view *ret_resource) {
  uint32_t entries = document_member(bundle, ROOT, view_of("entry"));
  uint32_t entry = entries == NODE_NONE ? NODE_NONE : document_item(bundle, entries, position);
  if (entry == NODE_NONE) {
    return false;
  }
  uint32_t resource = document_member(bundle, entry, view_of("resource"));
  *ret_resource = resource == NODE_NONE ? (struct view){NULL, 0} : document_raw(bundle, resource);
  return true;
}
