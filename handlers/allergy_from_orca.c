#include "handlers/allergy_from_orca.h"

#include "server/orca/orca_text.h"

#define CLINICAL_SYSTEM "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
#define VERIFICATION_SYSTEM "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
#define ALLERGEN_DRUG_SYSTEM                                                                       \
  "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS"
#define ALLERGEN_OTHER_SYSTEM                                                                      \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS"
/* Drugs by YJ code (YCM) and by ingredient (GCM). */
#define ALLERGEN_DRUGS "/JP_JfagyMedicationAllergen_CS"
/* J-FAGY's codes for what has no code; the text then says what it is. */
#define NO_DRUG_CODE "D9M000000000"
#define NO_OTHER_CODE "D9N000000000"

/* How clinics write that there is nothing. */
static const char *const nothing[] = {
    "なし",
    "無し",
    "無",
    "ナシ",
    "ない",
    "無い",
    "特になし",
    "特に無し",
    "特記なし",
    "特記事項なし",
    "アレルギーなし",
    "アレルギー無し",
    "禁忌なし",
    "禁忌無し",
    "該当なし",
    "不明なし",
    "（－）",
    "（-）",
    "(-)",
    "(－)",
    "－",
    "-",
    "ー",
    "―",
    "なし。",
    "None",
    "none",
    "NONE",
    "NKDA",
    "nkda",
};

static bool says_nothing(struct view text) {
  for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
    if (view_is(text, nothing[i])) {
      return true;
    }
  }
  return false;
}

struct text_row {
  size_t offset; /* in struct orca_patient */
  const char *field;
  bool is_drug_field;
};

static const struct text_row text_rows[] = {
    {offsetof(struct orca_patient, contraindication[0]), "Contraindication1", true},
    {offsetof(struct orca_patient, contraindication[1]), "Contraindication2", true},
    {offsetof(struct orca_patient, allergy[0]), "Allergy1", false},
    {offsetof(struct orca_patient, allergy[1]), "Allergy2", false},
};
#define TEXT_ROWS (sizeof(text_rows) / sizeof(text_rows[0]))

static struct view allergy_id(struct arena *arena, struct view patient_id, const char *kind,
                              struct view what, struct view start) {
  struct view identity = arena_format(arena, "%.*s|%s|%.*s|%.*s", VIEW_ARGUMENTS(patient_id), kind,
                                      VIEW_ARGUMENTS(what), VIEW_ARGUMENTS(start));
  return identity.data != NULL ? from_orca_record_id(arena, patient_id, identity) : identity;
}

enum error allergy_from_orca_collect(struct arena *arena, const struct orca_patient *patient,
                                     struct allergy **ret_allergies, size_t *ret_count) {
  struct allergy *allergies =
      arena_array(arena, patient->drug_count + TEXT_ROWS, sizeof(*allergies));
  if (allergies == NULL) {
    return ERROR_MEMORY;
  }
  size_t count = 0;
  for (size_t i = 0; i < patient->drug_count; i++) {
    const struct orca_contraindication *drug = &patient->drugs[i];
    struct view what = drug->code.length != 0 ? drug->code : drug->name;
    if (what.length == 0) {
      continue;
    }
    allergies[count++] =
        (struct allergy){allergy_id(arena, patient->id, "drug", what, drug->start_date), drug,
                         drug->name, NULL, true};
  }
  for (size_t i = 0; i < TEXT_ROWS; i++) {
    const struct text_row *row = &text_rows[i];
    struct view text;
    memcpy(&text, (const char *)patient + row->offset, sizeof(text));
    if (text.length == 0 || says_nothing(text)) {
      continue;
    }
    allergies[count++] =
        (struct allergy){allergy_id(arena, patient->id, row->field, text, view_of("")), NULL, text,
                         row->field, row->is_drug_field};
  }
  for (size_t i = 0; i < count; i++) {
    if (allergies[i].id.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  *ret_allergies = allergies;
  *ret_count = count;
  return ERROR_OK;
}

static struct view text_of(const struct allergy *allergy) {
  bool has_name = allergy->text.length != 0 || allergy->drug == NULL;
  return has_name ? allergy->text : allergy->drug->code;
}

/* The national list must hold a J-FAGY code: the drug's own by the mapping table, else the code for
 * "no code", of drugs for the fields about drugs and of neither food nor drug for the others. */
static void write_codings(const struct from_orca *from, const struct allergy *allergy) {
  struct json_writer *writer = from->writer;
  struct view text = text_of(allergy);
  struct view code = allergy->drug != NULL ? allergy->drug->code : (struct view){NULL, 0};
  if (code.length == 0 && from->national == NULL) {
    return;
  }
  const struct from_orca_native native = {.system = SYSTEM_RECEIPT_DRUG,
                                          .code = code,
                                          .display = text,
                                          .wanted = ALLERGEN_DRUGS,
                                          .only_wanted = from->national != NULL};
  writer_key(writer, "coding");
  writer_array_begin(writer);
  bool has_allergen = from_orca_mapped(from, &native);
  if (from->national == NULL) {
    from_orca_coding(writer, SYSTEM_RECEIPT_DRUG, code, text);
  } else if (!has_allergen) {
    from_orca_coding(writer, allergy->is_drug_field ? ALLERGEN_DRUG_SYSTEM : ALLERGEN_OTHER_SYSTEM,
                     view_of(allergy->is_drug_field ? NO_DRUG_CODE : NO_OTHER_CODE), text);
  }
  writer_array_end(writer);
}

static void write_extensions(const struct from_orca *from) {
  if (from->national == NULL) {
    return;
  }
  writer_key(from->writer, "extension");
  writer_array_begin(from->writer);
  from_orca_institution_extension(from);
  writer_array_end(from->writer);
}

static void write_category(const struct from_orca *from, const struct allergy *allergy) {
  /* "medication" is how the national service tells drug allergies from others. */
  if (allergy->drug == NULL && (from->national == NULL || !allergy->is_drug_field)) {
    return;
  }
  writer_key(from->writer, "category");
  writer_array_begin(from->writer);
  writer_string(from->writer, view_of("medication"));
  writer_array_end(from->writer);
}

static struct view source_of(const struct from_orca *from, const struct allergy *allergy) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "patientgetv2");
  orca_pointer_step(&pointer, "Patient_Information", 0);
  if (allergy->drug != NULL) {
    orca_pointer_step(&pointer, "Patient_Contra_Information", 0);
    orca_pointer_step(&pointer, "Patient_Contra_Info", allergy->drug->row);
  } else {
    orca_pointer_step(&pointer, allergy->field, 0);
  }
  return from_orca_source(from, &pointer);
}

void allergy_from_orca_write(const struct from_orca *from, const struct allergy *allergy) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {
      "AllergyIntolerance",
      from->national != NULL ? from_orca_uuid(from, "AllergyIntolerance", allergy->id)
                             : allergy->id,
      from->national != NULL ? JP_ECS "JP_AllergyIntolerance_eCS" : JP_CORE "JP_AllergyIntolerance",
      source_of(from, allergy)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  write_extensions(from);
  from_orca_instance_identifier(from, from_orca_record_key(allergy->id));
  from_orca_concept(writer, "clinicalStatus", CLINICAL_SYSTEM, "active", "Active");
  /* A drug that must not be given need not be an allergy, and nobody confirmed one to ORCA. */
  from_orca_concept(writer, "verificationStatus", VERIFICATION_SYSTEM, "unconfirmed",
                    "Unconfirmed");
  write_category(from, allergy);
  writer_member_text(writer, "criticality", "unable-to-assess");
  writer_key(writer, "code");
  writer_object_begin(writer);
  write_codings(from, allergy);
  writer_member_string(writer, "text", text_of(allergy));
  writer_object_end(writer);
  from_orca_reference(writer, "patient", from->patient_reference);
  if (allergy->drug != NULL) {
    writer_member_optional(writer, "onsetDateTime", allergy->drug->start_date);
  }
  writer_object_end(writer);
}
