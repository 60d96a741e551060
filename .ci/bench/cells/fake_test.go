package cells

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"tradeoff/kernel/internal/jupyter/wire"
)

// fakeVariable makes this test program a kernel; its value says of which kind.
const fakeVariable = "CELLBENCH_FAKE"

func TestMain(m *testing.M) {
	if kind := os.Getenv(fakeVariable); kind != "" {
		(&fake{kind: kind, end: make(chan struct{})}).run(os.Args[1])
		return
	}
	os.Exit(m.Run())
}

// fake answers as a kernel does that executes the cells of a comparison.
type fake struct {
	// "plain", "ours", "blind" for ours without pictures, "mute" for ours without completions, "failing", "late" for ours
	// that fails to complete at first, "loading" for one that completes nothing at first, "silent" for one that always fails
	kind   string
	signer wire.Signer
	shell  *wire.Router
	iopub  *wire.Publisher
	end    chan struct{}
	asked  int // for completions
}

func (f *fake) run(connectionFile string) {
	c, err := wire.ReadConnection(connectionFile)
	if err != nil {
		panic(err)
	}
	f.signer = wire.Signer(c.Key)
	ctx, log := context.Background(), func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	ready := make(chan struct{})
	take := func(frames [][]byte) {
		<-ready
		f.take(frames)
	}
	if f.iopub, err = wire.NewPublisher(ctx, "iopub", c.Address(c.IOPub), log); err != nil {
		panic(err)
	}
	if f.shell, err = wire.NewRouter(ctx, "shell", c.Address(c.Shell), log, take); err != nil {
		panic(err)
	}
	for name, port := range map[string]int{"control": c.Control, "stdin": c.Stdin} {
		if _, err := wire.NewRouter(ctx, name, c.Address(port), log, take); err != nil {
			panic(err)
		}
	}
	close(ready)
	<-f.end
}

func (f *fake) take(frames [][]byte) {
	m, err := f.signer.Decode(frames)
	if err != nil {
		panic(err)
	}
	if m.Header.Type == "shutdown_request" {
		close(f.end)
		return
	}
	f.publish(m, "status", map[string]string{"execution_state": "busy"})
	answer := any(map[string]string{"status": "ok"})
	switch m.Header.Type {
	case "execute_request":
		answer = f.execute(m)
	case "complete_request":
		answer = f.complete()
	}
	f.publish(m, "status", map[string]string{"execution_state": "idle"})
	reply := must(wire.New(strings.Replace(m.Header.Type, "request", "reply", 1), m.Header.Session, m, answer))
	reply.IDs = m.IDs
	f.shell.Send(f.signer.Encode(reply))
}

// serial is the number of a cell.
var serial = regexp.MustCompile(`\d{7,}`)

func (f *fake) execute(m *wire.Message) map[string]string {
	var cell struct {
		Code string `json:"code"`
	}
	if err := json.Unmarshal(m.Content, &cell); err != nil {
		panic(err)
	}
	f.publish(m, "execute_input", cell)
	text := serial.FindString(cell.Code)
	switch {
	case f.kind == "failing":
		f.publish(m, "stream", map[string]string{"name": "stderr", "text": "nothing works"})
		return map[string]string{"status": "error"}
	case strings.Contains(cell.Code, "%%") != (f.kind == "plain"):
		panic("a cell for the other kernel: " + cell.Code)
	case strings.Contains(cell.Code, "show.Figure"):
		text = figureKind
		if f.kind != "blind" && f.kind != "plain" {
			text += " " + pictureKind
		}
	case strings.Contains(cell.Code, "1000*"):
		text += "001"
	}
	f.publish(m, "stream", map[string]string{"name": "stdout", "text": text})
	return map[string]string{"status": "ok"}
}

func (f *fake) complete() any {
	names := []string{"Print", "Println"}
	f.asked++
	if f.kind == "silent" || f.kind == "late" && f.asked < mostAsked {
		return map[string]any{"status": "error", "matches": []string{}}
	}
	if f.kind == "mute" || f.kind == "loading" && f.asked < mostAsked {
		names = nil
	}
	return map[string]any{"status": "ok", "matches": names}
}

func (f *fake) publish(parent *wire.Message, kind string, content any) {
	m := must(wire.New(kind, parent.Header.Session, parent, content))
	m.IDs = [][]byte{[]byte(kind)}
	f.iopub.Send(f.signer.Encode(m))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
