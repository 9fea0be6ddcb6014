/* A received JSON document, read in one strict pass into a tape of 16-byte nodes that point back
 * into the received bytes (RFC 8259; FHIR R4 json.html). The bytes stay the truth: numbers are kept
 * as text, strings are decoded on demand, nothing is re-serialised.
 *
 * Refused: invalid UTF-8, duplicate keys, control characters in strings, unpaired surrogates,
 * trailing content, nesting over LIMIT_DOCUMENT_DEPTH, more than LIMIT_DOCUMENT_BYTES. A byte order
 * mark is noted and passed over.
 *
 * The tape is in document order. An object node is followed by (key node, value) pairs, an array
 * node by its values; `next` of a value is the index behind its whole subtree:
 *
 *   {"a":[1,"x"],"b":true}   0 OBJECT next=7 | 1 KEY a | 2 ARRAY next=5 | 3 NUMBER 1 | 4 STRING x |
 *                            5 KEY b | 6 TRUE
 *
 * so the value of the key at index k is at k + 1. */
#ifndef SERVER_BASE_DOCUMENT_H
#define SERVER_BASE_DOCUMENT_H

#include "server/base/arena.h"
#include "server/base/name_table.h"

enum node_type {
  NODE_NULL,
  NODE_FALSE,
  NODE_TRUE,
  NODE_NUMBER,
  NODE_STRING,
  NODE_ARRAY,
  NODE_OBJECT,
  NODE_KEY,
};

#define NODE_NONE UINT32_MAX
#define NODE_FLAG_ESCAPED 1u /* the string or key has a backslash */
#define NODE_FLAG_NON_ASCII 2u

struct node {
  uint32_t offset; /* of the first byte in the text; strings and keys: behind the opening quote */
  uint32_t length; /* bytes; strings and keys: between the quotes, as received; containers: all */
  uint32_t next;   /* values: index behind the subtree; keys: interned name id or NAME_NONE */
  uint8_t type;    /* enum node_type */
  uint8_t flags;
  uint16_t depth; /* 0 at the root */
};
_Static_assert(sizeof(struct node) == 16, "the tape is 16 bytes a node");

struct document {
  struct view text;         /* the received bytes, borrowed */
  const struct node *nodes; /* count of them; the root is node 0 */
  uint32_t count;
  bool has_byte_order_mark; /* before the root; who reads may say so (RFC 8259, section 8.1) */
};

/* Why a text is no JSON: for the 400 answer. */
enum document_fault {
  DOCUMENT_FAULT_NONE,
  DOCUMENT_FAULT_EMPTY,
  DOCUMENT_FAULT_TRUNCATED,
  DOCUMENT_FAULT_SYNTAX,
  DOCUMENT_FAULT_UTF8,
  DOCUMENT_FAULT_DUPLICATE_KEY,
  DOCUMENT_FAULT_CONTROL_CHARACTER,
  DOCUMENT_FAULT_ESCAPE,
  DOCUMENT_FAULT_NUMBER,
  DOCUMENT_FAULT_DEPTH,
  DOCUMENT_FAULT_TRAILING,
  DOCUMENT_FAULT_SIZE,
};

struct document_failure {
  enum document_fault fault;
  size_t offset; /* byte offset in the text */
};

struct document_position {
  uint32_t line;   /* from 1 */
  uint32_t column; /* from 1, in code points */
};

/* Reads text (borrowed for the document's life) into *ret_document, nodes in the arena. names may
 * be NULL; else keys get their interned id. ERROR_SYNTAX: *ret_failure says what and where.
 * ERROR_MEMORY: the arena's cap is reached. */
enum error document_read(struct arena *arena, struct view text, const struct name_table *names,
                         struct document *ret_document,
                         struct document_failure *ret_failure) MUST_USE;

/* Texts for a fault, e.g. "the same key stands twice in one object". Static. */
const char *document_fault_english(enum document_fault fault);
const char *document_fault_japanese(enum document_fault fault);

/* Line and column of a byte offset (clamped to the end). Walks the text: for messages, not loops.
 */
struct document_position document_position(struct view text, size_t offset);

static inline const struct node *document_node(const struct document *document, uint32_t index) {
  return &document->nodes[index];
}
static inline enum node_type document_type(const struct document *document, uint32_t index) {
  return (enum node_type)document->nodes[index].type;
}
/* Bytes of a node as received: strings without quotes and still escaped, numbers as written. */
static inline struct view document_raw(const struct document *document, uint32_t index) {
  const struct node *node = &document->nodes[index];
  return view_make(document->text.data + node->offset, node->length);
}

/* Walk: first key of an object / first value of an array, then _next until NODE_NONE. For objects
 * the index is the key's; its value is index + 1. for (uint32_t key = document_first(d, object);
 * key != NODE_NONE; key = document_next(d, object, key)) */
uint32_t document_first(const struct document *document, uint32_t container);
uint32_t document_next(const struct document *document, uint32_t container, uint32_t index);
/* Number of members of an object / values of an array. */
uint32_t document_count(const struct document *document, uint32_t container);
/* Value node of a member by name or by interned id; NODE_NONE when absent or when not an object. */
uint32_t document_member(const struct document *document, uint32_t object, struct view name);
uint32_t document_member_id(const struct document *document, uint32_t object, uint32_t name_id);
/* document_member for a fixed chain of names, e.g. {"meta", "versionId"}; NULL-terminated list. */
uint32_t document_path(const struct document *document, uint32_t node, const char *const *names);
/* The n-th value of an array (from 0); NODE_NONE when out of range or not an array. */
uint32_t document_item(const struct document *document, uint32_t array, uint32_t position);

/* A string or key with escapes resolved: borrowed from the text when there are none, else in the
 * arena. Empty (data NULL) when the node is no string, or memory is exhausted. */
struct view document_string(const struct document *document, uint32_t index, struct arena *arena);
/* document_string of a member, empty when absent. */
struct view document_member_string(const struct document *document, uint32_t object,
                                   const char *name, struct arena *arena);
/* True when the decoded string equals text; false for other types. No allocation. */
bool document_string_is(const struct document *document, uint32_t index, struct view text);
/* Structural equality of two values: numbers as decimals with their precision (FHIR: 1.0 is
 * not 1.00), object members in any order. */
bool document_value_equal(const struct document *a, uint32_t node_a, const struct document *b,
                          uint32_t node_b);

#endif
