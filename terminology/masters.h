/* The imported masters: code systems, their concepts and the crosswalks between them, read from one
 * mapped file (masters_format.h). Immutable: any number of threads may read. A newer import is a
 * new file: open it, swap the pointer, close the old one when its last reader is done. */
#ifndef TERMINOLOGY_MASTERS_H
#define TERMINOLOGY_MASTERS_H

#include "server/base/error.h"
#include "terminology/masters_format.h"

#define MASTERS_FILE_NAME "masters.pack" /* in the data folder */

/* Code systems of the masters that have a layout of their own. */
#define MASTERS_SYSTEM_RECEIPT_DISEASE "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"
#define MASTERS_SYSTEM_RECEIPT_MODIFIER                                                            \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier"
#define MASTERS_SYSTEM_RECEIPT_PROCEDURE                                                           \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_ProcedureCodesMedical_CS"
#define MASTERS_SYSTEM_RECEIPT_DRUG "urn:oid:1.2.392.100495.20.2.71"
#define MASTERS_SYSTEM_PRICE "urn:oid:1.2.392.100495.20.2.72"
#define MASTERS_SYSTEM_YJ "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"
#define MASTERS_SYSTEM_GENERAL                                                                     \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"
/* Ingredient, form and strength: nine characters of YJ codes and ZZZ. */
#define MASTERS_SYSTEM_INGREDIENT "http://capstandard.jp/CodeSystem/KikakubetsuYakuzaiSeibun"
#define MASTERS_SYSTEM_HOT7 "http://medis.or.jp/CodeSystem/master-HOT7"
#define MASTERS_SYSTEM_HOT9 "http://medis.or.jp/CodeSystem/master-HOT9"
#define MASTERS_SYSTEM_HOT13 "http://medis.or.jp/CodeSystem/master-HOT13"
#define MASTERS_SYSTEM_DISEASE_KEY "http://medis.or.jp/CodeSystem/master-disease-keyNumber"
#define MASTERS_SYSTEM_DISEASE_EXCHANGE "http://medis.or.jp/CodeSystem/master-disease-exCode"
#define MASTERS_SYSTEM_MODIFIER_KEY "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber"
#define MASTERS_SYSTEM_MODIFIER_EXCHANGE "http://medis.or.jp/CodeSystem/master-disease-modExCode"
#define MASTERS_SYSTEM_ICD10 "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"
#define MASTERS_SYSTEM_JLAC10 "http://medis.or.jp/CodeSystem/master-JLAC10-17digits"
#define MASTERS_SYSTEM_CORE_JLAC10                                                                 \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS"
#define MASTERS_SYSTEM_CORE_JLAC11                                                                 \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS"
#define MASTERS_SYSTEM_INFECTION_JLAC10                                                            \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS"
#define MASTERS_SYSTEM_INFECTION_JLAC11                                                            \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS"
#define MASTERS_SYSTEM_FOOD_ALLERGEN "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS"
#define MASTERS_SYSTEM_OTHER_ALLERGEN                                                              \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS"
#define MASTERS_SYSTEM_YCM "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS"
#define MASTERS_SYSTEM_GCM "http://jpfhir.jp/fhir/core/CodeSystem/GCM/JP_JfagyMedicationAllergen_CS"
#define MASTERS_SYSTEM_SPECIAL_ALLERGEN                                                            \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagySpecialCode_CS"
#define MASTERS_SYSTEM_USAGE                                                                       \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUsage_ePrescription"

struct masters;

/* Views point into the mapped file: valid until masters_close. */
struct masters_concept {
  uint32_t row; /* 0 .. masters_concept_count - 1; rows of a system are in code order */
  struct view system;
  struct view code;
  struct view display;
  struct view kana;
  uint32_t source;     /* the master that states it, below masters_source_count */
  uint32_t released;   /* yyyymmdd of that statement, 0 = not known */
  uint32_t valid_from; /* yyyymmdd, 0 = not stated */
  uint32_t valid_to;   /* yyyymmdd, 0 = open */
  uint32_t flags;      /* MASTERS_CONCEPT_ */
};

struct masters_system {
  struct view url;
  struct view version;
  uint32_t first; /* concept row */
  uint32_t count; /* rows, those that are only named included */
  uint32_t stated;
  bool fragment;
};

struct masters_property {
  struct view name;
  struct view value;
  uint32_t source; /* below masters_source_count */
};

struct masters_origin {
  struct view name;
  struct view master;
  struct view at;
  struct view sha256;
  const struct masters_origin_row *row; /* release and counts */
};

/* A FHIR resource as imported; only the narrative is cut out. */
struct masters_resource {
  struct view type;    /* CodeSystem, ValueSet, ConceptMap, NamingSystem */
  struct view url;     /* empty for a NamingSystem: R4 gives it none */
  struct view version; /* empty when not stated */
  struct view id;      /* empty when not stated */
  struct view content; /* a JSON object that document_read accepts */
};

struct masters_query {
  struct view system; /* URL or a known urn:oid: name of it */
  struct view code;
  struct view target_system;
};

struct masters_target {
  struct masters_concept concept;
  enum masters_link kind; /* MAP, REVERSE */
};

/* Maps and checks the file. ERROR_FILE: cannot be read (errno; ENOENT = nothing imported yet).
 * ERROR_SYNTAX: another format or damaged. ERROR_MEMORY. */
enum error masters_open(const char *path, struct masters **ret_masters) MUST_USE;
/* Gives back the pages that opening and indexing have read: they come again when they are used. */
void masters_settle(const struct masters *masters);
/* NULL is allowed. */
void masters_close(struct masters *masters);

/* A code of a system; concepts that no master states are not found. Retired and abolished ones
 * are. */
bool masters_find(const struct masters *masters, struct view system, struct view code,
                  struct masters_concept *ret_concept);
/* Every code of the target system that a master joins with the code, nothing chosen: those that
 * still hold first, then 採択区分 1 before the others, then by code. A billing twin
 * (選定療養の67…) has the crosswalks of its original. Writes at most capacity targets and returns
 * how many there are. */
size_t masters_crosswalk(const struct masters *masters, const struct masters_query *query,
                         struct masters_target *ret_targets, size_t capacity);
/* The concepts that one is linked with by a kind (its successors, its parent); as above. */
size_t masters_linked(const struct masters *masters, uint32_t row, enum masters_link kind,
                      struct masters_concept *ret_concepts, size_t capacity);
/* Stated, not retired, and date (yyyymmdd) is within its validity. */
bool masters_concept_holds(const struct masters_concept *concept, uint32_t date);

uint32_t masters_system_count(const struct masters *masters);
/* index below the count. */
struct masters_system masters_system_at(const struct masters *masters, uint32_t index);
/* False when nothing is known of the system. */
bool masters_system_find(const struct masters *masters, struct view url,
                         struct masters_system *ret_system);
/* Iteration for indexes and candidate search: row below the count. */
uint32_t masters_concept_count(const struct masters *masters);
struct masters_concept masters_concept_at(const struct masters *masters, uint32_t row);
/* Which master says something. */
uint32_t masters_source_count(const struct masters *masters);
struct view masters_source_at(const struct masters *masters, uint32_t index);
/* Properties of a concept: position below the count. */
uint32_t masters_property_count(const struct masters *masters, uint32_t row);
struct masters_property masters_property_at(const struct masters *masters, uint32_t row,
                                            uint32_t position);
/* First property of the name; empty when absent. */
struct view masters_property_value(const struct masters *masters, uint32_t row, struct view name);
/* Links of a concept as stored: position below the count. */
uint32_t masters_link_count(const struct masters *masters, uint32_t row);
struct masters_link_row masters_link_at(const struct masters *masters, uint32_t row,
                                        uint32_t position);
/* What was imported, oldest first. */
uint32_t masters_origin_count(const struct masters *masters);
struct masters_origin masters_origin_at(const struct masters *masters, uint32_t index);
/* The imported FHIR resources in the order of type, url, version (view_compare), each key once. */
uint32_t masters_resource_count(const struct masters *masters);
struct masters_resource masters_resource_at(const struct masters *masters, uint32_t index);

#endif
