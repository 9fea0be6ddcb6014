/* What the official packages say, as plain rows in one arena: packages hold structures (profiles,
 * types, extensions), code systems and value sets. Facts only: no human text. The model is made by
 * structure_definition and terminology_definition (official JSON) or by definition_tables (the
 * project's own text), pruned by definition_prune and turned into a pack by pack_builder.
 *
 * Text members are decoded UTF-8 and live in the model's arena (or in the table text that was
 * read). */
#ifndef PROFILES_DEFINITION_MODEL_H
#define PROFILES_DEFINITION_MODEL_H

#include "server/base/arena.h"
#include "server/base/hash_map.h"

#define DEFINITION_UNLIMITED UINT32_MAX

/* A list of texts, in source order. */
struct text_list {
  struct view *items;
  uint32_t count;
};

/* Where two versions of one datum are "not said": a profile's element keeps only what it says
 * beyond its base, so each of these has an unsaid value: minimum 0, maximum DEFINITION_UNLIMITED,
 * empty view, count 0. */
enum definition_strength {
  STRENGTH_NONE,
  STRENGTH_REQUIRED,
  STRENGTH_EXTENSIBLE,
  STRENGTH_PREFERRED,
};

struct definition_binding {
  enum definition_strength strength;
  struct view value_set; /* canonical, may end in |version */
  struct view maximum;   /* elementdefinition-maxValueSet; may be empty */
};

/* FHIR R4 elementdefinition.html#ElementDefinition.type */
struct definition_type {
  struct view code;          /* FHIR type name; "System.String" for the value of a primitive */
  struct text_list profiles; /* canonicals */
  struct text_list targets;  /* canonicals */
};

/* FHIR R4 elementdefinition.html#ElementDefinition.constraint */
struct definition_constraint {
  struct view key;
  struct view expression;
  struct view source; /* canonical of the definition that introduced it */
  bool is_warning;
  bool is_best_practice;
};

/* FHIR R4 valueset-discriminator-type.html */
enum definition_discriminator_kind {
  DISCRIMINATOR_VALUE,
  DISCRIMINATOR_PATTERN,
  DISCRIMINATOR_EXISTS,
  DISCRIMINATOR_TYPE,
  DISCRIMINATOR_PROFILE,
};

struct definition_discriminator {
  enum definition_discriminator_kind kind;
  struct view path;
};

enum definition_slicing_rules { SLICING_NONE, SLICING_OPEN, SLICING_OPEN_AT_END, SLICING_CLOSED };

struct definition_slicing {
  enum definition_slicing_rules rules; /* SLICING_NONE: the element is not sliced */
  bool ordered;
  struct definition_discriminator *discriminators;
  uint32_t discriminator_count;
};

enum definition_value_kind { VALUE_NONE, VALUE_FIXED, VALUE_PATTERN };

/* One element; elements stand in depth-first order, a slice behind the subtree of the element that
 * it slices (or of the slice before it), at the same depth. */
struct definition_element {
  struct view name;  /* last part of the path: "coding", "value[x]" */
  struct view slice; /* slice name; empty = not a slice */
  uint32_t depth;    /* 0 = root */
  uint32_t minimum;
  uint32_t maximum; /* DEFINITION_UNLIMITED = "*" */
  struct definition_type *types;
  uint32_t type_count;
  struct view content_reference; /* path in the same structure, "Bundle.link" */
  enum definition_value_kind value_kind;
  struct view value_type;    /* "Uri", "CodeableConcept" */
  struct view value;         /* JSON without blanks */
  struct view minimum_value; /* JSON, with its type as in value_type: "Integer 1"; empty = none */
  struct view maximum_value;
  uint32_t minimum_length; /* 0 = not limited */
  uint32_t maximum_length; /* 0 = not limited */
  struct definition_binding binding;
  struct definition_slicing slicing;
  struct definition_constraint *constraints;
  uint32_t constraint_count;
  bool must_support;
  bool is_modifier;
  bool is_summary;
  bool must_have_value; /* of a primitive: extensions alone are not enough */
};

/* One element of a differential, before snapshot_make has found out what it changes. What it does
 * not say has the unsaid value (see definition_strength). */
struct definition_difference {
  struct view path; /* "Patient.contact.name" */
  struct view id;   /* "Patient.contact:family.name"; may be empty or anything else */
  struct definition_element element;
};

struct snapshot_record;

enum definition_kind { KIND_PRIMITIVE, KIND_COMPLEX, KIND_RESOURCE, KIND_LOGICAL };

/* FHIR R4 structuredefinition.html */
struct structure_definition {
  struct view url;
  struct view version;
  struct view name;
  struct view type; /* "Observation", "Extension", "HumanName" */
  struct view base; /* canonical; empty for Element and Resource */
  enum definition_kind kind;
  bool is_profile; /* derivation = constraint */
  bool is_abstract;
  bool is_pruned;            /* elements hold only what differs from the base type */
  struct text_list contexts; /* extensions: "element Patient.name", "extension URL", "fhirpath
                                EXPR", "invariant EXPR" */
  struct definition_element *elements;
  uint32_t element_count;
  struct definition_difference *differences; /* only of a definition without a snapshot */
  uint32_t difference_count;
  struct snapshot_record *record; /* snapshot_make: what is known about its snapshot */
  struct definition_package *package;
  uint32_t number; /* pack_builder: row of the pack */
  uint32_t *rows;  /* pack_builder: row of each element */
};

struct definition_concept {
  struct view code;
  struct view display;         /* as published; empty for concepts of a table */
  uint32_t depth;              /* concepts stand in depth-first order */
  struct text_list properties; /* "name value", only those that a filter can ask for */
};

enum definition_content { CONTENT_COMPLETE, CONTENT_PARTIAL };

/* FHIR R4 codesystem.html */
struct code_system {
  struct view url;
  struct view version;
  enum definition_content content; /* as published; see open_system_is for what is believed */
  bool is_case_insensitive;
  struct definition_concept *concepts;
  uint32_t concept_count;
  struct definition_package *package;
  uint32_t number;       /* pack_builder: row of the pack */
  bool is_selected;      /* for the tables, set by definition_selection */
  bool keeps_properties; /* a filter asks for them */
};

struct definition_filter {
  struct view property;
  struct view operation; /* FHIR R4 valueset-filter-operator.html code */
  struct view value;
};

/* compose.include or compose.exclude; FHIR R4 valueset.html#compositions */
struct value_set_part {
  bool is_exclusion;
  bool is_withheld;   /* its codes may not be carried in tables: they are not known here */
  struct view system; /* may end in |version; empty when only value sets are given */
  struct text_list codes;
  struct definition_filter *filters;
  uint32_t filter_count;
  struct text_list value_sets;
};

struct value_set {
  struct view url;
  struct view version;
  struct value_set_part *parts;
  uint32_t part_count;
  struct definition_package *package;
  uint32_t number;  /* pack_builder: row of the pack */
  bool is_selected; /* for the tables, set by definition_selection */
};

/* "name version" of a package.json dependency. */
struct definition_dependency {
  struct view name;
  struct view version;
};

struct definition_package {
  struct view name;
  struct view version;
  struct definition_dependency *dependencies;
  uint32_t dependency_count;
  bool sees_all; /* without a manifest, a folder of loose definitions: may use all that is loaded */
  struct structure_definition **structures;
  uint32_t structure_count;
  uint32_t structure_capacity;
  struct value_set **value_sets;
  uint32_t value_set_count;
  uint32_t value_set_capacity;
  struct code_system **code_systems;
  uint32_t code_system_count;
  uint32_t code_system_capacity;
  struct hash_map structure_index; /* url -> newest structure, "url|version" -> the others */
  struct hash_map value_set_index;
  struct hash_map code_system_index;
  /* Resolution order: itself, its dependencies (breadth first), the R4 core; for sees_all itself,
   * the R4 core, then the others as loaded, the newest of one name first. Set by
   * definition_model_link. */
  struct definition_package **reach;
  uint32_t reach_count;
  uint32_t number; /* pack_builder: row of the pack */
};

struct definition_model {
  struct arena *arena;
  struct hash_map texts; /* every text once: see definition_model_text */
  struct definition_package **packages;
  uint32_t package_count;
  uint32_t package_capacity;
  struct definition_package *core; /* hl7.fhir.r4.core; NULL until it is added */
};

#define DEFINITION_CORE_PACKAGE "hl7.fhir.r4.core"

struct definition_model definition_model_make(struct arena *arena);
/* A copy of text in the model's arena, the same one for equal texts; data NULL when memory is
 * short. */
struct view definition_model_text(struct definition_model *model, struct view text);
/* A new empty package, or the one with this name and version when it is there already. */
enum error definition_model_package(struct definition_model *model, struct view name,
                                    struct view version,
                                    struct definition_package **ret_package) MUST_USE;
/* Gives a package its name, once it is known. */
void definition_model_rename(struct definition_model *model, struct definition_package *package,
                             struct view name, struct view version);
/* The package with this name and version; NULL when it is not loaded. */
struct definition_package *definition_model_find(const struct definition_model *model,
                                                 struct view name, struct view version);
/* Adds a row to its package (borrowed, must be in the model's arena). Of two rows with one url
 * (structures: and one version) the first stays and *ret_added tells. */
enum error definition_model_add_structure(struct definition_model *model,
                                          struct definition_package *package,
                                          struct structure_definition *structure,
                                          bool *ret_added) MUST_USE;
enum error definition_model_add_value_set(struct definition_model *model,
                                          struct definition_package *package,
                                          struct value_set *value_set, bool *ret_added) MUST_USE;
enum error definition_model_add_code_system(struct definition_model *model,
                                            struct definition_package *package,
                                            struct code_system *code_system,
                                            bool *ret_added) MUST_USE;
/* Computes what each package can see. Cycles among dependencies are allowed; a dependency that is
 * not loaded is passed over (definition_model_missing names it). Call after all packages are there.
 */
enum error definition_model_link(struct definition_model *model) MUST_USE;
/* Index of the next dependency of package at or after start that is not loaded; UINT32_MAX = none.
 */
uint32_t definition_model_missing(const struct definition_model *model,
                                  const struct definition_package *package, uint32_t start);

/* Canonical (with or without |version) as seen from a package; NULL when it is not there. With a
 * version only that version matches, in any reachable package. */
struct structure_definition *definition_model_structure(const struct definition_package *package,
                                                        struct view canonical);
struct value_set *definition_model_value_set(const struct definition_package *package,
                                             struct view canonical);
struct code_system *definition_model_code_system(const struct definition_package *package,
                                                 struct view canonical);
/* The definition of an R4 type by name ("Patient", "HumanName", "string"). */
struct structure_definition *definition_model_type(const struct definition_model *model,
                                                   struct view name);

/* "name#version" for people, in the arena; the name alone while the version is not known. */
struct view definition_package_label(const struct definition_package *package, struct arena *arena);
/* Splits "url|version" and drops a "#fragment". *ret_version is empty when there is none. */
struct view definition_canonical_url(struct view canonical, struct view *ret_version);
/* <0, 0, >0. Numbers compare as numbers; a version with a pre-release part stands before the one
 * without. */
int definition_version_compare(struct view a, struct view b);
/* Index behind the subtree of an element. */
uint32_t definition_subtree_end(const struct structure_definition *structure, uint32_t element);

#endif
