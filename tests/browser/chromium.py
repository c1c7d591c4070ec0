"""A headless Chromium, spoken to over a pipe in the DevTools protocol: no driver and no port."""

import json
import os
import select
import shutil
import subprocess
import sys
import time

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
SECONDS = 60

# The protocol has the file descriptors 3 and 4.
ON_PIPES = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """One browser with one tab; keeps the messages and requests of the page that was opened last."""

    def __init__(self, profile):
        self.console, self.requests = [], []
        self._number, self._buffer, self._loaded, self._session = 0, b"", False, None
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [PATH, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", ON_PIPES, str(to_browser), str(from_browser), *command],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def close(self):
        self._process.terminate()
        self._process.wait(timeout=SECONDS)
        os.close(self._in)
        os.close(self._out)

    def open(self, url, *, width=1280, height=900, scripts=True, medium=""):
        self.console, self.requests, self._loaded = [], [], False
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.send("Emulation.setEmulatedMedia", media=medium)
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send("Page.navigate", url=url)
        self._until(lambda: self._loaded)

    def evaluate(self, expression):
        """Return the value of a JavaScript expression; it must be plain data."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=9)

    def click(self, selector):
        """Click the middle of an element and wait for the page that it leads to."""
        box = self.evaluate(
            f"(e => {{const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]}})"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        self._loaded = False
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
        self._until(lambda: self._loaded)

    def send(self, method, **parameters):
        self._number += 1
        number, answers = self._number, []
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        self._until(
            lambda: answers, on_answer=lambda answer: answers.append(answer) if answer["id"] == number else None
        )
        if "error" in answers[0]:
            raise RuntimeError(f"{method}: {answers[0]['error']}")
        return answers[0]["result"]

    def _until(self, done, on_answer=lambda answer: None):
        end = time.monotonic() + SECONDS
        while not done():
            if not select.select([self._in], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            chunk = os.read(self._in, 1 << 16)
            if not chunk:
                raise RuntimeError("the browser ended")
            *messages, self._buffer = (self._buffer + chunk).split(b"\0")
            for message in map(json.loads, messages):
                on_answer(message) if "id" in message else self._event(message["method"], message["params"])

    def _event(self, method, about):
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Log.entryAdded":
            self.console.append(about["entry"]["text"])
        elif method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled"}:
            self.console.append(json.dumps(about))
