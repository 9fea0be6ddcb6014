#include "profiles/evaluation.h"

#include "profiles/location.h"
#include "profiles/rule_number.h"

#define TEST_FIRST_CAPACITY 256u
/* Values in messages are cut: a finding is read by people. */
#define ARGUMENT_BYTES 200u

static uint32_t intern(const struct evaluation *evaluation, const char *name) {
  return name_table_find(definitions_names(evaluation->definitions), view_of(name));
}

static const char *const quantity_type_names[EVALUATION_QUANTITY_TYPES] = {
    "Quantity", "Age", "Duration", "Distance", "Count"};

void evaluation_begin(struct evaluation *evaluation) {
  evaluation->pack = definitions_pack(evaluation->definitions);
#define EVALUATION_NAME_SET(field, text) evaluation->names.field = intern(evaluation, text);
  EVALUATION_NAMES(EVALUATION_NAME_SET)
#undef EVALUATION_NAME_SET
  evaluation->extension_type = pack_find_type(evaluation->pack, view_of("Extension"));
  evaluation->attachment_type = pack_find_type(evaluation->pack, view_of("Attachment"));
  evaluation->coding_type = pack_find_type(evaluation->pack, view_of("Coding"));
  evaluation->identifier_type = pack_find_type(evaluation->pack, view_of("Identifier"));
  for (size_t i = 0; i < EVALUATION_QUANTITY_TYPES; i++) {
    evaluation->quantity_types[i] =
        pack_find_type(evaluation->pack, view_of(quantity_type_names[i]));
  }
}

bool evaluation_is_quantity(const struct evaluation *evaluation, uint32_t definition) {
  for (size_t i = 0; i < EVALUATION_QUANTITY_TYPES; i++) {
    if (evaluation->quantity_types[i] == definition) {
      return true;
    }
  }
  return false;
}

/* Cut at a character's border. */
static struct view cut(struct view text) {
  size_t length = text.length;
  if (length > ARGUMENT_BYTES) {
    length = ARGUMENT_BYTES;
    while (length > 0 && ((unsigned char)text.data[length] & 0xc0u) == 0x80u) {
      length--;
    }
  }
  return view_part(text, 0, length);
}

/* "url|version#element path/key" */
static struct view definition_text(const struct evaluation *evaluation,
                                   const struct finding *finding) {
  const struct pack *pack = evaluation->pack;
  if (finding->element == PACK_NONE) {
    return view_make(NULL, 0);
  }
  const struct pack_element_cold *cold = &pack->elements_cold[finding->element];
  const struct pack_profile *profile = &pack->profiles[cold->profile];
  struct view url = pack_view(pack, profile->url);
  struct view version = pack_view(pack, profile->version);
  struct view id = pack_view(pack, cold->id);
  struct view key = {NULL, 0};
  if (finding->constraint != NULL) {
    key = pack_view(pack, finding->constraint->key);
  }
  return arena_format(evaluation->arena, "%.*s%s%.*s#%.*s%s%.*s", VIEW_ARGUMENTS(url),
                      version.length > 0 ? "|" : "", VIEW_ARGUMENTS(version), VIEW_ARGUMENTS(id),
                      key.length > 0 ? "/" : "", (int)key.length, key.length > 0 ? key.data : "");
}

void evaluation_report(struct evaluation *evaluation, const struct finding *finding) {
  const struct message *message =
      finding->row != NULL ? finding->row : message_row(finding->message);
  enum severity severity = finding->has_severity ? finding->severity : message->severity;
  evaluation->failed = evaluation->failed || severity <= SEVERITY_ERROR;
  if (evaluation->silent > 0) {
    return;
  }
  struct issue *issue = issue_add(evaluation->issues, message);
  if (severity != issue->severity) {
    issue_set_severity(evaluation->issues, issue, severity);
  }
  if (evaluation->issues->left_out > 0) {
    return;
  }
  for (size_t i = 0; i < ISSUE_ARGUMENTS; i++) {
    if (finding->arguments[i].length > 0) {
      issue->arguments[i] = arena_copy(evaluation->arena, cut(finding->arguments[i]));
    }
  }
  issue->expression = location_of(evaluation->pack, evaluation->document, evaluation->root,
                                  finding->node, evaluation->arena);
  issue->offset = finding->node == NODE_NONE
                      ? ISSUE_NO_OFFSET
                      : document_node(evaluation->document, finding->node)->offset;
  issue->definition = definition_text(evaluation, finding);
  issue->rule = finding->rule;
  if (finding->constraint != NULL) {
    issue->rule = rule_number_of(pack_view(evaluation->pack, finding->constraint->key));
  }
  evaluation->steps->suggest(evaluation, finding, issue);
}

void evaluation_say(struct evaluation *evaluation, enum message_id message, uint32_t node,
                    struct view argument) {
  evaluation_say_both(evaluation, message, node, argument, view_make(NULL, 0));
}

void evaluation_say_both(struct evaluation *evaluation, enum message_id message, uint32_t node,
                         struct view first, struct view second) {
  evaluation_report(evaluation, &(struct finding){.message = message,
                                                  .node = node,
                                                  .element = PACK_NONE,
                                                  .arguments = {first, second}});
}

static uint32_t test_slot(const struct test_entry *tests, uint32_t capacity, uint32_t profile,
                          uint32_t node) {
  uint32_t slot = (profile * 0x9e3779b1u ^ node * 0x85ebca6bu) & (capacity - 1);
  while (tests[slot].state != TEST_UNKNOWN &&
         (tests[slot].profile != profile || tests[slot].node != node)) {
    slot = (slot + 1) & (capacity - 1);
  }
  return slot;
}

static bool grow_tests(struct evaluation *evaluation) {
  uint32_t capacity =
      evaluation->test_capacity == 0 ? TEST_FIRST_CAPACITY : evaluation->test_capacity * 2;
  struct test_entry *tests = arena_array(evaluation->arena, capacity, sizeof(*tests));
  if (tests == NULL) {
    return false;
  }
  for (uint32_t i = 0; i < evaluation->test_capacity; i++) {
    const struct test_entry *old = &evaluation->tests[i];
    if (old->state != TEST_UNKNOWN) {
      tests[test_slot(tests, capacity, old->profile, old->node)] = *old;
    }
  }
  evaluation->tests = tests;
  evaluation->test_capacity = capacity;
  return true;
}

struct test_entry *evaluation_test(struct evaluation *evaluation, uint32_t profile, uint32_t node) {
  if ((evaluation->test_count + 1) * 2 > evaluation->test_capacity && !grow_tests(evaluation)) {
    evaluation->error = ERROR_MEMORY;
    return NULL;
  }
  struct test_entry *entry =
      &evaluation->tests[test_slot(evaluation->tests, evaluation->test_capacity, profile, node)];
  if (entry->state == TEST_UNKNOWN) {
    *entry = (struct test_entry){.profile = profile, .node = node};
    evaluation->test_count++;
  }
  return entry;
}

struct view evaluation_text(struct evaluation *evaluation, uint32_t node) {
  return document_string(evaluation->document, node, evaluation->scratch);
}

struct view evaluation_member_text(struct evaluation *evaluation, uint32_t object, uint32_t name) {
  uint32_t node = document_member_id(evaluation->document, object, name);
  return node == NODE_NONE ? view_make(NULL, 0) : evaluation_text(evaluation, node);
}

struct view evaluation_number(struct evaluation *evaluation, uint32_t number) {
  return arena_format(evaluation->scratch, "%u", number);
}

const struct pack_key *evaluation_key(const struct pack *pack, const struct pack_element *element,
                                      uint32_t name) {
  const struct pack_key *keys = pack->keys + element->keys.first;
  uint32_t low = 0;
  uint32_t high = element->keys.count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (keys[middle].name < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < element->keys.count && keys[low].name == name ? &keys[low] : NULL;
}

struct view evaluation_element_name(const struct pack *pack, uint32_t element) {
  const struct pack_element_cold *cold = &pack->elements_cold[element];
  struct view id = pack_view(pack, cold->id);
  size_t start = 0;
  for (size_t i = 0; i < id.length; i++) {
    if (id.data[i] == '.') {
      start = i + 1;
    }
  }
  return view_part(id, start, id.length);
}

struct view evaluation_resource_type(struct evaluation *evaluation, uint32_t object) {
  return evaluation_member_text(evaluation, object, evaluation->names.resource_type);
}
