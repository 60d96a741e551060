package proxy

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/proxytest"
	"tradeoff/kernel/keep"
)

// running is the cell that the kernel has named.
func (f *fake) running() (dir string, r protocol.Running) {
	dir = os.Getenv(protocol.ValuesVariable)
	text, err := os.ReadFile(filepath.Join(dir, protocol.CellFile))
	if err != nil || json.Unmarshal(text, &r) != nil {
		panic(err)
	}
	return dir, r
}

// noteUses writes what a cell uses, as the go command of cells does.
func (f *fake) noteUses(names []string) {
	dir, r := f.running()
	text, _ := json.Marshal(protocol.Used{Count: r.Count, Names: names})
	if err := os.WriteFile(filepath.Join(dir, protocol.UsedFile), text, 0o600); err != nil {
		panic(err)
	}
}

// keep keeps variables as a cell does: "n=1 m=2".
func (f *fake) keep(variables string) {
	dir, r := f.running()
	store := keep.Store{Dir: dir}
	index, err := store.Index()
	if err != nil {
		panic(err)
	}
	for _, v := range strings.Fields(variables) {
		name, digest, _ := strings.Cut(v, "=")
		index[name] = keep.Entry{Cell: r.Count, Shown: "int", File: "value-" + name, Type: "int", Digest: digest}
		if err := os.WriteFile(filepath.Join(dir, "value-"+name), []byte(digest), 0o600); err != nil {
			panic(err)
		}
	}
	if err := store.Replace(index); err != nil {
		panic(err)
	}
}

// stdout is what a cell writes, and the words of its error.
func (l *laboratory) stdout(t *testing.T, code string) string {
	t.Helper()
	reply, outputs := l.Run(code)
	text := proxytest.Text(t, outputs, "stdout")
	if reply["status"] != "ok" {
		text += fmt.Sprintf("%v: %v", reply["ename"], reply["evalue"])
	}
	return text
}

func TestStaleCellsAreListed(t *testing.T) {
	l := start(t, nil)
	for _, c := range []struct{ code, want string }{
		{"!keeps n=1\nn := 1", ""},
		{"func f() int {\n\treturn n\n}", ""},
		{"!uses n\n_ = n", ""},
		{"!uses f n\nf()", ""},
		{"!uses m\nx", ""},
		{"%stale", "No cell is stale.\n"},
		{"!keeps n=1\nn := 1", ""},
		{"%stale", "No cell is stale.\n"},
		{"!keeps n=2\n!uses n\nif true { n = 2 }", ""}, // a cell below
		{"%stale", "No cell is stale.\n"},
		{"func f() int {\n\treturn n\n}", ""},
		{"!keeps n=3\n!uses n\nn++", ""},
		{"!uses n\n!fail no\nn++", "Error: no"},
		{"%stale", "No cell is stale.\n"},
		{"!keeps n=1\nn := 1", ""},
		{"%stale", "Cell[9] uses n, which Cell[15] changed\n    !keeps n=2 ...\n" +
			"Cell[12] uses n of Cell[9], which is stale\n    !keeps n=3 ...\nCell[13] uses n of Cell[12], which is stale\n    !uses n ...\n"},
		{"%reset", ""},
		{"%stale", "No cell is stale.\n"},
	} {
		if got := l.stdout(t, c.code); got != c.want {
			t.Errorf("%q writes\n%s\nwant\n%s", c.code, got, c.want)
		}
	}
}

// A damaged or hostile note of what a cell uses, and a damaged index, mark nothing and end nothing.
func TestStaleMarksOfDamagedFiles(t *testing.T) {
	l := start(t, nil)
	l.stdout(t, "!keeps n=1\nn := 1")
	boxes, err := filepath.Glob(filepath.Join(l.temp, "*", protocol.CellFile))
	if err != nil || len(boxes) != 1 {
		t.Fatalf("%q, %v", boxes, err)
	}
	used := filepath.Join(filepath.Dir(boxes[0]), protocol.UsedFile)
	for _, text := range []string{"{", "[]", `{"Count": 3, "Names": 5}`, strings.Repeat(" ", mostUsed+1)} {
		if err := os.WriteFile(used, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := l.stdout(t, "!print on"); got != "on\n" {
			t.Errorf("after %.20q: %q", text, got)
		}
	}
	if err := os.Remove(used); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", used); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(used), "index"), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := l.stdout(t, "!print on"); got != "on\n" {
		t.Errorf("with a link and a damaged index: %q", got)
	}
	if got := l.stdout(t, "%stale"); got != "No cell is stale.\n" {
		t.Errorf("%q", got)
	}
}

func TestFirstLines(t *testing.T) {
	for code, want := range map[string]string{
		"": "", "x": "x", "\n\n  x\n": "x", "x\ny": "x ...", strings.Repeat("é", 60): strings.Repeat("é", 60),
		strings.Repeat("é", 61): strings.Repeat("é", 60) + " ...",
	} {
		if got := firstLine(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

// changed is a notebook in which the second and the third cell are stale.
func changed(t *testing.T, l *laboratory, third string) {
	t.Helper()
	l.execute("a", "!keeps n=1\nn := 1")
	l.execute("b", "!uses n\n!keeps m=1\n!print second")
	l.execute("c", third)
	l.execute("a", "!keeps n=2\nn := 2")
}

// execute runs a cell that the front end knows by an identifier.
func (l *laboratory) execute(cell, code string) map[string]any {
	return l.Reply(l.SendWith("shell", "execute_request", map[string]string{"cellId": cell}, map[string]any{
		"code": code, "store_history": true, "allow_stdin": false, "stop_on_error": true,
	}))
}

// Without a front end that shows marks the kernel runs stale cells again itself, within the cell that asks.
func TestCellsRunAgainInOrder(t *testing.T) {
	l := start(t, nil)
	changed(t, l, "!uses m n\n!print third\n!result text/plain 4|n")
	reply, outputs := l.Run("%rerun stale")
	if got := proxytest.Text(t, outputs, "stdout"); got != "Cell[2] again:\nsecond\nCell[3] again:\nthird\n" {
		t.Errorf("%q", got)
	}
	if reply["status"] != "ok" || reply["execution_count"] != 5.0 {
		t.Errorf("%v", reply)
	}
	if got := l.stdout(t, "%stale"); got != "No cell is stale.\n" {
		t.Errorf("%q", got)
	}
	history := fmt.Sprint(l.Reply(l.Send("shell", "history_request", map[string]any{"hist_access_type": "tail", "n": 2}))["history"])
	if !strings.Contains(history, " 5 %rerun stale] [") || !strings.HasSuffix(history, " 6 %stale]]") {
		t.Errorf("history %v", history)
	}
}

// A cell that fails ends it, and is said to be the one.
func TestACellThatFailsAgain(t *testing.T) {
	l := start(t, nil)
	changed(t, l, "!uses n\n!print third")
	l.execute("b", "!uses n\n!fail no")
	l.execute("a", "!keeps n=3\nn := 3")
	reply, outputs := l.Run("%rerun stale")
	if got := proxytest.Text(t, outputs, "stdout"); reply["status"] != "error" || got != "Cell[5] again:\n" {
		t.Errorf("%v, %q", reply, got)
	}
	if trace := fmt.Sprint(reply["traceback"]); !strings.Contains(trace, "This was Cell[5], run again.") {
		t.Errorf("the trace is %q", trace)
	}
	if got := l.stdout(t, "%stale"); got != "Cell[3] uses n, which Cell[6] changed\n    !uses n ...\n" {
		t.Errorf("%q", got)
	}
}

func TestAnInterruptEndsRunningAgain(t *testing.T) {
	l := start(t, nil)
	l.execute("a", "!keeps n=1\nn := 1")
	interrupt := func(id string) {
		l.WaitOutput(id, "third\n")
		l.Send("control", "interrupt_request", struct{}{})
		if reply := l.Reply(id); reply["ename"] != "Interrupted" {
			t.Errorf("%v", reply)
		}
	}
	interrupt(l.SendWith("shell", "execute_request", map[string]string{"cellId": "c"}, map[string]any{"code": "!uses n\n!print third\n!wait"}))
	l.execute("d", "!uses n\n!print fourth")
	l.execute("a", "!keeps n=2\nn := 2")
	id := l.Start("%rerun stale")
	interrupt(id)
	if text := proxytest.Text(t, l.Outputs(id), "stdout"); strings.Contains(text, "fourth") {
		t.Errorf("%q", text)
	}
	if got := l.stdout(t, "!print next"); got != "next\n" {
		t.Errorf("%q", got)
	}
}

// A front end that opened the comm is told when marks change, and has the stale cells run again itself.
func TestFrontEndsAreToldOfStaleCells(t *testing.T) {
	l := start(t, nil)
	changed(t, l, "!uses n\n!print third")
	open := l.Send("shell", "comm_open", map[string]any{
		"comm_id": "w", "target_name": protocol.CellsTarget, "data": protocol.NotebookOrder{Order: []string{"a", "b", "c"}},
	})
	if got, want := told(t, l.Outputs(open)), `w {"rerun":false,"stale":[{"cell":"b","why":"uses n, which Cell[4] changed"},`+
		`{"cell":"c","why":"uses n, which Cell[4] changed"}]}`; got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
	moved := l.Send("shell", "comm_msg", map[string]any{"comm_id": "w", "data": protocol.NotebookOrder{Order: []string{"b", "a", "c"}}})
	// b is above a now, but no other cell sets n
	if got := told(t, l.Outputs(moved)); got != "" {
		t.Errorf("told again: %s", got)
	}
	gone := l.Send("shell", "comm_msg", map[string]any{"comm_id": "w", "data": protocol.NotebookOrder{Order: []string{"a", "c"}}})
	if got := told(t, l.Outputs(gone)); !strings.Contains(got, `[{"cell":"c"`) {
		t.Errorf("without b: %s", got)
	}
	id := l.Start("%rerun stale")
	reply, outputs := l.Reply(id), l.Outputs(id)
	if got := told(t, outputs); reply["status"] != "ok" || !strings.Contains(got, `{"rerun":true,"stale":[{"cell":"c"`) ||
		strings.Contains(proxytest.Text(t, outputs, "stdout"), "again:") {
		t.Errorf("%v, told %s", reply, got)
	}
	third := l.SendWith("shell", "execute_request", map[string]string{"cellId": "c"}, map[string]any{"code": "!uses n\n!print third"})
	if got, want := told(t, l.Outputs(third)), `w {"rerun":false,"stale":[]}`; got != want {
		t.Errorf("when it has run: %s, want %s", got, want)
	}
	l.Outputs(l.Send("shell", "comm_close", map[string]any{"comm_id": "w"}))
	if got := told(t, l.Outputs(l.Start("!keeps n=7\nn := 7"))); got != "" {
		t.Errorf("told after the end: %s", got)
	}
}

// told is what the last message of a comm among outputs holds; "" for none.
func told(t *testing.T, outputs []*wire.Message) (text string) {
	t.Helper()
	for _, m := range outputs {
		if m.Header.Type == "comm_msg" {
			content := proxytest.Content(t, m)
			data, _ := json.Marshal(content["data"])
			text = fmt.Sprint(content["comm_id"], " ", string(data))
		}
	}
	return text
}

// ranIn is what a reply says of the run.
func ranIn(t *testing.T, l *laboratory, id string) (r protocol.Ran) {
	t.Helper()
	var metadata map[string]protocol.Ran
	if err := json.Unmarshal(l.ReplyMessage(id).Metadata, &metadata); err != nil {
		t.Fatal(err)
	}
	return metadata[protocol.RanKey]
}

// What a cell ran on is told by code and inputs, in the reply and to the front end that shows the notebook.
func TestWhatACellRanOn(t *testing.T) {
	l := start(t, nil)
	l.Outputs(l.Send("shell", "comm_open", map[string]any{
		"comm_id": "w", "target_name": protocol.CellsTarget, "data": protocol.NotebookOrder{Order: []string{"a", "b"}},
	}))
	run := func(cellID, code string) string {
		return l.SendWith("shell", "execute_request", map[string]string{"cellId": cellID}, map[string]any{"code": code})
	}
	first := ranIn(t, l, run("a", "!keeps n=1\nn := 1"))
	if first.Count != 1 || first.Source != cell.Digest("!keeps n=1\nn := 1") || !slices.Equal(first.Sets, []string{"n"}) || first.Uses != nil {
		t.Errorf("%+v", first)
	}
	uses := run("b", "!uses n Outᐧ1\n!print second")
	var said protocol.RanCell
	for _, m := range l.Outputs(uses) {
		if m.Header.Type == "comm_msg" {
			data, _ := json.Marshal(proxytest.Content(t, m)["data"])
			if err := json.Unmarshal(data, &said); err != nil {
				t.Fatal(err)
			}
		}
	}
	second := ranIn(t, l, uses)
	if !reflect.DeepEqual(said, protocol.RanCell{Cell: "b", Ran: second}) {
		t.Errorf("told %+v, replied %+v", said, second)
	}
	version := func(r protocol.Ran) string { return cell.Left("n := 1", r)["n"] }
	if want := map[string]string{"n": version(first)}; !maps.Equal(second.Uses, want) || second.Count != 2 {
		t.Errorf("%+v, want uses %v", second, want)
	}
	if same := ranIn(t, l, run("a", "!keeps n=1\nn := 1 // as before")); version(same) != version(first) {
		t.Errorf("%+v and %+v are other versions", same, first)
	}
	if other := ranIn(t, l, run("a", "!keeps n=1\nn := 0 + 1")); version(other) == version(first) {
		t.Errorf("%+v and %+v are the same version", other, first)
	}
	if silent := l.Send("shell", "execute_request", map[string]any{"code": "!uses n", "silent": true}); ranIn(t, l, silent).Source != "" {
		t.Error("a silent cell tells what it ran on")
	}
}

// What a front end says beyond all reason counts as nothing said.
func TestHostileOrders(t *testing.T) {
	l := start(t, nil)
	changed(t, l, "!uses n\n!print third")
	l.Outputs(l.Send("shell", "comm_open", map[string]any{"comm_id": "w", "target_name": protocol.CellsTarget, "data": 3}))
	long := make([]string, mostCells+1)
	for _, data := range []any{nil, "x", map[string]any{"order": 7}, protocol.NotebookOrder{Order: long}} {
		l.Outputs(l.Send("shell", "comm_msg", map[string]any{"comm_id": "w", "data": data}))
	}
	if got := l.stdout(t, "%stale"); !strings.HasPrefix(got, "Cell[2] uses n") {
		t.Errorf("%q", got)
	}
	reply := l.execute(strings.Repeat("x", longestCell+1), "!uses n\n!print long")
	if reply["status"] != "ok" {
		t.Errorf("%v", reply)
	}
}
