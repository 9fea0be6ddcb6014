/* fhir-facade masters: what the national service gave of masters, and taking it into use. */
#include "server/command_options.h"
#include "server/commands.h"
#include "server/import_report.h"
#include "server/import_touched.h"
#include "server/limits.h"
#include "server/masters_stage.h"
#include "server/startup.h"

#include <errno.h>
#include <stdio.h>

#define STATUS_DONE 0
#define STATUS_REFUSED 1

struct masters_options {
  const char *config;
  const char *data_dir;
  struct store_place place; /* with the mapping rows that an import touches */
  const char *mapping;
  const char *action;
  struct import_output output;
};

#define AT(member) offsetof(struct masters_options, member)
static const struct options_row rows[] = {
    COMMAND_OPTION_DATA_DIR(AT(data_dir)),
    COMMAND_OPTION_CONFIG(AT(config)),
    {.name = "changes",
     .kind = OPTIONS_FLAG,
     .offset = AT(output.all),
     .english = "print every change",
     .japanese = "変更をすべて表示する"},
    COMMAND_OPTION_LANGUAGE(AT(output.language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade masters",
    .usage = "list [OPTION]...\napply [OPTION]...",
    .introduction =
        "Masters that the national service gave (masters.check_at), in the data folder; may run\n"
        "beside the server, which takes applied masters up by itself.\n"
        "共有サービスから取得したマスターを表示・適用します。サーバーの稼働中でも使えます。\n"
        "\n"
        "  list    what was got, and what applying it would change\n"
        "          取得済みのマスターと、適用した場合の変更を表示\n"
        "  apply   import what is staged into the masters in use\n"
        "          取得済みのマスターを取り込み、使用を開始\n"
        "Exit status: 0 done, 1 refused, 2 not carried out.\n"
        "終了コード: 0 完了、1 取り込み不可、2 実行できず。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = 1,
};

static const char *choose(const struct masters_options *options, const char *english,
                          const char *japanese) {
  return import_report_text(&options->output, english, japanese);
}

static const char *state_text(const struct masters_options *options,
                              enum masters_stage_state state) {
  static const char *const japanese[MASTERS_STAGE_STATE_COUNT] = {"適用待ち", "適用済み",
                                                                  "取り込み不可"};
  return choose(options, masters_stage_state_name(state), japanese[state]);
}

static void print_row(const struct masters_options *options, const struct masters_stage_row *row) {
  bool is_japanese = options->output.language == LANGUAGE_JAPANESE;
  struct view why = is_japanese ? row->japanese : row->english;
  printf("%.*s  %.*s %.*s  %s  %.*s\n", VIEW_ARGUMENTS(row->at), VIEW_ARGUMENTS(row->name),
         VIEW_ARGUMENTS(row->version), state_text(options, row->state), VIEW_ARGUMENTS(row->file));
  if (why.length > 0) {
    printf("  %.*s\n", VIEW_ARGUMENTS(why));
  }
}

static void print_issues(const struct masters_options *options, const struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, options->output.language, issues->arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
}

static enum error print_touched(const struct masters_options *options,
                                const struct master_import *import) {
  const struct import_touched_source source = {options->mapping, options->place};
  struct master_touched_list touched;
  const char *unread = NULL;
  enum error error = import_touched_find(import, &source, &touched, &unread);
  if (error == ERROR_OK && unread != NULL) {
    fprintf(stderr, "%s: %s\n", unread,
            choose(options, error_english(ERROR_FILE), error_japanese(ERROR_FILE)));
  }
  if (error == ERROR_OK && touched.count > 0) {
    import_report_touched(&options->output, &touched);
  }
  return error;
}

/* The import on trial tells what it would change. */
static enum error print_changes(const struct masters_options *options, struct issue_list *issues,
                                const struct masters_stage_list *list) {
  struct masters_stage_trial trial;
  enum error error = masters_stage_try(issues->arena, options->data_dir, issues, list, &trial);
  if (error == ERROR_OK) {
    error = import_report_print(&options->output, &trial.import);
  }
  if (error == ERROR_OK) {
    error = print_touched(options, &trial.import);
  }
  masters_close(trial.base);
  return error;
}

static enum error list_all(const struct masters_options *options, struct issue_list *issues) {
  struct masters_stage_list list;
  uint32_t staged = 0;
  enum error error = masters_stage_read(issues->arena, options->data_dir, &list);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < list.count; i++) {
    print_row(options, &list.rows[i]);
    staged += list.rows[i].state == MASTERS_STAGE_STAGED;
  }
  if (list.count == 0) {
    printf("%s\n", choose(options, "the national service has given no masters yet",
                          "共有サービスから取得したマスターはありません"));
  }
  return staged > 0 ? print_changes(options, issues, &list) : ERROR_OK;
}

static enum error apply(const struct masters_options *options, struct issue_list *issues) {
  uint32_t count = 0;
  enum error error = masters_stage_apply(issues->arena, options->data_dir, issues, &count);
  if (error == ERROR_OK) {
    printf("%s: %u\n", choose(options, "masters applied", "適用したマスター"), count);
  }
  return error;
}

static int run(const struct masters_options *options, struct arena *arena) {
  struct issue_list issues = issue_list_make(arena, LIMIT_IMPORT_ISSUES);
  errno = 0;
  enum error error =
      strcmp(options->action, "list") == 0 ? list_all(options, &issues) : apply(options, &issues);
  int reason = errno;
  print_issues(options, &issues);
  if (error == ERROR_OK) {
    return STATUS_DONE;
  }
  fprintf(stderr, "%s: %s\n", options->data_dir,
          error == ERROR_FILE && reason != 0
              ? strerror(reason)
              : choose(options, error_english(error), error_japanese(error)));
  return error == ERROR_NOT_PROCESSABLE ? STATUS_REFUSED : STARTUP_FAILED;
}

/* --data-dir, or the server's own settings. */
static enum error find_data_dir(struct masters_options *options, struct arena *arena) {
  struct config config;
  if (options->data_dir != NULL) {
    options->place = store_place_folder(options->data_dir);
    return ERROR_OK;
  }
  enum error error = startup_config(arena, options->config, &config);
  if (error == ERROR_OK) {
    options->data_dir = config.data_dir;
    options->place = store_place_of(&config);
    options->mapping = config.mapping_file;
  }
  return error;
}

int command_masters(int argc, char **argv) {
  struct masters_options options = {.output.language = LANGUAGE_ENGLISH};
  struct options_words words;
  int status = options_read(&table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  options.action = words.items[0];
  if (strcmp(options.action, "list") != 0 && strcmp(options.action, "apply") != 0) {
    return options_complain(&table, "say list or apply", "list か apply を指定してください");
  }
  struct arena *arena = arena_new(LIMIT_IMPORT_BYTES);
  if (arena == NULL) {
    fprintf(stderr, "%s\n", error_english(ERROR_MEMORY));
    return STARTUP_FAILED;
  }
  enum error error = find_data_dir(&options, arena);
  status = error == ERROR_OK ? run(&options, arena) : STARTUP_FAILED;
  arena_free(arena);
  return status;
}
