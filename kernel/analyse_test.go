package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/worlds"
)

// worldTable is a table of two tasks in a world with a known best size: x* = (A/B)^(1/a) = 1 at every budget.
func worldTable(t *testing.T) string {
	t.Helper()
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	var sizes []diversity.Size
	for _, budget := range []int{256, 1024, 4096} {
		for k := 4; k <= budget/4; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	points, err := world.Measure(sizes, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("K,n,repeat,task,error\n")
	for _, p := range points {
		for _, task := range []string{"birds", "cars"} {
			fmt.Fprintf(&b, "%d,%d,%d,%s,%v\n", p.Size.Classes, p.Size.PerClass, p.Repeat, task, p.Error)
		}
	}
	return b.String()
}

func TestAnalyseFindsTheKnownOptimum(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(file, []byte(worldTable(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	calls := [][]string{
		{"analyse", "-", "--budget", "16384", "--task", "cars"},
		{"analyse", file, "--budget", "16384"},
	}
	if testing.Short() {
		calls = calls[:1]
		t.Log("with -short the table is read from the input only")
	}
	for _, args := range calls {
		code, out, errs := call(t, worldTable(t), args...)
		if code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs)
		}
		if !strings.HasPrefix(out, "For N = 16384 images label K = 1") {
			t.Errorf("%v: the answer is not first:\n%.200s", args, out)
		}
		for _, want := range []string{
			"256   5      K=16 n=16", "1024  7      K=32 n=32", "4096  9      K=64 n=64",
			"consistent  The data are consistent with an invariant best ratio",
			"tied a=0.5", "E + A/K^a + B/n^a: classes", "the answer", "K = 4 ", "c N = 4096; a capital is the best size",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in\n%s", args, want, out)
			}
		}
		for _, line := range strings.Split(out, "\n") {
			if len([]rune(line)) > 100 {
				t.Errorf("a long line: %q", line)
			}
		}
	}
}

// TestAnalyseWithoutABudget says what was measured, what was left out, and what to beware of.
func TestAnalyseWithoutABudget(t *testing.T) {
	t.Setenv("COLUMNS", "60")
	copied := strings.ReplaceAll(worldTable(t), "repeat,", "number,") // no column counts repeats any more
	copied += copied[strings.Index(copied, "\n")+1:] + "64,5,0,birds,0.3\n64,5,0,cars,0.31\n"
	for in, want := range map[string][]string{
		worldTable(t): {"The best sizes measured: K=16 n=16 at N = 256",
			"Read: 63 runs of 21 sizes, of N = 256 to 4096 images"},
		copied: {"! 126 lines are each the same as an earlier one", "! of N = 320 one size was measured"},
		"K;n;error;control\n0;0;0,9;T\n2;8;0,5;\n4;4;0,4;\n8;2;0,5;\n": {
			"The best sizes measured: K=4 n=4 at N = 16 (error 40.0%).", "! no size was run twice",
			"Read: 3 runs of 3 sizes, of N = 16 images; 1 line of networks",
			"They cannot be compared",
		},
	} {
		code, out, errs := call(t, in, "analyse", "-")
		if code != 0 {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		plain := strings.Join(strings.Fields(out), " ")
		for _, words := range want {
			if !strings.Contains(plain, words) {
				t.Errorf("no %q in\n%s", words, out)
			}
		}
	}
}

// TestAnalyseSaysWhyThereIsNoAnswer and what the table tells all the same.
func TestAnalyseSaysWhyThereIsNoAnswer(t *testing.T) {
	code, out, errs := call(t, "N,K,n,error\n512,8,64,0.5\n512,16,32,.4\n512,32,16,.45\n", "analyse", "-", "--budget",
		"400")
	for text, want := range map[string]string{
		out:  "No answer for N = 400: ",
		errs: "no prediction for N = 400: ",
	} {
		if code != exitFailed || !strings.Contains(text, want) {
			t.Errorf("exit code %d, no %q in %s", code, want, text)
		}
	}
	for _, want := range []string{"smaller than all measured budgets", "512  3      K=16 n=32"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

func TestAnalyseShowsNamesSafely(t *testing.T) {
	table := strings.ReplaceAll(worldTable(t), "birds", "\x1b[31mbirds\u202e")
	_, out, _ := call(t, table, "analyse", "-", "--task", "\x1b[31mbirds\u202e")
	_, _, errs := call(t, table, "analyse", "-", "--task", "x")
	for _, text := range []string{out, errs} {
		if strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, `"\x1b[31mbirds\u202e"`) {
			t.Errorf("%q", text)
		}
	}
}

// TestAnalyseWritesAPageOfOtherFields with the answer of the terminal, for money, in the words of the table.
func TestAnalyseWritesAPageOfOtherFields(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short one page is written, of classes and images")
	}
	file := filepath.Join(t.TempDir(), "report.html")
	code, out, errs := call(t, scans(), "analyse", "-", "--html", file, "--total", "1000000", "--per-group", "500",
		"--per-item", "10", "--laws", "untied,reliability")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out), " ")
	take := regexp.MustCompile(`take K = \d+ participants with n = [0-9.]+ minutes each`).FindString(text)
	score := regexp.MustCompile(`correlation 0\.\d+`).FindString(text)
	for _, want := range []string{"With 1000000 to spend, 500 for a participant and 10 for each of its minutes", take,
		"The expected correlation is " + strings.TrimPrefix(score, "correlation "), `"groupPrice":500`, "highest correlation"} {
		if take == "" || score == "" || !strings.Contains(string(content), want) {
			t.Errorf("no %q in the page", want)
		}
	}
}

// TestAnalyseWritesAPage which holds the answer of the terminal, with the controls of the table; nothing is written where
// the table is refused.
func TestAnalyseWritesAPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	code, out, errs := call(t, withControls(worldTable(t)), "analyse", "-", "--budget", "16384", "--html", file)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	label := regexp.MustCompile(`label K = \d+ classes with n = \d+`).FindString(out)
	for _, want := range []string{label, "standard input", `id="calculator"`} {
		if want == "" || !strings.Contains(string(content), want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(string(content), "No network with random weights was measured") {
		t.Error("the controls are not read")
	}
	for _, c := range [][]string{{"--html", "report.txt"}, {"--html", file + "/below.html"}} {
		if code, _, errs := call(t, worldTable(t), append([]string{"analyse", "-"}, c...)...); code != exitFailed || errs == "" {
			t.Errorf("%v: exit code %d: %s", c, code, errs)
		}
	}
}

// withControls adds networks with random weights to a table.
func withControls(table string) string {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	for i := range lines {
		lines[i] += map[bool]string{true: ",control", false: ",false"}[i == 0]
	}
	return strings.Join(append(lines, "0,0,0,birds,0.9,true", "0,0,0,cars,0.92,true"), "\n") + "\n"
}

func TestAnalyseRefuses(t *testing.T) {
	table := worldTable(t)
	for _, c := range []struct {
		in   string
		args []string
		code int
		says string
	}{
		{table, nil, exitUsage, "want one table, have 0"},
		{table, []string{"none.csv"}, exitFailed, "none.csv"},
		{table, []string{"-", "--task", "dogs"}, exitUsage, `--task "dogs" is not in the table, which has birds, cars`},
		{"K,n,error\n4,4,0.5\n4,8,50\n", []string{"-"}, exitFailed,
			"line 3: column error: it has 50, and 1 of 2 numbers are at most 1: want all as shares in 0..1 or all in per cent"},
		{"K,n,error\n4,4,0.5\n", []string{"-"}, exitFailed, "budget 16 has one size"},
		{table, []string{"-", "--budget", "-3"}, exitFailed, "-3"},
		{table, []string{"-", "--budget", "16384", "--max-classes", "2", "--max-per-class", "2"}, exitFailed, "16384"},
	} {
		code, _, errs := call(t, c.in, append([]string{"analyse"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("analyse %v: exit code %d, want %d and %q: %s", c.args, code, c.code, c.says, errs)
		}
	}
}
