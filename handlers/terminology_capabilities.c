#include "handlers/terminology_capabilities.h"

#include "handlers/capability_head.h"
#include "handlers/definition_resource.h"
#include "server/limits.h"

/* Parameters of $expand that make a difference. */
static const char *const expansion_parameters[] = {
    "activeOnly",
    "count",
    "check-system-version",
    "date",
    "default-valueset-version",
    "designation",
    "displayLanguage",
    "exclude-system",
    "excludeNested",
    "filter",
    "force-system-version",
    "includeDefinition",
    "includeDesignations",
    "offset",
    "property",
    "system-version",
    "tx-resource",
    "useSupplement",
    "valueSetVersion",
};

/* The first of a run is the newest one: what is used when no version is asked for. */
static void write_versions(struct json_writer *writer, const struct terminology *terminology,
                           size_t first, size_t end) {
  bool begun = false;
  for (size_t i = first; i < end; i++) {
    const struct terminology_resource *resource = terminology_at(terminology, i);
    if (resource->version.length == 0) {
      continue;
    }
    if (!begun) {
      writer_key(writer, "version");
      writer_array_begin(writer);
      begun = true;
    }
    writer_object_begin(writer);
    writer_member_string(writer, "code", resource->version);
    writer_member_boolean(writer, "isDefault", i == first);
    writer_object_end(writer);
  }
  if (begun) {
    writer_array_end(writer);
  }
}

static size_t end_of_run(const struct terminology *terminology, size_t first) {
  const struct terminology_resource *resource = terminology_at(terminology, first);
  size_t end = first + 1;
  while (end < terminology_count(terminology) &&
         terminology_at(terminology, end)->kind == resource->kind &&
         view_equal(terminology_at(terminology, end)->url, resource->url)) {
    end++;
  }
  return end;
}

static bool has_code_systems(const struct terminology *terminology) {
  return terminology_count(terminology) > 0 &&
         terminology_at(terminology, 0)->kind == TERMINOLOGY_CODE_SYSTEM;
}

static void write_code_systems(struct json_writer *writer, const struct terminology *terminology) {
  if (!has_code_systems(terminology)) {
    return;
  }
  writer_key(writer, "codeSystem");
  writer_array_begin(writer);
  for (size_t first = 0; first < terminology_count(terminology);) {
    const struct terminology_resource *resource = terminology_at(terminology, first);
    size_t end = end_of_run(terminology, first);
    if (resource->kind == TERMINOLOGY_CODE_SYSTEM) {
      writer_object_begin(writer);
      writer_member_string(writer, "uri", resource->url);
      write_versions(writer, terminology, first, end);
      writer_member_boolean(writer, "subsumption", true);
      writer_object_end(writer);
    }
    first = end;
  }
  writer_array_end(writer);
}

static void write_expansion(struct json_writer *writer) {
  writer_key(writer, "expansion");
  writer_object_begin(writer);
  writer_member_boolean(writer, "hierarchical", true);
  writer_member_boolean(writer, "paging", true);
  writer_member_boolean(writer, "incomplete", false);
  writer_key(writer, "parameter");
  writer_array_begin(writer);
  for (size_t i = 0; i < sizeof expansion_parameters / sizeof expansion_parameters[0]; i++) {
    writer_object_begin(writer);
    writer_member_text(writer, "name", expansion_parameters[i]);
    writer_object_end(writer);
  }
  writer_array_end(writer);
  writer_member_text(
      writer, "textFilter",
      "contained in display, designation or code; width, case and kana do not matter");
  writer_object_end(writer);
}

static void write_flags(struct json_writer *writer) {
  writer_member_text(writer, "codeSearch", "all");
  writer_key(writer, "validateCode");
  writer_object_begin(writer);
  writer_member_boolean(writer, "translations", true);
  writer_object_end(writer);
  writer_key(writer, "translation");
  writer_object_begin(writer);
  writer_member_boolean(writer, "needsMap", false);
  writer_object_end(writer);
}

enum error terminology_capabilities_answer(struct request *request, struct response *response) {
  const struct terminology *terminology = NULL;
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  enum error error = definition_resource_terminology(request, &terminology);
  if (error != ERROR_OK) {
    return error;
  }
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "TerminologyCapabilities");
  capability_head_write(&writer, request);
  write_code_systems(&writer, terminology);
  write_expansion(&writer);
  write_flags(&writer);
  writer_object_end(&writer);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}
