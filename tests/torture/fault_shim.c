/* Preloaded into the server: the n-th matching write, sync, rename, send, ... fails in the way that
 * the driver chose, or ends the process; the wall clock stands where the driver wants it. Works
 * with plain system calls, so that nothing in between hides what happens. */
#include "tests/torture/fault_control.h"
#include "tests/torture/fault_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

static struct fault_control *control;

__attribute__((constructor)) static void map_control(void) {
  const char *path = getenv(FAULT_CONTROL_VARIABLE);
  long file = path != NULL ? syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) {
    return;
  }
  void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, (int)file, 0);
  control = mapped != MAP_FAILED ? mapped : NULL;
  close((int)file);
}

static bool lies_in(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         (path[length] == '/' || path[length] == '\0');
}

static uint32_t place_of_path(const char *path) {
  if (lies_in(path, control->data_dir)) {
    return FAULT_PLACE_DATA;
  }
  if (lies_in(path, control->request_dir)) {
    return FAULT_PLACE_REQUEST;
  }
  return lies_in(path, control->result_dir) ? FAULT_PLACE_RESULT : 0;
}

static char *append(char *to, const char *text) {
  size_t length = strlen(text);
  memcpy(to, text, length + 1);
  return to + length;
}

static uint32_t place_of_file(int file) {
  if (file == STDERR_FILENO) {
    return FAULT_PLACE_LOG;
  }
  char link[40];
  char digits[12] = "";
  char path[FAULT_PATH * 2];
  size_t at = sizeof digits - 1;
  for (unsigned rest = (unsigned)file; at > 0; rest /= 10) {
    digits[--at] = (char)('0' + rest % 10);
    if (rest < 10) {
      break;
    }
  }
  append(append(link, "/proc/self/fd/"), digits + at);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length <= 0) {
    return 0;
  }
  path[length] = '\0';
  return place_of_path(path);
}

static uint32_t place_of_socket(int descriptor) {
  struct sockaddr_in address = {0};
  socklen_t size = sizeof address;
  if (getpeername(descriptor, (struct sockaddr *)&address, &size) == 0) {
    int port = ntohs(address.sin_port);
    if (port == control->service_port) {
      return FAULT_PLACE_SERVICE;
    }
    if (port == control->orca_port) {
      return FAULT_PLACE_ORCA;
    }
  }
  size = sizeof address;
  return getsockname(descriptor, (struct sockaddr *)&address, &size) == 0 &&
                 ntohs(address.sin_port) == control->listen_port
             ? FAULT_PLACE_CLIENT
             : 0;
}

/* True when this call is the one. */
static bool is_due(uint32_t place, enum fault_call call) {
  if ((control->places & place) == 0 || (control->calls & call) == 0) {
    return false;
  }
  uint64_t count = atomic_fetch_add(&control->count, 1) + 1;
  if (count != control->at && !(control->sticky && count > control->at)) {
    return false;
  }
  atomic_fetch_add(&control->fired, 1);
  return true;
}

static bool watches(enum fault_call call) {
  return control != NULL && atomic_load(&control->armed) && (control->calls & call) != 0;
}

static bool is_due_at_file(int file, enum fault_call call) {
  return watches(call) && is_due(place_of_file(file), call);
}

static bool is_due_at_path(const char *path, enum fault_call call) {
  return watches(call) && is_due(place_of_path(path), call);
}

static bool is_due_at_socket(int descriptor) {
  return watches(FAULT_CALL_SEND) && is_due(place_of_socket(descriptor), FAULT_CALL_SEND);
}

static void die(void) {
  for (;;) {
    (void)kill(getpid(), SIGKILL);
  }
}

/* A write to the data folder, remembered as long as it is not synced. */
static void remember(int file, off_t offset, size_t length) {
  if (control != NULL && control->journals && place_of_file(file) == FAULT_PLACE_DATA) {
    fault_journal_add(file, offset, length);
  }
}

static long forget(int file, long result) {
  if (result == 0 && control != NULL && control->journals) {
    fault_journal_synced(file);
  }
  return result;
}

static long fail(void) {
  errno = control->error;
  return -1;
}

/* A system call with the fault that is due at it. position is that of the number of bytes among the
 * arguments, -1 when the call has none. */
static long run_faulty(long number, const long arguments[4], int position) {
  long given[4] = {arguments[0], arguments[1], arguments[2], arguments[3]};
  enum fault_action action = control->action;
  if (action == FAULT_POWER_CUT) {
    fault_journal_undo(control->at);
    die();
  }
  if (action == FAULT_KILL_BEFORE) {
    die();
  }
  if (action == FAULT_FAIL) {
    return fail();
  }
  if ((action == FAULT_KILL_AMID || action == FAULT_SHORT) && position >= 0 &&
      given[position] > 1) {
    given[position] /= 2;
  }
  long result = syscall(number, given[0], given[1], given[2], given[3]);
  if (action == FAULT_KILL_AMID || action == FAULT_KILL_AFTER) {
    die();
  }
  return action == FAULT_FAIL_DONE ? fail() : result;
}

#define ARGUMENTS(a, b, c, d) ((const long[4]){(long)(a), (long)(b), (long)(c), (long)(d)})

EXPORTED ssize_t write(int file, const void *bytes, size_t length) {
  if (is_due_at_file(file, FAULT_CALL_WRITE)) {
    return run_faulty(SYS_write, ARGUMENTS(file, bytes, length, 0), 2);
  }
  return syscall(SYS_write, file, bytes, length);
}

EXPORTED ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  if (is_due_at_file(file, FAULT_CALL_WRITE)) {
    return run_faulty(SYS_pwrite64, ARGUMENTS(file, bytes, length, offset), 2);
  }
  remember(file, offset, length);
  return syscall(SYS_pwrite64, file, bytes, length, offset);
}

EXPORTED ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
  return pwrite(file, bytes, length, offset);
}

EXPORTED int fsync(int file) {
  if (is_due_at_file(file, FAULT_CALL_SYNC)) {
    return (int)run_faulty(SYS_fsync, ARGUMENTS(file, 0, 0, 0), -1);
  }
  return (int)forget(file, syscall(SYS_fsync, file));
}

EXPORTED int fdatasync(int file) {
  if (is_due_at_file(file, FAULT_CALL_SYNC)) {
    return (int)run_faulty(SYS_fdatasync, ARGUMENTS(file, 0, 0, 0), -1);
  }
  return (int)forget(file, syscall(SYS_fdatasync, file));
}

EXPORTED int ftruncate(int file, off_t length) {
  if (is_due_at_file(file, FAULT_CALL_TRUNCATE)) {
    return (int)run_faulty(SYS_ftruncate, ARGUMENTS(file, length, 0, 0), -1);
  }
  return (int)syscall(SYS_ftruncate, file, length);
}

EXPORTED int ftruncate64(int file, off_t length) {
  return ftruncate(file, length);
}

EXPORTED int rename(const char *from, const char *to) {
  if (is_due_at_path(to, FAULT_CALL_RENAME)) {
    return (int)run_faulty(SYS_renameat, ARGUMENTS(AT_FDCWD, from, AT_FDCWD, to), -1);
  }
  return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

EXPORTED int unlink(const char *path) {
  if (is_due_at_path(path, FAULT_CALL_UNLINK)) {
    return (int)run_faulty(SYS_unlinkat, ARGUMENTS(AT_FDCWD, path, 0, 0), -1);
  }
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static int open_file(const char *path, int flags, mode_t mode) {
  bool writes = (flags & O_ACCMODE) != O_RDONLY;
  enum fault_call call = (flags & O_CREAT) != 0 ? FAULT_CALL_CREATE : FAULT_CALL_OPEN;
  if ((writes || call == FAULT_CALL_CREATE) && is_due_at_path(path, call)) {
    return (int)run_faulty(SYS_openat, ARGUMENTS(AT_FDCWD, path, flags, mode), -1);
  }
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static mode_t mode_argument(int flags, va_list *arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(*arguments, mode_t) : 0;
}

EXPORTED int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_argument(flags, &arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

EXPORTED int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_argument(flags, &arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

/* ---- sockets ------------------------------------------------------------------------------------
 */

static ssize_t send_plain(int descriptor, const struct msghdr *message, int flags) {
  return syscall(SYS_sendmsg, descriptor, message, flags);
}

static void cut(int descriptor) {
  (void)shutdown(descriptor, SHUT_RDWR);
}

/* Half of the first piece is a part of every message that is not empty. */
static ssize_t send_half(int descriptor, const struct msghdr *message, int flags) {
  struct iovec piece = message->msg_iovlen > 0 ? message->msg_iov[0] : (struct iovec){0};
  piece.iov_len = piece.iov_len > 1 ? piece.iov_len / 2 : piece.iov_len;
  struct msghdr half = *message;
  half.msg_iov = &piece;
  half.msg_iovlen = 1;
  return send_plain(descriptor, &half, flags);
}

EXPORTED int accept4(int listener, __SOCKADDR_ARG address, socklen_t *size, int flags) {
  int accepted = (int)syscall(SYS_accept4, listener, address.__sockaddr__, size, flags);
  if (accepted >= 0 && control != NULL && control->client_buffer > 0) {
    (void)setsockopt(accepted, SOL_SOCKET, SO_SNDBUF, &control->client_buffer,
                     sizeof control->client_buffer);
  }
  return accepted;
}

/* A kernel that took less than all, or nothing for now, says when there is room again; who waits
 * for edges (epoll) would wait for ever after a call that only pretends. Where there is no room
 * now, asking for it (poll) makes the kernel say so later; where there is, setting the size of the
 * buffer to what it is makes it say so at once. */
static void promise_room(int descriptor) {
  struct pollfd room = {.fd = descriptor, .events = POLLOUT};
  int bytes = 0;
  (void)syscall(SYS_poll, &room, 1, 0);
  socklen_t size = sizeof bytes;
  if (getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, &size) == 0) {
    bytes /= 2; /* what is told is twice what was set */
    (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  }
}

static ssize_t send_faulty(int descriptor, const struct msghdr *message, int flags) {
  ssize_t sent;
  switch (control->action) {
  case FAULT_POWER_CUT:
    fault_journal_undo(control->at);
    die();
    break;
  case FAULT_KILL_BEFORE:
    die();
    break;
  case FAULT_KILL_AMID:
    (void)send_half(descriptor, message, flags);
    die();
    break;
  case FAULT_KILL_AFTER:
    (void)send_plain(descriptor, message, flags);
    die();
    break;
  case FAULT_CUT_BEFORE:
    cut(descriptor);
    break;
  case FAULT_CUT:
    sent = send_plain(descriptor, message, flags);
    cut(descriptor);
    return sent;
  case FAULT_SHORT:
    sent = send_half(descriptor, message, flags);
    promise_room(descriptor);
    return sent;
  case FAULT_FAIL_DONE:
    (void)send_plain(descriptor, message, flags);
    return fail();
  case FAULT_FAIL:
    promise_room(descriptor);
    return fail();
  }
  return send_plain(descriptor, message, flags);
}

EXPORTED ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
  return is_due_at_socket(descriptor) ? send_faulty(descriptor, message, flags)
                                      : send_plain(descriptor, message, flags);
}

EXPORTED ssize_t send(int descriptor, const void *bytes, size_t length, int flags) {
  if (!is_due_at_socket(descriptor)) {
    return syscall(SYS_sendto, descriptor, bytes, length, flags, NULL, 0);
  }
  struct iovec piece = {.iov_len = length};
  memcpy(&piece.iov_base, &bytes, sizeof bytes);
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  return send_faulty(descriptor, &message, flags);
}

/* No file is sent as it is: a call would not be counted, so it may not happen. */
EXPORTED ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  if (watches(FAULT_CALL_SEND)) {
    abort();
  }
  return syscall(SYS_sendfile, to, from, offset, count);
}

EXPORTED ssize_t sendfile64(int to, int from, off_t *offset, size_t count) {
  return sendfile(to, from, offset, count);
}

/* On sockets only: the server writes its files with write and pwrite. */
EXPORTED ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
  if (!is_due_at_socket(descriptor)) {
    return syscall(SYS_writev, descriptor, pieces, count);
  }
  struct msghdr message = {.msg_iovlen = (size_t)count};
  memcpy(&message.msg_iov, &pieces, sizeof pieces);
  return send_faulty(descriptor, &message, 0);
}

/* ---- clock --------------------------------------------------------------------------------------
 */

EXPORTED int clock_gettime(clockid_t clock, struct timespec *ret_time) {
  long result = syscall(SYS_clock_gettime, clock, ret_time);
  if (result == 0 && control != NULL && clock == CLOCK_REALTIME) {
    int64_t offset_ms = atomic_load(&control->clock_offset_ms);
    ret_time->tv_sec += offset_ms / 1000; /* whole seconds: the driver jumps by hours */
  }
  return (int)result;
}
