/* The state of one validation run: what the evaluator's units share. Findings go through
 * evaluation_report, so that paths and texts are computed only when something is wrong, and that
 * silent tests (discriminators, "one of these profiles") report nothing. */
#ifndef PROFILES_EVALUATION_H
#define PROFILES_EVALUATION_H

#include "profiles/message_list.h"
#include "profiles/pack.h"
#include "profiles/validation.h"
#include "server/base/hash_map.h"

/* Property names that rules look at, interned. */
#define EVALUATION_NAMES(X)                                                                        \
  X(resource_type, "resourceType")                                                                 \
  X(meta, "meta")                                                                                  \
  X(profile, "profile")                                                                            \
  X(url, "url")                                                                                    \
  X(id, "id")                                                                                      \
  X(extension, "extension")                                                                        \
  X(modifier_extension, "modifierExtension")                                                       \
  X(contained, "contained")                                                                        \
  X(reference, "reference")                                                                        \
  X(type, "type")                                                                                  \
  X(system, "system")                                                                              \
  X(code, "code")                                                                                  \
  X(coding, "coding")                                                                              \
  X(entry, "entry")                                                                                \
  X(full_url, "fullUrl")                                                                           \
  X(resource, "resource")                                                                          \
  X(version_id, "versionId")                                                                       \
  X(last_updated, "lastUpdated")                                                                   \
  X(security, "security")                                                                          \
  X(snapshot, "snapshot")                                                                          \
  X(differential, "differential")                                                                  \
  X(size, "size")                                                                                  \
  X(data, "data")                                                                                  \
  X(hash, "hash")                                                                                  \
  X(link, "link")                                                                                  \
  X(relation, "relation")                                                                          \
  X(search, "search")                                                                              \
  X(mode, "mode")                                                                                  \
  X(display, "display")                                                                            \
  X(text, "text")

struct evaluation_names {
#define EVALUATION_NAME_FIELD(field, text) uint32_t field;
  EVALUATION_NAMES(EVALUATION_NAME_FIELD)
#undef EVALUATION_NAME_FIELD
};

#define EVALUATION_QUANTITY_TYPES 5u

/* fullUrl -> entry of one Bundle; built when first asked for. */
struct bundle_index;

/* The resource that is being evaluated and what it lies in. */
struct resource_scope {
  struct resource_scope *parent; /* the resource around it (contained, Bundle.entry) or NULL */
  struct bundle_index *bundle;   /* of this resource when it is a Bundle; may be NULL */
  struct hash_map *ids;          /* ids of its elements; made with the first one */
  uint32_t node;
  uint32_t definition; /* PROFILES: the R4 definition */
  uint32_t entry;      /* Bundle.entry object that holds it or NODE_NONE */
  bool is_contained;   /* lies in parent's `contained` */
};

/* How a resource stands in the document. */
struct resource_place {
  uint32_t node;
  uint32_t entry;    /* Bundle.entry that holds it, or NODE_NONE */
  bool is_contained; /* in the `contained` of the innermost resource */
};

/* One value as profiles see it. */
struct sparse_item {
  uint32_t node;       /* NODE_NONE when only the twin is there */
  uint32_t twin;       /* the "_name" object, or NODE_NONE */
  uint32_t type;       /* TYPES row by the property's name, or PACK_NONE */
  uint32_t definition; /* PROFILES: R4 definition of the type, or PACK_NONE when not known */
};

struct evaluation;
struct finding;

/* The evaluation recurs: objects lead to resources, slices, references and FHIRPath programs to
 * profiles again. These are the ways up, for units that lie below the one that takes the step; the
 * validator fills them in. */
struct evaluation_steps {
  /* evaluate_resource */
  void (*resource)(struct evaluation *evaluation, const struct resource_place *place);
  /* evaluate_profile, evaluate_profile_holds */
  void (*profile)(struct evaluation *evaluation, uint32_t profile, uint32_t node);
  bool (*profile_holds)(struct evaluation *evaluation, uint32_t profile, uint32_t node);
  /* evaluate_sparse */
  void (*sparse)(struct evaluation *evaluation, uint32_t element, const struct sparse_item *item);
  /* suggestion_add: what would be right, for a finding that is told */
  void (*suggest)(struct evaluation *evaluation, const struct finding *finding,
                  struct issue *issue);
};

enum test_state { TEST_UNKNOWN, TEST_RUNNING, TEST_HOLDS, TEST_FAILS };

/* What was found out about (profile, node), so that nothing is evaluated twice and circles end. */
struct test_entry {
  uint32_t profile;
  uint32_t node;
  uint32_t state; /* enum test_state */
  bool reported;  /* its findings were reported once */
};

struct evaluation {
  const struct evaluation_steps *steps;
  const struct definitions *definitions;
  const struct pack *pack;
  const struct document *document;
  const struct validation_settings *settings;
  const struct validation_request *request;
  struct arena *arena;   /* findings */
  struct arena *scratch; /* given back by mark */
  struct issue_list *issues;
  struct resource_scope *scope; /* innermost */
  struct evaluation_names names;
  uint32_t root;    /* node of the resource asked for */
  uint32_t package; /* PACKAGES: in whose scope canonical URLs without version are looked up, or
                       PACK_NONE */
  uint32_t extension_type;  /* PROFILES: the R4 definition of Extension */
  uint32_t coding_type;     /* PROFILES: the R4 definition of Coding */
  uint32_t identifier_type; /* PROFILES: the R4 definition of Identifier */
  uint32_t attachment_type; /* PROFILES: the R4 definition of Attachment */
  uint32_t quantity_types[EVALUATION_QUANTITY_TYPES]; /* Quantity and the types made from it */
  uint32_t depth;
  uint32_t silent;   /* > 0: nothing is reported */
  bool failed;       /* an error was found since it was last cleared, silently or not */
  bool told_preview; /* guide-preview was said */
  enum error error;
  struct test_entry *tests;
  uint32_t test_count;
  uint32_t test_capacity; /* power of two */
};

struct finding {
  enum message_id message;
  const struct message *row;                /* instead of message: of another room's list */
  uint32_t node;                            /* where */
  uint32_t element;                         /* ELEMENTS that asks for it, or PACK_NONE */
  const struct pack_constraint *constraint; /* or NULL */
  struct view rule;                         /* R-number where no constraint tells it; static */
  struct view arguments[ISSUE_ARGUMENTS];   /* copied */
  bool has_severity;                        /* severity below instead of the message's */
  enum severity severity;
};

/* Fills in what comes from the pack: names and types. */
void evaluation_begin(struct evaluation *evaluation);

/* Is the definition Quantity, or a type made from it? */
bool evaluation_is_quantity(const struct evaluation *evaluation, uint32_t definition);

/* Adds a finding with path, definition and rule number; in a silent test only notes that one
 * failed. */
void evaluation_report(struct evaluation *evaluation, const struct finding *finding);
/* The common case: one argument. */
void evaluation_say(struct evaluation *evaluation, enum message_id message, uint32_t node,
                    struct view argument);
/* With two. */
void evaluation_say_both(struct evaluation *evaluation, enum message_id message, uint32_t node,
                         struct view first, struct view second);

/* The state slot of (profile, node), TEST_UNKNOWN at first: the caller sets the state at once. NULL
 * when memory is short (then error is set). The pointer is valid until the next call. */
struct test_entry *evaluation_test(struct evaluation *evaluation, uint32_t profile, uint32_t node);

/* Decoded text of a string node in scratch memory; empty for others. */
struct view evaluation_text(struct evaluation *evaluation, uint32_t node);
/* The same of an object's member (an interned name); empty when there is none. */
struct view evaluation_member_text(struct evaluation *evaluation, uint32_t object, uint32_t name);
/* A number's digits in scratch memory, for messages. */
struct view evaluation_number(struct evaluation *evaluation, uint32_t number);
/* The property's key row of an object's element, NULL when there is none. */
const struct pack_key *evaluation_key(const struct pack *pack, const struct pack_element *element,
                                      uint32_t name);
/* Last part of an element's id without slice name: "Patient.name" -> "name"; a choice keeps "[x]".
 */
struct view evaluation_element_name(const struct pack *pack, uint32_t element);
/* The value of resourceType, empty when it is no string. */
struct view evaluation_resource_type(struct evaluation *evaluation, uint32_t object);

static inline bool evaluation_stopped(const struct evaluation *evaluation) {
  return evaluation->error != ERROR_OK || (evaluation->silent > 0 && evaluation->failed);
}

#endif
