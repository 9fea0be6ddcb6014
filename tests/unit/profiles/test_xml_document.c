/* FHIR XML over the real definitions: what JSON is made of it, what is wrong with it, and where. */
#include "profiles/xml_document.h"

#include "tests/unit/profiles/validation_cases.h"

#define FHIR "xmlns=\"http://hl7.org/fhir\""
#define XHTML "xmlns=\"http://www.w3.org/1999/xhtml\""
#define PATIENT(content) "<Patient " FHIR ">" content "</Patient>"
#define OBSERVATION(content)                                                                       \
  "<Observation " FHIR "><status value=\"final\"/><code><text value=\"x\"/></code>" content        \
  "</Observation>"
#define NARRATIVE(div) PATIENT("<text><status value=\"generated\"/>" div "</text>")

/* ---- the JSON that is made
 * ------------------------------------------------------------------------ */
static const struct {
  const char *xml;
  const char *json;
} conversions[] = {
    {PATIENT("<id value=\"a\"/><active value=\"true\"/>"),
     "{\"resourceType\":\"Patient\",\"id\":\"a\",\"active\":true}"},
    /* a byte order mark, a declaration, comments, blanks and CDATA without content say nothing */
    {"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- a -->\n<Patient " FHIR ">\n"
     "  <!-- b <c> --> <active value=\"false\"/><![CDATA[ ]]>\n</Patient>\n<!-- d -->\n",
     "{\"resourceType\":\"Patient\",\"active\":false}"},
    /* what repeats is an array, once or often; a decimal keeps its digits */
    {PATIENT("<name><given value=\"a\"/><given value=\"b\"/></name>"),
     "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",\"b\"]}]}"},
    {OBSERVATION("<valueQuantity><value value=\"1.10\"/></valueQuantity>"),
     "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
     "\"valueQuantity\":{\"value\":1.10}}"},
    {OBSERVATION("<valueInteger value=\"-7\"/>"),
     "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
     "\"valueInteger\":-7}"},
    /* what is no number or boolean stays a text, and a text that looks like one too */
    {OBSERVATION("<valueInteger value=\"+7\"/>"),
     "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
     "\"valueInteger\":\"+7\"}"},
    {PATIENT("<active value=\"1\"/><birthDate value=\"1975\"/>"),
     "{\"resourceType\":\"Patient\",\"active\":\"1\",\"birthDate\":\"1975\"}"},
    /* characters */
    {PATIENT("<language value=\"&lt;&amp;&quot;&#38;amp;&#x3042;\\&#9;\"/>"),
     "{\"resourceType\":\"Patient\",\"language\":\"<&\\\"&amp;\xE3\x81\x82\\\\\\t\"}"},
    /* ids and extensions of values */
    {PATIENT("<birthDate id=\"b\" value=\"1975\"><extension url=\"u\"><valueCode value=\"c\"/>"
             "</extension></birthDate>"),
     "{\"resourceType\":\"Patient\",\"birthDate\":\"1975\",\"_birthDate\":{\"id\":\"b\","
     "\"extension\":[{\"url\":\"u\",\"valueCode\":\"c\"}]}}"},
    {PATIENT("<name id=\"n\"><given value=\"a\"/><given><extension url=\"u\"><valueCode "
             "value=\"c\"/></extension></given></name>"),
     "{\"resourceType\":\"Patient\",\"name\":[{\"id\":\"n\",\"given\":[\"a\",null],\"_given\":"
     "[null,{\"extension\":[{\"url\":\"u\",\"valueCode\":\"c\"}]}]}]}"},
    /* resources in resources */
    {PATIENT("<contained><Organization><id value=\"o\"/></Organization></contained>"
             "<contained><Device><id value=\"d\"/></Device></contained>"),
     "{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Organization\","
     "\"id\":\"o\"},{\"resourceType\":\"Device\",\"id\":\"d\"}]}"},
    {"<Bundle " FHIR "><type value=\"collection\"/><entry><resource><Basic><id value=\"b\"/>"
     "</Basic></resource></entry></Bundle>",
     "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
     "{\"resourceType\":\"Basic\",\"id\":\"b\"}}]}"},
    /* the namespace may have a prefix */
    {"<f:Patient xmlns:f=\"http://hl7.org/fhir\"><f:active value=\"true\"/></f:Patient>",
     "{\"resourceType\":\"Patient\",\"active\":true}"},
    {"<Patient " FHIR " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
     "xsi:schemaLocation=\"http://hl7.org/fhir ../patient.xsd\"><active value=\"true\"/></Patient>",
     "{\"resourceType\":\"Patient\",\"active\":true}"},
    /* narratives stay as they are; without a prefix and with their own namespace, as JSON wants */
    {NARRATIVE("<div " XHTML "><!-- a --><p>1 &lt; 2 &#160;</p>\n</div>"),
     "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<div "
     "xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><!-- a --><p>1 &lt; 2 &#160;</p>\\n</div>\"}}"},
    {NARRATIVE("<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\" lang=\"ja\"><h:p>a</h:p><h:br/>"
               "</h:div>"),
     "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<div "
     "xmlns=\\\"http://www.w3.org/1999/xhtml\\\" lang=\\\"ja\\\"><p>a</p><br/></div>\"}}"},
    {"<f:Patient xmlns:f=\"http://hl7.org/fhir\" " XHTML "><f:text><f:status value=\"empty\"/>"
     "<div>a</div></f:text></f:Patient>",
     "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"empty\",\"div\":\"<div "
     "xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a</div>\"}}"},
    /* what nobody knows arrives, so that it can be told */
    {PATIENT("<nickname value=\"x\"/><nickname/>"),
     "{\"resourceType\":\"Patient\",\"nickname\":\"x\"}"},
    {"<Nothing " FHIR "><a/></Nothing>", "{\"resourceType\":\"Nothing\",\"a\":{}}"},
    /* a property of another name in JSON, but an element here */
    {"<ExampleScenario " FHIR "><status value=\"draft\"/><instance><resourceId value=\"a\"/>"
     "<resourceType value=\"Patient\"/></instance></ExampleScenario>",
     "{\"resourceType\":\"ExampleScenario\",\"status\":\"draft\",\"instance\":[{\"resourceId\":"
     "\"a\",\"resourceType\":\"Patient\"}]}"},
};

START_TEST(test_conversions) {
  struct arena *arena = arena_new(1u << 24);
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct xml_document document;
  ck_assert_int_eq(xml_document_read(fixture.definitions, view_of(conversions[_i].xml), arena,
                                     &issues, &document),
                   ERROR_OK);
  ck_assert_msg(view_is(document.document.text, conversions[_i].json), "%.*s\n%s",
                VIEW_ARGUMENTS(document.document.text), conversions[_i].json);
  ck_assert_uint_eq(issues.count, 0);
  arena_free(arena);
}
END_TEST

/* ---- findings
 * ------------------------------------------------------------------------------------- */

/* "severity id path line:column" of all errors and fatal findings. */
static struct view judge(struct view text, struct arena *arena, enum error *ret_error) {
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0")};
  struct xml_document document;
  *ret_error = xml_document_read(fixture.definitions, text, arena, &issues, &document);
  if (*ret_error == ERROR_OK) {
    struct validation_request request = {.document = &document.document, .is_xml = true};
    *ret_error = validator_run(fixture.definitions, &settings, &request, arena, &issues);
    xml_document_locate(&document, &issues);
  }
  struct buffer lines = buffer_make(arena, 65536);
  for (uint32_t i = 0; i < issues.count; i++) {
    const struct issue *issue = &issues.issues[i];
    struct document_position position = document_position(text, issue->offset);
    if (issue->severity <= SEVERITY_ERROR) {
      buffer_append_format(&lines, "%s%s %s %.*s %u:%u", lines.length > 0 ? "\n" : "",
                           severity_name(issue->severity), issue->message->id,
                           VIEW_ARGUMENTS(issue->expression), position.line, position.column);
    }
  }
  return buffer_view(&lines);
}

static const struct {
  const char *xml;
  const char *expected; /* "" = valid */
} findings[] = {
    {PATIENT("<active value=\"true\"/>"), ""},
    /* the validator's own findings stand where the XML has them */
    {PATIENT("\n  <gender value=\"unsure\"/>"), "error code-not-in-value-set Patient.gender 2:3"},
    {PATIENT("\n<name>\n <given value=\"a\"/>\n <given/>\n</name>\n<nick value=\"a\"/>"),
     "error object-empty Patient.name[0].given[1] 4:2\nerror element-unknown Patient.nick 6:1"},
    {"<Bundle " FHIR "><type value=\"collection\"/>\n<entry>\n<resource>\n<Patient>\n<birthDate "
     "value=\"1975-02-30\"/></Patient></resource></entry></Bundle>",
     "error bundle-full-url-missing Bundle.entry[0] 2:1\n"
     "error format-date Bundle.entry[0].resource.birthDate 5:1"},
    {OBSERVATION("\n<valueInteger>\n<value value=\"0\"/></valueInteger>"),
     "error element-unknown Observation.value.value 3:1"},
    /* values */
    {PATIENT("<active value=\"1\"/>"), "error format-boolean Patient.active 1:38"},
    {OBSERVATION("<valueInteger value=\"1.5\"/>"), "error format-integer Observation.value 1:95"},
    {OBSERVATION("<valueInteger value=\"one\"/>"), "error format-integer Observation.value 1:95"},
    {OBSERVATION("<valueQuantity><value value=\"1,5\"/></valueQuantity>"),
     "error format-decimal Observation.value.value 1:110"},
    {OBSERVATION("<valueQuantity><value value=\".5\"/></valueQuantity>"),
     "error format-decimal Observation.value.value 1:110"},
    {PATIENT("<birthDate value=\"\"/>"), "error string-empty Patient.birthDate 1:38"},
    {PATIENT("<active value=\"\"/>"), "error string-empty Patient.active 1:38"},
    {PATIENT("<birthDate/>"), "error object-empty Patient.birthDate 1:38"},
    {PATIENT("<name/>"), "error object-empty Patient.name[0] 1:38"},
    {PATIENT("<name><given/></name>"), "error object-empty Patient.name[0].given[0] 1:44"},
    {"<Patient " FHIR "/>", ""},
    /* attributes */
    {PATIENT("<name use=\"official\"><family value=\"a\"/></name>"),
     "error xml-attribute-unknown Patient.name[0] 1:38"},
    {PATIENT("<active value=\"true\" note=\"x\"/>"),
     "error xml-attribute-unknown Patient.active 1:38"},
    {PATIENT("<active value=\"true\" xml:lang=\"ja\"/>"),
     "error xml-attribute-unknown Patient.active 1:38"},
    {"<Patient " FHIR " id=\"a\"><active value=\"true\"/></Patient>",
     "error xml-attribute-unknown Patient 1:1"},
    {PATIENT("<contained id=\"a\"><Device><id value=\"d\"/></Device></contained>"
             "<managingOrganization><display value=\"x\"/></managingOrganization>"),
     "error invariant Patient 1:1\nerror xml-attribute-unknown Patient.contained[0] 1:38"},
    {PATIENT("<extension><url value=\"http://example.org/x\"/><valueCode value=\"a\"/>"
             "</extension>"),
     "error xml-attribute-expected Patient.extension[0].url 1:49"},
    {PATIENT("<name id=\"n\"><id value=\"m\"/><family value=\"a\"/></name>"),
     "error xml-attribute-expected Patient.name[0] 1:51"},
    {PATIENT("<birthDate value=\"1975\"><id value=\"m\"/></birthDate>"),
     "error xml-attribute-expected Patient.birthDate.id 1:62"},
    /* names of JSON are no elements */
    {PATIENT("<_birthDate id=\"a\"/>"), "error element-unknown Patient 1:38"},
    {PATIENT("<resourceType value=\"Patient\"/>"), "error element-unknown Patient 1:38"},
    /* text */
    {PATIENT("<active value=\"true\">yes</active>"), "error xml-text Patient.active 1:38"},
    {PATIENT("hello<active value=\"true\"/>"), "error xml-text Patient 1:1"},
    {PATIENT("<name><![CDATA[x]]><family value=\"a\"/></name>"),
     "error xml-text Patient.name[0] 1:38"},
    {PATIENT("<contained>x<Basic><id value=\"b\"/><code><text value=\"c\"/></code></Basic>"
             "</contained>"),
     "error invariant Patient 1:1\nerror xml-text Patient.contained[0] 1:38"},
    /* order and number */
    {PATIENT("<birthDate value=\"1975\"/><gender value=\"male\"/>"),
     "error xml-element-order Patient.gender 1:63"},
    {PATIENT("<name><family value=\"a\"/></name><gender value=\"male\"/>"
             "<name><family value=\"b\"/></name>"),
     "error xml-element-order Patient.name[1] 1:92"},
    {PATIENT("<gender value=\"male\"/>\n<gender value=\"male\"/>"),
     "error cardinality-maximum Patient 2:1"},
    {PATIENT("<deceasedBoolean value=\"true\"/><deceasedDateTime value=\"2020\"/>"),
     "error choice-repeated Patient 1:1"},
    /* namespaces */
    {"<Patient><active value=\"true\"/></Patient>", "error xml-namespace Patient 1:1"},
    {"<Patient xmlns=\"http://hl7.org/fhirx\"><active value=\"true\"/></Patient>",
     "error xml-namespace Patient 1:1"},
    {PATIENT("<active xmlns=\"urn:x\" value=\"true\"/>"),
     "error xml-namespace Patient.active 1:38"},
    {PATIENT("<p " XHTML ">x</p>"), "error xml-namespace Patient 1:38"},
    {PATIENT("<name " XHTML "><family value=\"a\"/></name>"), "error xml-namespace Patient 1:38"},
    {NARRATIVE("<div>x</div>"), "error narrative-root Patient.text.div 1:71"},
    {NARRATIVE("<div " XHTML "><script>x</script></div>"),
     "error narrative-element Patient.text.div 1:71"},
    {NARRATIVE("<div value=\"x\"/>"), "error narrative-attribute Patient.text.div 1:71\n"
                                      "error narrative-empty Patient.text.div 1:71\n"
                                      "error narrative-root Patient.text.div 1:71"},
    /* resources */
    {"<patient " FHIR "><active value=\"true\"/></patient>",
     "error resource-type-unknown patient.resourceType 1:1"},
    {"<Quantity " FHIR "><value value=\"1\"/></Quantity>",
     "error resource-type-unknown Quantity.resourceType 1:1"},
    {PATIENT("<contained/>"), "error xml-resource-count Patient 1:38"},
    {"<Parameters " FHIR "><parameter><name value=\"a\"/><resource><Patient/><Patient/>"
     "</resource></parameter></Parameters>",
     "error xml-resource-count Parameters.parameter[0].resource 1:69"},
    {"<Bundle " FHIR "><type value=\"collection\"/><entry><resource><Nothing/></resource></entry>"
     "</Bundle>",
     "error bundle-full-url-missing Bundle.entry[0] 1:63\n"
     "error resource-type-unknown Bundle.entry[0].resource.resourceType 1:80"},
    /* instructions */
    {"<?xml-stylesheet href=\"x\"?><Patient " FHIR "/>", "error xml-instruction Patient 1:1"},
    {PATIENT("<name><?x y?><family value=\"a\"/></name>"),
     "error xml-instruction Patient.name[0] 1:44"},
    /* no XML at all, or none that FHIR allows */
    {" ", "fatal xml-syntax  1:1"},
    {"{}", "fatal xml-syntax  1:1"},
    {"<Patient", "fatal xml-syntax Patient 1:9"},
    {PATIENT("<name><family value=\"a\"></name>"), "fatal xml-syntax Patient.name[0].family 1:69"},
    {PATIENT("<name><family value=\"a\"/></name><name><given"),
     "fatal xml-syntax Patient.name[1] 1:82"},
    {PATIENT("") "<Patient/>", "fatal xml-syntax  1:48"},
    {PATIENT("<active value=\"true\" value=\"true\"/>"), "fatal xml-syntax Patient 1:71"},
    {PATIENT("<active value=true/>"), "fatal xml-syntax Patient 1:52"},
    {PATIENT("<language value=\"a&nbsp;b\"/>"), "fatal xml-syntax Patient 1:62"},
    {NARRATIVE("<div " XHTML ">a&nbsp;b</div>"), "fatal xml-syntax Patient.text.div 1:120"},
    {PATIENT("<x:active value=\"true\"/>"), "fatal xml-syntax Patient 1:60"},
    {"<!DOCTYPE Patient SYSTEM \"file:///etc/passwd\">" PATIENT(""), "fatal xml-syntax  1:46"},
    {"<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]>" PATIENT("<language value=\"&c;\"/>"),
     "fatal xml-syntax  1:13"},
    {"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>" PATIENT(""), "fatal xml-syntax  1:1"},
    {"\xFF\xFE<", "fatal xml-syntax  1:1"},
    {PATIENT("<active value=\"\xE3\x81\"/>"), "fatal xml-syntax  1:53"},
    {PATIENT("<active value=\"&#1;\"/>"), "fatal xml-syntax Patient 1:57"},
};

START_TEST(test_findings) {
  struct arena *arena = arena_new(1u << 24);
  enum error error;
  struct view lines = judge(view_of(findings[_i].xml), arena, &error);
  ck_assert_msg(view_is(lines, findings[_i].expected), "%s\n%.*s\n---\n%s", findings[_i].xml,
                VIEW_ARGUMENTS(lines), findings[_i].expected);
  bool is_syntax = strncmp(findings[_i].expected, "fatal", 5) == 0;
  ck_assert_int_eq(error, is_syntax ? ERROR_SYNTAX : ERROR_OK);
  arena_free(arena);
}
END_TEST

/* ---- properties
 * ----------------------------------------------------------------------------------- */
static const char instance[] =
    "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><Bundle " FHIR ">"
    "<type value=\"collection\"/><entry><resource><Patient><id value=\"a\"/><text><status "
    "value=\"generated\"/><h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>a &amp; &#x3042;"
    "</h:p></h:div></text><contained><Basic><id value=\"b\"/></Basic></contained><name id=\"n\">"
    "<family value=\"a&lt;\"/><given value=\"b\"/><given><extension url=\"u\"><valueCode "
    "value=\"c\"/></extension></given></name><?p i?></Patient></resource></entry></Bundle>";

/* Cut anywhere, it is no XML, and that is all that happens. */
START_TEST(test_truncated) {
  size_t length = sizeof instance - 1;
  for (size_t cut = 0; cut <= length; cut++) {
    struct arena *arena = arena_new(1u << 24);
    char *copy = arena_bytes(arena, cut + 1); /* no byte behind the cut */
    memcpy(copy, instance, cut);
    enum error error;
    struct view lines = judge(view_make(copy, cut), arena, &error);
    ck_assert_msg(error == (cut == length ? ERROR_OK : ERROR_SYNTAX), "%zu: %.*s", cut,
                  VIEW_ARGUMENTS(lines));
    arena_free(arena);
  }
}
END_TEST

/* Every byte replaced by each of some others: a verdict or a fault, never a crash. */
START_TEST(test_damaged) {
  static const char bytes[] = {'<', '>', '/', '"', '&', ' ', '=', ':', '\0', '\xFF', 'x'};
  size_t length = sizeof instance - 1;
  for (size_t i = 0; i < length * sizeof bytes; i++) {
    struct arena *arena = arena_new(1u << 24);
    char *copy = arena_bytes(arena, length);
    memcpy(copy, instance, length);
    copy[i / sizeof bytes] = bytes[i % sizeof bytes];
    enum error error;
    struct view lines = judge(view_make(copy, length), arena, &error);
    ck_assert(error == ERROR_OK || error == ERROR_SYNTAX);
    ck_assert(error == ERROR_OK || view_starts_with(lines, view_of("fatal xml-syntax")));
    arena_free(arena);
  }
}
END_TEST

/* However little memory a request has: an error, no verdict. */
START_TEST(test_memory) {
  for (size_t bytes = 0; bytes < 40000; bytes += 61) {
    struct arena *arena = arena_new(bytes);
    struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
    struct xml_document document;
    enum error error =
        xml_document_read(fixture.definitions, view_of(instance), arena, &issues, &document);
    ck_assert_msg(error == ERROR_MEMORY || error == ERROR_OK, "%zu: %d", bytes, (int)error);
    arena_free(arena);
  }
}
END_TEST

/* As deep as a document may be. */
START_TEST(test_bounds) {
  struct arena *arena = arena_new(1u << 28);
  struct buffer xml = buffer_make(arena, 1u << 24);
  enum error error;
  for (size_t depth = 1; depth < 2 * LIMIT_XML_DEPTH; depth += 13) {
    buffer_reset(&xml);
    buffer_append_string(&xml, "<Questionnaire " FHIR "><status value=\"draft\"/>");
    for (size_t i = 0; i < depth; i++) {
      buffer_append_string(&xml, "<item>");
    }
    for (size_t i = 0; i < depth; i++) {
      buffer_append_string(&xml, "</item>");
    }
    buffer_append_string(&xml, "</Questionnaire>");
    (void)judge(buffer_view(&xml), arena, &error);
    ck_assert_int_eq(error, depth * 2 + 1 <= LIMIT_DOCUMENT_DEPTH ? ERROR_OK : ERROR_SYNTAX);
  }
  arena_free(arena);
}
END_TEST

/* A table of names that grows without end is the parser's weak spot. */
START_TEST(test_names) {
  static const struct {
    unsigned names;
    enum error error;
  } rows[] = {{LIMIT_XML_NAMES - 100, ERROR_OK}, {LIMIT_XML_NAMES + 100, ERROR_SYNTAX}};
  for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
    struct arena *arena = arena_new(1u << 26);
    struct buffer xml = buffer_make(arena, 1u << 22);
    enum error error;
    buffer_append_string(&xml, "<Patient " FHIR ">");
    for (unsigned i = 0; i < rows[row].names; i++) {
      buffer_append_format(&xml, "<n%u/>", i);
    }
    buffer_append_string(&xml, "</Patient>");
    (void)judge(buffer_view(&xml), arena, &error);
    ck_assert_int_eq(error, rows[row].error);
    arena_free(arena);
  }
}
END_TEST

START_TEST(test_namespaces) {
  for (unsigned each = 10; each <= 40; each += 30) {
    struct arena *arena = arena_new(1u << 24);
    struct buffer xml = buffer_make(arena, 1u << 20);
    enum error error;
    buffer_append_string(&xml, "<Patient " FHIR "><name><family value='a'><extension url='u'>");
    for (unsigned i = 0; i < 2; i++) {
      buffer_append_string(&xml, i == 0 ? "<a" : "<b");
      for (unsigned j = 0; j < each; j++) {
        buffer_append_format(&xml, " xmlns:n%u_%u='u'", i, j);
      }
      buffer_append_string(&xml, ">");
    }
    buffer_append_string(&xml, "</b></a></extension></family></name></Patient>");
    (void)judge(buffer_view(&xml), arena, &error);
    ck_assert_int_eq(error, each == 10 ? ERROR_OK : ERROR_SYNTAX);
    arena_free(arena);
  }
}
END_TEST

/* Attributes are counted where tags are, whatever stands in values, comments and text. */
START_TEST(test_attributes) {
  static const struct {
    const char *begin;
    const char *end;
    bool crowded;
  } rows[] = {{"<Patient " FHIR " ", "/>", true},
              {"<!-- <a ", " --><Patient " FHIR "/>", false},
              {"<Patient " FHIR "><!-- < --><name ", "/></Patient>", true},
              {"<Patient " FHIR "><![CDATA[ > ]]><name ", "/></Patient>", true},
              {"<Patient " FHIR "><language value='>'/>", "</Patient>", false},
              {"<Patient " FHIR "><language value='", "'/></Patient>", false},
              {"<Patient " FHIR "><language value='>' ", "/></Patient>", true}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct arena *arena = arena_new(1u << 24);
    struct buffer xml = buffer_make(arena, 1u << 20);
    enum error error;
    buffer_append_string(&xml, rows[i].begin);
    for (unsigned j = 0; j <= LIMIT_XML_ATTRIBUTES; j++) {
      buffer_append_format(&xml, " a%u=\"1\"", j);
    }
    buffer_append_string(&xml, rows[i].end);
    struct view lines = judge(buffer_view(&xml), arena, &error);
    ck_assert_msg((error == ERROR_SYNTAX) == rows[i].crowded, "%zu %.*s", i, VIEW_ARGUMENTS(lines));
    arena_free(arena);
  }
}
END_TEST

START_TEST(test_likely) {
  static const struct {
    const char *text;
    bool likely;
  } rows[] = {{"<Patient/>", true},     {" \n<", true}, {"\xEF\xBB\xBF<?xml?>", true},
              {"{\"a\":\"<\"}", false}, {"", false},    {"\xEF\xBB\xBF", false}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq(xml_document_is_likely(view_of(rows[i].text)), rows[i].likely);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("xml_document");
  TCase *test = tcase_create("xml");
  tcase_set_timeout(test, 120);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_conversions, 0, (int)(sizeof conversions / sizeof conversions[0]));
  tcase_add_loop_test(test, test_findings, 0, (int)(sizeof findings / sizeof findings[0]));
  tcase_add_test(test, test_truncated);
  tcase_add_test(test, test_damaged);
  tcase_add_test(test, test_memory);
  tcase_add_test(test, test_bounds);
  tcase_add_test(test, test_names);
  tcase_add_test(test, test_namespaces);
  tcase_add_test(test, test_attributes);
  tcase_add_test(test, test_likely);
  suite_add_tcase(suite, test);
  return suite;
}
