package proxy

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
)

// fakeVariable makes this test program a gonb.
const fakeVariable = "PROXY_FAKE_GONB"

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "--guard":
		if err := Guard(os.Stdin); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	case os.Getenv(fakeVariable) != "":
		(&fake{interrupts: make(chan struct{}, 9), inputs: make(chan string, 9)}).run(os.Args[len(os.Args)-1])
		return
	}
	os.Exit(m.Run())
}

// fake behaves as gonb does towards its front end; lines of cells tell it what to do.
type fake struct {
	signer     wire.Signer
	shell      *wire.Router
	stdin      *wire.Router
	inputs     chan string // contents of input_reply
	iopub      *wire.Publisher
	count      int
	work       chan *wire.Message
	interrupts chan struct{}
}

func (f *fake) run(connectionFile string) {
	c, err := wire.ReadConnection(connectionFile)
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	f.signer = wire.Signer(c.Key)
	f.work = make(chan *wire.Message, 1000)
	log := func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	if f.iopub, err = wire.NewPublisher(ctx, "iopub", c.Address(c.IOPub), log); err != nil {
		panic(err)
	}
	if f.shell, err = wire.NewRouter(ctx, "shell", c.Address(c.Shell), log, f.take); err != nil {
		panic(err)
	}
	if _, err = wire.NewRouter(ctx, "control", c.Address(c.Control), log, f.take); err != nil {
		panic(err)
	}
	if f.stdin, err = wire.NewRouter(ctx, "stdin", c.Address(c.Stdin), log, f.take); err != nil {
		panic(err)
	}
	for m := range f.work {
		f.handle(m)
	}
}

func (f *fake) take(frames [][]byte) {
	m, err := f.signer.Decode(frames)
	if err != nil {
		panic(err) // as gonb, which stops
	}
	switch m.Header.Type {
	case "interrupt_request":
		select {
		case f.interrupts <- struct{}{}:
		default:
		}
	case "shutdown_request":
		os.Exit(0)
	case "input_reply":
		f.inputs <- string(m.Content)
	case "comm_open":
		f.publish(m, "comm_open", map[string]string{"comm_id": "theirs", "target_name": "widget"})
	default:
		f.work <- m
	}
}

func (f *fake) publish(parent *wire.Message, kind string, content any) {
	m, err := wire.New(kind, parent.Header.Session, parent, content)
	if err != nil {
		panic(err)
	}
	m.IDs = parent.IDs
	f.iopub.Send(f.signer.Encode(m))
}

func (f *fake) reply(parent *wire.Message, content any) {
	m, err := wire.New(strings.Replace(parent.Header.Type, "_request", "_reply", 1), parent.Header.Session, parent,
		content)
	if err != nil {
		panic(err)
	}
	m.IDs = parent.IDs
	f.shell.Send(f.signer.Encode(m))
}

// ask asks for input, as gonb does.
func (f *fake) ask(m *wire.Message) {
	question, err := wire.New("input_request", m.Header.Session, m, map[string]any{"prompt": "p", "password": false})
	if err != nil {
		panic(err)
	}
	question.IDs = m.IDs
	f.stdin.Send(f.signer.Encode(question))
}

func (f *fake) handle(m *wire.Message) {
	f.publish(m, "status", map[string]string{"execution_state": "busy"})
	if m.Header.Type != "execute_request" && strings.Contains(string(m.Content), "deaf") {
		select {}
	}
	switch m.Header.Type {
	case "execute_request":
		f.execute(m)
	case "complete_request":
		var asked struct {
			Code   string `json:"code"`
			Cursor int    `json:"cursor_pos"`
		}
		_ = json.Unmarshal(m.Content, &asked)
		f.reply(m, map[string]any{"status": "ok", "matches": []string{"Println", "Println"}, "cursor_start": asked.Cursor - 2,
			"cursor_end": asked.Cursor, "asked": m.Content})
	case "inspect_request":
		f.reply(m, map[string]any{"status": "ok", "found": true, "data": map[string]string{"text/markdown": "*doc*"},
			"asked": m.Content})
	default:
		f.reply(m, map[string]any{"status": "ok"})
	}
	f.publish(m, "status", map[string]string{"execution_state": "idle"})
}

func (f *fake) execute(m *wire.Message) {
	var request struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(m.Content, &request)
	if strings.Contains(request.Code, "!unstarted") {
		select {}
	}
	f.count++
	if strings.Contains(request.Code, "!sleepy") {
		time.Sleep(200 * time.Millisecond)
	}
	for len(f.interrupts) > 0 { // gonb forgets what came before
		<-f.interrupts
	}
	f.publish(m, "execute_input", map[string]any{"code": request.Code, "execution_count": f.count})
	status := map[string]any{"status": "ok", "user_expressions": struct{}{}}
	late := false
	for line := range strings.Lines(request.Code) {
		word, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), protocol.CommandMark), " ")
		if word == "!late" {
			late = true
			f.reply(m, status)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if problem := f.obey(m, word, rest); problem != "" {
			status = map[string]any{"status": "error", "ename": "ERROR", "evalue": problem, "traceback": []string{problem}}
			f.publish(m, "error", status)
			break
		}
	}
	if !late {
		f.reply(m, status)
	}
}

// obey does what a line says and returns the error it ends in, if any.
func (f *fake) obey(m *wire.Message, word, rest string) string {
	stream := func(name, text string) { f.publish(m, "stream", map[string]string{"name": name, "text": text}) }
	switch word {
	case "!print":
		stream("stdout", rest+"\n")
	case "!err":
		stream("stderr", rest+"\n")
	case "!flood":
		n, _ := strconv.Atoi(rest)
		for i := range n {
			stream("stdout", fmt.Sprintln(i))
		}
	case "!long":
		n, _ := strconv.Atoi(rest)
		stream("stdout", strings.Repeat("é", n/2-1)+"-\n")
	case "!remember":
		if err := os.WriteFile(os.Getenv(protocol.StateFileVariable), []byte(rest), 0o600); err != nil {
			panic(err)
		}
	case "!recall":
		text, _ := os.ReadFile(os.Getenv(protocol.StateFileVariable))
		stream("stdout", string(text))
	case "!uses": // of other cells
		f.noteUses(strings.Fields(rest))
	case "!keeps": // a variable, and what equal values share
		f.keep(rest)
	case "!input":
		f.ask(m)
		stream("stdout", fmt.Sprint(<-f.inputs))
	case "!display":
		f.publish(m, "display_data", map[string]any{"data": map[string]string{rest: "<b>"}, "metadata": struct{}{}})
	case "!result":
		text := strings.ReplaceAll(rest, "|", "\n")
		if err := os.WriteFile(os.Getenv(protocol.ResultVariable), []byte(text), 0o600); err != nil {
			panic(err)
		}
	case "!wait":
		<-f.interrupts
		stream("stderr", "^C\nsignal: interrupt\n")
		return "signal: interrupt"
	case "!stubborn":
		select {}
	case "!panic":
		stream("stderr", "before\n")
		for _, piece := range []string{"panic: ", rest,
			"\n\ngoroutine 1 [running]:\nmain.main()\n\t \x1b[7m[[ Cell [1] Line 2 ]]\x1b[0m /x/main.go:9 +0x1\n",
			"exit status 2\n"} {
			stream("stderr", piece)
		}
		return "exit status 2"
	case "!fail":
		return rest
	case "!controls":
		return f.controls(stream, rest)
	case "!die":
		os.Exit(7)
	}
	return ""
}

// controls behaves as a cell with controls: it writes the messages that reach it, until one says that it should end.
func (f *fake) controls(stream func(name, text string), channel string) string {
	link, err := controls.Dial(os.Getenv(protocol.ControlsVariable), channel)
	if err != nil {
		stream("stdout", "alone\n")
		return ""
	}
	defer link.Close()
	stream("stdout", "live\n")
	for {
		select {
		case <-f.interrupts:
			return ""
		case <-link.Mailbox().Filled():
		}
		if m, ok := link.Mailbox().Take(); ok {
			stream("stdout", fmt.Sprintln(m.At, m.Done))
			if m.Done {
				return ""
			}
		}
	}
}
