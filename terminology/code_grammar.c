#include "terminology/code_grammar.h"

#include "terminology/iso_code.h"
#include "terminology/language_tag.h"
#include "terminology/media_type_grammar.h"
#include "terminology/ucum.h"

struct code_grammar {
  struct view system;
  bool (*check)(struct view code, struct code_fault *ret_fault);
  bool is_complete;
};

static const struct code_grammar grammars[] = {
    {VIEW_LITERAL("http://unitsofmeasure.org"), ucum_check, true},
    {VIEW_LITERAL("urn:ietf:bcp:47"), language_tag_check, true},
    {VIEW_LITERAL("urn:ietf:bcp:13"), media_type_grammar_check, true},
    {VIEW_LITERAL("urn:iso:std:iso:4217"), iso_code_currency, true},
    {VIEW_LITERAL("urn:iso:std:iso:3166"), iso_code_country, true},
    {VIEW_LITERAL("urn:iso:std:iso:3166:-2"), iso_code_subdivision, false},
    {VIEW_LITERAL("https://www.iana.org/time-zones"), iso_code_time_zone, true},
};

const struct code_grammar *code_grammar_find(struct view system) {
  struct view rest = system;
  struct view url = view_split(&rest, '|');
  for (size_t i = 0; i < sizeof grammars / sizeof grammars[0]; i++) {
    if (view_equal(grammars[i].system, url)) {
      return &grammars[i];
    }
  }
  return NULL;
}

bool code_grammar_check(const struct code_grammar *grammar, struct view code,
                        struct code_fault *ret_fault) {
  return grammar->check(code, ret_fault);
}

bool code_grammar_is_complete(const struct code_grammar *grammar) {
  return grammar->is_complete;
}
