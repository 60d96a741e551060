package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// The environment variables of the chaos.
const (
	chaosActions = "DIVERSITY_CHAOS_ACTIONS" // how many; 200 if it is not set
	chaosLoad    = "DIVERSITY_CHAOS_LOAD"    // busy loops beside it; none if it is not set
	chaosSeed    = "DIVERSITY_CHAOS_SEED"    // 1 if it is not set
)

// setting is a whole number in the environment.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s=%q: want a whole number from 0", name, text)
	}
	return n
}

// burden keeps processors busy until the test ends.
func burden(t *testing.T, loops int) {
	t.Helper()
	before := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(before + loops) // the test itself keeps what it has
	var ended atomic.Bool
	for range loops {
		go func() {
			for !ended.Load() { //nolint:revive // it is there to be busy
			}
		}()
	}
	t.Cleanup(func() {
		ended.Store(true)
		runtime.GOMAXPROCS(before)
	})
}

// chaos is a kernel to which everything happens.
type chaos struct {
	*liveKernel
	t        *testing.T
	lab      *laboratory
	random   *rand.Rand
	declared int // functions d0, d1, ...
	cells    int // that were told apart
}

// TestIntegrationChaos does everything that disturbs a kernel at random moments, and looks after each time: nothing
// hangs, nothing is out of order, no declaration is lost but by a restart, and in the end nothing is left.
func TestIntegrationChaos(t *testing.T) {
	l := newLaboratory(t)
	if runtime.GOOS != "linux" {
		t.Skip("left processes are found on Linux only")
	}
	temp := proxytest.ShortTemp(t)
	burden(t, setting(t, chaosLoad, 0))
	seed := setting(t, chaosSeed, 1)
	c := &chaos{liveKernel: l.start(t, temp), t: t, lab: l, random: rand.New(rand.NewPCG(uint64(seed), 2))}
	c.declare()
	kinds := slices.Sorted(maps.Keys(chaosKinds))
	tally, slowest := map[string]int{}, map[string]time.Duration{}
	for i := range setting(t, chaosActions, 200) {
		kind := kinds[c.random.IntN(len(kinds))]
		if i < len(kinds) {
			kind = kinds[i]
		}
		started := time.Now()
		chaosKinds[kind](c)
		c.look(fmt.Sprintf("action %d, %s", i, kind))
		tally[kind]++
		slowest[kind] = max(slowest[kind], time.Since(started).Round(100*time.Millisecond))
		if t.Failed() {
			t.Fatalf("it failed at action %d, %s, seed %d", i, kind, seed)
		}
	}
	t.Logf("%v; slowest %v", tally, slowest)
	c.shutDown(t)
	eventually(t, "everything ends", 20*time.Second, func() bool { return len(left(temp)) == 0 })
}

// chaosKinds are what can happen.
var chaosKinds = map[string]func(c *chaos){
	"interrupt a cell":      (*chaos).interruptCell,
	"kill gonb in a cell":   (*chaos).killInCell,
	"kill gonb":             (*chaos).killIdle,
	"restart":               func(c *chaos) { c.restart(true) },
	"kill the kernel":       func(c *chaos) { c.restart(false) },
	"help without code":     (*chaos).blankHelp,
	"help in a cell":        (*chaos).helpInCell,
	"odd help":              (*chaos).oddHelp,
	"a lone exclamation":    func(c *chaos) { c.Run("! ") },
	"output without end":    func(c *chaos) { c.runaway(`for { fmt.Println("spam spam spam spam spam") }`) },
	"errors without end":    func(c *chaos) { c.runaway(`for { fmt.Fprintln(os.Stderr, "spam spam spam spam spam") }`) },
	"displays without end":  func(c *chaos) { c.runaway(`for { gonbui.DisplayHTML("spam spam spam spam spam") }`) },
	"a pipe without end":    func(c *chaos) { c.runaway(`!yes spam | cat`) },
	"what ignores all":      func(c *chaos) { c.runaway("signal.Ignore(os.Interrupt)\nfor { fmt.Println(\"spam\") }") },
	"input":                 (*chaos).input,
	"input that is not due": (*chaos).noInput,
	"interrupt a question":  (*chaos).interruptInput,
	"a declaration":         (*chaos).declare,
}

// declare adds a function that has to survive.
func (c *chaos) declare() {
	if reply, _ := c.Run(fmt.Sprintf("func d%d() int { return %d }", c.declared,
		1<<(c.declared%60))); reply["status"] != "ok" {
		c.t.Errorf("a declaration: %v", reply)
	}
	c.declared++
}

// look checks that a cell runs and that nothing declared is lost.
func (c *chaos) look(after string) {
	var sum []string
	want := 0
	for i := range c.declared {
		sum, want = append(sum, fmt.Sprintf("d%d()", i)), want+1<<(i%60)
	}
	reply, outputs := c.Run(strings.Join(sum, " + "))
	got := "nothing"
	for _, m := range outputs {
		if m.Header.Type == "execute_result" {
			got = fmt.Sprint(proxytest.Content(c.t, m)["data"].(map[string]any)["text/plain"])
		}
	}
	if reply["status"] != "ok" || got != fmt.Sprint(want) {
		c.t.Errorf("after %s: %s, want %d: %v %v", after, got, want, reply["ename"], reply["evalue"])
	}
}

// counting starts a cell that writes the numbers from 0 and shows every tenth, for two seconds.
func (c *chaos) counting() (id string) {
	c.cells++
	return c.Start(fmt.Sprintf(`const tag = %d
for i := range 40 {
	fmt.Println(i)
	if i%%10 == 9 {
		gonbui.DisplayHTML(fmt.Sprint(i))
	}
	time.Sleep(50 * time.Millisecond)
}`, c.cells))
}

// pause lets up to a second pass.
func (c *chaos) pause() { time.Sleep(time.Duration(c.random.IntN(1000)) * time.Millisecond) }

func (c *chaos) interrupt() { c.Reply(c.Send("control", "interrupt_request", struct{}{})) }

// complete asks what can follow, without waiting for the answer.
func (c *chaos) complete() (id string) {
	return c.Send("shell", "complete_request", map[string]any{"code": "fmt.Pri", "cursor_pos": len("fmt.Pri")})
}

// inOrder checks that no number is missing, doubled or out of order.
func (c *chaos) inOrder(id string) {
	n := 0
	for line := range strings.Lines(proxytest.Text(c.t, c.Outputs(id), "stdout")) {
		if strings.TrimSpace(line) != strconv.Itoa(n) {
			c.t.Errorf("%q came where %d was due", line, n)
		}
		n++
	}
}

func (c *chaos) interruptCell() {
	id := c.counting()
	c.pause()
	question := c.complete()
	c.pause()
	c.interrupt()
	if reply := c.Reply(id); reply["ename"] != "Interrupted" && reply["status"] != "ok" { // it may have ended before
		c.t.Errorf("interrupted: %v", reply)
	}
	c.Reply(question)
	c.inOrder(id)
}

// kill ends gonb as hard as it can be.
func (c *chaos) kill() {
	eventually(c.t, "there is a gonb", proxytest.Patience, func() bool { return c.gonb() != 0 })
	if err := syscall.Kill(c.gonb(), syscall.SIGKILL); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) killInCell() {
	id := c.counting()
	question := c.complete()
	c.pause()
	c.kill()
	if reply := c.Reply(id); reply["ename"] != "KernelDied" && reply["status"] != "ok" {
		c.t.Errorf("killed: %v", reply)
	}
	c.Reply(question)
	c.inOrder(id)
}

func (c *chaos) killIdle() {
	c.kill()
	c.Reply(c.complete())
}

// restart ends the kernel, which loses what was declared.
func (c *chaos) restart(politely bool) {
	c.counting()
	c.pause()
	if politely {
		c.Reply(c.Send("control", "shutdown_request", map[string]bool{"restart": true}))
	} else if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	c.end(c.t)
	c.liveKernel, c.declared = c.lab.start(c.t, c.temp), 0
	c.declare()
}

// blankHelp is what JupyterLab asks when the cursor comes into an empty cell.
func (c *chaos) blankHelp() {
	for _, code := range []string{"", " \n\t"} {
		at := c.random.IntN(3)
		help := c.Reply(c.Send("shell", "inspect_request", map[string]any{"code": code, "cursor_pos": at, "detail_level": 0}))
		list := c.Reply(c.Send("shell", "complete_request", map[string]any{"code": code, "cursor_pos": at}))
		if help["found"] != false || help["status"] != "ok" || fmt.Sprint(list["matches"]) != "[]" || list["status"] != "ok" {
			c.t.Errorf("%q: %v, %v", code, help, list)
		}
	}
}

func (c *chaos) helpInCell() {
	id := c.counting()
	c.pause()
	c.blankHelp()
	c.Reply(c.complete())
	c.interrupt()
	c.Reply(id)
	c.inOrder(id)
}

func (c *chaos) oddHelp() {
	var ids []string
	for range 4 {
		code := oddCodes[c.random.IntN(len(oddCodes))]
		at := c.random.IntN(len(code)+3) - 1
		ids = append(ids,
			c.Send("shell", "inspect_request", map[string]any{"code": code, "cursor_pos": at, "detail_level": 0}),
			c.Send("shell", "complete_request", map[string]any{"code": code, "cursor_pos": at}))
	}
	for _, id := range ids {
		c.Reply(id)
	}
}

// runaway interrupts a cell that floods the front end.
func (c *chaos) runaway(code string) {
	id := c.Start(code)
	c.pause()
	c.pause()
	c.interrupt()
	if reply := c.Reply(id); reply["ename"] != "Interrupted" {
		c.t.Errorf("interrupted without end: %v", reply)
	}
	c.Outputs(id)
}

func (c *chaos) input() {
	id := c.Start("var s string\nfmt.Scanln(&s)\nfmt.Println(\"got\", s)")
	c.InputRequest(id, 1)
	c.Type("it")
	if text := proxytest.Text(c.t, c.Outputs(id), "stdout"); text != "got it\n" {
		c.t.Errorf("input: %q", text)
	}
}

func (c *chaos) noInput() {
	id := c.StartAlone("!read x; echo $?")
	if text := proxytest.Text(c.t, c.Outputs(id), "stdout"); text != "1\n" {
		c.t.Errorf("no input: %q", text)
	}
}

func (c *chaos) interruptInput() {
	id := c.Start("!read x; echo got $x")
	c.InputRequest(id, 1)
	c.interrupt()
	if reply := c.Reply(id); reply["ename"] != "Interrupted" {
		c.t.Errorf("interrupted while it asks: %v", reply)
	}
	c.Type("late")
}
