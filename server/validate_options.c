#include "server/validate_options.h"

#include "server/base/clock.h"
#include "server/command_options.h"
#include "server/limits.h"
#include "server/report_run.h"

#define DEFAULT_CLINS_VERSION "1.10.0"

static bool take_profile(void *target, const char *const *values) {
  struct validate_options *options = target;
  if (options->profile_count == OPTIONS_LIST_MAXIMUM) {
    return false;
  }
  options->profiles[options->profile_count++] = view_of(values[0]);
  return true;
}

static bool take_versions(void *target, const char *const *values) {
  struct validate_options *options = target;
  options->compare = true;
  options->versions[0] = view_of(values[0]);
  options->versions[1] = view_of(values[1]);
  return true;
}

static bool take_format(void *target, const char *const *values) {
  struct validate_options *options = target;
  return report_run_format(values[0], &options->format);
}

static bool take_language(void *target, const char *const *values) {
  struct validate_options *options = target;
  options->language.both = strcmp(values[0], "both") == 0;
  bool japanese = options->language.both || strcmp(values[0], "ja") == 0;
  options->language.first = japanese ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  return japanese || strcmp(values[0], "en") == 0;
}

static bool take_day(void *target, const char *const *values) {
  struct validate_options *options = target;
  struct view text = view_of(values[0]);
  return text.length == sizeof "YYYY-MM-DD" - 1 && clock_parse(text, &options->day_ms);
}

#define AT(member) offsetof(struct validate_options, member)
static const struct options_row rows[] = {
    {.name = "profile",
     .value = "URL",
     .kind = OPTIONS_TAKE,
     .take = take_profile,
     .english = "check against this profile too, URL or URL|version; repeatable",
     .japanese = "追加で検査するプロファイル。複数指定可"},
    {.name = "national",
     .kind = OPTIONS_FLAG,
     .offset = AT(national),
     .english = "national layer: 準必須, rules in prose, verdict 登録可/登録不可",
     .japanese = "共有サービスの規則も検査し、判定を示す"},
    {.name = "clins-version",
     .value = "V",
     .kind = OPTIONS_TEXT,
     .offset = AT(clins_version),
     .english = "JP-CLINS version of a profile without version (default " DEFAULT_CLINS_VERSION ")",
     .japanese = "版のないプロファイルに適用する JP-CLINS の版"},
    {.name = "compare-versions",
     .value = "A B",
     .kind = OPTIONS_TAKE,
     .take = take_versions,
     .english = "what an upgrade of JP-CLINS from A to B changes; 1: new errors in B",
     .japanese = "JP-CLINS の版 A と B で結果がどう変わるかを示す（text、json）"},
    {.name = "format",
     .value = "F",
     .kind = OPTIONS_TAKE,
     .take = take_format,
     .english = "text, list (severity, id, path), json (OperationOutcome; a Bundle of\n"
                "them for several files), sarif (2.1.0), junit (XML)",
     .japanese = "出力形式"},
    {.name = "lang",
     .value = "ja|en|both",
     .kind = OPTIONS_TAKE,
     .take = take_language,
     .english = "language of the texts (default en)",
     .japanese = "文の言語"},
    {.name = "evidence",
     .value = "DIR",
     .kind = OPTIONS_TEXT,
     .offset = AT(evidence),
     .english = "write the record of the run there: summary.json, findings.csv,\n"
                "report.html; the same input gives the same bytes",
     .japanese = "検証の記録をこのフォルダーに書く（同じ入力なら同じ内容）"},
    {.name = "advisor",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(advisor),
     .english = "rules that lower or leave out known findings; what they did is told",
     .japanese = "既知の指摘を引き下げる・除く規則。適用した内容は必ず示す"},
    {.name = "date",
     .value = "YYYY-MM-DD",
     .kind = OPTIONS_TAKE,
     .take = take_day,
     .english = "day for the advisor's 'until' and for codes of resources without a day\n"
                "(default: today)",
     .japanese = "アドバイザーの期限と、日付のないリソースのコードの有効性を判断する日"},
    {.name = "data-dir",
     .value = "DIR",
     .kind = OPTIONS_TEXT,
     .offset = AT(data_dir),
     .english = "check codes against the masters imported there and the code systems and\n"
                "value sets that its server keeps",
     .japanese =
         "取り込み済みのマスターと、サーバーに保存した CodeSystem・ValueSet でもコードを検査する"},
    {.name = "masters",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(masters),
     .english = "check codes against this masters.pack alone",
     .japanese = "この masters.pack だけでコードを検査する"},
    {.name = "max-issues",
     .value = "N",
     .kind = OPTIONS_NUMBER,
     .offset = AT(issue_maximum),
     .minimum = 1,
     .maximum = LIMIT_REPORT_ISSUES,
     .english = "findings shown for a file (default 500); the rest is counted",
     .japanese = "ファイルごとに示す指摘の数。残りは件数だけ示す"},
    COMMAND_OPTION_PACKAGES(AT(packages)),
    COMMAND_OPTION_DEFINITIONS(AT(definitions)),
};
#undef AT

static const struct options_table table = {
    .program = "fhir-facade validate",
    .usage = "[OPTION]... FILE|FOLDER|-...",
    .introduction =
        "Checks FHIR R4 resources: files, folders (*.json, *.ndjson, *.xml in them), - is "
        "standard\n"
        "input. Exit status: 0 valid, 1 invalid, 2 something could not be read or carried out.\n"
        "FHIR R4 "
        "リソースを検査します。対象はファイル、フォルダー（*.json、*.ndjson、*.xml）、-"
        "（標準入力）です。\n"
        "終了コード: 0 適合、1 不適合、2 読み取れない・実行できない。\n",
    .rows = rows,
    .row_count = sizeof rows / sizeof rows[0],
    .words_minimum = 1,
    .words_maximum = SIZE_MAX,
};

int validate_options_read(int argc, char **argv, struct validate_options *ret_options) {
  struct validate_options options = {.definitions = "",
                                     .clins_version = DEFAULT_CLINS_VERSION,
                                     .language = {LANGUAGE_ENGLISH, false},
                                     .day_ms = VALIDATE_TODAY,
                                     .issue_maximum = LIMIT_ISSUES};
  int status = options_read(&table, argc, argv, &options, &options.inputs);
  if (status != OPTIONS_GO) {
    return status;
  }
  if (options.compare && options.format != REPORT_TEXT && options.format != REPORT_JSON) {
    return options_complain(&table, "--compare-versions: --format text or json",
                            "--compare-versions で使える --format は text と json です");
  }
  if (options.data_dir != NULL && options.masters != NULL) {
    return options_complain(&table, "--data-dir and --masters exclude each other",
                            "--data-dir と --masters は同時に指定できません");
  }
  if (options.compare && options.evidence != NULL) {
    return options_complain(&table, "--compare-versions and --evidence exclude each other",
                            "--compare-versions と --evidence は同時に指定できません");
  }
  *ret_options = options;
  return OPTIONS_GO;
}
