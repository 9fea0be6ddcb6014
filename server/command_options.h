/* Options that several commands have: rows of their tables, so that they are called and explained
 * the same everywhere. at: where the member lies in the command's own options. */
#ifndef SERVER_COMMAND_OPTIONS_H
#define SERVER_COMMAND_OPTIONS_H

#include "server/base/options.h"

/* const char * */
#define COMMAND_OPTION_DEFINITIONS(at)                                                             \
  {                                                                                                \
    .name = "definitions", .value = "FILE", .kind = OPTIONS_TEXT, .offset = (at),                  \
    .english = "definitions pack (default: beside the program)",                                   \
    .japanese = "定義パック（既定はプログラムと同じ場所）"                     \
  }

/* struct options_list */
#define COMMAND_OPTION_PACKAGES(at)                                                                      \
  {                                                                                                      \
    .name = "packages", .value = "PATH", .kind = OPTIONS_LIST, .offset = (at),                           \
    .english = "FHIR package (.tgz or folder) to add; repeatable",                                       \
    .japanese = "追加する FHIR パッケージ（.tgz またはフォルダー）。複数指定可" \
  }

/* enum language */
#define COMMAND_OPTION_LANGUAGE(at)                                                                             \
  {                                                                                                             \
    .name = "lang", .value = "en|ja", .kind = OPTIONS_LANGUAGE, .offset = (at),                                 \
    .english = "language of messages (default en)", .japanese = "メッセージの言語（既定は英語）" \
  }

/* const char * */
#define COMMAND_OPTION_CONFIG(at)                                                                         \
  {                                                                                                       \
    .name = "config", .value = "FILE", .kind = OPTIONS_TEXT, .offset = (at),                              \
    .english = "the server's settings as JSON", .japanese = "サーバーの設定ファイル（JSON）" \
  }

/* struct options_list */
#define COMMAND_OPTION_SET(at)                                                                     \
  {                                                                                                \
    .name = "set", .value = "KEY=VALUE", .kind = OPTIONS_LIST, .offset = (at),                     \
    .english = "one setting; repeatable", .japanese = "個別の設定（複数指定可）"       \
  }

/* const char * */
#define COMMAND_OPTION_DATA_DIR(at)                                                                \
  {                                                                                                \
    .name = "data-dir", .value = "DIR", .kind = OPTIONS_TEXT, .offset = (at),                      \
    .english = "data folder (default: of the settings)",                                           \
    .japanese = "データフォルダー（既定は設定による）"                           \
  }

#endif
