package main

import (
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// lines is a cell that shows every line of its standard input.
const lines = `input := bufio.NewScanner(os.Stdin)
for input.Scan() {
	fmt.Println("line", input.Text())
}
fmt.Println("end", input.Err())`

// TestIntegrationInput reads the standard input: it asks where the front end allows that, and ends at once where it
// does not.
func TestIntegrationInput(t *testing.T) {
	l := newLaboratory(t)
	k := l.start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	for code, want := range map[string]string{
		"var s string\nn, err := fmt.Scanln(&s)\nfmt.Println(n, err)": "0 EOF\n",
		lines:                             "end <nil>\n",
		"!read x; echo \"status $?, $x\"": "status 1, \n",
		"!cat; echo done":                 "done\n",
		"%with_inputs\n!read x; echo \"status $?, $x\"":                                                   "status 1, \n",
		"gonbui.RequestInput(\"name?\", false)\nvar s string\n_, err := fmt.Scanln(&s)\nfmt.Println(err)": "EOF\n",
	} {
		id := k.StartAlone(code)
		if reply, text := k.Reply(id), proxytest.Text(t, k.Outputs(id), "stdout"); reply["status"] != "ok" || text != want {
			t.Errorf("alone, %q: %v, wrote %q, want %q", code, reply, text, want)
		}
	}
	for _, test := range []struct {
		code, prompt string
		typed        []string
		want         string
	}{
		{"fmt.Print(\"name? \")\nvar s string\nfmt.Scanln(&s)\nfmt.Println(\"hello\", s)", "", []string{"Gopher"},
			"name? hello Gopher\n"},
		{"var a, b string\nfmt.Scanln(&a)\nfmt.Scanln(&b)\nfmt.Println(b, a)", "", []string{"x", "é"}, "é x\n"},
		{lines, "", []string{"one", "", "two", "\x04"}, "line one\nline \nline two\nend <nil>\n"},
		{"!read x; echo got $x", "", []string{"it"}, "got it\n"},
		{"!head -n 1 | tr a-z A-Z", "", []string{"shout"}, "SHOUT\n"},
		{"gonbui.RequestInput(\"name?\", true)\nvar s string\nfmt.Scanln(&s)\nfmt.Println(s)", "name?", []string{"secret"},
			"secret\n"},
		{"fmt.Println(1)", "", nil, "1\n"},
	} {
		id := k.Start(test.code)
		for i, typed := range test.typed {
			if question := k.InputRequest(id, i+1); question["prompt"] != test.prompt || question["password"] != (test.prompt != "") {
				t.Errorf("%q asks %v", test.code, question)
			}
			k.Type(typed)
		}
		if reply, text := k.Reply(id), proxytest.Text(t, k.Outputs(id), "stdout"); reply["status"] != "ok" ||
			text != test.want {
			t.Errorf("%q: %v, wrote %q, want %q", test.code, reply, text, test.want)
		}
	}
	id := k.Start(lines)
	k.InputRequest(id, 1)
	k.Send("control", "interrupt_request", struct{}{})
	if reply := k.Reply(id); reply["ename"] != "Interrupted" {
		t.Errorf("interrupted while it asks: %v", reply)
	}
	k.Type("too late")
	if reply, _ := k.Run("1+1"); reply["status"] != "ok" {
		t.Errorf("after a late answer: %v", reply)
	}
	path := write(t, "fmt.Println(\"before\")\nvar s string\nfmt.Scanln(&s)\nfmt.Println(\"after\", s)")
	out := filepath.Join(t.TempDir(), "out.ipynb")
	if code, said := l.call(t, "run", path, "--output", out, "--timeout", "60s"); code != 0 ||
		!strings.HasPrefix(stdout(t, out), "before\nafter ") {
		t.Errorf("kernel run: exit code %d\n%s", code, said)
	}
}
