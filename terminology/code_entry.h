/* A code as an operation found it: the concept of its code system, what a value set says of it and
 * what supplements add (FHIR R4 codesystem.html#supplements). */
#ifndef TERMINOLOGY_CODE_ENTRY_H
#define TERMINOLOGY_CODE_ENTRY_H

#include "terminology/display_language.h"
#include "terminology/value_set.h"

struct code_entry {
  struct view system;
  struct view version;                    /* of the code system; may be empty */
  struct view code;                       /* as the code system writes it */
  struct view display;                    /* of codes without a concept at hand */
  const struct code_system *code_system;  /* NULL: a grammar decides, or only the value set knows */
  uint32_t concept;                       /* CODE_SYSTEM_NO_CONCEPT without code_system */
  const struct value_set *value_set;      /* of `stated` */
  const struct value_set_concept *stated; /* NULL: the value set does not list it */
  bool is_abstract; /* of codes without a concept; see code_entry_is_abstract */
  bool is_inactive;
};

/* Supplements that apply to the answer. */
struct supplement_list {
  const struct code_system **systems;
  size_t count;
};

/* What reading an entry needs. */
struct entry_reading {
  struct arena *arena;
  const struct supplement_list *supplements;
  uint32_t date; /* yyyymmdd */
};

bool code_entry_is_abstract(const struct code_entry *entry);
bool code_entry_is_inactive(const struct code_entry *entry, uint32_t date);
/* Display, designations of code system, supplements and value set, in this order. ERROR_MEMORY. */
enum error code_entry_texts(const struct entry_reading *reading, const struct code_entry *entry,
                            struct display_text **ret_texts, size_t *ret_count) MUST_USE;
/* The concept's status: its property, else its standards status; empty when neither is there. */
struct view code_entry_status(const struct entry_reading *reading, const struct code_entry *entry);
/* The value of an extension of the concept: the value set's, the supplements' or the code system's
 * one, as JSON; *ret_type is the name of its element, "valueString". Empty when absent. */
struct view code_entry_extension(const struct entry_reading *reading,
                                 const struct code_entry *entry, const char *url,
                                 struct view *ret_type);
/* The same of one list of extensions. */
struct view extension_value(struct arena *arena, struct view extensions, const char *url,
                            struct view *ret_type);

#endif
