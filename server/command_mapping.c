/* fhir-facade mapping: the local code-mapping table as CSV, in and out, with or without a running
 * server on the data folder. */
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/base/options.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/store_place.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STATUS_DONE 0
#define STATUS_REFUSED 1
#define FILE_MODE 0644u
#define STANDARD_OUTPUT "-"
#define ENCODING_CP932 "cp932"
#define ENCODING_UTF8 "utf-8"

struct mapping_options {
  const char *config;
  const char *data_dir;
  const char *who;
  const char *status;
  const char *encoding;
  bool dry_run;
  enum language language;
  struct options_words words; /* import or export, FILE */
};

#define AT(member) offsetof(struct mapping_options, member)
static const struct options_row option_rows[] = {
    COMMAND_OPTION_DATA_DIR(AT(data_dir)),
    COMMAND_OPTION_CONFIG(AT(config)),
    {.name = "who",
     .value = "NAME",
     .kind = OPTIONS_TEXT,
     .offset = AT(who),
     .english = "who does this (default: the user's name)",
     .japanese = "操作者（既定はログイン名）"},
    {.name = "status",
     .value = "STATUS",
     .kind = OPTIONS_TEXT,
     .offset = AT(status),
     .english = "of rows without one: proposed (default) or approved",
     .japanese = "状態のない行の状態（proposed または approved）"},
    {.name = "dry-run",
     .kind = OPTIONS_FLAG,
     .offset = AT(dry_run),
     .english = "tell only what an import would change",
     .japanese = "取り込みによる変更件数の表示のみ"},
    {.name = "encoding",
     .value = "ENCODING",
     .kind = OPTIONS_TEXT,
     .offset = AT(encoding),
     .english = "of an export: utf-8 (default) or cp932",
     .japanese = "出力の文字コード（utf-8 または cp932）"},
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade mapping",
    .usage = "import [OPTION]... FILE\nexport [OPTION]... FILE (- = standard output)",
    .introduction =
        "The local code-mapping table as CSV, with or without a running server. An import adds\n"
        "rows and changes those of the same key, all or none; it deletes nothing.\n"
        "Exit status: 0 done, 1 refused, 2 not carried out.\n"
        "院内コード対応表を CSV で入出力します（サーバーの稼働中も可）。取り込みは追加と同一行の\n"
        "更新のみで、削除はしません。1行でも誤りがあれば何も取り込みません。\n"
        "終了コード: 0 完了、1 取り込み不可、2 実行できず。\n",
    .rows = option_rows,
    .row_count = sizeof option_rows / sizeof option_rows[0],
    .words_minimum = 2,
    .words_maximum = 2,
};

struct mapping_command {
  const struct mapping_options *options;
  struct arena *arena;
  struct issue_list issues;
  struct config config;
  const char *data_dir;
  struct store_place place;
  const char *file;
  struct store_mapping_page page; /* what the store has */
};

/* ---- work ---------------------------------------------------------------------------------------
 */
static const char *tell(const struct mapping_command *command, const char *english,
                        const char *japanese) {
  return command->options->language == LANGUAGE_JAPANESE ? japanese : english;
}

static int fail(const struct mapping_command *command, const char *subject, enum error error) {
  const char *why = error == ERROR_FILE
                        ? strerror(errno)
                        : tell(command, error_english(error), error_japanese(error));
  fprintf(stderr, "%s: %s\n", subject, why);
  return error == ERROR_SYNTAX || error == ERROR_NOT_PROCESSABLE || error == ERROR_CONFLICT
             ? STATUS_REFUSED
             : STARTUP_FAILED;
}

static void print_issues(const struct mapping_command *command) {
  const struct issue_list *issues = &command->issues;
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, command->options->language, command->arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
}

/* What the store has; a folder without a database gets one. */
static enum error read_store(struct mapping_command *command) {
  struct store_mapping_batch nothing = {.changes = NULL, .count = 0};
  struct store_mapping_filter all = {.limit = 0};
  struct store *store = NULL;
  enum error error = store_place_mapping(&command->place, &nothing, clock_system());
  if (error == ERROR_OK) {
    error = store_place_open(&command->place, true, clock_system(), &store);
  }
  if (error == ERROR_OK) {
    error = store->mapping_list(store, &all, command->arena, &command->page);
    store->close(store);
  }
  return error;
}

static enum error make_plan(struct mapping_command *command, const struct masters *masters,
                            struct mapping_import_plan *plan) {
  const struct mapping_options *options = command->options;
  struct mapping_csv_settings settings = {.institution_number =
                                              view_of(command->config.institution_number),
                                          .status = options->status,
                                          .masters = masters};
  struct mapping_csv_rows rows;
  struct view bytes;
  errno = 0;
  enum error error = file_read(command->arena, command->file, LIMIT_MAPPING_BYTES, &bytes);
  if (error == ERROR_OK) {
    error = mapping_csv_read(command->arena, bytes, &settings, &command->issues, &rows);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct mapping_import import = {.stored = command->page.rows,
                                  .stored_count = command->page.count,
                                  .rows = rows.rows,
                                  .count = rows.count,
                                  .columns = rows.columns,
                                  .who = view_of(options->who),
                                  .second_person =
                                      strcmp(command->config.mapping_second_person, "on") == 0};
  return mapping_import_plan(command->arena, &import, plan);
}

static int import_file(struct mapping_command *command) {
  struct view path = arena_format(command->arena, "%s/%s", command->data_dir, MASTERS_FILE_NAME);
  struct mapping_import_plan plan;
  struct masters *masters = NULL;
  if (path.data == NULL || masters_open(path.data, &masters) != ERROR_OK) {
    masters = NULL; /* nothing imported yet: targets cannot be checked */
  }
  enum error error = make_plan(command, masters, &plan);
  print_issues(command);
  if (error == ERROR_OK && !command->options->dry_run) {
    struct store_mapping_batch batch = {
        .changes = plan.changes, .count = plan.change_count, .who = view_of(command->options->who)};
    error = store_place_mapping(&command->place, &batch, clock_system());
  }
  masters_close(masters);
  if (error != ERROR_OK) {
    return fail(command, command->file, error);
  }
  printf("%s %zu, %s %zu, %s %zu, %s %zu\n", tell(command, "added", "追加"), plan.inserted,
         tell(command, "changed", "変更"), plan.updated, tell(command, "unchanged", "変更なし"),
         plan.unchanged, tell(command, "awaiting approval", "承認待ち"), plan.held);
  return STATUS_DONE;
}

static int write_file(const struct mapping_command *command, struct view content) {
  const char *path = command->file;
  errno = 0;
  enum error error = ERROR_OK;
  if (strcmp(path, STANDARD_OUTPUT) == 0) {
    bool written = fwrite(content.data, 1, content.length, stdout) == content.length;
    error = written && fflush(stdout) == 0 ? ERROR_OK : ERROR_FILE;
  } else {
    error = file_write_durable(path, content, FILE_MODE);
  }
  return error == ERROR_OK ? STATUS_DONE : fail(command, path, error);
}

static int export_file(struct mapping_command *command) {
  struct buffer csv = buffer_make(command->arena, LIMIT_MAPPING_BYTES);
  mapping_csv_write_header(&csv);
  for (size_t i = 0; i < command->page.count; i++) {
    mapping_csv_write_row(&csv, &command->page.rows[i]);
  }
  if (csv.error != ERROR_OK) {
    return fail(command, command->file, csv.error);
  }
  struct view content = buffer_view(&csv);
  struct view character = {NULL, 0};
  if (strcmp(command->options->encoding, ENCODING_CP932) != 0) {
    return write_file(command, content);
  }
  enum error error = mapping_csv_encode(command->arena, content, &content, &character);
  if (error == ERROR_NOT_PROCESSABLE) {
    fprintf(stderr, "%s: %.*s\n",
            tell(command, "CP932 cannot write this character", "CP932 で表せない文字です"),
            VIEW_ARGUMENTS(character));
    return STATUS_REFUSED;
  }
  return error == ERROR_OK ? write_file(command, content) : fail(command, command->file, error);
}

static int run(const struct mapping_options *options, bool import, struct arena *arena) {
  struct mapping_command command = {.options = options,
                                    .arena = arena,
                                    .issues = issue_list_make(arena, LIMIT_ISSUES),
                                    .file = options->words.items[1]};
  const struct config_sources sources = {.file = options->config,
                                         .environment = (const char *const *)environ};
  enum error error = config_load(arena, &sources, &command.issues, &command.config);
  if (error != ERROR_OK) {
    startup_complain(&command.issues, error);
    return STARTUP_FAILED;
  }
  command.data_dir = options->data_dir != NULL ? options->data_dir : command.config.data_dir;
  command.place = options->data_dir != NULL ? store_place_folder(options->data_dir)
                                            : store_place_of(&command.config);
  error = read_store(&command);
  if (error != ERROR_OK) {
    return fail(&command, store_place_name(&command.place), error);
  }
  return import ? import_file(&command) : export_file(&command);
}

static bool is_one_of(const char *text, const char *first, const char *second) {
  return strcmp(text, first) == 0 || strcmp(text, second) == 0;
}

static int check_words(const struct mapping_options *options) {
  if (!is_one_of(options->words.items[0], "import", "export")) {
    return options_complain(&table, "say import or export", "import か export を指定してください");
  }
  if (!is_one_of(options->status, MAPPING_STATUS_PROPOSED, MAPPING_STATUS_APPROVED)) {
    return options_complain(&table, "--status is proposed or approved",
                            "--status は proposed か approved です");
  }
  if (!is_one_of(options->encoding, ENCODING_UTF8, ENCODING_CP932)) {
    return options_complain(&table, "--encoding is utf-8 or cp932",
                            "--encoding は utf-8 か cp932 です");
  }
  return OPTIONS_GO;
}

int command_mapping(int argc, char **argv) {
  const char *user = getenv("USER");
  struct mapping_options options = {.who = user != NULL ? user : "",
                                    .status = MAPPING_STATUS_PROPOSED,
                                    .encoding = ENCODING_UTF8};
  int status = options_read(&table, argc, argv, &options, &options.words);
  if (status == OPTIONS_GO) {
    status = check_words(&options);
  }
  if (status != OPTIONS_GO) {
    return status;
  }
  struct arena *arena = arena_new(LIMIT_MAPPING_TABLE_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  status = run(&options, strcmp(options.words.items[0], "import") == 0, arena);
  arena_free(arena);
  return status;
}
