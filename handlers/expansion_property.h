/* The properties of one code of an expansion: those that the request names, and those that every
 * reader should see (status, order, label, weight). */
#ifndef HANDLERS_EXPANSION_PROPERTY_H
#define HANDLERS_EXPANSION_PROPERTY_H

#include "handlers/value_set_question.h"
#include "server/base/json_writer.h"
#include "terminology/expansion.h"

struct expansion_property {
  struct view code;
  struct view uri;
};

struct expansion_writer {
  struct json_writer *json;
  const struct value_set_question *question;
  const struct expansion *expansion;
  bool has_designations;                 /* includeDesignations */
  bool in_extension;                     /* the array `extension` of the item is open */
  struct expansion_property *properties; /* met so far, each once */
  size_t property_count;
  size_t property_capacity;
};

/* Opens the array `extension` of the item, when it is not open. */
void expansion_extension_open(struct expansion_writer *writer);
/* Writes the properties of an entry into it. ERROR_MEMORY. */
enum error expansion_property_write(struct expansion_writer *writer,
                                    const struct code_entry *entry) MUST_USE;

#endif
