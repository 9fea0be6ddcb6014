#include "profiles/coding_check.h"

#include "profiles/held_codes.h"

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

struct place {
  uint32_t element;
  uint32_t node;
  uint32_t display_node; /* or NODE_NONE */
};

static void report(struct evaluation *evaluation, enum message_id message,
                   const struct place *place, const struct view arguments[4]) {
  bool is_of_display = message == MESSAGE_DISPLAY_MISMATCH;
  evaluation_report(
      evaluation,
      &(struct finding){.message = message,
                        .node = is_of_display ? place->display_node : place->node,
                        .element = place->element,
                        .arguments = {arguments[0], arguments[1], arguments[2], arguments[3]}});
}

static void report_unknown(struct evaluation *evaluation, const struct place *place,
                           const struct held_question *question) {
  report(evaluation, MESSAGE_CODE_UNKNOWN, place,
         (struct view[4]){question->code, question->system});
}

static void report_display(struct evaluation *evaluation, const struct place *place,
                           const struct held_question *question, struct view display) {
  report(evaluation, MESSAGE_DISPLAY_MISMATCH, place,
         (struct view[4]){question->code, display, question->display});
}

/* ---- what is held beside the definitions --------------------------------------------------------
 */
static void check_held(struct evaluation *evaluation, const struct place *place,
                       const struct held_question *question) {
  struct held_concept held = held_codes_find(evaluation, question);
  if (held.answer == HELD_NO) {
    report_unknown(evaluation, place, question);
    return;
  }
  if (!held.is_display_right) {
    report_display(evaluation, place, question, held.display);
  }
  if (held.is_retired) {
    report(evaluation, held.ended.length > 0 ? MESSAGE_CODE_ENDED : MESSAGE_CODE_RETIRED, place,
           (struct view[4]){question->code, question->system, held.ended, held.successors});
  }
}

static void check(struct evaluation *evaluation, const struct place *place,
                  const struct held_question *question) {
  struct verdict verdict = ask(evaluation, question->system, question->code);
  if (verdict.is_denied) {
    report_unknown(evaluation, place, question);
  } else if (verdict.display.length == 0) {
    check_held(evaluation, place, question);
  } else if (question->display.length > 0 &&
             !equal_ignoring_space(question->display, verdict.display)) {
    report_display(evaluation, place, question, verdict.display);
  }
}

void coding_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct evaluation_names *names = &evaluation->names;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct held_question question = {
      .system = evaluation_member_text(evaluation, node, names->system),
      .code = evaluation_member_text(evaluation, node, names->code),
      .display = evaluation_member_text(evaluation, node, names->display),
  };
  struct place place = {element, node,
                        document_member_id(evaluation->document, node, names->display)};
  if (question.system.length > 0 && question.code.length > 0) {
    check(evaluation, &place, &question);
  }
  arena_back(evaluation->scratch, mark);
}
