#include "handlers/concept_map_translate.h"

#include "handlers/definition_message.h"
#include "handlers/parameters_writer.h"
#include "handlers/services.h"
#include "handlers/terminology_request.h"
#include "server/http/route.h"
#include "terminology/mapping_library.h"
#include "terminology/translation.h"

#define CODINGS 64u

struct translate {
  struct terminology_request operation;
  struct translation_question question; /* system and code are those of one coding at a time */
  struct terminology_coding codings[CODINGS];
  size_t coding_count;
  struct translation_dependency dependencies[TRANSLATION_DEPENDENCIES];
  bool names_source; /* the R5 way back: the match tells its source */
  struct parameters_writer writer;
  size_t matches; /* that lead to a code */
};

static enum error fail(const struct translate *translate, enum error error,
                       enum definition_message message, struct view a, struct view b) {
  return request_fail(translate->operation.request, error, definition_message_get(message), a, b);
}

/* The first of several names that is given. */
static const struct terminology_parameter *any(const struct translate *translate,
                                               const char *const *names) {
  const struct terminology_parameter *found = NULL;
  for (; *names != NULL && found == NULL; names++) {
    found = terminology_request_find(&translate->operation, *names);
  }
  return found;
}

static struct view any_text(const struct translate *translate, const char *const *names) {
  const struct terminology_parameter *found = any(translate, names);
  return found == NULL ? view_make(NULL, 0) : found->text;
}

/* ---- what is asked -----------------------------------------------------------------------------
 */
static void add_coding(struct translate *translate, struct terminology_coding coding) {
  if (translate->coding_count < CODINGS && coding.code.length > 0) {
    translate->codings[translate->coding_count++] = coding;
  }
}

static void read_concept(struct translate *translate, uint32_t node) {
  const struct document *document = &translate->operation.document;
  uint32_t list = document_member(document, node, view_of("coding"));
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(document, list); i != NODE_NONE;
       i = document_next(document, list, i)) {
    add_coding(translate, terminology_request_coding(&translate->operation, i));
  }
}

static enum error read_codings(struct translate *translate) {
  static const char *const code[] = {"code", "sourceCode", "targetCode", NULL};
  static const char *const coding[] = {"coding", "sourceCoding", "targetCoding", NULL};
  static const char *const concept[] = {"codeableConcept", "sourceCodeableConcept",
                                        "targetCodeableConcept", NULL};
  static const char *const version[] = {"version", "sourceVersion", NULL};
  static const char *const source_system[] = {"system", "sourceSystem", NULL};
  static const char *const back_system[] = {"targetSystem", "system", NULL};
  const struct terminology_parameter *by_code = any(translate, code);
  const struct terminology_parameter *by_coding = any(translate, coding);
  const struct terminology_parameter *by_concept = any(translate, concept);
  if (by_coding != NULL && by_coding->value != NODE_NONE) {
    add_coding(translate, terminology_request_coding(&translate->operation, by_coding->value));
  } else if (by_concept != NULL && by_concept->value != NODE_NONE) {
    read_concept(translate, by_concept->value);
  } else if (by_code != NULL) {
    add_coding(translate, (struct terminology_coding){
                              .system = any_text(
                                  translate, translate->names_source ? back_system : source_system),
                              .version = any_text(translate, version),
                              .code = by_code->text});
  }
  return translate->coding_count > 0
             ? ERROR_OK
             : fail(translate, ERROR_BAD_REQUEST, DEFINITION_MESSAGE_PARAMETER_MISSING,
                    view_of("code"), view_make(NULL, 0));
}

static enum error read_map(struct translate *translate) {
  struct view id = translate->operation.request->path_parameters[0];
  struct view url = terminology_request_text(&translate->operation, "url");
  struct view version = terminology_request_text(&translate->operation, "conceptMapVersion");
  const struct terminology_parameter *given =
      terminology_request_find(&translate->operation, "conceptMap");
  struct terminology_scope *scope = &translate->operation.scope;
  if (given != NULL && given->value != NODE_NONE) {
    enum error error = terminology_scope_add(scope, &translate->operation.document, given->value);
    translate->question.map =
        error == ERROR_OK && scope->own_count > 0 ? scope->own[scope->own_count - 1] : NULL;
    return error;
  }
  if (id.length == 0 && url.length == 0) {
    return ERROR_OK;
  }
  struct view name = url;
  struct view plain = view_split(&name, '|');
  translate->question.map = id.length > 0
                                ? terminology_by_id(scope->terminology, TERMINOLOGY_CONCEPT_MAP, id)
                                : terminology_scope_get(scope, TERMINOLOGY_CONCEPT_MAP, plain,
                                                        name.length > 0 ? name : version);
  return translate->question.map != NULL
             ? ERROR_OK
             : fail(translate, ERROR_NOT_FOUND, DEFINITION_MESSAGE_MAP_UNKNOWN,
                    id.length > 0 ? id : url, version);
}

/* dependency: parts element and concept (a code, a Coding or a text). */
static void read_dependency(struct translate *translate, uint32_t parts,
                            struct translation_dependency *dependency) {
  const struct document *document = &translate->operation.document;
  struct arena *arena = translate->operation.request->arena;
  for (uint32_t i = document_first(document, parts); i != NODE_NONE;
       i = document_next(document, parts, i)) {
    struct view name = document_member_string(document, i, "name", arena);
    for (uint32_t key = document_first(document, i); key != NODE_NONE;
         key = document_next(document, i, key)) {
      uint32_t value = key + 1;
      if (!view_starts_with(document_string(document, key, arena), view_of("value"))) {
        continue;
      }
      uint32_t coding = document_member(document, value, view_of("coding"));
      uint32_t first = coding == NODE_NONE ? value : document_item(document, coding, 0);
      struct view text = document_type(document, value) == NODE_OBJECT && first != NODE_NONE
                             ? document_member_string(document, first, "code", arena)
                             : document_string(document, value, arena);
      *(view_is(name, "element") ? &dependency->element : &dependency->value) = text;
    }
  }
}

static void read_dependencies(struct translate *translate) {
  const struct document *document = &translate->operation.document;
  uint32_t list =
      document->count == 0 ? NODE_NONE : document_member(document, 0, view_of("parameter"));
  size_t count = 0;
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(document, list);
       i != NODE_NONE && count < TRANSLATION_DEPENDENCIES; i = document_next(document, list, i)) {
    uint32_t parts = document_member(document, i, view_of("part"));
    if (parts != NODE_NONE &&
        view_is(document_member_string(document, i, "name", translate->operation.request->arena),
                "dependency")) {
      read_dependency(translate, parts, &translate->dependencies[count++]);
    }
  }
  translate->question.dependencies = translate->dependencies;
  translate->question.dependency_count = count;
}

static enum error read_question(struct translate *translate) {
  static const char *const target_system[] = {"targetsystem", "targetSystem", NULL};
  static const char *const source_system[] = {"sourceSystem", NULL};
  static const char *const back[] = {"targetCode", "targetCoding", "targetCodeableConcept", NULL};
  translate->names_source = any(translate, back) != NULL;
  translate->question.reverse =
      translate->names_source || terminology_request_flag(&translate->operation, "reverse", false);
  translate->question.target_system =
      any_text(translate, translate->names_source ? source_system : target_system);
  translate->question.source = terminology_request_text(&translate->operation, "source");
  translate->question.target = terminology_request_text(&translate->operation, "target");
  read_dependencies(translate);
  enum error error = read_map(translate);
  return error == ERROR_OK ? read_codings(translate) : error;
}

/* ---- answer ------------------------------------------------------------------------------------
 */
static void write_coding(struct translate *translate, const char *name,
                         const struct terminology_coding *coding) {
  struct json_writer *json = &translate->writer.json;
  writer_object_begin(json);
  writer_member_text(json, "name", name);
  writer_key(json, "valueCoding");
  writer_object_begin(json);
  writer_member_optional(json, "system", coding->system);
  writer_member_optional(json, "version", coding->version);
  writer_member_optional(json, "code", coding->code);
  writer_member_optional(json, "display", coding->display);
  writer_object_end(json);
  writer_object_end(json);
}

static void write_products(struct translate *translate, struct view product) {
  struct document document;
  struct document_failure failure;
  struct arena *arena = translate->operation.request->arena;
  if (product.length == 0 || document_read(arena, product, NULL, &document, &failure) != ERROR_OK) {
    return;
  }
  for (uint32_t i = document_first(&document, 0); i != NODE_NONE;
       i = document_next(&document, 0, i)) {
    struct terminology_coding coding = {
        .system = document_member_string(&document, i, "system", arena),
        .code = document_member_string(&document, i, "value", arena),
        .display = document_member_string(&document, i, "display", arena)};
    parameters_writer_group_begin(&translate->writer, "product");
    parameters_writer_text(&translate->writer, "element", "valueUri",
                           document_member_string(&document, i, "property", arena));
    write_coding(translate, "concept", &coding);
    parameters_writer_group_end(&translate->writer);
  }
}

static bool leads_nowhere(const struct translation_match *match) {
  return match->code.length == 0 || view_is(match->equivalence, "unmatched") ||
         view_is(match->equivalence, "disjoint");
}

static struct view versioned(const struct translate *translate, struct view url,
                             struct view version) {
  return version.length == 0 ? url
                             : arena_format(translate->operation.request->arena, "%.*s|%.*s",
                                            VIEW_ARGUMENTS(url), VIEW_ARGUMENTS(version));
}

static void write_match(struct translate *translate, const struct terminology_coding *asked,
                        const struct translation_match *match) {
  struct parameters_writer *writer = &translate->writer;
  struct terminology_coding other = {match->system, match->version, match->code, match->display};
  struct terminology_coding given = {asked->system, asked->version, asked->code, asked->display};
  parameters_writer_group_begin(writer, "match");
  parameters_writer_text(writer, "equivalence", "valueCode", match->equivalence);
  if (translate->names_source) {
    write_coding(translate, "concept", &given);
    write_coding(translate, "source", &other);
    parameters_writer_text(writer, "originMap", "valueCanonical",
                           versioned(translate, match->map, match->map_version));
  } else {
    if (match->code.length > 0) {
      write_coding(translate, "concept", &other);
    }
    write_products(translate, match->product);
    parameters_writer_text(writer, "source", "valueUri", match->map);
  }
  parameters_writer_group_end(writer);
  translate->matches += leads_nowhere(match) ? 0 : 1;
}

static enum error write_matches(struct translate *translate) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < translate->coding_count && error == ERROR_OK; i++) {
    const struct terminology_coding *coding = &translate->codings[i];
    struct translation found = {NULL, 0, 0};
    translate->question.system = coding->system;
    translate->question.version = coding->version;
    translate->question.code = coding->code;
    error = translation_find(&translate->operation.scope, &translate->question, &found);
    for (size_t j = 0; j < found.count; j++) {
      write_match(translate, coding, &found.matches[j]);
    }
  }
  return error;
}

static void release_mapping(void *snapshot) {
  mapping_library_release(snapshot);
}

/* The local table is asked beside the maps; its snapshot is held for the request. */
static enum error take_mapping(struct translate *translate) {
  struct request *request = translate->operation.request;
  union {
    const struct mapping_snapshot *in;
    void *out;
  } snapshot = {.in = mapping_library_acquire(request->services->mapping)};
  translate->question.mapping = snapshot.in->table;
  return arena_defer(request->arena, release_mapping, snapshot.out);
}

enum error handle_concept_map_translate(struct request *request, struct response *response) {
  struct translate *translate = arena_alloc(request->arena, sizeof *translate);
  if (translate == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = terminology_request_begin(request, &translate->operation);
  error = error == ERROR_OK ? read_question(translate) : error;
  error = error == ERROR_OK ? take_mapping(translate) : error;
  error = error == ERROR_OK ? parameters_writer_begin(request, &translate->writer) : error;
  error = error == ERROR_OK ? write_matches(translate) : error;
  if (error != ERROR_OK) {
    return error;
  }
  bool has_match = translate->matches > 0;
  parameters_writer_boolean(&translate->writer, "result", has_match);
  if (!has_match) {
    const struct message *message = definition_message_get(DEFINITION_MESSAGE_NO_MATCH);
    parameters_writer_text(
        &translate->writer, "message", "valueString",
        view_of(request->language == LANGUAGE_JAPANESE ? message->japanese : message->english));
  }
  return parameters_writer_end(&translate->writer, response);
}
