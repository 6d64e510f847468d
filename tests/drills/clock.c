/* A clock that is wrong by as many seconds as a file says, for programs that this is preloaded into. The monotonic clock,
   sleeps and timeouts are left alone, as they are where a real machine's clock is set. The file's first eight bytes
   are the offset; it is mapped, so that all processes jump at once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile long *offset;

__attribute__((constructor)) static void find(void)
{
	const char *path = getenv("DRILL_CLOCK");
	int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (file < 0)
		return;
	void *page = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
	if (page != MAP_FAILED)
		offset = page;
	close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int result = (int)syscall(SYS_clock_gettime, clock, now);
	if (result == 0 && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		now->tv_sec += *offset;
	return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec exact;
	(void)zone;
	int result = clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return result;
}

time_t time(time_t *where)
{
	struct timespec exact;
	clock_gettime(CLOCK_REALTIME, &exact);
	if (where)
		*where = exact.tv_sec;
	return exact.tv_sec;
}
