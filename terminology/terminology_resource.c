#include "terminology/terminology_resource.h"

static const char *const kind_names[TERMINOLOGY_KIND_COUNT] = {"CodeSystem", "ValueSet",
                                                               "ConceptMap", "NamingSystem"};

const char *terminology_kind_name(enum terminology_kind kind) {
  return kind_names[kind];
}

enum terminology_kind terminology_kind_of(struct view resource_type) {
  int kind = 0;
  while (kind < TERMINOLOGY_KIND_COUNT && !view_is(resource_type, kind_names[kind])) {
    kind++;
  }
  return (enum terminology_kind)kind;
}

static bool is_number(struct view part) {
  bool number = part.length > 0 && part.length < 19;
  for (size_t i = 0; i < part.length && number; i++) {
    number = byte_is_digit(part.data[i]);
  }
  return number;
}

static int compare_parts(struct view a, struct view b) {
  uint64_t number_a = 0;
  uint64_t number_b = 0;
  if (is_number(a) && is_number(b) && view_to_unsigned(a, UINT64_MAX, &number_a) &&
      view_to_unsigned(b, UINT64_MAX, &number_b)) {
    return (number_a > number_b) - (number_a < number_b);
  }
  return view_compare(a, b);
}

int terminology_version_compare(struct view a, struct view b) {
  if (a.length == 0 || b.length == 0) {
    return (a.length > 0) - (b.length > 0);
  }
  while (a.data != NULL && b.data != NULL) {
    struct view part_a = view_split(&a, '.');
    struct view part_b = view_split(&b, '.');
    int order = compare_parts(part_a, part_b);
    if (order != 0) {
      return order;
    }
  }
  return (a.data != NULL) - (b.data != NULL);
}
