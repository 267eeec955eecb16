import json
import multiprocessing


def hello(name):
    """Print and return a greeting with the worker's name."""
    if name is None:
        name = "World"
    elif not isinstance(name, str):
        name = json.dumps(name, ensure_ascii=False, separators=(",", ":"))
    greeting = f"Hello, {name}! This is {multiprocessing.current_process().name}."
    print(greeting, flush=True)
    return greeting
