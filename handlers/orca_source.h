/* Reads what meta.source of a resource says about its origin (handlers/orca_pointer.h) and names
 * the ORCA field behind each element, by the table of search_provenance_list.h. */
#ifndef HANDLERS_ORCA_SOURCE_H
#define HANDLERS_ORCA_SOURCE_H

#include "server/base/arena.h"

/* All are parts of the source's text. */
struct orca_source {
  struct view api;
  struct view question; /* "Base_Date=2019-03"; may be empty */
  struct view record;   /* "Medical_List_Information[1]/Medical_Information[5]"; may be empty */
  struct view elements; /* "code=Disease_Single[2]&note[0]=..."; may be empty */
};

/* An element of a resource. */
struct orca_source_element {
  struct view type; /* of the resource */
  struct view path; /* below it: "code.extension[0].url" */
  bool is_exact;    /* fields of other records than the element's are not named instead */
};

/* False for the source of another system. */
bool orca_source_read(struct view text, struct orca_source *ret_source);
/* "diseasegetv2 (Base_Date 2019-03) › Disease_Information[203]". Data NULL when memory is short. */
struct view orca_source_record(struct arena *arena, const struct orca_source *source);
/* "diseasegetv2 › Disease_Information[3] › Disease_StartDate"; several fields are separated by ", "
 * and "; ". Empty when the table has none for the element; data NULL when memory is short. */
struct view orca_source_field(struct arena *arena, const struct orca_source *source,
                              const struct orca_source_element *element);
/* Walks over the names of a type's elements in the table; *position starts with 0. NULL at the end.
 */
const char *orca_source_element_next(struct view type, size_t *position);
/* Walks over the elements below name ("contact" itself, "contact[0]", "code.extension[1]") that
 * come from a record of their own. *position starts with 0. False at the end. */
bool orca_source_next(const struct orca_source *source, struct view name, size_t *position,
                      struct view *ret_path);

#endif
