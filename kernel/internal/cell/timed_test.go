package cell

import "testing"

const timeHead = `import kerneltimeᐧ "tradeoff/kernel/timing"`

func TestTimedStatements(t *testing.T) {
	for code, want := range map[string]string{
		"%time x := f()": lines(timeHead, "§%%", "timeᐧ0 := kerneltimeᐧ.Start()", "      x := f()", "timeᐧ0.Stop()"),
		"%time f(1)": lines(head, timeHead, "§%%", "timeᐧ0 := kerneltimeᐧ.Start()", "      kernelresultᐧ.ShowCall(", "      f(1))",
			"timeᐧ0.Stop()"),
		"y := 1\n%time for i := range 3 {\n\ty += i\n}\ny": lines(head, timeHead, "§%%", "y := 1", "timeᐧ1 := kerneltimeᐧ.Start()",
			"      for i := range 3 {", "\ty += i", "}", "timeᐧ1.Stop()", "kernelresultᐧ.Show(", "y)"),
		"%time\ny := 1\nz := 2": lines(timeHead, "§%%", "timeᐧ0 := kerneltimeᐧ.Start()", "     ", "y := 1", "z := 2", "timeᐧ0.Stop()"),
		"%timeit x * 2":         lines(timeHead, "§%%", "kerneltimeᐧ.Repeat(func() { kerneltimeᐧ.Use(", "        x * 2)", "})"),
		"%timeit f(x) // why":   lines(timeHead, "§%%", "kerneltimeᐧ.Repeat(func() {", "        f(x) // why", "})"),
		"%timeit len(x) // why": lines(timeHead, "§%%", "kerneltimeᐧ.Repeat(func() { kerneltimeᐧ.Use(", "        len(x)) // why", "})"),
		"%timeit sort.Ints(\n\tx)\ny": lines(head, timeHead, "§%%", "kerneltimeᐧ.Repeat(func() {", "        sort.Ints(", "\tx)", "})",
			"kernelresultᐧ.Show(", "y)"),
		"!ls\n%time x++\n%who": lines(timeHead, "§%%", "§!ls", "§%who", "timeᐧ1 := kerneltimeᐧ.Start()", "      x++", "timeᐧ1.Stop()"),
		"%%bash\n%time ls":     "§%%bash\n%time ls",
		"x := `\n%time a\n`":   lines("§%%", "x := `", "%time a", "`"),
	} {
		if got := marked(Rewrite(code, nil).Code); got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", code, got, want)
		}
	}
	if r, refused := Refuse("%timer x"); !refused || r.Message != "%timer is no command of this kernel: did you mean %time?" {
		t.Errorf("%+v", r)
	}
}
