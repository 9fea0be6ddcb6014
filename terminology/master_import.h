/* Imports masters: files are added (unpacked, decoded, recognised and checked), then all are
 * applied to a draft of what is loaded, full files before updates and older ones before newer ones.
 * All or nothing: the caller writes the result only when everything went well. */
#ifndef TERMINOLOGY_MASTER_IMPORT_H
#define TERMINOLOGY_MASTER_IMPORT_H

#include "terminology/master_changes.h"

/* base: what is loaded, NULL when nothing is; must stay open as long as the import is used. */
enum error master_import_init(struct master_import *import, struct arena *arena,
                              struct issue_list *issues, const struct masters *base) MUST_USE;
/* Adds a file or archive as distributed (bytes and name are borrowed). ERROR_NOT_PROCESSABLE:
 * refused, an issue says why. */
enum error master_import_add(struct master_import *import, struct view name,
                             struct view bytes) MUST_USE;
/* Adds a file of a FHIR package (copied): ERROR_OK also when it is no terminology resource.
 * sha256: of the package as distributed, hexadecimal; empty = of the file. */
enum error master_import_add_resource(struct master_import *import, struct view name,
                                      struct view bytes, struct view sha256) MUST_USE;
/* Applies what was added. ERROR_NOT_PROCESSABLE: refused, an issue says why; the draft is then of
 * no use. */
enum error master_import_apply(struct master_import *import) MUST_USE;
/* The new file's bytes, in the arena. */
enum error master_import_write(struct master_import *import, struct view *ret_pack) MUST_USE;

#endif
