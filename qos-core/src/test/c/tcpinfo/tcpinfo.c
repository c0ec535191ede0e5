/* How long getsockopt(TCP_INFO) takes in C, over many sockets: what the sampler's cost is compared with.
 * usage: tcpinfo SOCKETS ROUNDS, with both ends of each connection counted; prints the nanoseconds of one call, the median of the rounds. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { INFO_BYTES = 248 };

static void die(const char *what) {
    perror(what);
    exit(1);
}

static double now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int listen_anywhere(struct sockaddr_in *address) {
    socklen_t length = sizeof *address;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server, (struct sockaddr *)address, length) || listen(server, 128)
            || getsockname(server, (struct sockaddr *)address, &length)) {
        die("listen");
    }
    return server;
}

static void connect_all(int *sockets, int count) {
    struct sockaddr_in address = {0};
    int server = listen_anywhere(&address);
    for (int i = 0; i + 1 < count; i += 2) {
        sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(sockets[i], (struct sockaddr *)&address, sizeof address)
                || (sockets[i + 1] = accept(server, NULL, NULL)) < 0) {
            die("connect");
        }
    }
}

static double round_ns(const int *sockets, int count) {
    char info[INFO_BYTES];
    double began = now_ns();
    for (int i = 0; i < count; i++) {
        socklen_t length = sizeof info;
        if (getsockopt(sockets[i], IPPROTO_TCP, TCP_INFO, info, &length)) {
            die("getsockopt");
        }
    }
    return (now_ns() - began) / count;
}

static int ascending(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

int main(int arguments, char **argument) {
    int count = arguments > 1 ? atoi(argument[1]) : 0;
    int rounds = arguments > 2 ? atoi(argument[2]) : 0;
    if (count < 2 || count % 2 || rounds < 1) {
        fprintf(stderr, "usage: tcpinfo SOCKETS ROUNDS\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int *sockets = calloc(count, sizeof *sockets);
    double *times = calloc(rounds, sizeof *times);
    connect_all(sockets, count);
    for (int i = 0; i < rounds; i++) {
        times[i] = round_ns(sockets, count);
    }
    qsort(times, rounds, sizeof *times, ascending);
    printf("%.0f\n", times[rounds / 2]);
    return 0;
}
