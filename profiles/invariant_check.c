#include "profiles/invariant_check.h"

#include "profiles/reference_resolve.h"

/* A constraint that is checked without FHIRPath: true when it holds. */
typedef bool fast_form(struct evaluation *evaluation, const struct invariant_place *place);

/* ele-1, ref-1, txt-1, txt-2, bdl-11, bdl-12: evaluate_object, reference_check, narrative_check and
 * bundle_rules have said it. */
static bool said_elsewhere(struct evaluation *evaluation, const struct invariant_place *place) {
  (void)evaluation;
  (void)place;
  return true;
}

static bool has_value_member(const struct document *document, uint32_t object) {
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    struct view name = document_raw(document, key);
    if (view_starts_with(name, view_of("value")) || view_starts_with(name, view_of("_value"))) {
      return true;
    }
  }
  return false;
}

/* ext-1: either extensions or a value, not both. */
static bool extension_or_value(struct evaluation *evaluation, const struct invariant_place *place) {
  const struct document *document = evaluation->document;
  bool has_extension =
      document_member_id(document, place->node, evaluation->names.extension) != NODE_NONE;
  return has_extension != has_value_member(document, place->node);
}

static uint32_t contained_of(const struct evaluation *evaluation, uint32_t resource) {
  const struct document *document = evaluation->document;
  uint32_t contained = document_member_id(document, resource, evaluation->names.contained);
  bool is_array = contained != NODE_NONE && document_type(document, contained) == NODE_ARRAY;
  return is_array ? contained : NODE_NONE;
}

/* dom-2: a contained resource contains none. */
static bool contained_is_flat(struct evaluation *evaluation, const struct invariant_place *place) {
  const struct document *document = evaluation->document;
  uint32_t contained = contained_of(evaluation, place->node);
  if (contained == NODE_NONE) {
    return true;
  }
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    if (document_member_id(document, item, evaluation->names.contained) != NODE_NONE) {
      return false;
    }
  }
  return true;
}

/* Does a string "#id" stand anywhere in the resource, or "#" in the contained resource? */
static bool is_referred_to(const struct evaluation *evaluation, uint32_t resource,
                           uint32_t contained, struct view id) {
  const struct document *document = evaluation->document;
  uint32_t end = document_node(document, resource)->next;
  for (uint32_t node = resource; node < end; node++) {
    const struct node *row = document_node(document, node);
    if (row->type != NODE_STRING || row->length == 0 || document->text.data[row->offset] != '#') {
      continue;
    }
    struct view text = view_make(document->text.data + row->offset + 1, row->length - 1);
    bool inside = node > contained && node < document_node(document, contained)->next;
    if (view_equal(text, id) || (inside && text.length == 0)) {
      return true;
    }
  }
  return false;
}

/* dom-3: each contained resource is referred to from its container or refers to it. */
static bool contained_is_used(struct evaluation *evaluation, const struct invariant_place *place) {
  const struct document *document = evaluation->document;
  uint32_t contained = contained_of(evaluation, place->node);
  if (contained == NODE_NONE) {
    return true;
  }
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    uint32_t id = document_member_id(document, item, evaluation->names.id);
    struct view text = id == NODE_NONE ? view_make("", 0) : document_raw(document, id);
    if (!is_referred_to(evaluation, place->node, item, text)) {
      return false;
    }
  }
  return true;
}

static bool contained_meta_lacks(struct evaluation *evaluation, const struct invariant_place *place,
                                 uint32_t name) {
  const struct document *document = evaluation->document;
  uint32_t contained = contained_of(evaluation, place->node);
  if (contained == NODE_NONE) {
    return true;
  }
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    uint32_t meta = document_member_id(document, item, evaluation->names.meta);
    if (meta != NODE_NONE && document_member_id(document, meta, name) != NODE_NONE) {
      return false;
    }
  }
  return true;
}

/* dom-4: no meta.versionId or meta.lastUpdated in contained resources. */
static bool contained_has_no_version(struct evaluation *evaluation,
                                     const struct invariant_place *place) {
  return contained_meta_lacks(evaluation, place, evaluation->names.version_id) &&
         contained_meta_lacks(evaluation, place, evaluation->names.last_updated);
}

/* dom-5: no security label in contained resources. */
static bool contained_has_no_security(struct evaluation *evaluation,
                                      const struct invariant_place *place) {
  return contained_meta_lacks(evaluation, place, evaluation->names.security);
}

/* ctm-1: only a Practitioner acts on behalf of an organization. The type of a member that is not
 * in the document is known by its URL. */
static bool member_may_represent(struct evaluation *evaluation,
                                 const struct invariant_place *place) {
  const struct document *document = evaluation->document;
  uint32_t member = document_member(document, place->node, view_of("member"));
  if (member == NODE_NONE ||
      document_member(document, place->node, view_of("onBehalfOf")) == NODE_NONE) {
    return true;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct reference_target target =
      reference_resolve(evaluation, reference_resolve_text(evaluation, member));
  bool holds = target.type.length == 0 || view_is(target.type, "Practitioner");
  arena_back(evaluation->scratch, mark);
  return holds;
}

struct fast_row {
  struct view key;
  fast_form *holds;
};

static const struct fast_row fast_rows[] = {
    {VIEW_LITERAL("ele-1"), said_elsewhere},
    {VIEW_LITERAL("ext-1"), extension_or_value},
    {VIEW_LITERAL("ref-1"), said_elsewhere},
    {VIEW_LITERAL("txt-1"), said_elsewhere},
    {VIEW_LITERAL("txt-2"), said_elsewhere},
    {VIEW_LITERAL("bdl-11"), said_elsewhere},
    {VIEW_LITERAL("bdl-12"), said_elsewhere},
    {VIEW_LITERAL("ctm-1"), member_may_represent},
    {VIEW_LITERAL("dom-2"), contained_is_flat},
    {VIEW_LITERAL("dom-3"), contained_is_used},
    {VIEW_LITERAL("dom-4"), contained_has_no_version},
    {VIEW_LITERAL("dom-5"), contained_has_no_security},
};

static fast_form *find_fast_form(const struct pack *pack,
                                 const struct pack_constraint *constraint) {
  struct view key = pack_view(pack, constraint->key);
  if (key.length < 5 || key.length > 6) {
    return NULL;
  }
  for (size_t i = 0; i < sizeof(fast_rows) / sizeof(fast_rows[0]); i++) {
    if (view_equal(fast_rows[i].key, key)) {
      return fast_rows[i].holds;
    }
  }
  return NULL;
}

static void report(struct evaluation *evaluation, const struct invariant_place *place,
                   const struct pack_constraint *constraint) {
  const struct pack *pack = evaluation->pack;
  evaluation_report(evaluation,
                    &(struct finding){.message = MESSAGE_INVARIANT,
                                      .node = place->node == NODE_NONE ? place->twin : place->node,
                                      .element = place->element,
                                      .constraint = constraint,
                                      .arguments = {pack_view(pack, constraint->key),
                                                    pack_view(pack, constraint->expression)},
                                      .has_severity = true,
                                      .severity = (enum severity)constraint->severity});
}

static void check_one(struct evaluation *evaluation, const struct invariant_place *place,
                      const struct pack_constraint *constraint) {
  fast_form *fast = find_fast_form(evaluation->pack, constraint);
  if (fast != NULL) {
    bool is_object =
        place->node != NODE_NONE && document_type(evaluation->document, place->node) == NODE_OBJECT;
    if (is_object && !fast(evaluation, place)) {
      report(evaluation, place, constraint);
    }
    return;
  }
  if (!invariant_program_holds(evaluation, place, constraint)) {
    report(evaluation, place, constraint);
  }
}

void invariant_check(struct evaluation *evaluation, const struct invariant_place *place) {
  const struct pack *pack = evaluation->pack;
  struct pack_range range = pack->elements[place->element].constraints;
  for (uint32_t i = 0; i < range.count; i++) {
    const struct pack_constraint *constraint = &pack->constraints[pack->indexes[range.first + i]];
    bool in_silent_test = evaluation->silent > 0 && constraint->severity > SEVERITY_ERROR;
    if ((constraint->flags & PACK_CONSTRAINT_BEST_PRACTICE) == 0 && !in_silent_test) {
      check_one(evaluation, place, constraint);
    }
  }
}
