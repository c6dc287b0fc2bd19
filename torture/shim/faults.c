/* Makes the disk fail and the clock jump for one process that is started with this library in
 * LD_PRELOAD. What happens is told by six numbers in a file, NATTER_FAULTS, which both sides map
 * or write while the process runs. Only files of the database are touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile int64_t write_errno; /* each write fails so; 0 for none */
    volatile int64_t sync_errno;  /* each fsync */
    volatile int64_t open_errno;  /* each opening for writing */
    volatile int64_t room;        /* bytes until the disk is full; below 0 for enough */
    volatile int64_t clock;       /* seconds that are added to the wall clock */
    volatile int64_t hits;        /* how often something failed */
};

static struct control *control;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("NATTER_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        fprintf(stderr, "NATTER_FAULTS names no file\n");
        abort();
    }
    void *map = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED) abort();
    control = map;
}

static int is_database(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "/natter.db") != NULL;
}

static int fail(int64_t with) {
    __atomic_add_fetch(&control->hits, 1, __ATOMIC_RELAXED);
    errno = (int)with;
    return -1;
}

/* How many of the bytes may be written; -1 for none, with errno. A disk that is nearly full takes
 * what fits. */
static ssize_t allowed(int fd, size_t count) {
    if (!control || (!control->write_errno && control->room < 0)) return (ssize_t)count;
    int kept = errno;
    if (!is_database(fd)) {
        errno = kept;
        return (ssize_t)count;
    }
    errno = kept;
    if (control->write_errno) return fail(control->write_errno);
    int64_t room = control->room;
    if (room == 0) return fail(ENOSPC);
    if (room > 0 && room < (int64_t)count) count = (size_t)room;
    if (room > 0) control->room = room - (int64_t)count;
    return (ssize_t)count;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    ssize_t some = allowed(fd, count);
    return some < 0 ? -1 : real(fd, bytes, (size_t)some);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    ssize_t some = allowed(fd, count);
    return some < 0 ? -1 : real(fd, bytes, (size_t)some, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    ssize_t some = allowed(fd, count);
    return some < 0 ? -1 : real(fd, bytes, (size_t)some, at);
}

int fsync(int fd) {
    REAL(fsync);
    if (control && control->sync_errno && is_database(fd)) return fail(control->sync_errno);
    return real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    if (control && control->sync_errno && is_database(fd)) return fail(control->sync_errno);
    return real(fd);
}

static int may_not_open(const char *path, int flags) {
    return control && control->open_errno && (flags & O_ACCMODE) != O_RDONLY
        && strstr(path, "/natter.db") != NULL;
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (may_not_open(path, flags)) return fail(control->open_errno);
    return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (may_not_open(path, flags)) return fail(control->open_errno);
    return real(path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int result = real(clock, time);
    if (control && result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += (time_t)control->clock;
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    REAL(gettimeofday);
    int result = real(time, zone);
    if (control && result == 0) time->tv_sec += (time_t)control->clock;
    return result;
}

time_t time(time_t *into) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}
