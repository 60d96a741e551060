package main

import (
	"cmp"
	"fmt"
	"os"
	"time"
)

// interruptGrace is how long a command may take to stop: longer than a worker, which has 5 s, and than the kernel of a
// notebook.
const interruptGrace = 15 * time.Second

// waiting are commands whose own way to stop takes as long as it takes, or which are not for people.
func waiting(name string) bool {
	return name == "lab" || name == "run" || name == "verify" || name == "proxy" || name == "worker" || name == "render"
}

// endSoon is called when the process is interrupted. A second interrupt then ends it at once, and it ends by itself
// when a command does not stop in time, as one that reads from a pipe nobody writes to: whatever it was doing, files
// are replaced as a whole or not at all.
func endSoon(std streams, args []string, restore func()) {
	if len(args) == 0 || waiting(args[0]) {
		return
	}
	restore()
	grace := interruptGrace
	if args[0] != "setup" && args[0] != "study" {
		grace = 2 * time.Second
	}
	time.Sleep(grace)
	for _, c := range commands() {
		if c.name == args[0] {
			fmt.Fprintf(std.forText().err, "kernel %s: %s\n", c.name, c.interrupted())
		}
	}
	os.Exit(exitInterrupted)
}

// interrupted is what is said after an interrupt.
func (c command) interrupted() string {
	kept := c.kept
	kept = cmp.Or(kept, "nothing was changed; run the command again")
	return "interrupted: " + kept
}
