#include "terminology/master_fhir.h"

#include "terminology/master_resource.h"

/* Concepts nest by "concept": ICD-10 has 5 levels, the deepest HL7 system 9. */
#define CONCEPT_DEPTH 40u
#define NO_EMISSIONS                                                                               \
  .class_column = MASTER_NO_COLUMN, .change_column = MASTER_NO_COLUMN, .key = MASTER_NO_COLUMN,    \
  .released = MASTER_NO_COLUMN, .partition = MASTER_NO_COLUMN

#define LAYOUT(name, type)                                                                         \
  { .id = (name), .english = "FHIR " type, .japanese = "FHIR " type, NO_EMISSIONS }

static const struct {
  const char *type;
  bool by_id; /* has no url in R4 */
  struct master_layout layout;
} types[] = {
    {"CodeSystem", false, LAYOUT("fhir-code-system", "CodeSystem")},
    {"ConceptMap", false, LAYOUT("fhir-concept-map", "ConceptMap")},
    {"ValueSet", false, LAYOUT("fhir-value-set", "ValueSet")},
    {"NamingSystem", true, LAYOUT("fhir-naming-system", "NamingSystem")},
};

bool master_fhir_is(struct view text) {
  struct view start = view_trim(view_part(text, 0, 100));
  return start.length > 0 && start.data[0] == '{';
}

static enum error refuse_json(const struct master_file *file, struct issue_list *issues,
                              const struct document_failure *failure) {
  struct document_position at = document_position(file->text, failure->offset);
  struct issue *issue =
      master_file_issue(file, issues, MASTER_MESSAGE_JSON, (const uint32_t[2]){at.line, at.column});
  issue->arguments[2] = view_of(document_fault_english(failure->fault));
  issue->arguments[3] = view_of(document_fault_japanese(failure->fault));
  return ERROR_NOT_PROCESSABLE;
}

/* "2024-07-09T..." -> 20240709; 0 when there is none. */
static uint32_t release_of(struct view date) {
  struct view digits[3] = {view_part(date, 0, 4), view_part(date, 5, 2), view_part(date, 8, 2)};
  uint64_t numbers[3];
  for (size_t i = 0; i < 3; i++) {
    if (!view_to_unsigned(digits[i], 9999, &numbers[i])) {
      return 0;
    }
  }
  return (uint32_t)(numbers[0] * 10000 + numbers[1] * 100 + numbers[2]);
}

enum error master_fhir_read(struct master_file *file, struct arena *arena,
                            struct issue_list *issues) {
  struct document_failure failure;
  enum error error = document_read(arena, file->text, NULL, &file->document, &failure);
  return error == ERROR_SYNTAX ? refuse_json(file, issues, &failure) : error;
}

enum error master_fhir_recognise(struct master_file *file, struct arena *arena,
                                 struct issue_list *issues) {
  struct view type = document_member_string(&file->document, 0, "resourceType", arena);
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (view_is(type, types[i].type)) {
      file->resource = master_resource_of(&file->document, arena);
      bool named =
          file->resource.url.length > 0 || (types[i].by_id && file->resource.id.length > 0);
      file->layout = named ? &types[i].layout : NULL;
    }
  }
  if (file->layout == NULL) {
    struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_RESOURCE, NULL);
    issue->arguments[1] = arena_copy(issues->arena, type);
    return ERROR_NOT_PROCESSABLE;
  }
  file->release = release_of(document_member_string(&file->document, 0, "date", arena));
  return file->resource.content.data != NULL ? ERROR_OK : ERROR_MEMORY;
}

bool master_fhir_has_rows(const struct master_file *file) {
  uint32_t content = document_member(&file->document, 0, view_of("content"));
  return view_is(file->resource.type, "ConceptMap") ||
         (view_is(file->resource.type, "CodeSystem") &&
          (content == NODE_NONE ||
           !document_string_is(&file->document, content, view_of("supplement"))));
}

/* ---- CodeSystem -------------------------------------------------------------------------------
 */
struct fhir_apply {
  struct master_apply *apply;
  const struct document *document;
  struct arena *arena;
  struct masters_draft *draft;
  uint32_t system;
  uint32_t rows;
};

/* One concept while its parts are said. */
struct saying {
  struct draft_concept *concept;
  bool changed;
  bool renamed;
  struct view before;
};

static struct view member(const struct fhir_apply *fhir, uint32_t object, const char *name) {
  return document_member_string(fhir->document, object, name, fhir->arena);
}

static enum error say(const struct fhir_apply *fhir, struct saying *saying,
                      struct draft_item item) {
  bool is_new = false;
  item.source = fhir->apply->source;
  enum error error = masters_draft_say(fhir->draft, saying->concept, &item, &is_new);
  saying->changed = saying->changed || is_new;
  return error;
}

static enum error say_text(const struct fhir_apply *fhir, struct saying *saying, struct view name,
                           struct view value) {
  struct draft_item item = {.kind = MASTERS_LINK_PROPERTY, .name = name, .value = value};
  return value.length > 0 ? say(fhir, saying, item) : ERROR_OK;
}

static enum error say_parent(const struct fhir_apply *fhir, struct saying *saying,
                             struct view code) {
  struct draft_item item = {.kind = MASTERS_LINK_PARENT};
  enum error error = masters_draft_concept(fhir->draft, fhir->system, code, &item.target);
  return error == ERROR_OK ? say(fhir, saying, item) : error;
}

/* property.value[x]: text of the one that is there; numbers and booleans as written. */
static struct view property_value(const struct fhir_apply *fhir, uint32_t property) {
  for (uint32_t key = document_first(fhir->document, property); key != NODE_NONE;
       key = document_next(fhir->document, property, key)) {
    if (view_starts_with(document_raw(fhir->document, key), view_of("value"))) {
      enum node_type type = document_type(fhir->document, key + 1);
      return type == NODE_STRING   ? document_string(fhir->document, key + 1, fhir->arena)
             : type == NODE_OBJECT ? member(fhir, key + 1, "code")
                                   : document_raw(fhir->document, key + 1);
    }
  }
  return (struct view){NULL, 0};
}

static enum error say_properties(const struct fhir_apply *fhir, struct saying *saying,
                                 uint32_t node) {
  uint32_t list = document_member(fhir->document, node, view_of("property"));
  enum error error = ERROR_OK;
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(fhir->document, list);
       i != NODE_NONE && error == ERROR_OK; i = document_next(fhir->document, list, i)) {
    struct view code = member(fhir, i, "code");
    struct view value = property_value(fhir, i);
    error = view_is(code, "parent") && value.length > 0 ? say_parent(fhir, saying, value)
                                                        : say_text(fhir, saying, code, value);
  }
  list = document_member(fhir->document, node, view_of("designation"));
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(fhir->document, list);
       i != NODE_NONE && error == ERROR_OK; i = document_next(fhir->document, list, i)) {
    error = say_text(fhir, saying, view_of("designation"), member(fhir, i, "value"));
  }
  return error;
}

/* What a publisher's own file says stands above the package that was made from it. */
static bool may_name(const struct fhir_apply *fhir, const struct draft_concept *concept) {
  return (concept->flags & MASTERS_CONCEPT_NAMED) != 0 ||
         ((concept->flags & MASTERS_CONCEPT_PRIMARY) == 0 &&
          concept->source == fhir->apply->source);
}

static void say_display(const struct fhir_apply *fhir, struct saying *saying, struct view display) {
  struct draft_concept *concept = saying->concept;
  bool is_nameless = concept->display.length == 0 && display.length > 0;
  if (!may_name(fhir, concept) && !is_nameless) {
    return;
  }
  if (!view_equal(concept->display, display)) {
    saying->renamed = concept->display.length > 0;
    saying->before = concept->display;
    saying->changed = true;
    concept->display = display;
  }
  if (!is_nameless || may_name(fhir, concept)) {
    concept->source = fhir->apply->source;
  }
}

static enum error apply_concept(struct fhir_apply *fhir, uint32_t node, struct view parent) {
  struct view code = member(fhir, node, "code");
  struct saying saying = {.concept = NULL};
  enum error error = masters_draft_concept(fhir->draft, fhir->system, code, &saying.concept);
  if (error != ERROR_OK) {
    return error;
  }
  struct draft_concept *concept = saying.concept;
  const uint32_t out = MASTERS_CONCEPT_NAMED;
  bool was_known = (concept->flags & out) == 0;
  bool stays_retired = !may_name(fhir, concept);
  master_apply_mark_stale(fhir->apply, concept);
  concept->seen = fhir->apply->serial;
  say_display(fhir, &saying, member(fhir, node, "display"));
  error = say_properties(fhir, &saying, node);
  error = error == ERROR_OK
              ? say_text(fhir, &saying, view_of("definition"), member(fhir, node, "definition"))
              : error;
  error = error == ERROR_OK && parent.length > 0 ? say_parent(fhir, &saying, parent) : error;
  saying.changed = master_apply_drop_stale(fhir->apply, concept) || saying.changed;
  concept->flags &= stays_retired ? ~out : ~(out | MASTERS_CONCEPT_RETIRED);
  fhir->rows++;
  if (error != ERROR_OK || (was_known && !saying.changed)) {
    return error;
  }
  struct master_change change = {.kind = !was_known       ? MASTER_CHANGE_ADDED
                                         : saying.renamed ? MASTER_CHANGE_RENAMED
                                                          : MASTER_CHANGE_CHANGED,
                                 .before = saying.before};
  return master_apply_note(fhir->apply, change, concept);
}

struct level {
  uint32_t list;
  uint32_t at;
  struct view parent;
};

/* Depth first, with its own stack. */
static enum error apply_concepts(struct fhir_apply *fhir, uint32_t list) {
  struct level levels[CONCEPT_DEPTH];
  size_t depth = 0;
  enum error error = ERROR_OK;
  if (list != NODE_NONE) {
    levels[depth++] =
        (struct level){list, document_first(fhir->document, list), (struct view){NULL, 0}};
  }
  while (depth > 0 && error == ERROR_OK) {
    struct level *level = &levels[depth - 1];
    uint32_t node = level->at;
    if (node == NODE_NONE) {
      depth--;
      continue;
    }
    level->at = document_next(fhir->document, level->list, node);
    error = apply_concept(fhir, node, level->parent);
    uint32_t children = document_member(fhir->document, node, view_of("concept"));
    if (children != NODE_NONE && error == ERROR_OK) {
      if (depth == CONCEPT_DEPTH) {
        return ERROR_TOO_LARGE;
      }
      levels[depth++] = (struct level){children, document_first(fhir->document, children),
                                       member(fhir, node, "code")};
    }
  }
  return error;
}

static enum error apply_code_system(struct fhir_apply *fhir) {
  enum error error =
      masters_draft_system(fhir->draft, fhir->apply->file->resource.url, &fhir->system);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t list = document_member(fhir->document, 0, view_of("concept"));
  struct draft_system *system = &fhir->draft->systems[fhir->system];
  struct view content = member(fhir, 0, "content");
  system->version = member(fhir, 0, "version");
  system->fragment = !view_is(content, "complete");
  error = apply_concepts(fhir, list);
  return error == ERROR_OK && !system->fragment
             ? master_apply_retire(fhir->apply, fhir->system, false)
             : error;
}

/* ---- ConceptMap -------------------------------------------------------------------------------
 */
static bool is_same_thing(struct view equivalence) {
  return view_is(equivalence, "equal") || view_is(equivalence, "equivalent");
}

static enum error apply_element(struct fhir_apply *fhir, uint32_t element, uint32_t target_system) {
  struct saying saying = {.concept = NULL};
  struct view code = member(fhir, element, "code");
  enum error error = masters_draft_concept(fhir->draft, fhir->system, code, &saying.concept);
  uint32_t targets = document_member(fhir->document, element, view_of("target"));
  for (uint32_t i = targets == NODE_NONE ? NODE_NONE : document_first(fhir->document, targets);
       i != NODE_NONE && error == ERROR_OK; i = document_next(fhir->document, targets, i)) {
    struct draft_item item = {.kind = MASTERS_LINK_MAP};
    struct view target = member(fhir, i, "code");
    if (target.length > 0 && is_same_thing(member(fhir, i, "equivalence"))) {
      error = masters_draft_concept(fhir->draft, target_system, target, &item.target);
      error = error == ERROR_OK ? say(fhir, &saying, item) : error;
    }
  }
  fhir->rows++;
  return error == ERROR_OK && saying.changed
             ? master_apply_note(
                   fhir->apply,
                   (struct master_change){.kind = MASTER_CHANGE_CHANGED, .before = code},
                   saying.concept)
             : error;
}

static enum error apply_group(struct fhir_apply *fhir, uint32_t group) {
  uint32_t target_system;
  enum error error =
      masters_draft_system(fhir->draft, member(fhir, group, "source"), &fhir->system);
  error = error == ERROR_OK
              ? masters_draft_system(fhir->draft, member(fhir, group, "target"), &target_system)
              : error;
  uint32_t elements = document_member(fhir->document, group, view_of("element"));
  for (uint32_t i = elements == NODE_NONE ? NODE_NONE : document_first(fhir->document, elements);
       i != NODE_NONE && error == ERROR_OK; i = document_next(fhir->document, elements, i)) {
    error = apply_element(fhir, i, target_system);
  }
  return error;
}

/* A newer map replaces the older one as a whole. */
static void forget_map(const struct fhir_apply *fhir) {
  for (uint32_t i = 0; i < fhir->draft->system_count; i++) {
    const struct hash_map *concepts = &fhir->draft->systems[i].concepts;
    for (uint32_t j = 0; j < concepts->count; j++) {
      master_apply_mark_stale(fhir->apply, concepts->entries[j].value);
      master_apply_drop_stale(fhir->apply, concepts->entries[j].value);
    }
  }
}

static enum error apply_concept_map(struct fhir_apply *fhir) {
  uint32_t groups = document_member(fhir->document, 0, view_of("group"));
  enum error error = ERROR_OK;
  if (!fhir->apply->report->first) {
    forget_map(fhir);
  }
  for (uint32_t i = groups == NODE_NONE ? NODE_NONE : document_first(fhir->document, groups);
       i != NODE_NONE && error == ERROR_OK; i = document_next(fhir->document, groups, i)) {
    error = apply_group(fhir, i);
  }
  return error;
}

enum error master_fhir_apply(struct master_apply *apply) {
  struct fhir_apply fhir = {.apply = apply,
                            .document = &apply->file->document,
                            .arena = apply->import->arena,
                            .draft = &apply->import->draft};
  enum error error = view_is(apply->file->resource.type, "CodeSystem") ? apply_code_system(&fhir)
                                                                       : apply_concept_map(&fhir);
  apply->rows = fhir.rows;
  return error;
}
