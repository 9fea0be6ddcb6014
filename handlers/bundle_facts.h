/* What the outbox must know about a Bundle for the national service: its kind by meta.profile, its
 * identifier, whose it is, and the Composition inside (JP-CLINS: Bundle profiles and identifiers).
 */
#ifndef HANDLERS_BUNDLE_FACTS_H
#define HANDLERS_BUNDLE_FACTS_H

#include "server/base/document.h"
#include "server/base/issue.h"

struct bundle_facts {
  struct view kind; /* "clinical", "referral", "checkup" or "summary"; static */
  struct view identifier_system;
  struct view identifier_value;
  struct view
      patient; /* the local number when there is one, else the insured id, else any; may be empty */
  bool patient_only;            /* nothing but the Patient: "delete what I sent of this type" */
  struct view insured;          /* identifier of the insured person; may be empty */
  struct view destination;      /* number of the institution in section 910; may be empty */
  struct view destination_name; /* its name; likewise */
  uint32_t composition;         /* node of the first Composition, NODE_NONE for a collection */
  struct view composition_id;   /* of the resource; may be empty */
  struct view composition_identifier;
  struct view composition_type; /* first code */
};

/* Reads the facts; what makes the Bundle unfit to be relayed becomes issues (then the facts are
 * incomplete): ERROR_NOT_PROCESSABLE. Views live in the arena or in the document. */
enum error bundle_facts_read(const struct document *document, struct arena *arena,
                             struct issue_list *issues, struct bundle_facts *ret_facts) MUST_USE;

/* The resource of the first entry of that type; NODE_NONE when there is none. */
uint32_t bundle_facts_find(const struct document *document, const char *resource_type);

#endif
