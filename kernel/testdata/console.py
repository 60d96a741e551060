"""Types into two sessions of Jupyter's console, one after the other; an answer that does not come is an error."""

import re
import sys

import pexpect

SECONDS = 60  # for any answer


class Console:
    """A console in a terminal, which answers when it is asked where its cursor is."""

    def __init__(self):
        self.child = pexpect.spawn(
            sys.executable, ["-m", "jupyter_console", "--kernel", "diversity"], encoding="utf-8", timeout=SECONDS, dimensions=(40, 120)
        )
        self.prompt(1)

    def expect(self, pattern):
        """Waits for a pattern; the colours between its words are skipped."""
        self.child.expect(pattern.replace(" ", r"(?:\x1b\[[0-9;?]*[A-Za-z]|\s)*"))

    def prompt(self, number):
        self.expect(rf"In \[ {number} \]:")
        while self.child.expect([r"\x1b\[6n", pexpect.TIMEOUT], timeout=0.5) == 0:
            self.child.send("\x1b[1;1R")

    def type(self, text):
        self.child.send(text + "\r")

    def end(self):
        self.child.sendeof()
        self.expect("really want to exit")
        self.type("y")
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus == 0, self.child.exitstatus


def first_session():
    console = Console()
    console.type("6*7")
    console.expect(r"Out\[ 1 \]: 42")
    console.prompt(2)
    console.type("func square(x int) int {")
    console.expect(r"\.\.\.:     ")
    console.type("return x*x")
    console.expect(r"\.\.\.:")
    console.type("}")
    console.type("")
    console.prompt(3)
    console.type("square(12)")
    console.expect(r"Out\[ 3 \]: 144")
    console.prompt(4)
    console.type("nosuch + 1")
    console.expect("undefined: nosuch")
    console.prompt(5)
    console.type('for { fmt.Println("ti" + "ck"); time.Sleep(time.Second) }')
    console.expect("tick")
    console.child.sendintr()
    console.expect("the cell was interrupted")
    console.prompt(6)
    console.type('strings.Repeat("last", 2)')
    console.expect("lastlast")
    console.prompt(7)
    console.end()


def second_session():
    console = Console()
    console.child.send("\x1b[A")  # the key up
    console.expect(r'strings\.Repeat')
    console.type("")
    console.expect("lastlast")
    console.prompt(2)
    console.end()


first_session()
second_session()
