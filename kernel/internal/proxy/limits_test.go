package proxy

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// ask sends a question about code.
func (l *laboratory) ask(channel, kind, code string, at any) (id string) {
	return l.Send(channel, kind, map[string]any{"code": code, "cursor_pos": at, "detail_level": 0})
}

// TestBlankQuestions are answered here, so that gonb may be deaf.
func TestBlankQuestions(t *testing.T) {
	l := start(t, nil)
	cell := l.Start("!wait")
	l.Published(cell, "execute_input")
	for _, code := range []string{"", " ", "\n\n", "\t \r\n"} {
		for _, at := range []any{0, -5, 1 << 40, 0.5, "x", nil} {
			help := l.Reply(l.ask("shell", "inspect_request", code, at))
			if help["status"] != "ok" || help["found"] != false || len(help["data"].(map[string]any)) != 0 ||
				help["asked"] != nil {
				t.Errorf("help for %q at %v: %v", code, at, help)
			}
			list := l.Reply(l.ask("control", "complete_request", code, at))
			start, end := list["cursor_start"].(float64), list["cursor_end"].(float64)
			if list["status"] != "ok" || len(list["matches"].([]any)) != 0 || start != end || start < 0 ||
				int(end) > len(code) || list["asked"] != nil {
				t.Errorf("list for %q at %v: %v", code, at, list)
			}
		}
	}
	l.Send("control", "interrupt_request", struct{}{})
	l.Reply(cell)
}

// TestPlacesOfQuestions asks beside the code: gonb gets a place in it.
func TestPlacesOfQuestions(t *testing.T) {
	l := start(t, nil)
	for _, code := range []string{"x", "世界", "😀 fmt.Pr", "a\r\n\tb(", "\x00", "%%\n", "func f(\n\n"} {
		for _, at := range []any{-1, 0, 1, 2, 3, 7, 1000, 1 << 40, 1e300, "x"} {
			for _, kind := range []string{"inspect_request", "complete_request"} {
				reply := l.Reply(l.ask("shell", kind, code, at))
				if kind == "complete_request" && code == "%%\n" && reply["asked"] == nil { // a command is completed here
					continue
				}
				asked := reply["asked"].(map[string]any)
				units := 0
				for _, r := range asked["code"].(string) {
					units += len(string(r)) // at least as many as in UTF-16
				}
				if place := asked["cursor_pos"].(float64); place < 0 || int(place) > units {
					t.Errorf("%s of %q at %v: gonb is asked about %v of %q", kind, code, at, place, asked["code"])
				}
			}
		}
	}
}

// TestDeafGonb does not answer a question: it is given up, whoever waits is told, and cells run again.
func TestDeafGonb(t *testing.T) {
	for _, channel := range []string{"shell", "control"} {
		l := start(t, func(o *Options) { o.Limits.Question = 300 * time.Millisecond })
		l.Run("!print x")
		ids := []string{l.ask(channel, "inspect_request", "deaf", 1), l.ask(channel, "complete_request", "x", 1)}
		for _, id := range ids {
			if reply := l.Reply(id); reply["ename"] != "KernelDied" ||
				!strings.Contains(reply["evalue"].(string), "did not answer a question") {
				t.Errorf("%v", reply)
			}
		}
		reply, outputs := l.Run("!print again")
		told := proxytest.Text(t, outputs, "stderr")
		if reply["status"] != "ok" || !strings.Contains(told, "within 300ms and was started again") {
			t.Errorf("%v, told %q", reply, told)
		}
	}
}

// A question as a cell has the same limit, and can be interrupted before.
func TestDeafGonbInCell(t *testing.T) {
	l := start(t, func(o *Options) { o.Limits.Question = time.Second })
	l.Run("!print x")
	id := l.Start("?deaf.X")
	l.Published(id, "execute_input")
	l.Send("control", "interrupt_request", struct{}{})
	if reply := l.Reply(id); reply["ename"] != "Interrupted" {
		t.Errorf("interrupted: %v", reply)
	}
	if reply, _ := l.Run("!print x"); reply["ename"] != "KernelDied" { // gonb is still deaf when it gets the cell
		t.Errorf("behind it: %v", reply)
	}
	if reply, _ := l.Run("?deaf.X"); reply["ename"] != "KernelDied" {
		t.Errorf("not interrupted: %v", reply)
	}
	if reply, _ := l.Run("!print x"); reply["status"] != "ok" {
		t.Errorf("afterwards: %v", reply)
	}
}

// TestManyQuestions asks faster than gonb answers: each is answered, and the limit holds for each apart.
func TestManyQuestions(t *testing.T) {
	l := start(t, nil)
	l.Run("!print x")
	sleepy := l.Start("!sleepy\n!print x")
	var ids []string
	for range 100 {
		ids = append(ids, l.ask("shell", "complete_request", "fmt.Pr", 6))
	}
	answered := 0
	for _, id := range ids {
		if reply := l.Reply(id); fmt.Sprint(reply["matches"]) == "[Println]" {
			answered++
		} else if fmt.Sprint(reply["matches"]) != "[]" || reply["status"] != "ok" {
			t.Errorf("%v", reply)
		}
	}
	if answered < mostInquiries || answered == len(ids) {
		t.Errorf("%d of %d were passed on", answered, len(ids))
	}
	if reply := l.Reply(ids[len(ids)-1]); fmt.Sprint(reply["matches"]) != "[Println]" {
		t.Errorf("the last question was not passed on: %v", reply)
	}
	l.Reply(sleepy)
}

// TestMemory has a gonb that keeps declarations for the next one.
func TestMemory(t *testing.T) {
	l := start(t, nil)
	for _, text := range []string{"one", "two"} {
		l.Run("!remember " + text)
		if reply, _ := l.Run("!die"); !strings.Contains(reply["evalue"].(string), "Declarations of earlier cells are kept") {
			t.Errorf("%v", reply)
		}
		if _, outputs := l.Run("!recall"); proxytest.Text(t, outputs, "stdout") != text {
			t.Errorf("the new gonb has %q, want %q", proxytest.Text(t, outputs, "stdout"), text)
		}
	}
}

// What stands in the place of the memory is not waited for.
func TestMemoryThatIsNone(t *testing.T) {
	l := start(t, nil)
	l.Run("!remember x")
	file := filepath.Join(l.boxes(t)[0], "memory")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if reply, _ := l.Run("!die"); !strings.Contains(reply["evalue"].(string), "are gone") {
		t.Errorf("%v", reply)
	}
	if reply, _ := l.Run("!print x"); reply["status"] != "ok" {
		t.Errorf("%v", reply)
	}
}

// A cell may leave anything in the place of its value.
func TestResultThatIsNone(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		path := filepath.Join(t.TempDir(), "result")
		if err := put(path); err != nil {
			t.Fatal(err)
		}
		if forms, ok := readResult(path, t.Logf); ok {
			t.Errorf("a %s gives the value %v", name, forms)
		}
	}
}

// TestLateOutput: an interrupted cell that writes much is cut, one that writes little is not.
func TestLateOutput(t *testing.T) {
	var l late
	if got := l.take("stdout", "saved\n") + l.take("stderr", strings.Repeat("x", firstLate-6)); len(got) != firstLate ||
		l.rest() != nil {
		t.Errorf("%d bytes are shown at once, and later %v", len(got), l.rest())
	}
	total := 0
	for i := range 100_000 {
		line := fmt.Sprintf("línea %d\n", i)
		total += len(line)
		if now := l.take([]string{"stdout", "stderr"}[i/7%2], line); now != "" {
			t.Fatalf("%q came behind what is cut", now)
		}
	}
	rest := l.rest()
	kept := 0
	for _, piece := range rest[1:] {
		kept += len(piece.text)
	}
	if kept > lastLate || kept < lastLate/2 || !strings.HasSuffix(rest[len(rest)-1].text, "línea 99999\n") {
		t.Errorf("%d bytes are kept", kept)
	}
	if note := fmt.Sprintf("%d bytes", total-kept); rest[0].stream != "stderr" || !strings.Contains(rest[0].text, note) {
		t.Errorf("the note says %q, want %s", rest[0].text, note)
	}
}

// TestHeldErrors bounds what is held of the standard error.
func TestHeldErrors(t *testing.T) {
	var s stderr
	s.take("panic: ")
	for range 100 {
		s.take(strings.Repeat("é", 50_000))
	}
	if rest := s.rest(); len(rest) > mostHeld+100 || !strings.HasPrefix(rest, "panic: é") ||
		!strings.Contains(rest, "bytes are left out") {
		t.Errorf("%d bytes: %.20q", len(rest), rest)
	}
}

// attach subscribes to what a kernel publishes, without ever reading it.
func attach(t *testing.T, file string) net.Conn {
	t.Helper()
	c, err := wire.ReadConnection(file)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.Address(c.IOPub), "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	greeting := make([]byte, 64)
	greeting[0], greeting[9], greeting[10] = 0xff, 0x7f, 3
	copy(greeting[12:], "NULL")
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"
	greeting = append(append(greeting, 4, byte(len(ready))), ready...)
	if _, err := conn.Write(append(greeting, 0, 1, 1)); err != nil { // and a subscription to all
		t.Fatal(err)
	}
	return conn
}

// TestFrontEndThatDoesNotRead floods a kernel of which one front end takes nothing: an interrupt has its effect at
// once.
func TestFrontEndThatDoesNotRead(t *testing.T) {
	l := start(t, nil)
	l.Run("!print x")
	stuck := attach(t, l.file)
	time.Sleep(100 * time.Millisecond) // for the subscription
	id := l.Start(strings.Repeat("!long 1000000\n", 20) + "!wait\n")
	l.Until(id, "output", func(list []*wire.Message) bool { return len(list) > 2 })
	time.Sleep(200 * time.Millisecond) // the buffers of the one who does not read fill
	started := time.Now()
	l.Send("control", "interrupt_request", struct{}{})
	time.AfterFunc(time.Second, func() { stuck.Close() })
	if reply := l.Reply(id); reply["ename"] != "Interrupted" {
		t.Errorf("%v", reply)
	}
	text := proxytest.Text(t, l.Outputs(id), "stderr")
	if took := time.Since(started); took > 20*time.Second || !strings.Contains(text, "of its output are left out") {
		t.Errorf("after %v, told %q", took, text)
	}
}

func TestOutbox(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := newOutbox()
	var sent []string
	note := func(frames [][]byte) { sent = append(sent, string(frames[0])) }
	put := func(text, of string) {
		o.put(outgoing{send: note, frames: [][]byte{[]byte(text)}, of: of, text: len(text)})
	}
	put("a", "x")
	put("reply", "")
	put("bb", "y")
	put("cc", "x")
	if n := o.drop("x", 3); n != 0 {
		t.Errorf("dropped %d, want none: it is little", n)
	}
	if n := o.drop("x", 2); n != 3 {
		t.Errorf("dropped %d, want 3", n)
	}
	go o.run(ctx)
	o.sent(ctx)
	if got := strings.Join(sent, " "); got != "reply bb" {
		t.Errorf("sent %s", got)
	}
	gate := make(chan struct{})
	o.put(outgoing{send: func([][]byte) { <-gate }, frames: [][]byte{make([]byte, mostWaiting)}})
	full := make(chan struct{})
	go func() { o.room(ctx); close(full) }()
	select {
	case <-full:
		t.Error("there is room beside too much")
	case <-time.After(50 * time.Millisecond):
	}
	close(gate)
	select {
	case <-full:
	case <-time.After(10 * time.Second):
		t.Error("there is no room after all was sent")
	}
}

// TestInput passes a question to who runs the cell and the answer back, whatever else the answer holds.
func TestInput(t *testing.T) {
	l := start(t, nil)
	id := l.Start("!input")
	if question := l.InputRequest(id, 1); question["prompt"] != "p" {
		t.Errorf("%v", question)
	}
	l.Send("stdin", "input_reply", map[string]any{"value": map[string]int{}, "more": 1})
	if text := proxytest.Text(t, l.Outputs(id), "stdout"); text != `{"value":""}` {
		t.Errorf("gonb got %s", text)
	}
	// What is typed while nobody asks is dropped. It comes on another channel than the cell, and may come after it: then
	// it is an answer.
	text := ""
	for try := range 10 {
		l.Type("late")
		time.Sleep(time.Duration(try) * 20 * time.Millisecond)
		id = l.Start("!input")
		l.InputRequest(id, 1)
		l.Type("é")
		if text = proxytest.Text(t, l.Outputs(id), "stdout"); text == `{"value":"é"}` {
			return
		}
	}
	t.Errorf("gonb got %s", text)
}
