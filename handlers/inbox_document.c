#include "handlers/inbox_document.h"

#include "handlers/bundle_identifier.h"
#include "handlers/from_orca.h"
#include "handlers/search_value.h"

#define SOURCE "urn:fhir-facade:national:document-list"
#define LOINC "http://loinc.org"
#define DOCUMENT_TYPES "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes"
#define ID_IDENTITY "national-document"

struct kind_row {
  const char *kind;
  const char *code;
  bool is_loinc;
  const char *text;
};

static const struct kind_row kinds[] = {
    {"referral", "57133-1", true, "診療情報提供書"},
    {"summary", "56447-6", true, "患者サマリー"},
    {"checkup", "JPGCHKUP01", false, "健診結果報告書"},
};

struct inbox_document inbox_document_of(const struct adapter *adapter,
                                        const struct answer_row *row) {
  const struct view *columns = row->columns;
  struct view kind = columns[ADAPTER_COLUMN_DOCUMENTS_KIND];
  struct view own_kind = adapter_kind_of_word(adapter, kind);
  struct view state = columns[ADAPTER_COLUMN_DOCUMENTS_STATE];
  enum adapter_word word = adapter_word_find(adapter, state);
  return (struct inbox_document){
      .key = columns[ADAPTER_COLUMN_DOCUMENTS_KEY],
      .kind = own_kind.length != 0 ? own_kind : kind,
      .identifier_system = columns[ADAPTER_COLUMN_DOCUMENTS_IDENTIFIER_SYSTEM],
      .identifier_value = columns[ADAPTER_COLUMN_DOCUMENTS_IDENTIFIER_VALUE],
      .title = columns[ADAPTER_COLUMN_DOCUMENTS_TITLE],
      .patient = columns[ADAPTER_COLUMN_DOCUMENTS_PATIENT],
      .sender_number = columns[ADAPTER_COLUMN_DOCUMENTS_SENDER_NUMBER],
      .sender_name = columns[ADAPTER_COLUMN_DOCUMENTS_SENDER_NAME],
      .state = word == ADAPTER_WORD_COUNT ? state : view_of(adapter_word_name(word)),
      .registered_at = columns[ADAPTER_COLUMN_DOCUMENTS_REGISTERED_AT],
  };
}

struct view inbox_document_id(struct arena *arena, struct view key) {
  struct view identity = arena_format(arena, ID_IDENTITY "/%.*s", VIEW_ARGUMENTS(key));
  return identity.data == NULL ? identity : from_orca_id(arena, identity);
}

static bool is_of(const struct insured_numbers *patients, struct view patient) {
  for (size_t i = 0; i < patients->count; i++) {
    if (insured_number_same(patients->items[i], patient)) {
      return true;
    }
  }
  return false;
}

static bool identifier_matches(const struct inbox_document *document, struct view token) {
  struct view system = document->identifier_system.length != 0 ? document->identifier_system
                                                               : view_of(BUNDLE_IDENTIFIER_SYSTEM);
  return search_value_token_matches(token, system, document->identifier_value) ||
         search_value_token_matches(token, view_of(INBOX_DOCUMENT_KEY_SYSTEM), document->key);
}

bool inbox_document_matches(const struct inbox_document *document, struct view id,
                            const struct inbox_filter *filter) {
  return (filter->id.length == 0 || view_equal(filter->id, id)) &&
         (filter->state.length == 0 || view_equal(filter->state, document->state)) &&
         (filter->identifier.length == 0 || identifier_matches(document, filter->identifier)) &&
         (filter->patients == NULL || is_of(filter->patients, document->patient));
}

/* ---- the resource ------------------------------------------------------------------------------
 */
static void write_state(struct json_writer *writer, struct view state) {
  if (state.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", INBOX_DOCUMENT_STATE);
  writer_member_string(writer, "valueCode", state);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_identifiers(struct json_writer *writer, const struct inbox_document *document) {
  writer_key(writer, "masterIdentifier");
  from_orca_identifier(writer, INBOX_DOCUMENT_KEY_SYSTEM, document->key);
  if (document->identifier_value.length == 0) {
    return;
  }
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "system", document->identifier_system);
  writer_member_string(writer, "value", document->identifier_value);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_type(struct json_writer *writer, const struct inbox_document *document) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    const struct kind_row *row = &kinds[i];
    if (!view_is(document->kind, row->kind)) {
      continue;
    }
    writer_key(writer, "type");
    writer_object_begin(writer);
    writer_key(writer, "coding");
    writer_array_begin(writer);
    if (row->is_loinc) {
      from_orca_coding(writer, LOINC, view_of(row->code), view_of(""));
    }
    from_orca_coding(writer, DOCUMENT_TYPES, view_of(row->code), view_of(""));
    writer_array_end(writer);
    writer_member_text(writer, "text", row->text);
    writer_object_end(writer);
  }
}

/* A time that cannot be read is no date. */
static void write_date(struct json_writer *writer, struct view registered_at) {
  char instant[CLOCK_INSTANT_BYTES];
  int64_t registered_ms;
  if (clock_parse(registered_at, &registered_ms)) {
    clock_instant(registered_ms, instant);
    writer_member_text(writer, "date", instant);
  }
}

static void write_author(struct json_writer *writer, const struct inbox_document *document) {
  if (document->sender_number.length + document->sender_name.length == 0) {
    return;
  }
  writer_key(writer, "author");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "type", "Organization");
  if (document->sender_number.length != 0) {
    writer_key(writer, "identifier");
    from_orca_identifier(writer, SYSTEM_INSTITUTION, document->sender_number);
  }
  writer_member_optional(writer, "display", document->sender_name);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_patient(struct json_writer *writer, const char *key, struct view patient) {
  const struct from_orca_logical reference = {.key = key,
                                              .type = "Patient",
                                              .system = view_of(insured_number_system(patient)),
                                              .value = patient};
  if (patient.length != 0) {
    from_orca_logical(writer, &reference);
  }
}

static void write_content(struct json_writer *writer, const struct inbox_document *document,
                          struct view bundle_id) {
  writer_key(writer, "content");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "attachment");
  writer_object_begin(writer);
  writer_member_text(writer, "contentType", "application/fhir+json");
  if (bundle_id.length != 0) {
    struct view url = arena_format(writer->buffer->arena, "Bundle/%.*s", VIEW_ARGUMENTS(bundle_id));
    writer->buffer->error = url.data == NULL ? ERROR_MEMORY : writer->buffer->error;
    writer_member_string(writer, "url", url);
  }
  writer_member_optional(writer, "title", document->title);
  writer_object_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
}

void inbox_document_write(struct json_writer *writer, const struct inbox_document *document,
                          const struct inbox_document_place *place) {
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "DocumentReference");
  writer_member_string(writer, "id", place->id);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "source", SOURCE);
  writer_object_end(writer);
  write_state(writer, document->state);
  write_identifiers(writer, document);
  writer_member_text(writer, "status", "current");
  writer_member_text(writer, "docStatus", "final");
  write_type(writer, document);
  write_patient(writer, "subject", document->patient);
  write_date(writer, document->registered_at);
  write_author(writer, document);
  writer_member_optional(writer, "description", document->title);
  write_content(writer, document, place->bundle_id);
  if (document->patient.length != 0) {
    writer_key(writer, "context");
    writer_object_begin(writer);
    write_patient(writer, "sourcePatientInfo", document->patient);
    writer_object_end(writer);
  }
  writer_object_end(writer);
}
