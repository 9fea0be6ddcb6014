#include "server/http/trusted_proxies.h"

#include "server/base/buffer.h"
#include "tests/unit/unit_main.h"

#define ARENA_BYTES 1048576u
#define LINES 3u

/* ---- the list ----------------------------------------------------------------------------------
 */
static const struct {
  const char *list;
  enum error error;
  size_t count;     /* of a good one */
  const char *item; /* of a bad one */
} lists[] = {
    {"", ERROR_OK, 0, NULL},
    {"  ", ERROR_OK, 0, NULL},
    {"127.0.0.1", ERROR_OK, 1, NULL},
    {" 127.0.0.1 , ::1,10.0.0.0/8 ,2001:db8::/32", ERROR_OK, 4, NULL},
    {"127.0.0.1,", ERROR_SYNTAX, 0, ""},
    {",127.0.0.1", ERROR_SYNTAX, 0, ""},
    {"127.0.0.1 ::1", ERROR_SYNTAX, 0, "127.0.0.1 ::1"},
    {"127.0.0.1, proxy.local", ERROR_SYNTAX, 0, "proxy.local"},
    {"10.0.0.0/8,0.0.0.0/0", ERROR_SYNTAX, 0, "0.0.0.0/0"},
    {"*", ERROR_SYNTAX, 0, "*"},
    {"::1, 10.0.0.5/24", ERROR_NOT_PROCESSABLE, 0, "10.0.0.5/24"},
};

START_TEST(lists_are_read) {
  struct trusted_proxies proxies = {.count = 99};
  struct trusted_proxies_mistake mistake;
  enum error error = trusted_proxies_read(view_of(lists[_i].list), &proxies, &mistake);
  ck_assert_msg(error == lists[_i].error, "%s", lists[_i].list);
  if (error == ERROR_OK) {
    ck_assert_uint_eq(proxies.count, lists[_i].count);
  } else {
    ck_assert_msg(view_is(mistake.item, lists[_i].item), "%.*s", VIEW_ARGUMENTS(mistake.item));
    ck_assert_uint_eq(proxies.count, 99);
  }
}
END_TEST

START_TEST(a_list_has_an_end) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct buffer buffer = buffer_make(arena, ARENA_BYTES / 2);
  struct trusted_proxies proxies;
  struct trusted_proxies_mistake mistake;
  for (unsigned i = 0; i < LIMIT_TRUSTED_PROXIES; i++) {
    buffer_append_format(&buffer, "%s10.0.0.%u", i > 0 ? "," : "", i);
  }
  ck_assert_int_eq(trusted_proxies_read(buffer_view(&buffer), &proxies, &mistake), ERROR_OK);
  ck_assert_uint_eq(proxies.count, LIMIT_TRUSTED_PROXIES);
  buffer_append_format(&buffer, ",10.0.1.1");
  ck_assert_int_eq(trusted_proxies_read(buffer_view(&buffer), &proxies, &mistake), ERROR_TOO_LARGE);
  ck_assert(view_is(mistake.item, "10.0.1.1"));
  arena_free(arena);
}
END_TEST

/* ---- who is behind them ------------------------------------------------------------------------
 */
#define TRUSTED "127.0.0.1,10.0.0.0/8,2001:db8:a::/48"
static const struct {
  const char *peer;
  const char *lines[LINES]; /* of X-Forwarded-For */
  const char *client;
} walks[] = {
    /* nothing said, or said by who is not trusted */
    {"127.0.0.1", {NULL}, "127.0.0.1"},
    {"203.0.113.9", {"192.0.2.7"}, "203.0.113.9"},
    {"203.0.113.9", {"192.0.2.7, 10.0.0.1"}, "203.0.113.9"},
    /* one proxy, several, several lines */
    {"127.0.0.1", {"192.0.2.7"}, "192.0.2.7"},
    {"::ffff:127.0.0.1", {"192.0.2.7"}, "192.0.2.7"},
    {"10.0.0.1", {"192.0.2.7, 10.2.3.4,10.0.0.2"}, "192.0.2.7"},
    {"127.0.0.1", {"192.0.2.7", "10.0.0.2", "10.0.0.3"}, "192.0.2.7"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1", "10.0.0.2"}, "192.0.2.7"},
    {"2001:db8:a::1", {"2001:DB8:B:0::7, 2001:db8:a::2"}, "2001:db8:b::7"},
    {"127.0.0.1", {"::ffff:192.0.2.7"}, "192.0.2.7"},
    /* what the client wrote himself stands left of the truth */
    {"127.0.0.1", {"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
    {"127.0.0.1", {"198.51.100.1", "192.0.2.7"}, "192.0.2.7"},
    {"127.0.0.1", {"10.0.0.9, 192.0.2.7"}, "192.0.2.7"},
    {"127.0.0.1", {"198.51.100.1, 192.0.2.7, 10.0.0.1"}, "192.0.2.7"},
    {"127.0.0.1", {"198.51.100.1", "192.0.2.7, 10.0.0.1"}, "192.0.2.7"},
    {"127.0.0.1", {"garbage, 192.0.2.7"}, "192.0.2.7"},
    /* all trusted: the left-most */
    {"127.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
    {"127.0.0.1", {"10.0.0.3", "10.0.0.2"}, "10.0.0.3"},
    /* ports */
    {"127.0.0.1", {"192.0.2.7:4711"}, "192.0.2.7"},
    {"127.0.0.1", {"[2001:db8::7]:4711"}, "2001:db8::7"},
    {"127.0.0.1", {"[2001:db8::7]"}, "2001:db8::7"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1:80"}, "192.0.2.7"},
    {"127.0.0.1", {"192.0.2.7, [2001:db8:a::1]:65535"}, "192.0.2.7"},
    /* garbage: the last good one, never what stands left of it */
    {"127.0.0.1", {""}, "127.0.0.1"},
    {"127.0.0.1", {"unknown"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, unknown"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, unknown, 10.0.0.1"}, "10.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, , 10.0.0.1"}, "10.0.0.1"},
    {"127.0.0.1", {"192.0.2.7,"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7", ""}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7", "_hidden, 10.0.0.1"}, "10.0.0.1"},
    {"127.0.0.1", {"192.0.2.7 10.0.0.1"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1/8"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, \"10.0.0.1\""}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1:65536"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1:x"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, 10.0.0.1:"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, [10.0.0.1]:80"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, [2001:db8:a::1"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, [2001:db8:a::1]80"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, []"}, "127.0.0.1"},
    {"127.0.0.1", {"192.0.2.7, fe80::1%eth0"}, "127.0.0.1"},
    {"127.0.0.1", {"for=192.0.2.7"}, "127.0.0.1"},
};

START_TEST(the_client_is_the_first_who_is_not_trusted) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct name_value headers[LINES * 2];
  struct request request = {.headers = headers};
  struct trusted_proxies proxies;
  struct trusted_proxies_mistake mistake;
  struct ip_address peer;
  for (size_t i = 0; i < LINES && walks[_i].lines[i] != NULL; i++) {
    headers[request.header_count++] =
        (struct name_value){view_of("x-forwarded-for"), view_of(walks[_i].lines[i])};
    headers[request.header_count++] =
        (struct name_value){view_of("x-real-ip"), view_of("198.51.100.200")};
  }
  ck_assert_int_eq(trusted_proxies_read(view_of(TRUSTED), &proxies, &mistake), ERROR_OK);
  ck_assert(ip_address_read(view_of(walks[_i].peer), &peer));
  struct ip_address client = trusted_proxies_client(&proxies, &peer, &request);
  struct view text = ip_address_text(arena, &client);
  ck_assert_msg(view_is(text, walks[_i].client), "%s | %s: %.*s", walks[_i].lines[0],
                walks[_i].lines[1], VIEW_ARGUMENTS(text));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("trusted_proxies");
  TCase *cases = tcase_create("lists");
  tcase_add_loop_test(cases, lists_are_read, 0, sizeof lists / sizeof lists[0]);
  tcase_add_test(cases, a_list_has_an_end);
  suite_add_tcase(suite, cases);
  TCase *clients = tcase_create("clients");
  tcase_add_loop_test(clients, the_client_is_the_first_who_is_not_trusted, 0,
                      sizeof walks / sizeof walks[0]);
  suite_add_tcase(suite, clients);
  return suite;
}
