#include "handlers/definition_search.h"

#include "handlers/definition_mapping.h"
#include "handlers/definition_message.h"
#include "handlers/definition_resource.h"
#include "handlers/searchset.h"

#define PAGE_STANDARD 50u
#define PAGE_MAXIMUM 500u

static const struct search_parameter_row parameters[] = {
    DEFINITION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

/* Empty views restrict nothing. */
struct filter {
  struct request *request;
  const struct terminology *terminology;
  enum terminology_kind kind;
  struct view id;
  struct view url;
  struct view version;
  struct view name;
  struct view title;
  struct view status;
  struct view summary;
  uint64_t count;
  uint64_t offset;
};

/* ---- parameters --------------------------------------------------------------------------------
 */
static enum error read_number(struct request *request, const char *name, uint64_t *ret_number) {
  struct view text;
  enum error error = searchset_single(request, name, &text);
  if (error == ERROR_OK && text.length > 0 && !view_to_unsigned(text, UINT32_MAX, ret_number)) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        definition_message_get(DEFINITION_MESSAGE_PARAMETER_VALUE), view_of(name),
                        text);
  }
  return error;
}

static enum error read_filter(struct filter *filter) {
  struct request *request = filter->request;
  const struct {
    const char *name;
    struct view *place;
  } rows[] = {{"_id", &filter->id},          {"url", &filter->url},
              {"version", &filter->version}, {"name", &filter->name},
              {"title", &filter->title},     {"status", &filter->status},
              {"_summary", &filter->summary}};
  enum error error = searchset_check(request, parameters);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0] && error == ERROR_OK; i++) {
    error = searchset_single(request, rows[i].name, rows[i].place);
  }
  error = error == ERROR_OK ? read_number(request, "_count", &filter->count) : error;
  error = error == ERROR_OK ? read_number(request, "_offset", &filter->offset) : error;
  filter->count = filter->count > PAGE_MAXIMUM ? PAGE_MAXIMUM : filter->count;
  return error;
}

/* ---- matches -----------------------------------------------------------------------------------
 */
static bool fits(struct view wanted, struct view actual) {
  return wanted.length == 0 || view_equal(wanted, actual);
}

/* A string parameter matches the start, whatever the case (FHIR R4 search.html#string). */
static bool fits_start(struct view wanted, struct view actual) {
  return wanted.length == 0 || view_equal_ignore_case(wanted, view_part(actual, 0, wanted.length));
}

static enum error fits_content(const struct filter *filter, struct view json, bool *ret_fits) {
  struct document document;
  struct document_failure failure;
  struct arena *arena = filter->request->arena;
  enum error error = document_read(arena, json, NULL, &document, &failure);
  if (error == ERROR_OK) {
    *ret_fits = fits_start(filter->name, document_member_string(&document, 0, "name", arena)) &&
                fits_start(filter->title, document_member_string(&document, 0, "title", arena)) &&
                fits(filter->status, document_member_string(&document, 0, "status", arena));
  }
  return error;
}

static enum error fits_all(const struct filter *filter, const struct terminology_resource *resource,
                           bool *ret_fits) {
  struct view json;
  *ret_fits = resource->kind == filter->kind && fits(filter->id, resource->id) &&
              fits(filter->url, resource->url) && fits(filter->version, resource->version);
  if (!*ret_fits || filter->name.length + filter->title.length + filter->status.length == 0) {
    return ERROR_OK;
  }
  struct arena_mark mark = arena_mark(filter->request->arena);
  enum error error =
      definition_resource_json(filter->request, filter->terminology, resource, &json);
  error = error == ERROR_OK ? fits_content(filter, json, ret_fits) : error;
  arena_back(filter->request->arena, mark);
  return error;
}

static enum error find(const struct filter *filter, const struct terminology_resource ***ret_found,
                       size_t *ret_count) {
  size_t kept = terminology_count(filter->terminology);
  struct terminology_resource *mapped = NULL; /* ConceptMaps of the mapping table */
  size_t mapped_count = 0;
  enum error error = ERROR_OK;
  if (filter->kind == TERMINOLOGY_CONCEPT_MAP) {
    error = definition_mapping_all(filter->request, &mapped, &mapped_count);
  }
  size_t all = kept + mapped_count;
  const struct terminology_resource **found =
      arena_array(filter->request->arena, all + 1, sizeof(struct terminology_resource *));
  size_t count = 0;
  error = error == ERROR_OK && found == NULL ? ERROR_MEMORY : error;
  for (size_t i = 0; i < all && error == ERROR_OK; i++) {
    const struct terminology_resource *resource =
        i < kept ? terminology_at(filter->terminology, i) : &mapped[i - kept];
    bool matches = false;
    error = fits_all(filter, resource, &matches);
    if (matches) {
      found[count++] = resource;
    }
  }
  *ret_found = found;
  *ret_count = count;
  return error;
}

/* ---- answer ------------------------------------------------------------------------------------
 */
static enum error write_entry(struct searchset *set, const struct filter *filter,
                              const struct terminology_resource *resource) {
  struct view json;
  enum error error =
      definition_resource_json(filter->request, filter->terminology, resource, &json);
  if (error == ERROR_OK && view_is(filter->summary, "true")) {
    error = definition_resource_summary(filter->request, json, &json);
  }
  if (error == ERROR_OK) {
    searchset_entry_begin(set, resource->id);
    writer_raw(&set->writer, json);
    searchset_entry_end(set);
  }
  return error;
}

static enum error answer(const struct filter *filter, const struct terminology_resource **found,
                         size_t count, struct response *response) {
  struct searchset set;
  bool only_counts = view_is(filter->summary, "count") || filter->count == 0;
  struct searchset_page page = {
      .total = count, .offset = filter->offset, .count = only_counts ? 0 : filter->count};
  enum error error =
      searchset_begin_page(&set, filter->request, filter->request->route->resource, &page);
  for (size_t i = 0; i < page.count && filter->offset + i < count && error == ERROR_OK; i++) {
    error = write_entry(&set, filter, found[filter->offset + i]);
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}

enum error handle_definition_search(struct request *request, struct response *response) {
  struct filter filter = {
      .request = request, .kind = definition_resource_kind(request), .count = PAGE_STANDARD};
  const struct terminology_resource **found = NULL;
  size_t count = 0;
  enum error error = read_filter(&filter);
  error = error == ERROR_OK ? definition_resource_terminology(request, &filter.terminology) : error;
  error = error == ERROR_OK ? find(&filter, &found, &count) : error;
  return error == ERROR_OK ? answer(&filter, found, count, response) : error;
}
