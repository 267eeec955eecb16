import random


def median_of_random(task, seed=1):
    """Sort n random numbers and return the median."""
    index, n = task
    rng = random.Random(f"{seed} {index}")  # each task has random numbers of its own
    numbers = sorted(rng.random() for _ in range(n))
    middle = n // 2
    if n % 2 == 1:
        return numbers[middle]
    return (numbers[middle - 1] + numbers[middle]) / 2
