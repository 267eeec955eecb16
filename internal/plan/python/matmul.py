import random


def random_matrix(n, rng):
    """Return n rows of n numbers in [0, 1)."""
    return [[rng.random() for _ in range(n)] for _ in range(n)]


def multiply(a, b):
    """Return the product of two matrices."""
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def matmul(task, seed=1):
    """Multiply two random matrices of n x n and return the trace."""
    index, n = task
    rng = random.Random(f"{seed} {index}")  # each task has random numbers of its own
    product = multiply(random_matrix(n, rng), random_matrix(n, rng))
    return sum(product[i][i] for i in range(n))
