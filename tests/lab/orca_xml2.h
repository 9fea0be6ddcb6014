/* ORCA's xml2 body format: every element has a type attribute, the children of an array X are
 * called X_child, empty members are left out. */
#ifndef TESTS_LAB_ORCA_XML2_H
#define TESTS_LAB_ORCA_XML2_H

#include "tests/lab/record.h"

#include "server/base/buffer.h"

/* The root record of <data><root type="record">...</root></data>; NULL when the text is no such
 * XML. */
struct record *orca_xml2_read(struct record_tree *tree, struct view text, struct arena *arena);
/* <xmlio2><root>...</root></xmlio2>; the buffer's error tells when it did not fit. */
void orca_xml2_write(const struct record *root, struct buffer *buffer);

#endif
