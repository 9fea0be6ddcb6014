/* An XML instance as a tree (XML 1.0 with namespaces, FHIR R4 xml.html), read once by libxml2 with
 * nothing but the bytes at hand: no network, no entities, no document type. Elements keep where
 * they stand in the received bytes. A narrative is kept as received, without a tree. */
#ifndef PROFILES_XML_TREE_H
#define PROFILES_XML_TREE_H

#include "profiles/xml_fault.h"
#include "server/base/arena.h"

#define XML_NAMESPACE_FHIR "http://hl7.org/fhir"
#define XML_NAMESPACE_XHTML "http://www.w3.org/1999/xhtml"

struct xml_attribute {
  struct view name;  /* with its prefix when it has one */
  struct view space; /* namespace; empty without prefix */
  struct view value;
  struct xml_attribute *next;
};

struct xml_element {
  struct view name; /* without prefix */
  struct view prefix;
  struct view space; /* namespace, may be empty */
  struct view text;  /* the beginning of the first text that is not blank */
  struct xml_attribute *attributes;
  struct xml_element *parent;
  struct xml_element *first; /* child */
  struct xml_element *last;
  struct xml_element *next;
  size_t offset;     /* of its '<' in the received bytes */
  size_t end;        /* behind it */
  bool is_narrative; /* XHTML, or a "div": from offset to end, no children here */
  /* for whoever turns the tree into something else */
  struct xml_element *next_same; /* the next child of the same parent with the same name */
  bool is_repeat;                /* not the first of those */
  uint32_t order;
  size_t written; /* offset in what was made of it, SIZE_MAX at first */
};

/* <?target ...?> outside of narratives. */
struct xml_instruction {
  struct view target;
  size_t offset;
  struct xml_element *parent; /* NULL outside of the root */
  struct xml_instruction *next;
};

struct xml_tree {
  struct xml_element *root;
  struct xml_instruction *instructions;
};

struct xml_failure {
  const struct xml_fault *fault;
  size_t offset;               /* in the received bytes */
  struct xml_element *element; /* innermost that was open, or NULL */
};

/* Everything lives in the arena; the text is borrowed. ERROR_SYNTAX: *ret_failure says what and
 * where, *ret_tree is what was read before it. ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error xml_tree_read(struct arena *arena, struct view text, struct xml_tree *ret_tree,
                         struct xml_failure *ret_failure) MUST_USE;
/* The narrative as one <div> that names its namespace itself and has no prefix, as it stands in
 * JSON: a part of text where it is so already. */
struct view xml_tree_narrative(const struct xml_element *element, struct view text,
                               struct arena *arena);

#endif
