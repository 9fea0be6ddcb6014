#include "terminology/code_hierarchy.h"

#define CODE_BYTES 32u

struct rule {
  const char *system;
  /* Writes the next wider code to try after `code` (NUL-terminated), of which `step` were tried
   * before; false when there is none. */
  bool (*widen)(struct view code, unsigned step, char ret_code[CODE_BYTES]);
};

/* ICD-10: A010 is part of A01; a category is the widest that codes alone tell. */
static bool widen_icd(struct view code, unsigned step, char ret_code[CODE_BYTES]) {
  const size_t category = 3;
  size_t length = code.length - 1 - step;
  if (code.length >= CODE_BYTES || code.length <= category + step || length < category) {
    return false;
  }
  memcpy(ret_code, code.data, length);
  ret_code[length] = '\0';
  return true;
}

/* J-FAGY: digits from the right become 0 (J9FA12000011, J9FA12000000, J9FA00000000), then comes the
 * group of the kind (00F, 00N). */
static bool widen_allergen(struct view code, unsigned step, char ret_code[CODE_BYTES]) {
  const size_t kind = 2;  /* J9F: the letter of the kind */
  const size_t class = 4; /* digits begin behind the class letter */
  size_t end = code.length;
  while (end > class && code.data[end - 1] == '0') {
    end--;
  }
  if (code.length >= CODE_BYTES || code.length <= class || step > end - class) {
    return false;
  }
  if (step == end - class) {
    memcpy(ret_code, "00?", 4);
    ret_code[kind] = code.data[kind];
    return true;
  }
  memcpy(ret_code, code.data, code.length);
  memset(ret_code + end - 1 - step, '0', step + 1);
  ret_code[code.length] = '\0';
  return true;
}

static const struct rule rules[] = {
    {MASTERS_SYSTEM_ICD10, widen_icd},
    {"http://hl7.org/fhir/sid/icd-10", widen_icd},
    {MASTERS_SYSTEM_FOOD_ALLERGEN, widen_allergen},
    {MASTERS_SYSTEM_OTHER_ALLERGEN, widen_allergen},
};

static const struct rule *rule_of(struct view system) {
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    if (view_is(system, rules[i].system)) {
      return &rules[i];
    }
  }
  return NULL;
}

/* The narrowest wider code that the system has. */
static enum error add_parent(struct code_system_builder *builder, const struct rule *rule,
                             uint32_t concept) {
  struct view code = code_system_builder_at(builder, concept)->code;
  char wider[CODE_BYTES];
  for (unsigned step = 0; rule->widen(code, step, wider); step++) {
    uint32_t parent = code_system_builder_find(builder, view_of(wider));
    if (parent != CODE_SYSTEM_NO_CONCEPT && parent != concept) {
      return code_system_builder_edge(builder, parent, concept);
    }
  }
  return ERROR_OK;
}

enum error code_hierarchy_add(struct code_system_builder *builder) {
  const struct rule *rule = rule_of(builder->system->url);
  enum error error = ERROR_OK;
  if (rule == NULL || builder->edges.count > 0 || builder->named_edges.count > 0) {
    return ERROR_OK;
  }
  for (uint32_t i = 0; i < builder->concepts.count && error == ERROR_OK; i++) {
    error = add_parent(builder, rule, i);
  }
  return error;
}
