package page

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"modernc.org/quickjs"

	"tradeoff/diversity/worlds"
)

var update = flag.Bool("update", false, "write the page of the law anew")

// TestTheLessonHasThePageOfTheLaw: the committed file is what Law writes, runs its script and no other, and loads
// nothing.
func TestTheLessonHasThePageOfTheLaw(t *testing.T) {
	const path = "../../notebooks/valley.html"
	var b bytes.Buffer
	if err := Law(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if content, err := os.ReadFile(path); err != nil || !bytes.Equal(content, b.Bytes()) {
		t.Errorf("%s is not what Law writes (%v): go test ./kernel/page -run Law -update", path, err)
	}
	page := b.String()
	if strings.Count(page, "<script") != 1 || !strings.Contains(page, "default-src 'none'") {
		t.Error("it has another script, or no policy")
	}
	namespace := strings.Count(page, "http://www.w3.org/2000/svg")
	if strings.Count(page, "://") != namespace || strings.Contains(page, "src=\"") {
		t.Error("it holds an address")
	}
}

// TestLawScriptComputesWhatGoDoes with constants, budgets and prices at random, and at the ends.
func TestLawScriptComputesWhatGoDoes(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if _, err := vm.Eval(lawScript, quickjs.EvalGlobal); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 200 {
		w := worlds.Planted{E: 0.05, A: 0.05 + 0.85*random.Float64(), B: 0.05 + 0.85*random.Float64(),
			Alpha: 0.1 + 1.4*random.Float64(), Beta: 0.1 + 1.4*random.Float64()}
		total, price := math.Exp2(20*random.Float64()), math.Floor(100*random.Float64())*float64(i%2)
		switch i {
		case 0:
			total, price = 1, 0
		case 1:
			total, price = 10, 20 // which buys nothing
		}
		sameLaw(t, vm, w, total, price)
	}
}

// sameLaw compares the answer of the page with that of Go.
func sameLaw(t *testing.T, vm *quickjs.VM, w worlds.Planted, total, price float64) {
	t.Helper()
	value, err := vm.Eval(fmt.Sprintf(`JSON.stringify(answer({E: %v, A: %v, B: %v, a: %v, b: %v}, %v, %v))`, w.E, w.A, w.B, w.Alpha,
		w.Beta, total, price), quickjs.EvalGlobal)
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Classes, PerClass, Ratio, Error, Half, Twice *float64 } // null for what is no number
	if err := json.Unmarshal([]byte(value.(string)), &got); err != nil {
		t.Fatal(err)
	}
	k := w.BestClassesPriced(total, price)
	n := total/k - price
	lost := func(k float64) float64 {
		if n := total/k - price; k >= 1 && n >= 1 {
			return w.ErrorAt(k, n) - w.ErrorAt(w.BestClassesPriced(total, price), total/w.BestClassesPriced(total, price)-price)
		}
		return math.NaN()
	}
	pairs := []struct {
		got  *float64
		want float64
	}{{got.Classes, k}, {got.PerClass, n}, {got.Ratio, k / n}, {got.Error, w.ErrorAt(k, n)}, {got.Half, lost(k / 2)},
		{got.Twice, lost(2 * k)}}
	for i, pair := range pairs {
		if pair.got == nil != math.IsNaN(pair.want) {
			t.Errorf("%+v, %v, %v: number %d is missing on one side, in Go %v", w, total, price, i, pair.want)
		} else if pair.got != nil && math.Abs(*pair.got-pair.want) > 1e-9*max(1, math.Abs(pair.want)) {
			t.Errorf("%+v, %v, %v: number %d is %v, in Go %v", w, total, price, i, *pair.got, pair.want)
		}
	}
}
