/* The file of the imported masters: mapped read-only, position independent, checked once when it is
 * opened. Every concept of every code system is one row; rows of one system stand together, sorted
 * by code. Byte order is the machine's (checked by the magic number); hashes are hash_64. */
#ifndef TERMINOLOGY_MASTERS_FORMAT_H
#define TERMINOLOGY_MASTERS_FORMAT_H

#include "server/base/hash.h"

#define MASTERS_MAGIC 0x314d524554534d4au /* "JMSTERM1" read as a little-endian number */
#define MASTERS_FORMAT 3u                 /* raised when a row changes */
#define MASTERS_ALIGNMENT 16u             /* of every section's offset */

struct masters_text { /* UTF-8 in the text section; length 0 = absent */
  uint32_t offset;
  uint32_t length;
};

struct masters_range {
  uint32_t first;
  uint32_t count;
};

struct masters_system_row {
  struct masters_text url;
  struct masters_text version;   /* of a FHIR CodeSystem; empty for files of a publisher */
  struct masters_range concepts; /* CONCEPTS */
  uint32_t stated;               /* how many of them a master states (the rest is only named) */
  uint32_t fragment;             /* 1: CodeSystem.content is not complete */
};

/* The concept is only named by another row (the target of a crosswalk); no master states it. */
#define MASTERS_CONCEPT_NAMED 1u
/* It stood in an earlier full file and no longer stands in the newest one. */
#define MASTERS_CONCEPT_RETIRED 2u
/* The code stands in the master that is published for its system, not beside other codes only. */
#define MASTERS_CONCEPT_PRIMARY 4u

struct masters_concept_row {
  struct masters_text code;
  struct masters_text display;
  struct masters_text kana;
  struct masters_range properties; /* PROPERTIES */
  struct masters_range links;      /* LINKS */
  uint32_t system;                 /* SYSTEMS */
  uint32_t source;                 /* SOURCES: the master that states it */
  uint32_t released;               /* yyyymmdd of that statement; 0 = not known */
  uint32_t valid_from;             /* yyyymmdd, first day; 0 = not stated */
  uint32_t valid_to;               /* yyyymmdd, last day; 0 = open */
  uint32_t flags;                  /* MASTERS_CONCEPT_ */
};
_Static_assert(sizeof(struct masters_concept_row) == 64, "a concept is a cache line");

struct masters_property_row {
  struct masters_text name;
  struct masters_text value;
  uint32_t source; /* SOURCES */
};

struct masters_source_row {
  struct masters_text name; /* "receipt-disease", "price:内用薬" */
};

enum masters_link {
  MASTERS_LINK_PROPERTY,  /* no link: a property (only while masters are imported) */
  MASTERS_LINK_MAP,       /* the same thing in another system, stated by a master's row */
  MASTERS_LINK_REVERSE,   /* such a row read backwards */
  MASTERS_LINK_SUCCESSOR, /* the code to use instead: a proposal */
  MASTERS_LINK_TWIN,      /* a billing twin of the target: its crosswalks are the target's */
  MASTERS_LINK_PARENT,    /* the next wider concept of the same system */
  MASTERS_LINK_COUNT,
};

struct masters_link_row {
  uint32_t target; /* CONCEPTS */
  uint16_t kind;   /* enum masters_link */
  uint16_t source; /* SOURCES */
};

struct masters_origin_row {
  struct masters_text name;   /* file as given, with the member of an archive behind "!" */
  struct masters_text master; /* layout id */
  struct masters_text at;     /* FHIR instant of the import */
  struct masters_text sha256; /* hexadecimal, of the bytes as distributed */
  uint32_t release;           /* yyyymmdd that orders files of one master; 0 = not known */
  uint32_t update;            /* 1: only what had changed */
  uint32_t rows;
  uint32_t added;
  uint32_t changed;
  uint32_t abolished;
  uint32_t renamed;
};

/* A FHIR terminology resource as it was imported. Sorted by type, url, version, id. */
struct masters_resource_row {
  struct masters_text type;    /* "CodeSystem" */
  struct masters_text url;     /* empty: a NamingSystem, which has none in R4 */
  struct masters_text version; /* empty when not stated */
  struct masters_text id;
  struct masters_text content; /* in CONTENT: the JSON object's bytes without its narrative */
};

/* X(section, field, row) */
#define MASTERS_SECTIONS(X)                                                                        \
  X(TEXT, text, char)                                                                              \
  X(SOURCES, sources, struct masters_source_row)                                                   \
  X(SYSTEMS, systems, struct masters_system_row)                                                   \
  X(CONCEPTS, concepts, struct masters_concept_row)                                                \
  X(SLOTS, slots, uint32_t)                                                                        \
  X(PROPERTIES, properties, struct masters_property_row)                                           \
  X(LINKS, links, struct masters_link_row)                                                         \
  X(ORIGINS, origins, struct masters_origin_row)                                                   \
  X(RESOURCES, resources, struct masters_resource_row)                                             \
  X(CONTENT, content, char)

enum masters_section {
#define MASTERS_SECTION_ENUM(name, field, row) MASTERS_SECTION_##name,
  MASTERS_SECTIONS(MASTERS_SECTION_ENUM)
#undef MASTERS_SECTION_ENUM
      MASTERS_SECTION_COUNT
};

struct masters_section_row {
  uint64_t offset;
  uint32_t count;
  uint32_t row_size;
};

struct masters_header {
  uint64_t magic;
  uint32_t format;
  uint32_t section_count;
  uint64_t size; /* of the whole file */
  struct masters_section_row sections[MASTERS_SECTION_COUNT];
};

/* Slot number of a code: SLOTS hold concept row + 1 (0 = free), a power of two of them, linear
 * probing. */
static inline uint64_t masters_hash(struct view system, struct view code) {
  return hash_64(code) ^ (hash_64(system) * UINT64_C(0x9e3779b97f4a7c15));
}

#endif
