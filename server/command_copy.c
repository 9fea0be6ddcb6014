/* fhir-facade copy: from SQLite in a data folder to PostgreSQL, once, with everything. */
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/store/store_copy.h"
#include "server/store_place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct copy_options {
  const char *from;                 /* NULL: data_dir of the settings */
  struct store_place_options where; /* its data_dir stays NULL */
  enum language language;
};

#define AT(member) offsetof(struct copy_options, member)
static const struct options_row rows[] = {
    {.name = "from",
     .value = "DIR",
     .kind = OPTIONS_TEXT,
     .offset = AT(from),
     .english = "folder of the SQLite database (default: data_dir of the settings)",
     .japanese = "SQLite データベースのフォルダー（既定は設定の data_dir）"},
    COMMAND_OPTION_CONFIG(AT(where.config)),
    COMMAND_OPTION_SET(AT(where.assignments)),
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table copy_table = {
    .program = "fhir-facade copy",
    .usage = "[--from DIR] [--config FILE]",
    .introduction =
        "Moves outbox, documents, mapping table, subscriptions and audit trail from SQLite\n"
        "to PostgreSQL (store.url), which must hold nothing yet; stop the server first. All is\n"
        "copied or nothing. What was being sent is asked for at the service before it is sent\n"
        "again. Afterwards the SQLite database has another name, so that no server uses it any\n"
        "more. Archived months of the audit trail stay in the folder's audit/.\n"
        "送信箱・文書・対応表・通知の登録・監査記録を SQLite から PostgreSQL\n"
        "（store.url、空であること）に移します。先にサーバーを停止してください。\n"
        "途中で失敗した場合は何もコピーしません。送信中だったものは、サービスに\n"
        "照会してから送信します。移行後、元のデータベースは別名になり、サーバーから\n"
        "は使われません。書き出し済みの監査記録はフォルダーの audit/ に残ります。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
};

static void print_done(const struct store_copy_result *result, const char *data_dir,
                       bool japanese) {
  for (int i = 0; i < STORE_COPY_TABLE_COUNT && !result->repeated; i++) {
    printf("%-14s %10" PRId64 "\n", store_copy_table_name((enum store_copy_table)i),
           result->rows[i]);
  }
  if (result->repeated) {
    printf("%s\n", japanese ? "以前の実行ですでにコピー済みです"
                            : "an earlier run had copied everything already");
  }
  printf(japanese ? "PostgreSQL に移しました。元のデータベースは %s/%s として残しました\n"
                  : "everything is in PostgreSQL; the SQLite database is kept as %s/%s\n",
         data_dir, result->aside);
}

static enum store_copy_fault copy(const struct store_place *place, const char *data_dir,
                                  bool japanese) {
  const struct store_copy_settings settings = {data_dir, place->url, place->server};
  struct store_copy_result result;
  enum store_copy_fault fault = store_copy_run(&settings, clock_system(), &result);
  if (fault == STORE_COPY_FAULT_NONE) {
    print_done(&result, data_dir, japanese);
  } else {
    fprintf(stderr, "%s%s%s: %s\n", data_dir, result.table != NULL ? ": " : "",
            result.table != NULL ? result.table : "", store_copy_text(fault, japanese));
  }
  return fault;
}

static int carry_out(const struct copy_options *options) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
  if (arena == NULL) {
    return STARTUP_FAILED;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct store_place place;
  bool japanese = options->language == LANGUAGE_JAPANESE;
  int status = STARTUP_FAILED;
  enum error error = store_place_find(&options->where, arena, &issues, &place);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
  } else if (place.url[0] == '\0') {
    fprintf(stderr, "%s\n",
            japanese ? "store.url に移行先の PostgreSQL を設定してください"
                     : "store.url must say to which PostgreSQL the store is moved");
  } else {
    const char *data_dir = options->from != NULL ? options->from : place.data_dir;
    status =
        copy(&place, data_dir, japanese) == STORE_COPY_FAULT_NONE ? EXIT_SUCCESS : STARTUP_FAILED;
  }
  arena_free(arena);
  return status;
}

int command_copy(int argc, char **argv) {
  struct copy_options options = {.language = LANGUAGE_ENGLISH};
  struct options_words words;
  int status = options_read(&copy_table, argc, argv, &options, &words);
  return status == OPTIONS_GO ? carry_out(&options) : status;
}
