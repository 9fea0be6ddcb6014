/* fhir-facade compile: official packages -> the project's tables, tables and packages -> a pack,
 * and the plan of one profile for people to read. */
#include "profiles/pack_compile.h"
#include "profiles/pack_dump.h"
#include "server/base/file.h"
#include "server/base/hash.h"
#include "server/command_options.h"
#include "server/commands.h"
#include "server/limits.h"

#include <stdio.h>
#include <stdlib.h>

#define STATUS_DONE 0
#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define PACK_FILE_MODE 0644u
#define PLAN_INDENTATION 2u

struct compile_options {
  struct options_list packages;
  const char *definitions_dir;
  const char *tables_dir;
  const char *output;
  const char *dump;
  uint32_t depth; /* of the lines shown; the rest is told by its digest */
  enum language language;
};

#define AT(member) offsetof(struct compile_options, member)
static const struct options_row rows[] = {
    {.name = "packages",
     .value = "PATH",
     .kind = OPTIONS_LIST,
     .offset = AT(packages),
     .english = "official FHIR package (.tgz or folder); repeatable",
     .japanese = "公式 FHIR パッケージ（.tgz またはフォルダー）。複数指定可"},
    {.name = "definitions",
     .value = "DIR",
     .kind = OPTIONS_TEXT,
     .offset = AT(definitions_dir),
     .english = "the project's definition tables",
     .japanese = "本プロジェクトの定義表のフォルダー"},
    {.name = "tables",
     .value = "DIR",
     .kind = OPTIONS_TEXT,
     .offset = AT(tables_dir),
     .english = "write definition tables of the packages there",
     .japanese = "パッケージから定義表を作り、このフォルダーに書き出す"},
    {.name = "output",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(output),
     .english = "write the compiled pack there",
     .japanese = "コンパイル済みパックをこのファイルに書き出す"},
    {.name = "dump",
     .value = "PROFILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(dump),
     .english = "print the plan of a profile (url or url|version)",
     .japanese = "プロファイル（url または url|version）の検証計画を表示する"},
    {.name = "depth",
     .value = "N",
     .kind = OPTIONS_NUMBER,
     .offset = AT(depth),
     .maximum = LIMIT_ELEMENT_DEPTH,
     .english = "with --dump: only N levels, and the digest of the whole plan",
     .japanese = "--dump で N 階層だけ表示し、全体のダイジェストを付ける"},
    COMMAND_OPTION_LANGUAGE(AT(language)),
};
#undef AT

/* Words behind the options are further packages: "--packages a.tgz b.tgz". */
static const struct options_table table = {
    .program = "fhir-facade compile",
    .usage = "--packages PATH... --tables DIR\n"
             "--definitions DIR [--packages PATH]... --output FILE\n"
             "--definitions DIR [--packages PATH]... --dump PROFILE",
    .introduction = "Compiles FHIR packages into definitions.\n"
                    "FHIR パッケージを定義にコンパイルします。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_maximum = OPTIONS_LIST_MAXIMUM,
};

static int read_options(int argc, char **argv, struct compile_options *options) {
  struct options_words words;
  int status = options_read(&table, argc, argv, options, &words);
  if (status != OPTIONS_GO) {
    return status;
  }
  struct options_list *packages = &options->packages;
  if (packages->count + words.count > OPTIONS_LIST_MAXIMUM) {
    return options_complain(&table, "too many packages", "パッケージが多すぎます");
  }
  for (size_t i = 0; i < words.count; i++) {
    packages->items[packages->count++] = words.items[i];
  }
  if (packages->count == 0 && options->definitions_dir == NULL) {
    return options_complain(&table, "--packages or --definitions is needed",
                            "--packages か --definitions を指定してください");
  }
  if (options->tables_dir == NULL && options->output == NULL && options->dump == NULL) {
    return options_complain(&table, "--tables, --output or --dump is needed",
                            "--tables、--output、--dump のいずれかを指定してください");
  }
  return OPTIONS_GO;
}

static void print_issues(const struct issue_list *issues, enum language language,
                         struct arena *arena) {
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    struct view text = issue_text(issue, language, arena);
    fprintf(stderr, "%s %s: %.*s\n", severity_name(issue->severity), issue->message->id,
            VIEW_ARGUMENTS(text));
  }
  if (issues->left_out > 0) {
    fprintf(stderr, language == LANGUAGE_JAPANESE ? "ほか %u 件\n" : "%u more\n", issues->left_out);
  }
}

static size_t level_of(struct view line) {
  size_t blanks = 0;
  while (blanks < line.length && line.data[blanks] == ' ') {
    blanks++;
  }
  return blanks / PLAN_INDENTATION;
}

static enum error print_plan(struct view plan, uint32_t depth) {
  struct view rest = plan;
  uint32_t deeper = 0;
  while (rest.length > 0) {
    struct view line = view_split(&rest, '\n');
    if (level_of(line) > depth) {
      deeper++;
      continue;
    }
    printf("%.*s\n", VIEW_ARGUMENTS(line));
  }
  if (deeper > 0) {
    struct sha256 digest = hash_sha256(plan);
    char hex[SHA256_HEX_BYTES];
    hash_sha256_hex(&digest, hex);
    printf("%u lines are deeper; SHA-256 of the whole plan: %s\n", deeper, hex);
  }
  return fflush(stdout) == 0 ? ERROR_OK : ERROR_FILE;
}

static enum error compile_pack(struct arena *arena, const struct compile_options *options,
                               const struct pack_compile_request *request,
                               struct issue_list *issues) {
  struct view pack;
  enum error error = pack_compile(arena, request, issues, &pack);
  if (error == ERROR_OK && options->output != NULL) {
    error = file_write_durable(options->output, pack, PACK_FILE_MODE);
  }
  if (error == ERROR_OK && options->dump != NULL) {
    struct buffer buffer = buffer_make(arena, LIMIT_PACKAGE_FILE_BYTES);
    error = pack_dump(pack, view_of(options->dump), &buffer);
    error = error == ERROR_OK ? buffer.error : error;
    if (error == ERROR_OK) {
      error = print_plan(buffer_view(&buffer), options->depth);
    }
  }
  return error;
}

static int run(const struct compile_options *options) {
  struct arena *arena = arena_new(LIMIT_DEFINITIONS_BYTES);
  if (arena == NULL) {
    fprintf(stderr, "%s\n", error_english(ERROR_MEMORY));
    return STATUS_USAGE;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_COMPILE_ISSUES);
  struct pack_compile_request request = {options->definitions_dir, options->packages.items,
                                         options->packages.count};
  enum error error = options->tables_dir != NULL
                         ? pack_compile_tables(arena, &request, options->tables_dir, &issues)
                         : compile_pack(arena, options, &request, &issues);
  print_issues(&issues, options->language, arena);
  if (error != ERROR_OK) {
    fprintf(stderr, "%s\n",
            options->language == LANGUAGE_JAPANESE ? error_japanese(error) : error_english(error));
  }
  arena_free(arena);
  return error == ERROR_OK                ? STATUS_DONE
         : error == ERROR_NOT_PROCESSABLE ? STATUS_FAILED
                                          : STATUS_USAGE;
}

int command_compile(int argc, char **argv) {
  struct compile_options options = {.depth = LIMIT_ELEMENT_DEPTH, .language = LANGUAGE_ENGLISH};
  int status = read_options(argc, argv, &options);
  return status == OPTIONS_GO ? run(&options) : status;
}
