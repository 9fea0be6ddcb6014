#include "profiles/expression_errata.h"

struct erratum {
  struct view published;
  struct view reading;
};

/* bdl-8 and ras-2 of R4 4.0.1 speak of elements that may be absent. */
static const struct erratum errata[] = {
    {VIEW_LITERAL("fullUrl.contains('/_history/').not()"),
     VIEW_LITERAL("fullUrl.empty() or fullUrl.contains('/_history/').not()")},
    {VIEW_LITERAL("probability is decimal implies (probability as decimal) <= 100"),
     VIEW_LITERAL("probability.empty() or (probability is decimal implies "
                  "(probability as decimal) <= 100)")},
};

struct view expression_errata_apply(struct view published) {
  for (size_t i = 0; i < sizeof errata / sizeof errata[0]; i++) {
    if (view_equal(errata[i].published, published)) {
      return errata[i].reading;
    }
  }
  return published;
}
