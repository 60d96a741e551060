package proxy

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/journal"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// laboratory is a running kernel with a fake gonb, and a front end.
type laboratory struct {
	*proxytest.Client
	log   *journal.Journal
	key   wire.Signer
	file  string // of the connection
	temp  string // where its sandboxes are
	ended chan error
}

func start(t *testing.T, change func(*Options)) *laboratory {
	t.Helper()
	l := &laboratory{log: &journal.Journal{}, file: proxytest.ConnectionFile(t), temp: proxytest.ShortTemp(t),
		ended: make(chan error, 1)}
	t.Setenv("TMPDIR", l.temp)
	t.Setenv(fakeVariable, "1")
	o := Options{ConnectionFile: l.file, Gonb: []string{os.Args[0]}, Version: "1", Log: l.log.Log}
	if change != nil {
		change(&o)
	}
	l.key = wire.Signer(must(wire.ReadConnection(o.ConnectionFile))(t).Key)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { l.ended <- Run(ctx, o) }()
	l.Client = proxytest.Connect(t, o.ConnectionFile)
	t.Cleanup(func() {
		cancel()
		l.Close()
		select {
		case <-l.ended:
		case <-time.After(proxytest.Patience):
			t.Error("the kernel does not end")
		}
	})
	return l
}

// kinds lists the kinds of messages, with the names of streams.
func kindsOf(t *testing.T, outputs []*wire.Message) string {
	t.Helper()
	var list []string
	for _, m := range outputs {
		kind := m.Header.Type
		if kind == "stream" {
			kind = proxytest.Content(t, m)["name"].(string)
		}
		list = append(list, kind)
	}
	return strings.Join(list, " ")
}

func TestAllOutputComesBeforeReplyAndIdle(t *testing.T) {
	l := start(t, nil)
	for range 20 {
		reply, outputs := l.Run("!flood 100\n!err e")
		if kinds := kindsOf(t, outputs); reply["status"] != "ok" ||
			kinds != "execute_input "+strings.Repeat("stdout ", 100)+"stderr" {
			t.Fatalf("%v: %s", reply, kinds)
		}
	}
	if _, outputs := l.Run("!late\n!print after the reply"); proxytest.Text(t, outputs, "stdout") != "after the reply\n" {
		t.Error("what came after gonb's reply is lost")
	}
}

func TestCountsAndInput(t *testing.T) {
	l := start(t, nil)
	for n := 1; n <= 3; n++ {
		id := l.Start("!print x")
		if reply := l.Reply(id); reply["execution_count"] != float64(n) {
			t.Errorf("count %v, want %d", reply["execution_count"], n)
		}
		if input := l.Published(id, "execute_input"); input["execution_count"] != float64(n) || input["code"] != "!print x" {
			t.Errorf("input %v", input)
		}
	}
	quiet := l.Send("shell", "execute_request", map[string]any{"code": "!print x", "silent": true})
	if kinds := kindsOf(t, l.Outputs(quiet)); kinds != "stdout" || l.Reply(quiet)["execution_count"] != 3.0 {
		t.Errorf("a silent cell: %s", kinds)
	}
}

func TestFailureAbortsTheQueue(t *testing.T) {
	l := start(t, nil)
	ids := []string{l.Start("!sleepy\n!fail no"), l.Start("!print a"), l.Start("!print b")}
	if reply := l.Reply(ids[0]); reply["status"] != "error" || reply["evalue"] != "no" {
		t.Errorf("%v", reply)
	}
	for _, id := range ids[1:] {
		if reply, outputs := l.Reply(id), l.Outputs(id); reply["status"] != "aborted" || len(outputs) != 0 {
			t.Errorf("%v, %d outputs", reply, len(outputs))
		}
	}
	goesOn := l.Send("shell", "execute_request", map[string]any{"code": "!sleepy\n!fail no", "stop_on_error": false})
	next := l.Start("!print b")
	if l.Reply(goesOn)["status"] != "error" || l.Reply(next)["status"] != "ok" {
		t.Error("without stop_on_error the queue was aborted")
	}
}

func TestAnsweredWhileACellRuns(t *testing.T) {
	l := start(t, nil)
	cell := l.Start("!wait")
	l.Published(cell, "execute_input")
	info := l.Reply(l.Send("shell", "kernel_info_request", struct{}{}))
	language := info["language_info"].(map[string]any)
	if language["name"] != "go" || language["version"] != "1.26" || language["codemirror_mode"] != "go" ||
		info["protocol_version"] != wire.Version {
		t.Errorf("%v", info)
	}
	complete := l.Reply(l.Send("shell", "is_complete_request", map[string]string{"code": "for {"}))
	if complete["status"] != "incomplete" || complete["indent"] != "    " {
		t.Errorf("%v", complete)
	}
	if reply := l.Reply(l.Send("control", "interrupt_request", struct{}{})); reply["status"] != "ok" {
		t.Errorf("%v", reply)
	}
	if reply := l.Reply(cell); reply["ename"] != "Interrupted" {
		t.Errorf("%v", reply)
	}
}

// TestEarlyInterrupt sends it before gonb is at the cell, when it would forget it.
func TestEarlyInterrupt(t *testing.T) {
	l := start(t, nil)
	l.Run("!print gonb is there")
	cell := l.Start("!sleepy\n!wait")
	queued := l.Start("!print b")
	l.Reply(l.Send("shell", "kernel_info_request", struct{}{})) // all is there
	l.Send("control", "interrupt_request", struct{}{})
	if a, b := l.Reply(cell), l.Reply(queued); a["ename"] != "Interrupted" || b["status"] != "aborted" {
		t.Errorf("%v, %v", a, b)
	}
	l.Reply(l.Send("control", "interrupt_request", struct{}{})) // with nothing to interrupt
	if reply, _ := l.Run("!print x"); reply["status"] != "ok" {
		t.Errorf("%v", reply)
	}
}

func TestPanic(t *testing.T) {
	l := start(t, nil)
	reply, outputs := l.Run("!print x\n!panic disk full\n!print y")
	if kinds := kindsOf(t, outputs); kinds != "execute_input stdout stderr error" ||
		proxytest.Text(t, outputs, "stderr") != "before\n" {
		t.Errorf("outputs: %s", kinds)
	}
	if reply["ename"] != "panic" || reply["evalue"] != "disk full" {
		t.Errorf("%v", reply)
	}
	want := "panic: disk full\nCell[1]: Line 2\n      1  !print x\n-->   2  !panic disk full\n      3  !print y"
	if got := plain(reply["traceback"]); got != want {
		t.Errorf("traceback\n%s\nwant\n%s", got, want)
	}
}

// plain is a traceback without colours.
func plain(trace any) string {
	var lines []string
	for _, line := range trace.([]any) {
		lines = append(lines, line.(string))
	}
	return colours.ReplaceAllString(strings.Join(lines, "\n"), "")
}

func TestDeadGonb(t *testing.T) {
	l := start(t, nil)
	l.Run("!print x")
	cell, queued := l.Start("!sleepy\n!die"), l.Start("!print z")
	completion := l.Send("shell", "complete_request", map[string]any{"code": "a", "cursor_pos": 1})
	if reply := l.Reply(cell); reply["ename"] != "KernelDied" ||
		!strings.Contains(reply["evalue"].(string), "while this cell ran") || reply["execution_count"] != 2.0 {
		t.Errorf("%v", reply)
	}
	if l.Reply(queued)["status"] != "aborted" {
		t.Error("the cell behind was not aborted")
	}
	l.Reply(completion)
	if reply, outputs := l.Run("!print again"); reply["status"] != "ok" || reply["execution_count"] != 3.0 ||
		proxytest.Text(t, outputs, "stdout") != "again\n" {
		t.Errorf("%v", reply)
	}
	if boxes := l.boxes(t); len(boxes) != 1 {
		t.Errorf("%d sandboxes, want that of the new gonb only", len(boxes))
	}
}

// allBoxes are the sandboxes of gonb and that of the values of cells.
func (l *laboratory) allBoxes(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(l.temp, "diversity-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// boxes are the sandboxes of gonb.
func (l *laboratory) boxes(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(l.allBoxes(t), func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, protocol.CellFile))
		return err == nil
	})
}

func TestGonbThatDoesNotStart(t *testing.T) {
	script := filepath.Join(t.TempDir(), "gonb")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho no luck >&2\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	l := start(t, func(o *Options) { o.Gonb = []string{script} })
	for range 2 {
		if reply, _ := l.Run("1"); reply["ename"] != "KernelDied" || !strings.Contains(plain(reply["traceback"]), "no luck") {
			t.Fatalf("%v", reply)
		}
	}
	if err := os.Remove(script); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(must(filepath.Abs(os.Args[0]))(t), script); err != nil {
		t.Fatal(err)
	}
	for reply := map[string]any{}; reply["status"] != "ok"; { // one of them may meet the last failing start
		reply, _ = l.Run("!print 1")
	}
	if boxes := l.boxes(t); len(boxes) != 1 {
		t.Errorf("%d sandboxes", len(boxes))
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestStubbornCell(t *testing.T) {
	l := start(t, func(o *Options) { o.Limits.Interrupt = 100 * time.Millisecond })
	for _, code := range []string{"!stubborn", "!unstarted"} {
		cell := l.Start(code)
		l.Published(cell, "execute_input")
		l.Send("control", "interrupt_request", struct{}{})
		if reply := l.Reply(cell); reply["ename"] != "KernelDied" ||
			!strings.Contains(reply["evalue"].(string), "did not end an interrupted cell") {
			t.Errorf("%s: %v", code, reply)
		}
	}
}

func TestShutdownLeavesNothing(t *testing.T) {
	l := start(t, nil)
	l.Run("!print x")
	if boxes := l.boxes(t); len(boxes) != 1 {
		t.Fatalf("%d sandboxes", len(boxes))
	}
	id := l.Send("control", "shutdown_request", map[string]bool{"restart": true})
	if reply := l.Reply(id); reply["status"] != "ok" || reply["restart"] != true {
		t.Errorf("%v", reply)
	}
	select {
	case err := <-l.ended:
		if err != nil {
			t.Error(err)
		}
		l.ended <- nil // for the clean-up
	case <-time.After(proxytest.Patience):
		t.Fatal("the kernel does not end")
	}
	if boxes := l.allBoxes(t); len(boxes) != 0 {
		t.Errorf("left: %v", boxes)
	}
}

func TestBadFramesAreRejected(t *testing.T) {
	l := start(t, nil)
	random := make([]byte, 1000)
	_, _ = rand.Read(random)
	forged := must(wire.New("execute_request", "x", nil, map[string]string{"code": "!die"}))(t)
	for _, channel := range []string{"shell", "control", "stdin"} {
		l.SendFrames(channel, random)
		l.SendFrames(channel, []byte("<IDS|MSG>"))
		l.SendFrames(channel, wire.Signer("wrong").Encode(forged)...)
		l.SendFrames(channel, append(l.key.Encode(forged)[:5], random)...)
	}
	l.SendFrames("shell", bytes.Split(random, []byte{random[0]})...)
	for _, content := range []any{map[string]any{}, map[string]any{"code": 3, "silent": "yes", "store_history": nil}} {
		for _, kind := range []string{"execute_request", "complete_request", "inspect_request", "history_request",
			"is_complete_request", "comm_info_request"} {
			l.Reply(l.Send("shell", kind, content))
		}
	}
	l.Send("shell", "unheard_of_request", struct{}{})
	if reply, _ := l.Run("!print x"); reply["status"] != "ok" {
		t.Errorf("%v", reply)
	}
	if log := l.log.String(); strings.Count(log, wire.ErrSignature.Error()) < 6 ||
		strings.Count(log, wire.ErrFrames.Error()) < 6 || !strings.Contains(log, "unheard_of_request") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestResults(t *testing.T) {
	l := start(t, func(o *Options) {
		o.Draw = func(_ context.Context, option []byte) (drawing.Pictures, error) {
			if string(option) == "{}" {
				return drawing.Pictures{SVG: "<svg>", PNG: somePNG(t)}, nil
			}
			return drawing.Pictures{}, errors.New("no ink")
		}
	})
	encoded := base64.StdEncoding.EncodeToString(somePNG(t))
	for code, want := range map[string]string{
		"!result text/plain 2|42":                                                     "text/plain:42",
		"!result text/plain 1|atext/html 3|<b>":                                       "text/html:<b> text/plain:a",
		"!result text/plain 1|aapplication/vnd.echarts.v1+json 2|{}":                  "application/vnd.echarts.v1+json:{} image/svg+xml:<svg> image/png:" + encoded + " text/plain:a metadata:map[image/png:map[height:4 width:2]]",
		"!result text/plain 1|aapplication/vnd.echarts.v1+json 2|[]":                  "application/vnd.echarts.v1+json:[] text/plain:a\n\n(no static picture: no ink)",
		"!result text/plain 9|torn":                                                   "",
		"!result text/html 1|a":                                                       "",
		"!result text/plain 1|aapplication/vnd.echarts.v1+json 2|{}image/svg+xml 1|s": "application/vnd.echarts.v1+json:{} image/svg+xml:s text/plain:a",
	} {
		reply, outputs := l.Run(code)
		got := ""
		for _, m := range outputs {
			if m.Header.Type == "execute_result" {
				var parts []string
				data := proxytest.Content(t, m)["data"].(map[string]any)
				for _, kind := range []string{"application/vnd.echarts.v1+json", protocol.SVG, protocol.PNG, "text/html",
					"text/plain"} {
					if value, ok := data[kind]; ok {
						parts = append(parts, fmt.Sprintf("%s:%s", kind, value))
					}
				}
				metadata := proxytest.Content(t, m)["metadata"].(map[string]any)
				if metadata[protocol.SourceKey] != cell.SourceDigest(code) {
					t.Errorf("%q: the metadata are %v", code, metadata)
				}
				if delete(metadata, protocol.SourceKey); len(metadata) > 0 {
					parts = append(parts, fmt.Sprint("metadata:", metadata))
				}
				got = strings.Join(parts, " ")
			}
		}
		if reply["status"] != "ok" || got != want {
			t.Errorf("%s: %v, result %q, want %q", code, reply["status"], got, want)
		}
	}
	if reply, outputs := l.Run("!print x"); reply["status"] != "ok" || strings.Contains(kindsOf(t, outputs), "result") {
		t.Error("the value of an earlier cell was shown again")
	}
}

// somePNG is 3 by 6 pixels, for a size of 2 by 4.
func somePNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 6))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What waits for a drawing is told why it comes without, and how long it was.
func TestDrawingsHaveALimit(t *testing.T) {
	_, err := patiently(t.Context(), nil, func(ctx context.Context, _ []byte) (drawing.Pictures, error) {
		if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > drawing.Timeout {
			t.Errorf("the limit is %v, %v", deadline, ok)
		}
		return drawing.Pictures{}, errors.New("no ink")
	})
	if err == nil || err.Error() != "no ink" {
		t.Error(err)
	}
}

func TestDisplays(t *testing.T) {
	l := start(t, nil)
	id := l.Start("!display text/html")
	if data := l.Published(id, "display_data")["data"].(map[string]any); data["text/plain"] != "[text/html]" ||
		data["text/html"] != "<b>" {
		t.Errorf("%v", data)
	}
	if _, outputs := l.Run("!display " + protocol.Clear); kindsOf(t, outputs) != "execute_input clear_output" {
		t.Error(kindsOf(t, outputs))
	}
}

func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	l := start(t, func(o *Options) { o.History = path })
	l.Run("!result text/plain 2|42")
	l.Run("!print b")
	reply := l.Reply(l.Send("shell", "history_request",
		map[string]any{"hist_access_type": "tail", "output": true, "n": 9}))
	if got := fmt.Sprint(reply["history"]); got != "[[1 1 [!result text/plain 2|42 42]] [1 2 [!print b ]]]" {
		t.Error(got)
	}
	again := start(t, func(o *Options) { o.History = path })
	reply = again.Reply(again.Send("shell", "history_request", map[string]any{"hist_access_type": "range", "session": -1}))
	if got := fmt.Sprint(reply["history"]); got != "[[1 1 !result text/plain 2|42] [1 2 !print b]]" {
		t.Errorf("after a restart: %s", got)
	}
}

func TestCompletionAndQuestions(t *testing.T) {
	l := start(t, nil)
	code := "x := 1\nfunc f() {}\nfmt.Pr"
	reply := l.Reply(l.Send("shell", "complete_request", map[string]any{"code": code, "cursor_pos": len(code)}))
	if reply["cursor_start"] != float64(len(code)-2) || reply["cursor_end"] != float64(len(code)) ||
		fmt.Sprint(reply["matches"]) != "[Println]" {
		t.Errorf("%v", reply)
	}
	answer, _ := l.Run("?fmt.Println")
	if payload := fmt.Sprint(answer["payload"]); answer["status"] != "ok" || !strings.Contains(payload, "source:page") ||
		!strings.Contains(payload, "text/plain:*doc*") {
		t.Errorf("%v", answer)
	}
}

// What is half typed reaches gonb whole, with the imports that it needs; and documentation is that of the call around
// the cursor.
func TestHalfTyped(t *testing.T) {
	l := start(t, func(o *Options) {
		o.Packages = func() map[string]string { return map[string]string{"theory": "m/theory"} }
	})
	const code = "theory.Fit(points, "
	for kind, cursor := range map[string]int{"complete_request": len(code), "inspect_request": len("theory.Fi")} {
		reply := l.Reply(l.Send("shell", kind, map[string]any{"code": code, "cursor_pos": len(code)}))
		asked := reply["asked"].(map[string]any)
		const head = "import \"m/theory\"\n" + protocol.CommandMark + "%%\n"
		if asked["code"] != head+code+")" || asked["cursor_pos"] != float64(len(head)+cursor) {
			t.Errorf("%s: gonb was asked %v", kind, asked)
		}
	}
}

// The first cell, and no other, says what is wrong with a go.mod above the notebook, where somebody types: outputs of a
// notebook that is run without a front end have no such words.
func TestNoticeOfTheWorkspace(t *testing.T) {
	for name, c := range map[string]struct{ history, want string }{
		"typed": {filepath.Join(t.TempDir(), "history"), "x/go.mod does not require us\n"}, "run": {"", ""},
	} {
		l := start(t, func(o *Options) { o.History, o.Workspace.Notice = c.history, "x/go.mod does not require us" })
		for i, want := range []string{c.want, ""} {
			if _, outputs := l.Run("!print x"); proxytest.Text(t, outputs, "stderr") != want {
				t.Errorf("%s: cell %d wrote %q, want %q", name, i, proxytest.Text(t, outputs, "stderr"), want)
			}
		}
	}
}

func TestComms(t *testing.T) {
	l := start(t, nil)
	l.Run("!print x")
	open := l.Send("shell", "comm_open", map[string]any{"comm_id": "ours", "target_name": gonbTarget, "data": struct{}{}})
	l.Published(open, "comm_open")
	asked := func(target string) string {
		return fmt.Sprint(l.Reply(l.Send("shell", "comm_info_request", map[string]string{"target_name": target}))["comms"])
	}
	if got := asked(""); got != "map[ours:map[target_name:gonb_comm] theirs:map[target_name:widget]]" {
		t.Error(got)
	}
	if got := asked(gonbTarget); got != "map[ours:map[target_name:gonb_comm]]" {
		t.Error(got)
	}
	l.Send("shell", "comm_close", map[string]any{"comm_id": "ours"})
	if got := asked(gonbTarget); got != "map[]" {
		t.Error(got)
	}
}

func TestGuardClearsWhatIsLeft(t *testing.T) {
	t.Setenv("TMPDIR", proxytest.ShortTemp(t))
	box := must(sandbox.New())(t)
	left := exec.Command("sleep", "60")
	left.Env = box.Env()
	if err := left.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- left.Wait() }()
	g := must(startGuard([]string{os.Args[0], "--guard"}))(t)
	g.watch(box.Dir)
	if err := box.Release(); err != nil { // as the end of this process would
		t.Fatal(err)
	}
	if err := g.in.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(proxytest.Patience):
		t.Fatal("the process goes on")
	}
	for deadline := time.Now().Add(proxytest.Patience); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(box.Dir); os.IsNotExist(err) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the files are still there")
		}
	}
}
