"""peer.py WORK N does N of some work with multiprocessing.Pool, and prints how
many seconds it took: from before the pool is made until it is joined, but for
apply, which is the median of N calls, and fork and spawn, which are the time
until each of N workers has run the first line of a task.
"""

import multiprocessing
import statistics
import sys
import time

WORKERS = 2
FORK = multiprocessing.get_context("fork")
WARM_UP = 1000


def same(value):
    return value


def unordered(n):
    began = time.perf_counter()
    pool = FORK.Pool(WORKERS)
    for _ in pool.imap_unordered(same, range(n), 1):
        pass
    pool.close()
    pool.join()
    return time.perf_counter() - began


def mapped(n):
    began = time.perf_counter()
    pool = FORK.Pool(WORKERS)
    pool.map(same, range(n))
    pool.close()
    pool.join()
    return time.perf_counter() - began


def apply(n):
    took = []
    with FORK.Pool(WORKERS) as pool:
        for i in range(WARM_UP):
            pool.apply(same, (i,))
        for i in range(n):
            began = time.perf_counter()
            pool.apply(same, (i,))
            took.append(time.perf_counter() - began)
    return statistics.median(took)


def keep(writer):
    global said
    said = writer


def ready(_):
    said.send_bytes(b"x")
    time.sleep(3600)


def until_ready(method):
    def work(n):
        context = multiprocessing.get_context(method)
        reader, writer = context.Pipe(duplex=False)
        began = time.perf_counter()
        pool = context.Pool(n, keep, (writer,))
        pool.map_async(ready, range(n), 1)
        for _ in range(n):
            reader.recv_bytes()
        took = time.perf_counter() - began
        pool.terminate()
        pool.join()
        return took

    return work


WORK = {
    "unordered": unordered,
    "map": mapped,
    "apply": apply,
    "fork": until_ready("fork"),
    "spawn": until_ready("spawn"),
}

if __name__ == "__main__":
    print(WORK[sys.argv[1]](int(sys.argv[2])))
