"""A Python worker of a pool: docs/protocol.md, over descriptors 3 and 4.

It needs Python 3.9 and nothing but the standard library, all of which is
imported here: once the user's folder is in sys.path, a file there could stand
in for a module.
"""

import atexit
import base64
import faulthandler
import functools
import importlib.machinery
import importlib.util
import io
import json
import os
import queue
import select
import signal
import sys
import threading
import time
import traceback

FROM_POOL, TO_POOL = 3, 4
STREAMS = {1: "stdout", 2: "stderr"}
PIECE = 64 << 10  # bytes of output in a message
MAX_RESULT = 256 << 20  # bytes; half of what the pool takes in a line
MAX_TEXT = 16 << 20  # characters of a message or a stack
FRESH = 5_000_000  # ns that a reading of the memory is good for
POLITE = 0.5  # s for the user's exit handlers, once the pool has closed its end
NOT_USERS = ("<poolscope>", "<frozen importlib")  # files of frames that are no concern of the user's
EXIT_BROKEN, EXIT_HARNESS = 1, 70  # 70 is EX_SOFTWARE of sysexits(3)


class Wire:
    """Sends lines to the pool, whole, from any thread and signal handler.

    A signal handler runs in the main thread between any two steps of it, may
    print, and may raise, as those that limit a task's time do. So the main thread
    only writes what a pipe takes at once (PIPE_BUF of pipe(7)); a longer line is
    written by a thread that no handler runs in, and is never torn.
    """

    forked = False  # this is a process that a task made, not the worker

    def __init__(self):
        self.gate = threading.RLock()
        self.long_lines = queue.SimpleQueue()
        threading.Thread(target=guarded, args=(self._write_long_lines,), daemon=True).start()

    def send(self, line):
        if self.forked:
            end(0)  # it came back from the task's function, and is no worker
        if len(line) <= select.PIPE_BUF:
            with self.gate:
                write(TO_POOL, line)
        elif line:
            written = queue.SimpleQueue()
            self.long_lines.put((line, written))
            written.get()

    def _write_long_lines(self):
        while True:
            line, written = self.long_lines.get()
            with self.gate:
                write(TO_POOL, line)
            written.put(None)
            del line  # it can be large, and the next may be long in coming


def write(descriptor, data):
    data = memoryview(data)
    while data:
        try:
            data = data[os.write(descriptor, data):]
        except BrokenPipeError:
            if descriptor == TO_POOL:
                os._exit(0)  # the pool is gone: nobody is left to work for
            raise


def guarded(function, *args):
    """Ends the worker if the harness itself fails, which would hang the pool."""
    try:
        function(*args)
    except BaseException:
        if wire.forked:
            raise
        write(2, traceback.format_exc().encode("utf-8", "backslashreplace"))
        os._exit(EXIT_HARNESS)


class Capture:
    """What is printed to one stream, a line or PIECE bytes at a time."""

    def __init__(self, emit):
        self.emit = emit
        self.pending = bytearray()
        self.lock = threading.RLock()

    def write(self, data):
        with self.lock:
            for start in range(0, len(data), PIECE):
                piece = bytes(data[start:start + PIECE])
                self.pending += piece
                if b"\n" in piece or len(self.pending) >= PIECE:
                    self.flush()

    def flush(self):
        with self.lock:
            data, self.pending = self.pending, bytearray()
            if data:
                self.emit(data)

    def close(self, emit):
        """Sends the rest; what a thread that outlives the task prints goes to emit."""
        with self.lock:
            self.flush()
            self.emit = emit


class Task:
    def __init__(self, line):
        # The input is the last member. It is read by who runs the task: one that is
        # nested too deeply, say, fails this task and no other.
        head, _, rest = line.partition(b',"input":')
        task = json.loads(head + b"}}")["task"]
        self.id, self.job, self.input = task["id"], task["job"], rest[:-2]
        self.captures = {}

    def capture(self, stream):
        # setdefault is one step, so two threads of a task get the same.
        return self.captures.get(stream) or self.captures.setdefault(
            stream, Capture(functools.partial(self.say, stream)))

    def say(self, stream, data):
        try:
            body = '"text":' + json.dumps(data.decode(), ensure_ascii=False)
        except UnicodeDecodeError:
            body = '"base64":"' + base64.b64encode(data).decode() + '"'
        wire.send(f'{{"output":{self.id},"stream":"{STREAMS[stream]}",{body}}}\n'.encode())

    def close(self):
        for stream, capture in list(self.captures.items()):
            capture.close(outside[stream].emit)


class Raw(io.RawIOBase):
    """A standard stream: what a task prints is the task's, the rest the worker's.

    A worker of one thread runs one task at a time, to which the threads that it
    starts belong too. With more threads only the task's own thread is known.
    """

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def _capture(self):
        task = getattr(here, "task", None) or only.task
        return task.capture(self.stream) if task else outside[self.stream]

    def write(self, data):
        data = memoryview(data).cast("B")
        self._capture().write(data)
        return len(data)

    def flush(self):
        if not self.closed:
            self._capture().flush()

    def fileno(self):
        return self.stream

    def writable(self):
        return True


class Only:
    task = None  # that runs in a worker of one thread


class Memory:
    """The largest resident set, in bytes.

    ru_maxrss is handed on by exec, and after vfork(2) that is the size of the
    pool's own process: so VmHWM of proc(5), where there is one.
    """

    taken, size = 0, 0

    def now(self):
        try:
            with open("/proc/self/status", "rb") as status:
                return int(status.read().partition(b"VmHWM:")[2].split()[0]) * 1024
        except (OSError, IndexError, ValueError):
            return self._usage()

    def _usage(self):
        try:
            import resource
        except ImportError:
            return 0
        unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    def recent(self):
        now = time.monotonic_ns()
        if now - self.taken >= FRESH:
            self.taken, self.size = now, self.now()
        return self.size


class Script(importlib.machinery.SourceFileLoader):
    """Loads a file from its source: a cached one can be a second out of date."""

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)


def load(path):
    """Runs the user's file as a module that is not __main__, as Python's own
    multiprocessing does, under its own name so that processes of the task can
    import it too."""
    folder, name = os.path.split(os.path.splitext(path)[0])
    sys.path.insert(0, folder)
    sys.argv = [path]
    if name in sys.modules or name in sys.builtin_module_names or "." in name:
        name = "poolscope_" + name.replace(".", "_")
    spec = importlib.util.spec_from_file_location(name, path, loader=Script(name, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def failure(error, message=None):
    """An exception as the pool has it. Its own methods can fail as well."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if message is None:
        try:
            message = f"it called exit({error.code!r})" if kind is SystemExit else str(error)
        except BaseException as second:
            message = f"<str() of the {name} raised {type(second).__name__}>"
    text = {"type": name, "message": clip(message), "stack": clip(stack(error))}
    return json.dumps(text).encode()


def stack(error):
    """The traceback without the harness's own frames."""
    inner = error.__traceback__
    while inner and inner.tb_frame.f_code.co_filename.startswith(NOT_USERS):
        inner = inner.tb_next
    if not inner and not isinstance(error, SyntaxError):
        return ""
    try:
        return "".join(traceback.format_exception(type(error), error, inner))
    except BaseException as second:
        return f"<the traceback raised {type(second).__name__}>"


def clip(text):
    if len(text) <= MAX_TEXT:
        return text
    return text[:MAX_TEXT] + f"… ({len(text) - MAX_TEXT} characters more)"


def encode(value):
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        try:
            body = text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can say
            body = json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except Exception as error:
        raise Unsendable(error, f"the result cannot be written as JSON: {error}") from None
    if len(body) > MAX_RESULT:
        raise Unsendable(ValueError(), f"the result has {len(body)} bytes as JSON, at most {MAX_RESULT} can be sent")
    return body


class Unsendable(Exception):
    """An error and what to say of it; where in the encoder it arose helps nobody."""

    def __init__(self, error, message):
        super().__init__(message)
        self.error, self.message = error.with_traceback(None), message


class Worker:
    def __init__(self):
        self.jobs = {}
        self.tasks = queue.SimpleQueue()
        self.greeting = queue.SimpleQueue()
        self.busy = set()  # threads that run a task; loading counts as one
        self.initialised = set()
        self.starting = threading.Lock()

    def read(self):
        """Takes what the pool says, whatever the tasks do: so the worker learns at
        once when its pool is gone."""
        for line in lines():
            if line.startswith(b'{"task":'):
                self.tasks.put(Task(line))
                continue
            message = json.loads(line)
            if "hello" in message:
                self.greeting.put(message["hello"])
            elif "job" in message:
                self.jobs[message["job"]["id"]] = message["job"]
            elif "recall" in message:
                self.give_back()
        self.leave()

    def give_back(self):
        ids = []
        try:
            while True:
                ids.append(self.tasks.get_nowait().id)
        except queue.Empty:
            wire.send(b'{"returned":%s}\n' % json.dumps(ids).encode())

    def leave(self):
        """Ends the worker: at once if it still has work, which its pool did not wait for."""
        if not self.busy and self.tasks.empty():
            for _ in range(self.threads):
                self.tasks.put(None)
            time.sleep(POLITE)
        os._exit(0)

    def begin(self, path):
        self.busy.add(0)
        threading.Thread(target=guarded, args=(self.read,), daemon=True).start()
        hello = self.greeting.get()
        self.name, self.threads = hello["worker"], max(1, hello["threads"])
        try:
            self.module = load(path)
        except BaseException as error:
            self.give_up(error, f"{path} cannot be loaded: {reason(error)}")
        self.busy.clear()
        wire.send(b'{"ready":true,"max_rss_bytes":%d}\n' % memory.now())

    def serve(self):
        if self.threads == 1:
            self.lane(1)
        else:
            lanes = [threading.Thread(target=guarded, args=(self.lane, n), name=f"Thread-{n}", daemon=True)
                     for n in range(1, self.threads + 1)]
            for lane in lanes:
                lane.start()
            for lane in lanes:
                lane.join()
        wire.send(b'{"farewell":true,"max_rss_bytes":%d}\n' % memory.now())
        atexit._run_exitfuncs()

    def lane(self, number):
        """Runs tasks one after another. The end of one and the start of the next go
        out together. A start is on its way before the function is called: if the
        worker dies, the pool knows under which task."""
        said = b""
        while True:
            try:
                task = self.tasks.get_nowait() if said else self.tasks.get()
            except queue.Empty:
                # In this order: the pool may close its end as soon as it has the last.
                self.busy.discard(number)
                wire.send(said)
                said = b""
                continue
            if task is None:
                return
            self.busy.add(number)
            job = self.jobs[task.job]
            initializer = job.get("initializer")
            if initializer and initializer not in self.initialised:
                wire.send(said)
                said = b""
                self.initialise(initializer)
            wire.send(said + b'{"started":%d,"thread":%d}\n' % (task.id, number))
            said = self.run(task, job)

    def initialise(self, name):
        with self.starting:
            if name in self.initialised:
                return
            try:
                christen(self.name)
                self.function(name)()
            except BaseException as error:
                self.give_up(error, f"the initializer {name} failed: {reason(error)}")
            self.initialised.add(name)

    def give_up(self, error, message):
        wire.send(b'{"broken":%s}\n' % failure(error, message))
        end(EXIT_BROKEN)

    def function(self, name):
        try:
            return getattr(self.module, name)
        except AttributeError:
            raise AttributeError(f"{self.module.__file__} has no {name}") from None

    def run(self, task, job):
        clock = time.process_time_ns if self.threads == 1 else time.thread_time_ns
        here.task = task
        if self.threads == 1:
            only.task = task
        wall, cpu = time.monotonic_ns(), clock()
        try:
            answer = b'"result":' + encode(self.call(task, job))
        except Unsendable as error:
            answer = b'"error":' + failure(error.error, error.message)
        except BaseException as error:
            # Python's own Pool catches Exception alone: sys.exit() or Ctrl-C in a task
            # ends its worker, and whoever waits for the task waits for ever.
            if wire.forked:
                raise
            answer = b'"error":' + failure(error)
        wall, cpu = time.monotonic_ns() - wall, clock() - cpu
        here.task = only.task = None
        if not wire.forked:  # what was printed before the fork is sent by the worker
            task.close()
        return b'{"id":%d,%s,"wall_s":%s,"cpu_s":%s,"max_rss_bytes":%d}\n' % (
            task.id, answer, seconds(wall), seconds(cpu), memory.recent())

    def call(self, task, job):
        function, value = self.function(job["function"]), json.loads(task.input)
        christen(self.name)
        if not job["star"]:
            return function(value)
        if not isinstance(value, list):
            raise TypeError(f"starmap needs a list of arguments for each call, not {task.input[:80].decode(errors='replace')}")
        return function(*value)


def seconds(ns):
    return b"%d.%09d" % divmod(ns, 1_000_000_000)


def reason(error):
    text = json.loads(failure(error))
    return f"{text['type']}: {text['message']}" if text["message"] else text["type"]


def christen(name):
    """Has multiprocessing.current_process() say the worker's name, once a file imports it."""
    process = sys.modules.get("multiprocessing.process")
    current = getattr(process, "current_process", None)
    if current and current().name == "MainProcess":
        current().name = name


def lines():
    """The pool's lines. Read without Python's buffers: a fork would inherit their locks."""
    parts = []
    while data := os.read(FROM_POOL, 64 << 10):
        first, *others = data.split(b"\n")
        parts.append(first)
        for other in others:
            line = b"".join(parts)
            parts = [other]
            yield line


def become_stranger():
    """After a fork: what a task's process prints is the worker's stream, and
    nothing of it reaches the pool, which would wait for the wire to be closed."""
    wire.forked = True
    here.task = only.task = None
    open_outside()
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for descriptor in (FROM_POOL, TO_POOL):
        os.dup2(null, descriptor, inheritable=False)
    os.close(null)


def end(code):
    for capture in outside.values():
        capture.flush()
    os._exit(code)


def open_outside():
    for stream in STREAMS:
        outside[stream] = Capture(functools.partial(write, stream))


def open_streams():
    open_outside()
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(
        Raw(1), encoding="utf-8", errors="surrogateescape", newline="\n", write_through=True)
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(
        Raw(2), encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True)


def main():
    for descriptor in (FROM_POOL, TO_POOL):
        os.set_inheritable(descriptor, False)
        os.set_blocking(descriptor, True)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=become_stranger)
    # The pool ends its workers; and a handler, unlike SIG_IGN, is not handed on to
    # the programs that a task starts.
    signal.signal(signal.SIGINT, lambda *_: None)
    faulthandler.enable(2)  # a crash says on which line
    open_streams()
    worker = Worker()
    worker.begin(sys.argv[1])
    worker.serve()
    end(0)


here, only, outside = threading.local(), Only(), {}
memory = Memory()
wire = Wire()
guarded(main)
