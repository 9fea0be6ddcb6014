#include "terminology/expansion.h"

#include "server/limits.h"
#include "terminology/search_index.h"

#include <stdlib.h>

/* Trees are written with one array and one object a level; deeper ones are told flatter. */
#define TREE_DEPTH 24u
#define CLIMB_MAXIMUM 64u
#define ROW_BITS 64u

/* ---- whole code systems ------------------------------------------------------------------------
 */
static const struct value_set_include *whole_include(const struct expansion_wish *wish) {
  const struct value_set *value_set = wish->value_set;
  const struct value_set_include *include = value_set->includes;
  bool is_whole = value_set->has_compose && value_set->include_count == 1 && !include->excludes &&
                  include->system.length > 0 && include->concepts.count == 0 &&
                  include->filters.count == 0 && include->value_sets.count == 0;
  return is_whole && wish->count != EXPANSION_ALL ? include : NULL;
}

static uint32_t page_count(uint32_t total, const struct expansion_wish *wish) {
  uint32_t left = wish->offset < total ? total - wish->offset : 0;
  return left < wish->count ? left : wish->count;
}

/* Bit map of the concepts that are wanted; NULL in *ret_rows: all are. */
static enum error active_rows(const struct content_question *question,
                              const struct expansion_wish *wish, const struct code_system *system,
                              uint64_t **ret_rows) {
  *ret_rows = NULL;
  if (!question->active_only && !wish->value_set->leaves_out_inactive) {
    return ERROR_OK;
  }
  uint64_t *rows = arena_array(question->arena, system->concept_count / ROW_BITS + 1, sizeof *rows);
  for (uint32_t i = 0; rows != NULL && i < system->concept_count; i++) {
    if (!code_system_is_inactive(system, i, question->scope->date)) {
      rows[i / ROW_BITS] |= (uint64_t)1 << (i % ROW_BITS);
    }
  }
  *ret_rows = rows;
  return rows == NULL ? ERROR_MEMORY : ERROR_OK;
}

static bool is_row_wanted(const uint64_t *rows, uint32_t row) {
  return rows == NULL || (rows[row / ROW_BITS] >> (row % ROW_BITS) & 1) != 0;
}

static uint32_t wanted_count(const uint64_t *rows, uint32_t count) {
  uint32_t wanted = rows == NULL ? count : 0;
  for (uint32_t i = 0; rows != NULL && i < count; i++) {
    wanted += is_row_wanted(rows, i) ? 1 : 0;
  }
  return wanted;
}

static struct expansion_item *new_page(const struct content_question *question, uint32_t count) {
  return arena_array(question->arena, count + 1u, sizeof(struct expansion_item));
}

static struct expansion_item item_of_concept(uint32_t concept) {
  return (struct expansion_item){.concept = concept, .parent = EXPANSION_NO_PARENT};
}

static enum error page_of_system(const struct content_question *question,
                                 const struct expansion_wish *wish, const uint64_t *rows,
                                 struct expansion *expansion) {
  uint32_t concepts = expansion->parts[0]->code_system->concept_count;
  expansion->total = wanted_count(rows, concepts);
  expansion->count = page_count(expansion->total, wish);
  struct expansion_item *items = new_page(question, expansion->count);
  uint32_t left_out = rows == NULL ? 0 : wish->offset; /* wanted rows before the page */
  uint32_t filled = 0;
  for (uint32_t i = rows == NULL ? wish->offset : 0;
       items != NULL && i < concepts && filled < expansion->count; i++) {
    if (!is_row_wanted(rows, i)) {
      continue;
    }
    if (left_out > 0) {
      left_out--;
    } else {
      items[filled++] = item_of_concept(i);
    }
  }
  expansion->items = items;
  return items == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error page_of_hits(const struct content_question *question,
                               const struct expansion_wish *wish, const uint64_t *rows,
                               struct expansion *expansion) {
  const struct search_index *index;
  struct search_query query = {
      .text = wish->filter, .rows = rows, .offset = wish->offset, .count = wish->count};
  struct search_hits hits;
  enum error error =
      terminology_search_index(question->scope, expansion->parts[0]->resource, &index);
  error = error == ERROR_OK ? search_index_find(index, question->arena, &query, &hits) : error;
  if (error != ERROR_OK) {
    return error;
  }
  struct expansion_item *items = new_page(question, hits.count);
  for (uint32_t i = 0; items != NULL && i < hits.count; i++) {
    items[i] = item_of_concept(hits.hits[i].row);
  }
  expansion->items = items;
  expansion->count = hits.count;
  expansion->total = hits.total;
  return items == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* False in *ret_done: the general way is to be taken. */
static enum error make_whole(const struct content_question *question,
                             const struct expansion_wish *wish, struct expansion *expansion,
                             bool *ret_done) {
  const struct value_set_include *include = whole_include(wish);
  struct content_include *opened = arena_alloc(question->arena, sizeof *opened);
  const struct content_include **parts =
      arena_array(question->arena, 1, sizeof(struct content_include *));
  *ret_done = false;
  if (opened == NULL || parts == NULL) {
    return ERROR_MEMORY;
  }
  if (include == NULL || version_required(&question->rules, include->system).length > 0) {
    return ERROR_OK;
  }
  struct version_choice choice =
      version_choose(&question->rules, include->system, include->version);
  enum error error =
      content_include_open(question, wish->value_set, include, choice.wanted, opened);
  if (error != ERROR_OK || opened->code_system == NULL) {
    return error == ERROR_NOT_FOUND ? ERROR_OK : error;
  }
  *ret_done = true;
  content_note_value_set(question, wish->value_set);
  content_note_code_system(question, opened->code_system, opened->version);
  parts[0] = opened;
  expansion->parts = parts;
  expansion->part_count = 1;
  uint64_t *rows;
  error = active_rows(question, wish, opened->code_system, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  return wish->filter.length > 0 ? page_of_hits(question, wish, rows, expansion)
                                 : page_of_system(question, wish, rows, expansion);
}

/* ---- trees -------------------------------------------------------------------------------------
 */
static bool is_part_of_tree(const struct expansion_collection *collection,
                            const struct content_include *part) {
  bool is_branch =
      part->filter_count == 1 && (part->filters[0].operation == CODE_FILTER_IS_A ||
                                  part->filters[0].operation == CODE_FILTER_DESCENDENT_OF);
  return part->code_system != NULL && part->value_set == collection->wish->value_set &&
         !content_lists_codes(part) && (part->filter_count == 0 || is_branch);
}

static bool may_be_tree(const struct expansion_wish *wish) {
  const struct value_set *value_set = wish->value_set;
  bool is_plain = !wish->is_flat && wish->filter.length == 0 && wish->offset == 0 &&
                  wish->count == EXPANSION_ALL;
  for (uint32_t i = 0; i < value_set->include_count && is_plain; i++) {
    is_plain = !value_set->includes[i].excludes;
  }
  return is_plain;
}

/* The nearest concept above that is an item of the same part. */
static uint32_t item_above(const struct code_system *system, const uint32_t *item_of,
                           uint32_t concept) {
  for (unsigned i = 0; i < CLIMB_MAXIMUM; i++) {
    struct code_system_range parents = code_system_at(system, concept)->parents;
    if (parents.count == 0) {
      break;
    }
    concept = system->relatives[parents.first];
    if (item_of[concept] != 0) {
      return item_of[concept] - 1;
    }
  }
  return EXPANSION_NO_PARENT;
}

static enum error grow_branches(struct expansion_collection *collection, uint32_t part_number,
                                bool *ret_has_branches) {
  const struct code_system *system = collection->parts[part_number]->code_system;
  uint32_t *item_of =
      arena_array(collection->question->arena, system->concept_count + 1u, sizeof *item_of);
  if (item_of == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < collection->count; i++) {
    if (collection->items[i].part == part_number) {
      item_of[collection->items[i].concept] = i + 1;
    }
  }
  for (uint32_t i = 0; i < collection->count; i++) {
    struct expansion_item *item = &collection->items[i];
    if (item->part == part_number) {
      item->parent = item_above(system, item_of, item->concept);
      *ret_has_branches = *ret_has_branches || item->parent != EXPANSION_NO_PARENT;
    }
  }
  return ERROR_OK;
}

static uint32_t depth_of(const struct expansion_item *items, uint32_t item) {
  uint32_t depth = 0;
  while (items[item].parent != EXPANSION_NO_PARENT && depth < CLIMB_MAXIMUM) {
    item = items[item].parent;
    depth++;
  }
  return depth;
}

/* Items that lie too deep hang on their ancestor at the last level; a circle of parents is cut. */
static void limit_depth(struct expansion_collection *collection) {
  for (uint32_t i = 0; i < collection->count; i++) {
    struct expansion_item *item = &collection->items[i];
    uint32_t depth = depth_of(collection->items, i);
    if (depth >= CLIMB_MAXIMUM) {
      item->parent = EXPANSION_NO_PARENT;
    }
    for (; depth > TREE_DEPTH && depth < CLIMB_MAXIMUM; depth--) {
      item->parent = collection->items[item->parent].parent;
    }
  }
}

static enum error make_tree(struct expansion_collection *collection, bool *ret_is_tree) {
  enum error error = ERROR_OK;
  *ret_is_tree = false;
  for (uint32_t i = 0;
       may_be_tree(collection->wish) && i < collection->part_count && error == ERROR_OK; i++) {
    if (is_part_of_tree(collection, collection->parts[i])) {
      error = grow_branches(collection, i, ret_is_tree);
    }
  }
  if (*ret_is_tree) {
    limit_depth(collection);
  }
  return error;
}

/* ---- all together ------------------------------------------------------------------------------
 */
static int compare_ranks(const void *left, const void *right) {
  const struct expansion_item *a = left;
  const struct expansion_item *b = right;
  if (a->rank != b->rank) {
    return a->rank < b->rank ? -1 : 1;
  }
  return (a->parent > b->parent) - (a->parent < b->parent);
}

/* Best hits first, equals as they were: the parent is not needed here and keeps the place. */
static void sort_hits(struct expansion_collection *collection) {
  for (uint32_t i = 0; i < collection->count; i++) {
    collection->items[i].parent = i;
  }
  qsort(collection->items, collection->count, sizeof *collection->items, compare_ranks);
  for (uint32_t i = 0; i < collection->count; i++) {
    collection->items[i].parent = EXPANSION_NO_PARENT;
  }
}

static void tell_versions(const struct expansion_collection *collection,
                          struct expansion *expansion) {
  const struct value_set *value_set = collection->wish->value_set;
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    struct view system = value_set->includes[i].system;
    bool several = system.length > 0 && expansion_stated_versions(value_set, system, true) > 1;
    expansion->shows_versions = expansion->shows_versions || several;
    expansion->merges_versions =
        expansion->merges_versions || (several && !expansion_versions_differ(value_set, system));
  }
}

static enum error check_cost(const struct expansion_collection *collection) {
  if (collection->wish->count != EXPANSION_ALL || collection->count <= LIMIT_EXPANSION_CODES) {
    return ERROR_OK;
  }
  const struct value_set *value_set = collection->wish->value_set;
  struct arena *arena = collection->question->arena;
  struct issue *issue = issue_add(collection->question->issues, tx_message(TX_MESSAGE_TOO_COSTLY));
  issue->arguments[0] = version_canonical(arena, value_set->url, value_set->version);
  issue->arguments[1] = arena_format(arena, "%u", LIMIT_EXPANSION_CODES);
  return ERROR_NOT_PROCESSABLE;
}

static enum error make_general(struct expansion_collection *collection,
                               struct expansion *expansion) {
  enum error error = expansion_collect(collection);
  error = error == ERROR_OK ? check_cost(collection) : error;
  error = error == ERROR_OK ? make_tree(collection, &expansion->is_tree) : error;
  if (error != ERROR_OK) {
    return error;
  }
  if (collection->wish->filter.length > 0 && collection->count > 1) {
    sort_hits(collection);
  }
  uint32_t first = collection->wish->offset < collection->count ? collection->wish->offset : 0;
  expansion->parts = collection->parts;
  expansion->part_count = collection->part_count;
  expansion->total = collection->count;
  expansion->count = page_count(collection->count, collection->wish);
  expansion->items = collection->items == NULL ? NULL : collection->items + first;
  expansion->base = collection->base;
  expansion->base_system = collection->base_system;
  expansion->is_total_known = collection->base.length == 0;
  tell_versions(collection, expansion);
  return ERROR_OK;
}

enum error expansion_make(const struct content_question *question,
                          const struct expansion_wish *wish, struct expansion *ret_expansion) {
  struct expansion_collection collection = {.question = question, .wish = wish};
  bool done = false;
  *ret_expansion = (struct expansion){.is_total_known = true};
  enum error error = make_whole(question, wish, ret_expansion, &done);
  return error == ERROR_OK && !done ? make_general(&collection, ret_expansion) : error;
}
