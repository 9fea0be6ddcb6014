#include "profiles/near_miss.h"

#include "profiles/binding_check.h"
#include "profiles/discriminator.h"
#include "server/base/utf8.h"

/* Longer texts are compared for equality only. */
#define COMPARED_CHARACTERS 128u
/* With one discriminator only: so many characters may differ, in a text that is long enough. */
#define NEAR_DISTANCE 2u
#define NEAR_CHARACTERS 8u

/* How near a slice is; in this order. */
enum nearness {
  NEARNESS_NONE,
  NEARNESS_SPELLING, /* the other discriminators fit, or a few characters differ */
  NEARNESS_CODE,     /* the code is one of the slice's value set */
  NEARNESS_WIDTH,    /* only case, width or blanks differ */
};

struct candidate {
  enum nearness nearness;
  uint32_t distance;
  uint32_t slice;         /* SLICES */
  uint32_t discriminator; /* position of the one that differs */
  struct view wanted;
};

struct search {
  struct evaluation *evaluation;
  const struct pack_slicing *slicing;
  const struct sparse_item *item;
  struct view found[PACK_DISCRIMINATORS_MAXIMUM]; /* what the discriminators select; may be empty */
};

/* ---- comparing texts ----------------------------------------------------------------------------
 */
struct folded {
  uint32_t characters[COMPARED_CHARACTERS];
  uint32_t count;
  bool is_long;
};

/* Half width, lower case, without blanks. */
static void fold(struct view text, struct folded *ret_folded) {
  ret_folded->count = 0;
  ret_folded->is_long = false;
  for (size_t offset = 0; offset < text.length;) {
    uint32_t character = utf8_next(text, &offset);
    if (character >= 0xff01 && character <= 0xff5e) {
      character -= 0xfee0;
    }
    if (character >= 'A' && character <= 'Z') {
      character += 'a' - 'A';
    }
    if (character == ' ' || character == 0x3000 || character == '\t') {
      continue;
    }
    if (ret_folded->count == COMPARED_CHARACTERS) {
      ret_folded->is_long = true;
      return;
    }
    ret_folded->characters[ret_folded->count++] = character;
  }
}

static uint32_t smaller(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

/* Insertions, deletions and replacements that lead from one to the other. */
static uint32_t edit_distance(const struct folded *a, const struct folded *b) {
  uint32_t row[COMPARED_CHARACTERS + 1];
  for (uint32_t j = 0; j <= b->count; j++) {
    row[j] = j;
  }
  for (uint32_t i = 1; i <= a->count; i++) {
    uint32_t diagonal = row[0];
    row[0] = i;
    for (uint32_t j = 1; j <= b->count; j++) {
      uint32_t above = row[j];
      uint32_t replaced = diagonal + (a->characters[i - 1] != b->characters[j - 1]);
      row[j] = smaller(replaced, smaller(above, row[j - 1]) + 1);
      diagonal = above;
    }
  }
  return row[b->count];
}

/* UINT32_MAX when one is too long to tell. */
static uint32_t distance_of(struct view wanted, struct view found) {
  struct folded a;
  struct folded b;
  fold(wanted, &a);
  fold(found, &b);
  return a.is_long || b.is_long ? UINT32_MAX : edit_distance(&a, &b);
}

/* ---- slices -------------------------------------------------------------------------------------
 */
static bool is_string_value(const struct pack *pack, const struct pack_criterion *criterion) {
  return criterion->kind == PACK_CRITERION_VALUE &&
         pack->values[criterion->index].string.length > 0;
}

/* The one string that differs. False when a criterion is of another kind, or not exactly one
 * differs. */
static bool find_difference(const struct search *search, const struct pack_slice *slice,
                            struct candidate *candidate, uint32_t *ret_equal) {
  const struct pack *pack = search->evaluation->pack;
  uint32_t differing = 0;
  uint32_t equal = 0;
  for (uint32_t i = 0; i < slice->criteria.count; i++) {
    const struct pack_criterion *criterion = &pack->criteria[slice->criteria.first + i];
    if (criterion->kind == PACK_CRITERION_ANY || criterion->kind == PACK_CRITERION_EXISTS) {
      continue;
    }
    if (!is_string_value(pack, criterion)) {
      return false;
    }
    struct view wanted = pack_view(pack, pack->values[criterion->index].string);
    if (view_equal(wanted, search->found[i])) {
      equal++;
      continue;
    }
    differing++;
    candidate->discriminator = i;
    candidate->wanted = wanted;
  }
  *ret_equal = equal;
  return differing == 1;
}

static struct view member_text(const struct search *search, const char *name) {
  const struct document *document = search->evaluation->document;
  uint32_t node = search->item->node;
  if (node == NODE_NONE || document_type(document, node) != NODE_OBJECT) {
    return view_make(NULL, 0);
  }
  uint32_t member = document_member(document, node, view_of(name));
  return member == NODE_NONE ? view_make(NULL, 0) : evaluation_text(search->evaluation, member);
}

static bool is_listed(struct evaluation *evaluation, const struct pack_element *child,
                      struct view system, struct view code) {
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < child->value_count; i++) {
    if (view_equal(pack_view(pack, pack->values[child->values + i].string), code)) {
      return true;
    }
  }
  uint32_t value_set =
      child->binding == PACK_NONE ? PACK_NONE : pack->bindings[child->binding].value_set;
  return value_set != PACK_NONE &&
         binding_check_code(evaluation, value_set, system, code) == MEMBERSHIP_YES;
}

/* Is the item's code the one, or of the value set, that the slice wants for it? */
static bool slice_lists_code(const struct search *search, const struct pack_slice *slice) {
  const struct pack *pack = search->evaluation->pack;
  struct view code = member_text(search, "code");
  struct view system = member_text(search, "system");
  struct pack_range children = pack->elements[slice->element].children;
  for (uint32_t i = 0; code.length > 0 && i < children.count; i++) {
    if (view_is(evaluation_element_name(pack, children.first + i), "code")) {
      return is_listed(search->evaluation, &pack->elements[children.first + i], system, code);
    }
  }
  return false;
}

/* Behind http:// or https://, whatever number of slashes; without a slash at the end. */
static struct view without_scheme(struct view url) {
  size_t start = view_starts_with(url, view_of("https:"))  ? 6
                 : view_starts_with(url, view_of("http:")) ? 5
                                                           : 0;
  while (start > 0 && start < url.length && url.data[start] == '/') {
    start++;
  }
  struct view rest = view_part(url, start, url.length);
  while (start > 0 && rest.length > 0 && rest.data[rest.length - 1] == '/') {
    rest.length--;
  }
  return rest;
}

/* The same address written another way: nobody means two systems by that. */
static bool is_same_address(struct view wanted, struct view found) {
  struct view a = without_scheme(wanted);
  struct view b = without_scheme(found);
  return a.length < wanted.length && b.length < found.length && view_equal_ignore_case(a, b);
}

/* OIDs that differ in a digit are different systems, not misspellings. */
static bool is_near_text(struct view found, uint32_t distance) {
  return distance <= NEAR_DISTANCE && found.length >= NEAR_CHARACTERS &&
         !view_starts_with(found, view_of("urn:oid:"));
}

static void rate(const struct search *search, const struct pack_slice *slice, uint32_t equal,
                 struct candidate *candidate) {
  const struct pack *pack = search->evaluation->pack;
  struct view found = search->found[candidate->discriminator];
  const struct pack_discriminator *discriminator =
      &pack->discriminators[search->slicing->discriminators.first + candidate->discriminator];
  bool is_system = view_ends_with(pack_view(pack, discriminator->path), view_of("system"));
  candidate->distance = distance_of(candidate->wanted, found);
  if (found.length == 0) { /* what is absent is near when the code alone says what was meant */
    bool is_meant = equal > 0 && !is_system && slice_lists_code(search, slice);
    candidate->nearness = is_meant ? NEARNESS_CODE : NEARNESS_NONE;
  } else if (candidate->distance == 0 || is_same_address(candidate->wanted, found)) {
    candidate->nearness = NEARNESS_WIDTH;
  } else if (equal > 0 && !is_system) {
    candidate->nearness = slice_lists_code(search, slice) ? NEARNESS_CODE : NEARNESS_SPELLING;
  } else if (is_near_text(found, candidate->distance)) {
    candidate->nearness = NEARNESS_SPELLING;
  }
}

static struct candidate find_nearest(const struct search *search) {
  const struct pack *pack = search->evaluation->pack;
  struct candidate best = {.nearness = NEARNESS_NONE, .distance = UINT32_MAX};
  for (uint32_t i = 0; i < search->slicing->slices.count; i++) {
    const struct pack_slice *slice = &pack->slices[search->slicing->slices.first + i];
    struct candidate candidate = {.slice = search->slicing->slices.first + i};
    uint32_t equal = 0;
    if (!find_difference(search, slice, &candidate, &equal)) {
      continue;
    }
    rate(search, slice, equal, &candidate);
    bool is_better = candidate.nearness > best.nearness ||
                     (candidate.nearness == best.nearness && candidate.distance < best.distance);
    if (candidate.nearness != NEARNESS_NONE && is_better) {
      best = candidate;
    }
  }
  return best;
}

/* ---- telling ------------------------------------------------------------------------------------
 */
static bool is_satisfied(const struct pack *pack, const struct pack_slicing *slicing,
                         const struct near_miss *what) {
  for (uint32_t i = 0; i < slicing->slices.count; i++) {
    uint32_t minimum = pack->elements[pack->slices[slicing->slices.first + i].element].minimum;
    uint32_t count = 0;
    for (uint32_t j = 0; j < what->match_count; j++) {
      count += what->matches[j] == i;
    }
    if (minimum > 0 && count >= minimum) {
      return true;
    }
  }
  return false;
}

static void select_found(struct search *search) {
  const struct pack *pack = search->evaluation->pack;
  for (uint32_t i = 0; i < search->slicing->discriminators.count; i++) {
    struct selection selection = discriminator_select(
        search->evaluation, &pack->discriminators[search->slicing->discriminators.first + i],
        search->item);
    if (selection.count == 1 && selection.nodes[0].node != NODE_NONE) {
      search->found[i] = evaluation_text(search->evaluation, selection.nodes[0].node);
    }
  }
}

static void tell(const struct search *search, const struct near_miss *what,
                 const struct candidate *nearest) {
  const struct pack *pack = search->evaluation->pack;
  uint32_t element = pack->slices[nearest->slice].element;
  uint32_t discriminator = search->slicing->discriminators.first + nearest->discriminator;
  bool is_meant = nearest->nearness >= NEARNESS_CODE;
  bool is_absent = search->found[nearest->discriminator].length == 0;
  evaluation_report(
      search->evaluation,
      &(struct finding){.message =
                            is_absent ? MESSAGE_SLICE_NEAR_MISS_ABSENT : MESSAGE_SLICE_NEAR_MISS,
                        .node = what->item->node,
                        .element = element,
                        .arguments = {pack_view(pack, pack->elements_cold[element].slice_name),
                                      pack_view(pack, pack->discriminators[discriminator].path),
                                      nearest->wanted, search->found[nearest->discriminator]},
                        .has_severity = true,
                        .severity = is_meant ? SEVERITY_WARNING : SEVERITY_INFORMATION});
}

void near_miss_check(struct evaluation *evaluation, const struct near_miss *what) {
  const struct pack *pack = evaluation->pack;
  const struct pack_slicing *slicing = &pack->slicings[pack->elements[what->element].slicing];
  struct view name = evaluation_element_name(pack, what->element);
  bool is_extension = view_is(name, "extension") || view_is(name, "modifierExtension");
  if (evaluation->silent > 0 || is_extension || what->item->node == NODE_NONE ||
      is_satisfied(pack, slicing, what)) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct search search = {.evaluation = evaluation, .slicing = slicing, .item = what->item};
  select_found(&search);
  struct candidate nearest = find_nearest(&search);
  if (nearest.nearness != NEARNESS_NONE) {
    tell(&search, what, &nearest);
  }
  arena_back(evaluation->scratch, mark);
}
