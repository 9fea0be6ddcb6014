/* Search: the parameters that a resource type answers, and the Bundle of type searchset (FHIR R4
 * search.html, bundle.html#searchset) with an entry of mode "outcome" when something must be said.
 * A handler writes all that it found; order, page, included resources, provenance and links are
 * made of that at the end, for every type alike (search_result, search_sort, search_include,
 * search_provenance; _elements, _summary and _pretty: server/http/resource_subset). */
#ifndef HANDLERS_SEARCHSET_H
#define HANDLERS_SEARCHSET_H

#include "handlers/search_result.h"
#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/http/route.h"

/* For tables of parameters that headers offer as X-macros: X("patient", "reference") ... */
#define SEARCHSET_PARAMETER_ROW(name, type) {(name), (type)},

/* Refuses parameters that are not in the table (ends with name NULL): ERROR_UNKNOWN_PARAMETER with
 * an issue each, or, when the client is lenient, an issue that becomes part of the outcome entry.
 * The parameters of results are known everywhere; ERROR_BAD_REQUEST when one has a value that
 * cannot be. */
enum error searchset_check(struct request *request,
                           const struct search_parameter_row *known) MUST_USE;
/* The only value of a parameter; empty when absent. ERROR_BAD_REQUEST with an issue when it stands
 * twice or holds a list (a, b). */
enum error searchset_single(struct request *request, const char *name,
                            struct view *ret_value) MUST_USE;
/* The id in "id", "Patient/id" or "<base_url>/Patient/id" given as `patient` or by another name
 * (NULL = none); ERROR_BAD_REQUEST with an issue when there is none. */
enum error searchset_patient(struct request *request, const char *other_name,
                             struct view *ret_patient_id) MUST_USE;
/* The id in "id", "Type/id" or "<base_url>/Type/id" given as a parameter; empty when absent. Errors
 * of searchset_single. */
enum error searchset_reference(struct request *request, const char *name, const char *type,
                               struct view *ret_id) MUST_USE;

/* Part of what was found: the page from offset of at most count resources. */
struct searchset_page {
  size_t total;
  size_t offset;
  size_t count; /* 0: none, the total alone is told */
};

struct searchset {
  struct request *request;
  struct buffer *buffer;     /* of the resource that is being written */
  struct json_writer writer; /* into it */
  const char *type;          /* of the matches */
  struct view path;          /* of the links, below the base URL; the type unless set otherwise */
  bool include_all;          /* all that the entries refer to comes with them */
  struct search_result result;
  struct search_entries entries;
  struct view full_url; /* of the resource that is being written */
  struct view last_id;  /* on the page */
  bool is_cut;          /* the handler itself has cut the page */
  struct searchset_page page;
};

/* Starts the Bundle; total is told beforehand by handlers that know it, and is what was written in
 * the end. */
enum error searchset_begin(struct searchset *set, struct request *request, const char *type,
                           size_t total) MUST_USE;
/* For a handler that writes the page alone, because each resource costs something; links to other
 * pages carry _offset. */
enum error searchset_begin_page(struct searchset *set, struct request *request, const char *type,
                                const struct searchset_page *page) MUST_USE;
/* Before and after each resource, which the caller writes as one value with set->writer. */
void searchset_entry_begin(struct searchset *set, struct view id);
void searchset_entry_end(struct searchset *set);
/* Makes the answer of what was written, adds the outcome entry when the request has issues and
 * hands the Bundle to the response. */
enum error searchset_end(struct searchset *set, struct response *response) MUST_USE;
/* A Bundle without matches; the second says that ORCA does not know the patient. */
enum error searchset_empty(struct request *request, struct response *response,
                           const char *type) MUST_USE;
enum error searchset_unknown_patient(struct request *request, struct response *response,
                                     const char *type) MUST_USE;

#endif
