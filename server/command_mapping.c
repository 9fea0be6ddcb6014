/* fhir-facade mapping: the local code-mapping table as CSV, in and out, with or without a running
 * server on the data folder. */
#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/store/store_sqlite.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_import.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STATUS_DONE 0
#define STATUS_REFUSED 1
#define FILE_MODE 0644u
#define STANDARD_OUTPUT "-"

struct mapping_options {
  struct config_sources sources;
  const char *data_dir;
  const char *who;
  const char *status;
  const char *action;
  const char *file;
  bool cp932;
  bool dry_run;
  bool japanese;
  bool help;
};

struct mapping_command {
  const struct mapping_options *options;
  struct arena *arena;
  struct issue_list issues;
  struct config config;
  const char *data_dir;
  struct store_mapping_page page; /* what the store has */
};

static const char help_text[] =
    "usage: fhir-facade mapping import [OPTION]... FILE\n"
    "       fhir-facade mapping export [OPTION]... FILE   (- = standard output)\n"
    "The local code-mapping table as CSV. An import adds rows and changes those of the same key; "
    "all\n"
    "or none; it deletes nothing. Exit status: 0 done, 1 refused, 2 not carried out.\n"
    "院内コード対応表を CSV で入出力します。取り込みは追加と同一行の更新のみで、削除はしません。\n"
    "1行でも誤りがあれば何も取り込みません。終了コード: 0 完了、1 取り込み不可、2 実行できず。\n"
    "\n"
    "  --data-dir DIR   data folder (default: of the configuration) / データの置き場所\n"
    "  --config FILE    configuration / 設定ファイル\n"
    "  --who NAME       who does this (default: the user's name) / 操作者\n"
    "  --status STATUS  of rows without one: proposed (default) or approved / 状態のない行の状態\n"
    "  --dry-run        tell only what would change / 変更内容の表示のみ\n"
    "  --encoding E     of an export: utf-8 (default) or cp932 / 出力の文字コード\n"
    "  --lang en|ja     language of messages / メッセージの言語\n";

/* ---- options ------------------------------------------------------------------------------------
 */
static bool choose(const char *text, const char *no, const char *yes, bool *ret_choice) {
  *ret_choice = strcmp(text, yes) == 0;
  return *ret_choice || strcmp(text, no) == 0;
}

static bool take_option(struct mapping_options *options, int letter) {
  bool approved = false;
  switch (letter) {
  case 'c':
    options->sources.file = optarg;
    return true;
  case 'd':
    options->data_dir = optarg;
    return true;
  case 'w':
    options->who = optarg;
    return true;
  case 's':
    options->status = optarg;
    return choose(optarg, MAPPING_STATUS_PROPOSED, MAPPING_STATUS_APPROVED, &approved);
  case 'n':
    options->dry_run = true;
    return true;
  case 'e':
    return choose(optarg, "utf-8", "cp932", &options->cp932);
  case 'l':
    return choose(optarg, "en", "ja", &options->japanese);
  case 'h':
    options->help = true;
    return true;
  default:
    return false;
  }
}

static bool read_options(int argc, char **argv, struct mapping_options *options) {
  static const struct option names[] = {{"config", required_argument, NULL, 'c'},
                                        {"data-dir", required_argument, NULL, 'd'},
                                        {"who", required_argument, NULL, 'w'},
                                        {"status", required_argument, NULL, 's'},
                                        {"dry-run", no_argument, NULL, 'n'},
                                        {"encoding", required_argument, NULL, 'e'},
                                        {"lang", required_argument, NULL, 'l'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  bool right = true;
  optind = 1;
  for (int letter = getopt_long(argc, argv, "", names, NULL); letter != -1;
       letter = getopt_long(argc, argv, "", names, NULL)) {
    right = take_option(options, letter) && right;
  }
  if (options->help) {
    return true;
  }
  options->action = argc - optind == 2 ? argv[optind] : "";
  options->file = argc - optind == 2 ? argv[optind + 1] : "";
  return right &&
         (strcmp(options->action, "import") == 0 || strcmp(options->action, "export") == 0);
}

/* ---- work ---------------------------------------------------------------------------------------
 */
static const char *tell(const struct mapping_command *command, const char *english,
                        const char *japanese) {
  return command->options->japanese ? japanese : english;
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
  enum language language = command->options->japanese ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, language, command->arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
}

/* What the store has; a folder without a database gets one. */
static enum error read_store(struct mapping_command *command) {
  struct store_mapping_batch nothing = {.changes = NULL, .count = 0};
  struct store_mapping_filter all = {.limit = 0};
  struct store *store = NULL;
  enum error error = store_sqlite_mapping(command->data_dir, &nothing, clock_system());
  if (error == ERROR_OK) {
    error = store_sqlite_open(command->data_dir, true, clock_system(), &store);
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
  enum error error = file_read(command->arena, options->file, LIMIT_MAPPING_BYTES, &bytes);
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
    error = store_sqlite_mapping(command->data_dir, &batch, clock_system());
  }
  masters_close(masters);
  if (error != ERROR_OK) {
    return fail(command, command->options->file, error);
  }
  printf("%s %zu, %s %zu, %s %zu, %s %zu\n", tell(command, "added", "追加"), plan.inserted,
         tell(command, "changed", "変更"), plan.updated, tell(command, "unchanged", "変更なし"),
         plan.unchanged, tell(command, "awaiting approval", "承認待ち"), plan.held);
  return STATUS_DONE;
}

static int write_file(const struct mapping_command *command, struct view content) {
  const char *path = command->options->file;
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
    return fail(command, command->options->file, csv.error);
  }
  struct view content = buffer_view(&csv);
  struct view character = {NULL, 0};
  if (!command->options->cp932) {
    return write_file(command, content);
  }
  enum error error = mapping_csv_encode(command->arena, content, &content, &character);
  if (error == ERROR_NOT_PROCESSABLE) {
    fprintf(stderr, "%s: %.*s\n",
            tell(command, "CP932 cannot write this character", "CP932 で表せない文字です"),
            VIEW_ARGUMENTS(character));
    return STATUS_REFUSED;
  }
  return error == ERROR_OK ? write_file(command, content)
                           : fail(command, command->options->file, error);
}

static int run(const struct mapping_options *options, struct arena *arena) {
  struct mapping_command command = {
      .options = options, .arena = arena, .issues = issue_list_make(arena, LIMIT_ISSUES)};
  enum error error = config_load(arena, &options->sources, &command.issues, &command.config);
  if (error != ERROR_OK) {
    startup_complain(&command.issues, error);
    return STARTUP_FAILED;
  }
  command.data_dir = options->data_dir != NULL ? options->data_dir : command.config.data_dir;
  error = read_store(&command);
  if (error != ERROR_OK) {
    return fail(&command, command.data_dir, error);
  }
  return strcmp(options->action, "import") == 0 ? import_file(&command) : export_file(&command);
}

int command_mapping(int argc, char **argv) {
  const char *user = getenv("USER");
  struct mapping_options options = {.sources = {.environment = (const char *const *)environ},
                                    .who = user != NULL ? user : "",
                                    .status = MAPPING_STATUS_PROPOSED};
  bool right = read_options(argc, argv, &options);
  if (!right || options.help) {
    fputs(help_text, right ? stdout : stderr);
    return right ? STATUS_DONE : STARTUP_FAILED;
  }
  struct arena *arena = arena_new(LIMIT_MAPPING_TABLE_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  int status = run(&options, arena);
  arena_free(arena);
  return status;
}
