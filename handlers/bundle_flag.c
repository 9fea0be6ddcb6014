#include "handlers/bundle_flag.h"

#include "handlers/relay_message.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "server/base/patch.h"

#define FLAG_SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication"

static const struct flag_row {
  const char *code;
  const char *display;
  const char *types[4]; /* of resources that take it; NULL ends */
} flags[] = {
    {"LTS", "長期保存", {"AllergyIntolerance", "Condition", "Observation", NULL}},
    {"UNINFORMED", "未告知", {"Condition", NULL}},
    {"UNDELIVERED", "未提供", {"Condition", NULL}},
};

struct flagging {
  struct request *request;
  struct document document; /* the Parameters */
  uint32_t bundle;          /* node of the Bundle in it */
  struct patch patch;
};

static const struct view none = {NULL, 0};

static enum error refuse(const struct flagging *flagging, enum relay_message message, struct view a,
                         struct view b) {
  return request_fail(flagging->request, ERROR_NOT_PROCESSABLE, relay_message_get(message), a, b);
}

static uint32_t array_member(const struct document *document, uint32_t object, const char *name) {
  uint32_t member =
      object == NODE_NONE ? NODE_NONE : document_member(document, object, view_of(name));
  return member != NODE_NONE && document_type(document, member) == NODE_ARRAY ? member : NODE_NONE;
}

static uint32_t first_of(const struct document *document, uint32_t array) {
  return array == NODE_NONE ? NODE_NONE : document_first(document, array);
}

/* The resource of the entry with that fullUrl, or with that id. */
static uint32_t find_resource(const struct flagging *flagging, struct view entry_name) {
  const struct document *document = &flagging->document;
  struct arena *arena = flagging->request->arena;
  uint32_t entries = array_member(document, flagging->bundle, "entry");
  for (uint32_t entry = first_of(document, entries); entry != NODE_NONE;
       entry = document_next(document, entries, entry)) {
    uint32_t resource = document_member(document, entry, view_of("resource"));
    if (resource == NODE_NONE || document_type(document, resource) != NODE_OBJECT) {
      continue;
    }
    if (view_equal(document_member_string(document, entry, "fullUrl", arena), entry_name) ||
        view_equal(document_member_string(document, resource, "id", arena), entry_name)) {
      return resource;
    }
  }
  return NODE_NONE;
}

static const struct flag_row *find_flag(struct view code) {
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    if (view_is(code, flags[i].code)) {
      return &flags[i];
    }
  }
  return NULL;
}

static bool takes(const struct flag_row *flag, struct view type) {
  for (size_t i = 0; flag->types[i] != NULL; i++) {
    if (view_is(type, flag->types[i])) {
      return true;
    }
  }
  return false;
}

static bool has_tag(const struct flagging *flagging, uint32_t tags, const struct flag_row *flag) {
  const struct document *document = &flagging->document;
  struct arena *arena = flagging->request->arena;
  for (uint32_t tag = first_of(document, tags); tag != NODE_NONE;
       tag = document_next(document, tags, tag)) {
    if (view_is(document_member_string(document, tag, "system", arena), FLAG_SYSTEM) &&
        view_is(document_member_string(document, tag, "code", arena), flag->code)) {
      return true;
    }
  }
  return false;
}

/* Behind the opening brace or bracket; a comma follows unless the container is empty. */
static enum error insert_first(struct flagging *flagging, uint32_t container, struct view text) {
  const struct document *document = &flagging->document;
  bool is_empty = document_first(document, container) == NODE_NONE;
  struct view insert =
      arena_format(flagging->request->arena, "%.*s%s", VIEW_ARGUMENTS(text), is_empty ? "" : ",");
  return insert.data == NULL ? ERROR_MEMORY
                             : patch_add(&flagging->patch,
                                         document_node(document, container)->offset + 1, 0, insert);
}

static enum error add_tag(struct flagging *flagging, uint32_t resource,
                          const struct flag_row *flag) {
  const struct document *document = &flagging->document;
  struct arena *arena = flagging->request->arena;
  struct view tag =
      arena_format(arena, "{\"system\":\"" FLAG_SYSTEM "\",\"code\":\"%s\",\"display\":\"%s\"}",
                   flag->code, flag->display);
  uint32_t meta = document_member(document, resource, view_of("meta"));
  uint32_t tags = meta == NODE_NONE ? NODE_NONE : document_member(document, meta, view_of("tag"));
  if (tags != NODE_NONE && document_type(document, tags) == NODE_ARRAY) {
    return has_tag(flagging, tags, flag) ? ERROR_OK : insert_first(flagging, tags, tag);
  }
  if (meta != NODE_NONE && document_type(document, meta) == NODE_OBJECT) {
    return insert_first(flagging, meta, arena_format(arena, "\"tag\":[%.*s]", VIEW_ARGUMENTS(tag)));
  }
  return insert_first(flagging, resource,
                      arena_format(arena, "\"meta\":{\"tag\":[%.*s]}", VIEW_ARGUMENTS(tag)));
}

/* The text of the part with that name, whatever its type. */
static struct view part_text(const struct flagging *flagging, uint32_t parameter,
                             const char *name) {
  static const char *const members[] = {"valueString", "valueUri", "valueUrl", "valueId",
                                        "valueCode"};
  const struct document *document = &flagging->document;
  struct arena *arena = flagging->request->arena;
  uint32_t parts = array_member(document, parameter, "part");
  for (uint32_t part = first_of(document, parts); part != NODE_NONE;
       part = document_next(document, parts, part)) {
    if (!view_is(document_member_string(document, part, "name", arena), name)) {
      continue;
    }
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
      struct view text = document_member_string(document, part, members[i], arena);
      if (text.length > 0) {
        return text;
      }
    }
  }
  return none;
}

static enum error apply_flag(struct flagging *flagging, uint32_t parameter) {
  struct view entry = part_text(flagging, parameter, "entry");
  struct view code = part_text(flagging, parameter, "code");
  const struct flag_row *flag = find_flag(code);
  uint32_t resource = find_resource(flagging, entry);
  if (flag == NULL) {
    return refuse(flagging, RELAY_MESSAGE_FLAG_UNKNOWN, code, none);
  }
  if (entry.length == 0 || resource == NODE_NONE) {
    return refuse(flagging, RELAY_MESSAGE_FLAG_ENTRY, entry, none);
  }
  struct view type = document_member_string(&flagging->document, resource, "resourceType",
                                            flagging->request->arena);
  return takes(flag, type) ? add_tag(flagging, resource, flag)
                           : refuse(flagging, RELAY_MESSAGE_FLAG_TYPE, code, type);
}

static enum error each_parameter(struct flagging *flagging,
                                 enum error (*visit)(struct flagging *flagging, uint32_t parameter),
                                 const char *name) {
  const struct document *document = &flagging->document;
  uint32_t parameters = array_member(document, 0, "parameter");
  enum error error = ERROR_OK;
  for (uint32_t item = first_of(document, parameters); item != NODE_NONE && error == ERROR_OK;
       item = document_next(document, parameters, item)) {
    if (view_is(document_member_string(document, item, "name", flagging->request->arena), name)) {
      error = visit(flagging, item);
    }
  }
  return error;
}

static enum error note_bundle(struct flagging *flagging, uint32_t parameter) {
  uint32_t resource = document_member(&flagging->document, parameter, view_of("resource"));
  if (resource != NODE_NONE && document_type(&flagging->document, resource) == NODE_OBJECT) {
    flagging->bundle = resource;
  }
  return ERROR_OK;
}

/* The Bundle's own bytes with the tags: edits are at offsets of the whole body, the answer is the
 * part of it. */
static enum error cut_bundle(const struct flagging *flagging, struct view *ret_bundle) {
  struct view raw = document_raw(&flagging->document, flagging->bundle);
  size_t start = document_node(&flagging->document, flagging->bundle)->offset;
  struct patch inside = patch_make(flagging->request->arena);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < flagging->patch.count && error == ERROR_OK; i++) {
    const struct patch_edit *edit = &flagging->patch.edits[i];
    error = patch_add(&inside, edit->offset - start, edit->length, edit->insert);
  }
  return error == ERROR_OK ? patch_apply(&inside, raw, ret_bundle) : error;
}

enum error handle_bundle_flag(struct request *request, struct response *response) {
  struct flagging flagging = {
      .request = request, .bundle = NODE_NONE, .patch = patch_make(request->arena)};
  struct view bundle;
  enum error error = request_document_read(request, &flagging.document);
  if (error == ERROR_OK) {
    error = each_parameter(&flagging, note_bundle, "resource");
  }
  if (error == ERROR_OK && flagging.bundle == NODE_NONE) {
    error = request_fail(request, ERROR_BAD_REQUEST, relay_message_get(RELAY_MESSAGE_FLAG_BUNDLE),
                         none, none);
  }
  if (error == ERROR_OK) {
    error = each_parameter(&flagging, apply_flag, "flag");
  }
  if (error == ERROR_OK) {
    error = cut_bundle(&flagging, &bundle);
  }
  if (error == ERROR_OK) {
    response_fhir(response, bundle);
  }
  return error;
}
