#include "handlers/orca_source.h"

#include "handlers/orca_pointer.h"
#include "handlers/search_provenance_list.h"
#include "server/base/buffer.h"

#define STEP " › "
#define FIELD_BYTES 65536u

struct field_row {
  const char *type;
  const char *element;
  const char *record; /* innermost record of the element's pointer; "" = any */
  const char *field;
};

#define FIELD_ROW(type, element, record, field) {type, element, record, field},
static const struct field_row field_rows[] = {PROVENANCE_FIELD_LIST(FIELD_ROW)};
#define FIELD_ROWS (sizeof field_rows / sizeof field_rows[0])

/* The records that an element comes from. */
struct origin {
  struct view api;
  struct view question;
  struct view record; /* of the resource; empty when the element is from another API */
  struct view own;    /* of the element alone; may be empty */
};

static struct view rest_of(struct view rest) {
  return rest.data != NULL ? rest : view_of("");
}

bool orca_source_read(struct view text, struct orca_source *ret_source) {
  struct view prefix = view_of(ORCA_POINTER_PREFIX);
  if (!view_starts_with(text, prefix)) {
    return false;
  }
  struct view elements = view_part(text, prefix.length, text.length);
  struct view question = view_split(&elements, '#');
  struct view api = view_split(&question, '?');
  question = rest_of(question);
  elements = rest_of(elements);
  struct view record = view_split(&elements, '&');
  *ret_source = (struct orca_source){.api = api,
                                     .question = view_part(question, 1, question.length), /* "=" */
                                     .record = record,
                                     .elements = rest_of(elements)};
  return api.length != 0;
}

/* ---- paths -------------------------------------------------------------------------------------
 */
static struct view without_index(struct view name) {
  size_t bracket = view_find_byte(name, '[', 0);
  return bracket == SIZE_MAX ? name : view_part(name, 0, bracket);
}

/* "contact" and "contact[0]" hold "contact[0].name". */
static bool holds(struct view outer, struct view path) {
  if (!view_starts_with(path, outer)) {
    return false;
  }
  return path.length == outer.length || path.data[outer.length] == '.' ||
         path.data[outer.length] == '[';
}

/* Expressions say "onset" where the table, like JSON, says "onsetDateTime". */
static bool is_element(struct view name, const char *element) {
  struct view whole = view_of(element);
  if (name.length == 0 || !view_starts_with(whole, name)) {
    return false;
  }
  return name.length == whole.length ||
         (whole.data[name.length] >= 'A' && whole.data[name.length] <= 'Z');
}

static struct view first_name(struct view path) {
  struct view rest = path;
  return without_index(view_split(&rest, '.'));
}

bool orca_source_next(const struct orca_source *source, struct view name, size_t *position,
                      struct view *ret_path) {
  while (*position < source->elements.length) {
    struct view rest = view_part(source->elements, *position, source->elements.length);
    struct view part = view_split(&rest, '&');
    *position += part.length + 1;
    struct view path = view_split(&part, '=');
    if (holds(name, path)) {
      *ret_path = path;
      return true;
    }
  }
  return false;
}

static bool is_first_of_element(size_t place) {
  for (size_t i = 0; i < place; i++) {
    if (strcmp(field_rows[i].type, field_rows[place].type) == 0 &&
        strcmp(field_rows[i].element, field_rows[place].element) == 0) {
      return false;
    }
  }
  return true;
}

const char *orca_source_element_next(struct view type, size_t *position) {
  while (*position < FIELD_ROWS) {
    size_t place = (*position)++;
    if (view_is(type, field_rows[place].type) && is_first_of_element(place)) {
      return field_rows[place].element;
    }
  }
  return NULL;
}

/* The records of the longest path in the source that holds the element's. */
static struct origin origin_of(const struct orca_source *source, struct view path) {
  struct origin origin = {source->api, source->question, source->record, view_of("")};
  struct view rest = source->elements;
  size_t longest = 0;
  while (rest.length != 0) {
    struct view own = view_split(&rest, '&');
    struct view outer = view_split(&own, '=');
    if (!holds(outer, path) || outer.length < longest) {
      continue;
    }
    longest = outer.length;
    own = rest_of(own);
    bool is_other = view_find_byte(own, ':', 0) != SIZE_MAX;
    origin.api = is_other ? view_split(&own, ':') : source->api;
    origin.question = is_other ? view_of("") : source->question;
    origin.record = is_other ? view_of("") : source->record;
    origin.own = own;
  }
  return origin;
}

/* ---- texts -------------------------------------------------------------------------------------
 */
/* "Base_Date=2019-03&X=1" reads "Base_Date 2019-03, X 1". */
static void append_question(struct buffer *buffer, struct view question) {
  const char *before = " (";
  while (question.length != 0) {
    struct view value = view_split(&question, '&');
    struct view name = view_split(&value, '=');
    buffer_append_format(buffer, "%s%.*s %.*s", before, VIEW_ARGUMENTS(name),
                         VIEW_ARGUMENTS(rest_of(value)));
    before = ", ";
  }
  if (before[0] == ',') {
    buffer_append_byte(buffer, ')');
  }
}

struct view orca_source_record(struct arena *arena, const struct orca_source *source) {
  struct buffer buffer = buffer_make(arena, FIELD_BYTES);
  struct view steps = source->record;
  buffer_append(&buffer, source->api);
  append_question(&buffer, source->question);
  while (steps.length != 0) {
    buffer_append_string(&buffer, STEP);
    buffer_append(&buffer, view_split(&steps, '/'));
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

/* The step of that name with its row; empty when there is none. */
static struct view step_find(struct view steps, struct view name) {
  while (steps.length != 0) {
    struct view step = view_split(&steps, '/');
    if (view_equal(without_index(step), name)) {
      return step;
    }
  }
  return view_of("");
}

static struct view innermost(const struct origin *origin) {
  struct view steps = origin->own.length != 0 ? origin->own : origin->record;
  struct view last = view_of("");
  while (steps.length != 0) {
    last = view_split(&steps, '/');
  }
  return without_index(last);
}

/* A field of the table, with the rows that the pointer knows. */
static void append_field(struct buffer *buffer, const struct origin *origin, struct view field) {
  size_t start = 0;
  while (start < field.length) {
    size_t end = view_find(field, view_of(STEP), start);
    end = end == SIZE_MAX ? field.length : end;
    struct view name = view_part(field, start, end - start);
    struct view step = step_find(origin->own, name);
    step = step.length != 0 ? step : step_find(origin->record, name);
    buffer_append(buffer, step.length != 0 ? step : name);
    buffer_append_string(buffer, end < field.length ? STEP : "");
    start = end + sizeof(STEP) - 1;
  }
}

/* Of the rows for an element: those of its record, else those of any, else all that begin with the
 * same record. */
enum choice { CHOICE_RECORD, CHOICE_ANY, CHOICE_ALL };

static bool is_chosen(const struct field_row *row, const struct origin *origin,
                      enum choice choice) {
  struct view record = innermost(origin);
  struct view first = origin->record;
  switch (choice) {
  case CHOICE_RECORD:
    return record.length != 0 && view_is(record, row->record);
  case CHOICE_ANY:
    return row->record[0] == '\0';
  case CHOICE_ALL:
    first = without_index(view_split(&first, '/'));
    return view_starts_with(view_of(row->field), first);
  }
  return false;
}

static size_t append_rows(struct buffer *buffer, const struct orca_source_element *element,
                          const struct origin *origin, enum choice choice) {
  struct view name = first_name(element->path);
  size_t count = 0;
  for (size_t i = 0; i < FIELD_ROWS; i++) {
    const struct field_row *row = &field_rows[i];
    if (view_is(element->type, row->type) && is_element(name, row->element) &&
        is_chosen(row, origin, choice)) {
      buffer_append_string(buffer, count == 0 ? STEP : "; ");
      append_field(buffer, origin, view_of(row->field));
      count++;
    }
  }
  return count;
}

struct view orca_source_field(struct arena *arena, const struct orca_source *source,
                              const struct orca_source_element *element) {
  struct origin origin = origin_of(source, element->path);
  struct buffer buffer = buffer_make(arena, FIELD_BYTES);
  size_t count = 0;
  buffer_append(&buffer, origin.api);
  append_question(&buffer, origin.question);
  enum choice last = element->is_exact ? CHOICE_ANY : CHOICE_ALL;
  for (enum choice choice = CHOICE_RECORD; choice <= last && count == 0; choice++) {
    count = append_rows(&buffer, element, &origin, choice);
  }
  if (buffer.error != ERROR_OK) {
    return (struct view){NULL, 0};
  }
  return count != 0 ? buffer_view(&buffer) : view_of("");
}
