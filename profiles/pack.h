/* The format of the compiled definitions: one file, mapped read-only, position independent. Every
 * reference is an index or an offset into a section of the same file and is range-checked once when
 * the pack is opened, so that readers follow them without tests and a damaged file never faults.
 *
 * Two levels. The R4 definition of each type is kept whole: the evaluator walks it over every
 * instance (names, formats, cardinalities, base bindings and constraints). A profile's tree is
 * sparse: it keeps only elements that add something to the R4 definition of their type (min, max,
 * types, fixed or pattern value, slicing, binding, constraint, profiles on types or targets,
 * mustSupport, facets) and the parents that lead to them, so evaluation is additive and nothing is
 * found twice. A slice's tree is sparse against the unsliced element too: an item of a slice is
 * checked against the unsliced element and the slice.
 *
 * Byte order is the machine's (checked by the magic number). Hashes are hash_64
 * (server/base/hash.h). */
#ifndef PROFILES_PACK_H
#define PROFILES_PACK_H

#include "server/base/document.h"
#include "server/base/hash.h"
#include "server/base/name_table.h"

#define PACK_MAGIC 0x314b434150524946u /* "FIRPACK1" read as a little-endian number */
#define PACK_FORMAT 6u                 /* raised when a row changes */
#define PACK_ALIGNMENT 16u             /* of every section's offset */
#define PACK_NONE UINT32_MAX           /* "no row" in an optional index */
#define PACK_MANY UINT32_MAX           /* max = "*" */
#define PACK_CHILDREN_MAXIMUM 128u     /* children of one element: counters live on the stack */
#define PACK_SLICES_MAXIMUM 1024u      /* slices of one element: the largest in use has 211 */
#define PACK_DISCRIMINATORS_MAXIMUM 8u

struct pack_text { /* UTF-8 in the text section; length 0 = absent */
  uint32_t offset;
  uint32_t length;
};

struct pack_range { /* rows first .. first+count-1 of the section named beside the field */
  uint32_t first;
  uint32_t count;
};

/* ---- packages
 * -------------------------------------------------------------------------------------- */
struct pack_package {
  struct pack_text name;
  struct pack_text version;
  struct pack_range scope; /* INDEXES of packages: itself first, then the closure of its
                            * dependencies, nearest first: where its canonical URLs are looked up */
};

/* ---- profiles: R4 types, profiles, extensions
 * -------------------------------------------------------- */
enum pack_profile_kind {
  PACK_KIND_RESOURCE,
  PACK_KIND_COMPLEX,
  PACK_KIND_PRIMITIVE,
  PACK_KIND_EXTENSION, /* a profile of Extension (not the Extension type itself) */
};

#define PACK_PROFILE_ABSTRACT 1u
#define PACK_PROFILE_TYPE                                                                          \
  2u /* the R4 definition of a type, its tree is whole; else a sparse profile */
#define PACK_PROFILE_MODIFIER 4u /* an extension that may stand in modifierExtension */
#define PACK_PROFILE_BROKEN 8u   /* published without usable elements: asking for it is an issue */

struct pack_profile {
  struct pack_text url;
  struct pack_text version; /* StructureDefinition.version */
  struct pack_text type;    /* "Patient", "Quantity", "Extension" */
  struct pack_text name;    /* StructureDefinition.name */
  uint32_t package;         /* PACKAGES */
  uint32_t kind;            /* enum pack_profile_kind */
  uint32_t flags;           /* PACK_PROFILE_ */
  uint32_t base; /* PROFILES, baseDefinition; PACK_NONE for Element and Resource or when unknown */
  uint32_t definition;   /* PROFILES, the R4 definition of `type` (itself for a type) */
  uint32_t root;         /* ELEMENTS */
  uint32_t next_version; /* PROFILES, another profile with the same url, less preferred (older); or
                          * PACK_NONE. The slot points to the most preferred one. */
  struct pack_range contexts; /* CONTEXTS, for extensions: where it may stand; none = anywhere */
};

enum pack_context_kind {
  PACK_CONTEXT_ELEMENT,
  PACK_CONTEXT_EXTENSION,
  PACK_CONTEXT_FHIRPATH,
  PACK_CONTEXT_INVARIANT, /* no place, but a condition on the element that carries the extension */
};

struct pack_context {
  struct pack_text expression; /* "Patient.name", an extension's url, a FHIRPath expression */
  uint32_t kind;               /* enum pack_context_kind */
  struct pack_range bytecode; /* of the last two kinds: bytes in BYTECODE; count 0 = not compiled */
};

/* ---- elements: 64 bytes, all that is needed while all goes well
 * ---------------------------------------- */
#define PACK_ELEMENT_LIST 1u   /* an array in JSON (the R4 definition's max is not 1) */
#define PACK_ELEMENT_CHOICE 2u /* value[x] */
#define PACK_ELEMENT_MUST_SUPPORT 4u
#define PACK_ELEMENT_MODIFIER 8u
#define PACK_ELEMENT_TYPES                                                                         \
  16u /* sparse trees: `types` narrows the R4 types or adds profiles/targets */
#define PACK_ELEMENT_SUMMARY 32u
#define PACK_ELEMENT_MUST_HAVE_VALUE 64u /* a primitive: extensions alone are not enough */

struct pack_element {
  struct pack_range keys; /* KEYS, sorted by name: the properties that may stand in its object. A
                           * contentReference shares the ranges of the element it names. In sparse
                           * trees only the properties of kept children */
  struct pack_range
      children; /* ELEMENTS, contiguous, slices not included; every KEYS child is one of them */
  struct pack_range types; /* TYPES; whole trees: always (contentReference: the target's); sparse
                            * trees: only with PACK_ELEMENT_TYPES */
  struct pack_range constraints; /* INDEXES of CONSTRAINTS that this element adds */
  uint32_t values;               /* VALUES, first fixed/pattern row, or PACK_NONE */
  uint32_t minimum;     /* sparse trees: the profile's min and max even when not tightened */
  uint32_t maximum;     /* PACK_MANY = "*" */
  uint32_t slicing;     /* SLICINGS or PACK_NONE */
  uint32_t binding;     /* BINDINGS or PACK_NONE */
  uint32_t facets;      /* FACETS or PACK_NONE */
  uint32_t flags;       /* PACK_ELEMENT_ */
  uint32_t value_count; /* rows at `values` (all must hold) */
};
_Static_assert(sizeof(struct pack_element) == 64, "an element is a cache line");

/* Parallel to ELEMENTS: what only messages need. */
struct pack_element_cold {
  struct pack_text id;         /* ElementDefinition.id: "Observation.code.coding:local.system" */
  struct pack_text slice_name; /* empty when it is no slice */
  uint32_t profile;            /* PROFILES, who says so */
};

/* One property name of an object: value[x] gives a row for each type, every primitive gives a
 * second row for its
 * "_name" twin (same child, same type, PACK_KEY_TWIN). */
#define PACK_KEY_TWIN 1u
#define PACK_KEY_CHOICE 2u

struct pack_key {
  uint32_t name;  /* interned name id */
  uint32_t child; /* ELEMENTS */
  uint32_t type;  /* TYPES: the type that this name means. In sparse trees the R4 row when not
                   * narrowed; PACK_NONE  when the profile does not allow this type of a choice */
  uint32_t flags; /* PACK_KEY_ */
};

/* Formats of primitives. Resource.id is PACK_PRIMITIVE_ID, Element.id STRING, Extension.url URI
 * (whatever the System.String of the published definition says). */
#define PACK_PRIMITIVES(X)                                                                         \
  X(NONE, "")                                                                                      \
  X(BOOLEAN, "boolean")                                                                            \
  X(INTEGER, "integer")                                                                            \
  X(POSITIVE_INT, "positiveInt")                                                                   \
  X(UNSIGNED_INT, "unsignedInt")                                                                   \
  X(DECIMAL, "decimal")                                                                            \
  X(STRING, "string")                                                                              \
  X(MARKDOWN, "markdown")                                                                          \
  X(CODE, "code")                                                                                  \
  X(ID, "id")                                                                                      \
  X(URI, "uri")                                                                                    \
  X(URL, "url")                                                                                    \
  X(CANONICAL, "canonical")                                                                        \
  X(OID, "oid")                                                                                    \
  X(UUID, "uuid")                                                                                  \
  X(BASE64_BINARY, "base64Binary")                                                                 \
  X(INSTANT, "instant")                                                                            \
  X(DATE, "date")                                                                                  \
  X(DATE_TIME, "dateTime")                                                                         \
  X(TIME, "time")                                                                                  \
  X(XHTML, "xhtml")

enum pack_primitive {
#define PACK_PRIMITIVE_ENUM(name, type) PACK_PRIMITIVE_##name,
  PACK_PRIMITIVES(PACK_PRIMITIVE_ENUM)
#undef PACK_PRIMITIVE_ENUM
      PACK_PRIMITIVE_COUNT
};

#define PACK_TYPE_RESOURCE                                                                         \
  1u /* any resource stands here (contained, Bundle.entry.resource); `profiles` may name some */
#define PACK_TYPE_INLINE                                                                           \
  2u /* BackboneElement or Element: children are the element's own, not the type's */
#define PACK_TYPE_REFERENCE 4u /* Reference: `targets` */
#define PACK_TYPE_CANONICAL 8u /* canonical: `targets` */

struct pack_type {
  struct pack_text name;      /* "Quantity", "Reference", "string", "Resource" */
  struct pack_range profiles; /* LINKS, one of them must hold; none = just the type */
  struct pack_range targets;  /* LINKS, target profiles; none = any */
  uint32_t definition;        /* PROFILES, the R4 definition of the type */
  uint32_t primitive;         /* enum pack_primitive, NONE for complex types */
  uint32_t flags;             /* PACK_TYPE_ */
};

/* A canonical reference to a profile, resolved in the scope of the package that says it. */
struct pack_link {
  struct pack_text url; /* as written, "url" or "url|version" */
  uint32_t profile;     /* PROFILES or PACK_NONE when it is in no package */
};

/* ---- fixed and pattern values, facets
 * ----------------------------------------------------------------- */
enum pack_value_kind { PACK_VALUE_FIXED, PACK_VALUE_PATTERN };

struct pack_value {
  struct pack_text json;   /* the value as JSON text as published: decimals keep their precision */
  struct pack_text string; /* JSON strings: decoded, for a quick comparison; else empty */
  struct pack_range nodes; /* NODES: the tape of `json` (offsets relative to json.offset, next
                              relative to first) */
  uint32_t kind;           /* enum pack_value_kind */
};

struct pack_facets {
  struct pack_text minimum; /* minValue[x] as JSON text without quotes; empty = none */
  struct pack_text maximum;
  uint32_t minimum_length; /* characters; 0 = none */
  uint32_t maximum_length; /* characters; PACK_NONE = none */
};

/* ---- slicing
 * --------------------------------------------------------------------------------------------- */
enum pack_slicing_rules { PACK_SLICING_OPEN, PACK_SLICING_CLOSED, PACK_SLICING_OPEN_AT_END };

#define PACK_SLICING_ORDERED 1u

struct pack_slicing {
  struct pack_range
      discriminators; /* DISCRIMINATORS; none = slices cannot be told apart: items match none */
  struct pack_range
      slices; /* SLICES in order of the profile; slices of a slice have their own slicing */
  struct pack_range slots; /* SLICE_SLOTS: a power of two, or none. Holds the SLICES with
                            * PACK_SLICE_INDEXED at pack_slice_hash & (count - 1), linear probing:
                            * row = position in `slices` + 1, 0 = free. */
  uint32_t rules;          /* enum pack_slicing_rules */
  uint32_t flags;          /* PACK_SLICING_ */
};

enum pack_discriminator_kind {
  PACK_DISCRIMINATOR_VALUE,
  PACK_DISCRIMINATOR_PATTERN,
  PACK_DISCRIMINATOR_EXISTS,
  PACK_DISCRIMINATOR_TYPE,
  PACK_DISCRIMINATOR_PROFILE,
};

struct pack_discriminator {
  struct pack_range steps; /* STEPS; none = $this */
  struct pack_text path;   /* as published */
  uint32_t kind;           /* enum pack_discriminator_kind */
};

enum pack_step_kind {
  PACK_STEP_MEMBER,    /* go to the members named by `names` (a choice: all its names); arrays give
                          each item */
  PACK_STEP_RESOLVE,   /* resolve() */
  PACK_STEP_EXTENSION, /* extension('url') */
  PACK_STEP_OF_TYPE,   /* ofType(type): keep members/resources of that type */
};

struct pack_step {
  struct pack_range
      names; /* INDEXES of name ids: PACK_STEP_MEMBER; PACK_STEP_OF_TYPE after a choice: not used */
  struct pack_text text; /* url or type name */
  uint32_t kind;         /* enum pack_step_kind */
};

#define PACK_SLICE_INDEXED 1u /* every criterion is a fixed/pattern JSON string: found by hash */

struct pack_slice {
  struct pack_range criteria; /* CRITERIA: one for each discriminator, in their order */
  uint32_t element; /* ELEMENTS: the slice's own (sparse) tree, min and max of the slice */
  uint32_t flags;   /* PACK_SLICE_ */
};

enum pack_criterion_kind {
  PACK_CRITERION_ANY,     /* the slice says nothing here, element not required: always holds */
  PACK_CRITERION_VALUE,   /* index: VALUES (fixed or pattern as its row says) */
  PACK_CRITERION_BINDING, /* index: BINDINGS: a member of the value set */
  PACK_CRITERION_EXISTS,  /* index 1: there must be something; 0: there must be nothing */
  PACK_CRITERION_TYPE,    /* links: the types allowed (their R4 definitions) */
  PACK_CRITERION_PROFILE, /* links: one of the profiles holds (silent validation) */
  PACK_CRITERION_ELEMENT, /* index: ELEMENTS: the fixed/pattern/binding facts in this subtree hold
                           */
};

struct pack_criterion {
  struct pack_range links; /* LINKS */
  uint32_t kind;           /* enum pack_criterion_kind */
  uint32_t index;          /* as above; PACK_NONE when unused */
};

/* ---- terminology
 * ------------------------------------------------------------------------------------------- */
enum pack_strength {
  PACK_BINDING_REQUIRED,
  PACK_BINDING_EXTENSIBLE,
  PACK_BINDING_PREFERRED,
  PACK_BINDING_EXAMPLE,
};

struct pack_binding {
  struct pack_text url; /* as published, with |version */
  uint32_t strength;    /* enum pack_strength */
  uint32_t value_set;   /* VALUE_SETS or PACK_NONE when it is in no package */
  uint32_t maximum;     /* VALUE_SETS: elementdefinition-maxValueSet, or PACK_NONE */
};

#define PACK_VALUE_SET_INCOMPLETE                                                                  \
  1u /* some part could not be expanded: what is not found cannot be called wrong */

#define PACK_VALUE_SET_OPEN 2u /* codes of systems that no part names may be in it */

struct pack_value_set {
  struct pack_text url;
  struct pack_text version;
  struct pack_range parts; /* VALUE_SET_PARTS, one for each system (and list) */
  uint32_t package;        /* PACKAGES */
  uint32_t next_version;   /* VALUE_SETS with the same url, or PACK_NONE */
  uint32_t flags;          /* PACK_VALUE_SET_ */
};

enum pack_part_kind {
  PACK_PART_LIST,    /* exactly the codes of code_list */
  PACK_PART_UNKNOWN, /* codes of this system cannot be checked locally */
  PACK_PART_UCUM,    /* a grammar decides */
  PACK_PART_BCP47,
  PACK_PART_MIME,
  PACK_PART_STANDARD, /* a published list decides: currencies, countries, time zones */
  PACK_PART_UNITS,    /* UCUM units of the dimension of the one code in code_list */
  PACK_PART_WHOLE,    /* every code of the system, which is not (all) known locally */
};

struct pack_value_set_part {
  struct pack_text system;
  uint32_t kind;      /* enum pack_part_kind */
  uint32_t code_list; /* CODE_LISTS (with other kinds: known examples), or PACK_NONE */
};

/* A set of codes of one system, stored once however many value sets, versions and systems use it.
 */
struct pack_code_list {
  struct pack_range codes; /* CODES */
  struct pack_range slots; /* CODE_SLOTS: a power of two > codes.count; hash_64(code) & (count - 1),
                            * linear probing: row = position in `codes` + 1, 0 = free */
};

struct pack_code {
  struct pack_text code;
  struct pack_text display; /* may be absent */
};

#define PACK_CODE_SYSTEM_COMPLETE 1u /* the list is the whole system: an absent code is wrong */
#define PACK_CODE_SYSTEM_CASE_INSENSITIVE 2u /* codes in the list are lower case then */

struct pack_code_system {
  struct pack_text url;
  struct pack_text version;
  uint32_t package;      /* PACKAGES */
  uint32_t next_version; /* CODE_SYSTEMS with the same url, or PACK_NONE */
  uint32_t flags;        /* PACK_CODE_SYSTEM_ */
  uint32_t code_list;    /* CODE_LISTS or PACK_NONE */
};

/* ---- constraints
 * -------------------------------------------------------------------------------------------- */
#define PACK_CONSTRAINT_BEST_PRACTICE 1u

struct pack_constraint {
  struct pack_text key;
  struct pack_text expression;
  struct pack_range bytecode; /* bytes in BYTECODE; count 0 = not compiled */
  uint32_t severity;          /* enum severity: SEVERITY_ERROR or SEVERITY_WARNING */
  uint32_t profile; /* PROFILES, the definition that owns it (constraint.source), else the one it
                       was read from */
  uint32_t flags;   /* PACK_CONSTRAINT_ */
};

/* ---- sections
 * --------------------------------------------------------------------------------------------------
 * X(enum name, field of struct pack, row type). Slots by text (PROFILE_SLOTS by url, TYPE_SLOTS by
 * type name -> the R4 definition, VALUE_SET_SLOTS and CODE_SYSTEM_SLOTS by url): count is a power
 * of two (or 0 when there are no rows), greater than the number of entries; row + 1 at
 * hash_64(text) & (count - 1), linear probing, 0 = free. */
#define PACK_SECTIONS(X)                                                                           \
  X(TEXT, text, char)                                                                              \
  X(NAMES, names, struct name_row)                                                                 \
  X(NAME_SLOTS, name_slots, uint32_t)                                                              \
  X(PACKAGES, packages, struct pack_package)                                                       \
  X(PROFILES, profiles, struct pack_profile)                                                       \
  X(PROFILE_SLOTS, profile_slots, uint32_t)                                                        \
  X(TYPE_SLOTS, type_slots, uint32_t)                                                              \
  X(CONTEXTS, contexts, struct pack_context)                                                       \
  X(ELEMENTS, elements, struct pack_element)                                                       \
  X(ELEMENTS_COLD, elements_cold, struct pack_element_cold)                                        \
  X(KEYS, keys, struct pack_key)                                                                   \
  X(TYPES, types, struct pack_type)                                                                \
  X(LINKS, links, struct pack_link)                                                                \
  X(INDEXES, indexes, uint32_t)                                                                    \
  X(VALUES, values, struct pack_value)                                                             \
  X(NODES, nodes, struct node)                                                                     \
  X(FACETS, facets, struct pack_facets)                                                            \
  X(SLICINGS, slicings, struct pack_slicing)                                                       \
  X(DISCRIMINATORS, discriminators, struct pack_discriminator)                                     \
  X(STEPS, steps, struct pack_step)                                                                \
  X(SLICES, slices, struct pack_slice)                                                             \
  X(SLICE_SLOTS, slice_slots, uint32_t)                                                            \
  X(CRITERIA, criteria, struct pack_criterion)                                                     \
  X(BINDINGS, bindings, struct pack_binding)                                                       \
  X(VALUE_SETS, value_sets, struct pack_value_set)                                                 \
  X(VALUE_SET_SLOTS, value_set_slots, uint32_t)                                                    \
  X(VALUE_SET_PARTS, value_set_parts, struct pack_value_set_part)                                  \
  X(CODE_SYSTEMS, code_systems, struct pack_code_system)                                           \
  X(CODE_SYSTEM_SLOTS, code_system_slots, uint32_t)                                                \
  X(CODE_LISTS, code_lists, struct pack_code_list)                                                 \
  X(CODES, codes, struct pack_code)                                                                \
  X(CODE_SLOTS, code_slots, uint32_t)                                                              \
  X(CONSTRAINTS, constraints, struct pack_constraint)                                              \
  X(BYTECODE, bytecode, char)

enum pack_section {
#define PACK_SECTION_ENUM(name, field, row) PACK_SECTION_##name,
  PACK_SECTIONS(PACK_SECTION_ENUM)
#undef PACK_SECTION_ENUM
      PACK_SECTION_COUNT
};

struct pack_section_row {
  uint64_t offset;   /* from the start of the file, a multiple of PACK_ALIGNMENT */
  uint32_t count;    /* rows */
  uint32_t row_size; /* bytes: sizeof of the row type */
};

/* The file: this header, then the sections. SHA-256 and checksum are of everything from `size` to
 * the end of the file: the one names the content, the other finds damage in a millisecond. */
struct pack_header {
  uint64_t magic;
  uint32_t format;
  uint32_t section_count; /* PACK_SECTION_COUNT */
  unsigned char sha256[SHA256_BYTES];
  uint64_t checksum; /* hash_checksum */
  uint64_t size;     /* of the whole file */
  struct pack_section_row sections[PACK_SECTION_COUNT];
};

/* The opened pack: typed pointers into the mapping. */
struct pack {
#define PACK_SECTION_FIELD(name, field, row)                                                       \
  const row *field;                                                                                \
  uint32_t field##_count;
  PACK_SECTIONS(PACK_SECTION_FIELD)
#undef PACK_SECTION_FIELD
};

/* The running hash over the discriminating strings of an indexed slice, in discriminator order;
 * starts with 0. */
static inline uint64_t pack_slice_hash(uint64_t hash, struct view string) {
  return (hash ^ hash_64(string)) * 0x9e3779b97f4a7c15u ^ (hash >> 29);
}

static inline struct view pack_view(const struct pack *pack, struct pack_text text) {
  return view_make(pack->text + text.offset, text.length);
}

/* Lookups; PACK_NONE when absent. The row returned is the most preferred version; follow
 * next_version. */
uint32_t pack_find_profile(const struct pack *pack, struct view url);
uint32_t pack_find_type(const struct pack *pack, struct view type_name);
/* Is it the name of a resource type ("Patient", also an abstract one)? */
bool pack_is_resource_type(const struct pack *pack, struct view name);
uint32_t pack_find_value_set(const struct pack *pack, struct view url);
uint32_t pack_find_code_system(const struct pack *pack, struct view url);
/* Position in the list's codes, PACK_NONE when the code is not in it. */
uint32_t pack_find_code(const struct pack *pack, uint32_t code_list, struct view code);
/* True when profile is ancestor or derives from it (by base, over R4 types too). */
bool pack_derives_from(const struct pack *pack, uint32_t profile, uint32_t ancestor);
/* Checks bytes (aligned to PACK_ALIGNMENT) and fills *ret_pack with pointers into them.
 * ERROR_CONFIGURATION when anything is out of range, or damaged when check_content. */
enum error pack_open(struct view bytes, bool check_content, struct pack *ret_pack) MUST_USE;
/* Writes SHA-256 and checksum into the header of a complete pack of length bytes. */
void pack_seal(char *bytes, size_t length);

struct definitions;
/* The pack behind the definitions, for the units of this room. */
const struct pack *definitions_pack(const struct definitions *definitions);

#endif
