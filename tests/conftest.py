"""What every test can rely on."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts commands in the background with Ctrl-C ignored, and what they start ignores it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
