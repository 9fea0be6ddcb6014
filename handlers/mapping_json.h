/* A row of the mapping table as JSON: the texts by their names, id, version and time of change. */
#ifndef HANDLERS_MAPPING_JSON_H
#define HANDLERS_MAPPING_JSON_H

#include "server/base/json_writer.h"
#include "server/http/response.h"
#include "server/store/mapping_row.h"

/* The members of a row, inside an object that is begun. Empty texts are left out. */
void mapping_json_members(struct json_writer *writer, const struct mapping_row *row);
/* Puts the texts of the body over *row. ERROR_BAD_REQUEST: an unknown member or no text. */
enum error mapping_json_read(struct request *request, struct mapping_row *row) MUST_USE;
/* {"id": ..., "text": ...} of each warning so far, as the member "warnings"; nothing without one.
 */
void mapping_json_warnings(struct json_writer *writer, const struct request *request);
/* Answers with one row. */
enum error mapping_json_answer(struct request *request, const struct mapping_row *row,
                               struct response *response) MUST_USE;

#define MAPPING_PAGE_ROWS 100u
#define MAPPING_PAGE_MAXIMUM 1000u
/* The parameters count and offset of a list. ERROR_BAD_REQUEST. */
struct mapping_page {
  uint32_t count;
  uint32_t offset;
};
enum error mapping_json_page(struct request *request, struct mapping_page *ret_page) MUST_USE;
/* A whole number between 0 and maximum, or the standard when the parameter is absent.
 * ERROR_BAD_REQUEST with an issue. */
enum error mapping_json_number(struct request *request, const char *name, uint32_t maximum,
                               uint32_t *number) MUST_USE;

#endif
