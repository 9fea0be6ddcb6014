#include "server/validate_options.h"

#include "server/base/clock.h"
#include "server/limits.h"
#include "server/report_run.h"

#include <getopt.h>

#define DEFAULT_CLINS_VERSION "1.10.0"

static const char usage[] =
    "usage: fhir-facade validate [option...] FILE|FOLDER|-...\n"
    "Checks FHIR R4 resources: files, folders (*.json and *.ndjson in them), - is standard input.\n"
    "Exit status: 0 valid, 1 invalid, 2 something could not be read or carried out.\n"
    "FHIR R4 "
    "リソースを検査します。対象はファイル、フォルダー(*.json、*.ndjson)、-(標準入力)です。\n"
    "終了コード: 0 適合、1 不適合、2 読み取れない・実行できない。\n"
    "\n"
    "  --profile URL          check against this profile too, URL or URL|version; repeatable\n"
    "                         追加で検査するプロファイル。複数指定可\n"
    "  --national             national layer: 準必須, rules in prose, verdict 登録可/登録不可\n"
    "                         共有サービスの規則も検査し、判定を示す\n"
    "  --clins-version V      JP-CLINS version of a profile without version (default 1.10.0)\n"
    "                         版のないプロファイルに適用する JP-CLINS の版\n"
    "  --compare-versions A B what an upgrade of JP-CLINS from A to B changes; 1: new errors in B\n"
    "                         JP-CLINS の版 A と B で結果がどう変わるかを示す(text、json)\n"
    "  --format F             text, list (severity, id, path), json (OperationOutcome; a Bundle "
    "of\n"
    "                         them for several files), sarif (2.1.0), junit (XML)\n"
    "                         出力形式\n"
    "  --lang ja|en|both      language of the texts (default en)\n"
    "                         文の言語\n"
    "  --evidence DIR         write the record of the run there: summary.json, findings.csv,\n"
    "                         report.html; the same input gives the same bytes\n"
    "                         検証の記録をこのフォルダーに書く(同じ入力なら同じ内容)\n"
    "  --advisor FILE         rules that lower or leave out known findings; what they did is told\n"
    "                         既知の指摘を引き下げる・除く規則。適用した内容は必ず示す\n"
    "  --date YYYY-MM-DD      day for the advisor's 'until' (default: today)\n"
    "                         アドバイザーの期限を判断する日\n"
    "  --max-issues N         findings shown for a file (default 500); the rest is counted\n"
    "                         ファイルごとに示す指摘の数。残りは件数だけ示す\n"
    "  --packages PATH        FHIR package (.tgz or folder) to add; repeatable\n"
    "                         追加する FHIR パッケージ。複数指定可\n"
    "  --definitions FILE     definitions pack (default: beside the program)\n"
    "                         定義パック\n";

void validate_options_print_usage(FILE *file) {
  fputs(usage, file);
}

static bool take_language(struct validate_options *options, const char *name) {
  options->language.both = strcmp(name, "both") == 0;
  bool japanese = options->language.both || strcmp(name, "ja") == 0;
  options->language.first = japanese ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  return japanese || strcmp(name, "en") == 0;
}

static bool take_day(struct validate_options *options, struct view text) {
  return text.length == sizeof "YYYY-MM-DD" - 1 && clock_parse(text, &options->day_ms);
}

static bool take_maximum(struct validate_options *options, struct view text) {
  uint64_t number = 0;
  bool fits = view_to_unsigned(text, LIMIT_REPORT_ISSUES, &number) && number > 0;
  options->issue_maximum = fits ? (uint32_t)number : options->issue_maximum;
  return fits;
}

static bool add_package(struct validate_options *options, const char *path) {
  if (options->package_count == VALIDATE_OPTION_MAXIMUM) {
    return false;
  }
  options->packages[options->package_count++] = path;
  return true;
}

static bool add_profile(struct validate_options *options, const char *canonical) {
  if (options->profile_count == VALIDATE_OPTION_MAXIMUM) {
    return false;
  }
  options->profiles[options->profile_count++] = view_of(canonical);
  return true;
}

/* getopt gives an option one word; the second is the next one. */
static bool take_versions(struct validate_options *options, int argc, char **argv) {
  if (optind >= argc) {
    return false;
  }
  options->compare = true;
  options->versions[0] = view_of(optarg);
  options->versions[1] = view_of(argv[optind++]);
  return true;
}

static bool take_value(struct validate_options *options, int option) {
  switch (option) {
  case 'D':
    options->definitions = optarg;
    return true;
  case 'k':
    return add_package(options, optarg);
  case 'p':
    return add_profile(options, optarg);
  case 'c':
    options->clins_version = view_of(optarg);
    return true;
  case 'l':
    return take_language(options, optarg);
  case 'f':
    return report_run_format(optarg, &options->format);
  case 'e':
    options->evidence = optarg;
    return true;
  case 'a':
    options->advisor = optarg;
    return true;
  case 't':
    return take_day(options, view_of(optarg));
  case 'm':
    return take_maximum(options, view_of(optarg));
  default:
    return false;
  }
}

static bool take_option(struct validate_options *options, int option, int argc, char **argv) {
  switch (option) {
  case 'n':
    options->national = true;
    return true;
  case 'h':
    options->help = true;
    return true;
  case 'v':
    return take_versions(options, argc, argv);
  default:
    return take_value(options, option);
  }
}

static bool fits_together(const struct validate_options *options) {
  if (options->compare && options->format != REPORT_TEXT && options->format != REPORT_JSON) {
    fprintf(stderr, "fhir-facade validate: --compare-versions: --format text|json\n");
    return false;
  }
  if (options->compare && options->evidence != NULL) {
    fprintf(stderr, "fhir-facade validate: --compare-versions | --evidence\n");
    return false;
  }
  return options->input_count > 0;
}

bool validate_options_read(int argc, char **argv, struct validate_options *ret_options) {
  static const struct option names[] = {
      {"definitions", required_argument, NULL, 'D'},
      {"packages", required_argument, NULL, 'k'},
      {"profile", required_argument, NULL, 'p'},
      {"clins-version", required_argument, NULL, 'c'},
      {"compare-versions", required_argument, NULL, 'v'},
      {"lang", required_argument, NULL, 'l'},
      {"format", required_argument, NULL, 'f'},
      {"national", no_argument, NULL, 'n'},
      {"evidence", required_argument, NULL, 'e'},
      {"advisor", required_argument, NULL, 'a'},
      {"date", required_argument, NULL, 't'},
      {"max-issues", required_argument, NULL, 'm'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  struct validate_options options = {.definitions = "",
                                     .clins_version = VIEW_LITERAL(DEFAULT_CLINS_VERSION),
                                     .language = {LANGUAGE_ENGLISH, false},
                                     .day_ms = VALIDATE_TODAY,
                                     .issue_maximum = LIMIT_ISSUES};
  int row = -1;
  optind = 1;
  for (int option = getopt_long(argc, argv, "", names, &row); option != -1;
       option = getopt_long(argc, argv, "", names, &row)) {
    if (option != '?' && take_option(&options, option, argc, argv)) {
      continue;
    }
    if (option != '?') {
      fprintf(stderr, "fhir-facade validate: --%s %s\n", names[row].name, optarg);
    }
    return false;
  }
  options.inputs = argv + optind;
  options.input_count = (size_t)(argc - optind);
  *ret_options = options;
  return options.help || fits_together(&options);
}
