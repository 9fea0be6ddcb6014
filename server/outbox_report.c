#include "server/outbox_report.h"

#include "handlers/task_from_job.h"

#define TASK_BYTES 65536u

static const char *pick(const struct outbox_report *report, const char *english,
                        const char *japanese) {
  return report->language == LANGUAGE_JAPANESE ? japanese : english;
}

static enum error print_json(const struct outbox_report *report, const struct store_job *job) {
  struct buffer buffer = buffer_make(report->arena, TASK_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  const struct task_telling telling = {NULL, report->language, report->arena};
  task_from_job_write(&writer, &telling, job);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    fprintf(report->file, "%.*s\n", VIEW_ARGUMENTS(buffer_view(&buffer)));
  }
  return error;
}

static void print_row(const struct outbox_report *report, const struct store_job *job) {
  char updated[CLOCK_INSTANT_BYTES];
  clock_instant(job->updated_ms, updated);
  fprintf(report->file, "%.*s  %-14s  %-10s  %8u  %.19s  %-8.*s  %.*s  %.*s\n",
          VIEW_ARGUMENTS(job->id), store_job_operation_name(job->operation),
          store_job_state_name(job->state), job->attempts, updated, VIEW_ARGUMENTS(job->kind),
          VIEW_ARGUMENTS(job->identifier_value), VIEW_ARGUMENTS(job->result_code));
}

enum error outbox_report_list(const struct outbox_report *report, const struct store_job *jobs,
                              size_t count) {
  enum error error = ERROR_OK;
  for (size_t i = 0; report->json && error == ERROR_OK && i < count; i++) {
    error = print_json(report, &jobs[i]);
  }
  if (report->json) {
    return error;
  }
  fprintf(report->file, "%-36s  %-14s  %-10s  %8s  %-19s  %-8s  %s  %s\n", "Task", "operation",
          "state", "attempts", "updated", "kind", "Bundle.identifier", "result");
  for (size_t i = 0; i < count; i++) {
    print_row(report, &jobs[i]);
  }
  fprintf(report->file, "%zu %s\n", count, pick(report, "jobs", "件"));
  return ERROR_OK;
}

void outbox_report_summary(const struct outbox_report *report,
                           const struct store_outbox_summary *summary, int64_t now_ms) {
  if (report->json) {
    return;
  }
  const char *separator = "";
  for (unsigned state = 0; state < JOB_STATE_COUNT; state++) {
    if (summary->counts[state] > 0) {
      fprintf(report->file, "%s%s %llu", separator, store_job_state_name((enum job_state)state),
              (unsigned long long)summary->counts[state]);
      separator = ", ";
    }
  }
  if (summary->oldest_open_ms > 0) {
    fprintf(report->file, "%s%s %lld s", separator,
            pick(report, "oldest not at an end", "未完了で最も古いもの"),
            (long long)((now_ms - summary->oldest_open_ms) / 1000));
    separator = ", ";
  }
  if (separator[0] != '\0') {
    fprintf(report->file, "\n");
  }
}

static void print_text(const struct outbox_report *report, const char *name, struct view value) {
  if (value.length > 0) {
    fprintf(report->file, "%s: %.*s\n", name, VIEW_ARGUMENTS(value));
  }
}

static void print_time(const struct outbox_report *report, const char *name, int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, text);
  if (unix_ms > 0) {
    fprintf(report->file, "%s: %s\n", name, text);
  }
}

enum error outbox_report_job(const struct outbox_report *report, const struct store_job *job) {
  if (report->json) {
    return print_json(report, job);
  }
  print_text(report, "Task", job->id);
  print_text(report, "Bundle", job->bundle_id);
  print_text(report, pick(report, "operation", "操作"),
             view_of(store_job_operation_name(job->operation)));
  print_text(report, pick(report, "kind", "種類"), job->kind);
  print_text(report, pick(report, "identifier system", "識別子の system"), job->identifier_system);
  print_text(report, pick(report, "identifier value", "識別子の value"), job->identifier_value);
  print_text(report, pick(report, "state", "状態"), view_of(store_job_state_name(job->state)));
  const struct task_telling telling = {NULL, report->language, report->arena};
  print_text(report, pick(report, "meaning", "説明"), task_from_job_reason(&telling, job));
  print_text(report, pick(report, "result code", "結果コード"), job->result_code);
  print_text(report, pick(report, "result text", "結果メッセージ"), job->result_text);
  print_text(report, pick(report, "receipt", "受付番号"), job->receipt);
  fprintf(report->file, "%s: %u\n", pick(report, "attempts", "試行回数"), job->attempts);
  print_time(report, pick(report, "accepted", "受付日時"), job->created_ms);
  print_time(report, pick(report, "updated", "更新日時"), job->updated_ms);
  print_time(report, pick(report, "next attempt", "次回試行"), job->next_attempt_ms);
  return ERROR_OK;
}
