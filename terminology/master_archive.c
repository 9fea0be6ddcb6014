#include "terminology/master_archive.h"

#include "server/base/buffer.h"
#include "server/limits.h"

#include <zlib.h>

#define END_BYTES 22u
#define END_COMMENT_BYTES 65535u
#define ENTRY_BYTES 46u
#define LOCAL_BYTES 30u
#define METHOD_STORED 0u
#define METHOD_DEFLATED 8u
#define FLAG_ENCRYPTED 1u
#define GZIP_WINDOW (MAX_WBITS + 16)

static const char end_signature[] = "PK\x05\x06";
static const char entry_signature[] = "PK\x01\x02";
static const char local_signature[] = "PK\x03\x04";

static const struct {
  const char *english;
  const char *japanese;
} fault_texts[] = {
    [ARCHIVE_FAULT_NONE] = {"no fault", "誤りはありません"},
    [ARCHIVE_FAULT_TRUNCATED] = {"the archive is truncated or damaged",
                                 "圧縮ファイルが途中で切れているか壊れています"},
    [ARCHIVE_FAULT_ENCRYPTED] = {"the archive is encrypted", "圧縮ファイルが暗号化されています"},
    [ARCHIVE_FAULT_METHOD] = {"the archive uses a compression that is not supported",
                              "対応していない圧縮形式です"},
    [ARCHIVE_FAULT_CHECKSUM] = {"the archive's checksum does not match its content",
                                "圧縮ファイルのチェックサムが内容と一致しません"},
    [ARCHIVE_FAULT_SIZE] = {"the archive unpacks to more than is allowed",
                            "展開後のサイズが上限を超えています"},
};

const char *master_archive_fault_english(enum archive_fault fault) {
  return fault_texts[fault].english;
}

const char *master_archive_fault_japanese(enum archive_fault fault) {
  return fault_texts[fault].japanese;
}

static enum error fail(enum archive_fault *ret_fault, enum archive_fault fault) {
  *ret_fault = fault;
  return ERROR_SYNTAX;
}

static uint32_t little(struct view bytes, size_t offset, size_t count) {
  uint32_t number = 0;
  for (size_t i = count; i > 0; i--) {
    number = number << 8 | (unsigned char)bytes.data[offset + i - 1];
  }
  return number;
}

enum archive_kind master_archive_kind(struct view bytes) {
  if (view_starts_with(bytes, view_of(local_signature)) ||
      view_starts_with(bytes, view_of(end_signature))) {
    return ARCHIVE_ZIP;
  }
  return view_starts_with(bytes, view_of("\x1f\x8b")) ? ARCHIVE_GZIP : ARCHIVE_NONE;
}

/* Offset of the record that ends the file, behind which only a comment stands. */
static size_t find_end(struct view bytes) {
  if (bytes.length < END_BYTES) {
    return SIZE_MAX;
  }
  size_t lowest = bytes.length > END_BYTES + END_COMMENT_BYTES
                      ? bytes.length - END_BYTES - END_COMMENT_BYTES
                      : 0;
  for (size_t at = bytes.length - END_BYTES + 1; at > lowest; at--) {
    if (memcmp(bytes.data + at - 1, end_signature, 4) == 0) {
      return at - 1;
    }
  }
  return SIZE_MAX;
}

/* One entry of the directory; *offset moves behind it. */
static enum error read_entry(struct view bytes, size_t *offset, struct archive_member *ret_member,
                             enum archive_fault *ret_fault) {
  size_t at = *offset;
  if (at > bytes.length || bytes.length - at < ENTRY_BYTES ||
      memcmp(bytes.data + at, entry_signature, 4) != 0) {
    return fail(ret_fault, ARCHIVE_FAULT_TRUNCATED);
  }
  size_t name_length = little(bytes, at + 28, 2);
  size_t next =
      at + ENTRY_BYTES + name_length + little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
  size_t packed = little(bytes, at + 20, 4);
  size_t local = little(bytes, at + 42, 4);
  if (next > bytes.length || local > bytes.length || bytes.length - local < LOCAL_BYTES ||
      memcmp(bytes.data + local, local_signature, 4) != 0) {
    return fail(ret_fault, ARCHIVE_FAULT_TRUNCATED);
  }
  size_t data = local + LOCAL_BYTES + little(bytes, local + 26, 2) + little(bytes, local + 28, 2);
  if (data > bytes.length || packed > bytes.length - data) {
    return fail(ret_fault, ARCHIVE_FAULT_TRUNCATED);
  }
  *ret_member = (struct archive_member){
      .name = view_part(bytes, at + ENTRY_BYTES, name_length),
      .packed = view_part(bytes, data, packed),
      .method = little(bytes, at + 10, 2),
      .size = little(bytes, at + 24, 4),
      .checksum = little(bytes, at + 16, 4),
      .encrypted = (little(bytes, at + 8, 2) & FLAG_ENCRYPTED) != 0,
  };
  *offset = next;
  return ERROR_OK;
}

enum error master_archive_open(struct arena *arena, struct view bytes, struct archive *ret_archive,
                               enum archive_fault *ret_fault) {
  size_t end = find_end(bytes);
  if (end == SIZE_MAX) {
    return fail(ret_fault, ARCHIVE_FAULT_TRUNCATED);
  }
  uint32_t count = little(bytes, end + 10, 2);
  size_t offset = little(bytes, end + 16, 4);
  if (little(bytes, end + 4, 2) != 0 || offset == UINT32_MAX) {
    return fail(ret_fault, ARCHIVE_FAULT_METHOD);
  }
  if (count > LIMIT_MASTER_MEMBERS) {
    return fail(ret_fault, ARCHIVE_FAULT_SIZE);
  }
  struct archive archive = {arena_array(arena, count + 1, sizeof(struct archive_member)), 0};
  if (archive.members == NULL) {
    return ERROR_MEMORY;
  }
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; i++) {
    struct archive_member *member = &archive.members[archive.count];
    enum error error = read_entry(bytes, &offset, member, ret_fault);
    if (error != ERROR_OK) {
      return error;
    }
    total += member->size;
    archive.count += !view_ends_with(member->name, view_of("/"));
  }
  if (total > LIMIT_MASTER_BYTES) { /* all members together: one may be packed many times */
    return fail(ret_fault, ARCHIVE_FAULT_SIZE);
  }
  *ret_archive = archive;
  return ERROR_OK;
}

/* Inflates exactly size bytes. */
static enum error inflate_exactly(const struct archive_member *member, char *into,
                                  enum archive_fault *ret_fault) {
  unsigned char packed_copy[1] = {0};
  z_stream stream = {0};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    return ERROR_MEMORY;
  }
  /* zlib only reads through next_in */
  memcpy(&stream.next_in, &member->packed.data, sizeof stream.next_in);
  stream.avail_in = (uInt)member->packed.length;
  stream.next_out = member->size > 0 ? (Bytef *)into : packed_copy;
  stream.avail_out = member->size > 0 ? member->size : (uInt)sizeof packed_copy;
  int status = inflate(&stream, Z_FINISH);
  size_t size = stream.total_out;
  inflateEnd(&stream);
  return status == Z_STREAM_END && size == member->size ? ERROR_OK
                                                        : fail(ret_fault, ARCHIVE_FAULT_TRUNCATED);
}

enum error master_archive_read(struct arena *arena, const struct archive_member *member,
                               struct view *ret_content, enum archive_fault *ret_fault) {
  if (member->encrypted) {
    return fail(ret_fault, ARCHIVE_FAULT_ENCRYPTED);
  }
  if (member->size > LIMIT_MASTER_BYTES) {
    return fail(ret_fault, ARCHIVE_FAULT_SIZE);
  }
  struct view content = member->packed;
  if (member->method == METHOD_DEFLATED) {
    char *bytes = arena_bytes(arena, member->size + 1u);
    if (bytes == NULL) {
      return ERROR_MEMORY;
    }
    enum error error = inflate_exactly(member, bytes, ret_fault);
    if (error != ERROR_OK) {
      return error;
    }
    content = view_make(bytes, member->size);
  } else if (member->method != METHOD_STORED) {
    return fail(ret_fault, ARCHIVE_FAULT_METHOD);
  }
  const Bytef *bytes = (const Bytef *)content.data;
  if (crc32(0, bytes, (uInt)content.length) != member->checksum) {
    return fail(ret_fault, ARCHIVE_FAULT_CHECKSUM);
  }
  *ret_content = content;
  return ERROR_OK;
}

const struct archive_member *master_archive_find(const struct archive *archive, const char *name) {
  for (uint32_t i = 0; i < archive->count; i++) {
    if (view_is(archive->members[i].name, name)) {
      return &archive->members[i];
    }
  }
  return NULL;
}

enum error master_archive_gunzip(struct arena *arena, struct view bytes, struct view *ret_content,
                                 enum archive_fault *ret_fault) {
  z_stream stream = {0};
  if (bytes.length > LIMIT_MASTER_BYTES) {
    return fail(ret_fault, ARCHIVE_FAULT_SIZE);
  }
  if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
    return ERROR_MEMORY;
  }
  memcpy(&stream.next_in, &bytes.data, sizeof stream.next_in);
  stream.avail_in = (uInt)bytes.length;
  struct buffer buffer = buffer_make(arena, LIMIT_MASTER_BYTES);
  char part[8192];
  int status = Z_OK;
  while (status == Z_OK && buffer.error == ERROR_OK) {
    stream.next_out = (Bytef *)part;
    stream.avail_out = sizeof part;
    status = inflate(&stream, Z_NO_FLUSH);
    buffer_append(&buffer, view_make(part, sizeof part - stream.avail_out));
  }
  inflateEnd(&stream);
  if (buffer.error == ERROR_TOO_LARGE) {
    return fail(ret_fault, ARCHIVE_FAULT_SIZE);
  }
  if (buffer.error == ERROR_OK && status != Z_STREAM_END) {
    return fail(ret_fault,
                status == Z_DATA_ERROR ? ARCHIVE_FAULT_CHECKSUM : ARCHIVE_FAULT_TRUNCATED);
  }
  *ret_content = buffer_view(&buffer);
  return buffer.error;
}
