/* fhir-facade: finds the subcommand and runs it. */
#include "server/commands.h"
#include "server/startup.h"

#include <stdio.h>
#include <string.h>

struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *english;
  const char *japanese;
};

static const struct command commands[] = {
    {"serve", command_serve, "serve FHIR R4 over HTTP", "FHIR R4 サーバーを起動する"},
    {"validate", command_validate, "validate resources in files", "ファイルのリソースを検証する"},
    {"fhirpath", command_fhirpath, "evaluate a FHIRPath expression", "FHIRPath 式を評価する"},
    {"compile", command_compile, "compile FHIR packages into definitions",
     "FHIR パッケージを定義にコンパイルする"},
    {"import", command_import, "load the national masters", "標準マスターを読み込む"},
    {"masters", command_masters, "list or apply masters that the national service gave",
     "共有サービスから取得したマスターを表示・適用する"},
    {"candidates", command_candidates, "look for standard codes by a name",
     "名称から標準コードの候補を探す"},
    {"mapping", command_mapping, "import or export the code-mapping table",
     "院内コード対応表を入出力する"},
    {"outbox", command_outbox, "look at the relay jobs", "送信ジョブを確認する"},
    {"audit", command_audit, "verify or export the audit trail", "監査記録を検証・出力する"},
    {"backup", command_backup, "copy the database into a file", "データベースを複写する"},
    {"restore", command_restore, "put a backup in its place", "バックアップを復元する"},
    {"copy", command_copy, "move the store from SQLite to PostgreSQL",
     "保存データを SQLite から PostgreSQL に移す"},
    {"key", command_key, "make an API key for a client", "クライアントの API キーを作る"},
    {"version", command_version, "print version and packages", "バージョンとパッケージを表示する"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *file) {
  fprintf(file, "usage: fhir-facade COMMAND [OPTION]...   (COMMAND --help)\n\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    fprintf(file, "  %-10s %s\n  %-10s %s\n", commands[i].name, commands[i].english, "",
            commands[i].japanese);
  }
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  if (strcmp(name, "--version") == 0) {
    name = "version";
  }
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(name, commands[i].name) == 0) {
      return commands[i].run(argc - 1, argv + 1);
    }
  }
  bool help = strcmp(name, "--help") == 0 || strcmp(name, "help") == 0;
  print_help(help ? stdout : stderr);
  return help ? 0 : STARTUP_FAILED;
}
