#include "profiles/package_load.h"

#include "profiles/package_message_list.h"
#include "profiles/package_reader.h"
#include "profiles/structure_definition.h"
#include "profiles/terminology_definition.h"

#include <errno.h>

struct loader {
  struct definition_model *model;
  struct definition_package *package;
  struct arena *scratch;
  struct issue_list *issues;
  bool is_named;
  bool is_known; /* another package has this name and version: stop */
};

static const struct {
  const char *type;
  enum error (*read)(const struct definition_source *source);
} resource_readers[] = {
    {"StructureDefinition", structure_definition_read},
    {"ValueSet", terminology_definition_read_value_set},
    {"CodeSystem", terminology_definition_read_code_system},
};

/* The resource type when it is the first member, as most writers do; empty when one must look
 * further. */
static struct view first_type(struct view content) {
  static const struct view member = VIEW_LITERAL("\"resourceType\"");
  struct view head = view_trim(view_part(content, 0, 200));
  if (head.length == 0 || head.data[0] != '{') {
    return view_make(NULL, 0);
  }
  head = view_trim(view_part(head, 1, head.length));
  if (!view_starts_with(head, member)) {
    return view_make(NULL, 0);
  }
  size_t open = view_find_byte(head, '"', member.length);
  size_t close = open == SIZE_MAX ? SIZE_MAX : view_find_byte(head, '"', open + 1);
  return close == SIZE_MAX ? view_make(NULL, 0) : view_part(head, open + 1, close - open - 1);
}

static bool type_is_read(struct view type) {
  for (unsigned i = 0; i < sizeof resource_readers / sizeof resource_readers[0]; i++) {
    if (view_is(type, resource_readers[i].type)) {
      return true;
    }
  }
  return false;
}

static enum error read_dependencies(const struct definition_source *source) {
  const struct document *document = source->document;
  uint32_t object = document_member(document, 0, view_of("dependencies"));
  if (object == NODE_NONE || document_type(document, object) != NODE_OBJECT) {
    return ERROR_OK;
  }
  struct definition_package *package = source->package;
  package->dependencies = arena_array(source->model->arena, document_count(document, object) + 1u,
                                      sizeof *package->dependencies);
  if (package->dependencies == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    struct definition_dependency *row = &package->dependencies[package->dependency_count++];
    row->name =
        definition_model_text(source->model, document_string(document, key, source->scratch));
    row->version =
        definition_model_text(source->model, document_string(document, key + 1, source->scratch));
    if (row->name.data == NULL || row->version.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  return ERROR_OK;
}

static enum error read_manifest(struct loader *loader, const struct definition_source *source) {
  struct view name = definition_source_text(source, 0, "name");
  struct view version = definition_source_text(source, 0, "version");
  if (name.length == 0 || version.length == 0) {
    return ERROR_OK;
  }
  if (definition_model_find(loader->model, name, version) != NULL) {
    loader->is_known = true;
    return ERROR_CONFLICT;
  }
  definition_model_rename(loader->model, loader->package, name, version);
  loader->is_named = true;
  return read_dependencies(source);
}

static enum error read_resource(const struct definition_source *source) {
  struct view type = document_member_string(source->document, 0, "resourceType", source->scratch);
  for (unsigned i = 0; i < sizeof resource_readers / sizeof resource_readers[0]; i++) {
    if (view_is(type, resource_readers[i].type)) {
      return resource_readers[i].read(source);
    }
  }
  return ERROR_OK;
}

static enum error visit(void *context, const struct package_file *file) {
  struct loader *loader = context;
  struct view type = first_type(file->content);
  if (type.length > 0 && !type_is_read(type)) {
    return ERROR_OK;
  }
  struct arena_mark mark = arena_mark(loader->scratch);
  struct document document;
  struct document_failure failure;
  struct definition_source source = {loader->model, loader->package, &document, loader->scratch,
                                     loader->issues};
  enum error error = document_read(loader->scratch, file->content, NULL, &document, &failure);
  if (error == ERROR_SYNTAX || error == ERROR_TOO_LARGE) {
    definition_source_issue(&source, package_message(PACKAGE_MESSAGE_FILE_SYNTAX), file->name);
    error = ERROR_OK;
  } else if (error == ERROR_OK && view_is(file->name, "package.json")) {
    error = read_manifest(loader, &source);
  } else if (error == ERROR_OK && document_type(&document, 0) == NODE_OBJECT) {
    error = read_resource(&source);
  }
  arena_back(loader->scratch, mark);
  return error;
}

static struct view reason(enum error error) {
  return view_of(error == ERROR_FILE     ? strerror(errno)
                 : error == ERROR_SYNTAX ? "truncated, damaged or not a package archive"
                                         : error_english(error));
}

enum error package_load(struct definition_model *model, struct arena *scratch, const char *path,
                        struct issue_list *issues) {
  struct loader loader = {.model = model, .scratch = scratch, .issues = issues};
  struct definition_package *core = model->core;
  uint32_t before = model->package_count;
  enum error error =
      definition_model_package(model, view_of(path), view_make("", 0), &loader.package);
  if (error != ERROR_OK || model->package_count == before) {
    return error;
  }
  struct package_visitor visitor = {visit, &loader};
  error = package_read(scratch, path, &visitor);
  if (error != ERROR_OK) {
    model->package_count = before;
    model->core = core;
  }
  if (loader.is_known) {
    return ERROR_OK;
  }
  loader.package->sees_all = !loader.is_named;
  if (error == ERROR_FILE || error == ERROR_SYNTAX || error == ERROR_TOO_LARGE) {
    issue_add_with(issues, package_message(PACKAGE_MESSAGE_UNREADABLE), view_of(path),
                   reason(error));
  } else if (error == ERROR_OK && !loader.is_named) {
    issue_add_with(issues, package_message(PACKAGE_MESSAGE_NO_NAME), view_of(path),
                   view_make(NULL, 0));
  }
  return error;
}
