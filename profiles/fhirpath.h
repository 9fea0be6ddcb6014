/* FHIRPath N1 (http://hl7.org/fhirpath/N1) with FHIR R4's additions (fhirpath.html) over a document
 * tape. An expression is compiled once to a position-independent program (bytes for the pack) and
 * run many times. Runs are bounded (LIMIT_FHIRPATH_*), use no global state, no clock, no network,
 * and nothing is re-serialised: elements in results are node indexes. */
#ifndef PROFILES_FHIRPATH_H
#define PROFILES_FHIRPATH_H

#include "profiles/fhirpath_value.h"
#include "server/base/buffer.h"
#include "server/base/message.h"

/* Why an expression could not be compiled or run. */
struct fhirpath_failure {
  const struct message *message; /* texts with {0} for the detail */
  struct view detail;            /* in the expression, the program or the arena; may be empty */
  size_t offset;                 /* compile: byte offset in the expression */
};

/* The failure's text in one language with its detail filled in, in the arena. */
struct view fhirpath_failure_text(const struct fhirpath_failure *failure, enum language language,
                                  struct arena *arena);

/* A property name: id in the name table that program and document share, or NAME_NONE. */
struct fhirpath_name {
  uint32_t id;
  struct view text;
};

enum fhirpath_child {
  FHIRPATH_CHILD_UNKNOWN, /* the model does not know the parent type: guess from the JSON */
  FHIRPATH_CHILD_NONE,    /* the parent type has no such element */
  FHIRPATH_CHILD_PLAIN,   /* JSON property and element have this name */
  FHIRPATH_CHILD_MEMBER,  /* name is the JSON property of a choice (valueQuantity); with its type */
};

/* The child's type is what its resourceType says (contained, Bundle.entry.resource, ...). */
#define FHIRPATH_TYPE_RESOURCE UINT32_MAX

/* What the engine must know about types. Type numbers are the model's own; 0 means not known. All
 * functions are pure and get self. fhirpath_basic_model() needs no definitions; the model over a
 * pack is in profiles/fhirpath_model.h. */
struct fhirpath_model {
  const void *self;
  /* "Patient", "Quantity", "code" -> type; 0 when there is no such type. */
  uint32_t (*type_find)(const void *self, struct view name);
  /* Name without namespace, "BackboneElement"-like anonymous types by their path; empty for 0. */
  struct view (*type_name)(const void *self, uint32_t type);
  /* The type that it specialises (code -> string, Age -> Quantity, Patient -> DomainResource) or 0.
   */
  uint32_t (*type_parent)(const void *self, uint32_t type);
  /* What a primitive's value is as a System value (code -> FHIRPATH_STRING); FHIRPATH_ELEMENT for
   * complex and unknown types; FHIRPATH_QUANTITY for Quantity and its specialisations. */
  enum fhirpath_kind (*type_kind)(const void *self, uint32_t type);
  /* Child of a type by FHIRPath or JSON name (never with the leading underscore). *ret_type is set
   * for _PLAIN and _MEMBER only. */
  enum fhirpath_child (*child)(const void *self, uint32_t type, const struct fhirpath_name *name,
                               uint32_t *ret_type);
  /* Is the name the stem of a choice of that type ("value" of Observation)? NULL = not known. */
  bool (*is_choice)(const void *self, uint32_t type, struct view name);
  /* Member of an ElementDefinition: id, path, min, max, type, isModifier, isSummary, mustSupport.
   * FHIRPATH_NOTHING for others; NULL = none. */
  struct fhirpath_value (*definition_member)(const void *self, uint32_t element, struct view name);
};

/* Types from choice suffixes, resourceType and JSON kinds alone: no definitions needed. Static. */
const struct fhirpath_model *fhirpath_basic_model(void);

enum fhirpath_answer { FHIRPATH_ANSWER_FALSE, FHIRPATH_ANSWER_TRUE, FHIRPATH_ANSWER_UNKNOWN };

/* What only the caller can answer; each function may be NULL (resolve: looks into contained and the
 * root Bundle; the others: unknown). When the answer is unknown memberOf() is empty and
 * conformsTo() and slice() fail. */
struct fhirpath_services {
  void *self;
  /* Node of the resource that a reference or canonical leads to, NODE_NONE when it cannot be
   * reached. */
  uint32_t (*resolve)(void *self, struct view reference);
  /* Is the code, Coding or CodeableConcept at node in the value set? text is set (and node
   * NODE_NONE) when the code is a computed string. */
  enum fhirpath_answer (*member_of)(void *self, uint32_t node, struct view text,
                                    struct view value_set);
  /* Does the resource or element at node conform to the profile? */
  enum fhirpath_answer (*conforms_to)(void *self, uint32_t node, struct view profile);
  /* Is the element in the slice of a profile? UNKNOWN: there is no such profile or slice. */
  enum fhirpath_answer (*in_slice)(void *self, const struct fhirpath_value *element,
                                   struct view profile, struct view slice);
  /* The model's element that defines what stands at node; UINT32_MAX when it is not known. */
  uint32_t (*definition)(void *self, uint32_t node);
  /* trace(name): called with what passes through. */
  void (*trace)(void *self, struct view name, struct fhirpath_collection collection);
};

struct fhirpath_context {
  const struct document *document;
  uint32_t focus;      /* node of the element or resource: $this and %context at the start */
  uint32_t focus_twin; /* its "_name" object; NODE_NONE for none. focus may be NODE_NONE then */
  uint32_t focus_type; /* the model's type; 0 = by resourceType */
  uint32_t resource;   /* %resource: the nearest resource */
  uint32_t root;       /* %rootResource: its container, or the same */
  bool interned;       /* the document was read with the name table given to fhirpath_compile */
  bool as_filters; /* R4's core invariants: as() and `as` filter many items (dom-3) where N1 fails,
                    * and `is Boolean` holds for FHIR's boolean (que-7) */
  int64_t now_ms;  /* now(), today(), timeOfDay(): Unix milliseconds; shown in Japan time */
  const struct fhirpath_model *model;       /* NULL = fhirpath_basic_model() */
  const struct fhirpath_services *services; /* NULL = none */
  struct arena *arena;                      /* results and scratch */
};

/* Compiles an expression. names may be NULL: then properties are found by their text. The program
 * is in the arena, aligned to 4, and keeps no pointer to the expression. ERROR_SYNTAX: *ret_failure
 * says what and where; ERROR_TOO_LARGE; ERROR_MEMORY. */
enum error fhirpath_compile(struct arena *arena, struct view expression,
                            const struct name_table *names, struct view *ret_program,
                            struct fhirpath_failure *ret_failure) MUST_USE;

/* Must be called once for bytes that come from a file before they are run: ERROR_SYNTAX when they
 * are no program of this version (damaged, truncated, not aligned to 4). */
enum error fhirpath_check(struct view program) MUST_USE;

/* Runs a program. ERROR_NOT_PROCESSABLE: the expression cannot be evaluated on this document
 * (*ret_failure says why); ERROR_TOO_LARGE: a LIMIT_FHIRPATH_ bound was reached; ERROR_MEMORY. */
enum error fhirpath_run(struct view program, const struct fhirpath_context *context,
                        struct fhirpath_collection *ret_collection,
                        struct fhirpath_failure *ret_failure) MUST_USE;

/* An invariant (FHIR R4 conformance-rules.html#constraints): *ret_holds is true only when the
 * result is true; empty counts as false, as in the reference validator, so that a rule about an
 * element that is absent does not pass in silence. as_filters is on. Leaves nothing in the arena on
 * ERROR_OK. Errors as fhirpath_run; ERROR_NOT_PROCESSABLE also when the result is no single
 * boolean-like item. */
enum error fhirpath_test(struct view program, const struct fhirpath_context *context,
                         bool *ret_holds, struct fhirpath_failure *ret_failure) MUST_USE;

/* Appends a result as a JSON array: elements as received, dates as text, quantities as objects. */
void fhirpath_write(const struct fhirpath_context *context, struct fhirpath_collection collection,
                    struct buffer *buffer);

#endif
