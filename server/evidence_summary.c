#include "server/evidence_parts.h"
#include "server/version.h"
#include "terminology/terminology.h"

static void write_packages(struct json_writer *writer, const struct definitions *definitions) {
  writer_key(writer, "packages");
  writer_array_begin(writer);
  for (size_t i = 0; i < definitions_package_count(definitions); i++) {
    struct definitions_package package = definitions_package_at(definitions, i);
    writer_object_begin(writer);
    writer_member_string(writer, "name", package.name);
    writer_member_string(writer, "version", package.version);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static void write_advisor(struct evidence *evidence) {
  struct json_writer *writer = &evidence->writer;
  const struct advisor *advisor = evidence->settings->validation->advisor;
  writer_key(writer, "advisor");
  if (advisor == NULL) {
    writer_raw(writer, view_of("null"));
    return;
  }
  writer_object_begin(writer);
  writer_member_text(writer, "sha256", evidence->advisor_sha256);
  writer_member_integer(writer, "rules", (int64_t)advisor_rule_count(advisor));
  writer_object_end(writer);
}

static void write_settings(struct evidence *evidence) {
  struct json_writer *writer = &evidence->writer;
  const struct evidence_settings *settings = evidence->settings;
  writer_key(writer, "settings");
  writer_object_begin(writer);
  writer_member_string(writer, "clinsVersion", settings->validation->clins_version);
  writer_member_boolean(writer, "national", settings->validation->national);
  writer_key(writer, "profiles");
  writer_array_begin(writer);
  for (size_t i = 0; i < settings->profile_count; i++) {
    writer_string(writer, settings->profiles[i]);
  }
  writer_array_end(writer);
  write_advisor(evidence);
  writer_member_integer(writer, "findingsKeptPerFile", settings->validation->issue_maximum);
  writer_object_end(writer);
}

/* Nothing without masters, so that such records stay as they are. */
static void write_terminology(struct evidence *evidence) {
  struct json_writer *writer = &evidence->writer;
  const struct terminology *terminology = evidence->settings->validation->terminology;
  const struct masters *masters = terminology == NULL ? NULL : terminology_masters(terminology);
  if (terminology == NULL) {
    return;
  }
  writer_key(writer, "terminology");
  writer_object_begin(writer);
  writer_member_text(writer, "id", terminology_id(terminology));
  writer_member_integer(writer, "day", evidence->settings->validation->today);
  writer_key(writer, "masters");
  writer_array_begin(writer);
  for (uint32_t i = 0; masters != NULL && i < masters_origin_count(masters); i++) {
    struct masters_origin origin = masters_origin_at(masters, i);
    writer_object_begin(writer);
    writer_member_string(writer, "master", origin.master);
    writer_member_string(writer, "name", origin.name);
    writer_member_string(writer, "sha256", origin.sha256);
    writer_object_end(writer);
  }
  writer_array_end(writer);
  writer_object_end(writer);
}

void evidence_summary_begin(struct evidence *evidence) {
  struct json_writer *writer = &evidence->writer;
  const struct definitions *definitions = evidence->settings->definitions;
  writer_object_begin(writer);
  writer_key(writer, "tool");
  writer_object_begin(writer);
  writer_member_text(writer, "name", VERSION_NAME);
  writer_member_text(writer, "version", VERSION_NUMBER);
  writer_object_end(writer);
  writer_key(writer, "definitions");
  writer_object_begin(writer);
  writer_member_text(writer, "id", definitions_id(definitions));
  write_packages(writer, definitions);
  writer_object_end(writer);
  write_terminology(evidence);
  write_settings(evidence);
  writer_key(writer, "files");
  writer_array_begin(writer);
}

static void write_classes(struct json_writer *writer, const struct national_class_counts *classes) {
  writer_key(writer, "classes");
  writer_array_begin(writer);
  for (int i = 0; i < NATIONAL_CLASS_COUNT; i++) {
    enum national_class class = (enum national_class)i;
    writer_object_begin(writer);
    writer_member_text(writer, "name", national_class_name(class, LANGUAGE_ENGLISH));
    writer_member_text(writer, "japanese", national_class_name(class, LANGUAGE_JAPANESE));
    writer_member_integer(writer, "errors", classes[i].errors);
    writer_member_integer(writer, "warnings", classes[i].warnings);
    writer_member_integer(writer, "information", classes[i].information);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static void write_verdict(struct json_writer *writer, const struct report_file *file) {
  writer_member_text(writer, "state", report_state_code(file->state));
  if (file->has_verdict) {
    writer_member_text(writer, "nationalVerdict", national_verdict_code(file->verdict.kind));
    writer_member_text(writer, "nationalVerdictJapanese",
                       national_verdict_name(file->verdict.kind, LANGUAGE_JAPANESE));
  }
}

static void write_severities(struct json_writer *writer, const struct issue_list *issues) {
  writer_key(writer, "severities");
  writer_object_begin(writer);
  for (int i = SEVERITY_FATAL; i <= SEVERITY_INFORMATION; i++) {
    writer_member_integer(writer, severity_name((enum severity)i), issues->severities[i]);
  }
  writer_object_end(writer);
}

void evidence_summary_add(struct evidence *evidence, const struct evidence_file *record) {
  struct json_writer *writer = &evidence->writer;
  const struct report_file *file = record->file;
  writer_object_begin(writer);
  writer_member_string(writer, "name", file->kept_name);
  writer_member_optional(writer, "sha256", view_of(record->sha256));
  writer_member_integer(writer, "bytes", (int64_t)file->text.length);
  writer_member_integer(writer, "resources", file->resource_count);
  write_verdict(writer, file);
  write_severities(writer, &file->issues);
  write_classes(writer, file->verdict.classes);
  writer_member_integer(writer, "recommendedItemsMissing", file->verdict.gaps);
  writer_member_integer(writer, "changedByAdvisor", file->advisor_changes);
  writer_member_integer(writer, "leftOut", file->issues.left_out);
  writer_object_end(writer);
}

enum error evidence_summary_end(struct evidence *evidence, const struct report_totals *totals) {
  struct json_writer *writer = &evidence->writer;
  writer_array_end(writer);
  writer_key(writer, "totals");
  writer_object_begin(writer);
  writer_member_integer(writer, "files", totals->files);
  writer_member_integer(writer, "valid", totals->states[REPORT_VALID]);
  writer_member_integer(writer, "invalid", totals->states[REPORT_INVALID]);
  writer_member_integer(writer, "unreadable", totals->states[REPORT_UNREADABLE]);
  writer_member_integer(writer, "errors", totals->errors);
  writer_member_integer(writer, "warnings", totals->warnings);
  writer_member_integer(writer, "information", totals->information);
  write_classes(writer, evidence->counts.classes);
  writer_member_integer(writer, "recommendedItemsMissing", evidence->counts.gaps);
  writer_member_integer(writer, "leftOut", evidence->counts.left_out);
  writer_object_end(writer);
  writer_object_end(writer);
  buffer_append_byte(&evidence->summary, '\n');
  return json_writer_end(writer);
}
