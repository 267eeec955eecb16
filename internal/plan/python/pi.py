import random


def estimate_pi(task, seed=1):
    """Estimate pi from random points: four times the share in the quarter circle."""
    index, points = task
    rng = random.Random(f"{seed} {index}")  # each task has random numbers of its own
    inside = 0
    for _ in range(points):
        x, y = rng.random(), rng.random()
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / points
