/* fhir-facade audit: verifies the chains of the audit trail, prints their heads and exports rows,
 * beside a running server or without one. */
#include "handlers/audit_event.h"
#include "server/base/clock.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"
#include "server/startup.h"
#include "server/store/audit_line.h"
#include "server/store/audit_verify.h"
#include "server/store_place.h"
#include "server/version.h"

#include <inttypes.h>
#include <stdlib.h>

#define ARENA_BYTES 268435456u
#define EXPORT_ROWS 500u
#define EXIT_BROKEN 1

struct audit_options {
  struct store_place_options where;
  const char *from;
  const char *to;
  const char *anchor;
  bool json;
  bool fhir;
  enum language language;
};

#define AT(member) offsetof(struct audit_options, member)
static const struct options_row rows[] = {
    {.name = "anchor",
     .value = "HASH",
     .kind = OPTIONS_TEXT,
     .offset = AT(anchor),
     .english = "verify: a hash that `audit head` printed earlier must be in the trail",
     .japanese = "verify: 以前 audit head で控えたハッシュが記録に含まれることも確かめる"},
    {.name = "from",
     .value = "TIME",
     .kind = OPTIONS_TEXT,
     .offset = AT(from),
     .english = "export: from this day or instant on",
     .japanese = "export: この日時以降"},
    {.name = "to",
     .value = "TIME",
     .kind = OPTIONS_TEXT,
     .offset = AT(to),
     .english = "export: before this day or instant",
     .japanese = "export: この日時より前"},
    {.name = "json",
     .kind = OPTIONS_FLAG,
     .offset = AT(json),
     .english = "export: lines of JSON with the hashes (the default); head: JSON",
     .japanese = "export: ハッシュ付きの JSON を 1 行ずつ（既定）、head: JSON"},
    {.name = "fhir",
     .kind = OPTIONS_FLAG,
     .offset = AT(fhir),
     .english = "export: one FHIR AuditEvent a line",
     .japanese = "export: FHIR AuditEvent を 1 行ずつ"},
    COMMAND_OPTION_DATA_DIR(AT(where.data_dir)),
    COMMAND_OPTION_CONFIG(AT(where.config)),
    COMMAND_OPTION_SET(AT(where.assignments)),
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade audit",
    .usage = "verify [--anchor HASH] [--data-dir DIR]\n"
             "head [--json] [--data-dir DIR]\n"
             "export [--from TIME] [--to TIME] [--json|--fhir] [--data-dir DIR]",
    .introduction =
        "The audit trail: who asked for what, and every step of the relay. The server may run.\n"
        "監査記録（だれが何を参照したか、送信の各段階）を扱います。サーバーの稼働中でも使えます。\n"
        "\n"
        "  verify   exit status 1 and the first broken row when something was changed\n"
        "           改変があれば最初の行を示し、終了ステータス 1 で終わる\n"
        "  head     the newest hash of each chain, to be kept elsewhere as an anchor\n"
        "           連鎖ごとの最新ハッシュ（別の場所に控えておく）\n"
        "  export   rows in their order, chain by chain / 記録を順に出力\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = 1,
};

struct work {
  const struct audit_options *options;
  struct store *store;
  struct arena *arena;
  struct view folder;
  bool japanese;
};

static int say_error(const struct work *work, enum error error) {
  fprintf(stderr, "%s\n", work->japanese ? error_japanese(error) : error_english(error));
  return STARTUP_FAILED;
}

static void print_hash(struct view hash) {
  for (size_t i = 0; i < hash.length; i++) {
    printf("%02x", (unsigned)(unsigned char)hash.data[i]);
  }
}

/* ---- verify -------------------------------------------------------------------------------------
 */
static bool read_anchor(const char *text, struct sha256 *ret_anchor) {
  char digits[3] = "";
  if (strlen(text) != SHA256_HEX_BYTES - 1 ||
      strspn(text, "0123456789abcdefABCDEF") != SHA256_HEX_BYTES - 1) {
    return false;
  }
  for (size_t i = 0; i < SHA256_BYTES; i++) {
    memcpy(digits, text + 2 * i, 2);
    ret_anchor->bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
  }
  return true;
}

static int print_result(const struct work *work, const struct audit_verify_result *result) {
  if (result->fault != AUDIT_FAULT_NONE) {
    printf(work->japanese ? "改変を検出しました。連鎖 %.*s、行 %" PRId64 "：%s\n"
                          : "broken: chain %.*s, row %" PRId64 ": %s\n",
           VIEW_ARGUMENTS(result->chain), result->number,
           audit_verify_text(result->fault, work->japanese));
    return EXIT_BROKEN;
  }
  printf(work->japanese
             ? "異常なし：連鎖 %zu、データベースの行 %" PRIu64 "、書き出し済みの行 %" PRIu64 "\n"
             : "unbroken: %zu chains, %" PRIu64 " rows in the database, %" PRIu64 " in archives\n",
         result->chains, result->rows, result->archived);
  if (result->absent > 0) {
    printf(work->japanese ? "書き出しファイルがないため確認していない行：%" PRIu64
                            "（前後のつながりのみ確認）\n"
                          : "not looked at, their files are elsewhere: %" PRIu64
                            " rows (only that both ends "
                            "fit)\n",
           result->absent);
  }
  return EXIT_SUCCESS;
}

static int verify(const struct work *work) {
  struct audit_verify_settings settings = {.store = work->store, .folder = work->folder.data};
  struct audit_verify_result result;
  if (work->options->anchor != NULL) {
    settings.has_anchor = true;
    if (!read_anchor(work->options->anchor, &settings.anchor)) {
      return options_complain(&table, "--anchor is 64 hexadecimal digits",
                              "--anchor は 16 進数 64 桁で指定してください");
    }
  }
  enum error error = audit_verify_run(&settings, work->arena, &result);
  return error == ERROR_OK ? print_result(work, &result) : say_error(work, error);
}

/* ---- head ---------------------------------------------------------------------------------------
 */
static int print_heads(const struct work *work) {
  struct store_audit_head *heads = NULL;
  size_t count = 0;
  enum error error = work->store->audit_heads(work->store, work->arena, &heads, &count);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    printf(work->options->json ? "{\"chain\":\"%.*s\",\"number\":%" PRId64 ",\"hash\":\""
                               : "%.*s\t%" PRId64 "\t",
           VIEW_ARGUMENTS(heads[i].chain), heads[i].number);
    print_hash(heads[i].hash);
    printf(work->options->json ? "\"}\n" : "\n");
  }
  return error == ERROR_OK ? EXIT_SUCCESS : say_error(work, error);
}

/* ---- export -------------------------------------------------------------------------------------
 */
struct range {
  int64_t from_ms;
  int64_t to_ms;
};

static bool read_range(const struct audit_options *options, struct range *ret_range) {
  *ret_range = (struct range){INT64_MIN, INT64_MAX};
  return (options->from == NULL || clock_parse(view_of(options->from), &ret_range->from_ms)) &&
         (options->to == NULL || clock_parse(view_of(options->to), &ret_range->to_ms));
}

static enum error print_row(const struct work *work, const struct store_audit_row *row,
                            struct arena *scratch) {
  struct buffer buffer = buffer_make(scratch, (size_t)4 * LIMIT_AUDIT_LINE_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  const struct audit_event_telling telling = {scratch, view_of(VERSION_NAME)};
  if (work->options->fhir) {
    audit_event_write(&writer, &telling, row);
  } else {
    audit_line_write(&writer, row);
  }
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    printf("%.*s\n", VIEW_ARGUMENTS(buffer_view(&buffer)));
  }
  return error;
}

static enum error print_page(const struct work *work, const struct range *range,
                             struct store_audit_walk *walk, size_t *ret_count) {
  struct arena *scratch = arena_new(LIMIT_AUDIT_PAGE_BYTES);
  struct store_audit_page page = {NULL, 0, 0};
  enum error error =
      scratch == NULL ? ERROR_MEMORY : work->store->audit_walk(work->store, walk, scratch, &page);
  for (size_t i = 0; error == ERROR_OK && i < page.count; i++) {
    const struct store_audit_row *row = &page.rows[i];
    struct arena_mark mark = arena_mark(scratch);
    if (row->at_ms >= range->from_ms && row->at_ms < range->to_ms) {
      error = print_row(work, row, scratch);
    }
    arena_back(scratch, mark);
    walk->from = row->number + 1;
  }
  arena_free(scratch);
  *ret_count = page.count;
  return error;
}

static enum error print_chain(const struct work *work, const struct range *range,
                              struct view chain) {
  struct store_audit_walk walk = {chain, 1, EXPORT_ROWS};
  size_t count = EXPORT_ROWS;
  enum error error = ERROR_OK;
  while (error == ERROR_OK && count == EXPORT_ROWS) {
    error = print_page(work, range, &walk, &count);
  }
  return error;
}

static int export_rows(const struct work *work) {
  struct store_audit_head *heads = NULL;
  size_t count = 0;
  struct range range;
  if (!read_range(work->options, &range)) {
    return options_complain(&table, "--from and --to are days or instants: 2026-11-21",
                            "--from と --to は日付か日時で指定してください（例: 2026-11-21）");
  }
  enum error error = work->store->audit_heads(work->store, work->arena, &heads, &count);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    error = print_chain(work, &range, heads[i].chain);
  }
  return error == ERROR_OK ? EXIT_SUCCESS : say_error(work, error);
}

/* ---- the command --------------------------------------------------------------------------------
 */
static const struct deed {
  const char *name;
  int (*carry_out)(const struct work *work);
} deeds[] = {{"verify", verify}, {"head", print_heads}, {"export", export_rows}};

static int run(struct work *work, const struct deed *deed) {
  struct issue_list issues = issue_list_make(work->arena, LIMIT_ISSUES);
  struct store_place place;
  enum error error = store_place_find(&work->options->where, work->arena, &issues, &place);
  if (error != ERROR_OK) {
    startup_complain(&issues, error);
    return STARTUP_FAILED;
  }
  work->folder = arena_format(work->arena, "%s/audit", place.data_dir);
  error = work->folder.data == NULL ? ERROR_MEMORY
                                    : store_place_open(&place, true, clock_system(), &work->store);
  if (error != ERROR_OK) {
    fprintf(stderr, "%s: %s\n", store_place_name(&place),
            work->japanese ? "監査記録を読み取れません" : "there is no readable audit trail");
    return STARTUP_FAILED;
  }
  int status = deed->carry_out(work);
  work->store->close(work->store);
  return status;
}

int command_audit(int argc, char **argv) {
  struct audit_options options = {.language = LANGUAGE_ENGLISH};
  struct options_words words;
  int status = options_read(&table, argc, argv, &options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct work work = {.options = &options, .japanese = options.language == LANGUAGE_JAPANESE};
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
    if (strcmp(words.items[0], deeds[i].name) == 0) {
      work.arena = arena_new(ARENA_BYTES);
      status = work.arena == NULL ? STARTUP_FAILED : run(&work, &deeds[i]);
      arena_free(work.arena);
      return status;
    }
  }
  return options_complain(&table, "verify, head or export is needed",
                          "verify、head、export のいずれかを指定してください");
}
