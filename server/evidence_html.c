#include "server/evidence_parts.h"
#include "server/limits.h"
#include "server/markup.h"
#include "server/version.h"
#include "terminology/terminology.h"

/* Nothing from outside: fonts of the machine, no scripts. Long words break, so that identifiers and
 * digests stay on an A4 page. */
static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<title>FHIR 検証記録</title>\n<style>\n"
    "@page{size:A4;margin:14mm 12mm}\n"
    "body{font-family:'Hiragino Sans','Yu Gothic','Meiryo','Noto Sans CJK JP','Noto Sans JP',"
    "sans-serif;"
    "color:#1b1f24;background:#fff;font-size:14px;line-height:1.6;max-width:1080px;"
    "margin:0 auto;padding:24px}\n"
    "h1{font-size:24px;margin:0 0 4px}\n"
    "h2{font-size:17px;margin:28px 0 8px;border-bottom:2px solid #3b5b7d;padding-bottom:2px;"
    "break-after:avoid}\n"
    "h3{font-size:14px;margin:22px 0 6px;overflow-wrap:anywhere;break-after:avoid}\n"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}\n"
    "th,td{border:1px solid #c4ccd4;padding:4px 7px;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}\n"
    "th{background:#eef2f6;font-weight:600}\n"
    "thead{display:table-header-group}\ntr{break-inside:avoid}\n"
    "td.n,th.n{text-align:right}\n"
    ".small{font-size:12px;color:#4d5761}\n.mono{font-family:ui-monospace,'DejaVu Sans Mono',"
    "Consolas,monospace;font-size:12px}\n"
    ".bad{color:#a3161b;font-weight:600}\n.warn{color:#875400;font-weight:600}\n"
    ".good{color:#14633a;font-weight:600}\n"
    ".sign td{height:34px}\n"
    "@media "
    "print{body{padding:0;font-size:9pt;max-width:none}.mono{font-size:10px}.digest{font-size:8."
    "5px}"
    "th{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n"
    "</style>\n</head>\n<body>\n";

static const char tail[] =
    "<h2>署名欄</h2>\n<table class=\"sign\"><colgroup><col style=\"width:16%\"><col><col "
    "style=\"width:16%\"><col></colgroup>\n"
    "<tr><th>実施日</th><td></td><th>実施者</th><td></td></tr>\n"
    "<tr><th>確認日</th><td></td><th>確認者</th><td></td></tr></table>\n"
    "<p class=\"small\">この記録には日時と実行した機器の情報を含めていません。入力・定義・設定・"
    "プログラムの版が同じなら、同じ内容になります。</p>\n</body>\n</html>\n";

/* Colours of states, verdicts and severities: good, doubtful, bad. */
static const char *const state_classes[] = {"good", "bad", "bad"};
static const char *const verdict_classes[] = {"good", "warn", "bad"};
static const char *const severity_classes[] = {"bad", "bad", "warn", "small"};

static void append_labelled(struct buffer *page, const char *label, struct view value,
                            const char *class) {
  buffer_append_format(page, "<tr><th>%s</th><td class=\"%s\">", label, class);
  markup_append(page, value);
  buffer_append_string(page, "</td></tr>\n");
}

static void append_number(struct buffer *page, uint32_t number) {
  buffer_append_format(page, "<td class=\"n\">%u</td>", number);
}

/* ---- one file ---------------------------------------------------------------------------------
 */
static void append_judgement(struct buffer *page, const struct report_file *file) {
  const char *text = report_state_name(file->state, LANGUAGE_JAPANESE);
  const char *class = state_classes[file->state];
  if (file->has_verdict) {
    text = national_verdict_name(file->verdict.kind, LANGUAGE_JAPANESE);
    class = verdict_classes[file->verdict.kind];
  }
  buffer_append_format(page, "<span class=\"%s\">%s</span>", class, text);
  if (file->advisor_changes > 0) {
    buffer_append_format(page, "<br><span class=\"small\">アドバイザーが %u 件を変更</span>",
                         file->advisor_changes);
  }
}

static void append_file_row(struct buffer *page, const struct evidence_file *record) {
  const struct report_file *file = record->file;
  const struct issue_list *issues = &file->issues;
  buffer_append_format(page, "<tr><td class=\"n\">%u</td><td>", record->number);
  markup_append(page, file->kept_name);
  buffer_append_format(page, "<br><span class=\"mono digest\">%s</span></td>",
                       record->sha256[0] != '\0' ? record->sha256 : "—");
  buffer_append_format(page, "<td class=\"n\">%zu</td><td>", file->text.length);
  append_judgement(page, file);
  buffer_append_string(page, "</td>");
  append_number(page, report_error_count(issues));
  append_number(page, issues->severities[SEVERITY_WARNING]);
  append_number(page, issues->severities[SEVERITY_INFORMATION]);
  buffer_append_string(page, "</tr>\n");
}

static void append_grounds(struct buffer *page, const struct issue *issue) {
  buffer_append_format(page, "<td class=\"small\"><span class=\"mono\">%s</span><br>%s",
                       issue->message->id, report_class_name(issue));
  if (issue->rule.length > 0) {
    buffer_append_string(page, "・");
    markup_append(page, issue->rule);
  }
  if (issue->definition.length > 0) {
    buffer_append_string(page, "<br>");
    markup_append(page, issue->definition);
  }
  buffer_append_string(page, "</td></tr>\n");
}

static void append_finding(struct buffer *page, const struct report_file *file, uint32_t index) {
  const struct issue *issue = &file->issues.issues[index];
  struct document_position position = file->positions[index];
  buffer_append_format(page, "<tr><td class=\"%s\">%s</td><td class=\"mono\">",
                       severity_classes[issue->severity],
                       report_severity_japanese(issue->severity));
  markup_append(page, issue->expression.length > 0 ? issue->expression : view_of("—"));
  if (position.line > 0) {
    buffer_append_format(page, "<br><span class=\"small\">%u 行 %u 列</span>", position.line,
                         position.column);
  }
  buffer_append_string(page, "</td><td>");
  markup_append(page, issue_text(issue, LANGUAGE_JAPANESE, file->issues.arena));
  buffer_append_string(page, "</td>");
  append_grounds(page, issue);
}

void evidence_html_add(struct evidence *evidence, const struct evidence_file *record) {
  struct buffer *page = &evidence->html_findings;
  const struct report_file *file = record->file;
  append_file_row(&evidence->html_files, record);
  if (file->issues.count == 0) {
    return;
  }
  buffer_append_format(page, "<h3>%u. ", record->number);
  markup_append(page, file->kept_name);
  buffer_append_string(
      page, "</h3>\n<table><colgroup><col style=\"width:4.5em\"><col style=\"width:26%\"><col><col "
            "style=\"width:32%\"></colgroup>\n<thead><tr><th>重大度</th><th>場所</th><th>内容</th>"
            "<th>根拠</th></tr></thead><tbody>\n");
  for (uint32_t i = 0; i < file->issues.count; i++) {
    append_finding(page, file, i);
  }
  buffer_append_string(page, "</tbody></table>\n");
  if (file->issues.left_out > 0) {
    buffer_append_format(page,
                         "<p class=\"small\">このほかに %u 件の指摘があります（省略）。</p>\n",
                         file->issues.left_out);
  }
}

/* ---- the page ---------------------------------------------------------------------------------
 */
static void append_result(struct buffer *page, const struct evidence *evidence,
                          const struct report_totals *totals) {
  struct arena *arena = evidence->arena;
  buffer_append_string(page, "<h2>結果</h2>\n<table><colgroup><col style=\"width:26%\"><col>"
                             "</colgroup>\n");
  append_labelled(page, "ファイル",
                  arena_format(arena, "%u 件（適合 %u、不適合 %u、読み取り不可 %u）", totals->files,
                               totals->states[REPORT_VALID], totals->states[REPORT_INVALID],
                               totals->states[REPORT_UNREADABLE]),
                  "");
  if (evidence->settings->validation->national) {
    const uint32_t *verdicts = evidence->counts.verdicts;
    append_labelled(page, "共有サービスの判定",
                    arena_format(arena, "登録可 %u、登録可・準必須欠落あり %u、登録不可 %u",
                                 verdicts[NATIONAL_VERDICT_REGISTRABLE],
                                 verdicts[NATIONAL_VERDICT_REGISTRABLE_WITH_GAPS],
                                 verdicts[NATIONAL_VERDICT_REFUSED]),
                    "");
  }
  append_labelled(page, "指摘",
                  arena_format(arena, "エラー %u、警告 %u、情報 %u", totals->errors,
                               totals->warnings, totals->information),
                  "");
  buffer_append_string(page, "</table>\n");
}

static void append_conditions(struct buffer *page, const struct evidence *evidence) {
  const struct evidence_settings *settings = evidence->settings;
  const struct validation_settings *validation = settings->validation;
  buffer_append_string(page, "<h2>条件</h2>\n<table><colgroup><col style=\"width:26%\"><col>"
                             "</colgroup>\n");
  append_labelled(page, "プログラム", view_of(VERSION_NAME " " VERSION_NUMBER), "");
  append_labelled(page, "定義の ID（SHA-256）", view_of(definitions_id(settings->definitions)),
                  "mono");
  if (validation->terminology != NULL) {
    append_labelled(page, "マスターの ID（SHA-256）",
                    view_of(terminology_id(validation->terminology)), "mono");
  }
  append_labelled(page, "JP-CLINS の版（プロファイルに版のないとき）", validation->clins_version,
                  "");
  append_labelled(page, "共有サービスの規則",
                  view_of(validation->national ? "検査した" : "検査していない"), "");
  for (size_t i = 0; i < settings->profile_count; i++) {
    append_labelled(page, "追加のプロファイル", settings->profiles[i], "");
  }
  append_labelled(page, "アドバイザー",
                  validation->advisor == NULL
                      ? view_of("使用していない")
                      : arena_format(evidence->arena, "使用（規則 %zu 件、SHA-256 %s）",
                                     advisor_rule_count(validation->advisor),
                                     evidence->advisor_sha256),
                  "");
  buffer_append_string(page, "</table>\n");
}

static void append_packages(struct buffer *page, const struct definitions *definitions) {
  buffer_append_string(page, "<h2>定義パッケージ</h2>\n<table><thead><tr><th>名前</th><th>版</th>"
                             "</tr></thead><tbody>\n");
  for (size_t i = 0; i < definitions_package_count(definitions); i++) {
    struct definitions_package package = definitions_package_at(definitions, i);
    buffer_append_string(page, "<tr><td>");
    markup_append(page, package.name);
    buffer_append_string(page, "</td><td>");
    markup_append(page, package.version);
    buffer_append_string(page, "</td></tr>\n");
  }
  buffer_append_string(page, "</tbody></table>\n");
}

static void append_classes(struct buffer *page, const struct evidence_counts *counts) {
  buffer_append_string(page, "<h2>検査区分ごとの件数</h2>\n<table><thead><tr><th>区分</th>"
                             "<th class=\"n\">エラー</th><th class=\"n\">警告</th>"
                             "<th class=\"n\">情報</th></tr></thead><tbody>\n");
  for (int i = 0; i < NATIONAL_CLASS_COUNT; i++) {
    buffer_append_format(page, "<tr><td>%s</td>",
                         national_class_name((enum national_class)i, LANGUAGE_JAPANESE));
    append_number(page, counts->classes[i].errors);
    append_number(page, counts->classes[i].warnings);
    append_number(page, counts->classes[i].information);
    buffer_append_string(page, "</tr>\n");
  }
  buffer_append_format(page,
                       "<tr><td>準必須項目の欠落</td><td class=\"n\">—</td><td class=\"n\">—</td>"
                       "<td class=\"n\">%u</td></tr>\n</tbody></table>\n",
                       counts->gaps);
}

static void append_files(struct buffer *page, const struct evidence *evidence) {
  buffer_append_string(
      page, "<h2>ファイル</h2>\n<table><colgroup><col style=\"width:3em\"><col><col "
            "style=\"width:5em\"><col style=\"width:7.6em\"><col style=\"width:4.4em\"><col "
            "style=\"width:4.4em\"><col style=\"width:4.4em\"></colgroup>\n<thead><tr>"
            "<th class=\"n\">No.</th><th>ファイル名・SHA-256</th><th class=\"n\">バイト</th>"
            "<th>判定</th><th class=\"n\">エラー</th><th class=\"n\">警告</th>"
            "<th class=\"n\">情報</th></tr></thead><tbody>\n");
  buffer_append(page, buffer_view(&evidence->html_files));
  buffer_append_string(page, "</tbody></table>\n<h2>指摘</h2>\n");
  if (evidence->html_findings.length == 0) {
    buffer_append_string(page, "<p>指摘はありません。</p>\n");
  }
  buffer_append(page, buffer_view(&evidence->html_findings));
}

enum error evidence_html_write(struct evidence *evidence, const struct report_totals *totals,
                               struct view *ret_page) {
  struct buffer page = buffer_make(evidence->arena, LIMIT_EVIDENCE_BYTES);
  buffer_append_string(&page, head);
  buffer_append_string(&page, "<h1>FHIR 検証記録</h1>\n<p class=\"small\">HL7 FHIR R4 の"
                              "ファイルを、国内仕様の定義に基づいて検査した結果です。</p>\n");
  append_result(&page, evidence, totals);
  append_conditions(&page, evidence);
  append_classes(&page, &evidence->counts);
  append_files(&page, evidence);
  append_packages(&page, evidence->settings->definitions);
  buffer_append_string(&page, tail);
  enum error error = page.error != ERROR_OK ? page.error : evidence->html_findings.error;
  error = error == ERROR_OK ? evidence->html_files.error : error;
  if (error == ERROR_OK) {
    *ret_page = buffer_view(&page);
  }
  return error;
}
