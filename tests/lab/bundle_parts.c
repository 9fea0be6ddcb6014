#include "tests/lab/bundle_parts.h"

#include "tests/lab/national_seed.h"

struct view parts_text(const json_t *object, const char *name) {
  const json_t *value = json_object_get(object, name);
  return view_make(json_string_value(value), json_string_length(value));
}

size_t parts_count(const json_t *bundle) {
  return json_array_size(json_object_get(bundle, "entry"));
}

const json_t *parts_resource(const json_t *bundle, size_t position) {
  const json_t *entry = json_array_get(json_object_get(bundle, "entry"), position);
  return json_object_get(entry, "resource");
}

bool parts_is_type(const json_t *resource, const char *type) {
  return view_is(parts_text(resource, "resourceType"), type);
}

const json_t *parts_first(const json_t *bundle, const char *type) {
  for (size_t i = 0; i < parts_count(bundle); i++) {
    if (parts_is_type(parts_resource(bundle, i), type)) {
      return parts_resource(bundle, i);
    }
  }
  return NULL;
}

const json_t *parts_by_url(const json_t *bundle, struct view full_url) {
  const json_t *entries = json_object_get(bundle, "entry");
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    if (view_equal(parts_text(entry, "fullUrl"), full_url)) {
      return json_object_get(entry, "resource");
    }
  }
  return NULL;
}

static bool coding_is(const json_t *coding, const char *system, const char *code) {
  return view_is(parts_text(coding, "code"), code) &&
         (system == NULL || view_is(parts_text(coding, "system"), system));
}

bool parts_has_code(const json_t *concept, const char *system, const char *code) {
  const json_t *codings = json_object_get(concept, "coding");
  for (size_t i = 0; i < json_array_size(codings); i++) {
    if (coding_is(json_array_get(codings, i), system, code)) {
      return true;
    }
  }
  return false;
}

struct view parts_identifier(const json_t *resource, const char *system) {
  const json_t *identifiers = json_object_get(resource, "identifier");
  for (size_t i = 0; i < json_array_size(identifiers); i++) {
    const json_t *identifier = json_array_get(identifiers, i);
    if (view_is(parts_text(identifier, "system"), system)) {
      return parts_text(identifier, "value");
    }
  }
  return (struct view){NULL, 0};
}

struct view parts_insured(const json_t *patient) {
  struct view insured = parts_identifier(patient, NATIONAL_SEED_INSURED);
  return insured.length > 0 ? insured : parts_identifier(patient, NATIONAL_SEED_PUBLIC);
}

static const json_t *section_among(const json_t *sections, const char *code) {
  for (size_t i = 0; i < json_array_size(sections); i++) {
    const json_t *section = json_array_get(sections, i);
    if (parts_has_code(json_object_get(section, "code"), NULL, code)) {
      return section;
    }
  }
  return NULL;
}

const json_t *parts_section(const json_t *composition, const char *code) {
  const json_t *sections = json_object_get(composition, "section");
  const json_t *found = section_among(sections, code);
  for (size_t i = 0; i < json_array_size(sections) && found == NULL; i++) {
    found = section_among(json_object_get(json_array_get(sections, i), "section"), code);
  }
  return found;
}

const json_t *parts_section_organization(const json_t *bundle, const char *section) {
  const json_t *found = parts_section(parts_resource(bundle, 0), section);
  const json_t *references = json_object_get(found, "entry");
  for (size_t i = 0; i < json_array_size(references); i++) {
    struct view url = parts_text(json_array_get(references, i), "reference");
    const json_t *resource = parts_by_url(bundle, url);
    if (parts_is_type(resource, "Organization")) {
      return resource;
    }
  }
  return NULL;
}

static const json_t *tags_of(const json_t *resource) {
  return json_object_get(json_object_get(resource, "meta"), "tag");
}

bool parts_has_tag(const json_t *resource, const char *code) {
  const json_t *tags = tags_of(resource);
  for (size_t i = 0; i < json_array_size(tags); i++) {
    if (coding_is(json_array_get(tags, i), PARTS_INDICATION_SYSTEM, code)) {
      return true;
    }
  }
  return false;
}

struct view parts_tag(const json_t *resource, const char *system) {
  const json_t *tags = tags_of(resource);
  for (size_t i = 0; i < json_array_size(tags); i++) {
    const json_t *tag = json_array_get(tags, i);
    if (view_is(parts_text(tag, "system"), system)) {
      return parts_text(tag, "code");
    }
  }
  return (struct view){NULL, 0};
}
