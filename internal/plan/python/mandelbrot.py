def bounded(x, y, iterations):
    """Tell whether z -> z*z + c stays within 2 of the origin for c = x + iy."""
    re = im = 0.0
    for _ in range(iterations):
        re2, im2 = re * re, im * im
        if re2 + im2 > 4:
            return False
        re, im = re2 - im2 + x, 2 * re * im + y
    return re * re + im * im <= 4


def mandelbrot(n, iterations=500):
    """Count the points of an n x n grid that are in the Mandelbrot set."""
    step = 2.5 / n  # the grid spans [-2, 0.5] x [-1.25, 1.25]
    inside = 0
    for row in range(n):
        y = -1.25 + (row + 0.5) * step
        for column in range(n):
            if bounded(-2.0 + (column + 0.5) * step, y, iterations):
                inside += 1
    return inside
