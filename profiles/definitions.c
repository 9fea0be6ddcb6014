#include "profiles/definitions.h"

#include "profiles/fhirpath.h"
#include "profiles/pack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct definitions {
  struct pack pack;
  struct name_table names;
  char id[SHA256_HEX_BYTES];
  void *mapping; /* NULL when the bytes are borrowed */
  size_t mapping_size;
};

static bool program_holds(const struct pack *pack, struct pack_range program) {
  return program.count == 0 ||
         fhirpath_check(view_make(pack->bytecode + program.first, program.count)) == ERROR_OK;
}

/* Programs come from a file: each is checked before one of them runs. */
static bool programs_hold(const struct pack *pack) {
  for (uint32_t i = 0; i < pack->constraints_count; i++) {
    if (!program_holds(pack, pack->constraints[i].bytecode)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < pack->contexts_count; i++) {
    if (!program_holds(pack, pack->contexts[i].bytecode)) {
      return false;
    }
  }
  return true;
}

enum error definitions_from_bytes(struct view pack, struct definitions **ret_definitions) {
  struct definitions *definitions = calloc(1, sizeof(*definitions));
  if (definitions == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = pack_open(pack, true, &definitions->pack);
  if (error == ERROR_OK && !programs_hold(&definitions->pack)) {
    error = ERROR_CONFIGURATION;
  }
  if (error != ERROR_OK) {
    free(definitions);
    return error;
  }
  struct sha256 digest;
  memcpy(digest.bytes, pack.data + offsetof(struct pack_header, sha256), SHA256_BYTES);
  hash_sha256_hex(&digest, definitions->id);
  definitions->names = (struct name_table){
      .text = definitions->pack.text,
      .rows = definitions->pack.names,
      .slots = definitions->pack.name_slots,
      .count = definitions->pack.names_count,
      .slot_count = definitions->pack.name_slots_count,
  };
  *ret_definitions = definitions;
  return ERROR_OK;
}

static enum error map_file(const char *path, struct view *ret_bytes) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return ERROR_FILE;
  }
  struct stat status;
  bool is_file = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  if (!is_file || status.st_size < (off_t)sizeof(struct pack_header)) {
    close(file);
    return is_file ? ERROR_CONFIGURATION : ERROR_FILE;
  }
  void *mapping = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (mapping == MAP_FAILED) {
    return ERROR_FILE;
  }
  *ret_bytes = view_make(mapping, (size_t)status.st_size);
  return ERROR_OK;
}

enum error definitions_open(const char *path, struct definitions **ret_definitions) {
  struct view bytes;
  enum error error = map_file(path, &bytes);
  if (error != ERROR_OK) {
    return error;
  }
  union {
    const char *read_only;
    void *writable;
  } mapping = {.read_only = bytes.data};
  struct definitions *definitions;
  error = definitions_from_bytes(bytes, &definitions);
  if (error != ERROR_OK) {
    munmap(mapping.writable, bytes.length);
    return error;
  }
  definitions->mapping = mapping.writable;
  definitions->mapping_size = bytes.length;
  *ret_definitions = definitions;
  return ERROR_OK;
}

void definitions_close(struct definitions *definitions) {
  if (definitions == NULL) {
    return;
  }
  if (definitions->mapping != NULL) {
    munmap(definitions->mapping, definitions->mapping_size);
  }
  free(definitions);
}

const struct name_table *definitions_names(const struct definitions *definitions) {
  return &definitions->names;
}

const char *definitions_id(const struct definitions *definitions) {
  return definitions->id;
}

size_t definitions_package_count(const struct definitions *definitions) {
  return definitions->pack.packages_count;
}

struct definitions_package definitions_package_at(const struct definitions *definitions,
                                                  size_t index) {
  const struct pack_package *package = &definitions->pack.packages[index];
  return (struct definitions_package){pack_view(&definitions->pack, package->name),
                                      pack_view(&definitions->pack, package->version)};
}

const struct pack *definitions_pack(const struct definitions *definitions) {
  return &definitions->pack;
}
