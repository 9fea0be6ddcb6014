/* The insured person's identifier (被保険者個人識別子) of a patient, by which the national service
 * knows people: as it is given, or made of the cards that ORCA holds. */
#ifndef HANDLERS_INSURED_NUMBER_H
#define HANDLERS_INSURED_NUMBER_H

#include "server/http/response.h"

struct insured_numbers {
  struct view current; /* of the card that is valid today; empty when there is none */
  struct view *items;  /* of every card, expired ones too */
  size_t count;
};

/* patient: a local number, or the identifier itself ("00012345:記号:番号:05", also with its
 * "system|"), which has colons. Failures of ORCA are reported. ERROR_MEMORY. */
enum error insured_number_find(struct request *request, struct response *response,
                               struct view patient, struct insured_numbers *ret_numbers) MUST_USE;
/* Full-width and half-width forms of a character are one: cards are written both ways. */
bool insured_number_same(struct view a, struct view b);
/* The naming system of an identifier: public assistance (生活保護, payers 12…) has its own. Static.
 */
const char *insured_number_system(struct view number);

#endif
