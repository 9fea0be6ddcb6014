#include "tests/lab/orca_damage.h"

#include <iconv.h>

#define OTHER_PATIENT "99999"

/* Texts that look like a day. */
static bool is_day(struct view text) {
  return text.length == 10 && text.data[4] == '-' && text.data[7] == '-';
}

struct walk {
  bool dates;
  bool patient;
  unsigned count; /* of dates */
};

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
                      faults->values[FAULT_ORCA_PATIENT] != 0, 0};
  if (walk.dates || walk.patient) {
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
