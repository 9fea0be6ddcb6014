#include "terminology/specimen_name.h"

#include "terminology/search_text.h"

/* JLAC: analyte 5, identification 4, material 3, method 3, result or unit 2. */
#define JLAC_LENGTH 17u
#define MATERIAL_START 9u
#define MATERIAL_LENGTH 3u
/* Displays of JLAC10 are parts joined by "_": analyte, identification, material, ... */
#define MATERIAL_PART 2u

static struct view material_code(const struct masters_concept *concept) {
  return concept->code.length == JLAC_LENGTH
             ? view_part(concept->code, MATERIAL_START, MATERIAL_LENGTH)
             : (struct view){NULL, 0};
}

static bool is_material_code(struct view text) {
  bool holds = text.length == MATERIAL_LENGTH;
  for (size_t i = 0; holds && i < text.length; i++) {
    holds = text.data[i] >= '0' && text.data[i] <= '9';
  }
  return holds;
}

/* Folded, without what stands in brackets behind it. */
static struct view head(struct arena *arena, struct view name) {
  struct view folded = search_text_fold(arena, name);
  size_t bracket = view_find_byte(folded, '(', 1);
  return view_trim(bracket == SIZE_MAX ? folded : view_part(folded, 0, bracket));
}

static struct view display_part(struct view display) {
  struct view rest = display;
  for (uint32_t i = 0; i < MATERIAL_PART && rest.length > 0; i++) {
    (void)view_split(&rest, '_');
  }
  return view_split(&rest, '_');
}

static enum specimen_agreement compare_names(const struct masters *masters, struct arena *arena,
                                             struct view specimen,
                                             const struct masters_concept *concept) {
  struct masters_concept material;
  bool has_material =
      masters_find(masters, view_of(SPECIMEN_SYSTEM_MATERIAL), material_code(concept), &material);
  const struct view names[] = {
      masters_property_value(masters, concept->row, view_of("specimen")),
      has_material ? material.display : (struct view){NULL, 0},
      display_part(concept->display),
  };
  enum specimen_agreement agreement = SPECIMEN_UNSTATED;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (names[i].length > 0 && agreement != SPECIMEN_SAME) {
      bool same = view_equal(head(arena, names[i]), specimen);
      agreement = same ? SPECIMEN_SAME : SPECIMEN_DIFFERENT;
    }
  }
  return agreement;
}

enum error specimen_name_compare(const struct masters *masters, struct arena *arena,
                                 struct view specimen, const struct masters_concept *concept,
                                 enum specimen_agreement *ret_agreement) {
  struct arena_mark mark = arena_mark(arena);
  struct view wanted = head(arena, specimen);
  if (wanted.data == NULL) {
    return ERROR_MEMORY;
  }
  struct view code = material_code(concept);
  enum specimen_agreement agreement;
  if (is_material_code(wanted)) {
    agreement = code.length == 0           ? SPECIMEN_UNSTATED
                : view_equal(code, wanted) ? SPECIMEN_SAME
                                           : SPECIMEN_DIFFERENT;
  } else {
    agreement = compare_names(masters, arena, wanted, concept);
  }
  arena_back(arena, mark);
  *ret_agreement = agreement;
  return ERROR_OK;
}
