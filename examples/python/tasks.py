"""The task of python-function.pool.toml: a function of your own, in plain Python.

A worker is a process with an interpreter in it. It imports this file once, and then
calls worker_task for one input after another; what that returns is the result.
"""

import os

# Every process has a copy of this for itself: no worker sees what another counts.
tasks_so_far = 0


def introduce():
    """Say who this is: each worker calls it once, before its first task."""
    print(f"PID {os.getpid()}: here, and started by PID {os.getppid()}")


def worker_task(limit):
    """Count the prime numbers below a limit, the slow way."""
    global tasks_so_far
    tasks_so_far += 1
    primes = 0
    for n in range(2, limit):
        if all(n % d for d in range(2, int(n**0.5) + 1)):
            primes += 1
    print(f"PID {os.getpid()}: {primes} primes below {limit}; my tasks so far: {tasks_so_far}")
    return primes


if __name__ == "__main__":
    # Only `python3 tasks.py` comes in here. A worker imports the file, and then its
    # __name__ is another: without this line, all that follows would run in every worker,
    # and a program that makes a pool here would make one in each worker as well.
    introduce()
    worker_task(10_000)
