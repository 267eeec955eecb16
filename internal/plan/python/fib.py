def fib(n):
    """Return the n-th Fibonacci number by naive recursion."""
    return n if n < 2 else fib(n - 1) + fib(n - 2)
