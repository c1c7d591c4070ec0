"""A request to stop never leaves a thread behind that its pool does not know."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from evaluation.stop_requests import STOP_SIGNALS, held_requests


def test_a_request_while_a_thread_starts_is_heard_when_the_pool_knows_the_thread(monkeypatch):
    let_go = threading.Event()
    original = threading.Thread.start

    def start(thread):
        original(thread)
        signal.raise_signal(signal.SIGINT)

    pool = ThreadPoolExecutor(2, thread_name_prefix="held")
    monkeypatch.setattr(threading.Thread, "start", start)
    tasks = []
    with pytest.raises(KeyboardInterrupt), held_requests():
        tasks += [pool.submit(let_go.wait), pool.submit(let_go.wait)]
    assert len(tasks) == len(pool._threads) == 2
    let_go.set()
    pool.shutdown(wait=True)
    assert [thread for thread in threading.enumerate() if thread.name.startswith("held")] == []


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_who_listened_before_listens_again_and_hears_once(number):
    heard = []
    before = signal.signal(number, lambda number, frame: heard.append(number))
    try:
        with held_requests():
            os.kill(os.getpid(), number)
            assert heard == []
        assert heard == [number]
        signal.raise_signal(number)
        assert heard == [number, number]
    finally:
        signal.signal(number, before)


def test_what_nobody_listens_for_is_left_alone():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with held_requests():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_have_nothing_to_hold():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: held_requests().__enter__()).result()
