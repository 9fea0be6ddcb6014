#include "profiles/national_tier.h"

/* Gaps are told until this part of the list is used, so that faults behind them keep their place.
 */
static bool has_room(const struct issue_list *issues) {
  return issues->count < issues->maximum / 4 * 3;
}

static bool is_national_profile(const struct pack *pack, uint32_t element) {
  struct view url = pack_view(pack, pack->profiles[pack->elements_cold[element].profile].url);
  return view_starts_with(url, view_of("http://jpfhir.jp/fhir/")) &&
         !view_starts_with(url, view_of("http://jpfhir.jp/fhir/core/"));
}

/* Elements that stand instead of another one, or that the service does not take at all. */
static bool is_exception(const struct pack *pack, uint32_t element) {
  static const struct view names[] = {VIEW_LITERAL("dataAbsentReason"), VIEW_LITERAL("emptyReason"),
                                      VIEW_LITERAL("hasMember"), VIEW_LITERAL("section:cdaSection"),
                                      VIEW_LITERAL("section:structuredSection")};
  struct view name = evaluation_element_name(pack, element);
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    if (view_equal(names[i], name)) {
      return true;
    }
  }
  return false;
}

static bool is_told(const struct evaluation *evaluation, uint32_t element, uint32_t object) {
  const struct pack_element *row = &evaluation->pack->elements[element];
  return evaluation->settings->national && evaluation->silent == 0 &&
         has_room(evaluation->issues) && (row->flags & PACK_ELEMENT_MUST_SUPPORT) != 0 &&
         row->minimum == 0 && row->maximum > 0 && object != NODE_NONE &&
         document_type(evaluation->document, object) == NODE_OBJECT &&
         is_national_profile(evaluation->pack, element) && !is_exception(evaluation->pack, element);
}

static void tell(struct evaluation *evaluation, uint32_t element, uint32_t object) {
  const struct pack *pack = evaluation->pack;
  evaluation_report(
      evaluation,
      &(struct finding){.message = MESSAGE_NATIONAL_SHOULD_SEND,
                        .node = object,
                        .element = element,
                        .arguments = {pack_view(pack, pack->elements_cold[element].id)}});
}

void national_tier_absent(struct evaluation *evaluation, uint32_t element, uint32_t object) {
  if (is_told(evaluation, element, object)) {
    tell(evaluation, element, object);
  }
}

/* Slices that each stand for a fact of their own: extensions, sections and what sections list. */
static bool is_fact(const struct pack *pack, uint32_t element) {
  struct view rest = evaluation_element_name(pack, element);
  struct view name = view_split(&rest, ':');
  const struct pack_profile *profile = &pack->profiles[pack->elements_cold[element].profile];
  bool in_composition = view_is(pack_view(pack, profile->type), "Composition");
  return view_is(name, "extension") ||
         (in_composition && (view_is(name, "section") || view_is(name, "entry")));
}

void national_tier_slice(struct evaluation *evaluation, uint32_t slice_element, uint32_t object) {
  if (is_told(evaluation, slice_element, object) && is_fact(evaluation->pack, slice_element)) {
    tell(evaluation, slice_element, object);
  }
}
