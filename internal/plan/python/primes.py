import math

SEGMENT = 1 << 20  # odd numbers that are sieved at a time


def odd_primes(n):
    """Return the odd primes up to and with n."""
    is_prime = bytearray([1]) * (n + 1)
    primes = []
    for p in range(3, n + 1, 2):
        if is_prime[p]:
            primes.append(p)
            is_prime[p * p :: p] = bytes(len(range(p * p, n + 1, p)))
    return primes


def count_primes(n):
    """Count the primes below n with a sieve of Eratosthenes over the odd numbers."""
    if n <= 2:
        return 0
    primes = odd_primes(math.isqrt(n))
    count = 1  # 2 is the only even one
    for first in range(3, n, 2 * SEGMENT):
        size = min(SEGMENT, (n - first + 1) // 2)
        is_prime = bytearray([1]) * size
        for p in primes:
            multiple = max(p * p, first + -first % p)
            if multiple % 2 == 0:
                multiple += p
            at = (multiple - first) // 2
            is_prime[at::p] = bytes(len(range(at, size, p)))
        count += is_prime.count(1)
    return count
