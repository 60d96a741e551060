package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// said is all that a cell shows: what it wrote, its value, and the words of its error.
func said(t *testing.T, k *liveKernel, code string) string {
	t.Helper()
	reply, outputs := k.Run(code)
	text := proxytest.Text(t, outputs, "stdout") + proxytest.Text(t, outputs, "stderr")
	for _, m := range outputs {
		if data, ok := proxytest.Content(t, m)["data"].(map[string]any); ok {
			text += data["text/plain"].(string)
		}
	}
	if reply["status"] != "ok" {
		text += "ERROR " + reply["ename"].(string) + ": " + reply["evalue"].(string)
	}
	return text
}

// step is a cell and what it shows, the beginning of it where the want ends in "...".
type step struct{ code, want string }

func runSteps(t *testing.T, k *liveKernel, steps []step) {
	t.Helper()
	for _, c := range steps {
		if got := said(t, k, c.code); !c.matches(got) {
			t.Errorf("%q shows\n%s\nwant\n%s", c.code, got, c.want)
		}
	}
}

func (s step) matches(got string) bool {
	got = strings.TrimRight(got, "\n")
	want, open := strings.CutSuffix(s.want, "...")
	return got == want || open && strings.HasPrefix(got, want)
}

// TestIntegrationValues has values live from cell to cell, in one kernel.
func TestIntegrationValues(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	t.Run("bindings", func(t *testing.T) {
		runSteps(t, k, []step{
			{"x := 3", ""}, {"x + 1", "4"}, {"x++\nx *= 10", ""}, {"x", "40"},
			{"func double() int { return 2 * x }", ""}, {"double()", "80"}, {"x = 7\ndouble()", "14"},
			{"x := 100\nfmt.Println(double())", "200"}, {"x;", ""}, {"x + 1, x;", ""}, {"_", "14"}, {"double()", "200"}, {"if true {\n\tx = 5\n}", ""}, {"x", "5"},
			{"y, err := strconv.Atoi(\"12\")", "12"}, {"y, err", "12"}, {"y, y + 1", "12 13"}, {"fmt.Println(y, err)", "12 <nil>"},
			{"var n = 9\nn = 10", ""}, {"n", "10"}, {"n += 1", ""}, {"func readN() int { return n }\nreadN()", "11"},
			{"var a, b = 1, \"b\"", ""}, {"a = 2", ""}, {"fmt.Println(a, b)", "2 b"},
			{"for i := range 3 {\n\tx += i\n}", ""}, {"x", "8"}, {"p := &x\n*p = 9", ""}, {"*p + x", "18"}, {"*p = 1", ""}, {"x", "1"},
			{"map[int]string{x: \"one\"}[1]", "one"}, {"unused := 1\nunused2 := 2", ""}, {"unused + unused2", "3"},
			{"const c = 2", ""}, {"z := c * x", ""}, {"z", "2"}, {"%%\nw := z + 1", ""}, {"w", "3"},
		})
	})
	t.Run("kinds", func(t *testing.T) {
		runSteps(t, k, []step{
			{"type Row struct {\n\tName string\n\tAge  int\n\tseen bool\n}\nfunc (r Row) Older() int { return r.Age + 1 }", ""},
			{"rows := []Row{{\"a\", 1, true}, {\"b\", 2, false}}\nby := map[string]*Row{}\nfor i := range rows {\n\tby[rows[i].Name] = &rows[i]\n}", ""},
			{"by[\"a\"].Age = 40", ""}, {"rows[0].Older()", "41"}, {"rows[0].seen", "true"},
			{"now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)", ""}, {"now.Year()", "2026"},
			{"big1 := new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil)", ""}, {"big1", "1267650600228229401496703205376"},
			{"var buffer bytes.Buffer\nbuffer.WriteString(\"ab\")", "2"}, {"buffer.WriteString(\"c\")\nbuffer.String()", "abc"},
			{"random := rand.New(rand.NewPCG(1, 2))\nfirst := random.IntN(1000)", ""}, {"second := random.IntN(1000)", ""},
			{"check := rand.New(rand.NewPCG(1, 2))\n[]bool{check.IntN(1000) == first, check.IntN(1000) == second}", "[true true]"},
			{"var any1 any = []any{1, \"two\", rows[1]}", ""}, {"any1", "[1 \"two\" {Name:\"b\" Age:2 seen:false}]"},
			{"err1 := fmt.Errorf(\"reading: %w\", io.EOF)", ""}, {"errors.Is(err1, io.EOF)", "true"},
			{"picture := image.NewGray(image.Rect(0, 0, 2, 2))", ""}, {"picture.SetGray(1, 1, color.Gray{Y: 9})", ""}, {"picture.Pix[3]", "9"},
			{"pattern := regexp.MustCompile(`a(b+)`)", ""}, {"pattern.FindString(\"xabbb\")", "abbb"},
			{"characters := pool.Omniglot().Background()", ""}, {"characters.Classes()", "964"},
			{"size := diversity.Size{Classes: 4, PerClass: 3}", ""},
			{"drawn := must.M1(split.Pretraining(characters, split.DrawOptions{Size: size, Seed: 1}))", ""}, {"len(drawn.Classes)", "4"},
		})
	})
	t.Run("refusals", func(t *testing.T) {
		runSteps(t, k, []step{
			{"f := func(i int) int { return i }\nch := make(chan int)\nf(2)", "2"},
			{"f(1)", "ERROR CompileError: f was a value of cell ..."}, {"ch <- 1", "ERROR CompileError: ch was a value of cell ..."},
			{"f := 3", ""}, {"f", "3"}, {"ctx, stop := context.WithCancel(context.Background())\nstop()", ""},
			{"ctx", "ERROR CompileError: ctx was a value of cell ..."},
			{"handlers := map[string]struct{ Run func() }{\"a\": {func() {}}}", ""},
			{"len(handlers)", "ERROR CompileError: handlers was a value of cell ..."},
			{"var lazy = sync.OnceValue(func() int { return 4 })", ""}, {"lazy()", "4"},
		})
		if got := said(t, k, "handlers"); !strings.Contains(got, "handlers[a].Run is a function (func()), which lives only as long as its cell runs; "+
			"declare a function that makes it, func handlers() map[string]struct { Run func() } { ... }") {
			t.Errorf("the refusal is %q", got)
		}
	})
	t.Run("failures", func(t *testing.T) {
		runSteps(t, k, []step{
			{"k := 1", ""}, {"k = 2\npanic(\"no\")", "ERROR panic: no"}, {"k", "1"},
			{"k = 3\nmust.M(errors.New(\"bad\"))", "ERROR Error: bad"}, {"k", "1"}, {"k = 4\nnosuch", "ERROR CompileError: undefined: nosuch..."}, {"k", "1"},
			{"k = 5\nos.Exit(3)", "ERROR ..."}, {"k", "1"}, {"type K struct{ A int }\nkk := []K{{1}}", ""},
			{"type K struct{ A, B int }", ""}, {"kk[0].A", "kk, a value of cell ..."}, {"type K struct{ A string }", ""},
			{"len(kk)", "ERROR Error: kk was a value of cell ..."}, {"%del kk", ""}, {"kk", "ERROR CompileError: undefined: kk..."},
			{"func addOne() int { return k + 1 }", ""}, {"k := \"text\"", ""}, {"k", "text"}, {"addOne()", "ERROR CompileError: ..."}, {"k + \"!\"", "text!"},
		})
		reply, _ := k.Run("k = \"lost\"\npanic(1)")
		if trace := plainTrace(reply); !strings.Contains(trace, "Variables are as they were before this cell: k") {
			t.Errorf("the trace is %q", trace)
		}
	})
	t.Run("at the failure", func(t *testing.T) {
		runSteps(t, k, []step{
			{"u := 1\nlist := []int{1}", ""}, {"%keep\nu = 2\nlist = append(list, 2)\nw := 5\npanic(\"no\")\nw = 6", "ERROR panic: no"},
			{"u + len(list) + w", "9"}, {"%keep\nu = 3\nmust.M(errors.New(\"bad\"))", "ERROR Error: bad"}, {"u", "3"},
			{"%keep\nu = 4\nos.Exit(3)", "ERROR ..."}, {"u", "3"}, {"u = 5\npanic(1)", "ERROR panic: 1"}, {"u", "3"}, {"%keep\nu = 6", ""}, {"u", "6"},
		})
		reply, _ := k.Run("%keep\nu = 7\npanic(1)")
		if trace := plainTrace(reply); !strings.Contains(trace, "Variables are as they were at the failure: u") {
			t.Errorf("the trace is %q", trace)
		}
	})
	t.Run("timed", func(t *testing.T) {
		runSteps(t, k, []step{
			{"%time slow := func() int { time.Sleep(30 * time.Millisecond); return 4 }()", "Wall time: ..."}, {"slow", "4"},
			{"%time slow + 1", "Wall time: ..."}, {"_", "5"}, {"counted := 0\n%timeit counted++\ncounted > 1000", "..."}, {"_", "true"},
			{"%time\nslow++\nslow *= 2", "Wall time: ..."}, {"slow", "10"}, {"%timeit slow * 2", "..."}, {"!echo a\nslow++\n!echo b\nslow", "a\nb\n11"},
		})
		for _, code := range []string{"%timeit slow * 2", "%timeit time.Sleep(time.Millisecond)"} {
			if got := said(t, k, code); !strings.Contains(got, " per loop (mean and standard deviation of 7 runs, ") {
				t.Errorf("%s shows %q", code, got)
			}
		}
	})
	t.Run("names", func(t *testing.T) {
		runSteps(t, k, []step{
			{"strings := []string{\"q\"}", ""}, {"strings[0]", "q"}, {"strings.ToUpper(\"abc\")", "ABC"}, {"strings[0] + \"!\"", "q!"},
			{"sample := 4", ""}, {"func sample() int { return 5 }", ""}, {"sample()", "5"},
			{"%del *", "..."}, {"%who", "No cell has left a variable."}, {"q := 1\nr := []int{1, 2}", ""},
			{"%who q", "name   type   size   cell\nq      int..."}, {"%del q nosuch\nr", "no cell has left a variable nosuch\n[1 2]"},
			{"%del", "ERROR ValueError: %del needs the names of variables, or * for all"}, {"%wo", "ERROR UnknownCommand: %wo is no command of this kernel: did you mean %who?"},
			{"var again = 1\nagain = 2", ""}, {"%rm again", ". removed var again"}, {"again", "ERROR CompileError: undefined: again..."},
		})
	})
	t.Run("shown", func(t *testing.T) { runSteps(t, k, shownSteps()) })
	interruptKeeps(t, k)
	t.Run("of a process", func(t *testing.T) { runSteps(t, k, processSteps()) })
}

// processSteps have values that are not what they were in another process, if they are copied as they lie in memory, and
// imports for the cells that follow.
func processSteps() []step {
	return []step{
		{"address := netip.MustParseAddr(\"10.0.0.1\")\nhosts := map[netip.Addr]string{address: \"a\"}", ""},
		{"address, hosts[netip.MustParseAddr(\"10.0.0.1\")]", "10.0.0.1 a"},
		{"logger := log.New(os.Stdout, \"x: \", 0)", ""}, {"logger.Println(\"said\")", "x: said"},
		{"var hook func(int)\nvar done chan bool", ""}, {"hook == nil, done == nil", "true true"},
		{"seed := maphash.MakeSeed()", ""}, {"seed", "ERROR CompileError: seed was a value of cell ..."},
		{"type Link struct{ Next *Link }\nvar chain *Link\nfor range 60_000 {\n\tchain = &Link{chain}\n}", ""},
		{"chain == nil", "ERROR CompileError: chain was a value of cell ..."}, {"chain = nil", ""}, {"chain == nil", "true"},
		{"var actions = map[string]func() int{\"a\": func() int { return 1 }}", ""}, {"actions[\"a\"]()", "1"},
		{"actions[\"b\"] = nil", ""}, {"len(actions)", "ERROR CompileError: actions was a value of cell ..."},
		{"sum := sha256.New()\nsum.Write([]byte(\"abc\"))", "3"}, {"1 + 1", "2"},
		{"sum.Size()", "ERROR Error: sum was a value of cell ..."}, {"sha256.New()\nfmt.Sprintf(\"%x\", sum.Sum(nil))[:8]", "ba7816bf"},
		{"import . \"math\"\nimport names \"strings\"", ""}, {"names.ToUpper(\"a\"), Sqrt(9)", "A 3"}, {"1 + 2", "3"},
	}
}

// shownSteps use what cells have shown, in a kernel that has shown something.
func shownSteps() []step {
	return []step{
		{"%del * Out", ""}, {"_", "ERROR CompileError: cannot use _ as value..."}, {"40 + 2", "42"}, {"_ + 1", "43"}, {"_ * __", "1806"},
		{"type Rabbit struct {\n\tName string\n\tAge  int\n}\nRabbit{\"Ada\", 3}", "..."}, {"_.Age + len(_.Name)", "6"},
		{"func older() int { return _ + 1 }\nolder()", "7"}, {"for _, v := range []int{1} {\n\t_ = v\n}\n_", "7"},
		{"errors.New(\"odd\")", "error: odd"}, {"_.Error()", "odd"}, {"strings.Cut(\"a=b\", \"=\")", "a b true"},
		{"_", "ERROR CompileError: Out[..."},
		{"rows := []int{1, 2, 3}\nrows", "[1 2 3]"}, {"_[0] = 9\nrows", "[9 2 3]"}, {"rows = append(rows[:0:0], 5)", ""}, {"_", "[9 2 3]"},
		{"_ + 1", "ERROR CompileError: ..."}, {"Out := map[int]string{3: \"mine\"}\nOut[3]", "mine"}, {"Out[3]", "mine"}, {"%del Out", ""},
		{"Out[9999]", "ERROR CompileError: undefined: Out[9999]..."}, {"i := 1\nOut[i]", "ERROR CompileError: undefined: Out: a value..."},
		{"func() {}", "..."}, {"_()", "ERROR CompileError: Out[..."}, {"strconv.Itoa(5)", "5"}, {"_ + \"!\"", "5!"},
		{"value, err := strconv.Atoi(\"8\")", "8"}, {"_ + 1", "9"}, {"nil", ""}, {"_", "9"},
	}
}

func plainTrace(reply map[string]any) string {
	var lines []string
	for _, line := range reply["traceback"].([]any) {
		lines = append(lines, line.(string))
	}
	return strings.Join(lines, "\n")
}

// interruptKeeps has an interrupted cell leave values as before it.
func interruptKeeps(t *testing.T, k *liveKernel) {
	said(t, k, "i := 1")
	id := k.Start("i = 2\nfmt.Println(\"running\")\nfor {\n\ttime.Sleep(time.Millisecond)\n}")
	k.Published(id, "stream")
	k.Send("control", "interrupt_request", struct{}{})
	if reply := k.Reply(id); reply["ename"] != "Interrupted" || !strings.Contains(plainTrace(reply), "Variables are as they were before this cell: i") {
		t.Errorf("%v", reply)
	}
	runSteps(t, k, []step{{"i", "1"}})
}

// TestIntegrationValuesAreOfOneKernel starts two kernels of one clone.
func TestIntegrationValuesAreOfOneKernel(t *testing.T) {
	l := newLaboratory(t)
	a := l.start(t, proxytest.ShortTemp(t))
	b := l.start(t, proxytest.ShortTemp(t))
	runSteps(t, a, []step{{"x := 1", ""}})
	runSteps(t, b, []step{{"x", "ERROR CompileError: undefined: x..."}, {"x := 2", ""}})
	runSteps(t, a, []step{{"x", "1"}})
	a.shutDown(t)
	runSteps(t, b, []step{{"x", "2"}})
	b.shutDown(t)
}

// TestIntegrationManyCellsWithAValue runs cells that use a kept integer, that declare it, and without one, by turns, and
// says what they took; then 100 MB are kept.
func TestIntegrationManyCellsWithAValue(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	said(t, k, "kept := 3")
	const rounds = 5
	var with, without, plain []time.Duration
	timed := func(code string) time.Duration {
		started := time.Now()
		if got := said(t, k, code); !strings.HasPrefix(got, "4") {
			t.Fatalf("%q shows %q", code, got)
		}
		return time.Since(started)
	}
	timed("kept + 1")
	timed("own := 3\nown + 1")
	for i := range rounds {
		with = append(with, timed(fmt.Sprintf("kept + 1 // %d", i)))
		without = append(without, timed(fmt.Sprintf("own := 3\nown + 1 // %d", i)))
		plain = append(plain, timed(fmt.Sprintf("3 + 1 // %d", i)))
	}
	slices.Sort(plain)
	slices.Sort(with)
	slices.Sort(without)
	t.Logf("a cell with a kept integer %v, one that declares it %v, one without a variable %v; medians of %d", with[rounds/2],
		without[rounds/2], plain[rounds/2], rounds)
	said(t, k, "large := make([]float32, 25_000_000)\nfor i := range large {\n\tlarge[i] = float32(i)\n}")
	// reading 100 MB that lie in a file, and in fresh memory
	got := said(t, k, "var times [2]time.Duration\nsum := 0.0\nfor round := range times {\n\tstarted := time.Now()\n"+
		"\tfor _, v := range large {\n\t\tsum += float64(v)\n\t}\n\ttimes[round] = time.Since(started)\n}\n"+
		"fmt.Println(sum > 6.2e14 && sum < 6.3e14, times)")
	t.Log("100 MB read for the first and the second time:", got)
	if !strings.HasPrefix(got, "true") {
		t.Errorf("the sum of 25 million numbers: %s", got)
	}
}

// TestIntegrationKeptNamesAreCompleted asks for names, fields and documentation of variables of earlier cells.
func TestIntegrationKeptNamesAreCompleted(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	said(t, k, "type Rabbit struct{ Carrots int }\nrabbits := []Rabbit{{3}}\nstarted := time.Now()")
	k.completed(t, "fmt.Println(rabb|", "rabbits")
	k.completed(t, "rabbits[0].Carr|", "Carrots")
	k.completed(t, "started.AddD|", "AddDate")
	data, _ := k.ask("inspect_request", "x := rabbi|ts")["data"].(map[string]any)
	if words := fmt.Sprint(data["text/markdown"]); !strings.Contains(words, "var rabbits []Rabbit") {
		t.Errorf("documented by %q", words)
	}
	runSteps(t, k, []step{{"rabbits[0].Carrots", "3"}})
}

// TestIntegrationValuesCanBeOff has each cell begin anew.
func TestIntegrationValuesCanBeOff(t *testing.T) {
	t.Setenv("DIVERSITY_KEEP", "off")
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	runSteps(t, k, []step{{"x := 1\nx", "1"}, {"x", "ERROR CompileError: undefined: x..."}, {"%who", "Values are not kept: DIVERSITY_KEEP is off."}})
}
