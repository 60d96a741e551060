package diagnose

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/probe"
)

// simplex are classes at the corners e_1..e_C, each image of class c at e_c plus or minus distance along one further
// axis.
func simplex(classes int, distance float32) probe.Set {
	s := probe.Set{Dim: classes + 1}
	for class := range classes {
		for _, side := range []float32{-1, 1} {
			row := make([]float32, s.Dim)
			row[class], row[classes] = 1, side*distance
			s.Features, s.Labels = append(s.Features, row...), append(s.Labels, int32(class))
		}
	}
	return s
}

// Equal classes at the corners of a simplex: every quantity has a closed form.
func TestClosedForms(t *testing.T) {
	const classes, distance = 4, 0.5
	n, err := Pretraining(simplex(classes, distance), PretrainingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := Values{
		Within:   2 * distance * distance, // by n - 1 = 1
		Between:  1 - 1./classes,
		CDNV:     2 * (2 * distance * distance) / (2 * 2),
		NC1:      0, // the spread is along no direction of the means
		NC2Norms: 0, NC2Angles: 0, NC2MaxAngle: 0, NC4: 0,
	}
	for name, value := range want {
		if got, have := n.Values()[name]; !have || math.Abs(got-value) > 1e-9 {
			t.Errorf("%s is %v (%v), want %v", name, got, have, value)
		}
	}
	if got := n.Values()[NC3]; got > 1e-9 {
		t.Errorf("the head is %v away from the class means", got)
	}
	// All C-1 singular values are equal.
	if got := n.Values()[HeadCondition]; math.Abs(got-1) > 1e-9 {
		t.Errorf("condition of the head %v", got)
	}
	// Squared singular values: each corner 2, and the further axis 2 C distance^2 = 2.
	s := probe.Set{Features: simplex(classes, 0.5).Features, Labels: simplex(classes, 0.5).Labels, Dim: 5}
	if got := effectiveRank(s); math.Abs(got-5) > 1e-4 {
		t.Errorf("effective rank %v, want 5", got)
	}
}

// Rows +-(3, 0) and +-(0, 2), with the same vector added to each: W'W = diag(18, 8) about the mean, so that the least
// of both singular values over the square root of 4 classes is sqrt(2), and over the largest 2/3.
func TestHeadThatWasTrained(t *testing.T) {
	s := probe.Set{Features: []float32{-1, 0, 1, 0}, Labels: []int32{0, 1}, Dim: 2}
	h := probe.Head{Weights: []float32{8, 7, 2, 7, 5, 9, 5, 5}, Offset: []float32{0, 1, 2, 3}}
	n, err := Pretraining(s, PretrainingOptions{Head: h})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[Name]float64{TrainedHeadLeast: math.Sqrt2, TrainedHeadCondition: 2. / 3} {
		if got := n.Values()[name]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if n, err = Pretraining(s, PretrainingOptions{}); err != nil {
		t.Fatal(err)
	}
	if got, have := n.Values()[TrainedHeadLeast]; have {
		t.Errorf("without a head it is %v", got)
	}
	nan := float32(math.NaN())
	for says, bad := range map[string]probe.Head{
		"len(PretrainingOptions.Head.Weights) = 7":    {Weights: h.Weights[:7], Offset: h.Offset},
		"PretrainingOptions.Head.Weights[1, 0] = NaN": {Weights: []float32{0, 1, nan, 2}, Offset: []float32{0, 1}},
	} {
		_, err := Pretraining(s, PretrainingOptions{Head: bad})
		errtest.Want(t, err, diversity.ErrInvalid, says)
	}
	same := probe.Head{Weights: make([]float32, 4), Offset: []float32{0, 1}}
	if n, err = Pretraining(s, PretrainingOptions{Head: same}); err != nil || n.Values()[TrainedHeadLeast] != 0 {
		t.Errorf("a head of zeros: %v (%v)", n.Values(), err)
	}
}

func TestDistanceIsThatOfNormals(t *testing.T) {
	// Both have the covariance diag(2, 0): only the means are apart, by 3.
	a := probe.Set{Features: []float32{-1, 0, 1, 0}, Labels: []int32{0, 1}, Dim: 2}
	b := probe.Set{Features: []float32{-1, 3, 1, 3}, Labels: []int32{0, 1}, Dim: 2}
	n, err := Pretraining(a, PretrainingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Task(b, n)
	if err != nil || math.Abs(v[Distance]-9./4) > 1e-9 {
		t.Errorf("distance %v (%v), want 9/4", v[Distance], err)
	}
	if v, err = Task(a, n); err != nil || v[Distance] > 1e-9 {
		t.Errorf("distance to itself %v (%v)", v[Distance], err)
	}
	if v, err = Task(a, nil); err != nil || len(v) == 0 {
		t.Errorf("%v (%v)", v, err)
	} else if _, have := v[Distance]; have {
		t.Error("a distance from nothing")
	}
}

func TestSpectralNorm(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, dims := range [][2]int{{1, 1}, {3, 3}, {5, 200}, {200, 5}, {150, 180}, {300, 700}} {
		a := mat.NewDense(dims[0], dims[1], nil)
		a.Apply(func(_, _ int, _ float64) float64 { return random.NormFloat64() }, a)
		var svd mat.SVD
		svd.Factorize(a, mat.SVDNone)
		if got, want := SpectralNorm(a), svd.Values(nil)[0]; math.Abs(got-want) > 1e-8*want {
			t.Errorf("%v: %.12g, want %.12g", dims, got, want)
		}
	}
	if got := SpectralNorm(mat.NewDense(3, 4, nil)); got != 0 {
		t.Errorf("norm of 0: %v", got)
	}
}

// Alignment sees neither rotations nor scales nor shifts, and is about 0 for unrelated features, which the plain CKA of
// more dimensions than images is not.
func TestAlignment(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	draw := func(images, dim int) []float32 {
		out := make([]float32, images*dim)
		for i := range out {
			out[i] = float32(random.NormFloat64())
		}
		return out
	}
	x := draw(64, 2)
	turned := make([]float32, len(x))
	for i := 0; i < len(x); i += 2 {
		turned[i], turned[i+1] = 5+3*(0.6*x[i]-0.8*x[i+1]), -7+3*(0.8*x[i]+0.6*x[i+1])
	}
	a, err := NewSimilarities(x, 2)
	b, err2 := NewSimilarities(turned, 2)
	if err != nil || err2 != nil || a.Images() != 64 {
		t.Fatal(err, err2)
	}
	if got := a.Alignment(b); math.Abs(got-1) > 1e-4 {
		t.Errorf("after a rotation %v", got)
	}
	wide, other := draw(64, 500), draw(64, 500)
	c, _ := NewSimilarities(wide, 500)
	d, _ := NewSimilarities(other, 500)
	plain, err := CKA(wide, 500, other, 500)
	if got := c.Alignment(d); err != nil || math.Abs(got) > 0.1 || plain < 0.8 {
		t.Errorf("unrelated features: unbiased %v, plain %v (%v)", got, plain, err)
	}
	if got := a.Alignment(c[:10]); !math.IsNaN(got) {
		t.Errorf("of other images: %v", got)
	}
	if (Similarities{1, 2}).Images() != 0 || !math.IsNaN((Similarities{1, 2}).Alignment(Similarities{1, 2})) {
		t.Error("2 similarities are of no number of images")
	}
}

// What the data do not determine is absent, and nothing else is lost for it.
func TestWhatIsNotDetermined(t *testing.T) {
	for name, c := range map[string]struct {
		set    probe.Set
		absent []Name
		have   []Name
	}{
		"one class":        {probe.Set{Features: []float32{1, 2, 3}, Labels: []int32{0, 0, 0}, Dim: 1}, []Name{Between, CDNV, NC1, NC2Norms, Margin, NC4}, []Name{Within, RankMe}},
		"one image each":   {probe.Set{Features: []float32{1, 2, 3}, Labels: []int32{0, 1, 2}, Dim: 1}, []Name{Within, CDNV}, []Name{Between, RankMe, Margin}},
		"constant":         {probe.Set{Features: []float32{2, 2, 2, 2}, Labels: []int32{0, 0, 1, 1}, Dim: 1}, []Name{CDNV, NC1, Margin, HeadLeast}, []Name{Within, RankMe}},
		"all 0":            {probe.Set{Features: make([]float32, 8), Labels: []int32{0, 0, 1, 1}, Dim: 2}, []Name{CDNV, RankMe}, []Name{Within, Between}},
		"the same rows":    {probe.Set{Features: []float32{1, 1, 2, 2}, Labels: []int32{0, 0, 1, 1}, Dim: 1}, nil, []Name{Within, CDNV, NC1, Margin}},
		"coinciding means": {probe.Set{Features: []float32{-1, 1, -2, 2}, Labels: []int32{0, 0, 1, 1}, Dim: 1}, []Name{CDNV, NC1}, []Name{Within, RankMe}},
	} {
		n, err := Pretraining(c.set, PretrainingOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, absent := range c.absent {
			if value, have := n.Values()[absent]; have {
				t.Errorf("%s: %s is %v", name, absent, value)
			}
		}
		for _, wanted := range c.have {
			if _, have := n.Values()[wanted]; !have {
				t.Errorf("%s: no %s among %v", name, wanted, n.Values())
			}
		}
		if err := n.Values().Validate("Values"); err != nil {
			t.Error(err)
		}
		if _, err := Task(c.set, n); err != nil {
			t.Errorf("%s as a task: %v", name, err)
		}
	}
}

func TestBadInput(t *testing.T) {
	nan := float32(math.NaN())
	for says, s := range map[string]probe.Set{
		"Set.Dim = 0":                              {Features: []float32{1}, Labels: []int32{0}},
		"len(Set.Features) = 3":                    {Features: []float32{1, 2, 3}, Labels: []int32{0, 1}, Dim: 1},
		"Set.Features[1, 0] = NaN":                 {Features: []float32{1, nan}, Labels: []int32{0, 1}, Dim: 1},
		"Set.Labels[1] = -1":                       {Features: []float32{1, 2}, Labels: []int32{0, -1}, Dim: 1},
		"Set.Labels[0] = 2000000000":               {Features: []float32{1, 2}, Labels: []int32{2_000_000_000, 0}, Dim: 1},
		"Set.Labels = no image of class 0":         {Features: []float32{1, 2}, Labels: []int32{1, 1}, Dim: 1},
		"len(Set.Features) = 0: invalid value, al": {Dim: 3},
	} {
		_, err := Pretraining(s, PretrainingOptions{})
		errtest.Want(t, err, diversity.ErrInvalid, says)
		_, err = Task(s, nil)
		errtest.Want(t, err, diversity.ErrInvalid, says)
	}
	good := simplex(3, 1)
	for says, l := range map[string]Layer{
		"Layers[0].Shape = [3]":                          {Shape: []int{3}, Data: make([]float32, 3)},
		"Layers[0].Shape = [2 2]":                        {Shape: []int{2, 2}, Data: make([]float32, 3)},
		"Layers[0].Shape = [2000000000 2000000000 2000]": {Shape: []int{2e9, 2e9, 2000}, Data: make([]float32, 3)},
		"Layers[0].Data[0, 1] = NaN":                     {Shape: []int{1, 2}, Data: []float32{1, nan}},
	} {
		_, err := Pretraining(good, PretrainingOptions{Layers: []Layer{l}})
		errtest.Want(t, err, diversity.ErrInvalid, says)
	}
	_, err := NewSimilarities([]float32{1, 2, 3}, 1)
	errtest.Want(t, err, diversity.ErrInvalid, "4..1024 images")
	_, err = CKA([]float32{1, 2}, 1, []float32{1}, 1)
	errtest.Want(t, err, diversity.ErrInvalid, "len(y)")
	errtest.Want(t, Values{"beauty": 1}.Validate("v"), diversity.ErrInvalid, `v["beauty"]`)
	errtest.Want(t, Values{NC1: math.Inf(1)}.Validate("v"), diversity.ErrInvalid, `v["nc1"]`)
}

// Points whose error falls with one quantity, rises with another, and has nothing to do with a third.
func TestPredictors(t *testing.T) {
	var points []Point
	random := rand.New(rand.NewPCG(5, 6))
	for _, total := range []int{64, 256} {
		for i, classes := range []int{2, 4, 8, 16, 32} {
			for repeat := range 4 {
				e := 0.2 + 0.1*float64(i) + 0.01*random.Float64()
				points = append(points, Point{
					diversity.Measurement{Size: diversity.Size{Classes: classes, PerClass: total / classes}, Repeat: repeat, Error: e},
					Values{CDNV: math.Exp(e), RankMe: -e, NC1: 3, NC4: random.Float64()}})
			}
		}
	}
	all, err := Predictors(points, PredictorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[Name][]Predictor{}
	for _, p := range all {
		found[p.Name] = append(found[p.Name], p)
	}
	for name, want := range map[Name]float64{CDNV: 1, RankMe: -1} {
		for i, p := range found[name] {
			if p.Rank.Value != want || !p.Rank.Interval.Known() || p.Budget != []int{0, 64, 256}[i] || len(found[name]) != 3 {
				t.Errorf("%+v, want %v", p, want)
			}
		}
	}
	// K goes with the error at every size here.
	if p := found[Classes]; len(p) != 3 || p[0].Rank.Value != 1 {
		t.Errorf("K: %+v", p)
	}
	if p := found[NC1][0]; !math.IsNaN(p.Rank.Value) || p.Rank.Interval.Known() {
		t.Errorf("a constant: %+v", p)
	}
	if p := found[NC4][0]; !(p.Rank.Interval.Low < 0.5 && p.Rank.Interval.High > -0.5) ||
		p.Rank.Interval.High <= p.Rank.Interval.Low {
		t.Errorf("noise: %+v", p)
	}
	again, _ := Predictors(points, PredictorOptions{})
	if again[len(again)-1] != all[len(all)-1] {
		t.Error("the same points and seed, another answer")
	}
	single, err := Predictors(points[:1], PredictorOptions{})
	errtest.Want(t, err, diversity.ErrTooFew, "3 sizes of a budget")
	if single != nil {
		t.Error("an answer from one point")
	}
	points[0].Task = "other"
	_, err = Predictors(points, PredictorOptions{})
	errtest.Want(t, err, diversity.ErrMixed, "2 tasks")
	_, err = Predictors(points, PredictorOptions{BootstrapSamples: 1 << 30})
	errtest.Want(t, err, diversity.ErrInvalid, "PredictorOptions.BootstrapSamples")
}

// Spearman's coefficient with ties, by hand: ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3.
func TestRanksWithTies(t *testing.T) {
	b := budgetSizes{}
	for i, q := range []float64{1, 2, 2, 5} {
		b.sizes = append(b.sizes, sizeMeans{map[int][]float64{0: {q}}, map[int][]float64{0: {float64(i)}}})
	}
	if got, want := b.rank([]int{0}), 4.5/math.Sqrt(4.5*5); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
}
