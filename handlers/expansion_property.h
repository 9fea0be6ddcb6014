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
  struct expansion_property *properties; /* met so far, each once */
  size_t property_count;
  size_t property_capacity;
};

/* Writes the property extensions of an entry into an open array. ERROR_MEMORY. */
enum error expansion_property_write(struct expansion_writer *writer,
                                    const struct code_entry *entry) MUST_USE;
/* True when expansion_property_write would write something. */
bool expansion_property_any(const struct expansion_writer *writer, const struct code_entry *entry);

#endif
