/* Bindings to value sets (FHIR R4 terminologies.html#strength), with what the pack knows and what
 * is held beside it (held_codes.h): what cannot be checked locally is said, never passed in
 * silence. */
#ifndef PROFILES_BINDING_CHECK_H
#define PROFILES_BINDING_CHECK_H

#include "profiles/evaluation.h"

enum membership {
  MEMBERSHIP_YES,
  MEMBERSHIP_NO,
  MEMBERSHIP_UNKNOWN, /* the value set's content is not (all) known */
  MEMBERSHIP_EMPTY,   /* there is no code to look up */
};

/* One code; system.data NULL = a bare code (type code): any system of the value set will do. */
enum membership binding_check_code(struct evaluation *evaluation, uint32_t value_set,
                                   struct view system, struct view code);
/* A code, Coding, CodeableConcept or Quantity at node: YES when one of its codes is a member. */
enum membership binding_check_node(struct evaluation *evaluation, uint32_t value_set,
                                   uint32_t node);
/* A value set that the pack does not have, by its canonical: a node as above, or a bare code where
 * node is NODE_NONE. */
enum membership binding_check_held(struct evaluation *evaluation, struct view canonical,
                                   uint32_t node, struct view code);
/* Reports what the element's binding has against the value at node. */
void binding_check(struct evaluation *evaluation, uint32_t element, uint32_t node);
/* Reports what the grammar of its own system has against the code of an object at node, whatever it
 * is bound to: an error in a Coding, a warning in a Quantity, whose unit may be a human's word
 * (FHIR R4 datatypes.html#Coding, #Quantity). definition is the object's type (PROFILES); other
 * types have no code and are passed. */
void binding_check_system(struct evaluation *evaluation, uint32_t definition, uint32_t element,
                          uint32_t node);

#endif
