#include "terminology/code_entry.h"

#include "terminology/resource_reading.h"

static const struct code_system_concept *concept_of(const struct code_entry *entry) {
  return entry->code_system == NULL || entry->concept == CODE_SYSTEM_NO_CONCEPT
             ? NULL
             : code_system_at(entry->code_system, entry->concept);
}

bool code_entry_is_abstract(const struct code_entry *entry) {
  const struct code_system_concept *concept = concept_of(entry);
  return concept == NULL ? entry->is_abstract : (concept->flags & CODE_SYSTEM_ABSTRACT) != 0;
}

bool code_entry_is_inactive(const struct code_entry *entry, uint32_t date) {
  return concept_of(entry) == NULL
             ? entry->is_inactive
             : code_system_is_inactive(entry->code_system, entry->concept, date);
}

/* ---- supplements -------------------------------------------------------------------------------
 */
/* The concept as the n-th supplement has it; NULL when it says nothing of it. */
static const struct code_system_concept *supplemented(const struct entry_reading *reading,
                                                      const struct code_entry *entry, size_t n) {
  const struct code_system *supplement = reading->supplements->systems[n];
  struct view rest = supplement->supplements;
  if (!view_equal(view_split(&rest, '|'), entry->system)) {
    return NULL;
  }
  uint32_t concept = code_system_find(supplement, entry->code);
  return concept == CODE_SYSTEM_NO_CONCEPT ? NULL : code_system_at(supplement, concept);
}

static size_t supplement_count(const struct entry_reading *reading) {
  return reading->supplements == NULL ? 0 : reading->supplements->count;
}

/* ---- texts -------------------------------------------------------------------------------------
 */
struct collecting {
  struct display_text *texts;
  size_t count;
};

/* A use makes a text an alias, unless it is one that displays have. */
static bool is_display_use(struct view use) {
  return use.length == 0 || view_find(use, view_of("\"preferredForLanguage\""), 0) != SIZE_MAX ||
         view_find(use, view_of("\"display\""), 0) != SIZE_MAX;
}

static void collect(struct collecting *to, const struct display_text *text) {
  to->texts[to->count++] = *text;
}

static void collect_rows(struct collecting *to, const struct code_system_designation *rows,
                         struct code_system_range range) {
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_designation *row = &rows[range.first + i];
    struct display_text text = {.value = row->value,
                                .language = row->language,
                                .use = row->use,
                                .extension = row->extension,
                                .is_display = is_display_use(row->use)};
    collect(to, &text);
  }
}

static void collect_main(struct collecting *to, struct view display, struct view language) {
  struct display_text text = {
      .value = display, .language = language, .is_main = to->count == 0, .is_display = true};
  if (display.length > 0) {
    collect(to, &text);
  }
}

static size_t room_for(const struct entry_reading *reading, const struct code_entry *entry) {
  const struct code_system_concept *concept = concept_of(entry);
  size_t room = 3 + (concept == NULL ? 0 : concept->designations.count) +
                (entry->stated == NULL ? 0 : entry->stated->designations.count);
  for (size_t i = 0; i < supplement_count(reading); i++) {
    const struct code_system_concept *more = supplemented(reading, entry, i);
    room += more == NULL ? 0 : more->designations.count + 1;
  }
  return room;
}

static struct view stated_language(const struct code_entry *entry) {
  return entry->value_set->language.length > 0 || entry->code_system == NULL
             ? entry->value_set->language
             : entry->code_system->language;
}

enum error code_entry_texts(const struct entry_reading *reading, const struct code_entry *entry,
                            struct display_text **ret_texts, size_t *ret_count) {
  const struct code_system_concept *concept = concept_of(entry);
  struct collecting to = {arena_array(reading->arena, room_for(reading, entry), sizeof *to.texts),
                          0};
  if (to.texts == NULL) {
    return ERROR_MEMORY;
  }
  if (entry->stated != NULL) {
    collect_main(&to, entry->stated->display, stated_language(entry));
  }
  if (concept == NULL) {
    collect_main(&to, entry->display, view_make(NULL, 0));
  } else {
    collect_main(&to, concept->display, entry->code_system->language);
    collect_rows(&to, entry->code_system->designations, concept->designations);
  }
  for (size_t i = 0; i < supplement_count(reading); i++) {
    const struct code_system_concept *more = supplemented(reading, entry, i);
    if (more != NULL) {
      collect_rows(&to, reading->supplements->systems[i]->designations, more->designations);
    }
  }
  if (entry->stated != NULL) {
    collect_rows(&to, entry->value_set->designations, entry->stated->designations);
  }
  *ret_texts = to.texts;
  *ret_count = to.count;
  return ERROR_OK;
}

/* ---- extensions and status ---------------------------------------------------------------------
 */
struct view extension_value(struct arena *arena, struct view extensions, const char *url,
                            struct view *ret_type) {
  struct document document;
  struct document_failure failure;
  if (extensions.length == 0 || view_find(extensions, view_of(url), 0) == SIZE_MAX ||
      document_read(arena, extensions, NULL, &document, &failure) != ERROR_OK) {
    return view_make(NULL, 0);
  }
  struct resource_reading from = {arena, &document};
  uint32_t value = resource_extension_in(&from, 0, url);
  if (value == NODE_NONE) {
    return view_make(NULL, 0);
  }
  *ret_type = document_raw(&document, value - 1);
  const struct node *node = document_node(&document, value);
  return document_type(&document, value) == NODE_STRING
             ? view_make(document.text.data + node->offset - 1, (size_t)node->length + 2)
             : document_raw(&document, value);
}

struct view code_entry_extension(const struct entry_reading *reading,
                                 const struct code_entry *entry, const char *url,
                                 struct view *ret_type) {
  const struct code_system_concept *concept = concept_of(entry);
  struct view value = view_make(NULL, 0);
  if (entry->stated != NULL) {
    value = extension_value(reading->arena, entry->stated->extension, url, ret_type);
  }
  for (size_t i = 0; i < supplement_count(reading) && value.length == 0; i++) {
    const struct code_system_concept *more = supplemented(reading, entry, i);
    if (more != NULL) {
      value = extension_value(reading->arena, more->extension, url, ret_type);
    }
  }
  return value.length > 0 || concept == NULL
             ? value
             : extension_value(reading->arena, concept->extension, url, ret_type);
}

struct view code_entry_status(const struct entry_reading *reading, const struct code_entry *entry) {
  const struct code_system_concept *concept = concept_of(entry);
  struct view type;
  if (concept == NULL) {
    return view_make(NULL, 0);
  }
  const struct code_system_property *status =
      code_system_property(entry->code_system, entry->concept, view_of("status"));
  if (status != NULL) {
    return code_system_property_value(status);
  }
  struct view quoted =
      extension_value(reading->arena, concept->extension, STANDARDS_STATUS_URL, &type);
  return quoted.length < 2 ? view_make(NULL, 0) : view_part(quoted, 1, quoted.length - 2);
}
