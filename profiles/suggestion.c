#include "profiles/suggestion.h"

#include "profiles/constraint_text.h"
#include "profiles/hint_list.h"
#include "profiles/kana_width.h"
#include "profiles/name_suggestion.h"
#include "profiles/primitive_format.h"
#include "profiles/primitive_repair.h"
#include "server/base/buffer.h"

#define LIST_ITEMS 12u /* more are not read by anybody */
#define LIST_BYTES 400u
#define SEARCHED_CODES 2000u /* a finding must not cost more than the validation */

struct suggestion {
  enum hint hint;    /* HINT_COUNT: none */
  struct view value; /* in scratch memory, the pack or the document */
};

static const struct suggestion nothing = {HINT_COUNT, {NULL, 0}};

static struct suggestion suggest(enum hint hint, struct view value) {
  return value.length > 0 ? (struct suggestion){hint, value} : nothing;
}

/* ---- lists -------------------------------------------------------------------------------------
 */

struct list {
  struct buffer text;
  uint32_t count;
};

static void list_add(struct list *list, struct view item) {
  if (list->count < LIST_ITEMS) {
    buffer_append_string(&list->text, list->count == 0 ? "" : ", ");
    buffer_append(&list->text, item);
  }
  list->count++;
}

static struct list list_make(struct evaluation *evaluation) {
  return (struct list){buffer_make(evaluation->scratch, LIST_BYTES), 0};
}

/* Empty when there is more than a person reads. */
static struct view list_text(const struct list *list) {
  bool whole = list->count <= LIST_ITEMS && list->text.error == ERROR_OK;
  return whole ? buffer_view(&list->text) : view_make(NULL, 0);
}

/* ---- nearest names -----------------------------------------------------------------------------
 */

struct nearest {
  struct view name;
  struct view found;
  unsigned distance; /* of what was found; at first the first one that is too far */
};

/* Short names differ by a letter from many others. */
static struct nearest nearest_make(struct view name) {
  return (struct nearest){name, {NULL, 0}, name.length > 6 ? 3 : name.length > 3 ? 2 : 1};
}

static void nearest_try(struct nearest *nearest, struct view key, struct view result) {
  size_t longer = key.length > nearest->name.length ? key.length - nearest->name.length
                                                    : nearest->name.length - key.length;
  if (longer >= nearest->distance) {
    return;
  }
  unsigned distance = 0;
  if (nearest->distance == 1) { /* only the case may differ */
    distance = view_equal_ignore_case(nearest->name, key) ? 0 : 1;
  } else {
    distance = name_suggestion_distance(nearest->name, key, nearest->distance);
  }
  if (distance < nearest->distance) {
    nearest->distance = distance;
    nearest->found = result;
  }
}

static struct suggestion nearest_type(struct evaluation *evaluation,
                                      const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  struct nearest nearest = nearest_make(finding->arguments[0]);
  for (uint32_t i = 0; i < pack->profiles_count; i++) {
    const struct pack_profile *row = &pack->profiles[i];
    bool concrete = row->kind == PACK_KIND_RESOURCE && (row->flags & PACK_PROFILE_TYPE) != 0 &&
                    (row->flags & PACK_PROFILE_ABSTRACT) == 0;
    if (concrete) {
      nearest_try(&nearest, pack_view(pack, row->type), pack_view(pack, row->type));
    }
  }
  return suggest(HINT_MEANT, nearest.found);
}

static struct view last_segment(struct view url) {
  struct view rest = url;
  struct view path = view_split(&rest, '|');
  size_t start = path.length;
  while (start > 0 && path.data[start - 1] != '/') {
    start--;
  }
  return view_part(path, start, path.length);
}

/* The profile or extension whose name at the end of the URL is the nearest. */
static struct suggestion nearest_profile(struct evaluation *evaluation, struct view url,
                                         bool extensions) {
  const struct pack *pack = evaluation->pack;
  struct nearest nearest = nearest_make(last_segment(url));
  for (uint32_t i = 0; i < pack->profiles_count; i++) {
    const struct pack_profile *row = &pack->profiles[i];
    struct view other = pack_view(pack, row->url);
    if ((row->kind == PACK_KIND_EXTENSION) == extensions && !view_equal(other, url)) {
      nearest_try(&nearest, last_segment(other), other);
    }
  }
  return suggest(HINT_MEANT, nearest.found);
}

static struct suggestion suggest_profile(struct evaluation *evaluation,
                                         const struct finding *finding) {
  return nearest_profile(evaluation, finding->arguments[0], false);
}

static struct suggestion suggest_extension(struct evaluation *evaluation,
                                           const struct finding *finding) {
  return nearest_profile(evaluation, finding->arguments[0], true);
}

/* The versions of the packages that have the profile: those are what |version is written with. */
static struct suggestion suggest_versions(struct evaluation *evaluation,
                                          const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  struct list list = list_make(evaluation);
  struct view last = {NULL, 0};
  uint32_t steps = 0;
  for (uint32_t row = pack_find_profile(pack, finding->arguments[0]);
       row != PACK_NONE && steps < pack->profiles_count;
       row = pack->profiles[row].next_version, steps++) {
    struct view version = pack_view(pack, pack->packages[pack->profiles[row].package].version);
    if (version.length > 0 && !view_equal(version, last)) {
      list_add(&list, version);
    }
    last = version;
  }
  return suggest(HINT_VERSIONS, list_text(&list));
}

/* ---- codes -------------------------------------------------------------------------------------
 */

static bool has_letters(struct view text) {
  size_t letters = 0;
  for (size_t i = 0; i < text.length; i++) {
    char lower = (char)(text.data[i] | 0x20);
    letters += lower >= 'a' && lower <= 'z' ? 1 : 0;
  }
  return letters * 2 > text.length;
}

/* What lies near a code, and all codes when they are few. A number that differs by a digit is
 * another code, not a slip. */
struct code_search {
  struct nearest nearest;
  struct list list;
  bool by_letters;
};

static struct code_search search_make(struct evaluation *evaluation, struct view code) {
  struct code_search search = {nearest_make(code), list_make(evaluation), has_letters(code)};
  search.nearest.distance = search.by_letters ? search.nearest.distance : 1;
  return search;
}

static void search_list(struct evaluation *evaluation, uint32_t code_list,
                        struct code_search *search) {
  const struct pack *pack = evaluation->pack;
  if (code_list == PACK_NONE) {
    return;
  }
  struct pack_range range = pack->code_lists[code_list].codes;
  bool few = range.count <= SEARCHED_CODES;
  for (uint32_t i = 0; i < range.count && few; i++) {
    struct view code = pack_view(pack, pack->codes[range.first + i].code);
    nearest_try(&search->nearest, code, code);
    list_add(&search->list, code);
  }
  search->list.count += few ? 0 : range.count;
}

static struct suggestion search_result(const struct code_search *search) {
  return search->nearest.found.length > 0 ? suggest(HINT_MEANT, search->nearest.found)
                                          : suggest(HINT_ALLOWED, list_text(&search->list));
}

/* "system#code" of a message's argument; a code alone has no system. */
struct argument_code {
  struct view system;
  struct view code;
};

static struct argument_code code_of_argument(struct view argument) {
  size_t hash = SIZE_MAX;
  for (size_t i = 0; i < argument.length; i++) {
    hash = argument.data[i] == '#' ? i : hash;
  }
  if (hash == SIZE_MAX) {
    return (struct argument_code){{NULL, 0}, argument};
  }
  return (struct argument_code){view_part(argument, 0, hash),
                                view_part(argument, hash + 1, argument.length)};
}

/* Codes of the system, or which systems there are when it is none of them. */
static struct suggestion search_value_set(struct evaluation *evaluation, uint32_t value_set,
                                          struct argument_code wanted) {
  const struct pack *pack = evaluation->pack;
  struct code_search search = search_make(evaluation, wanted.code);
  struct list systems = list_make(evaluation);
  if (value_set == PACK_NONE) {
    return nothing;
  }
  const struct pack_value_set *set = &pack->value_sets[value_set];
  bool whole = (set->flags & PACK_VALUE_SET_INCOMPLETE) == 0;
  uint32_t fitting = 0;
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part = &pack->value_set_parts[set->parts.first + i];
    struct view system = pack_view(pack, part->system);
    list_add(&systems, system);
    if (wanted.system.length == 0 || view_equal(wanted.system, system)) {
      search_list(evaluation, part->code_list, &search);
      fitting++;
    }
    whole = whole && part->kind == PACK_PART_LIST;
  }
  if (fitting == 0) {
    return suggest(HINT_SYSTEMS, list_text(&systems));
  }
  search.list.count = whole ? search.list.count : LIST_ITEMS + 1;
  return search_result(&search);
}

static const struct pack_binding *binding_of(const struct pack *pack, uint32_t element) {
  uint32_t row = element == PACK_NONE ? PACK_NONE : pack->elements[element].binding;
  return row == PACK_NONE ? NULL : &pack->bindings[row];
}

static struct suggestion suggest_code(struct evaluation *evaluation,
                                      const struct finding *finding) {
  const struct pack_binding *binding = binding_of(evaluation->pack, finding->element);
  if (binding == NULL) {
    return nothing;
  }
  uint32_t set =
      finding->message == MESSAGE_CODE_OUTSIDE_MAXIMUM ? binding->maximum : binding->value_set;
  return search_value_set(evaluation, set, code_of_argument(finding->arguments[0]));
}

static struct suggestion suggest_any_code(struct evaluation *evaluation,
                                          const struct finding *finding) {
  const struct pack_binding *binding = binding_of(evaluation->pack, finding->element);
  return binding == NULL ? nothing
                         : search_value_set(evaluation, binding->value_set,
                                            (struct argument_code){{NULL, 0}, {NULL, 0}});
}

static struct suggestion suggest_known_code(struct evaluation *evaluation,
                                            const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  struct code_search search = search_make(evaluation, finding->arguments[0]);
  uint32_t system = pack_find_code_system(pack, finding->arguments[1]);
  bool folded = system != PACK_NONE && /* its codes are held in lower case */
                (pack->code_systems[system].flags & PACK_CODE_SYSTEM_CASE_INSENSITIVE) != 0;
  if (system == PACK_NONE || folded) {
    return nothing;
  }
  search_list(evaluation, pack->code_systems[system].code_list, &search);
  return search_result(&search);
}

static struct suggestion suggest_successor(struct evaluation *evaluation,
                                           const struct finding *finding) {
  (void)evaluation;
  return suggest(HINT_SUCCESSOR, finding->arguments[3]);
}

/* ---- elements ----------------------------------------------------------------------------------
 */

/* The names that a choice may be written with: "valueString, valueCode". */
static struct view choice_names(struct evaluation *evaluation, uint32_t parent, uint32_t choice) {
  const struct pack *pack = evaluation->pack;
  struct list list = list_make(evaluation);
  struct pack_range keys = pack->elements[parent].keys;
  for (uint32_t i = keys.first; i < keys.first + keys.count; i++) {
    const struct pack_key *key = &pack->keys[i];
    if (key->child == choice && key->type != PACK_NONE && (key->flags & PACK_KEY_TWIN) == 0) {
      const struct name_row *row = &pack->names[key->name];
      list_add(&list, view_make(pack->text + row->offset, row->length));
    }
  }
  return list_text(&list);
}

/* A choice that was written without its type: "value" of an Observation. */
static struct suggestion suggest_choice(struct evaluation *evaluation,
                                        const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  struct view name = finding->arguments[0];
  struct pack_range children = pack->elements[finding->element].children;
  for (uint32_t i = children.first; i < children.first + children.count; i++) {
    struct view last = evaluation_element_name(pack, i);
    bool is_choice = (pack->elements[i].flags & PACK_ELEMENT_CHOICE) != 0;
    if (is_choice && last.length == name.length + 3 && view_starts_with(last, name)) {
      return suggest(HINT_NAMES, choice_names(evaluation, finding->element, i));
    }
  }
  return nothing;
}

/* The element whose children the element is one of; PACK_NONE for roots. The elements of a profile
 * lie together, its root first. */
static uint32_t parent_of(const struct pack *pack, uint32_t element) {
  uint32_t profile = pack->elements_cold[element].profile;
  for (uint32_t i = pack->profiles[profile].root;
       i < pack->elements_count && pack->elements_cold[i].profile == profile; i++) {
    struct pack_range children = pack->elements[i].children;
    if (element - children.first < children.count) {
      return i;
    }
  }
  return PACK_NONE;
}

static struct suggestion suggest_choice_type(struct evaluation *evaluation,
                                             const struct finding *finding) {
  uint32_t parent = parent_of(evaluation->pack, finding->element);
  return parent == PACK_NONE
             ? nothing
             : suggest(HINT_ALLOWED, choice_names(evaluation, parent, finding->element));
}

/* "Reference(Patient | Group)" */
static struct view type_text(struct evaluation *evaluation, const struct pack_type *type) {
  const struct pack *pack = evaluation->pack;
  struct buffer buffer = buffer_make(evaluation->scratch, LIST_BYTES);
  buffer_append(&buffer, pack_view(pack, type->name));
  for (uint32_t i = 0; i < type->targets.count; i++) {
    struct view url = pack_view(pack, pack->links[type->targets.first + i].url);
    buffer_append_string(&buffer, i == 0 ? "(" : " | ");
    buffer_append(&buffer, last_segment(url));
  }
  buffer_append_string(&buffer, type->targets.count > 0 ? ")" : "");
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : pack_view(pack, type->name);
}

/* The one type of an element: its own, or that of its name in the element around it. NULL when
 * there are several, or its children are its own. */
static const struct pack_type *type_of(const struct pack *pack, uint32_t element) {
  const struct pack_element *row = &pack->elements[element];
  uint32_t type = row->types.count == 1 ? row->types.first : PACK_NONE;
  uint32_t parent = row->types.count == 0 ? parent_of(pack, element) : PACK_NONE;
  uint32_t found = 0;
  for (uint32_t i = 0; parent != PACK_NONE && i < pack->elements[parent].keys.count; i++) {
    const struct pack_key *key = &pack->keys[pack->elements[parent].keys.first + i];
    if (key->child == element && (key->flags & PACK_KEY_TWIN) == 0) {
      type = key->type;
      found++;
    }
  }
  bool is_usable = type != PACK_NONE && found <= 1 &&
                   (pack->types[type].flags & (PACK_TYPE_INLINE | PACK_TYPE_RESOURCE)) == 0;
  return is_usable ? &pack->types[type] : NULL;
}

/* What is needed to write the element that is missing: its fixed value, its codes or its type. */
static struct suggestion suggest_missing(struct evaluation *evaluation,
                                         const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element *element = &pack->elements[finding->element];
  if (element->value_count > 0) {
    return suggest(HINT_VALUE, pack_view(pack, pack->values[element->values].json));
  }
  struct suggestion codes = suggest_any_code(evaluation, finding);
  if (codes.hint != HINT_COUNT) {
    return codes;
  }
  const struct pack_type *type = type_of(pack, finding->element);
  return type == NULL ? nothing : suggest(HINT_TYPE, type_text(evaluation, type));
}

/* ---- slices ------------------------------------------------------------------------------------
 */

static uint32_t slice_of(const struct pack *pack, uint32_t element) {
  uint32_t slice = 0;
  while (slice < pack->slices_count && pack->slices[slice].element != element) {
    slice++;
  }
  return slice;
}

static uint32_t slicing_of(const struct pack *pack, uint32_t slice) {
  uint32_t slicing = 0;
  while (slicing < pack->slicings_count &&
         slice - pack->slicings[slicing].slices.first >= pack->slicings[slicing].slices.count) {
    slicing++;
  }
  return slicing;
}

/* 'system = "http://..."': what tells the slice from others, when it is a value. */
static struct suggestion suggest_slice(struct evaluation *evaluation,
                                       const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  uint32_t slice = slice_of(pack, finding->element);
  uint32_t slicing = slice < pack->slices_count ? slicing_of(pack, slice) : pack->slicings_count;
  struct list list = list_make(evaluation);
  if (slicing == pack->slicings_count) {
    return nothing;
  }
  struct pack_range criteria = pack->slices[slice].criteria;
  for (uint32_t i = 0; i < criteria.count; i++) {
    const struct pack_criterion *row = &pack->criteria[criteria.first + i];
    const struct pack_discriminator *discriminator =
        &pack->discriminators[pack->slicings[slicing].discriminators.first + i];
    if (row->kind == PACK_CRITERION_VALUE) {
      struct view path = pack_view(pack, discriminator->path);
      struct view json = pack_view(pack, pack->values[row->index].json);
      list_add(&list, arena_format(evaluation->scratch, "%.*s = %.*s", VIEW_ARGUMENTS(path),
                                   VIEW_ARGUMENTS(json)));
    }
  }
  return suggest(HINT_ITEM, list_text(&list));
}

static struct suggestion suggest_slices(struct evaluation *evaluation,
                                        const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  uint32_t row = pack->elements[finding->element].slicing;
  struct list list = list_make(evaluation);
  if (row == PACK_NONE) {
    return nothing;
  }
  struct pack_range slices = pack->slicings[row].slices;
  for (uint32_t i = slices.first; i < slices.first + slices.count; i++) {
    list_add(&list, pack_view(pack, pack->elements_cold[pack->slices[i].element].slice_name));
  }
  return suggest(HINT_KINDS, list_text(&list));
}

/* ---- references and Bundles --------------------------------------------------------------------
 */

static struct suggestion suggest_contained(struct evaluation *evaluation,
                                           const struct finding *finding) {
  const struct document *document = evaluation->document;
  const struct resource_scope *scope = evaluation->scope;
  (void)finding;
  while (scope != NULL && scope->is_contained) {
    scope = scope->parent;
  }
  uint32_t contained = scope == NULL
                           ? NODE_NONE
                           : document_member_id(document, scope->node, evaluation->names.contained);
  struct list list = list_make(evaluation);
  if (contained == NODE_NONE || document_type(document, contained) != NODE_ARRAY) {
    return nothing;
  }
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    uint32_t id = document_member_id(document, item, evaluation->names.id);
    if (id != NODE_NONE) {
      struct view text = evaluation_text(evaluation, id);
      list_add(&list, arena_format(evaluation->scratch, "#%.*s", VIEW_ARGUMENTS(text)));
    }
  }
  return suggest(HINT_CONTAINED, list_text(&list));
}

static struct suggestion suggest_full_url(struct evaluation *evaluation,
                                          const struct finding *finding) {
  struct view url = finding->arguments[0];
  struct view uuid = primitive_repair(PACK_PRIMITIVE_UUID, url, evaluation->scratch);
  if (uuid.length > 0) {
    return suggest(HINT_WRITE, uuid);
  }
  return suggest(HINT_WRITE, arena_format(evaluation->scratch, "https://(server)/fhir/%.*s",
                                          VIEW_ARGUMENTS(url)));
}

/* The URL with the resource's id at its end. */
static struct suggestion suggest_full_url_id(struct evaluation *evaluation,
                                             const struct finding *finding) {
  struct view url = finding->arguments[0];
  struct view base = view_part(url, 0, url.length - last_segment(url).length);
  base.length -= base.length > 0 ? 1u : 0u;
  base.length -= last_segment(base).length;
  struct view type_and_id = finding->arguments[1];
  return suggest(HINT_WRITE, arena_format(evaluation->scratch, "%.*s%.*s", VIEW_ARGUMENTS(base),
                                          VIEW_ARGUMENTS(type_and_id)));
}

static struct suggestion suggest_own_id(struct evaluation *evaluation,
                                        const struct finding *finding) {
  struct view id = last_segment(finding->arguments[0]);
  return suggest(HINT_WRITE,
                 arena_format(evaluation->scratch, "\"id\": \"%.*s\"", VIEW_ARGUMENTS(id)));
}

/* ---- formats -----------------------------------------------------------------------------------
 */

static struct suggestion suggest_form(struct evaluation *evaluation,
                                      const struct finding *finding) {
  static const struct {
    enum message_id message;
    enum pack_primitive type;
    const char *example;
  } rows[] = {
      {MESSAGE_FORMAT_BOOLEAN, PACK_PRIMITIVE_BOOLEAN, ""},
      {MESSAGE_FORMAT_INTEGER, PACK_PRIMITIVE_INTEGER, ""},
      {MESSAGE_FORMAT_POSITIVE_INT, PACK_PRIMITIVE_POSITIVE_INT, ""},
      {MESSAGE_FORMAT_UNSIGNED_INT, PACK_PRIMITIVE_UNSIGNED_INT, ""},
      {MESSAGE_FORMAT_DECIMAL, PACK_PRIMITIVE_DECIMAL, ""},
      {MESSAGE_FORMAT_CODE, PACK_PRIMITIVE_CODE, ""},
      {MESSAGE_FORMAT_ID, PACK_PRIMITIVE_ID, ""},
      {MESSAGE_FORMAT_URI, PACK_PRIMITIVE_URI, ""},
      {MESSAGE_FORMAT_URL, PACK_PRIMITIVE_URL, ""},
      {MESSAGE_FORMAT_CANONICAL, PACK_PRIMITIVE_CANONICAL, ""},
      {MESSAGE_FORMAT_OID, PACK_PRIMITIVE_OID, "urn:oid:1.2.392.100495.20.3.51"},
      {MESSAGE_FORMAT_UUID, PACK_PRIMITIVE_UUID, "urn:uuid:0f14d0ab-9605-4a62-a9e4-5ed26688389b"},
      {MESSAGE_FORMAT_INSTANT, PACK_PRIMITIVE_INSTANT, "2026-04-01T09:30:00+09:00"},
      {MESSAGE_FORMAT_DATE, PACK_PRIMITIVE_DATE, "2026-04-01"},
      {MESSAGE_FORMAT_DATE_TIME, PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:30:00+09:00"},
      {MESSAGE_FORMAT_TIME, PACK_PRIMITIVE_TIME, "09:30:00"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].message == finding->message) {
      struct view repaired =
          primitive_repair(rows[i].type, finding->arguments[0], evaluation->scratch);
      return repaired.length > 0 ? suggest(HINT_WRITE, repaired)
                                 : suggest(HINT_EXAMPLE, view_of(rows[i].example));
    }
  }
  return nothing;
}

/* A boolean or number in quotation marks, a string without them. */
static struct suggestion suggest_literal(struct evaluation *evaluation,
                                         const struct finding *finding) {
  const struct document *document = evaluation->document;
  struct view text = document_raw(document, finding->node);
  bool is_string = document_type(document, finding->node) == NODE_STRING;
  if (finding->message == MESSAGE_STRING_EXPECTED) {
    return suggest(HINT_WRITE, arena_format(evaluation->scratch, "\"%.*s\"", VIEW_ARGUMENTS(text)));
  }
  enum pack_primitive type = finding->message == MESSAGE_BOOLEAN_EXPECTED ? PACK_PRIMITIVE_BOOLEAN
                                                                          : PACK_PRIMITIVE_DECIMAL;
  if (!is_string || primitive_format_check(type, text) == MESSAGE_COUNT) {
    return suggest(HINT_WRITE, is_string ? text : view_make(NULL, 0));
  }
  return suggest(HINT_WRITE, primitive_repair(type, text, evaluation->scratch));
}

/* ---- national rules ----------------------------------------------------------------------------
 */

static struct suggestion suggest_wide_kana(struct evaluation *evaluation,
                                           const struct finding *finding) {
  return suggest(HINT_WRITE, kana_width_full(finding->arguments[0], evaluation->scratch));
}

/* U+3000, three bytes in UTF-8, as an ordinary blank. */
static struct suggestion suggest_narrow_space(struct evaluation *evaluation,
                                              const struct finding *finding) {
  struct view text = finding->arguments[0];
  struct view wide = VIEW_LITERAL("\xe3\x80\x80");
  struct buffer buffer = buffer_make(evaluation->scratch, text.length + 1);
  size_t start = 0;
  for (size_t at = view_find(text, wide, 0); at != SIZE_MAX; at = view_find(text, wide, start)) {
    buffer_append(&buffer, view_part(text, start, at - start));
    buffer_append_byte(&buffer, ' ');
    start = at + wide.length;
  }
  buffer_append(&buffer, view_part(text, start, text.length));
  return suggest(HINT_WRITE, buffer_view(&buffer));
}

static struct suggestion suggest_uuid(struct evaluation *evaluation,
                                      const struct finding *finding) {
  return suggest(HINT_WRITE,
                 primitive_repair(PACK_PRIMITIVE_UUID, finding->arguments[0], evaluation->scratch));
}

/* ---- by message --------------------------------------------------------------------------------
 */

typedef struct suggestion suggest_function(struct evaluation *evaluation,
                                           const struct finding *finding);

static const struct {
  enum message_id message;
  suggest_function *suggest;
  bool needs_element;
} functions[] = {
    {MESSAGE_RESOURCE_TYPE_UNKNOWN, nearest_type, false},
    {MESSAGE_REFERENCE_TYPE_UNKNOWN, nearest_type, false},
    {MESSAGE_PROFILE_UNKNOWN, suggest_profile, false},
    {MESSAGE_PROFILE_VERSION_UNKNOWN, suggest_versions, false},
    {MESSAGE_EXTENSION_UNKNOWN, suggest_extension, false},
    {MESSAGE_EXTENSION_MODIFIER_UNKNOWN, suggest_extension, false},
    {MESSAGE_EXTENSION_URL_RELATIVE, suggest_extension, false},
    {MESSAGE_EXTENSION_PART_UNKNOWN, suggest_slices, true},
    {MESSAGE_CODE_NOT_IN_VALUE_SET, suggest_code, true},
    {MESSAGE_CODE_OUTSIDE_EXTENSIBLE, suggest_code, true},
    {MESSAGE_CODE_OUTSIDE_PREFERRED, suggest_code, true},
    {MESSAGE_CODE_OUTSIDE_MAXIMUM, suggest_code, true},
    {MESSAGE_CODE_MISSING, suggest_any_code, true},
    {MESSAGE_CODE_UNKNOWN, suggest_known_code, false},
    {MESSAGE_CODE_RETIRED, suggest_successor, false},
    {MESSAGE_CODE_ENDED, suggest_successor, false},
    {MESSAGE_ELEMENT_UNKNOWN, suggest_choice, true},
    {MESSAGE_CHOICE_TYPE, suggest_choice_type, true},
    {MESSAGE_CARDINALITY_MINIMUM, suggest_missing, true},
    {MESSAGE_SLICE_MINIMUM, suggest_slice, true},
    {MESSAGE_SLICE_CLOSED, suggest_slices, true},
    {MESSAGE_BOOLEAN_EXPECTED, suggest_literal, false},
    {MESSAGE_NUMBER_EXPECTED, suggest_literal, false},
    {MESSAGE_STRING_EXPECTED, suggest_literal, false},
    {MESSAGE_REFERENCE_CONTAINED_MISSING, suggest_contained, false},
    {MESSAGE_BUNDLE_FULL_URL_RELATIVE, suggest_full_url, false},
    {MESSAGE_BUNDLE_FULL_URL_ID, suggest_full_url_id, false},
    {MESSAGE_BUNDLE_FULL_URL_NO_ID, suggest_own_id, false},
    {MESSAGE_NATIONAL_HALF_WIDTH_KANA, suggest_wide_kana, false},
    {MESSAGE_NATIONAL_FULL_WIDTH_SPACE, suggest_narrow_space, false},
    {MESSAGE_NATIONAL_FULL_URL_UUID, suggest_uuid, false},
};

static struct suggestion find(struct evaluation *evaluation, const struct finding *finding) {
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    bool usable = !functions[i].needs_element || finding->element != PACK_NONE;
    if (functions[i].message == finding->message) {
      return usable ? functions[i].suggest(evaluation, finding) : nothing;
    }
  }
  return suggest_form(evaluation, finding);
}

void suggestion_add(struct evaluation *evaluation, const struct finding *finding,
                    struct issue *issue) {
  if (finding->row != NULL) {
    return;
  }
  if (finding->message == MESSAGE_INVARIANT && finding->constraint != NULL) {
    issue->hint = constraint_text_find(pack_view(evaluation->pack, finding->constraint->key));
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct suggestion suggestion = find(evaluation, finding);
  if (suggestion.hint != HINT_COUNT) {
    issue->hint = hint_row(suggestion.hint);
    issue->hint_value = arena_copy(evaluation->arena, suggestion.value);
  }
  arena_back(evaluation->scratch, mark);
}
