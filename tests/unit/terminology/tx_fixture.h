/* Invented code systems and value sets, and a question about them, for the tests of expansion and
 * validation. */
#ifndef TESTS_UNIT_TERMINOLOGY_TX_FIXTURE_H
#define TESTS_UNIT_TERMINOLOGY_TX_FIXTURE_H

#include "terminology/value_set_membership.h"
#include "tests/unit/terminology/terminology_fixture.h"

/* animals 1 and 2 differ in the display of "dog" and in "newt"; "fish" is inactive, "beast" may not
 * be chosen, "mole" is deprecated. */
#define TX_ANIMALS(version, dog, more)                                                             \
  "{'resourceType':'CodeSystem','url':'urn:animals','version':'" version                           \
  "','status':'active','content':'complete','language':'en','caseSensitive':true,"                 \
  "'property':[{'code':'legs','type':'integer','uri':'urn:legs'}],'concept':["                     \
  "{'code':'beast','display':'Beast','property':[{'code':'notSelectable','valueBoolean':true}],"   \
  "'concept':[{'code':'dog','display':'" dog "','designation':[{'language':'ja','value':'犬'},"   \
  "{'use':{'system':'urn:use','code':'old'},'value':'hound'}],"                                    \
  "'property':[{'code':'legs','valueInteger':4}],"                                                 \
  "'concept':[{'code':'pug','display':'Pug','property':[{'code':'legs','valueInteger':4}]}]},"     \
  "{'code':'cat','display':'Cat','property':[{'code':'legs','valueInteger':4}]}]},"                \
  "{'code':'fish','display':'Fish','property':[{'code':'inactive','valueBoolean':true}]},"         \
  "{'code':'mole','display':'Mole','property':[{'code':'status','valueCode':'deprecated'}]}" more  \
  "]}"
#define TX_SET(url, rest)                                                                          \
  "{'resourceType':'ValueSet','url':'" url "','version':'1','status':'active'," rest "}"
#define TX_INCLUDE(rest) "'compose':{'include':[" rest "]}"

static const char *const tx_resources[] = {
    TX_ANIMALS("1", "Dog", ""),
    TX_ANIMALS("2", "Dog!", ",{'code':'newt','display':'Newt'}"),
    "{'resourceType':'CodeSystem','url':'urn:words','status':'active','content':'fragment',"
    "'caseSensitive':false,'concept':[{'code':'Go','display':'Go'}]}",
    "{'resourceType':'CodeSystem','url':'urn:empty','status':'active','content':'not-present'}",
    "{'resourceType':'CodeSystem','url':'urn:more','version':'3','status':'active',"
    "'content':'supplement','supplements':'urn:animals','concept':[{'code':'cat',"
    "'designation':[{'language':'nl','value':'Kat'}]}]}",
    TX_SET("urn:all", TX_INCLUDE("{'system':'urn:animals'}")),
    TX_SET("urn:one", TX_INCLUDE("{'system':'urn:animals','version':'1'}")),
    TX_SET("urn:wild", TX_INCLUDE("{'system':'urn:animals','version':'x'}")),
    TX_SET("urn:nine", TX_INCLUDE("{'system':'urn:animals','version':'9'}")),
    TX_SET("urn:both", TX_INCLUDE("{'system':'urn:animals','version':'1'},"
                                  "{'system':'urn:animals','version':'2'}")),
    TX_SET("urn:apart", TX_INCLUDE("{'system':'urn:animals','version':'1'},"
                                   "{'system':'urn:words'},"
                                   "{'system':'urn:animals','version':'2'}")),
    TX_SET("urn:dogs", TX_INCLUDE("{'system':'urn:animals','filter':[{'property':'concept',"
                                  "'op':'is-a','value':'dog'}]}")),
    TX_SET("urn:list", TX_INCLUDE("{'system':'urn:animals','concept':[{'code':'cat'},"
                                  "{'code':'dog','display':'Doggy','extension':[{'url':"
                                  "'http://hl7.org/fhir/StructureDefinition/valueset-deprecated',"
                                  "'valueBoolean':true}]},{'code':'cat'},{'code':'none'}]}")),
    TX_SET("urn:active", "'compose':{'inactive':false,'include':[{'system':'urn:animals'}]}"),
    TX_SET("urn:import", TX_INCLUDE("{'valueSet':['urn:dogs','urn:list']}")),
    TX_SET("urn:lost", TX_INCLUDE("{'valueSet':['urn:nowhere']}")),
    TX_SET("urn:but", "'compose':{'include':[{'system':'urn:animals'}],"
                      "'exclude':[{'valueSet':['urn:dogs']},"
                      "{'system':'urn:animals','concept':[{'code':'fish'}]}]}"),
    TX_SET("urn:old", "'compose':{'include':[{'system':'urn:animals','version':'2'}],"
                      "'exclude':[{'system':'urn:animals','version':'1'}]}"),
    TX_SET("urn:words-all", TX_INCLUDE("{'system':'urn:words'}")),
    TX_SET("urn:units", TX_INCLUDE("{'system':'http://unitsofmeasure.org'}")),
    TX_SET("urn:nothing", TX_INCLUDE("{'system':'urn:empty'}")),
    TX_SET("urn:unknown", TX_INCLUDE("{'system':'urn:nobody'}")),
    TX_SET("urn:unknown-list", TX_INCLUDE("{'system':'urn:nobody','concept':[{'code':'x',"
                                          "'display':'X'}]}")),
    TX_SET("urn:circle-a", TX_INCLUDE("{'valueSet':['urn:circle-b']}")),
    TX_SET("urn:circle-b", TX_INCLUDE("{'valueSet':['urn:circle-a']}")),
    TX_SET("urn:no-value", TX_INCLUDE("{'system':'urn:animals','filter':[{'property':'concept',"
                                      "'op':'is-a'}]}")),
    TX_SET("urn:bad-op", TX_INCLUDE("{'system':'urn:animals','filter':[{'property':'concept',"
                                    "'op':'near','value':'dog'}]}")),
    TX_SET("urn:bad-regex", TX_INCLUDE("{'system':'urn:animals','filter':[{'property':'code',"
                                       "'op':'regex','value':'(a'}]}")),
    TX_SET("urn:expanded", "'expansion':{'contains':[{'system':'urn:elsewhere','code':'e',"
                           "'display':'E','contains':[{'system':'urn:elsewhere','code':'f',"
                           "'inactive':true}]}]}"),
};

struct tx_world {
  struct arena *arena;
  struct terminology *terminology;
  struct terminology_scope scope;
  struct content_question question;
  struct content_usage usage;
  struct issue_list issues;
};

static inline struct terminology_resource tx_resource(struct arena *arena, const char *content,
                                                      unsigned number) {
  struct view text = with_quotes(arena, content);
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  return (struct terminology_resource){
      .kind = terminology_kind_of(document_member_string(&document, 0, "resourceType", arena)),
      .origin = TERMINOLOGY_FROM_STORE,
      .id = arena_format(arena, "r%u", number),
      .url = document_member_string(&document, 0, "url", arena),
      .version = document_member_string(&document, 0, "version", arena),
      .content = text,
  };
}

static inline void tx_ask(struct tx_world *world) {
  world->issues = issue_list_make(world->arena, 50);
  world->usage = (struct content_usage){.count = 0};
  world->question = (struct content_question){.scope = &world->scope,
                                              .arena = world->arena,
                                              .issues = &world->issues,
                                              .language = LANGUAGE_ENGLISH,
                                              .usage = &world->usage};
}

static inline void tx_open(struct tx_world *world) {
  enum { COUNT = sizeof tx_resources / sizeof tx_resources[0] };
  struct terminology_resource resources[COUNT];
  struct terminology *empty = NULL;
  world->arena = arena_new(64u << 20);
  for (unsigned i = 0; i < COUNT; i++) {
    resources[i] = tx_resource(world->arena, tx_resources[i], i);
  }
  ck_assert_int_eq(terminology_new(NULL, &empty), ERROR_OK);
  ck_assert_int_eq(terminology_with(empty, resources, COUNT, &world->terminology), ERROR_OK);
  terminology_release(empty);
  world->scope = terminology_scope_make(world->terminology, world->arena, 20260401);
  tx_ask(world);
}

static inline void tx_close(struct tx_world *world) {
  terminology_release(world->terminology);
  arena_free(world->arena);
}

/* NULL for NULL. */
static inline const struct value_set *tx_value_set(struct tx_world *world, const char *url) {
  const struct value_set *value_set = NULL;
  if (url != NULL) {
    const struct terminology_resource *resource = terminology_scope_get(
        &world->scope, TERMINOLOGY_VALUE_SET, view_of(url), view_make(NULL, 0));
    ck_assert_msg(resource != NULL, "%s", url);
    ck_assert_int_eq(terminology_value_set(&world->scope, resource, &value_set), ERROR_OK);
    world->question.root = value_set;
  }
  return value_set;
}

/* "kind url|version" of one rule, or NULL. */
static inline void tx_rule(struct tx_world *world, const char *text) {
  static const char *const kinds[] = {"force", "default", "check", "set"};
  struct version_rule *rule = arena_alloc(world->arena, sizeof *rule);
  struct view rest = view_of(text == NULL ? "" : text);
  struct view kind = view_split(&rest, ' ');
  version_split(rest, &rule->url, &rule->version);
  for (int i = 0; i < 4; i++) {
    if (view_is(kind, kinds[i])) {
      rule->kind = (enum version_rule_kind)i;
      world->question.rules = (struct version_rules){rule, 1};
    }
  }
}

/* "severity tx-type place" of each finding, joined by "; ". */
static inline const char *tx_findings(const struct tx_world *world) {
  struct view text = view_make(NULL, 0);
  for (uint32_t i = 0; i < world->issues.count; i++) {
    const struct issue *issue = &world->issues.issues[i];
    text =
        arena_format(world->arena, "%.*s%s%s %s%s%.*s", VIEW_ARGUMENTS(text), i == 0 ? "" : "; ",
                     severity_name(issue->severity), tx_message_row(issue->message)->tx_type,
                     issue->expression.length == 0 ? "" : " ", VIEW_ARGUMENTS(issue->expression));
  }
  return text_of(world->arena, text);
}

#endif
