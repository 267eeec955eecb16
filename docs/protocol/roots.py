"""A worker that takes square roots, and uses all of the protocol."""

import json
import math
import queue
import resource
import sys
import threading
import time
import traceback

waiting = queue.SimpleQueue()  # tasks that were not begun
speaking = threading.Lock()  # two threads answer


def say(**message):
    with speaking:
        print(json.dumps(message), flush=True)


def listen():
    """Reads on while tasks run, so that it can give back those that wait."""
    for line in sys.stdin:
        message = json.loads(line)
        if "task" in message:
            waiting.put(message["task"])
        elif "recall" in message:
            say(returned=take_back())
    waiting.put(None)


def take_back():
    ids = []
    try:
        while True:
            ids.append(waiting.get_nowait()["id"])
    except queue.Empty:
        return ids


def root(task):
    if task["input"] == 2:
        say(output=task["id"], stream="stdout", text="irrational!\n")
    return {"result": math.sqrt(task["input"])}


def run(task):
    try:
        return root(task)
    except Exception as e:
        return {"error": {"type": type(e).__name__, "message": str(e), "stack": traceback.format_exc()}}


threading.Thread(target=listen, daemon=True).start()
say(ready=True)
while task := waiting.get():
    say(started=task["id"])
    wall, cpu = time.monotonic(), time.process_time()
    answer = run(task)
    answer.update(wall_s=time.monotonic() - wall, cpu_s=time.process_time() - cpu)
    say(id=task["id"], **answer)
say(farewell=True, max_rss_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
