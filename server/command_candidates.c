/* fhir-facade candidates: standard codes that a local name may mean, from the imported masters. */
#include "server/base/clock.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"
#include "terminology/candidate_write.h"

#include <errno.h>

#define STATUS_DONE 0
#define STATUS_NONE 1
#define COUNT_DEFAULT 10u

struct candidates_options {
  const char *config;
  const char *data_dir;
  const char *domain;
  const char *system;
  const char *specimen;
  uint32_t count;
  enum language language;
  bool json;
  struct options_words texts;
};

static void print_domains(FILE *file) {
  const struct candidate_domain *domain = candidate_domain_at(0);
  fprintf(file, "\nDOMAIN:\n");
  for (uint32_t i = 0; domain != NULL; domain = candidate_domain_at(++i)) {
    fprintf(file, "  %-18s %s / %s\n", domain->name, domain->english, domain->japanese);
  }
}

#define AT(member) offsetof(struct candidates_options, member)
static const struct options_row rows[] = {
    {.name = "domain",
     .value = "DOMAIN",
     .kind = OPTIONS_TEXT,
     .offset = AT(domain),
     .english = "what the text names (default disease)",
     .japanese = "探す分野（既定は disease）"},
    {.name = "system",
     .value = "URL",
     .kind = OPTIONS_TEXT,
     .offset = AT(system),
     .english = "only this code system",
     .japanese = "コード体系を指定する"},
    {.name = "specimen",
     .value = "NAME",
     .kind = OPTIONS_TEXT,
     .offset = AT(specimen),
     .english = "specimen of a laboratory test, or its material code",
     .japanese = "検体材料の名称またはコード"},
    {.name = "count",
     .value = "N",
     .kind = OPTIONS_NUMBER,
     .offset = AT(count),
     .minimum = 1,
     .maximum = CANDIDATE_COUNT_MAXIMUM,
     .english = "at most N candidates (default 10)",
     .japanese = "最大件数（既定は 10）"},
    {.name = "json",
     .kind = OPTIONS_FLAG,
     .offset = AT(json),
     .english = "as GET /mapping/candidates answers",
     .japanese = "GET /mapping/candidates と同じ JSON"},
    COMMAND_OPTION_DATA_DIR(AT(data_dir)),
    COMMAND_OPTION_CONFIG(AT(config)),
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade candidates",
    .usage = "[OPTION]... TEXT...",
    .introduction = "Looks for a name, kana or the beginning of a code in the imported masters.\n"
                    "Exit status: 0 done, 1 nothing was found, 2 not carried out.\n"
                    "取り込み済みのマスターから、名称・カナ・コードの先頭で候補を探します。\n"
                    "終了コード: 0 完了、1 候補なし、2 実行できず。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = SIZE_MAX,
    .more = print_domains,
};

static void print_candidate(const struct candidate *candidate, enum language language) {
  printf("%4u  %.*s  %.*s", candidate->score, VIEW_ARGUMENTS(candidate->concept.code),
         VIEW_ARGUMENTS(candidate->name));
  for (uint32_t i = 0; i < candidate->reason_count; i++) {
    const struct candidate_reason *reason = &candidate->reasons[i];
    const struct candidate_reason_text *text = candidate_reason_text(reason->kind);
    printf("%s %s %+d", i == 0 ? "  |" : ",",
           language == LANGUAGE_JAPANESE ? text->japanese : text->english, reason->weight);
  }
  putchar('\n');
}

static enum error print_answer(const struct candidates_options *options, struct arena *arena,
                               const struct candidate_answer *answer) {
  for (uint32_t i = 0; !options->json && i < answer->count; i++) {
    print_candidate(&answer->candidates[i], options->language);
  }
  if (!options->json) {
    return ERROR_OK;
  }
  struct buffer buffer = buffer_make(arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, true);
  candidate_write(&writer, answer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    printf("%.*s\n", VIEW_ARGUMENTS(buffer_view(&buffer)));
  }
  return error;
}

static struct view text_view(const char *text) {
  return view_of(text != NULL ? text : "");
}

static enum error look_for(const struct candidates_options *options,
                           struct candidate_indexes *indexes, struct arena *arena,
                           uint32_t *found) {
  for (size_t i = 0; i < options->texts.count; i++) {
    const char *domain =
        options->domain == NULL && options->system == NULL ? "disease" : options->domain;
    const struct candidate_query query = {.text = view_of(options->texts.items[i]),
                                          .domain = text_view(domain),
                                          .system = text_view(options->system),
                                          .specimen = text_view(options->specimen),
                                          .date = clock_day(clock_now_ms(clock_system())),
                                          .count = options->count};
    struct candidate_answer answer = {.query = &query, .language = options->language};
    enum error error = candidate_search(indexes, arena, &query, &answer.candidates, &answer.count);
    if (error == ERROR_OK) {
      *found += answer.count;
      error = print_answer(options, arena, &answer);
    }
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static int run(const struct candidates_options *options, struct arena *arena) {
  struct view path = arena_format(arena, "%s/%s", options->data_dir, MASTERS_FILE_NAME);
  struct masters *masters = NULL;
  uint32_t found = 0;
  enum error error = path.data != NULL ? masters_open(path.data, &masters) : ERROR_MEMORY;
  if (error != ERROR_OK) {
    bool japanese = options->language == LANGUAGE_JAPANESE;
    const char *reason = error == ERROR_FILE ? strerror(errno)
                         : japanese          ? error_japanese(error)
                                             : error_english(error);
    fprintf(stderr, "%s: %s\n", path.data != NULL ? path.data : options->data_dir, reason);
    return STARTUP_FAILED;
  }
  struct candidate_indexes *indexes = candidate_indexes_new(masters);
  error = indexes != NULL ? look_for(options, indexes, arena, &found) : ERROR_MEMORY;
  candidate_indexes_free(indexes);
  masters_close(masters);
  if (error == ERROR_NOT_FOUND) {
    return options_complain(&table, "there is no such DOMAIN", "該当する DOMAIN がありません");
  }
  return error != ERROR_OK ? STARTUP_FAILED : found > 0 ? STATUS_DONE : STATUS_NONE;
}

/* --data-dir, or the server's own settings. */
static enum error find_data_dir(struct candidates_options *options, struct arena *arena) {
  struct config config;
  if (options->data_dir != NULL) {
    return ERROR_OK;
  }
  enum error error = startup_config(arena, options->config, &config);
  if (error == ERROR_OK) {
    options->data_dir = config.data_dir;
  }
  return error;
}

int command_candidates(int argc, char **argv) {
  struct candidates_options options = {.language = LANGUAGE_ENGLISH, .count = COUNT_DEFAULT};
  int status = options_read(&table, argc, argv, &options, &options.texts);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  if (arena == NULL) {
    fprintf(stderr, "%s\n", error_english(ERROR_MEMORY));
    return STARTUP_FAILED;
  }
  enum error error = find_data_dir(&options, arena);
  status = error == ERROR_OK ? run(&options, arena) : STARTUP_FAILED;
  arena_free(arena);
  return status;
}
