"""Executes one notebook with nbclient, for the Go command that started it.

The first line of standard input is the request, a JSON object; the input stays open, and its end means that the command is gone.
Standard output gets one JSON object per event. SIGINT interrupts the running cell and ends the notebook; a second one, or a cell
that goes on for ten seconds, shuts the kernel down.
"""

import asyncio
import json
import os
import re
import signal
import sys
import threading

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

PATIENCE = 10  # seconds that an interrupted cell has to end
RAN = "diversity.ran"  # what a cell ran on, in the metadata of its reply and of the cell


class Interrupted(Exception):
    """The user asked to stop between two cells."""


def send(event, **fields):
    print(json.dumps({"event": event, **fields}), file=sys.__stdout__, flush=True)


class Client(NotebookClient):
    def __init__(self, nb, request):
        super().__init__(
            nb,
            kernel_name=request["kernel"],
            timeout=request["timeout"] or None,
            resources={"metadata": {"path": request["cwd"]}},
            record_timing=False,
            coalesce_streams=True,
            on_cell_execute=self.started,
            on_cell_executed=self.ended,
            on_cell_error=self.failed,
        )
        self.request = request
        self.stopping = None
        self.interrupts = 0
        self.traceback = []

    def create_kernel_manager(self):
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager.kernel_dirs = [self.request["kernels"]]
        manager.kernel_spec.env.update(self.request["env"])
        return manager

    async def started(self, cell, cell_index):
        self.handle_signals()
        if self.interrupts:
            raise Interrupted()
        send("start", index=cell_index)

    async def ended(self, cell, cell_index, execute_reply):
        for page in execute_reply["content"].get("payload") or []:
            if page.get("source") == "page" and "data" in page:
                self.show_page(cell, cell_index, page["data"])
        cell.metadata.pop(RAN, None)
        ran = execute_reply["metadata"].get(RAN)
        if ran:
            cell.metadata[RAN] = ran
        send("end", index=cell_index)

    def show_page(self, cell, cell_index, data):
        """Documentation that a cell asks for is an output, as there is no pager."""
        cell.outputs.append(nbformat.v4.new_output("display_data", data=data))
        send("note", index=cell_index, text=data.get("text/plain", ""))

    async def failed(self, cell, cell_index, execute_reply):
        self.traceback = execute_reply["content"].get("traceback", [])

    def handle_signals(self):
        """nbclient's own handlers would kill the kernel at once."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.interrupt)

    def interrupt(self):
        self.interrupts += 1
        if self.stopping is None:
            self.stopping = asyncio.ensure_future(self.stop())

    async def stop(self):
        await self.km.interrupt_kernel()
        for _ in range(10 * PATIENCE):
            if self.interrupts > 1:
                break
            await asyncio.sleep(0.1)
        await self.km.shutdown_kernel(now=True)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            send("text", index=cell_index, text=msg["content"]["text"])
        elif msg["msg_type"] in ("display_data", "update_display_data", "execute_result"):
            send("note", index=cell_index, text=msg["content"]["data"].get("text/plain", ""))
        return super().process_message(msg, cell, cell_index)


def failure(client, error):
    """The event that describes why the notebook ended."""
    kind, value, trace = "failed", str(error), ""
    if client.interrupts:
        kind, value = "interrupted", "interrupted"
    elif isinstance(error, CellTimeoutError):
        kind, value = "timeout", "the cell took longer than the time-out"
    elif isinstance(error, DeadKernelError):
        kind, value = "died", "the kernel ended unexpectedly"
    elif isinstance(error, CellExecutionError):
        kind, value, trace = "cell", error.evalue, plain("\n".join(client.traceback))
        if error.ename in ("panic", "fatal error"):
            value = f"{error.ename}: {value}"
    return {"kind": kind, "value": plain(value), "trace": trace}


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def read(path):
    """The notebook, with what the format asks for and other programs leave out."""
    with open(path, encoding="utf-8-sig") as file:  # a byte order mark may stand before it
        nb = json.load(file)
    nb.setdefault("metadata", {})
    for cell in nb["cells"]:
        cell.setdefault("metadata", {})
        cell.setdefault("source", "")
        if cell["cell_type"] == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
    return nbformat.reads(json.dumps(nb), as_version=4)


def forget(nb):
    """Takes the outputs of an earlier run away: beside those of this one they would seem to be of its parameters."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def insert(nb, cells):
    """Adds cells, last first so that the positions hold."""
    for cell in sorted(cells, key=lambda c: -c["at"]):
        new = nbformat.v4.new_code_cell(cell["source"], metadata={"tags": [cell["id"]]})
        new["id"] = cell["id"]
        nb.cells.insert(cell["at"], new)


def tidy(nb, metadata):
    """Makes the outputs of two runs differ only where the results do."""
    nb.metadata.update(metadata)
    nb.nbformat_minor = max(nb.nbformat_minor, 4)  # to which JupyterLab raises it
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if nb.nbformat_minor < 5:
            cell.pop("id", None)


async def execute(client):
    """Runs the notebook; the task that watches standard input ends with it."""
    loop = asyncio.get_running_loop()
    threading.Thread(target=watch, args=(loop, client), daemon=True).start()
    await client.async_execute()


def watch(loop, client):
    sys.stdin.read()
    if not loop.is_closed():
        loop.call_soon_threadsafe(client.interrupt)


def main():
    request = json.loads(sys.stdin.readline())
    nb = read(request["input"])
    forget(nb)
    insert(nb, request["insert"])
    client = Client(nb, request)
    failed = None
    try:
        asyncio.run(execute(client))
    except (Exception, Interrupted) as error:
        failed = failure(client, error)
    tidy(nb, request["metadata"])
    nbformat.write(nb, request["output"])
    send("done", **(failed or {"kind": "ok"}))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the thread that reads standard input never ends by itself
