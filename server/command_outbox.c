/* fhir-facade outbox: what lies in the outbox of a data folder, beside a running server or without
 * one. */
#include "handlers/search_value.h"
#include "server/base/arena.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/national/adapter_read.h"
#include "server/outbox_report.h"
#include "server/outbox_resend.h"
#include "server/startup.h"
#include "server/store_place.h"

#include <stdlib.h>

#define ARENA_BYTES 67108864u
#define LIST_DEFAULT 50u
#define LIST_MAXIMUM 1000u
#define EXIT_REFUSED 1

struct outbox_options {
  struct store_place_options where;
  struct store_place place;
  const char *action;
  const char *job;
  struct outbox_resend resend;
  const char *patient;
  const char *identifier;
  struct store_job_filter filter;
  uint32_t limit;
  struct outbox_report report;
  enum language language;
  bool json;
  bool print_adapter;
};

static bool take_state(void *target, const char *const *values) {
  struct outbox_options *options = target;
  for (unsigned state = 0; state < JOB_STATE_COUNT; state++) {
    if (strcmp(values[0], store_job_state_name((enum job_state)state)) == 0) {
      options->filter.states |= 1u << state;
      return true;
    }
  }
  return false;
}

#define AT(member) offsetof(struct outbox_options, member)
static const struct options_row rows[] = {
    {.name = "state",
     .value = "STATE",
     .kind = OPTIONS_TAKE,
     .take = take_state,
     .english =
         "validated queued sending waiting unknown accepted refused dead cancelled superseded; "
         "repeatable",
     .japanese = "状態で絞り込み（複数指定可）"},
    {.name = "patient",
     .value = "NUMBER",
     .kind = OPTIONS_TEXT,
     .offset = AT(patient),
     .english = "only this patient's",
     .japanese = "患者番号で絞り込み"},
    {.name = "identifier",
     .value = "VALUE",
     .kind = OPTIONS_TEXT,
     .offset = AT(identifier),
     .english = "only those of this Bundle.identifier (system|value or value)",
     .japanese = "Bundle.identifier で絞り込み（system|value か value）"},
    {.name = "server",
     .value = "URL",
     .kind = OPTIONS_TEXT,
     .offset = AT(resend.server),
     .english = "resend: base URL of the running server (default http://127.0.0.1:8080/fhir)",
     .japanese = "resend: 稼働中のサーバーの URL（既定は http://127.0.0.1:8080/fhir）"},
    {.name = "key-file",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(resend.key_file),
     .english = "resend: file with the API key or token",
     .japanese = "resend: API キーまたはトークンを書いたファイル"},
    {.name = "ca-file",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(resend.ca_file),
     .english = "resend: certificate authorities of the server (PEM)",
     .japanese = "resend: サーバーの認証局証明書（PEM）"},
    {.name = "limit",
     .value = "N",
     .kind = OPTIONS_NUMBER,
     .offset = AT(limit),
     .minimum = 1,
     .maximum = LIST_MAXIMUM,
     .english = "at most N rows (1-1000)",
     .japanese = "最大件数"},
    {.name = "json",
     .kind = OPTIONS_FLAG,
     .offset = AT(json),
     .english = "one FHIR Task a line",
     .japanese = "FHIR Task を 1 行ずつ"},
    {.name = "language",
     .value = "ja|en",
     .kind = OPTIONS_LANGUAGE,
     .offset = AT(language),
     .english = "default: from LANG",
     .japanese = "表示言語（既定は LANG による）"},
    COMMAND_OPTION_DATA_DIR(AT(where.data_dir)),
    COMMAND_OPTION_CONFIG(AT(where.config)),
    COMMAND_OPTION_SET(AT(where.assignments)),
    {.name = "print-adapter",
     .kind = OPTIONS_FLAG,
     .offset = AT(print_adapter),
     .english = "the built-in adapter, a start for an own file",
     .japanese = "組み込みアダプター定義を表示（自作の出発点）"},
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade outbox",
    .usage = "list [--state STATE] [--patient NUMBER] [--identifier VALUE] [--limit N]\n"
             "show ID\n"
             "retry ID\n"
             "give-up ID\n"
             "resend ID FILE [--server URL]\n"
             "--print-adapter",
    .introduction =
        "What waits for the national service and what became of it; may run beside the server.\n"
        "電子カルテ情報共有サービスへの送信箱を表示します。サーバーの稼働中でも使えます。\n"
        "\n"
        "  list             newest first / 新しい順に一覧\n"
        "  show ID          one job (the id of its Task) / 1 件の詳細（Task の id）\n"
        "  retry ID         refused: send again; dead: ask, then send again; else: now\n"
        "                   "
        "拒否されたものは再送、中断したものは照会のうえ再送、その他は即時に再試行\n"
        "  give-up ID       open and not being sent: no further attempts / 以後の送信を中止\n"
        "  resend ID FILE   a corrected Bundle instead of a refused or dead one / 修正して再送\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = 3,
};

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

static const struct order_row {
  const char *action;
  enum store_order order;
  const char *done_english;
  const char *done_japanese;
} orders[] = {
    {"retry", STORE_ORDER_RETRY, "will be tried again at once", "すぐに再試行します"},
    {"give-up", STORE_ORDER_GIVE_UP, "will not be tried again", "以後の送信を中止しました"},
};

/* NULL for what is no order. */
static const struct order_row *find_order(const char *action) {
  for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
    if (strcmp(orders[i].action, action) == 0) {
      return &orders[i];
    }
  }
  return NULL;
}

static bool is_resend(const struct outbox_options *options) {
  return strcmp(options->action, "resend") == 0;
}

static int read_options(int argc, char **argv, struct outbox_options *options) {
  struct options_words words;
  int status = options_read(&table, argc, argv, options, &words);
  if (status != OPTIONS_GO || options->print_adapter) {
    return status;
  }
  options->action = words.count > 0 ? words.items[0] : "";
  options->job = words.count > 1 ? words.items[1] : NULL;
  options->resend.job = options->job;
  options->resend.file = words.count > 2 ? words.items[2] : NULL;
  options->filter.limit = options->limit;
  options->filter.patient = view_of(options->patient);
  search_value_token(view_of(options->identifier), &options->filter.identifier_system,
                     &options->filter.identifier_value);
  options->report.json = options->json;
  options->report.language = options->language;
  bool list = strcmp(options->action, "list") == 0 && words.count == 1;
  bool one = strcmp(options->action, "show") == 0 || find_order(options->action) != NULL;
  return list || (one && words.count == 2) || (is_resend(options) && words.count == 3)
             ? OPTIONS_GO
             : options_complain(&table,
                                "list, show ID, retry ID, give-up ID or resend ID FILE is needed",
                                "list、show ID、retry ID、give-up ID、resend ID FILE "
                                "のいずれかを指定してください");
}

static int say(const struct outbox_options *options, int status, const char *english,
               const char *japanese) {
  bool in_japanese = options->report.language == LANGUAGE_JAPANESE;
  fprintf(status == EXIT_SUCCESS ? stdout : stderr, "%s\n", in_japanese ? japanese : english);
  return status;
}

static int carry_out(const struct outbox_options *options, const struct order_row *row) {
  enum error error =
      store_place_order(&options->place, view_of(options->job), row->order, clock_system());
  if (error == ERROR_OK) {
    return say(options, EXIT_SUCCESS, row->done_english, row->done_japanese);
  }
  if (error == ERROR_NOT_FOUND) {
    return say(options, EXIT_REFUSED, "there is no such job", "該当するものがありません");
  }
  if (error == ERROR_CONFLICT) {
    return say(options, EXIT_REFUSED,
               "it is accepted, at an end, replaced by a newer one, or just being sent",
               "受理済み・終了済み・送信中か、新しいものがあるため、この操作はできません");
  }
  return say(options, STARTUP_FAILED, error_english(error), error_japanese(error));
}

static int print_jobs(struct outbox_options *options, struct store *store) {
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
  struct store_outbox_summary summary;
  if (error == ERROR_OK && !one) {
    error = store->outbox_summary(store, &summary);
  }
  if (error == ERROR_OK && !one) {
    outbox_report_summary(report, &summary, clock_now_ms(clock_system()));
  }
  return error == ERROR_OK
             ? EXIT_SUCCESS
             : say(options, STARTUP_FAILED, error_english(error), error_japanese(error));
}

static int run(struct outbox_options *options) {
  if (is_resend(options)) {
    options->resend.language = options->language;
    return outbox_resend_run(&options->resend, options->report.arena);
  }
  struct issue_list issues = issue_list_make(options->report.arena, LIMIT_ISSUES);
  enum error error =
      store_place_find(&options->where, options->report.arena, &issues, &options->place);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
    return STARTUP_FAILED;
  }
  const struct order_row *order = find_order(options->action);
  if (order != NULL) {
    return carry_out(options, order);
  }
  struct store *store = NULL;
  error = store_place_open(&options->place, true, clock_system(), &store);
  if (error != ERROR_OK && options->place.url[0] != '\0') {
    return say(options, STARTUP_FAILED, "the database of store.url cannot be read",
               "store.url のデータベースを読み取れません");
  }
  if (error != ERROR_OK) {
    return say(options, STARTUP_FAILED, "there is no readable facade.db in the data folder",
               "データフォルダーに読み取れる facade.db がありません");
  }
  int status = print_jobs(options, store);
  store->close(store);
  return status;
}

int command_outbox(int argc, char **argv) {
  struct outbox_options options = {
      .filter = {.updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX},
      .limit = LIST_DEFAULT,
      .report = {.file = stdout},
      .resend = {.server = "http://127.0.0.1:8080/fhir"},
      .language = language_of_terminal()};
  int status = read_options(argc, argv, &options);
  if (status != OPTIONS_GO) {
    return status;
  }
  if (options.print_adapter) {
    printf("%.*s", VIEW_ARGUMENTS(adapter_builtin()));
    return EXIT_SUCCESS;
  }
  options.report.arena = arena_new(ARENA_BYTES);
  if (options.report.arena == NULL) {
    return STARTUP_FAILED;
  }
  status = run(&options);
  arena_free(options.report.arena);
  return status;
}
