/* Finds the rows whose texts contain a query, or resemble it. Pairs of neighbouring characters lead
 * to the texts that have them, so queries of one and two characters (癌, 肺炎) are found as surely
 * as long ones. Immutable once made: any number of threads may ask. It knows nothing of what the
 * rows are. */
#ifndef TERMINOLOGY_SEARCH_INDEX_H
#define TERMINOLOGY_SEARCH_INDEX_H

#include "terminology/search_text.h"

/* What a text is to its row: hits by a code come behind all hits by a name. */
enum search_rank {
  SEARCH_RANK_NAME, /* display, designation, kana */
  SEARCH_RANK_CODE,
  SEARCH_RANK_COUNT,
};

struct search_text {
  struct view text; /* UTF-8, need not outlive the making; empty ones are left out */
  uint32_t row;     /* order of rows is the order of equals in answers; see search_index_new */
  enum search_rank rank;
};

enum search_match { /* best first */
                    SEARCH_MATCH_EXACT,
                    SEARCH_MATCH_PREFIX,
                    SEARCH_MATCH_PART,
                    SEARCH_MATCH_CODE_EXACT, /* the same of a text of SEARCH_RANK_CODE */
                    SEARCH_MATCH_CODE_PREFIX,
                    SEARCH_MATCH_CODE_PART,
                    SEARCH_MATCH_DASH,  /* with another kind of dash: "γ-GTP" in "γ－GTP" */
                    SEARCH_MATCH_WORDS, /* all words of the query, not the query as it stands */
                    SEARCH_MATCH_COUNT,
};

struct search_query {
  struct view text;
  const uint64_t *rows; /* bit map of the rows that count, search_index_row_count bits; NULL: all */
  uint32_t offset;      /* hits left out at the start */
  uint32_t count;       /* hits wanted at most */
};

struct search_hit {
  uint32_t row;
  uint32_t text; /* of the index: the one that matches */
  enum search_match match;
};

struct search_hits {
  struct search_hit *hits;
  uint32_t count;
  uint32_t total; /* rows that match, whatever offset and count */
};

#define SEARCH_SIMILARITY_MAXIMUM 1000u
#define SEARCH_SIMILAR_COUNT_MAXIMUM 128u

struct search_similar {
  uint32_t row;
  uint32_t similarity; /* Dice's coefficient of character pairs, 0 .. SEARCH_SIMILARITY_MAXIMUM */
};

struct search_index;

/* Makes the index of texts in the arena (lasting) with scratch memory of its own. Texts stand in
 * the order of their rows; rows are numbered from 0 without big gaps (a bit map of them is kept
 * for each query). ERROR_MEMORY; ERROR_TOO_LARGE: more than 2^32 - 1 characters. */
enum error search_index_new(struct arena *arena, enum search_form form,
                            const struct search_text *texts, uint32_t count,
                            struct search_index **ret_index) MUST_USE;
uint32_t search_index_row_count(const struct search_index *index);

/* Rows with a text that contains the query (folded by the form of the index): all of them, each
 * once, ordered by match, then length of the text, then row; the order and total are the same for
 * every offset. An empty query matches every row that has a text. Hits and scratch lie in the
 * arena. */
enum error search_index_find(const struct search_index *index, struct arena *arena,
                             const struct search_query *query,
                             struct search_hits *ret_hits) MUST_USE;
/* The rows whose texts are most like the text, each once: most similar first, then shorter texts,
 * then rows. Writes at most query->count (below SEARCH_SIMILAR_COUNT_MAXIMUM) to ret_similar;
 * offset is not used. The arena is left as it was. */
enum error search_index_similar(const struct search_index *index, struct arena *arena,
                                const struct search_query *query,
                                struct search_similar *ret_similar, uint32_t *ret_count) MUST_USE;
/* The similarity of the texts of hits to the query, one number a hit. The arena is left as it was.
 */
enum error search_index_rate(const struct search_index *index, struct arena *arena,
                             struct view query, const struct search_hits *hits,
                             uint32_t *ret_similarity) MUST_USE;

#endif
