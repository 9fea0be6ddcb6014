#include "profiles/coding_check.h"

/* What the versions of a code system that are held here say about a code. */
struct verdict {
  bool is_known;       /* one of them has it */
  bool is_denied;      /* all of them are complete and none has it */
  struct view display; /* of the code; empty when it is not held */
};

static bool equal_ignoring_space(struct view a, struct view b) {
  return view_equal_ignore_case(view_trim(a), view_trim(b));
}

static struct view lower_case(struct arena *arena, struct view code) {
  char *bytes = arena_string(arena, code);
  for (size_t i = 0; bytes != NULL && i < code.length; i++) {
    bytes[i] = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] - 'A' + 'a') : bytes[i];
  }
  return view_make(bytes, bytes == NULL ? 0 : code.length);
}

/* One version of the system. */
static void ask_version(struct evaluation *evaluation, const struct pack_code_system *system,
                        struct view code, struct verdict *verdict) {
  const struct pack *pack = evaluation->pack;
  bool folds = (system->flags & PACK_CODE_SYSTEM_CASE_INSENSITIVE) != 0;
  uint32_t position = PACK_NONE;
  if (system->code_list != PACK_NONE) {
    position = pack_find_code(pack, system->code_list,
                              folds ? lower_case(evaluation->scratch, code) : code);
  }
  verdict->is_denied = verdict->is_denied && position == PACK_NONE &&
                       (system->flags & PACK_CODE_SYSTEM_COMPLETE) != 0;
  if (position != PACK_NONE && !verdict->is_known) {
    const struct pack_code_list *list = &pack->code_lists[system->code_list];
    verdict->is_known = true;
    verdict->display = pack_view(pack, pack->codes[list->codes.first + position].display);
  }
}

static struct verdict ask(struct evaluation *evaluation, struct view url, struct view code) {
  const struct pack *pack = evaluation->pack;
  uint32_t first = pack_find_code_system(pack, url);
  struct verdict verdict = {.is_denied = first != PACK_NONE, .display = {NULL, 0}};
  uint32_t steps = 0;
  for (uint32_t system = first; system != PACK_NONE && steps < pack->code_systems_count;
       system = pack->code_systems[system].next_version, steps++) {
    ask_version(evaluation, &pack->code_systems[system], code, &verdict);
  }
  return verdict;
}

static void report(struct evaluation *evaluation, enum message_id message, uint32_t element,
                   uint32_t node, const struct view arguments[3]) {
  evaluation_report(evaluation,
                    &(struct finding){.message = message,
                                      .node = node,
                                      .element = element,
                                      .arguments = {arguments[0], arguments[1], arguments[2]}});
}

void coding_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct document *document = evaluation->document;
  uint32_t system_node = document_member_id(document, node, evaluation->names.system);
  uint32_t code_node = document_member_id(document, node, evaluation->names.code);
  uint32_t display_node = document_member_id(document, node, evaluation->names.display);
  if (system_node == NODE_NONE || code_node == NODE_NONE) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view system = evaluation_text(evaluation, system_node);
  struct view code = evaluation_text(evaluation, code_node);
  struct verdict verdict = {.display = {NULL, 0}};
  if (system.length > 0 && code.length > 0) {
    verdict = ask(evaluation, system, code);
  }
  struct view display = {NULL, 0};
  if (display_node != NODE_NONE) {
    display = evaluation_text(evaluation, display_node);
  }
  if (verdict.is_denied) {
    report(evaluation, MESSAGE_CODE_UNKNOWN, element, node,
           (struct view[3]){code, system, view_make(NULL, 0)});
  } else if (display.length > 0 && verdict.display.length > 0 &&
             !equal_ignoring_space(display, verdict.display)) {
    report(evaluation, MESSAGE_DISPLAY_MISMATCH, element, display_node,
           (struct view[3]){code, verdict.display, display});
  }
  arena_back(evaluation->scratch, mark);
}
