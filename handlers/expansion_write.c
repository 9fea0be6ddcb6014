#include "handlers/expansion_write.h"

#define EXPANSION_PROPERTY_URL                                                                     \
  "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.property"
#define EXTENSIONS "http://hl7.org/fhir/StructureDefinition/"
#define BCP_47 "urn:ietf:bcp:47"
#define PREFERRED_USE                                                                              \
  "{\"system\":\"http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra\","                       \
  "\"code\":\"preferredForLanguage\",\"display\":\"Preferred For Language\"}"

static struct entry_reading reading_of(const struct expansion_writer *writer) {
  const struct content_question *content = &writer->question->content;
  return (struct entry_reading){content->arena, &content->supplements, content->scope->date};
}

/* ---- designations ------------------------------------------------------------------------------
 */
/* A parameter designation: "urn:ietf:bcp:47|es", or "system|code" of a use. */
static bool fits_token(const struct display_text *text, struct view token) {
  struct view code = token;
  struct view system = view_split(&code, '|');
  if (code.data == NULL) {
    return view_equal_ignore_case(text->language, token);
  }
  if (view_is(system, BCP_47)) {
    return view_equal_ignore_case(text->language, code);
  }
  return view_find(text->use, system, 0) != SIZE_MAX && view_find(text->use, code, 0) != SIZE_MAX;
}

static bool is_wanted(const struct expansion_writer *writer, const struct display_text *text) {
  const struct terminology_request *operation = writer->question->operation;
  bool asked = false;
  for (size_t i = 0; i < operation->parameter_count; i++) {
    if (view_is(operation->parameters[i].name, "designation")) {
      asked = true;
      if (fits_token(text, operation->parameters[i].text)) {
        return true;
      }
    }
  }
  return !asked;
}

static void write_designation(struct json_writer *json, const struct display_text *text) {
  writer_object_begin(json);
  if (text->extension.length > 0) {
    writer_member_raw(json, "extension", text->extension);
  }
  writer_member_optional(json, "language", text->language);
  if (text->use.length > 0 || text->is_main) {
    writer_member_raw(json, "use", text->use.length > 0 ? text->use : view_of(PREFERRED_USE));
  }
  writer_member_string(json, "value", text->value);
  writer_object_end(json);
}

static void write_designations(const struct expansion_writer *writer,
                               const struct display_text *texts, size_t count, size_t chosen) {
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    bool is_repeated = chosen < count && view_equal(texts[i].value, texts[chosen].value) &&
                       view_equal(texts[i].language, texts[chosen].language);
    if (i == chosen || is_repeated || !is_wanted(writer, &texts[i])) {
      continue;
    }
    if (!any) {
      writer_key(writer->json, "designation");
      writer_array_begin(writer->json);
      any = true;
    }
    write_designation(writer->json, &texts[i]);
  }
  if (any) {
    writer_array_end(writer->json);
  }
}

/* ---- extensions --------------------------------------------------------------------------------
 */
/* Extensions that an entry carries over. */
struct carried {
  const char *url;
  bool of_value_set; /* only where the value set has it */
};

static const struct carried carried[] = {
    {EXTENSIONS "rendering-style", false},
    {EXTENSIONS "rendering-xhtml", false},
    {EXTENSIONS "valueset-deprecated", true},
    {EXTENSIONS "valueset-concept-definition", true},
    {EXTENSIONS "structuredefinition-standards-status", true},
};
#define CARRIED (sizeof carried / sizeof carried[0])

static struct view carried_value(const struct expansion_writer *writer,
                                 const struct code_entry *entry, const struct carried *row,
                                 struct view *ret_type) {
  struct entry_reading reading = reading_of(writer);
  if (!row->of_value_set) {
    return code_entry_extension(&reading, entry, row->url, ret_type);
  }
  return entry->stated == NULL
             ? view_make(NULL, 0)
             : extension_value(reading.arena, entry->stated->extension, row->url, ret_type);
}

static enum error write_extensions(struct expansion_writer *writer,
                                   const struct code_entry *entry) {
  struct json_writer *json = writer->json;
  writer->in_extension = false;
  for (size_t i = 0; i < CARRIED; i++) {
    struct view type = view_make(NULL, 0);
    struct view value = carried_value(writer, entry, &carried[i], &type);
    if (value.length > 0) {
      expansion_extension_open(writer);
      writer_object_begin(json);
      writer_member_text(json, "url", carried[i].url);
      writer_key_view(json, type);
      writer_raw(json, value);
      writer_object_end(json);
    }
  }
  enum error error = expansion_property_write(writer, entry);
  if (writer->in_extension) {
    writer_array_end(json);
  }
  return error;
}

/* ---- items -------------------------------------------------------------------------------------
 */
/* Everything of an item but what it contains; the object stays open. */
static enum error write_item(struct expansion_writer *writer, const struct expansion_item *item) {
  struct json_writer *json = writer->json;
  struct code_entry entry = expansion_entry(writer->expansion->parts, item);
  struct entry_reading reading = reading_of(writer);
  struct display_text *texts;
  size_t count;
  enum error error = code_entry_texts(&reading, &entry, &texts, &count);
  if (error != ERROR_OK) {
    return error;
  }
  size_t chosen = display_language_choose(&writer->question->languages, texts, count);
  writer_object_begin(json);
  error = write_extensions(writer, &entry);
  writer_member_optional(json, "system", entry.system);
  if (code_entry_is_abstract(&entry)) {
    writer_member_boolean(json, "abstract", true);
  }
  if (code_entry_is_inactive(&entry, reading.date)) {
    writer_member_boolean(json, "inactive", true);
  }
  if (writer->expansion->shows_versions) {
    writer_member_optional(json, "version", entry.version);
  }
  writer_member_string(json, "code", entry.code);
  writer_member_optional(json, "display",
                         chosen < count ? texts[chosen].value : view_make(NULL, 0));
  if (writer->has_designations) {
    write_designations(writer, texts, count, chosen);
  }
  return error;
}

static enum error write_list(struct expansion_writer *writer) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < writer->expansion->count && error == ERROR_OK; i++) {
    error = write_item(writer, &writer->expansion->items[i]);
    writer_object_end(writer->json);
  }
  return error;
}

/* The tree as chains: first child and next sibling, item + 1, 0 = none; the last row is the top. */
struct chains {
  uint32_t *child;
  uint32_t *sibling;
  uint32_t top; /* index of the row that stands for the whole */
};

static enum error make_chains(const struct expansion_writer *writer, struct chains *ret_chains) {
  struct arena *arena = writer->question->content.arena;
  uint32_t count = writer->expansion->count;
  struct chains chains = {arena_array(arena, count + 1u, sizeof *chains.child),
                          arena_array(arena, count + 1u, sizeof *chains.sibling), count};
  if (chains.child == NULL || chains.sibling == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = count; i > 0; i--) {
    uint32_t parent = writer->expansion->items[i - 1].parent;
    uint32_t above = parent == EXPANSION_NO_PARENT ? count : parent;
    chains.sibling[i - 1] = chains.child[above];
    chains.child[above] = i;
  }
  *ret_chains = chains;
  return ERROR_OK;
}

/* Closes the item and, when it was the last one, those that hold it; the next item or 0. */
static uint32_t close_item(const struct expansion_writer *writer, const struct chains *chains,
                           uint32_t item) {
  writer_object_end(writer->json);
  while (chains->sibling[item] == 0) {
    item = writer->expansion->items[item].parent;
    if (item == EXPANSION_NO_PARENT) {
      return 0;
    }
    writer_array_end(writer->json);
    writer_object_end(writer->json);
  }
  return chains->sibling[item];
}

static enum error write_tree(struct expansion_writer *writer) {
  struct chains chains;
  enum error error = make_chains(writer, &chains);
  uint32_t next = error == ERROR_OK ? chains.child[chains.top] : 0;
  while (next != 0 && error == ERROR_OK) {
    uint32_t item = next - 1;
    error = write_item(writer, &writer->expansion->items[item]);
    next = chains.child[item];
    if (next != 0) {
      writer_key(writer->json, "contains");
      writer_array_begin(writer->json);
    } else {
      next = close_item(writer, &chains, item);
    }
  }
  return error;
}

enum error expansion_write_contains(struct expansion_writer *writer) {
  if (writer->expansion->count == 0) {
    return ERROR_OK;
  }
  writer_key(writer->json, "contains");
  writer_array_begin(writer->json);
  enum error error = writer->expansion->is_tree ? write_tree(writer) : write_list(writer);
  writer_array_end(writer->json);
  return error;
}

void expansion_write_properties(const struct expansion_writer *writer) {
  struct json_writer *json = writer->json;
  for (size_t i = 0; i < writer->property_count; i++) {
    writer_object_begin(json);
    writer_member_text(json, "url", EXPANSION_PROPERTY_URL);
    writer_key(json, "extension");
    writer_array_begin(json);
    writer_object_begin(json);
    writer_member_text(json, "url", "code");
    writer_member_string(json, "valueCode", writer->properties[i].code);
    writer_object_end(json);
    writer_object_begin(json);
    writer_member_text(json, "url", "uri");
    writer_member_string(json, "valueUri", writer->properties[i].uri);
    writer_object_end(json);
    writer_array_end(json);
    writer_object_end(json);
  }
}
