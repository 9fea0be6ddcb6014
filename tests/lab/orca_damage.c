#include "tests/lab/orca_damage.h"

#include <iconv.h>

#define OTHER_PATIENT "99999"
#define OLD_NUMBER "00001"
#define NEW_NUMBER "00091"

/* Texts that look like a day. */
static bool is_day(struct view text) {
  return text.length == 10 && text.data[4] == '-' && text.data[7] == '-';
}

struct walk {
  bool dates;
  bool patient;
  bool renumbered;
  unsigned count; /* of dates */
};

/* ---- a changed number: the data stay those of the old one -------------------------------------
 */

static struct view without_zeros(struct view number) {
  while (number.length > 0 && number.data[0] == '0') {
    number = view_part(number, 1, number.length);
  }
  return number;
}

static bool is_number(struct view text, const char *number) {
  return view_equal(without_zeros(text), without_zeros(view_of(number)));
}

static struct view held_as(struct view number, const struct fault_snapshot *faults) {
  if (is_number(number, NEW_NUMBER)) {
    return view_of(OLD_NUMBER);
  }
  bool is_unknown = faults->values[FAULT_ORCA_RENUMBERED] == 1;
  return is_unknown && is_number(number, OLD_NUMBER) ? view_of(OTHER_PATIENT) : number;
}

static void renumber_request(struct record *node, const struct fault_snapshot *faults) {
  for (struct record *child = node->first; child != NULL; child = child->next) {
    renumber_request(child, faults);
  }
  if (node->kind == RECORD_TEXT && strcmp(node->name, "Patient_ID") == 0) {
    node->text = held_as(node->text, faults);
  }
}

void orca_damage_request(struct view *id, struct record *body,
                         const struct fault_snapshot *faults) {
  if (faults->values[FAULT_ORCA_RENUMBERED] == 0) {
    return;
  }
  *id = held_as(*id, faults);
  if (body != NULL) {
    renumber_request(body, faults);
  }
}

/* ---- answers ----------------------------------------------------------------------------------
 */

static void visit(struct record *node, struct walk *walk) {
  if (node->kind != RECORD_TEXT) {
    return;
  }
  if (walk->dates && is_day(node->text)) {
    node->text = view_of(walk->count++ % 2 == 0 ? "9999-12-31" : "0000-00-00");
  }
  if (walk->patient && strcmp(node->name, "Patient_ID") == 0) {
    node->text = view_of(OTHER_PATIENT);
  }
  if (walk->renumbered && strcmp(node->name, "Patient_ID") == 0 &&
      is_number(node->text, OLD_NUMBER)) {
    node->text = view_of(NEW_NUMBER);
  }
}

/* Answers of ORCA are at most 8 deep. */
static void walk_tree(struct record *node, struct walk *walk) {
  visit(node, walk);
  for (struct record *child = node->first; child != NULL; child = child->next) {
    walk_tree(child, walk);
  }
}

static void add_unknown(struct record *root) {
  record_string(root, "Unknown_Text", "what is this");
  struct record *group = record_group(root, "Unknown_Information");
  record_string(group, "Patient_Name", "nobody");
  struct record *array = record_array(group, "Unknown_List", 3);
  record_string(record_item(array), "Code", "1");
  record_string(record_item(array), "Code", "2");
}

void orca_damage_record(struct record *root, const struct fault_snapshot *faults) {
  struct walk walk = {faults->values[FAULT_ORCA_DATES] != 0,
                      faults->values[FAULT_ORCA_PATIENT] != 0,
                      faults->values[FAULT_ORCA_RENUMBERED] != 0, 0};
  if (walk.dates || walk.patient || walk.renumbered) {
    walk_tree(root, &walk);
  }
  if (faults->values[FAULT_ORCA_UNKNOWN] != 0) {
    add_unknown(root);
  }
  if (faults->values[FAULT_ORCA_ROOT] != 0) {
    root->name = "otherres";
  }
}

struct view orca_damage_charset(struct view body, struct arena *arena) {
  iconv_t converter = iconv_open("CP932//IGNORE", "UTF-8");
  char *target = arena_alloc(arena, body.length + 1);
  struct view copy = arena_copy(arena, body);
  if (converter == (iconv_t)-1 || target == NULL || copy.data == NULL) {
    return (struct view){NULL, 0};
  }
  /* iconv does not write to its input. */
  union {
    const char *readable;
    char *any;
  } source = {copy.data};
  char *input = source.any;
  char *output = target;
  size_t input_left = copy.length;
  size_t output_left = body.length;
  (void)iconv(converter, &input, &input_left, &output, &output_left);
  iconv_close(converter);
  return view_make(target, body.length - output_left);
}
