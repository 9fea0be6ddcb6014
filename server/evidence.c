#include "server/evidence.h"

#include "server/base/file.h"
#include "server/evidence_parts.h"
#include "server/limits.h"

#include <errno.h>
#include <sys/stat.h>

#define FOLDER_MODE 0755
#define FILE_MODE 0644u
#define SUMMARY_NAME "summary.json"
#define FINDINGS_NAME "findings.csv"
#define PAGE_NAME "report.html"

enum error evidence_open(struct arena *arena, const struct evidence_settings *settings,
                         struct evidence **ret_evidence) {
  struct evidence *evidence = arena_alloc(arena, sizeof *evidence);
  if (evidence == NULL) {
    return ERROR_MEMORY;
  }
  if (mkdir(settings->folder, FOLDER_MODE) != 0 && errno != EEXIST) {
    return ERROR_FILE;
  }
  evidence->arena = arena;
  evidence->settings = settings;
  evidence->summary = buffer_make(arena, LIMIT_EVIDENCE_BYTES);
  evidence->csv = buffer_make(arena, LIMIT_EVIDENCE_BYTES);
  evidence->html_files = buffer_make(arena, LIMIT_EVIDENCE_BYTES);
  evidence->html_findings = buffer_make(arena, LIMIT_EVIDENCE_BYTES);
  evidence->writer = json_writer_make(&evidence->summary, true);
  if (settings->advisor_json.length > 0) {
    struct sha256 digest = hash_sha256(settings->advisor_json);
    hash_sha256_hex(&digest, evidence->advisor_sha256);
  }
  evidence_summary_begin(evidence);
  evidence_csv_begin(evidence);
  *ret_evidence = evidence;
  return ERROR_OK;
}

static void count(struct evidence_counts *counts, const struct report_file *file) {
  for (int i = 0; i < NATIONAL_CLASS_COUNT; i++) {
    counts->classes[i].errors += file->verdict.classes[i].errors;
    counts->classes[i].warnings += file->verdict.classes[i].warnings;
    counts->classes[i].information += file->verdict.classes[i].information;
  }
  counts->gaps += file->verdict.gaps;
  counts->left_out += file->issues.left_out;
  if (file->has_verdict) {
    counts->verdicts[file->verdict.kind]++;
  }
}

enum error evidence_add(struct evidence *evidence, const struct report_file *file) {
  struct evidence_file record = {.file = file, .number = ++evidence->file_count};
  if (file->has_text) {
    struct sha256 digest = hash_sha256(file->text);
    hash_sha256_hex(&digest, record.sha256);
  }
  count(&evidence->counts, file);
  evidence_summary_add(evidence, &record);
  evidence_csv_add(evidence, &record);
  evidence_html_add(evidence, &record);
  return evidence->summary.error;
}

struct evidence_output {
  const char *name;
  struct view content;
};

static char *path_of(const struct evidence *evidence, const char *name) {
  struct view path = arena_format(evidence->arena, "%s/%s", evidence->settings->folder, name);
  return path.data == NULL ? NULL : arena_string(evidence->arena, path);
}

/* A record is kept, never replaced by that of another run. */
static enum error check_free(struct evidence *evidence, struct view summary) {
  struct view kept;
  const char *path = path_of(evidence, SUMMARY_NAME);
  if (path == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = file_read(evidence->arena, path, LIMIT_EVIDENCE_BYTES, &kept);
  if (error == ERROR_FILE) {
    return errno == ENOENT ? ERROR_OK : error;
  }
  return error == ERROR_OK && !view_equal(kept, summary) ? ERROR_CONFLICT : error;
}

static enum error write_output(struct evidence *evidence, const struct evidence_output *output) {
  const char *path = path_of(evidence, output->name);
  return path == NULL ? ERROR_MEMORY : file_write_durable(path, output->content, FILE_MODE);
}

enum error evidence_close(struct evidence *evidence, const struct report_totals *totals) {
  struct evidence_output outputs[] = {{FINDINGS_NAME, {NULL, 0}},
                                      {PAGE_NAME, {NULL, 0}},
                                      {SUMMARY_NAME, {NULL, 0}}}; /* the last one: all is there */
  enum error error = evidence_summary_end(evidence, totals);
  error = error == ERROR_OK ? evidence->csv.error : error;
  error = error == ERROR_OK ? evidence_html_write(evidence, totals, &outputs[1].content) : error;
  outputs[0].content = buffer_view(&evidence->csv);
  outputs[2].content = buffer_view(&evidence->summary);
  error = error == ERROR_OK ? check_free(evidence, outputs[2].content) : error;
  for (size_t i = 0; i < sizeof outputs / sizeof outputs[0] && error == ERROR_OK; i++) {
    error = write_output(evidence, &outputs[i]);
  }
  return error;
}
