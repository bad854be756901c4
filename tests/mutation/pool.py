"""Workers that each do one task at a time, in a copy of the tree of their own."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.mutation.copies import prepare, start


class Workers:
    """Some workers, as a context."""

    def __init__(self, root: Path, folder: Path, count: int) -> None:
        self.root = root
        self.folders = [folder / f"worker-{n}" for n in range(count)]

    def __enter__(self) -> "Workers":
        for folder in self.folders:
            prepare(self.root, folder)
        self.processes = [start(folder) for folder in self.folders]
        for answer in self.map([{"do": "build"}] * len(self.folders)):
            if not answer["passed"]:
                raise SystemExit("The copies in build/mutation cannot be built.")
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def map(
        self,
        tasks: list[dict[str, Any]],
        then: Callable[[int, dict[str, Any]], None] | None = None,
    ) -> list[dict[str, Any]]:
        """Answers to tasks, in their order; a worker that is free takes the next."""
        todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        for n in range(len(tasks)):
            todo.put(n)
        answers: list[dict[str, Any]] = [{} for _ in tasks]

        def work(process: subprocess.Popen[str]) -> None:
            assert process.stdin is not None
            assert process.stdout is not None
            while True:
                try:
                    n = todo.get_nowait()
                except queue.Empty:
                    return
                process.stdin.write(json.dumps(tasks[n]) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
                if not answer:
                    return
                answers[n] = json.loads(answer)
                if then is not None:
                    then(n, answers[n])

        threads = [threading.Thread(target=work, args=(p,)) for p in self.processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not all(answers):
            raise SystemExit("A worker ended; what it said stands above.")
        return answers
