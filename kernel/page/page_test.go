package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"modernc.org/quickjs"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// reportOf is the report of a world whose best ratio is 1.
func reportOf(t *testing.T, name string, o report.Options) report.Report {
	t.Helper()
	return scaledReportOf(t, name, o, estimate.Scale{})
}

func scaledReportOf(t *testing.T, name string, o report.Options, s estimate.Scale) report.Report {
	t.Helper()
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points, err := world.Measure(ladder(), 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range points {
		points[i].Task, points[i].Run = name, fmt.Sprintf("%s %d", name, i)
	}
	r, err := report.OfTable(context.Background(), report.Table{Name: name, Points: points,
		Warnings: []string{name}, Scale: s}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ladder are sizes of three budgets.
func ladder() (sizes []diversity.Size) {
	for _, budget := range []int{256, 1024, 4096} {
		for k := 4; k <= budget/2; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	return sizes
}

func pageOf(t *testing.T, r report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageHoldsTheReport(t *testing.T) {
	r := reportOf(t, "known", report.Options{Seed: 1})
	page := pageOf(t, r)
	text := textOf(t, page)
	for _, sentence := range append(append(append([]string{r.Question}, r.Answer...), r.Changes...), r.Cite...) {
		if !strings.Contains(text, sentence) {
			t.Errorf("the page lacks: %s", sentence)
		}
	}
	for _, v := range r.Verdicts {
		if !strings.Contains(text, v.Sentence) {
			t.Errorf("the page lacks: %s", v.Sentence)
		}
	}
	for _, size := range ladder() {
		id := fmt.Sprintf("size-%d-%d", size.Classes, size.PerClass)
		if strings.Count(page, `<a href="#`+id+`"`) != 4 || strings.Count(page, `<tr id="`+id+`">`) != 1 {
			t.Errorf("%v: a click on its point in the wide and in the narrow figure or near it leads nowhere", size)
		}
	}
	if !strings.Contains(text, "repeat 2 (known ") {
		t.Error("no run is listed")
	}
	if len(page) > 400_000 {
		t.Errorf("%d bytes", len(page))
	}
}

// textOf is what a page says, scripts left out.
func textOf(t *testing.T, page string) string {
	t.Helper()
	var b strings.Builder
	inScript := false
	for tokens := html.NewTokenizer(strings.NewReader(page)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := tokens.TagName()
			inScript = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			inScript = false
		case html.TextToken:
			if !inScript {
				b.WriteString(html.UnescapeString(string(tokens.Raw())))
			}
		}
	}
}

// TestPageIsSafe has a name that would act wherever there is text, and looks at every element and attribute.
func TestPageIsSafe(t *testing.T) {
	const bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`${1}&<!--\x1b]0;\u202e"
	r := scaledReportOf(t, bad, report.Options{}, estimate.Scale{Groups: `<b>"` + "\x1b", PerGroup: "</script>", Score: "<img>", Rises: true, From: 1, Step: -1})
	checkSafe(t, pageOf(t, r))
}

// checkSafe looks at every element and attribute of a page with two scripts, its data and our own.
func checkSafe(t *testing.T, page string) {
	t.Helper()
	scripts := 0
	for tokens := html.NewTokenizer(strings.NewReader(page)); tokens.Next() != html.ErrorToken; {
		token := tokens.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		switch token.Data {
		case "script":
			scripts++
		case "img", "b", "iframe", "object", "embed", "link", "base", "form":
			t.Errorf("an element %s", token.Data)
		}
		for _, a := range token.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("an attribute %s of %s: %q", a.Key, token.Data, a.Val)
			}
		}
	}
	if scripts != 2 {
		t.Errorf("%d scripts, want the data and our own", scripts)
	}
	if strings.ContainsAny(page, "\x1b\u202e") {
		t.Error("control characters are left")
	}
	start := strings.LastIndex(page, "<script>") + len("<script>")
	sum := sha256.Sum256([]byte(page[start:strings.LastIndex(page, "</script>")]))
	if want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(page, want) {
		t.Errorf("the policy does not let the page's script run: no %s", want)
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("the policy lets the page load something")
	}
}

// engine runs the page's script with the table of a calculator, as a browser does.
func engine(t *testing.T, c *report.Calculator) *quickjs.VM {
	t.Helper()
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	table, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{calculatorScript + sharedScript + controlsScript, "const table = readTable(" + string(table) + ");"} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	return vm
}

// answered is what the script computes, with numbers that JSON has not as texts.
type answered struct {
	Size         struct{ Classes, PerClass int }
	Cost, Regret float64
	Half, Twice  any
	Error        struct{ Value, Low, High float64 }
	Classes      struct{ Value, Low, High any }
	Curve        []struct {
		Classes, PerClass float64
		Error             struct{ Value, Low, High float64 }
	}
}

// TestScriptComputesWhatGoDoes at budgets and prices at random, at the ends of what is covered, and beyond.
func TestScriptComputesWhatGoDoes(t *testing.T) {
	random := 8 // each takes the engine most of a second
	if testing.Short() {
		random = 1
		t.Log("with -short few spends at random are compared")
	}
	for _, limits := range []diversity.Limits{{}, {Classes: 100, PerClass: 300}} {
		r := reportOf(t, "known", report.Options{Seed: 1, Limits: limits})
		vm := engine(t, r.Calculator)
		rng := rand.New(rand.NewPCG(1, 2))
		answers := 0
		spends := []theory.Spend{{Total: 256, PerSample: 1}, {Total: 65536, PerSample: 1}, {Total: 65536.001, PerSample: 1},
			{Total: 255, PerSample: 1}, {Total: 1024, PerClass: 1e-300, PerSample: 1},
			{Total: 1e12, PerClass: 1e9, PerSample: 1}, {}}
		for range random {
			item := math.Exp(3 * rng.NormFloat64())
			spends = append(spends, theory.Spend{Total: item * 128 * math.Exp(7*rng.Float64()),
				PerClass: item * 100 * rng.Float64() * float64(rng.IntN(2)), PerSample: item})
		}
		for _, spend := range spends {
			if sameAnswer(t, vm, r.Calculator, spend) {
				answers++
			}
		}
		if answers < random/2+2 {
			t.Errorf("only %d answers were compared", answers)
		}
	}
}

// sameAnswer compares script and Go, and reports whether there is an answer.
func sameAnswer(t *testing.T, vm *quickjs.VM, c *report.Calculator, spend theory.Spend) bool {
	t.Helper()
	call := fmt.Sprintf(`JSON.stringify(calculate(table, {total: %v, perClass: %v, perSample: %v}),
		(key, value) => typeof value === 'number' && !isFinite(value) ? String(value) : value)`, spend.Total, spend.PerClass, spend.PerSample)
	value, err := vm.Eval(call, quickjs.EvalGlobal)
	if err != nil {
		t.Fatal(err)
	}
	var got *answered
	if err := json.Unmarshal([]byte(value.(string)), &got); err != nil {
		t.Fatal(err)
	}
	want, err := c.At(spend)
	if (err != nil) != (got == nil) {
		t.Errorf("%+v: the script has an answer: %v; Go says %v", spend, got != nil, err)
	}
	if err != nil || got == nil {
		return false
	}
	size := diversity.Size{Classes: got.Size.Classes, PerClass: got.Size.PerClass}
	if size != want.Size || len(got.Curve) != len(want.Curve) {
		t.Errorf("%+v: the script says %+v, Go %v", spend, got.Size, want.Size)
		return true
	}
	pairs := [][2]float64{{got.Cost, want.Cost}, {got.Error.Value, want.Error.Value},
		{got.Error.Low, want.Error.Interval.Low},
		{got.Error.High, want.Error.Interval.High}, {number(got.Classes.Value), want.Classes.Value},
		{number(got.Classes.Low), want.Classes.Interval.Low}, {number(got.Classes.High), want.Classes.Interval.High}}
	for i, p := range want.Curve {
		q := got.Curve[i]
		pairs = append(pairs, [][2]float64{{q.Classes, p.Classes}, {q.PerClass, p.PerClass}, {q.Error.Value, p.Error.Value},
			{q.Error.Low, p.Error.Interval.Low}, {q.Error.High, p.Error.Interval.High}}...)
	}
	for i, pair := range pairs {
		if !near(pair[0], pair[1], 1e-9*math.Abs(pair[1])) {
			t.Errorf("%+v: number %d is %v, in Go %v", spend, i, pair[0], pair[1])
		}
	}
	// Differences of errors: to 1e-9 of the errors.
	losses := [][2]float64{{got.Regret, want.Regret}, {number(got.Half), want.Half}, {number(got.Twice), want.Twice}}
	for _, pair := range losses {
		if !near(pair[0], pair[1], 1e-9*want.Error.Value) {
			t.Errorf("%+v: a loss of %v, in Go %v", spend, pair[0], pair[1])
		}
	}
	return true
}

func near(got, want, tolerance float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= tolerance
}

// number is one that JSON may lack.
func number(x any) float64 {
	if value, ok := x.(float64); ok {
		return value
	}
	return map[any]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}[x]
}

// TestPageInTheWordsOfATable: answer, calculator and table of runs in participants, half minutes and correlations, and
// the calculator says of the question that was asked what the answer says.
func TestPageInTheWordsOfATable(t *testing.T) {
	scale := estimate.Scale{Groups: "participants", PerGroup: "minutes", Score: "correlation", Rises: true, Unit: 0.5, From: 1, Step: -1}
	r := scaledReportOf(t, "known", report.Options{Seed: 1, Spend: theory.Spend{Total: 9000, PerClass: 10, PerSample: 2}}, scale)
	page := pageOf(t, r)
	text := strings.ReplaceAll(textOf(t, page), "Intra-/Inter-class", "")
	for _, word := range []string{"classes", "images", " error", "points "} {
		if strings.Contains(text, word) {
			t.Errorf("%q in the page", word)
		}
	}
	if p := r.Points[0]; !strings.Contains(text, fmt.Sprintf("%.3f", 1-p.Error)) || !strings.Contains(text, "N = 2048") {
		t.Error("runs or budgets are not in the numbers of the table")
	}
	said := calculatorSays(t, r, 9000, 10, 2)
	take := r.Scale.SizeSentence(r.Bought.Size)
	if !strings.HasPrefix(said[0], "For 9000 choose "+take) || !strings.Contains(r.Answer[0], take) {
		t.Errorf("the calculator says %q, the answer %q", said[0], r.Answer[0])
	}
	if expected := "The expected correlation is " + r.Scale.Scored(r.Bought.Error); !strings.HasPrefix(said[1], expected) ||
		!strings.Contains(r.Answer[2], expected) {
		t.Errorf("the calculator says %q, the answer %q", said[1], r.Answer[2])
	}
	low := strconv.FormatFloat(r.Bought.Classes.Interval.Low, 'g', 3, 64)
	if !strings.Contains(said[2], "between "+low+" and ") {
		t.Errorf("the calculator says %q, the answer %q", said[2], r.Answer[1])
	}
}

// calculatorSays are the sentences of the page's calculator, at prices of the table.
func calculatorSays(t *testing.T, r report.Report, total, group, item float64) (said []string) {
	t.Helper()
	given, err := json.Marshal(dataOf(r))
	if err != nil {
		t.Fatal(err)
	}
	vm := engine(t, r.Calculator)
	s := r.Scale
	call := fmt.Sprintf(`const asked1 = {total: %v, perClass: %v, perSample: %v}; JSON.stringify(sentences(%s, table, asked1, calculate(table, asked1)))`,
		total, group*s.Classes(1), item*s.Total(1), given)
	value, err := vm.Eval(call, quickjs.EvalGlobal)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(value.(string)), &said); err != nil {
		t.Fatal(err)
	}
	return said
}

func TestPageWithoutAnAnswer(t *testing.T) {
	r, err := report.OfTable(context.Background(), report.Table{Points: []diversity.Measurement{
		{Size: diversity.Size{Classes: 8, PerClass: 8}, Error: 0.5}}}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, r)
	if strings.Contains(page, `id="calculator"`) || !strings.Contains(page, "No size can be named for N = 256") {
		t.Error("there is a calculator, or no reason for none")
	}
}

func TestSave(t *testing.T) {
	r := reportOf(t, "known", report.Options{})
	path := filepath.Join(t.TempDir(), "new", "report.html")
	if err := Save(r, path); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != pageOf(t, r) {
		t.Errorf("%d bytes: %v", len(content), err)
	}
	for _, err := range []error{Save(r, "report.pdf"), Save(report.Report{}, path)} {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Error(err)
		}
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != pageOf(t, r) {
		t.Errorf("what cannot be written took the old page away: %v", err)
	}
}
