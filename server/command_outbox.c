/* fhir-facade outbox: what lies in the outbox of a data folder, beside a running server or without
 * one. */
#include "server/base/arena.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/limits.h"
#include "server/national/adapter.h"
#include "server/outbox_report.h"
#include "server/startup.h"
#include "server/store/store_sqlite.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_BYTES 67108864u
#define ASSIGNMENT_MAXIMUM 16u
#define LIST_DEFAULT 50u
#define LIST_MAXIMUM 1000u
#define EXIT_REFUSED 1

struct options {
  struct config_sources sources;
  const char *assignments[ASSIGNMENT_MAXIMUM];
  const char *data_dir;
  const char *action;
  const char *job;
  struct store_job_filter filter;
  struct outbox_report report;
  bool help;
  bool print_adapter;
  bool wrong;
};

static void print_help(FILE *file) {
  fprintf(file,
          "usage: fhir-facade outbox list [--state STATE] [--limit N]\n"
          "       fhir-facade outbox show ID\n"
          "       fhir-facade outbox retry ID\n"
          "       fhir-facade outbox --print-adapter\n"
          "What waits for the national service and what became of it; may run beside the server.\n"
          "電子カルテ情報共有サービスへの送信箱を表示します。サーバーの稼働中でも使えます。\n\n"
          "  list             newest first / 新しい順に一覧\n"
          "  show ID          one job (the id of its Task) / 1 件の詳細(Task の id)\n"
          "  retry ID         refused: send again; dead: ask, then send again; else: now\n"
          "                   "
          "拒否されたものは再送、中断したものは照会のうえ再送、その他は即時に再試行\n"
          "  --state STATE    queued sending waiting unknown registered refused dead; repeatable\n"
          "                   状態で絞り込み(繰り返し可)\n"
          "  --limit N        at most N rows (1-1000) / 最大件数\n"
          "  --json           one FHIR Task a line / FHIR Task を 1 行ずつ\n"
          "  --language ja|en default: from LANG / 表示言語(既定は LANG による)\n"
          "  --data-dir DIR   the data folder / データフォルダー\n"
          "  --config FILE    the server's settings / サーバーの設定ファイル\n"
          "  --set KEY=VALUE  one setting / 個別の設定\n"
          "  --print-adapter  the built-in adapter, a start for an own file\n"
          "                   組み込みアダプター定義を表示(自作の出発点)\n");
}

static enum language language_of_terminal(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    const char *value = getenv(names[i]);
    if (value != NULL && value[0] != '\0') {
      return strncmp(value, "ja", 2) == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
    }
  }
  return LANGUAGE_ENGLISH;
}

static bool read_state(struct options *options, const char *name) {
  for (unsigned state = 0; state < JOB_STATE_COUNT; state++) {
    if (strcmp(name, store_job_state_name((enum job_state)state)) != 0) {
      continue;
    }
    options->filter.states |= 1u << state;
    return true;
  }
  return false;
}

static bool read_limit(struct options *options, const char *text) {
  uint64_t limit = 0;
  if (!view_to_unsigned(view_of(text), LIST_MAXIMUM, &limit) || limit == 0) {
    return false;
  }
  options->filter.limit = (uint32_t)limit;
  return true;
}

static bool read_language(struct options *options, const char *text) {
  options->report.language = strcmp(text, "ja") == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  return strcmp(text, "ja") == 0 || strcmp(text, "en") == 0;
}

static bool add_assignment(struct options *options, const char *text) {
  if (options->sources.assignment_count == ASSIGNMENT_MAXIMUM) {
    return false;
  }
  options->assignments[options->sources.assignment_count++] = text;
  return true;
}

static bool take_option(struct options *options, int letter) {
  switch (letter) {
  case 'c':
    options->sources.file = optarg;
    return true;
  case 'd':
    options->data_dir = optarg;
    return true;
  case 's':
    return add_assignment(options, optarg);
  case 't':
    return read_state(options, optarg);
  case 'n':
    return read_limit(options, optarg);
  case 'l':
    return read_language(options, optarg);
  case 'j':
    options->report.json = true;
    return true;
  case 'a':
    options->print_adapter = true;
    return true;
  case 'h':
    options->help = true;
    return true;
  default:
    return false;
  }
}

static void read_action(struct options *options, int argc, char **argv) {
  int count = argc - optind;
  options->action = count > 0 ? argv[optind] : "";
  options->job = count > 1 ? argv[optind + 1] : NULL;
  bool list = strcmp(options->action, "list") == 0;
  bool one = strcmp(options->action, "show") == 0 || strcmp(options->action, "retry") == 0;
  options->wrong |= !(list && count == 1) && !(one && count == 2);
}

static void read_options(int argc, char **argv, struct options *options) {
  static const struct option names[] = {
      {"config", required_argument, NULL, 'c'}, {"data-dir", required_argument, NULL, 'd'},
      {"set", required_argument, NULL, 's'},    {"state", required_argument, NULL, 't'},
      {"limit", required_argument, NULL, 'n'},  {"language", required_argument, NULL, 'l'},
      {"json", no_argument, NULL, 'j'},         {"print-adapter", no_argument, NULL, 'a'},
      {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
  int letter;
  while ((letter = getopt_long(argc, argv, "", names, NULL)) != -1) {
    options->wrong |= !take_option(options, letter);
  }
  options->sources.assignments = options->assignments;
  if (!options->help && !options->print_adapter) {
    read_action(options, argc, argv);
  }
}

/* --data-dir, or the server's own settings. */
static enum error find_data_dir(struct options *options, struct issue_list *issues) {
  if (options->data_dir != NULL) {
    return ERROR_OK;
  }
  struct config config;
  options->sources.environment = (const char *const *)environ;
  enum error error = config_load(options->report.arena, &options->sources, issues, &config);
  if (error == ERROR_OK) {
    options->data_dir = config.data_dir;
  }
  return error;
}

static int say(const struct options *options, int status, const char *english,
               const char *japanese) {
  bool in_japanese = options->report.language == LANGUAGE_JAPANESE;
  fprintf(status == EXIT_SUCCESS ? stdout : stderr, "%s\n", in_japanese ? japanese : english);
  return status;
}

static int retry(const struct options *options) {
  enum error error = store_sqlite_retry(options->data_dir, view_of(options->job), clock_system());
  if (error == ERROR_OK) {
    return say(options, EXIT_SUCCESS, "will be tried again at once", "すぐに再試行します");
  }
  if (error == ERROR_NOT_FOUND) {
    return say(options, EXIT_REFUSED, "there is no such job", "該当するものがありません");
  }
  if (error == ERROR_CONFLICT) {
    return say(options, EXIT_REFUSED, "it is registered, or just being sent",
               "登録済みか、送信中のため再試行できません");
  }
  return say(options, STARTUP_FAILED, error_english(error), error_japanese(error));
}

static int print_jobs(struct options *options, struct store *store) {
  const struct outbox_report *report = &options->report;
  bool one = strcmp(options->action, "show") == 0;
  options->filter.id = view_of(one ? options->job : "");
  struct store_job *jobs = NULL;
  size_t count = 0;
  enum error error = store->job_list(store, &options->filter, report->arena, &jobs, &count);
  if (error == ERROR_OK && one && count == 0) {
    return say(options, EXIT_REFUSED, "there is no such job", "該当するものがありません");
  }
  if (error == ERROR_OK) {
    error = one ? outbox_report_job(report, &jobs[0]) : outbox_report_list(report, jobs, count);
  }
  return error == ERROR_OK
             ? EXIT_SUCCESS
             : say(options, STARTUP_FAILED, error_english(error), error_japanese(error));
}

static int run(struct options *options) {
  struct issue_list issues = issue_list_make(options->report.arena, LIMIT_ISSUES);
  enum error error = find_data_dir(options, &issues);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
    return STARTUP_FAILED;
  }
  if (strcmp(options->action, "retry") == 0) {
    return retry(options);
  }
  struct store *store = NULL;
  error = store_sqlite_open(options->data_dir, true, clock_system(), &store);
  if (error != ERROR_OK) {
    return say(options, STARTUP_FAILED, "there is no readable facade.db in the data folder",
               "データフォルダーに読み取れる facade.db がありません");
  }
  int status = print_jobs(options, store);
  store->close(store);
  return status;
}

int command_outbox(int argc, char **argv) {
  struct options options = {
      .filter = {.limit = LIST_DEFAULT, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX},
      .report = {.file = stdout, .language = language_of_terminal()}};
  read_options(argc, argv, &options);
  if (options.help || options.wrong) {
    print_help(options.help ? stdout : stderr);
    return options.help ? EXIT_SUCCESS : STARTUP_FAILED;
  }
  if (options.print_adapter) {
    printf("%.*s", VIEW_ARGUMENTS(adapter_builtin()));
    return EXIT_SUCCESS;
  }
  options.report.arena = arena_new(ARENA_BYTES);
  if (options.report.arena == NULL) {
    return STARTUP_FAILED;
  }
  int status = run(&options);
  arena_free(options.report.arena);
  return status;
}
