/* fhir-facade compile: official packages -> the project's tables, tables and packages -> a pack,
 * and the plan of one profile for people to read. */
#include "profiles/pack_compile.h"
#include "profiles/pack_dump.h"
#include "server/base/file.h"
#include "server/base/hash.h"
#include "server/commands.h"
#include "server/limits.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define PACKAGES_MAXIMUM 64u
#define STATUS_DONE 0
#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define PACK_FILE_MODE 0644u
#define PLAN_INDENTATION 2u

struct compile_options {
  const char *packages[PACKAGES_MAXIMUM];
  size_t package_count;
  const char *definitions_dir;
  const char *tables_dir;
  const char *output;
  const char *dump;
  uint64_t depth; /* of the lines shown; the rest is told by its digest */
  enum language language;
  bool help;
};

static const char help_text[] =
    "usage: fhir-facade compile --packages PATH... --tables DIR\n"
    "       fhir-facade compile --definitions DIR [--packages PATH]... --output FILE\n"
    "       fhir-facade compile --definitions DIR [--packages PATH]... --dump PROFILE\n"
    "\n"
    "  --packages PATH    official FHIR package (.tgz or folder); may be repeated\n"
    "                     公式 FHIR パッケージ (.tgz またはフォルダー)。複数指定可\n"
    "  --definitions DIR  the project's definition tables\n"
    "                     本プロジェクトの定義表のフォルダー\n"
    "  --tables DIR       write definition tables of the packages there\n"
    "                     パッケージから定義表を作り、このフォルダーに書き出す\n"
    "  --output FILE      write the compiled pack there\n"
    "                     コンパイル済みパックをこのファイルに書き出す\n"
    "  --dump PROFILE     print the plan of a profile (url or url|version)\n"
    "                     プロファイル (url または url|version) の検証計画を表示する\n"
    "  --depth N          with --dump: only N levels, and the digest of the whole plan\n"
    "                     --dump で N 階層だけ表示し、全体のダイジェストを付ける\n"
    "  --lang en|ja       language of messages / メッセージの言語\n";

static bool add_package(struct compile_options *options, const char *path) {
  if (options->package_count == PACKAGES_MAXIMUM) {
    return false;
  }
  options->packages[options->package_count++] = path;
  return true;
}

static bool take_option(struct compile_options *options, int option) {
  switch (option) {
  case 'p':
    return add_package(options, optarg);
  case 'd':
    options->definitions_dir = optarg;
    return true;
  case 't':
    options->tables_dir = optarg;
    return true;
  case 'o':
    options->output = optarg;
    return true;
  case 'u':
    options->dump = optarg;
    return true;
  case 'l':
    options->language = strcmp(optarg, "ja") == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
    return options->language == LANGUAGE_JAPANESE || strcmp(optarg, "en") == 0;
  case 'n':
    return view_to_unsigned(view_of(optarg), LIMIT_ELEMENT_DEPTH, &options->depth);
  case 'h':
    options->help = true;
    return true;
  default:
    return false;
  }
}

/* Words behind the options are further packages: "--packages a.tgz b.tgz". */
static bool read_options(int argc, char **argv, struct compile_options *options) {
  static const struct option names[] = {
      {"packages", required_argument, NULL, 'p'},
      {"definitions", required_argument, NULL, 'd'},
      {"tables", required_argument, NULL, 't'},
      {"output", required_argument, NULL, 'o'},
      {"dump", required_argument, NULL, 'u'},
      {"lang", required_argument, NULL, 'l'},
      {"depth", required_argument, NULL, 'n'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  optind = 1;
  for (int option = getopt_long(argc, argv, "", names, NULL); option != -1;
       option = getopt_long(argc, argv, "", names, NULL)) {
    if (!take_option(options, option)) {
      return false;
    }
  }
  while (optind < argc) {
    if (!add_package(options, argv[optind++])) {
      return false;
    }
  }
  bool has_input = options->package_count > 0 || options->definitions_dir != NULL;
  bool has_output = options->tables_dir != NULL || options->output != NULL || options->dump != NULL;
  return options->help || (has_input && has_output);
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

static enum error print_plan(struct view plan, uint64_t depth) {
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
  struct pack_compile_request request = {options->definitions_dir, options->packages,
                                         options->package_count};
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
  if (!read_options(argc, argv, &options)) {
    fputs(help_text, stderr);
    return STATUS_USAGE;
  }
  if (options.help) {
    fputs(help_text, stdout);
    return STATUS_DONE;
  }
  return run(&options);
}
