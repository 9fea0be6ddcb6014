#include "terminology/candidate.h"

#include "terminology/drug_name.h"
#include "terminology/specimen_name.h"

#include <stdlib.h>

/* Rows of one system that are looked at for each way of finding them. The names of one substance in
 * all strengths by all makers are about a hundred. */
#define SIMILAR_ROWS 64u
#define CONTAINING_ROWS 32u
#define CODE_ROWS 32u
#define FOUND_ROWS ((SIMILAR_ROWS + CONTAINING_ROWS) * TEXTS + CODE_ROWS)
#define SCORE_MAXIMUM 1000
#define TEXTS 2u
/* Names of one character stand in many texts and mean nothing there. */
#define INSIDE_UNITS 2u

static const struct candidate_reason_text reason_texts[CANDIDATE_REASON_COUNT] = {
#define CANDIDATE_REASON_ROW(name, id, weight, english, japanese)                                  \
  [CANDIDATE_REASON_##name] = {(id), (weight), (english), (japanese)},
    CANDIDATE_REASON_LIST(CANDIDATE_REASON_ROW)
#undef CANDIDATE_REASON_ROW
};

const struct candidate_reason_text *candidate_reason_text(enum candidate_reason_kind kind) {
  return &reason_texts[kind];
}

/* A row that may become a candidate. */
struct found {
  uint32_t row;
  uint32_t similarity;
  enum search_match match; /* SEARCH_MATCH_COUNT: none */
  bool by_code;
};

struct searching {
  struct candidate_indexes *indexes;
  const struct masters *masters;
  struct arena *arena;
  const struct candidate_query *query;
  struct view code;          /* the text as a code: width folded */
  struct view texts[TEXTS];  /* the text, and as it may be meant besides; empty: none */
  struct search_units loose; /* the text as names are compared */
  enum candidate_comparison comparison;
  struct drug_name drug; /* of the text */
  struct view specimen;  /* of the query */
  struct candidate *candidates;
  uint32_t count;
  uint32_t capacity;
  const struct candidate_index *index; /* of the system that is searched */
  struct found found[FOUND_ROWS];
  uint32_t found_count;
};

/* ---- finding ----------------------------------------------------------------------------------
 */
static struct found *found_row(struct searching *searching, uint32_t row) {
  for (uint32_t i = 0; i < searching->found_count; i++) {
    if (searching->found[i].row == row) {
      return &searching->found[i];
    }
  }
  struct found *found = &searching->found[searching->found_count++];
  *found = (struct found){.row = row, .match = SEARCH_MATCH_COUNT};
  return found;
}

static uint32_t larger(uint32_t a, uint32_t b) {
  return a > b ? a : b;
}

static enum error find_similar(struct searching *searching, struct view text) {
  struct search_similar similar[SIMILAR_ROWS];
  uint32_t count = 0;
  const struct search_query query = {.text = text, .count = SIMILAR_ROWS};
  enum error error =
      search_index_similar(searching->index->names, searching->arena, &query, similar, &count);
  for (uint32_t i = 0; error == ERROR_OK && i < count; i++) {
    struct found *found = found_row(searching, similar[i].row);
    found->similarity = larger(found->similarity, similar[i].similarity);
  }
  return error;
}

static enum error find_containing(struct searching *searching, struct view text) {
  const struct search_index *names = searching->index->names;
  const struct search_query query = {.text = text, .count = CONTAINING_ROWS};
  uint32_t similarity[CONTAINING_ROWS];
  struct search_hits hits = {NULL, 0, 0};
  enum error error = search_index_find(names, searching->arena, &query, &hits);
  if (error == ERROR_OK) {
    error = search_index_rate(names, searching->arena, query.text, &hits, similarity);
  }
  for (uint32_t i = 0; error == ERROR_OK && i < hits.count; i++) {
    struct found *found = found_row(searching, hits.hits[i].row);
    found->match = hits.hits[i].match < found->match ? hits.hits[i].match : found->match;
    found->similarity = larger(found->similarity, similarity[i]);
  }
  return error;
}

/* Rows of a system are in the order of their codes. */
static void find_codes(struct searching *searching) {
  const struct masters_system *system = &searching->index->system;
  uint32_t low = 0;
  uint32_t high = system->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    struct view code = masters_concept_at(searching->masters, system->first + middle).code;
    if (view_compare(code, searching->code) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (uint32_t row = low; row < system->count && row < low + CODE_ROWS; row++) {
    struct masters_concept concept = masters_concept_at(searching->masters, system->first + row);
    if (!view_starts_with(concept.code, searching->code)) {
      break;
    }
    if ((concept.flags & MASTERS_CONCEPT_NAMED) == 0) {
      found_row(searching, row)->by_code = true;
    }
  }
}

/* ---- rating -----------------------------------------------------------------------------------
 */
static void add_weight(struct candidate *candidate, enum candidate_reason_kind kind, int weight) {
  if (candidate->reason_count < CANDIDATE_REASONS) {
    candidate->reasons[candidate->reason_count++] = (struct candidate_reason){kind, weight};
  }
  candidate->marked = candidate->marked || weight < 0;
}

static void add_reason(struct candidate *candidate, enum candidate_reason_kind kind) {
  add_weight(candidate, kind, reason_texts[kind].weight);
}

static void rate_name(struct candidate *candidate, const struct found *found) {
  static const enum candidate_reason_kind kinds[SEARCH_MATCH_COUNT] = {
      [SEARCH_MATCH_EXACT] = CANDIDATE_REASON_SAME_NAME,
      [SEARCH_MATCH_PREFIX] = CANDIDATE_REASON_NAME_BEGINS,
      [SEARCH_MATCH_PART] = CANDIDATE_REASON_NAME_CONTAINS,
      [SEARCH_MATCH_DASH] = CANDIDATE_REASON_NAME_CONTAINS,
      [SEARCH_MATCH_WORDS] = CANDIDATE_REASON_ALL_WORDS,
  };
  int most = reason_texts[CANDIDATE_REASON_SIMILAR].weight;
  int weight = most * (int)found->similarity / (int)SEARCH_SIMILARITY_MAXIMUM;
  if (weight > 0) {
    add_weight(candidate, CANDIDATE_REASON_SIMILAR, weight);
  }
  if (found->match != SEARCH_MATCH_COUNT) {
    add_reason(candidate, kinds[found->match]);
  }
}

/* "急性肺炎" in "右急性肺炎の疑い" */
static enum error rate_inside(struct searching *searching, struct candidate *candidate) {
  struct arena_mark mark = arena_mark(searching->arena);
  struct search_units name;
  enum error error = search_text_units(searching->arena, candidate->name, SEARCH_FORM_LOOSE, &name);
  if (error == ERROR_OK && name.count >= INSIDE_UNITS && name.count < searching->loose.count &&
      search_text_contains(searching->loose, name)) {
    add_reason(candidate, CANDIDATE_REASON_NAME_INSIDE);
  }
  arena_back(searching->arena, mark);
  return error;
}

/* DRUG_AGREEMENT_UNKNOWN says nothing. */
static void rate_agreement(struct candidate *candidate, enum drug_agreement agreement,
                           const enum candidate_reason_kind kinds[]) {
  if (agreement != DRUG_AGREEMENT_UNKNOWN) {
    add_reason(candidate, kinds[agreement]);
  }
}

static enum error rate_drug(struct searching *searching, struct candidate *candidate) {
  static const enum candidate_reason_kind strength[] = {
      [DRUG_AGREEMENT_SAME] = CANDIDATE_REASON_STRENGTH_SAME,
      [DRUG_AGREEMENT_UNSTATED] = CANDIDATE_REASON_STRENGTH_UNSTATED,
      [DRUG_AGREEMENT_DIFFERENT] = CANDIDATE_REASON_STRENGTH_DIFFERS};
  static const enum candidate_reason_kind form[] = {
      [DRUG_AGREEMENT_SAME] = CANDIDATE_REASON_FORM_SAME,
      [DRUG_AGREEMENT_UNSTATED] = CANDIDATE_REASON_FORM_UNSTATED,
      [DRUG_AGREEMENT_DIFFERENT] = CANDIDATE_REASON_FORM_DIFFERS};
  struct drug_name name;
  enum error error = drug_name_read(searching->arena, candidate->name, &name);
  if (error == ERROR_OK) {
    rate_agreement(candidate, drug_name_strength(&searching->drug, &name), strength);
    rate_agreement(candidate, drug_name_form(&searching->drug, &name), form);
  }
  return error;
}

static enum error rate_specimen(struct searching *searching, struct candidate *candidate) {
  if (searching->query->specimen.length == 0) {
    return ERROR_OK;
  }
  static const enum candidate_reason_kind kinds[] = {
      [SPECIMEN_SAME] = CANDIDATE_REASON_SPECIMEN_SAME,
      [SPECIMEN_UNSTATED] = CANDIDATE_REASON_SPECIMEN_UNSTATED,
      [SPECIMEN_DIFFERENT] = CANDIDATE_REASON_SPECIMEN_DIFFERS};
  enum specimen_agreement agreement;
  enum error error =
      specimen_name_compare(searching->masters, searching->arena, searching->query->specimen,
                            &candidate->concept, &agreement);
  if (error == ERROR_OK) {
    add_reason(candidate, kinds[agreement]);
  }
  return error;
}

static enum error rate_parts(struct searching *searching, struct candidate *candidate) {
  switch (searching->comparison) {
  case CANDIDATE_COMPARES_DRUGS:
    return rate_drug(searching, candidate);
  case CANDIDATE_COMPARES_SPECIMENS:
    return rate_specimen(searching, candidate);
  case CANDIDATE_COMPARES_NOTHING:
    break;
  }
  return ERROR_OK;
}

static void rate_state(struct searching *searching, struct candidate *candidate) {
  struct view alone =
      masters_property_value(searching->masters, candidate->concept.row, view_of("notStandalone"));
  candidate->holds = masters_concept_holds(&candidate->concept, searching->query->date);
  if (alone.length > 0 && !view_is(alone, "00") && !view_is(alone, "0")) {
    add_reason(candidate, CANDIDATE_REASON_NOT_STANDALONE);
  }
  if (!candidate->holds) {
    add_reason(candidate, CANDIDATE_REASON_NOT_VALID);
  }
}

static void sum_up(struct candidate *candidate) {
  int score = 0;
  for (uint32_t i = 0; i < candidate->reason_count; i++) {
    score += candidate->reasons[i].weight;
  }
  candidate->score = (uint32_t)(score < 0 ? 0 : score > SCORE_MAXIMUM ? SCORE_MAXIMUM : score);
}

/* Not for rows found by their code: who types a code means no name with such digits. */
static enum error rate_by_name(struct searching *searching, const struct found *found,
                               struct candidate *candidate) {
  rate_name(candidate, found);
  enum error error = rate_inside(searching, candidate);
  return error == ERROR_OK ? rate_parts(searching, candidate) : error;
}

static enum error rate(struct searching *searching, const struct found *found,
                       struct candidate *candidate) {
  *candidate =
      (struct candidate){.concept = masters_concept_at(
                             searching->masters, searching->index->system.first + found->row)};
  candidate->name = candidate_index_name(searching->masters, &candidate->concept);
  if (found->by_code) {
    bool whole = view_equal(candidate->concept.code, searching->code);
    add_reason(candidate, whole ? CANDIDATE_REASON_CODE : CANDIDATE_REASON_CODE_PREFIX);
  }
  enum error error = found->by_code ? ERROR_OK : rate_by_name(searching, found, candidate);
  if (error == ERROR_OK) {
    rate_state(searching, candidate);
    sum_up(candidate);
  }
  return error;
}

/* ---- the best ---------------------------------------------------------------------------------
 */
static bool is_by_code(const struct candidate *candidate) {
  return candidate->reasons[0].kind == CANDIDATE_REASON_CODE ||
         candidate->reasons[0].kind == CANDIDATE_REASON_CODE_PREFIX;
}

/* Those that hold first, then by score, shorter names, codes. */
static int order(const struct candidate *a, const struct candidate *b) {
  if (a->holds != b->holds) {
    return a->holds ? -1 : 1;
  }
  if (a->score != b->score) {
    return a->score > b->score ? -1 : 1;
  }
  if (a->name.length != b->name.length && !(is_by_code(a) && is_by_code(b))) {
    return a->name.length < b->name.length ? -1 : 1;
  }
  return a->concept.row < b->concept.row ? -1 : 1;
}

static void keep(struct searching *searching, const struct candidate *candidate) {
  uint32_t place = searching->count;
  if (place == searching->capacity) {
    place--;
    if (order(&searching->candidates[place], candidate) < 0) {
      return;
    }
  } else {
    searching->count++;
  }
  for (; place > 0 && order(candidate, &searching->candidates[place - 1]) < 0; place--) {
    searching->candidates[place] = searching->candidates[place - 1];
  }
  searching->candidates[place] = *candidate;
}

static enum error search_system(struct searching *searching, struct view system) {
  enum error error = candidate_index_get(searching->indexes, system, &searching->index);
  if (error != ERROR_OK) {
    return error;
  }
  searching->found_count = 0;
  for (uint32_t i = 0; error == ERROR_OK && i < TEXTS && searching->texts[i].length > 0; i++) {
    error = find_similar(searching, searching->texts[i]);
    if (error == ERROR_OK) {
      error = find_containing(searching, searching->texts[i]);
    }
  }
  if (error == ERROR_OK) {
    find_codes(searching);
  }
  for (uint32_t i = 0; error == ERROR_OK && i < searching->found_count; i++) {
    struct candidate candidate;
    error = rate(searching, &searching->found[i], &candidate);
    if (error == ERROR_OK) {
      keep(searching, &candidate);
    }
  }
  return error;
}

/* A system that was never imported is passed over. */
static enum error search_domain(struct searching *searching,
                                const struct candidate_domain *domain) {
  for (uint32_t i = 0; i < CANDIDATE_SYSTEMS && domain->systems[i] != NULL; i++) {
    enum error error = search_system(searching, view_of(domain->systems[i]));
    if (error != ERROR_OK && error != ERROR_NOT_FOUND) {
      return error;
    }
    if (error == ERROR_OK && !domain->joined) {
      break;
    }
  }
  return ERROR_OK;
}

/* がん as it is spoken of: the kana also as 癌. Empty when the text has none. */
static struct view as_cancer(struct arena *arena, struct view text) {
  static const struct view kana = VIEW_LITERAL("ガン");
  struct view folded = search_text_fold(arena, text);
  size_t at = view_find(folded, kana, 0);
  return at == SIZE_MAX
             ? (struct view){NULL, 0}
             : arena_format(arena, "%.*s癌%.*s", (int)at, folded.data,
                            VIEW_ARGUMENTS(view_part(folded, at + kana.length, SIZE_MAX)));
}

static enum error prepare(struct searching *searching) {
  const struct candidate_query *query = searching->query;
  uint32_t count = query->count < CANDIDATE_COUNT_MAXIMUM ? query->count : CANDIDATE_COUNT_MAXIMUM;
  searching->capacity = count;
  searching->candidates = arena_array(searching->arena, count + 1u, sizeof(struct candidate));
  searching->code = view_trim(search_text_display(searching->arena, query->text));
  searching->texts[0] = query->text;
  searching->texts[1] = as_cancer(searching->arena, query->text);
  if (searching->candidates == NULL || searching->code.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error =
      search_text_units(searching->arena, query->text, SEARCH_FORM_LOOSE, &searching->loose);
  return error == ERROR_OK ? drug_name_read(searching->arena, query->text, &searching->drug)
                           : error;
}

enum error candidate_search(struct candidate_indexes *indexes, struct arena *arena,
                            const struct candidate_query *query,
                            const struct candidate **ret_candidates, uint32_t *ret_count) {
  const struct candidate_domain *domain = query->domain.length > 0
                                              ? candidate_domain_find(query->domain)
                                              : candidate_domain_of(query->system);
  if (query->domain.length > 0 && domain == NULL) {
    return ERROR_NOT_FOUND;
  }
  struct searching *searching = arena_alloc(arena, sizeof *searching);
  if (searching == NULL) {
    return ERROR_MEMORY;
  }
  searching->indexes = indexes;
  searching->masters = candidate_indexes_masters(indexes);
  searching->arena = arena;
  searching->query = query;
  searching->comparison = domain == NULL ? CANDIDATE_COMPARES_NOTHING : domain->comparison;
  enum error error = prepare(searching);
  if (error == ERROR_OK && searching->capacity > 0 && query->text.length > 0) {
    error = query->system.length > 0 ? search_system(searching, query->system)
            : domain != NULL         ? search_domain(searching, domain)
                                     : ERROR_OK;
  }
  if (error == ERROR_OK || error == ERROR_NOT_FOUND) {
    *ret_candidates = searching->candidates;
    *ret_count = searching->count;
    return ERROR_OK;
  }
  return error;
}
