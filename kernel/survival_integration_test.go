package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// declared are cells with all that a cell can leave behind, and last a cell that uses it.
var declared = []string{
	"import str \"strings\"\nconst (\n\tA = iota + 1\n\tB\n\tC\n)\nconst D = \"d\"",
	"type point struct{ x, y int }\nfunc (p point) sum() int { return p.x + p.y }",
	"var p, q = pair()\nvar kept = 3\nfunc pair() (int, string) { return B, D }",
	"%goflags -tags=odd",
	"%env GREETING hello",
}

const (
	uses     = "fmt.Println(A, B, C, D, point{1, 2}.sum(), p, q, kept, str.ToUpper(os.Getenv(\"GREETING\")))"
	usesSays = "1 2 3 d 3 2 d 3 HELLO\n"
)

// TestIntegrationDeclarationsSurvive kills gonb: what cells have declared is there again, and an error in it still has
// its cell and line.
func TestIntegrationDeclarationsSurvive(t *testing.T) {
	l := newLaboratory(t)
	k := l.start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	for _, code := range append(declared, "func fails() { panic(\"late\") }") {
		if reply, _ := k.Run(code); reply["status"] != "ok" {
			t.Fatalf("%s: %v", code, reply)
		}
	}
	for range 3 {
		id := k.Start("kept := 4\nfmt.Println(\"runs\")\ntime.Sleep(time.Hour)\n_ = kept")
		k.WaitOutput(id, "runs")
		if err := syscall.Kill(k.gonb(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if reply := k.Reply(id); reply["ename"] != "KernelDied" || !strings.Contains(reply["evalue"].(string), "are kept") {
			t.Errorf("%v", reply)
		}
		if reply, outputs := k.Run(uses); proxytest.Text(t, outputs, "stdout") != usesSays {
			t.Errorf("%v, wrote %q, want %q", reply, proxytest.Text(t, outputs, "stdout"), usesSays)
		}
	}
	reply, _ := k.Run("fails()")
	if trace := fmt.Sprint(reply["traceback"]); !strings.Contains(trace, "Cell[6]: Line 1") {
		t.Errorf("the error is not in its cell: %s", trace)
	}
	if _, outputs := k.Run("%goflags"); !strings.Contains(proxytest.Text(t, outputs, "stdout"), "-tags=odd") {
		t.Error("the flags of the compiler are gone")
	}
	if reply, outputs := k.Run("const D = \"e\"\nvar p = 1\nfmt.Println(B, D, p)"); proxytest.Text(t, outputs,
		"stdout") != "2 e 1\n" {
		t.Errorf("what was declared cannot be declared anew: %v", reply)
	}
}

// TestIntegrationGonbsPanics are cells at which gonb itself panics: they fail, and cost nothing.
func TestIntegrationGonbsPanics(t *testing.T) {
	l := newLaboratory(t)
	k := l.start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	k.Run("func keep() int { return 7 }")
	gonb := k.gonb()
	for _, code := range []string{"! ", "% ", "!  \n", "%%\n!\\\n", "!echo \\", "%env", "%rm", "%exec", "%capture",
		"%%script", "%%bash x", "%with_inputs", "%track \\\n"} {
		k.Run(code)
		if reply, outputs := k.Run("keep()"); reply["status"] != "ok" || len(outputs) != 2 {
			t.Errorf("after %q: %v", code, reply)
		}
	}
	if k.gonb() != gonb {
		t.Error("gonb has ended")
	}
}

// oddCodes are codes about which a question is hard to answer.
var oddCodes = []string{
	"", " ", "\n", "\n\n\t", "(", ")", "((", ", ", "[]", "{}", "\"", "`", "f(", "f(x, ", ")\n)", "\t(\n\t(", "%", "%%\n", "!", "!ls\n(", "%help",
	"é", "世界", "fmt.Println(\"é😀\", x)", "😀", "func", "func f(", "type T struct {", "import", "import \"", "var x =", "x := []int{1,\n2", "//", "/*",
	"%env A", "a\r\nb\r\n", "\x00", "?", "?x", "for {", "switch x {\ncase 1:\n(", "%%bash\n(", "!(\\\n", "\\", "%\\",
}

// TestIntegrationOddQuestions asks at every place of odd code, and beside it: each question is answered, and cells run as before.
func TestIntegrationOddQuestions(t *testing.T) {
	l := newLaboratory(t)
	k := l.start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	k.Run("func keep() int { return 7 }")
	gonb := k.gonb()
	for _, code := range oddCodes {
		var ids []string
		for at := range 3 + len([]rune(code)) {
			for _, kind := range []string{"inspect_request", "complete_request"} {
				ids = append(ids, k.Send("shell", kind, map[string]any{"code": code, "cursor_pos": at - 1, "detail_level": 0}))
			}
		}
		ids = append(ids, k.Send("control", "inspect_request", map[string]any{"code": code, "cursor_pos": 1 << 40}))
		started := time.Now()
		for _, id := range ids {
			if reply := k.Reply(id); reply["status"] != "ok" && reply["status"] != "error" {
				t.Errorf("%q: %v", code, reply)
			}
		}
		if took := time.Since(started); strings.TrimSpace(code) == "" && took > 5*time.Second {
			t.Errorf("%q was answered after %v", code, took)
		}
	}
	if reply, outputs := k.Run("keep()"); reply["status"] != "ok" || len(outputs) != 2 {
		t.Errorf("a cell afterwards: %v", reply)
	}
	if k.gonb() != gonb {
		t.Error("gonb has ended")
	}
}
