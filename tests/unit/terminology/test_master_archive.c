/* ZIP, gzip and workbooks that hold a master. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"
#include "terminology/master_archive.h"

#include <string.h>
#include <zlib.h>

#define ARENA_BYTES (64u << 20)
#define MODIFIER_COLUMNS 19u

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

static void put(struct buffer *buffer, uint32_t number, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++) {
    buffer_append_byte(buffer, (char)(i < 4 ? number >> (8 * i) : 0u));
  }
}

struct member {
  const char *name;
  struct view content;
};

static struct view deflated(struct view content) {
  size_t room = content.length + 1000;
  char *bytes = arena_bytes(fixture.arena, room);
  z_stream stream = {0};
  ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  memcpy(&stream.next_in, &content.data, sizeof stream.next_in);
  stream.avail_in = (uInt)content.length;
  stream.next_out = (Bytef *)bytes;
  stream.avail_out = (uInt)room;
  ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
  size_t length = stream.total_out;
  deflateEnd(&stream);
  return view_make(bytes, length);
}

static void put_entry(struct buffer *buffer, const struct member *member, struct view packed,
                      bool is_local) {
  uint32_t checksum =
      (uint32_t)crc32(0, (const Bytef *)member->content.data, (uInt)member->content.length);
  buffer_append_string(buffer, is_local ? "PK\x03\x04" : "PK\x01\x02");
  put(buffer, 20, is_local ? 2 : 4); /* versions */
  put(buffer, 0, 2);                 /* flags */
  put(buffer, 8, 2);                 /* deflated */
  put(buffer, 0, 4);                 /* time */
  put(buffer, checksum, 4);
  put(buffer, (uint32_t)packed.length, 4);
  put(buffer, (uint32_t)member->content.length, 4);
  put(buffer, (uint32_t)strlen(member->name), 2);
  put(buffer, 0, 2);
}

static struct view zip(const struct member *members, size_t count) {
  struct buffer buffer = buffer_make(fixture.arena, ARENA_BYTES);
  struct buffer directory = buffer_make(fixture.arena, ARENA_BYTES);
  for (size_t i = 0; i < count; i++) {
    struct view packed = deflated(members[i].content);
    put_entry(&directory, &members[i], packed, false);
    put(&directory, 0, 10); /* comment, volume, attributes */
    put(&directory, (uint32_t)buffer.length, 4);
    buffer_append_string(&directory, members[i].name);
    put_entry(&buffer, &members[i], packed, true);
    buffer_append_string(&buffer, members[i].name);
    buffer_append(&buffer, packed);
  }
  uint32_t start = (uint32_t)buffer.length;
  buffer_append(&buffer, buffer_view(&directory));
  buffer_append_string(&buffer, "PK\x05\x06");
  put(&buffer, 0, 4);
  put(&buffer, (uint32_t)count, 2);
  put(&buffer, (uint32_t)count, 2);
  put(&buffer, (uint32_t)directory.length, 4);
  put(&buffer, start, 4);
  put(&buffer, 0, 2);
  ck_assert_int_eq(buffer.error, ERROR_OK);
  return buffer_view(&buffer);
}

static struct view modifiers(void) {
  struct buffer buffer = buffer_make(fixture.arena, 1u << 20);
  fixture_row(&buffer, MODIFIER_COLUMNS,
              "0=0|1=Z|2=8002|6=の疑い|15=99999999|16=30000001|17=ABCD|18=A8000000");
  return buffer_view(&buffer);
}

START_TEST(reads_a_zip) {
  const struct member members[] = {{"readme.txt", view_of("Thank you.\n")}, {"z.txt", modifiers()}};
  ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", zip(members, 2)), ERROR_OK);
  ck_assert_uint_eq(fixture.issues.count, 1); /* the notice is left out, and that is said */
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-member-left-out");
  ck_assert_str_eq(fixture_targets(&fixture, MASTERS_SYSTEM_RECEIPT_MODIFIER, "8002",
                                   MASTERS_SYSTEM_MODIFIER_KEY),
                   "30000001");
  ck_assert(view_is(masters_origin_at(fixture.masters, 0).name, "z.zip!z.txt"));
}
END_TEST

START_TEST(a_broken_member_refuses_all) {
  const struct member members[] = {{"a.txt", modifiers()},
                                   {"b.txt", view_of("\"0\",\"Z\",\"8003\"\n")}};
  ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", zip(members, 1)), ERROR_OK);
  struct view bytes = zip(members, 2);
  for (size_t length = 0; length < bytes.length; length += 7) {
    ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", view_part(bytes, 0, length)),
                     ERROR_NOT_PROCESSABLE);
  }
}
END_TEST

/* Whatever byte is wrong, the archive is refused or gives the same content. */
START_TEST(damage_is_noticed) {
  const struct member members[] = {{"z.txt", modifiers()}};
  struct view good = zip(members, 1);
  char *bytes = arena_bytes(fixture.arena, good.length);
  memcpy(bytes, good.data, good.length);
  for (size_t at = 0; at < good.length; at++) {
    struct arena *arena = arena_new(ARENA_BYTES);
    struct archive archive;
    enum archive_fault fault = ARCHIVE_FAULT_NONE;
    struct view content;
    bytes[at] = (char)(good.data[at] ^ 0x41);
    enum error error = master_archive_open(arena, view_make(bytes, good.length), &archive, &fault);
    if (error == ERROR_OK && archive.count == 1) {
      error = master_archive_read(arena, &archive.members[0], &content, &fault);
      ck_assert(error != ERROR_OK || view_equal(content, members[0].content));
    }
    bytes[at] = good.data[at];
    arena_free(arena);
  }
}
END_TEST

#define SHEET_XML(rows)                                                                            \
  "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/"     \
  "2006/main\"><sheetData>" rows "</sheetData></worksheet>"
#define CELL(name, text) "<c r=\"" name "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

#define USAGE_SHEET(code, name)                                                                    \
  SHEET_XML("<row r=\"1\">" CELL("A1", "用法コード") CELL(                                         \
      "B1", "用法名称") "</row><row r=\"2\">" CELL("A2", code) CELL("B2", name) "</row>")

/* A cover sheet is left out; two sheets of one master are one file, wherever they stand. */
START_TEST(reads_several_sheets) {
  const struct member members[] = {
      {"xl/workbook.xml", view_of("<workbook/>")},
      {"xl/worksheets/sheet10.xml", view_of(USAGE_SHEET("2H50B10000000000", "拡張"))},
      {"xl/worksheets/sheet1.xml",
       view_of(SHEET_XML("<row r=\"1\">" CELL("A1", "はじめに") "</row>"))},
      {"xl/worksheets/sheet2.xml", view_of(USAGE_SHEET("1012010100000000", "標準"))}};
  for (int i = 0; i < 2; i++) { /* the second time nothing is retired */
    ck_assert_int_eq(fixture_import_text(&fixture, "u.xlsx", zip(members, 4)), ERROR_OK);
    ck_assert_uint_eq(fixture.import.report_count, 1);
    struct masters_system system;
    ck_assert(masters_system_find(fixture.masters, view_of(MASTERS_SYSTEM_USAGE), &system));
    ck_assert_uint_eq(system.stated, 2);
  }
  ck_assert(view_is(masters_origin_at(fixture.masters, 0).name, "u.xlsx!2"));
  ck_assert_uint_eq(masters_origin_at(fixture.masters, 0).row->rows, 2);
  const struct member exceptions[] = {
      {"xl/workbook.xml", view_of("<workbook/>")},
      {"xl/worksheets/sheet1.xml",
       view_of(SHEET_XML("<row r=\"1\">" CELL("A1", "区分") CELL("B1", "一般名コード") CELL(
           "C1", "一般名処方の標準的な記載") CELL("D1", "成分名") CELL("E1", "規格")
                             CELL("F1", "薬価基準収載医薬品コード") CELL("G1", "品名")
                                 CELL("H1", "薬価") "</row><row r=\"2\">" CELL("A2", "内用薬")
                                     CELL("B2", "1139004GAZZZ") CELL("F2", "1139004G2012")
                                         CELL("G2", "架空") "</row>"))}};
  ck_assert_int_eq(fixture_import_text(&fixture, "e.xlsx", zip(exceptions, 2)),
                   ERROR_NOT_PROCESSABLE); /* 例外コード表 is no price list */
  const struct member none[] = {{"xl/workbook.xml", view_of("<workbook/>")}, members[2]};
  ck_assert_int_eq(fixture_import_text(&fixture, "n.xlsx", zip(none, 2)), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-layout-unknown");
  ck_assert_int_eq(fixture_import_text(&fixture, "n.xlsx", zip(none, 1)), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-sheet");
}
END_TEST

/* ---- hostile archives -------------------------------------------------------------------------
 */
/* A name is for messages and records only; nothing is written anywhere. */
START_TEST(names_are_no_paths) {
  static const struct {
    const char *name;
    const char *shown;
  } names[] = {
      {"../../etc/z.txt", "z.zip!../../etc/z.txt"},
      {"/etc/z.txt", "z.zip!/etc/z.txt"},
      {"C:\\z.txt", "z.zip!C:\\z.txt"},
      {"a\x1b[2J\nb", "z.zip!a?[2J?b"},
      {"\x95\x61\x96\xbc.txt", "z.zip!病名.txt"}, /* CP932 */
      {"\xFF\xFE.txt", "z.zip!??.txt"},
  };
  const struct member members[] = {{names[_i].name, modifiers()}, {"readme", view_of("Hello.")}};
  ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", zip(members, 2)), ERROR_OK);
  ck_assert(view_is(masters_origin_at(fixture.masters, 0).name, names[_i].shown));
  ck_assert_int_ne(access(names[_i].name, F_OK), 0);
}
END_TEST

/* The directory claims a size, four bytes at SIZE_OFFSET of each entry. */
#define SIZE_OFFSET 24u

static struct view with_size(struct view archive, uint32_t size) {
  char *bytes = arena_bytes(fixture.arena, archive.length);
  memcpy(bytes, archive.data, archive.length);
  for (size_t at = view_find(archive, view_of("PK\x01\x02"), 0); at != SIZE_MAX;
       at = view_find(archive, view_of("PK\x01\x02"), at + 1)) {
    memcpy(bytes + at + SIZE_OFFSET, &size, sizeof size);
  }
  return view_make(bytes, archive.length);
}

START_TEST(bombs_are_refused) {
  char *zeros = arena_array(fixture.arena, 1u << 20, 1);
  memset(zeros, 'a', 1u << 20);
  struct member members[200];
  for (size_t i = 0; i < 200; i++) {
    members[i] = (struct member){"z.txt", view_make(zeros, 100)};
  }
  const struct {
    struct view bytes;
    const char *says;
  } bombs[] = {
      {with_size(zip(members, 2), UINT32_MAX), "unpacks to more"}, /* one claims 4 GB */
      {with_size(zip(members, 200), 2u << 20), "unpacks to more"}, /* 400 MB together */
      {with_size(zip(members, 1), 10), "truncated"},               /* more than claimed */
      {with_size(zip(members, 1), 101), "truncated"},              /* less */
  };
  for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
    ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", bombs[i].bytes), ERROR_NOT_PROCESSABLE);
    ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-archive");
    ck_assert_msg(strstr(fixture_issue(&fixture, 0), bombs[i].says) != NULL, "%s",
                  fixture_issue(&fixture, 0));
  }
}
END_TEST

/* An archive in an archive is not opened. */
START_TEST(archives_do_not_nest) {
  const struct member inner[] = {{"z.txt", modifiers()}};
  const struct member outer[] = {{"inner.zip", zip(inner, 1)}, {"readme", view_of("Hello.")}};
  ck_assert_int_eq(fixture_import_text(&fixture, "z.zip", zip(outer, 2)), ERROR_NOT_PROCESSABLE);
  ck_assert_ptr_null(fixture.masters);
}
END_TEST

static const struct {
  const char *xml;
  enum error error;
  const char *says; /* message id, or the display of 1124003F2017 */
} sheet_rows[] = {
    {SHEET_XML("<row r=\"1\">" CELL("A1", "title") "</row><row r=\"3\">" CELL(
         "B3", "薬価基準収載医薬品コード") CELL("C3", "品名") CELL("D3", "薬価")
                   CELL("E3", "区分") "</row><row r=\"4\">" CELL("B4", "1124003F2017")
                       CELL("C4", "A &amp; B") "<c r=\"D4\"><v>7.5</v></c>" CELL(
                           "E4", "内用薬") "</row>"),
     ERROR_OK, "A & B"},
    {SHEET_XML("<row r=\"1\">" CELL("A1", "薬価基準収載医薬品コード") CELL("B1", "品名")
                   CELL("C1", "薬価") CELL("D1", "区分") "</row><row r=\"2\"><c r=\"A2\" t=\"s\">"
                                                         "<v>0</v></c></row>"),
     ERROR_NOT_PROCESSABLE, "master-layout-unknown"},
    {SHEET_XML("<row r=\"2\"></row><row r=\"1\"></row>"), ERROR_NOT_PROCESSABLE, "master-sheet"},
    {"<worksheet><sheetData>", ERROR_NOT_PROCESSABLE, "master-sheet"},
    {"<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>", ERROR_NOT_PROCESSABLE, "master-sheet"},
    {SHEET_XML(""), ERROR_NOT_PROCESSABLE, "master-empty"},
};

START_TEST(reads_a_workbook) {
  const struct member members[] = {{"xl/workbook.xml", view_of("<workbook/>")},
                                   {"xl/worksheets/sheet1.xml", view_of(sheet_rows[_i].xml)}};
  ck_assert_int_eq(fixture_import_text(&fixture, "t.xlsx", zip(members, 2)), sheet_rows[_i].error);
  if (sheet_rows[_i].error == ERROR_OK) {
    struct masters_concept concept;
    ck_assert(masters_find(fixture.masters, view_of(MASTERS_SYSTEM_PRICE), view_of("1124003F2017"),
                           &concept));
    ck_assert(view_is(concept.display, sheet_rows[_i].says));
    ck_assert(view_is(masters_source_at(fixture.masters, concept.source), "price-list:内用薬"));
  } else {
    ck_assert_str_eq(fixture.issues.issues[0].message->id, sheet_rows[_i].says);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("master_archive");
  TCase *test_case = tcase_create("master_archive");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_test(test_case, reads_a_zip);
  tcase_add_test(test_case, a_broken_member_refuses_all);
  tcase_add_test(test_case, damage_is_noticed);
  tcase_add_loop_test(test_case, names_are_no_paths, 0, 6);
  tcase_add_test(test_case, bombs_are_refused);
  tcase_add_test(test_case, archives_do_not_nest);
  tcase_add_test(test_case, reads_several_sheets);
  tcase_add_loop_test(test_case, reads_a_workbook, 0,
                      (int)(sizeof sheet_rows / sizeof sheet_rows[0]));
  suite_add_tcase(suite, test_case);
  return suite;
}
