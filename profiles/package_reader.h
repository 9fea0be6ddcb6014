/* FHIR packages (hl7.org/fhir/R4/packages.html): a .tgz with a "package" folder, or that folder
 * unpacked. Yields each JSON file of the package folder, not the examples. Reads ustar, pax and GNU
 * long names; a damaged archive is an error, never followed beyond LIMIT_PACKAGE_BYTES. */
#ifndef PROFILES_PACKAGE_READER_H
#define PROFILES_PACKAGE_READER_H

#include "server/base/arena.h"

struct package_file {
  struct view name;    /* "package.json", "StructureDefinition-Patient.json" */
  struct view content; /* borrowed: valid during the call only */
};

struct package_visitor {
  /* Stops the walk when it does not return ERROR_OK. */
  enum error (*visit)(void *context, const struct package_file *file);
  void *context;
};

/* Calls visit for each file, in archive order (folders: sorted by name). ERROR_FILE: cannot be
 * opened or read (errno says why); ERROR_SYNTAX: truncated, wrong checksum, not an archive;
 * ERROR_TOO_LARGE; or what visit returned. Memory comes from scratch and is given back. */
enum error package_read(struct arena *scratch, const char *path,
                        const struct package_visitor *visitor) MUST_USE;

#endif
