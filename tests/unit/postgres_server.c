#include "tests/unit/postgres_server.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 256
#define START_SECONDS 60
#define STOP_SECONDS 20

static struct server {
  pid_t owner; /* 0: not started */
  pid_t process;
  const struct passwd *user; /* NULL: as we are */
  char directory[64];
  unsigned schemas;
} server;

/* ---- programs -----------------------------------------------------------------------------------
 */
/* The newest one that Debian, Fedora or a home build put there. */
static bool find_programs(char *ret_folder) {
  static const char *const patterns[] = {"/usr/lib/postgresql/*/bin/postgres",
                                         "/usr/pgsql-*/bin/postgres",
                                         "/usr/local/pgsql/bin/postgres", "/usr/bin/postgres"};
  bool found = false;
  for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && !found; i++) {
    glob_t paths;
    if (glob(patterns[i], 0, NULL, &paths) == 0) {
      snprintf(ret_folder, PATH_BYTES, "%s", paths.gl_pathv[paths.gl_pathc - 1]);
      *strrchr(ret_folder, '/') = '\0';
      found = true;
      globfree(&paths);
    }
  }
  return found;
}

static bool become_user(const struct passwd *user) {
  return user == NULL || (initgroups(user->pw_name, user->pw_gid) == 0 &&
                          setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0);
}

/* Starts a program whose arguments end with NULL; its output goes to the log. */
static pid_t spawn(const char *folder, const char *const *arguments) {
  pid_t child = fork();
  if (child != 0) {
    return child;
  }
  char path[2 * PATH_BYTES];
  char *copies[32] = {NULL};
  for (size_t i = 0; arguments[i] != NULL && i + 1 < sizeof copies / sizeof copies[0]; i++) {
    copies[i] = strdup(arguments[i]);
  }
  snprintf(path, sizeof path, "%s/log", server.directory);
  int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (!become_user(server.user) || chdir(server.directory) != 0) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT); /* ends at once with us */
  snprintf(path, sizeof path, "%s/%s", folder, arguments[0]);
  execv(path, copies);
  _exit(127);
}

static bool make_cluster(const char *folder) {
  const char *const arguments[] = {"initdb", "-D", "data", "-U",         "facade",    "-A",
                                   "trust",  "-E", "UTF8", "--locale=C", "--no-sync", NULL};
  int status = -1;
  pid_t child = spawn(folder, arguments);
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* ---- the end ------------------------------------------------------------------------------------
 */
static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status;
  (void)kind;
  (void)at;
  return remove(path);
}

static void pause_briefly(void) {
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

static bool ends_within(pid_t process, int seconds) {
  for (int i = 0; i < seconds * 50; i++) {
    if (waitpid(process, NULL, WNOHANG) == process) {
      return true;
    }
    pause_briefly();
  }
  return false;
}

/* Forked tests run this as well when they exit. */
static void stop(void) {
  if (server.owner != getpid()) {
    return;
  }
  kill(server.process, SIGINT);
  if (!ends_within(server.process, STOP_SECONDS)) {
    kill(server.process, SIGQUIT);
    ends_within(server.process, STOP_SECONDS);
  }
  nftw(server.directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the beginning ------------------------------------------------------------------------------
 */
static bool make_directory(void) {
  snprintf(server.directory, sizeof server.directory, "/tmp/facade-postgres-XXXXXX");
  if (mkdtemp(server.directory) == NULL || chmod(server.directory, 0755) != 0) {
    return false;
  }
  if (geteuid() == 0) {
    server.user = getpwnam("postgres");
    if (server.user == NULL) {
      server.user = getpwnam("nobody");
    }
    return server.user != NULL &&
           chown(server.directory, server.user->pw_uid, server.user->pw_gid) == 0;
  }
  return true;
}

static void url_of(const char *options, char *ret_url, size_t size) {
  snprintf(ret_url, size, "postgresql:///postgres?host=%s&user=facade%s", server.directory,
           options);
}

static bool answers(void) {
  char url[PATH_BYTES];
  url_of("", url, sizeof url);
  for (int i = 0; i < START_SECONDS * 50; i++) {
    if (PQping(url) == PQPING_OK) {
      return true;
    }
    if (waitpid(server.process, NULL, WNOHANG) == server.process) {
      return false;
    }
    pause_briefly();
  }
  return false;
}

static bool start_server(const char *folder, bool durable) {
  const char *const arguments[] = {"postgres",
                                   "-D",
                                   "data",
                                   "-k",
                                   server.directory,
                                   "-c",
                                   "listen_addresses=",
                                   "-c",
                                   "max_connections=100",
                                   "-c",
                                   "shared_buffers=32MB",
                                   "-c",
                                   durable ? "fsync=on" : "fsync=off",
                                   NULL};
  server.process = spawn(folder, arguments);
  if (server.process <= 0) {
    return false;
  }
  server.owner = getpid();
  atexit(stop);
  return answers();
}

bool postgres_server_start(bool durable) {
  char folder[PATH_BYTES];
  if (server.owner != 0) {
    return true;
  }
  if (!find_programs(folder)) {
    fprintf(stderr, "PostgreSQL is not installed\n");
    return false;
  }
  if (make_directory() && make_cluster(folder) && start_server(folder, durable)) {
    return true;
  }
  fprintf(stderr, "PostgreSQL of %s does not start: see %s/log\n", folder, server.directory);
  return false;
}

/* ---- use ----------------------------------------------------------------------------------------
 */
static bool run_at(const char *url, const char *sql) {
  PGconn *connection = PQconnectdb(url);
  PGresult *result = PQexec(connection, sql);
  ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  PQfinish(connection);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

bool postgres_server_run(const char *sql) {
  char url[PATH_BYTES];
  url_of("", url, sizeof url);
  return run_at(url, sql);
}

bool postgres_server_away(bool away) {
  char url[PATH_BYTES];
  snprintf(url, sizeof url, "postgresql:///template1?host=%s&user=facade", server.directory);
  return run_at(url, away ? "ALTER DATABASE postgres ALLOW_CONNECTIONS false"
                          : "ALTER DATABASE postgres ALLOW_CONNECTIONS true") &&
         run_at(url, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                     " WHERE datname = 'postgres'");
}

/* Forked tests count from the same number, but each has its own process number. */
bool postgres_server_schema(char *ret_url, size_t size) {
  char text[PATH_BYTES];
  unsigned number = server.schemas++;
  snprintf(text, sizeof text, "CREATE SCHEMA test_%d_%u", (int)getpid(), number);
  if (!postgres_server_run(text)) {
    return false;
  }
  snprintf(text, sizeof text, "&options=-csearch_path%%3Dtest_%d_%u", (int)getpid(), number);
  url_of(text, ret_url, size);
  return true;
}
