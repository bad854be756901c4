/* Numbers the calls by which files under POINTS_ROOT are written, and disturbs one.
 *
 * Loaded before libc. POINTS_LOG: a file that gets a line "call<TAB>path" for each.
 * POINTS_AT: "call<TAB>path<TAB>number", the one that is disturbed, counted from 1;
 * POINTS_WITH: the errno that it fails with, or KILL. A rename is known by the name that
 * it takes away, a link by the name that it makes, a write by the file it goes to.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define ROOM (2 * PATH_MAX + 2)

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static long met;

static void path_of_fd(int fd, char *out)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, out, PATH_MAX - 1);
    out[size < 0 ? 0 : size] = 0;
}

static void path_at(int folder, const char *name, char *out)
{
    char base[PATH_MAX];
    if (name[0] == '/') {
        snprintf(out, ROOM, "%s", name);
        return;
    }
    if (folder != AT_FDCWD)
        path_of_fd(folder, base);
    else if (getcwd(base, sizeof base) == NULL)
        base[0] = 0;
    snprintf(out, ROOM, "%s/%s", base, name);
}

/* Whether the call is to fail; errno says how. */
static int disturbed(const char *call, const char *path)
{
    const char *root = getenv("POINTS_ROOT"), *log = getenv("POINTS_LOG");
    const char *at = getenv("POINTS_AT"), *with = getenv("POINTS_WITH");
    char line[ROOM + 64];
    if (root == NULL || strncmp(path, root, strlen(root)) != 0)
        return 0;
    int size = snprintf(line, sizeof line, "%s\t%s\n", call, path);
    if (log != NULL) {
        /* By system calls: those of libc are the ones that are numbered here. */
        pthread_mutex_lock(&one_at_a_time);
        int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (fd >= 0) {
            syscall(SYS_write, fd, line, (size_t)size);
            syscall(SYS_close, fd);
        }
        pthread_mutex_unlock(&one_at_a_time);
    }
    if (at == NULL || with == NULL)
        return 0;
    line[size - 1] = '\t';
    if (strncmp(at, line, (size_t)size) != 0)
        return 0;
    pthread_mutex_lock(&one_at_a_time);
    int is_it = ++met == strtol(at + size, NULL, 10);
    pthread_mutex_unlock(&one_at_a_time);
    if (!is_it)
        return 0;
    if (strcmp(with, "KILL") == 0)
        syscall(SYS_kill, getpid(), SIGKILL);
    errno = (int)strtol(with, NULL, 10);
    return 1;
}

static int disturbed_at(const char *call, int folder, const char *name)
{
    char path[ROOM];
    path_at(folder, name, path);
    return disturbed(call, path);
}

static int disturbed_fd(const char *call, int fd)
{
    char path[PATH_MAX];
    path_of_fd(fd, path);
    return disturbed(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int rename(const char *from, const char *to)
{
    return disturbed_at("rename", AT_FDCWD, from) ? -1 : REAL(rename)(from, to);
}

int renameat(int a, const char *from, int b, const char *to)
{
    return disturbed_at("renameat", a, from) ? -1 : REAL(renameat)(a, from, b, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned int flags)
{
    if (disturbed_at("renameat2", a, from))
        return -1;
    return REAL(renameat2)(a, from, b, to, flags);
}

int link(const char *from, const char *to)
{
    return disturbed_at("link", AT_FDCWD, to) ? -1 : REAL(link)(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    return disturbed_at("linkat", b, to) ? -1 : REAL(linkat)(a, from, b, to, flags);
}

int symlink(const char *target, const char *name)
{
    return disturbed_at("symlink", AT_FDCWD, name) ? -1 : REAL(symlink)(target, name);
}

int symlinkat(const char *target, int folder, const char *name)
{
    if (disturbed_at("symlinkat", folder, name))
        return -1;
    return REAL(symlinkat)(target, folder, name);
}

int unlink(const char *name)
{
    return disturbed_at("unlink", AT_FDCWD, name) ? -1 : REAL(unlink)(name);
}

int unlinkat(int folder, const char *name, int flags)
{
    return disturbed_at("unlinkat", folder, name) ? -1 : REAL(unlinkat)(folder, name, flags);
}

int rmdir(const char *name)
{
    return disturbed_at("rmdir", AT_FDCWD, name) ? -1 : REAL(rmdir)(name);
}

int fsync(int fd)
{
    return disturbed_fd("fsync", fd) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return disturbed_fd("fdatasync", fd) ? -1 : REAL(fdatasync)(fd);
}

int syncfs(int fd)
{
    return disturbed_fd("syncfs", fd) ? -1 : REAL(syncfs)(fd);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return disturbed_fd("write", fd) ? -1 : REAL(write)(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return disturbed_fd("writev", fd) ? -1 : REAL(writev)(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return disturbed_fd("pwrite64", fd) ? -1 : REAL(pwrite64)(fd, bytes, size, at);
}
