/* Reads the bytes of an ORCA answer, whichever of the two forms they have. */
#ifndef SERVER_ORCA_ORCA_ANSWER_H
#define SERVER_ORCA_ORCA_ANSWER_H

#include "server/orca/orca_record.h"

/* Reads an answer into *ret_record; the first byte that is no blank decides between xml2 and JSON
 * (ORCA's Content-Type is not to be trusted). ERROR_ORCA_ANSWER: neither, broken, nested deeper
 * than LIMIT_ORCA_DEPTH, or with a document type (HTML, entities). ERROR_MEMORY. */
enum error orca_answer_read(struct arena *arena, struct view body,
                            struct orca_record *ret_record) MUST_USE;

#endif
