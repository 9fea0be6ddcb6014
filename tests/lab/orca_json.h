/* ORCA's JSON body format: one root key, every value a string, empty members left out, arrays
 * padded to their compiled maximum with {}. */
#ifndef TESTS_LAB_ORCA_JSON_H
#define TESTS_LAB_ORCA_JSON_H

#include "tests/lab/record.h"

#include "server/base/buffer.h"

/* The record under the first key of the object; NULL when the text is no such JSON. */
struct record *orca_json_read(struct record_tree *tree, struct view text, struct arena *arena);
/* {"root":{...}}; the buffer's error tells when it did not fit. */
void orca_json_write(const struct record *root, struct buffer *buffer);

#endif
