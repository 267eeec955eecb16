import multiprocessing


def print_number(n):
    """Print the worker's name and the number, and return nothing."""
    print(f"Process {multiprocessing.current_process().name}: {n}", flush=True)
