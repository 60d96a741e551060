package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
)

// pureGo has this test compute without a plugin.
func pureGo(t *testing.T) {
	t.Helper()
	t.Setenv("GOMLX_BACKEND", "go")
}

// tiny is what pure Go can do in an instant.
func tiny() Settings {
	mlp := Network{Name: "MLP", Backbone: backbone.MLP{Hidden: []int{8}}, Side: 4, Channels: 1, Batch: 8}
	return Settings{
		Checked: []Network{mlp}, Batch: 8, Updates: 3, Together: []Network{mlp}, Replicas: []int{1, 2}, Images: 16, Epochs: 1,
		Alone: []Network{mlp}, Duration: time.Millisecond, Rounds: 3, Product: 16, Times: 2,
	}
}

func computed(t *testing.T, s Settings) Numbers {
	t.Helper()
	n, err := Compute(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// disagreeing are what Compare finds beyond the tolerances.
func disagreeing(t *testing.T, a, b Numbers, most Tolerances) (list []string) {
	t.Helper()
	comparisons, err := Compare(a, b, most)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comparisons {
		if !c.Agrees() {
			list = append(list, c.What)
		}
	}
	return list
}

func copied(t *testing.T, n Numbers) (out Numbers) {
	t.Helper()
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// A device that is off in one kind of numbers is found out, whatever the kind; one that only rounds is not.
func TestADeviceThatIsOffIsFoundOut(t *testing.T) {
	pureGo(t)
	right := computed(t, tiny())
	if got := disagreeing(t, right, copied(t, right), Float32()); got != nil {
		t.Errorf("numbers differ from themselves as JSON: %q", got)
	}
	scale := func(values []float32, by float32) {
		for i := range values {
			values[i] *= by
		}
	}
	for want, spoil := range map[string]func(n *NetworkNumbers){
		"features":            func(n *NetworkNumbers) { scale(n.Features, 1.001) },
		"gradient":            func(n *NetworkNumbers) { scale(n.Gradient, 0.99) },
		"losses of training":  func(n *NetworkNumbers) { n.Losses[2] += 0.01 },
		"weights by training": func(n *NetworkNumbers) { n.Change[0] += 1 },
		"ridge probe":         func(n *NetworkNumbers) { n.Ridge = slices.Repeat([]int32{0}, len(n.Ridge)) },
		"logistic probe":      func(n *NetworkNumbers) { n.Logistic = slices.Repeat([]int32{0}, len(n.Logistic)) },
	} {
		off := copied(t, right)
		spoil(&off.Networks[0])
		if got := disagreeing(t, right, off, Float32()); !slices.Equal(got, []string{want}) {
			t.Errorf("%s is off: %q disagree", want, got)
		}
	}
	for _, value := range []float32{float32(math.NaN()), float32(math.Inf(1))} {
		off := copied(t, right)
		off.Networks[0].Features[3] = value
		if got := disagreeing(t, right, off, TF32()); !slices.Equal(got, []string{"features"}) {
			t.Errorf("%v: %q disagree", value, got)
		}
	}
	rounded := copied(t, right)
	scale(rounded.Networks[0].Features, 1+1e-6)
	if got := disagreeing(t, right, rounded, Float32()); got != nil {
		t.Errorf("rounding is found wrong: %q", got)
	}
}

// A network whose numbers are all zero agrees with itself and with nothing else.
func TestComparingZeros(t *testing.T) {
	zeros, ones := []float32{0, 0}, []float32{1, 0}
	if relative(zeros, zeros) != 0 || relative(ones, zeros) != unlimited || relative(zeros, ones) != 1 {
		t.Errorf("%v %v %v", relative(zeros, zeros), relative(ones, zeros), relative(zeros, ones))
	}
	text, err := json.Marshal(Comparison{Difference: unlimited})
	if err != nil || !strings.Contains(string(text), "e+308") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestCompareRefusesOtherTrials(t *testing.T) {
	one := Numbers{Networks: []NetworkNumbers{{Name: "a", Features: []float32{1}}}}
	for want, other := range map[string]Numbers{
		"1 and 0 networks": {}, `network 0 is "a" and "b"`: {Networks: []NetworkNumbers{{Name: "b"}}},
		"features of a has 1 and 0 numbers": {Networks: []NetworkNumbers{{Name: "a"}}},
		"gradient of a has 0 and 0 numbers": one,
	} {
		if _, err := Compare(one, other, Float32()); !errors.Is(err, ErrUnlike) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestSettingsOutOfRange(t *testing.T) {
	for want, change := range map[string]func(s *Settings){
		"Settings.Batch = 0":         func(s *Settings) { s.Batch = 0 },
		"Settings.Updates = 1001":    func(s *Settings) { s.Updates = 1001 },
		"Settings.Images = 7":        func(s *Settings) { s.Images = 7 },
		"Settings.Epochs = 0":        func(s *Settings) { s.Epochs = 0 },
		"Settings.Rounds = 0":        func(s *Settings) { s.Rounds = 0 },
		"len(Settings.Replicas) = 0": func(s *Settings) { s.Replicas = nil },
		"Settings.Replicas = [2 4]":  func(s *Settings) { s.Replicas = []int{2, 4} },
		"Settings.Replicas = [1 1]":  func(s *Settings) { s.Replicas = []int{1, 1} },
		"Settings.Duration = 0s":     func(s *Settings) { s.Duration = 0 },
		"Network.Name":               func(s *Settings) { s.Checked[0].Name = "" },
		"Network.Backbone":           func(s *Settings) { s.Alone[0].Backbone = nil },
		"Network.Batch = 0":          func(s *Settings) { s.Together[0].Batch = 0 },
	} {
		s := tiny()
		change(&s)
		_, err := Compute(context.Background(), s, nil)
		_, again := Measure(context.Background(), s, nil)
		for _, err := range []error{err, again} {
			if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want one with %q", err, want)
			}
		}
	}
	for name, s := range map[string]Settings{"small": Small(), "full": Full()} {
		if err := s.validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A network that the device cannot compute is named.
func TestErrorsNameTheNetwork(t *testing.T) {
	pureGo(t)
	s := tiny()
	s.Checked[0].Backbone, s.Alone[0].Backbone = backbone.ResNet{Depth: 9}, backbone.ResNet{Depth: 9}
	_, err := Compute(context.Background(), s, nil)
	if !errors.Is(err, ErrNetwork) || !strings.Contains(err.Error(), ": MLP: ") {
		t.Errorf("error %v", err)
	}
	if _, err := Measure(context.Background(), s, nil); !errors.Is(err, ErrNetwork) {
		t.Errorf("error %v", err)
	}
	t.Setenv("GOMLX_BACKEND", "xla:"+filepath.Join(t.TempDir(), "none.so"))
	if _, err := Compute(context.Background(), tiny(), nil); !errors.Is(err, pretrain.ErrDevice) {
		t.Errorf("error %v", err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := Compute(ended, tiny(), nil); !errors.Is(err, context.Canceled) || errors.Is(err, ErrNetwork) {
		t.Errorf("error %v", err)
	}
}

func TestMeasure(t *testing.T) {
	pureGo(t)
	s := tiny()
	var steps []string
	got, err := Measure(context.Background(), s, func(step string) { steps = append(steps, step) })
	if err != nil {
		t.Fatal(err)
	}
	rounds := func(what string, values []float64) {
		t.Helper()
		if len(values) != s.Rounds || !(slices.Min(values) > 0) || math.IsInf(slices.Max(values), 0) {
			t.Errorf("%s: %v", what, values)
		}
	}
	if len(got.Peaks) != 2 || len(got.Together) != 1 || len(got.Alone) != 1 || got.Device != "pure Go (GOMLX_BACKEND=go)" {
		t.Fatalf("measured %+v", got)
	}
	for _, p := range got.Peaks {
		rounds("products "+string(p.Precision), p.PerSecond)
	}
	for _, r := range got.Together[0].Rates {
		rounds(fmt.Sprint(r.Replicas, " replicas"), r.PerMinute)
	}
	a := got.Alone[0]
	rounds("alone", a.PerSecond)
	rounds("of the peak", a.Share)
	rounds("from a file", a.FromFile)
	if len(a.Waiting) != s.Rounds || slices.Min(a.Waiting) < 0 || slices.Max(a.Waiting) >= 1 {
		t.Errorf("waiting %v", a.Waiting)
	}
	if got.Together[0].Updates != 2 || !slices.Equal(steps, []string{"MLP, several at once", "MLP"}) {
		t.Errorf("%d updates, steps %q", got.Together[0].Updates, steps)
	}
}

// The numbers of replicas end where the rate does not grow any more, or where the device has no memory left; the
// failure of a single one is an error.
func TestReplicasThatAreWorthTrying(t *testing.T) {
	full := fmt.Errorf("%w: out of memory", pretrain.ErrDevice)
	all := []int{1, 2, 4, 8, 16}
	for name, c := range map[string]struct {
		rates   []float64
		err     error // after the rates
		tried   int
		stopped string
		fails   bool
	}{
		"rises":                 {[]float64{1, 2, 4, 8, 16}, nil, 5, "", false},
		"level":                 {[]float64{1, 2, 2.05, 2.04, 9}, nil, 4, "two larger numbers brought nothing", false},
		"one dip":               {[]float64{1, 2, 1.9, 4, 4}, nil, 5, "", false},
		"memory":                {[]float64{1, 2, 4}, full, 3, "out of memory", false},
		"no memory for one":     {nil, full, 0, "", true},
		"another error":         {[]float64{1}, context.Canceled, 1, "", true},
		"level only at the end": {[]float64{1, 2, 4, 4, 4}, nil, 5, "", false},
	} {
		next := 0
		tried, stopped, err := worthwhile(all, func(int) (float64, error) {
			if next == len(c.rates) {
				return 0, c.err
			}
			next++
			return c.rates[next-1], nil
		})
		if len(tried) != c.tried || !strings.Contains(stopped, c.stopped) || (stopped == "") != (c.stopped == "") ||
			(err != nil) != c.fails {
			t.Errorf("%s: tried %v, stopped %q, error %v", name, tried, stopped, err)
		}
	}
	best := Together{Rates: []ReplicaRate{{1, []float64{1, 1, 9}}, {2, []float64{2, 2, 2}}}}.Best()
	if best.Replicas != 2 || (Together{}).Best().Replicas != 0 {
		t.Errorf("the best are %d", best.Replicas)
	}
}

func TestReportOfDisagreements(t *testing.T) {
	bad := Comparison{Network: "a", What: "features", Difference: 2, Tolerance: 1}
	good := Comparison{Difference: 1, Tolerance: 1}
	r := Report{Passes: []Pass{{Comparisons: []Comparison{good}}, {Comparisons: []Comparison{bad}}}}
	if got := r.Disagreements(); !slices.Equal(got, []Comparison{bad}) {
		t.Errorf("%+v", got)
	}
	if (Comparison{Difference: math.NaN(), Tolerance: 1}).Agrees() {
		t.Error("a difference that is no number is within its tolerance")
	}
}

// Nothing is left of the file from which images are read.
func TestImageFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	data := tiny().Alone[0].images(2, 4, 1)
	f, err := fileOf(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.data.Source.Read([]int32{3, 0})
	if size := 16; err != nil || !slices.Equal(got, slices.Concat(data.Images[3*size:], data.Images[:size])) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := f.data.Source.Read([]int32{4}); err == nil {
		t.Error("an image behind the end was read")
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	if _, err := fileOf(data); err == nil {
		t.Error("no folder for the file, and no error")
	}
}

// XLA on the processor agrees with pure Go: with DIVERSITY_INTEGRATION on every small network.
func TestXLAAgreesWithPureGoIntegration(t *testing.T) {
	s := Small()
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Log("only the MLP: the others are compiled for some seconds with DIVERSITY_INTEGRATION=1")
		s.Checked = s.Checked[:1]
	}
	t.Setenv("GOMLX_BACKEND", "xla:cpu")
	xla, err := Compute(context.Background(), s, nil)
	if errors.Is(err, pretrain.ErrDevice) {
		t.Skipf("no XLA plugin is installed: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	pureGo(t)
	comparisons, err := Compare(computed(t, s), xla, Float32())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comparisons {
		t.Logf("%s, %s: %.2g, tolerance %g", c.Network, c.What, c.Difference, c.Tolerance)
		if c.Difference > c.Tolerance/10 {
			t.Errorf("%s, %s: %v is not a factor of ten below the tolerance %v", c.Network, c.What, c.Difference, c.Tolerance)
		}
	}
	if xla.Device == "" || !strings.HasPrefix(xla.Device, "XLA CPU") {
		t.Errorf("computed on %q", xla.Device)
	}
}
