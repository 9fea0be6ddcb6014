#include "terminology/masters.h"

#include "terminology/system_alias.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct masters {
  void *mapping;
  size_t size;
#define MASTERS_FIELD(name, field, row)                                                            \
  const row *field;                                                                                \
  uint32_t field##_count;
  MASTERS_SECTIONS(MASTERS_FIELD)
#undef MASTERS_FIELD
};

/* ---- opening ----------------------------------------------------------------------------------
 */
static const struct {
  size_t row_size;
  size_t pointer;
  size_t count;
} layouts[MASTERS_SECTION_COUNT] = {
#define MASTERS_LAYOUT(name, field, row)                                                           \
  {sizeof(row), offsetof(struct masters, field), offsetof(struct masters, field##_count)},
    MASTERS_SECTIONS(MASTERS_LAYOUT)
#undef MASTERS_LAYOUT
};

static bool inside(uint32_t first, uint32_t count, uint32_t limit) {
  return first <= limit && count <= limit - first;
}

static bool text_holds(const struct masters *masters, struct masters_text text) {
  return inside(text.offset, text.length, masters->text_count);
}

static bool sections_hold(struct masters *masters) {
  const struct masters_header *header = masters->mapping;
  if (masters->size < sizeof *header || header->magic != MASTERS_MAGIC ||
      header->format != MASTERS_FORMAT || header->section_count != MASTERS_SECTION_COUNT ||
      header->size != masters->size) {
    return false;
  }
  const char *base = masters->mapping;
  for (unsigned i = 0; i < MASTERS_SECTION_COUNT; i++) {
    const struct masters_section_row *section = &header->sections[i];
    uint64_t bytes = (uint64_t)section->count * section->row_size;
    if (section->row_size != layouts[i].row_size || section->offset % MASTERS_ALIGNMENT != 0 ||
        section->offset > masters->size || bytes > masters->size - section->offset) {
      return false;
    }
    const char *rows = base + section->offset;
    memcpy((char *)masters + layouts[i].pointer, &rows, sizeof rows);
    memcpy((char *)masters + layouts[i].count, &section->count, sizeof section->count);
  }
  return true;
}

static bool systems_hold(const struct masters *masters) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < masters->systems_count; i++) {
    const struct masters_system_row *system = &masters->systems[i];
    if (!text_holds(masters, system->url) || !text_holds(masters, system->version) ||
        system->concepts.first != next ||
        !inside(next, system->concepts.count, masters->concepts_count)) {
      return false;
    }
    next += system->concepts.count;
  }
  return next == masters->concepts_count;
}

static bool concepts_hold(const struct masters *masters) {
  for (uint32_t i = 0; i < masters->concepts_count; i++) {
    const struct masters_concept_row *row = &masters->concepts[i];
    if (!text_holds(masters, row->code) || !text_holds(masters, row->display) ||
        !text_holds(masters, row->kana) || row->source >= masters->sources_count ||
        !inside(row->properties.first, row->properties.count, masters->properties_count) ||
        !inside(row->links.first, row->links.count, masters->links_count) ||
        row->system >= masters->systems_count) {
      return false;
    }
  }
  return true;
}

static bool details_hold(const struct masters *masters) {
  for (uint32_t i = 0; i < masters->properties_count; i++) {
    const struct masters_property_row *row = &masters->properties[i];
    if (!text_holds(masters, row->name) || !text_holds(masters, row->value) ||
        row->source >= masters->sources_count) {
      return false;
    }
  }
  for (uint32_t i = 0; i < masters->links_count; i++) {
    const struct masters_link_row *row = &masters->links[i];
    if (row->target >= masters->concepts_count || row->kind >= MASTERS_LINK_COUNT ||
        row->source >= masters->sources_count) {
      return false;
    }
  }
  return true;
}

static bool origins_hold(const struct masters *masters) {
  for (uint32_t i = 0; i < masters->sources_count; i++) {
    if (!text_holds(masters, masters->sources[i].name)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < masters->origins_count; i++) {
    const struct masters_origin_row *row = &masters->origins[i];
    if (!text_holds(masters, row->name) || !text_holds(masters, row->master) ||
        !text_holds(masters, row->at) || !text_holds(masters, row->sha256)) {
      return false;
    }
  }
  return true;
}

static bool resources_hold(const struct masters *masters) {
  for (uint32_t i = 0; i < masters->resources_count; i++) {
    const struct masters_resource_row *row = &masters->resources[i];
    if (!text_holds(masters, row->type) || !text_holds(masters, row->url) ||
        !text_holds(masters, row->version) || !text_holds(masters, row->id) ||
        !inside(row->content.offset, row->content.length, masters->content_count)) {
      return false;
    }
  }
  return true;
}

static bool slots_hold(const struct masters *masters) {
  uint32_t count = masters->slots_count;
  if (count <= masters->concepts_count || (count & (count - 1)) != 0) {
    return false;
  }
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (masters->slots[i] > masters->concepts_count) {
      return false;
    }
    used += masters->slots[i] != 0;
  }
  return used < count;
}

static enum error map_file(const char *path, struct masters *masters) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return ERROR_FILE;
  }
  struct stat status;
  enum error error = fstat(file, &status) == 0 ? ERROR_OK : ERROR_FILE;
  if (error == ERROR_OK && status.st_size < (off_t)sizeof(struct masters_header)) {
    error = ERROR_SYNTAX;
  }
  if (error == ERROR_OK) {
    masters->size = (size_t)status.st_size;
    masters->mapping = mmap(NULL, masters->size, PROT_READ, MAP_SHARED, file, 0);
    if (masters->mapping == MAP_FAILED) {
      masters->mapping = NULL;
      error = ERROR_FILE;
    }
  }
  int reason = errno;
  close(file);
  errno = reason;
  return error;
}

enum error masters_open(const char *path, struct masters **ret_masters) {
  struct masters *masters = calloc(1, sizeof *masters);
  if (masters == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = map_file(path, masters);
  if (error == ERROR_OK &&
      !(sections_hold(masters) && systems_hold(masters) && concepts_hold(masters) &&
        details_hold(masters) && origins_hold(masters) && resources_hold(masters) &&
        slots_hold(masters))) {
    error = ERROR_SYNTAX;
  }
  if (error != ERROR_OK) {
    int reason = errno;
    masters_close(masters);
    errno = reason;
    return error;
  }
  *ret_masters = masters;
  return ERROR_OK;
}

void masters_settle(const struct masters *masters) {
  (void)madvise(masters->mapping, masters->size, MADV_DONTNEED);
}

void masters_close(struct masters *masters) {
  if (masters != NULL) {
    if (masters->mapping != NULL) {
      munmap(masters->mapping, masters->size);
    }
    free(masters);
  }
}

/* ---- reading ----------------------------------------------------------------------------------
 */
static struct view text_view(const struct masters *masters, struct masters_text text) {
  return view_make(masters->text + text.offset, text.length);
}

#define NO_ROW UINT32_MAX

static uint32_t find_row(const struct masters *masters, struct view system, struct view code) {
  uint32_t mask = masters->slots_count - 1;
  uint32_t slot = (uint32_t)masters_hash(system, code) & mask;
  for (; masters->slots[slot] != 0; slot = (slot + 1) & mask) {
    uint32_t row = masters->slots[slot] - 1;
    const struct masters_concept_row *concept = &masters->concepts[row];
    if (view_equal(text_view(masters, concept->code), code) &&
        view_equal(text_view(masters, masters->systems[concept->system].url), system)) {
      return row;
    }
  }
  return NO_ROW;
}

uint32_t masters_concept_count(const struct masters *masters) {
  return masters->concepts_count;
}

struct masters_concept masters_concept_at(const struct masters *masters, uint32_t row) {
  const struct masters_concept_row *concept = &masters->concepts[row];
  return (struct masters_concept){
      .row = row,
      .system = text_view(masters, masters->systems[concept->system].url),
      .code = text_view(masters, concept->code),
      .display = text_view(masters, concept->display),
      .kana = text_view(masters, concept->kana),
      .source = concept->source,
      .released = concept->released,
      .valid_from = concept->valid_from,
      .valid_to = concept->valid_to,
      .flags = concept->flags,
  };
}

bool masters_find(const struct masters *masters, struct view system, struct view code,
                  struct masters_concept *ret_concept) {
  uint32_t row = find_row(masters, system_alias_resolve(system), code);
  if (row == NO_ROW || (masters->concepts[row].flags & MASTERS_CONCEPT_NAMED) != 0) {
    return false;
  }
  *ret_concept = masters_concept_at(masters, row);
  return true;
}

static uint32_t original_of(const struct masters *masters, uint32_t row) {
  struct masters_range links = masters->concepts[row].links;
  for (uint32_t i = links.first; i < links.first + links.count; i++) {
    if (masters->links[i].kind == MASTERS_LINK_TWIN) {
      return masters->links[i].target;
    }
  }
  return row;
}

size_t masters_crosswalk(const struct masters *masters, const struct masters_query *query,
                         struct masters_target *ret_targets, size_t capacity) {
  uint32_t row = find_row(masters, system_alias_resolve(query->system), query->code);
  if (row == NO_ROW) {
    return 0;
  }
  struct view wanted = system_alias_resolve(query->target_system);
  struct masters_range links = masters->concepts[original_of(masters, row)].links;
  size_t count = 0;
  uint32_t last = NO_ROW; /* several masters may state one pair; such links stand together */
  for (uint32_t i = links.first; i < links.first + links.count; i++) {
    const struct masters_link_row *link = &masters->links[i];
    bool is_map = link->kind == MASTERS_LINK_MAP || link->kind == MASTERS_LINK_REVERSE;
    uint32_t system = masters->concepts[link->target].system;
    if (is_map && link->target != last &&
        view_equal(text_view(masters, masters->systems[system].url), wanted)) {
      if (count < capacity) {
        ret_targets[count].concept = masters_concept_at(masters, link->target);
        ret_targets[count].kind = (enum masters_link)link->kind;
      }
      last = link->target;
      count++;
    }
  }
  return count;
}

size_t masters_linked(const struct masters *masters, uint32_t row, enum masters_link kind,
                      struct masters_concept *ret_concepts, size_t capacity) {
  struct masters_range links = masters->concepts[row].links;
  size_t count = 0;
  for (uint32_t i = links.first; i < links.first + links.count; i++) {
    if (masters->links[i].kind == (uint32_t)kind) {
      if (count < capacity) {
        ret_concepts[count] = masters_concept_at(masters, masters->links[i].target);
      }
      count++;
    }
  }
  return count;
}

bool masters_concept_holds(const struct masters_concept *concept, uint32_t date) {
  return (concept->flags & (MASTERS_CONCEPT_NAMED | MASTERS_CONCEPT_RETIRED)) == 0 &&
         date >= concept->valid_from && (concept->valid_to == 0 || date <= concept->valid_to);
}

uint32_t masters_system_count(const struct masters *masters) {
  return masters->systems_count;
}

struct masters_system masters_system_at(const struct masters *masters, uint32_t index) {
  const struct masters_system_row *row = &masters->systems[index];
  return (struct masters_system){
      .url = text_view(masters, row->url),
      .version = text_view(masters, row->version),
      .first = row->concepts.first,
      .count = row->concepts.count,
      .stated = row->stated,
      .fragment = row->fragment != 0,
  };
}

bool masters_system_find(const struct masters *masters, struct view url,
                         struct masters_system *ret_system) {
  struct view wanted = system_alias_resolve(url);
  for (uint32_t i = 0; i < masters->systems_count; i++) {
    if (view_equal(text_view(masters, masters->systems[i].url), wanted)) {
      *ret_system = masters_system_at(masters, i);
      return true;
    }
  }
  return false;
}

uint32_t masters_source_count(const struct masters *masters) {
  return masters->sources_count;
}

struct view masters_source_at(const struct masters *masters, uint32_t index) {
  return text_view(masters, masters->sources[index].name);
}

uint32_t masters_property_count(const struct masters *masters, uint32_t row) {
  return masters->concepts[row].properties.count;
}

struct masters_property masters_property_at(const struct masters *masters, uint32_t row,
                                            uint32_t position) {
  const struct masters_property_row *property =
      &masters->properties[masters->concepts[row].properties.first + position];
  return (struct masters_property){text_view(masters, property->name),
                                   text_view(masters, property->value), property->source};
}

struct view masters_property_value(const struct masters *masters, uint32_t row, struct view name) {
  uint32_t count = masters_property_count(masters, row);
  for (uint32_t i = 0; i < count; i++) {
    struct masters_property property = masters_property_at(masters, row, i);
    if (view_equal(property.name, name)) {
      return property.value;
    }
  }
  return (struct view){NULL, 0};
}

uint32_t masters_link_count(const struct masters *masters, uint32_t row) {
  return masters->concepts[row].links.count;
}

struct masters_link_row masters_link_at(const struct masters *masters, uint32_t row,
                                        uint32_t position) {
  return masters->links[masters->concepts[row].links.first + position];
}

uint32_t masters_origin_count(const struct masters *masters) {
  return masters->origins_count;
}

struct masters_origin masters_origin_at(const struct masters *masters, uint32_t index) {
  const struct masters_origin_row *row = &masters->origins[index];
  return (struct masters_origin){
      .name = text_view(masters, row->name),
      .master = text_view(masters, row->master),
      .at = text_view(masters, row->at),
      .sha256 = text_view(masters, row->sha256),
      .row = row,
  };
}

uint32_t masters_resource_count(const struct masters *masters) {
  return masters->resources_count;
}

struct masters_resource masters_resource_at(const struct masters *masters, uint32_t index) {
  const struct masters_resource_row *row = &masters->resources[index];
  return (struct masters_resource){
      .type = text_view(masters, row->type),
      .url = text_view(masters, row->url),
      .version = text_view(masters, row->version),
      .id = text_view(masters, row->id),
      .content = view_make(masters->content + row->content.offset, row->content.length),
  };
}
