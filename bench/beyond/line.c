/*
 * A line between two network namespaces: what goes into one TUN device comes out of the other one, after a delay and no
 * faster than the line allows. It is what netem does, for kernels without it. Usage: line DELAY_MS MBIT DEVICE DEVICE; it
 * says `ready` when both devices are there, which can then be moved into namespaces, and ends when standard input does.
 */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Packets that wait in one direction, as netem has it; more are dropped. */
#define LIMIT 1000
#define LARGEST 2048

struct packet {
  uint64_t due;
  int length;
  char bytes[LARGEST];
};

struct way {
  struct packet queue[LIMIT];
  int first, count;
  uint64_t free_at;
};

static struct way ways[2];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int device(const char *name) {
  struct ifreq request = {0};
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) {
    perror(name);
    exit(1);
  }
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const uint64_t delay = (uint64_t)(atof(argv[1]) * 1e6);
  const double ns_per_byte = 8e3 / atof(argv[2]);
  struct pollfd fds[3] = {{device(argv[3]), POLLIN, 0}, {device(argv[4]), POLLIN, 0}, {0, POLLIN, 0}};
  puts("ready");
  fflush(stdout);
  for (;;) {
    uint64_t time = now(), next = UINT64_MAX;
    for (int from = 0; from < 2; from++) {
      struct way *way = &ways[from];
      while (way->count > 0 && way->queue[way->first].due <= time) {
        struct packet *packet = &way->queue[way->first];
        if (write(fds[1 - from].fd, packet->bytes, packet->length) < 0) {
        }
        way->first = (way->first + 1) % LIMIT;
        way->count--;
      }
      if (way->count > 0 && way->queue[way->first].due < next) next = way->queue[way->first].due;
    }
    time = now();
    struct timespec wait = {1, 0};
    if (next != UINT64_MAX) {
      uint64_t left = next > time ? next - time : 0;
      wait = (struct timespec){(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
    }
    if (ppoll(fds, 3, &wait, NULL) < 0) return 1;
    if (fds[2].revents != 0) {
      char byte;
      if (read(0, &byte, 1) <= 0) return 0;
    }
    for (int from = 0; from < 2; from++) {
      struct way *way = &ways[from];
      static char scratch[LARGEST];
      for (;;) {
        const int full = way->count == LIMIT;
        struct packet *packet = &way->queue[(way->first + way->count) % LIMIT];
        int length = read(fds[from].fd, full ? scratch : packet->bytes, LARGEST);
        if (length <= 0) break;
        if (full) continue;
        time = now();
        if (way->free_at < time) way->free_at = time;
        way->free_at += (uint64_t)(length * ns_per_byte);
        packet->length = length;
        packet->due = way->free_at + delay;
        way->count++;
      }
    }
  }
}
