package pool

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"

	"tradeoff/diversity"
)

// The images are pinned: if they change, stored results change their meaning. They were the same with and without fused
// multiply-add.
func TestDistortedImagesArePinned(t *testing.T) {
	p := Omniglot().Background().Rotations(4).Distort(Distortion{})
	var refs []Ref
	for i := range 512 {
		refs = append(refs, Ref{i * 7, i * 2})
	}
	sum := sha256.Sum256(mustImages(t, p, refs...))
	if got := hex.EncodeToString(sum[:8]); got != "ec6ae0f6fc14925a" {
		t.Errorf("digest of 512 images %s", got)
	}
}

func TestDistortionIsFixedPerSample(t *testing.T) {
	base := Omniglot().Background()
	p := base.Distort(Distortion{PerClass: 50})
	a, b := Ref{5, 0}, Ref{5, 20}
	together := mustImages(t, p, a, b)
	if !bytes.Equal(together[784:], mustImages(t, p, b)) {
		t.Error("a sample depends on what is asked with it")
	}
	if p.Original(a) != 0 || p.Original(b) != 0 || bytes.Equal(together[:784], together[784:]) {
		t.Error("two variants of one original are alike")
	}
	if bytes.Equal(together[:784], mustImages(t, base, a)) {
		t.Error("the first variant is not distorted")
	}
	if bytes.Equal(mustImages(t, base.Distort(Distortion{PerClass: 50, Seed: 1}), a), together[:784]) {
		t.Error("the seed changes nothing")
	}
	if !bytes.Equal(mustImages(t, base.Distort(Distortion{}), a), together[:784]) {
		t.Error("the number of samples changes the first")
	}
	group := p.Groups(p.Group(5))
	if !bytes.Equal(mustImages(t, group, a), together[:784]) {
		t.Error("choosing groups afterwards changes the samples")
	}
}

func TestDistortCountsSamplesAndOriginals(t *testing.T) {
	p := mustNew(t, tiny()).Distort(Distortion{PerClass: 5})
	if p.Count(0) != 5 || p.Count(1) != 5 || p.Originals(0) != 1 || p.Originals(1) != 2 || p.Original(Ref{1, 3}) != 1 {
		t.Errorf("%v: originals %d and %d", p, p.Originals(0), p.Originals(1))
	}
	few := Omniglot().Background().Distort(Distortion{PerClass: 3})
	if few.Count(0) != 3 || few.Originals(0) != 3 {
		t.Errorf("%v: %d originals", few, few.Originals(0))
	}
	huge := Omniglot().Background().Distort(Distortion{PerClass: 1 << 30})
	mustImages(t, huge, Ref{963, 1<<30 - 1})
}

func TestDistortRejectsBadSettings(t *testing.T) {
	p := mustNew(t, tiny())
	wantError(t, p.Distort(Distortion{Level: -1}).Validate(), diversity.ErrInvalid, "Distortion.Level = -1", "0..4")
	wantError(t, p.Distort(Distortion{Level: math.NaN()}).Validate(), diversity.ErrInvalid, "Distortion.Level = NaN")
	wantError(t, p.Distort(Distortion{Level: 4.1}).Validate(), diversity.ErrInvalid, "4.1")
	wantError(t, p.Distort(Distortion{PerClass: -1}).Validate(), diversity.ErrInvalid, "Distortion.PerClass = -1")
	wantError(t, p.Distort(Distortion{}).Distort(Distortion{}).Validate(), diversity.ErrInvalid, "class even", "once")
}

// The same distortion in floating point, written from the formulas alone (one basis function at a time).
func TestDistortionAgreesWithItsFormulas(t *testing.T) {
	c := Content{Labels: []int{0}, Height: 23, Width: 31, Channels: 3}
	random := diversity.Stream(1, diversity.ForTask)
	for range 23 * 31 * 3 {
		c.Images = append(c.Images, uint8(random.IntN(256)))
	}
	base := mustNew(t, c)
	for _, level := range []float64{0.5, 2} {
		p := base.Distort(Distortion{Level: level, Seed: 4})
		for sample := range 8 {
			got := mustImages(t, p, Ref{0, sample})
			for i, want := range referenceDistort(c, level, 4, sample) {
				if math.Abs(float64(got[i])-want) > 0.51 {
					t.Fatalf("level %v sample %d byte %d: %d, want %.3f", level, sample, i, got[i], want)
				}
			}
		}
	}
}

func referenceDistort(c Content, level float64, seed uint64, sample int) []float64 {
	random := diversity.Stream(seed, diversity.ForDistort, 0, sample)
	normal := random.NormFloat64
	perX, perY := float64(c.Width)/28, float64(c.Height)/28
	angle := normal() * level * 15 * math.Pi / 180
	sx, sy, sh := math.Exp(normal()*level*.12), math.Exp(normal()*level*.12), normal()*level*.15
	shiftX, shiftY := normal()*level*1.2*perX, normal()*level*1.2*perY
	var grid [2][4][4]float64
	for i := range 4 {
		for j := range 4 {
			grid[0][i][j], grid[1][i][j] = normal()*level*perX, normal()*level*perY
		}
	}
	s, co := math.Sin(angle), math.Cos(angle)
	var out []float64
	for y := range c.Height {
		for x := range c.Width {
			dx, dy := float64(x)-float64(c.Width-1)/2, float64(y)-float64(c.Height-1)/2
			u := shiftX + (co*sx-1)*dx + (sh*co-s*sy)*dy + bicubic(grid[0], x, y, c)
			v := shiftY + s*sx*dx + (co*sy+sh*s-1)*dy + bicubic(grid[1], x, y, c)
			for channel := range c.Channels {
				out = append(out, bilinear(c, float64(x)+u, float64(y)+v, channel))
			}
		}
	}
	return out
}

func bicubic(grid [4][4]float64, x, y int, c Content) float64 {
	atX, atY := 3*float64(x)/float64(c.Width-1), 3*float64(y)/float64(c.Height-1)
	sum := 0.0
	for i := -2; i < 6; i++ {
		for j := -2; j < 6; j++ {
			sum += keys(atY-float64(i)) * keys(atX-float64(j)) * grid[min(max(i, 0), 3)][min(max(j, 0), 3)]
		}
	}
	return sum
}

func keys(t float64) float64 {
	const a = -.75
	t = math.Abs(t)
	switch {
	case t < 1:
		return (a+2)*t*t*t - (a+3)*t*t + 1
	case t < 2:
		return a*t*t*t - 5*a*t*t + 8*a*t - 4*a
	}
	return 0
}

func bilinear(c Content, x, y float64, channel int) float64 {
	sum := 0.0
	left, top := int(math.Floor(x)), int(math.Floor(y))
	for py := max(0, top); py <= min(top+1, c.Height-1); py++ {
		for px := max(0, left); px <= min(left+1, c.Width-1); px++ {
			weight := (1 - math.Abs(x-float64(px))) * (1 - math.Abs(y-float64(py)))
			sum += weight * float64(c.Images[(py*c.Width+px)*c.Channels+channel])
		}
	}
	return sum
}

// The strengths are those documented: standard deviations of the affine part and of the grid over many samples.
func TestDistortionHasTheDocumentedStrength(t *testing.T) {
	p := Omniglot().Background().Distort(Distortion{Level: 1})
	l := p.state.layer.(*distorted)
	const samples = 4000
	var shift, turn, grid float64
	for sample := range samples {
		f := l.drawField(Ref{0, sample})
		shift += square64(f.x.shift)
		turn += square64(f.y.alongX)
		grid += square64(f.y.grid[2][1])
	}
	deviation := func(sum float64) float64 { return math.Sqrt(sum / samples) }
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"shift", deviation(shift), 1.2}, {"grid", deviation(grid), 1},
		// sin(N(0, 15 degrees)) exp(N(0, .12)): sqrt((1 - exp(-2 s^2)) / 2 * exp(2 * .12^2))
		{"turn", deviation(turn), 0.257},
	} {
		if math.Abs(c.got/c.want-1) > 0.04 { // 3.5 standard errors
			t.Errorf("%s: standard deviation %.4f, want %.4f", c.name, c.got, c.want)
		}
	}
}

func square64(fixed int64) float64 {
	v := float64(fixed) / fixedOne
	return v * v
}

func BenchmarkDistort(b *testing.B) {
	p := Omniglot().Background().Rotations(4).Distort(Distortion{})
	refs := make([]Ref, 1000)
	for i := range refs {
		refs[i] = Ref{i, i}
	}
	for b.Loop() {
		if _, err := p.Images(refs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(refs))/b.Elapsed().Seconds(), "images/s")
}
