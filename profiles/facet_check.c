#include "profiles/facet_check.h"

#include "profiles/fhirpath_unit.h"
#include "server/base/utf8.h"

/* Numbers compare as numbers; dates and times compare as text of the same form. */
static int compare_literals(struct view value, struct view bound) {
  struct fhirpath_decimal numbers[2];
  if (fhirpath_decimal_parse(value, &numbers[0]) && fhirpath_decimal_parse(bound, &numbers[1])) {
    return fhirpath_decimal_compare(numbers[0], numbers[1]);
  }
  return view_compare(value, bound);
}

/* A Quantity with UCUM unit; false for others, which are not compared. */
static bool read_quantity(const struct document *document, uint32_t node, struct arena *arena,
                          struct fhirpath_quantity *quantity, struct fhirpath_unit *unit) {
  uint32_t value = document_member(document, node, view_of("value"));
  unit->code = document_member_string(document, node, "code", arena);
  unit->calendar = false;
  quantity->unit = unit;
  return value != NODE_NONE && unit->code.length > 0 &&
         view_is(document_member_string(document, node, "system", arena),
                 "http://unitsofmeasure.org") &&
         fhirpath_decimal_parse(document_raw(document, value), &quantity->number);
}

/* <0, 0, >0; 0 too when the amounts cannot be compared. */
static int compare_quantity(struct evaluation *evaluation, uint32_t node, struct view json) {
  struct document bound;
  struct document_failure failure;
  struct fhirpath_quantity quantities[2];
  struct fhirpath_unit units[2];
  int order = 0;
  if (document_read(evaluation->scratch, json, NULL, &bound, &failure) != ERROR_OK ||
      document_type(&bound, 0) != NODE_OBJECT ||
      !read_quantity(evaluation->document, node, evaluation->scratch, &quantities[0], &units[0]) ||
      !read_quantity(&bound, 0, evaluation->scratch, &quantities[1], &units[1]) ||
      !fhirpath_unit_compare(&quantities[0], &quantities[1], &order)) {
    return 0;
  }
  return order;
}

static int compare(struct evaluation *evaluation, uint32_t node, struct view bound) {
  if (bound.length == 0) {
    return 0;
  }
  return document_type(evaluation->document, node) == NODE_OBJECT
             ? compare_quantity(evaluation, node, bound)
             : compare_literals(document_raw(evaluation->document, node), bound);
}

static void check_bounds(struct evaluation *evaluation, uint32_t element, uint32_t node,
                         const struct pack_facets *facets) {
  struct view minimum = pack_view(evaluation->pack, facets->minimum);
  struct view maximum = pack_view(evaluation->pack, facets->maximum);
  struct finding finding = {
      .node = node, .element = element, .arguments = {document_raw(evaluation->document, node)}};
  if (compare(evaluation, node, minimum) < 0) {
    finding.message = MESSAGE_FACET_MINIMUM;
    finding.arguments[1] = minimum;
    evaluation_report(evaluation, &finding);
  }
  if (compare(evaluation, node, maximum) > 0) {
    finding.message = MESSAGE_FACET_MAXIMUM;
    finding.arguments[1] = maximum;
    evaluation_report(evaluation, &finding);
  }
}

static void check_length(struct evaluation *evaluation, uint32_t element, uint32_t node,
                         const struct pack_facets *facets) {
  size_t length = utf8_count(evaluation_text(evaluation, node));
  bool is_short = length < facets->minimum_length;
  if (is_short || length > facets->maximum_length) {
    uint32_t bound = is_short ? facets->minimum_length : facets->maximum_length;
    evaluation_report(
        evaluation,
        &(struct finding){.message = is_short ? MESSAGE_FACET_SHORT : MESSAGE_FACET_LENGTH,
                          .node = node,
                          .element = element,
                          .arguments = {evaluation_number(evaluation, (uint32_t)length),
                                        evaluation_number(evaluation, bound)}});
  }
}

void facet_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  uint32_t index = pack->elements[element].facets;
  if (index == PACK_NONE) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  check_bounds(evaluation, element, node, &pack->facets[index]);
  if (document_type(evaluation->document, node) == NODE_STRING) {
    check_length(evaluation, element, node, &pack->facets[index]);
  }
  arena_back(evaluation->scratch, mark);
}
