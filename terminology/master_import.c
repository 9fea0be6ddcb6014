#include "terminology/master_import.h"

#include "server/limits.h"
#include "terminology/master_apply.h"
#include "terminology/master_archive.h"
#include "terminology/master_derive.h"
#include "terminology/master_fhir.h"
#include "terminology/master_resource.h"
#include "terminology/master_sheet.h"
#include "terminology/master_text.h"

#include <stdlib.h>

#define FIRST_CAPACITY 16u

enum error master_import_init(struct master_import *import, struct arena *arena,
                              struct issue_list *issues, const struct masters *base) {
  *import =
      (struct master_import){.arena = arena, .issues = issues, .draft = masters_draft_make(arena)};
  return base != NULL ? masters_draft_load(&import->draft, base) : ERROR_OK;
}

/* ---- adding -----------------------------------------------------------------------------------
 */
static enum error refuse_archive(struct master_import *import, struct view name,
                                 enum archive_fault fault) {
  struct issue *issue = issue_add_with(import->issues, master_message(MASTER_MESSAGE_ARCHIVE), name,
                                       view_of(master_archive_fault_english(fault)));
  issue->arguments[2] = view_of(master_archive_fault_japanese(fault));
  return ERROR_NOT_PROCESSABLE;
}

static enum error keep_file(struct master_import *import, struct master_file *file) {
  if (import->file_count == import->file_capacity) {
    uint32_t wanted = import->file_capacity == 0 ? FIRST_CAPACITY : import->file_capacity * 2;
    struct master_file **grown =
        arena_grow(import->arena, import->files, import->file_capacity * sizeof *grown,
                   wanted * sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    import->files = grown;
    import->file_capacity = wanted;
  }
  file->order = import->file_count;
  import->files[import->file_count++] = file;
  return ERROR_OK;
}

static void take_issues(struct issue_list *issues, const struct issue_list *own) {
  for (uint32_t i = 0; i < own->count; i++) {
    *issue_add(issues, own->issues[i].message) = own->issues[i];
  }
}

struct adding {
  struct master_import *import;
  struct view name;
  char sha256[SHA256_HEX_BYTES];
};

static struct master_file *new_file(const struct adding *adding, struct view name) {
  struct master_file *file = arena_alloc(adding->import->arena, sizeof *file);
  if (file != NULL) {
    file->name = name;
    memcpy(file->sha256, adding->sha256, sizeof file->sha256);
  }
  return file;
}

/* The resource of a Bundle's entry; one of another kind is left out. */
static enum error add_entry(const struct adding *adding, struct view name, struct view resource) {
  struct master_import *import = adding->import;
  struct master_file *file = new_file(adding, name);
  if (name.data == NULL || file == NULL) {
    return ERROR_MEMORY;
  }
  file->text = resource;
  struct issue_list own = issue_list_make(import->arena, 1);
  enum error error = master_fhir_read(file, import->arena, &own);
  error = error == ERROR_OK ? master_fhir_recognise(file, import->arena, &own) : error;
  error = error == ERROR_OK ? keep_file(import, file) : error;
  return error == ERROR_NOT_PROCESSABLE ? ERROR_OK : error;
}

static enum error add_bundle(const struct adding *adding, const struct master_file *bundle) {
  struct master_import *import = adding->import;
  uint32_t before = import->file_count;
  struct view resource;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; error == ERROR_OK && master_resource_entry(&bundle->document, i, &resource);
       i++) {
    struct view name =
        arena_format(import->arena, "%.*s!entry[%u]", VIEW_ARGUMENTS(bundle->name), i);
    error = resource.length > 0 ? add_entry(adding, name, resource) : ERROR_OK;
  }
  if (error == ERROR_OK && import->file_count == before) {
    master_file_issue(bundle, import->issues, MASTER_MESSAGE_BUNDLE, NULL);
    return ERROR_NOT_PROCESSABLE;
  }
  return error;
}

/* *ret_known is false when the text is no terminology resource. */
static enum error add_resource(const struct adding *adding, struct master_file *file,
                               bool *ret_known) {
  struct master_import *import = adding->import;
  *ret_known = true;
  enum error error = master_fhir_read(file, import->arena, import->issues);
  if (error == ERROR_OK && master_resource_is_bundle(&file->document)) {
    return add_bundle(adding, file);
  }
  error = error == ERROR_OK ? master_fhir_recognise(file, import->arena, import->issues) : error;
  *ret_known = file->document.count == 0 || file->layout != NULL;
  return error == ERROR_OK ? keep_file(import, file) : error;
}

/* *ret_known is false when the text is no master at all. */
static enum error add_text(const struct adding *adding, struct master_file *file, bool *ret_known) {
  struct master_import *import = adding->import;
  if (master_fhir_is(file->text)) {
    return add_resource(adding, file, ret_known);
  }
  enum error error = master_file_recognise(file, import->arena, import->issues, ret_known);
  return error == ERROR_OK ? keep_file(import, file) : error;
}

static enum error add_plain(const struct adding *adding, struct view name, struct view bytes,
                            bool *ret_known) {
  struct master_import *import = adding->import;
  struct master_file *file = new_file(adding, name);
  struct master_text_failure failure;
  if (file == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = master_text_decode(import->arena, bytes, &file->text, &failure);
  if (error == ERROR_SYNTAX) {
    *ret_known = false;
    const uint32_t place[2] = {failure.line, failure.column};
    struct issue *issue = master_file_issue(file, import->issues, MASTER_MESSAGE_ENCODING, place);
    issue->arguments[2] = view_of(master_text_fault_english(failure.fault));
    issue->arguments[3] = view_of(master_text_fault_japanese(failure.fault));
    return ERROR_NOT_PROCESSABLE;
  }
  return error == ERROR_OK ? add_text(adding, file, ret_known) : error;
}

static enum error read_sheet(const struct adding *adding, const struct archive *archive,
                             uint32_t index, struct master_file *file) {
  struct master_import *import = adding->import;
  enum archive_fault fault = ARCHIVE_FAULT_NONE;
  file->ragged = true;
  enum error error = master_sheet_read(import->arena, archive, index, &file->text, &fault);
  if (error == ERROR_SYNTAX && fault != ARCHIVE_FAULT_NONE) {
    return refuse_archive(import, adding->name, fault);
  }
  if (error == ERROR_SYNTAX) {
    master_file_issue(file, import->issues, MASTER_MESSAGE_SHEET, NULL);
    return ERROR_NOT_PROCESSABLE;
  }
  return error;
}

/* Sheets of one master in one workbook are one file. */
static enum error keep_sheet(struct master_import *import, uint32_t first_file,
                             struct master_file *file) {
  for (uint32_t i = first_file; i < import->file_count; i++) {
    if (import->files[i]->layout == file->layout) {
      file->more = import->files[i]->more;
      import->files[i]->more = file;
      return ERROR_OK;
    }
  }
  return keep_file(import, file);
}

static enum error add_sheet(const struct adding *adding, const struct archive *archive,
                            uint32_t index, uint32_t first_file, bool *ret_known) {
  struct master_import *import = adding->import;
  struct view name =
      index == 0 ? adding->name
                 : arena_format(import->arena, "%.*s!%u", VIEW_ARGUMENTS(adding->name), index + 1);
  struct master_file *file = name.data != NULL ? new_file(adding, name) : NULL;
  if (file == NULL) {
    return ERROR_MEMORY;
  }
  *ret_known = true;
  enum error error = read_sheet(adding, archive, index, file);
  error = error == ERROR_OK ? master_file_recognise(file, import->arena, import->issues, ret_known)
                            : error;
  return error == ERROR_OK ? keep_sheet(import, first_file, file) : error;
}

/* A cover sheet or notes are left out as long as another sheet is a master. */
static enum error add_workbook(const struct adding *adding, const struct archive *archive) {
  struct master_import *import = adding->import;
  struct issue_list *issues = import->issues;
  struct issue_list unknown = issue_list_make(import->arena, LIMIT_IMPORT_ISSUES);
  uint32_t before = import->file_count;
  uint32_t count = master_sheet_count(archive);
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct issue_list own = issue_list_make(import->arena, LIMIT_IMPORT_ISSUES);
    bool known;
    import->issues = &own;
    error = add_sheet(adding, archive, i, before, &known);
    import->issues = issues;
    bool left_out = error == ERROR_NOT_PROCESSABLE && !known;
    take_issues(left_out ? &unknown : issues, &own);
    error = left_out ? ERROR_OK : error;
  }
  if (error == ERROR_OK && import->file_count == before) {
    take_issues(issues, &unknown);
    error = ERROR_NOT_PROCESSABLE;
    if (count == 0) {
      issue_add_with(issues, master_message(MASTER_MESSAGE_SHEET), adding->name,
                     (struct view){NULL, 0});
    }
  }
  return error;
}

/* A member that is no master at all (a notice, a PDF) is left out as long as there is another. */
static enum error add_member(const struct adding *adding, const struct archive_member *member) {
  struct master_import *import = adding->import;
  struct view content;
  enum archive_fault fault = ARCHIVE_FAULT_NONE;
  enum error error = master_archive_read(import->arena, member, &content, &fault);
  if (error == ERROR_SYNTAX) {
    return refuse_archive(import, adding->name, fault);
  }
  struct view label = master_text_label(import->arena, member->name);
  struct view name =
      arena_format(import->arena, "%.*s!%.*s", VIEW_ARGUMENTS(adding->name), VIEW_ARGUMENTS(label));
  if (error != ERROR_OK || name.data == NULL) {
    return ERROR_MEMORY;
  }
  struct issue_list *issues = import->issues;
  struct issue_list own = issue_list_make(import->arena, LIMIT_IMPORT_ISSUES);
  bool known = true;
  import->issues = &own;
  error = add_plain(adding, name, content, &known);
  import->issues = issues;
  if (error == ERROR_NOT_PROCESSABLE && !known) {
    issue_add_with(issues, master_message(MASTER_MESSAGE_MEMBER_LEFT_OUT), name,
                   (struct view){NULL, 0});
    return ERROR_OK;
  }
  take_issues(issues, &own);
  return error;
}

static enum error add_zip(const struct adding *adding, struct view bytes) {
  struct master_import *import = adding->import;
  struct archive archive;
  enum archive_fault fault;
  enum error error = master_archive_open(import->arena, bytes, &archive, &fault);
  if (error == ERROR_SYNTAX) {
    return refuse_archive(import, adding->name, fault);
  }
  if (error != ERROR_OK || master_sheet_is(&archive)) {
    return error != ERROR_OK ? error : add_workbook(adding, &archive);
  }
  uint32_t before = import->file_count;
  bool known;
  if (archive.count == 1) { /* the only member says itself why it is refused */
    struct view content;
    error = master_archive_read(import->arena, &archive.members[0], &content, &fault);
    return error == ERROR_SYNTAX ? refuse_archive(import, adding->name, fault)
           : error == ERROR_OK   ? add_plain(adding, adding->name, content, &known)
                                 : error;
  }
  for (uint32_t i = 0; i < archive.count && error == ERROR_OK; i++) {
    error = add_member(adding, &archive.members[i]);
  }
  if (error == ERROR_OK && import->file_count == before) {
    issue_add_with(import->issues, master_message(MASTER_MESSAGE_EMPTY), adding->name,
                   (struct view){NULL, 0});
    return ERROR_NOT_PROCESSABLE;
  }
  return error;
}

enum error master_import_add(struct master_import *import, struct view name, struct view bytes) {
  struct adding adding = {.import = import, .name = master_text_label(import->arena, name)};
  struct sha256 digest = hash_sha256(bytes);
  hash_sha256_hex(&digest, adding.sha256);
  bool known;
  struct view content = bytes;
  enum archive_fault fault = ARCHIVE_FAULT_NONE;
  enum error error = ERROR_OK;
  switch (master_archive_kind(bytes)) {
  case ARCHIVE_ZIP:
    return add_zip(&adding, bytes);
  case ARCHIVE_GZIP:
    error = master_archive_gunzip(import->arena, bytes, &content, &fault);
    break;
  case ARCHIVE_NONE:
    break;
  }
  if (error == ERROR_SYNTAX) {
    return refuse_archive(import, adding.name, fault);
  }
  return error == ERROR_OK ? add_plain(&adding, adding.name, content, &known) : error;
}

enum error master_import_add_resource(struct master_import *import, struct view name,
                                      struct view bytes, struct view sha256) {
  struct arena_mark mark = arena_mark(import->arena);
  struct adding adding = {.import = import, .name = master_text_label(import->arena, name)};
  if (sha256.length == sizeof adding.sha256 - 1) {
    memcpy(adding.sha256, sha256.data, sha256.length);
  } else {
    struct sha256 digest = hash_sha256(bytes);
    hash_sha256_hex(&digest, adding.sha256);
  }
  struct master_file *file = new_file(&adding, adding.name);
  struct view copy = arena_copy(import->arena, bytes);
  if (file == NULL || copy.data == NULL || adding.name.data == NULL) {
    return ERROR_MEMORY;
  }
  file->text = copy;
  struct issue_list own = issue_list_make(import->arena, 1);
  struct issue_list *issues = import->issues;
  bool known;
  import->issues = &own;
  enum error error = add_resource(&adding, file, &known);
  import->issues = issues;
  if (error == ERROR_NOT_PROCESSABLE) { /* package.json, StructureDefinition, ... */
    arena_back(import->arena, mark);
    return ERROR_OK;
  }
  return error;
}

/* ---- applying ---------------------------------------------------------------------------------
 */
/* Terms of an index need the codes that they stand for. */
static bool annotates_only(const struct master_file *file) {
  return file->layout->emission_count > 0 &&
         file->layout->emissions[0].kind == MASTER_EMISSION_ANNOTATE;
}

static int application_order(const void *a, const void *b) {
  const struct master_file *const *left = a;
  const struct master_file *const *right = b;
  const struct master_file *x = *left;
  const struct master_file *y = *right;
  if (annotates_only(x) != annotates_only(y)) {
    return annotates_only(x) ? 1 : -1;
  }
  if (x->update != y->update) {
    return x->update ? 1 : -1;
  }
  if (x->release != y->release) {
    return x->release < y->release ? -1 : 1;
  }
  bool is_resource = x->document.count > 0;
  if (is_resource != (y->document.count > 0)) {
    return is_resource ? 1 : -1;
  }
  int order = is_resource ? 0 : view_compare(x->name, y->name);
  return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static bool was_imported(const struct masters_draft *draft, const struct master_file *file) {
  for (uint32_t i = 0; i < draft->origin_count; i++) {
    if (view_is(draft->origins[i].sha256, file->sha256) &&
        view_starts_with(draft->origins[i].master, view_of(file->layout->id))) {
      return true;
    }
  }
  return false;
}

/* What its rows are said by: the layout, and the part of the master where parts are published
 * apart. */
static enum error source_of(struct master_import *import, const struct master_file *file,
                            uint32_t *ret_source) {
  struct view id = view_of(file->layout->id);
  struct csv_reader reader;
  struct csv_record record = {.count = 0};
  if (file->layout->partition != MASTER_NO_COLUMN) {
    enum error error = master_file_reader(file, import->arena, &reader);
    error = error == ERROR_OK ? csv_reader_next(&reader, &record) : error;
    if (error != ERROR_OK) {
      return error;
    }
    struct view part = master_file_field(file, &record, file->layout->partition);
    id = arena_format(import->arena, "%s:%.*s", file->layout->id, VIEW_ARGUMENTS(part));
  }
  return id.data == NULL ? ERROR_MEMORY : masters_draft_source(&import->draft, id, ret_source);
}

/* What is loaded from a source. */
struct loaded {
  bool any;
  uint32_t newest; /* release of all files */
  uint32_t full;   /* of the full ones */
};

static struct loaded find_loaded(const struct masters_draft *draft, struct view source) {
  struct loaded loaded = {false, 0, 0};
  for (uint32_t i = 0; i < draft->origin_count; i++) {
    const struct masters_origin_row *row = &draft->origins[i].row;
    if (view_equal(draft->origins[i].master, source)) {
      loaded.any = true;
      loaded.newest = row->release > loaded.newest ? row->release : loaded.newest;
      loaded.full = row->update == 0 && row->release > loaded.full ? row->release : loaded.full;
    }
  }
  return loaded;
}

static enum error refuse_older(struct master_import *import, const struct master_file *file,
                               uint32_t loaded) {
  struct issue *issue =
      issue_add_with(import->issues, master_message(MASTER_MESSAGE_OLDER), file->name,
                     arena_format(import->issues->arena, "%u", file->release));
  issue->arguments[2] = arena_format(import->issues->arena, "%u", loaded);
  return ERROR_NOT_PROCESSABLE;
}

static enum error record_origin(struct master_import *import, const struct master_report *report,
                                struct view source) {
  const struct master_file *file = report->file;
  struct draft_origin origin = {
      .name = file->name, .master = source, .at = import->at, .sha256 = view_of(file->sha256)};
  origin.row.release = file->release;
  origin.row.update = file->update;
  origin.row.rows = report->rows;
  origin.row.added = report->counts[MASTER_CHANGE_ADDED];
  origin.row.changed = report->counts[MASTER_CHANGE_CHANGED];
  origin.row.renamed = report->counts[MASTER_CHANGE_RENAMED];
  origin.row.abolished = report->counts[MASTER_CHANGE_ABOLISHED];
  import->changed = true;
  return masters_draft_origin(&import->draft, &origin);
}

static enum error apply_rows(struct master_import *import, const struct master_file *file,
                             struct master_report *report) {
  struct master_apply apply = {
      .import = import, .file = file, .report = report, .serial = import->report_count};
  report->known = was_imported(&import->draft, file);
  if (report->known) {
    return ERROR_OK;
  }
  enum error error = source_of(import, file, &apply.source);
  if (error != ERROR_OK) {
    return error;
  }
  struct view source = import->draft.sources[apply.source];
  struct loaded loaded = find_loaded(&import->draft, source);
  bool has_older_date = file->release != 0 && !import->replace;
  report->first = !loaded.any;
  report->older = has_older_date && file->update && file->release <= loaded.full;
  if (report->older) { /* the full file has it */
    return ERROR_OK;
  }
  if (has_older_date && file->release < loaded.newest) {
    return refuse_older(import, file, loaded.newest);
  }
  error = master_apply_file(&apply);
  if (error == ERROR_OK && file->update && report->first) {
    issue_add_with(import->issues, master_message(MASTER_MESSAGE_BASE_FILE), file->name,
                   (struct view){NULL, 0});
    return ERROR_NOT_PROCESSABLE;
  }
  report->rows = apply.rows;
  return error == ERROR_OK ? record_origin(import, report, source) : error;
}

/* The rows of its system are those of this very version. */
static bool is_current(const struct master_import *import, const struct master_file *file) {
  const struct masters_draft *draft = &import->draft;
  uint32_t system;
  return view_is(file->resource.type, "CodeSystem") &&
         masters_draft_system_find(draft, file->resource.url, &system) &&
         view_equal(draft->systems[system].version, file->resource.version);
}

/* A resource is always kept; its rows give way to those of a newer version of it. */
static enum error apply_resource(struct master_import *import, const struct master_file *file,
                                 struct master_report *report) {
  struct master_apply apply = {
      .import = import, .file = file, .report = report, .serial = import->report_count};
  enum draft_resource_change change;
  enum error error = masters_draft_resource(&import->draft, &file->resource, &change);
  if (error != ERROR_OK || change == DRAFT_RESOURCE_SAME) {
    report->known = error == ERROR_OK;
    return error;
  }
  struct view name = file->resource.url.length > 0 ? file->resource.url : file->resource.id;
  struct view source =
      arena_format(import->arena, "%s:%.*s", file->layout->id, VIEW_ARGUMENTS(name));
  if (source.data == NULL) {
    return ERROR_MEMORY;
  }
  struct loaded loaded = find_loaded(&import->draft, source);
  report->first = !loaded.any;
  report->older = master_fhir_has_rows(file) && !report->first && file->release < loaded.newest &&
                  !is_current(import, file);
  if (master_fhir_has_rows(file) && !report->older) {
    error = masters_draft_source(&import->draft, source, &apply.source);
    error = error == ERROR_OK ? master_fhir_apply(&apply) : error;
    report->rows = apply.rows;
  } else if (!master_fhir_has_rows(file)) {
    report->rows = 1;
    report->counts[change == DRAFT_RESOURCE_ADDED ? MASTER_CHANGE_ADDED : MASTER_CHANGE_CHANGED]++;
  }
  return error == ERROR_OK ? record_origin(import, report, source) : error;
}

static enum error apply_one(struct master_import *import, const struct master_file *file,
                            struct master_report *report) {
  report->file = file;
  if (report->superseded) {
    return ERROR_OK;
  }
  return file->document.count > 0 ? apply_resource(import, file, report)
                                  : apply_rows(import, file, report);
}

/* Of files that hold the same resource the last one counts, so that importing them together again
 * changes nothing. */
static enum error find_superseded(struct master_import *import) {
  struct hash_map latest = hash_map_make(import->arena);
  for (uint32_t i = 0; i < import->file_count; i++) {
    if (import->files[i]->document.count > 0) {
      struct view key = masters_draft_resource_key(import->arena, &import->files[i]->resource);
      struct master_report *former = key.data != NULL ? hash_map_get(&latest, key) : NULL;
      if (former != NULL) {
        former->superseded = true;
      }
      if (key.data == NULL || hash_map_put(&latest, key, &import->reports[i]) != ERROR_OK) {
        return ERROR_MEMORY;
      }
    }
  }
  return ERROR_OK;
}

enum error master_import_apply(struct master_import *import) {
  import->reports =
      arena_array(import->arena, import->file_count + 1, sizeof(struct master_report));
  if (import->reports == NULL) {
    return ERROR_MEMORY;
  }
  if (import->file_count > 1) {
    qsort(import->files, import->file_count, sizeof(struct master_file *), application_order);
  }
  enum error error = find_superseded(import);
  for (uint32_t i = 0; i < import->file_count && error == ERROR_OK; i++) {
    import->report_count++;
    error = apply_one(import, import->files[i], &import->reports[i]);
  }
  if (error != ERROR_OK) {
    return error;
  }
  return import->changed ? master_derive(&import->draft) : ERROR_OK;
}

enum error master_import_write(struct master_import *import, struct view *ret_pack) {
  return masters_draft_write(&import->draft, ret_pack);
}
